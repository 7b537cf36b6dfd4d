"""Questions without notes, and sittings of them, for tests of the mock exam."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dva_assist.exams import Exam
from dva_assist.records import PaperQuestion, Sitting
from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm, Section

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def cited(fact: str, section: str = "queues.md#limits") -> Citation:
    note = section.partition("#")[0]
    place = Section(section, note, ("Queues", "Limits"), 2, 0, 400, 1, 9, ())
    return Citation(1, place, 10, 10 + len(fact), fact, 3, 3)


def question(
    id: str,
    *tasks: str,
    fact: str = "",
    section: str = "queues.md#limits",
    keys: tuple[int, ...] = (0,),
    options: int = 4,
) -> QuizItem:
    """A question whose options say which of them is right; ``tasks`` are like "dva-c03:1.1"."""
    proof = cited(fact or f"The fact of {id}.", section)
    texts = tuple(f"{id} {'key' if at in keys else 'other'} {at}" for at in range(options))
    return QuizItem(
        id=id,
        kind="bank",
        stem=f"What does {id} ask?",
        options=texts,
        correct=keys,
        explanations=tuple(Explanation(f"Why {text}.", proof) for text in texts),
        citation=proof,
        topics=(),
        exam_tasks=tasks,
        difficulty=0.5,
        form=ReplyForm.ONE if len(keys) == 1 else ReplyForm.SEVERAL,
    )


def bank(exam: Exam, each: int) -> list[QuizItem]:
    """As many questions for each task of the exam, each on a fact of its own; every fourth has two keys of five."""
    return [
        question(
            f"{task.id}-{number}",
            f"{exam.id}:{task.id}",
            section=f"note-{task.id}.md#part-{number}",
            keys=(1, 3) if number % 4 == 3 else (0,),
            options=5 if number % 4 == 3 else 4,
        )
        for task in exam.tasks()
        for number in range(each)
    ]


def generated(items: list[QuizItem]) -> list[QuizItem]:
    """Others of the same tasks, as the program makes them."""
    return [replace(item, id=f"made-{item.id}", stem=f"Made: {item.stem}", kind="number") for item in items]


def sitting(questions: tuple[PaperQuestion, ...], seconds: float = 600.0, title: str = "Short exam") -> Sitting:
    return Sitting("s1", "dva-c03", title, 1, questions, seconds, started=NOON, seen=NOON)
