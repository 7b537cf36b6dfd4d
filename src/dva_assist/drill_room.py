"""Where drills are done: what is asked, once more after a wrong reply, and what is kept of it.

A drill under way is a ``Run``, which the page holds; all else follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Protocol
from uuid import uuid4

from dva_assist.errors import BadInput
from dva_assist.exam import shuffled
from dva_assist.protocols import LearnerStore
from dva_assist.quiz import QuizChoices, decode, encode
from dva_assist.quiz.bank import BANK
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, Source
from dva_assist.types import QuizItem, Reply

ToReview = Callable[[str, Sequence[QuizItem]], str]  # learner, questions -> a line that says what was done

MOST_QUESTIONS = 50
KEPT_QUIZZES, KEPT_FACTS = 128, 1_024
FOLLOW_UPS = 3
AWAY = timedelta(minutes=30)  # between question and reply: then the learner was away, and the time says nothing
GONE = "the questions of this quiz cannot be made again from the notes as they are now; start a new quiz"
NO_BANK = "the question bank has no question on this; choose another subject, or another kind of question"
OTHER_NOTES = (
    "this code was made from other notes than these, so it would give other questions; open the notes that it was made "
    "from, or start a quiz without a code"
)


class Drills(Protocol):
    """What an Assistant can do for a drill; each method but ``notes_print`` may raise BadInput."""

    def quiz(
        self, *, count: int, seed: int, kind: str | None, topic: str | None, sections: Collection[str] | None
    ) -> list[QuizItem]: ...

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]: ...

    def follow_up(self, sections: Sequence[str], seed: int, count: int) -> list[QuizItem]: ...

    def notes_print(self) -> str:
        """The fingerprint of the notes, as ``FactBook.fingerprint``."""


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


class DrillRoom:
    """Shared by all learners and holds nothing of any.

    Each click needs the questions of its quiz again, so those that were asked for last are kept ready.
    """

    def __init__(
        self,
        drills: Drills,
        store: LearnerStore,
        bank: Callable[[], Sequence[QuizItem]],
        clock: Callable[[], datetime],
        *,
        to_review: ToReview | None = None,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._drills = drills
        self._made = lru_cache(KEPT_QUIZZES)(self._make)
        self._on_fact = lru_cache(KEPT_FACTS)(self._make_on_fact)
        self._store = store
        self._bank = bank
        self._clock = clock
        self._to_review = to_review
        self._new_id = new_id

    def items(self, run: Run) -> list[QuizItem]:
        """The questions of the drill, then those that come once more. Raises BadInput where there is none."""
        main = run.written or self._made(run.count, run.seed, run.kind, run.topic, run.sections, run.follows)
        return [*main, *(self._made_again(more) for more in run.more)]

    def begin(self, run: Run, items: Sequence[QuizItem]) -> Run:
        """The drill at its first question; ``items`` are its questions."""
        order = tuple(range(len(items)))
        return replace(
            run, order=order, at=0, replies={}, main=len(items), more=(), id=self._new_id(), round=1, shown=self.now()
        )

    def reply(self, run: Run, items: Sequence[QuizItem], reply: Reply) -> Run:
        """The drill with the reply to its question. After a wrong one, one on the same fact comes next.

        Raises BadInput for a reply that does not fit the question.
        """
        question, item = run.question, items[run.question]
        replied = replace(run, replies={**run.replies, question: reply})
        if is_right(item, reply) or run.is_again(question):
            return replied
        known = next((place for place, one in enumerate(run.more) if one.after == question), None)
        more = run.more
        if known is None:
            found = self._once_more(item, question, run.seed, items)
            if found is None:
                return replied
            known, more = len(more), (*more, found)
        order = (*run.order[: run.at + 1], run.main + known, *run.order[run.at + 1 :])
        return replace(replied, more=more, order=order)

    def keep(self, learner: str, run: Run, items: Sequence[QuizItem]) -> None:
        """Keep the reply to the question of the run, once however often it is sent. Raises StoreUnavailable."""
        item, reply, now = items[run.question], run.replies[run.question], self.now()
        waited = now - run.shown if run.shown else AWAY
        attempt = Attempt.of(
            item,
            reply,
            is_right(item, reply),
            id=f"{run.id}-{run.round}-{run.question}",
            source=Source.DRILL,
            at=now,
            seconds=waited.total_seconds() if timedelta(0) <= waited < AWAY else 0.0,
        )
        self._store.add_attempts(learner, [attempt])

    def code(self, run: Run) -> str:
        """The code that gives this quiz again on the same notes; none where it cannot be had by choices."""
        if run.written or run.follows:
            return ""
        choices = QuizChoices(run.count, run.seed, run.kind, run.topic, run.sections, self._drills.notes_print())
        return encode(choices)

    def run_of(self, code: str) -> Run:
        """The quiz that a code stands for. Raises BadInput for a mistyped code, and for one from other notes."""
        choices = decode(code)
        if not choices.fits(self._drills.notes_print()):
            raise BadInput(OTHER_NOTES)
        if not 1 <= choices.count <= MOST_QUESTIONS:
            raise BadInput(f"this code asks for {choices.count} questions; a quiz has 1 to {MOST_QUESTIONS}")
        return Run(choices.count, choices.seed, choices.kind, choices.topic, choices.sections)

    @property
    def can_review(self) -> bool:
        return self._to_review is not None

    def review(self, learner: str, run: Run) -> str:
        """Make review cards of the wrong ones of this round; gives a line that says what was done."""
        if self._to_review is None:
            raise BadInput("there are no reviews here to add to")
        items = self.items(run)
        return self._to_review(learner, [items[at] for at in run.wrong(items)])

    def now(self) -> datetime:
        return self._clock()

    def _make(
        self, count: int, seed: int, kind: str | None, topic: str | None, sections: tuple[str, ...], follows: bool
    ) -> tuple[QuizItem, ...]:
        run = Run(count, seed, kind, topic, sections, follows=follows)
        return tuple(self._from_bank(run) if run.kind == BANK else self._from_notes(run))

    def _make_on_fact(self, section: str, start: int, seed: int) -> tuple[QuizItem, ...]:
        return tuple(self._drills.items_on(section, start, seed))

    def _from_notes(self, run: Run) -> list[QuizItem]:
        if run.follows:
            items = self._drills.follow_up(run.sections, run.seed, run.count)
            if not items:
                raise BadInput("what this answer cites holds nothing that a question can be made from")
            return items
        return self._drills.quiz(
            count=run.count, seed=run.seed, kind=run.kind, topic=run.topic, sections=run.sections or None
        )

    def _from_bank(self, run: Run) -> list[QuizItem]:
        """Drawn by the seed, with their options in an order of the seed's too."""
        rng = Random(f"{run.seed}|{BANK}|{run.topic}|{'|'.join(run.sections)}")
        about = [item for item in self._bank() if _is_about(item, run.topic, run.sections)]
        if not about:
            raise BadInput(NO_BANK)
        return [shuffled(item, rng) for item in rng.sample(about, min(run.count, len(about)))]

    def _once_more(self, item: QuizItem, question: int, seed: int, items: Sequence[QuizItem]) -> OnceMore | None:
        """Another question on the fact that the item is about; one with another form of reply where there is one."""
        where = item.citation
        asked = {one.stem for one in items}
        others = [
            one
            for one in self._on_fact(where.section.id, where.start, seed)
            if one.kind != item.kind and one.stem not in asked
        ]
        if not others:
            return None
        rng = Random(f"{seed}|{item.id}")
        best = max(others, key=lambda one: (one.form is not item.form, rng.random()))
        return OnceMore(where.section.id, where.start, seed, best.kind, question)

    def _made_again(self, more: OnceMore) -> QuizItem:
        found = self._on_fact(more.section, more.start, more.seed)
        item = next((one for one in found if one.kind == more.kind), None)
        if item is None:
            raise BadInput(GONE)
        return item


def _is_about(item: QuizItem, topic: str | None, sections: Collection[str]) -> bool:
    names = {name.casefold() for name in (*item.topics, *item.exam_tasks)}
    return (topic is None or topic.casefold() in names) and (not sections or item.citation.section.id in sections)
