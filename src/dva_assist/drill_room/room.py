"""What a drill asks, what comes once more after a wrong reply, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Protocol
from uuid import uuid4

from dva_assist.drill_room.run import OnceMore, Run
from dva_assist.errors import BadInput
from dva_assist.exam import shuffled
from dva_assist.protocols import LearnerStore
from dva_assist.quiz import QuizChoices, decode, encode
from dva_assist.quiz.bank import BANK
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, Source
from dva_assist.types import QuizItem, Reply

ToReview = Callable[[str, Sequence[QuizItem]], str]  # learner, questions -> a line that says what was done

OWN = "own"  # the kind of a learner's own questions
MOST_QUESTIONS = 50
KEPT_QUIZZES, KEPT_FACTS = 128, 1_024
FOLLOW_UPS = 3
AWAY = timedelta(minutes=30)  # between question and reply: then the learner was away, and the time says nothing
GONE = "the questions of this quiz cannot be made again from the notes as they are now; start a new quiz"
NO_OWN = (
    "you have no questions of your own on this yet; import a file of them below, or with: "
    "dva-assist questions import FILE"
)
NONE_OF_KIND = "the notes give no sound question of this kind here; choose another kind, or more topics"
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


class OwnQuestions(Protocol):
    """Where a learner's own questions are kept."""

    def items(self, learner: str) -> list[QuizItem]: ...

    def take(self, learner: str, text: str, name: str) -> int: ...


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
        own: OwnQuestions | None = None,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._drills = drills
        self._made = lru_cache(KEPT_QUIZZES)(self._make)
        self._on_fact = lru_cache(KEPT_FACTS)(self._make_on_fact)
        self._store = store
        self._bank = bank
        self._clock = clock
        self._to_review = to_review
        self._own = own
        self._new_id = new_id

    def items(self, run: Run) -> list[QuizItem]:
        """The questions of the drill, then those that come once more. Raises BadInput where there is none."""
        main = run.written or self._made(run.count, run.seed, run.kind, run.topic, run.sections, run.follows)
        return [*main, *(self._made_again(more) for more in run.more)]

    def own(self, learner: str, run: Run) -> Run:
        """The drill on the learner's own questions, which it keeps whole. Raises BadInput where there are none."""
        found = [
            item for item in (self._own.items(learner) if self._own else []) if _is_about(item, run.topic, run.sections)
        ]
        if not found:
            raise BadInput(NO_OWN)
        rng = Random(f"{run.seed}|{OWN}")
        drawn = rng.sample(found, min(run.count, len(found)))
        return replace(run, written=tuple(shuffled(item, rng) for item in drawn))

    def take_own(self, learner: str, text: str, name: str) -> int:
        """Import a file of the learner's own questions. Raises BadInput with what is wrong by line."""
        if self._own is None:
            raise BadInput("there is no place here to keep your own questions")
        return self._own.take(learner, text, name)

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
        items = self._drills.quiz(
            count=run.count, seed=run.seed, kind=run.kind, topic=run.topic, sections=run.sections or None
        )
        if not items:
            raise BadInput(NONE_OF_KIND)
        return items

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
