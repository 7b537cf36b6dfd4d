"""What goes on over many days, as services on one store: mock exams, drills and reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dva_assist.drill_room import DrillRoom
from dva_assist.errors import BadInput
from dva_assist.exam_room import ExamRoom
from dva_assist.exams import Exam
from dva_assist.progress_desk import ProgressDesk
from dva_assist.protocols import LearnerStore
from dva_assist.quiz import KINDS
from dva_assist.review_room import ReviewRoom
from dva_assist.types import QuizItem

# The kinds of generated questions that are asked as an exam asks: one or several of at least four options.
EXAM_KINDS = tuple(
    kind
    for kind in ("definition-to-term", "term-to-definition", "number", "list-member", "multiple-response")
    if kind in KINDS
)


@dataclass(frozen=True, slots=True)
class Study:
    """Shared by all learners; holds nothing of any."""

    store: LearnerStore
    exam_room: ExamRoom
    drill_room: DrillRoom
    review_room: ReviewRoom
    progress_desk: ProgressDesk


def exam_questions(quiz: Callable[..., Sequence[QuizItem]], exam: Exam, count: int, seed: int) -> list[QuizItem]:
    """About ``count`` questions generated for an exam, of each task and kind alike.

    ``quiz`` makes drill questions, as ``Assistant.quiz`` does. Notes that name no task of the exam give none.
    """
    tasks = [f"{exam.id}:{task.id}" for task in exam.tasks()]
    each = -(-count // (len(tasks) * len(EXAM_KINDS)))
    found: dict[str, QuizItem] = {}
    for task in tasks:
        for kind in EXAM_KINDS:
            try:
                found |= {item.id: item for item in quiz(count=each, seed=seed, kind=kind, topic=task)}
            except BadInput:  # no note is about this task, or none gives a question of this kind
                continue
    return list(found.values())
