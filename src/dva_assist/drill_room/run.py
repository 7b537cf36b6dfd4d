"""A drill under way, as the page holds it; the questions follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dva_assist.errors import BadInput
from dva_assist.quiz.grading import is_right
from dva_assist.types import QuizItem, Reply


@dataclass(frozen=True, slots=True)
class OnceMore:
    """A question on the same fact in another form, by which it can be made again. ``after`` is a position."""

    section: str
    start: int
    seed: int
    kind: str
    after: int


@dataclass(frozen=True, slots=True)
class Run:
    """A drill under way. The questions follow from the seed and the choices, so only these are kept.

    Those that a model wrote would not come again, so they are kept whole. The first ``main`` positions are the
    questions of the drill; the ones after them are those of ``more``.
    """

    count: int
    seed: int
    kind: str | None
    topic: str | None
    sections: tuple[str, ...]
    order: tuple[int, ...] = ()  # the questions of this round, as positions in the quiz
    at: int = 0  # position in ``order``
    replies: Mapping[int, Reply] = field(default_factory=dict)  # by question, in this round
    written: tuple[QuizItem, ...] = ()
    follows: bool = False  # follows up on an answer that cites ``sections``
    main: int = 0
    more: tuple[OnceMore, ...] = ()
    id: str = ""
    round: int = 1
    shown: datetime | None = None  # when the question came

    @property
    def question(self) -> int:
        return self.order[self.at]

    @property
    def number(self) -> int:
        """Of the question, 1-based; one that comes once more has the number of the one before it."""
        return sum(not self.is_again(at) for at in self.order[: self.at + 1])

    @property
    def length(self) -> int:
        return sum(not self.is_again(at) for at in self.order)

    @property
    def checked(self) -> bool:
        return bool(self.order) and self.question in self.replies

    @property
    def is_last(self) -> bool:
        return self.at + 1 == len(self.order)

    def is_again(self, question: int) -> bool:
        return question >= self.main

    def next(self, now: datetime) -> Run:
        return replace(self, at=self.at + 1, shown=now)

    def wrong(self, items: Sequence[QuizItem]) -> tuple[int, ...]:
        """The questions of this round that went wrong, without those that came once more."""
        return tuple(
            at
            for at in self.order
            if at in self.replies and not self.is_again(at) and not is_right(items[at], self.replies[at])
        )

    def retry(self, items: Sequence[QuizItem], now: datetime) -> Run:
        """A round of the questions that went wrong. Raises BadInput where none did."""
        if not self.wrong(items):
            raise BadInput("nothing went wrong in this quiz; start another")
        return replace(self, order=self.wrong(items), at=0, replies={}, round=self.round + 1, shown=now)
