"""Where mock exams are sat. All of it is in the store, so a sitting outlives a reload, a restart and a second tab."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from random import Random
from threading import RLock
from uuid import uuid4

from dva_assist import exam as mock
from dva_assist.errors import BadInput
from dva_assist.exam import Length, Result
from dva_assist.exams import Exam, in_force
from dva_assist.protocols import LearnerStore
from dva_assist.quiz.grading import is_right
from dva_assist.records import PaperQuestion, Sitting
from dva_assist.types import QuizItem, Reply

Clock = Callable[[], datetime]
Generate = Callable[[int, int, str], Sequence[QuizItem]]  # how many at least, seed, id of the exam
SPARE = 3  # generated questions for each that is wanted, so that all tasks have some

TIME_IS_OVER = "The time is over, so the exam was handed in with what was answered."
ALREADY_IN = "This exam has been handed in already, perhaps in another tab; what you chose last was not kept."
SET_BACK = "The clock of this computer was set back, so the time used may be a little more than is shown."


@dataclass(frozen=True, slots=True)
class Contact:
    """A sitting as it is now, and what is to be said of it. Once it is ``handed_in`` there is a result."""

    sitting: Sitting
    left: float  # seconds
    remark: str = ""


class ExamRoom:
    """Shared by all learners and holds nothing of any. Every method may raise StoreUnavailable.

    ``bank`` gives the questions written by hand that a learner has.
    """

    def __init__(
        self,
        store: LearnerStore,
        exams: dict[str, Exam],
        bank: Callable[[str], Sequence[QuizItem]],
        generate: Generate,
        clock: Clock,
        new_id: Callable[[], str] = lambda: uuid4().hex,
        zone: tzinfo = UTC,
    ) -> None:
        self.exams = exams
        self._store = store
        self._bank = bank
        self._generate = generate
        self._clock = clock
        self._new_id = new_id
        self._zone = zone
        self._lock = RLock()  # around reading, changing and writing what two tabs may change at once

    def exam_today(self) -> Exam:
        """The exam in force on the day, as days begin in the learners' zone."""
        return in_force(self.exams, self._clock().astimezone(self._zone).date())

    def start(self, learner: str, exam_id: str, length: Length, *, mix: float, seed: int) -> Contact:
        """A new sitting. Raises BadInput where one is under way, or where there are too few questions for it."""
        self._none_under_way(learner)
        paper = self.paper(learner, exam_id, length, mix=mix, seed=seed)
        return self._begin(learner, self.exam(exam_id), mock.TITLES[length], seed, paper)

    def paper(self, learner: str, exam_id: str, length: Length, *, mix: float, seed: int) -> tuple[PaperQuestion, ...]:
        """The questions of a sitting that is not kept: the same arguments and notes give the same ones.

        ``mix`` is the share of generated questions that is wished for. Raises BadInput where there are too few.
        """
        exam = self.exam(exam_id)
        weights = mock.weaknesses(exam, self._store.attempts(learner)) if length == "weak" else None
        wanted = mock.questions(exam, length)
        bank = self._bank(learner)

        def drawn(generated: Sequence[QuizItem]) -> tuple[PaperQuestion, ...]:
            return mock.draw(exam, bank, generated, length=length, seed=seed, mix=mix, weights=weights)

        if mix <= 0:
            try:
                return drawn(())
            except BadInput:  # the bank alone has too few
                pass
        return drawn(self._generate(SPARE * wanted, seed, exam.id))

    def retry_wrong(self, learner: str, id: str, *, seed: int) -> Contact:
        """A new sitting of what went wrong, each question with as much time as before. Raises BadInput."""
        self._none_under_way(learner)
        sitting, result = self.result(learner, id)
        if not result.wrong:
            raise BadInput("nothing went wrong in this exam; start another")
        rng = Random(f"{id}|{seed}")
        wrong = [sitting.questions[at] for at in result.wrong]
        rng.shuffle(wrong)
        paper = tuple(replace(one, item=mock.shuffled(one.item, rng), scored=True) for one in wrong)
        return self._begin(learner, self.exam(sitting.exam), mock.AGAIN, seed, paper)

    def open(self, learner: str) -> Contact | None:
        """The sitting under way; where its time is over, it is handed in and comes so."""
        under_way = next((one for one in self._sittings(learner) if one.handed_in is None), None)
        return self.look(learner, under_way.id) if under_way else None

    def has(self, learner: str, id: str) -> bool:
        """Whether a sitting is the learner's."""
        return any(one.id == id for one in self._store.sittings(learner))

    def past(self, learner: str) -> list[Sitting]:
        """Sittings handed in, the newest first."""
        return [one for one in self._sittings(learner) if one.handed_in]

    def _sittings(self, learner: str) -> list[Sitting]:
        """Those of exams that are known; a file of a learner may bring others."""
        return [one for one in self._store.sittings(learner) if one.exam in self.exams]

    def look(self, learner: str, id: str, at: int | None = None) -> Contact:
        """A contact: the clock goes on, and where the time is over the sitting is handed in. Raises NotFound."""
        before, now = self._store.sitting(learner, id), self._clock()
        if before.handed_in:
            return Contact(before, 0.0)
        sitting = mock.tick(before if at is None else mock.moved(before, at), now)
        if mock.is_over(sitting, now):
            sitting = replace(sitting, seen=min(now, _end(before)), spent=sitting.seconds)
        self._store.keep_place(learner, id, at=sitting.at, seen=sitting.seen, spent=sitting.spent)
        if mock.is_over(sitting, now):
            return Contact(self._handed_in(learner, sitting), 0.0, TIME_IS_OVER)
        remark = SET_BACK if mock.clock_set_back(before, now) else ""
        return Contact(sitting, mock.remaining(sitting, now), remark)

    def go(self, learner: str, id: str, at: int) -> Contact:
        """To another question. Raises BadInput."""
        return self.look(learner, id, at)

    def reply(self, learner: str, id: str, at: int, reply: Reply | None) -> Contact:
        """Keep a reply, None for none. Raises BadInput for one that the question does not take."""
        return self._keep(learner, id, at, lambda sitting: mock.with_reply(sitting, at, reply))

    def flag(self, learner: str, id: str, at: int) -> Contact:
        """Flag a question, or take the flag from it."""
        return self._keep(learner, id, at, lambda sitting: replace(sitting, flagged=sitting.flagged ^ {at}))

    def hand_in(self, learner: str, id: str) -> Contact:
        """The end. Handing in twice gives the same as once."""
        contact = self.look(learner, id)
        if contact.sitting.handed_in:
            return contact
        return Contact(self._handed_in(learner, contact.sitting), 0.0)

    def result(self, learner: str, id: str) -> tuple[Sitting, Result]:
        """Raises BadInput while the sitting is under way."""
        sitting = self._store.sitting(learner, id)
        if sitting.handed_in is None:
            raise BadInput("this exam is still under way; hand it in to see the result")
        return sitting, self._grade(sitting)

    def wrong_items(self, learner: str, id: str) -> tuple[QuizItem, ...]:
        """The questions that went wrong or stayed open."""
        sitting, result = self.result(learner, id)
        return tuple(sitting.questions[at].item for at in result.wrong)

    def exam(self, id: str) -> Exam:
        """Raises BadInput for an unknown one."""
        if id not in self.exams:
            raise BadInput(f"unknown exam {id!r}; known are {', '.join(self.exams)}")
        return self.exams[id]

    def _none_under_way(self, learner: str) -> None:
        contact = self.open(learner)
        if contact is not None and contact.sitting.handed_in is None:
            raise BadInput("an exam is under way already; go on with it, or hand it in first")

    def _begin(self, learner: str, exam: Exam, title: str, seed: int, paper: tuple[PaperQuestion, ...]) -> Contact:
        with self._lock:
            self._none_under_way(learner)  # another tab may have begun one while the paper was drawn
            sitting = mock.begin(self._new_id(), exam, title, seed, paper, self._clock())
            self._store.add_sitting(learner, sitting)
        return Contact(sitting, sitting.seconds)

    def _keep(self, learner: str, id: str, at: int, change: Callable[[Sitting], Sitting]) -> Contact:
        with self._lock:
            contact = self.look(learner, id, at)
            if contact.sitting.handed_in:
                return contact if contact.remark else replace(contact, remark=ALREADY_IN)
            changed = change(contact.sitting)
            if self._store.keep_reply(learner, id, at, changed.replies.get(at), at in changed.flagged):
                return replace(contact, sitting=changed)
        return Contact(self._store.sitting(learner, id), 0.0, ALREADY_IN)

    def _handed_in(self, learner: str, sitting: Sitting) -> Sitting:
        when = min(self._clock(), _end(sitting))
        done = replace(sitting, handed_in=when)
        self._store.hand_in(learner, sitting.id, when, self._grade(done).attempts)
        final = self._store.sitting(learner, sitting.id)
        if final.replies != sitting.replies:  # another tab had kept a reply in between
            self._store.add_attempts(learner, self._grade(final).attempts)
        return final

    def _grade(self, sitting: Sitting) -> Result:
        return mock.grade(sitting, self.exam(sitting.exam), is_right)


def _end(sitting: Sitting) -> datetime:
    """When the time is over, as far as is known from the last contact."""
    try:
        return sitting.seen + timedelta(seconds=sitting.seconds - sitting.spent)
    except OverflowError:  # it has no end
        return datetime.max.replace(tzinfo=UTC)


def steady_clock() -> Clock:
    """The time of day when it is made, and from then on as it passes: setting the computer's clock does not matter.

    Time that the computer sleeps counts where the system can tell.
    """
    begun, since = datetime.now(UTC), _seconds()
    return lambda: begun + timedelta(seconds=_seconds() - since)


def _seconds() -> float:
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)
