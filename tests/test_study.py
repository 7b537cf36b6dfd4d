"""The questions that the program makes for an exam."""

from __future__ import annotations

from collections import Counter

from exam_papers import question

from dva_assist import wiring
from dva_assist.errors import BadInput
from dva_assist.study import EXAM_KINDS, exam_questions
from dva_assist.types import QuizItem

C03 = wiring.exams()["dva-c03"]


def quiz(*, count: int, seed: int, kind: str, topic: str) -> list[QuizItem]:
    """As an assistant on notes that say nothing of security."""
    if topic.startswith("dva-c03:2."):
        raise BadInput(f"unknown topic {topic!r}")
    return [question(f"{topic}/{kind}/{seed}/{number}", topic) for number in range(count)]


def test_each_task_and_kind_has_its_part() -> None:
    made = exam_questions(quiz, C03, 100, 5)
    tasks = Counter(item.exam_tasks[0] for item in made)
    kinds = Counter(item.id.split("/")[1] for item in made)
    assert set(tasks) == {f"dva-c03:{task.id}" for task in C03.tasks() if not task.id.startswith("2.")}
    assert len(set(tasks.values())) == len(set(kinds.values())) == 1
    assert set(kinds) == set(EXAM_KINDS) and len(made) >= 75
    assert all("/5/" in item.id for item in made)


def test_notes_that_name_no_task_give_none() -> None:
    def foreign(**_: object) -> list[QuizItem]:
        raise BadInput("unknown topic")

    assert exam_questions(foreign, C03, 100, 5) == []
