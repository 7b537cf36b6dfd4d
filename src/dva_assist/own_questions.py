"""A learner's own questions: taken in whole or not at all, then drilled and part of the learner's exams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dva_assist.protocols import LearnerStore
from dva_assist.quiz.bank import import_questions
from dva_assist.quiz.snapshot import item_from, item_json
from dva_assist.types import Note, QuizItem

PREFIX = "own-"  # of their ids, so that none is that of a question of the bank


class OwnQuestions:
    """``note`` gives a note by its path, ``tasks`` the ids of the tasks of an exam."""

    def __init__(self, store: LearnerStore, note: Callable[[str], Note], tasks: Callable[[str], Sequence[str]]) -> None:
        self._store = store
        self._note = note
        self._tasks = tasks

    def take(self, learner: str, text: str, name: str) -> int:
        """Add the questions of a file, in place of those with the same id, and say how many.

        Raises BadInput with what is wrong by line, and then none is taken.
        """
        items = import_questions(text, name, self._note, self._tasks)
        self._store.put_questions(learner, [item_json(replace(item, id=PREFIX + item.id)) for item in items])
        return len(items)

    def items(self, learner: str) -> list[QuizItem]:
        """All of them, as they were when they were taken: their quotes stay true of the notes of that day."""
        return [item_from(kept) for kept in self._store.questions(learner)]
