"""What a learner has done, as immutable values: attempts, review cards and sittings of a mock exam.

All times are UTC and aware. A fact is a span of the notes that is asked about; its id comes from the section and the
words of the span, so it outlives a new index and an edit elsewhere in the note.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dva_assist.types import Citation, QuizItem, Reply


def fact_of(citation: Citation) -> str:
    """The id of the fact that a citation states: the same for the same words in the same section."""
    words = " ".join(citation.quote.split())
    return hashlib.sha256(f"{citation.section.id}\n{words}".encode()).hexdigest()[:16]


def shown(name: str) -> str:
    """A learner's name as it is shown: composed, with one blank between its words."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """What tells learners apart: "Ana " and "ANA" are one. Stores keep it, so it must stay as it is."""
    return unicodedata.normalize("NFKC", shown(name).casefold())


class Source(StrEnum):
    """Where a question was asked."""

    DRILL = "drill"
    EXAM = "exam"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reply to one question. ``id`` is made where the reply is given, so that one sent twice is kept once."""

    id: str
    item: str  # QuizItem.id
    kind: str
    fact: str
    note: str
    section: str
    exam_tasks: tuple[str, ...]
    reply: Reply
    right: bool
    source: Source
    at: datetime
    difficulty: float = 0.5
    seconds: float = 0.0  # from the question to the reply; 0 where it was not measured

    def tasks_of(self, exam: str) -> set[str]:
        """The ids of the tasks of an exam that it bears on: "dva-c03" -> {"1.2"}."""
        start = f"{exam}:"
        return {task.removeprefix(start) for task in self.exam_tasks if task.startswith(start)}

    @classmethod
    def of(
        cls, item: QuizItem, reply: Reply, right: bool, *, id: str, source: Source, at: datetime, seconds: float = 0.0
    ) -> Attempt:
        where = item.citation.section
        return cls(
            id,
            item.id,
            item.kind,
            fact_of(item.citation),
            where.note,
            where.id,
            item.exam_tasks,
            reply,
            right,
            source,
            at,
            item.difficulty,
            seconds,
        )


class Standing(StrEnum):
    """Whether a card is asked."""

    ACTIVE = "active"
    SUSPENDED = "suspended"  # by the learner
    RETIRED = "retired"  # its section or its words are gone from the notes


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A fact to be asked again. ``item`` is the question as it was last asked.

    ``memory`` is the state of the scheduler, only passed on and stored. ``section_print`` is the fingerprint of the
    section's text when the card was last shown; another one means that the section was edited.
    """

    fact: str
    item: QuizItem
    section_print: str
    due: datetime
    added: datetime
    memory: Mapping[str, Any] = field(default_factory=dict)
    reviews: int = 0
    lapses: int = 0
    standing: Standing = Standing.ACTIVE
    leech: bool = False  # failed so often that it needs another look at the notes


@dataclass(frozen=True, slots=True)
class Review:
    """One review, with the card as it was before, so that it can be undone. ``rating`` is 1 again .. 4 easy."""

    attempt: Attempt
    rating: int
    before: ReviewCard
    after: ReviewCard


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question of a mock exam. ``domain`` and ``task`` are those it was drawn for."""

    item: QuizItem
    domain: str
    task: str
    scored: bool
    generated: bool  # made by the program from the notes, not taken from the question bank


@dataclass(frozen=True, slots=True)
class Sitting:
    """A mock exam under way or handed in. The questions are kept whole, so it outlives a new index.

    ``spent`` are the seconds used up to ``seen``; the clock of the server decides, never that of the browser.
    """

    id: str
    exam: str  # "dva-c03"
    title: str  # "Full exam", "Short exam", "Weak areas"
    seed: int
    questions: tuple[PaperQuestion, ...]
    seconds: float  # allowed
    started: datetime
    seen: datetime
    spent: float = 0.0
    at: int = 0  # the question shown last
    replies: Mapping[int, Reply] = field(default_factory=dict)  # by position
    flagged: frozenset[int] = frozenset()
    handed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """Everything that is kept of one learner, to be taken elsewhere as a whole."""

    attempts: tuple[Attempt, ...] = ()  # the oldest first, with those of the reviews
    sittings: tuple[Sitting, ...] = ()
    cards: tuple[ReviewCard, ...] = ()
    reviews: tuple[Review, ...] = ()  # the oldest first
    wishes: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of a record was new."""

    attempts: int = 0
    sittings: int = 0
    cards: int = 0
    reviews: int = 0
    questions: int = 0
