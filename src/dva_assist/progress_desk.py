"""What a learner has reached, as one value: what is known, what has been covered, what is due, how exams went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol

from dva_assist.errors import BadInput
from dva_assist.exam import Result, grade
from dva_assist.exams import Exam, Task, in_force
from dva_assist.outputs.learner import export_learner, import_learner
from dva_assist.progress import NoteCover, Prediction, TaskMastery, by_domain, by_task, cover, predict
from dva_assist.protocols import LearnerStore
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, Counts, Sitting, folded
from dva_assist.review import forecast, streak
from dva_assist.shares import Share

DAYS = 14  # that are looked back, and ahead
OTHERS = 24  # notes shown that serve no task of the exam
SITTINGS = 4  # mock exams shown


class Facts(Protocol):
    """The notes as something to be asked about."""

    def askable(self) -> Sequence[tuple[str, int]]:
        """(section id, start of the fact) of all facts, each once."""


@dataclass(frozen=True, slots=True)
class DomainMastery:
    domain: str
    title: str
    weight: int  # per cent of the exam
    share: Share


@dataclass(frozen=True, slots=True)
class TaskCover:
    """A task and those of its notes that are indexed."""

    domain: str
    task: str
    title: str
    notes: tuple[NoteCover, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Replies of one day in the learner's time zone."""

    day: date
    replies: int
    right: int


@dataclass(frozen=True, slots=True)
class Score:
    """A mock exam that was handed in."""

    day: date
    exam: str  # "DVA-C03"
    title: str
    result: Result


@dataclass(frozen=True, slots=True)
class Coverage:
    """``others`` are notes that serve no task of the exam, those most asked first and at most ``OTHERS`` of the
    ``others_in_all``; ``missing`` are the names of notes of the exam that are not indexed.
    """

    tasks: tuple[TaskCover, ...]
    others: tuple[NoteCover, ...]
    others_in_all: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """``days`` end and ``due`` begins with ``today``. There is a ``coverage`` where it was asked for."""

    exam: Exam
    today: date
    replies: int  # in all, also those that bear on other exams
    prediction: Prediction
    domains: tuple[DomainMastery, ...]
    tasks: tuple[TaskMastery, ...]
    streak: int
    days: tuple[Day, ...]
    due: tuple[int, ...]
    sittings: tuple[Score, ...]  # the latest first
    coverage: Coverage | None = None


class ProgressDesk:
    """Shared by all learners; holds nothing of any. Every method may raise StoreUnavailable."""

    def __init__(
        self,
        store: LearnerStore,
        facts: Facts,
        exams: Mapping[str, Exam],
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self.exams = exams
        self.store = store
        self._facts = facts
        self._clock = clock
        self._zone = zone

    def exam_today(self) -> Exam:
        """The exam in force on the day."""
        return in_force(dict(self.exams), self.today())

    def today(self) -> date:
        return self._clock().astimezone(self._zone).date()

    def overview(self, learner: str, exam_id: str, *, coverage: bool = True) -> Overview:
        """All that the store says of the learner. Raises BadInput for an exam that is not known.

        The first ``coverage`` of large notes takes seconds, as they are read for facts then.
        """
        if exam_id not in self.exams:
            raise BadInput(f"unknown exam {exam_id!r}; known are {', '.join(self.exams)}")
        exam, now = self.exams[exam_id], self._clock()
        attempts = self.store.attempts(learner)
        return Overview(
            exam=exam,
            today=self.today(),
            replies=len(attempts),
            prediction=predict(exam, attempts),
            domains=_domains(exam, attempts),
            tasks=tuple(by_task(exam, attempts)),
            streak=streak((one.at for one in attempts), now, self._zone),
            days=tuple(self._days(attempts)),
            due=tuple(forecast(self.store.cards(learner), now, self._zone, DAYS)),
            sittings=tuple(self._scores(self.store.sittings(learner))),
            coverage=self._coverage(exam, attempts) if coverage else None,
        )

    def data(self, learner: str) -> str:
        """All that is kept of the learner, as a JSON document. Raises BadInput where nothing is."""
        if not any(_same(name, learner) for name in self.store.learners()):
            raise BadInput(f"nothing is kept of {learner!r} yet; answer a question first, or change the name")
        return json.dumps(export_learner(self.store, learner), indent=1)

    def take_in(self, learner: str, text: str) -> Counts:
        """Add what is new in such a document. Raises BadInput, and keeps nothing, where it is something else."""
        try:
            document = json.loads(text)
        except json.JSONDecodeError as error:
            raise BadInput(
                f"line {error.lineno} of the file is no JSON ({error.msg}, column {error.colno}); choose a file that "
                "“Download my data” gave"
            ) from error
        except ValueError as error:
            raise BadInput("a number in the file is too long; choose a file that “Download my data” gave") from error
        except RecursionError as error:
            raise BadInput("the file is nested too deep; choose one that “Download my data” gave") from error
        return import_learner(self.store, learner, document)

    @cached_property
    def _facts_of_notes(self) -> dict[str, int]:
        """How many facts of each note can be asked; the notes of an open index do not change."""
        return dict(Counter(section.partition("#")[0] for section, _ in self._facts.askable()))

    @cached_property
    def _paths(self) -> dict[str, str]:
        """The path of a note by its name as exams give it."""
        return {PurePosixPath(path).stem: path for path in self._facts_of_notes}

    def _coverage(self, exam: Exam, attempts: Iterable[Attempt]) -> Coverage:
        notes = {one.note: one for one in cover(self._facts_of_notes, attempts)}
        tasks = [
            TaskCover(domain.id, task.id, task.title, tuple(notes[path] for path in self._notes_of(task)))
            for domain in exam.domains
            for task in domain.tasks
        ]
        wanted = dict.fromkeys(name for task in exam.tasks() for name in task.served_by())
        others = _others(notes, tasks)
        missing = tuple(name for name in wanted if name not in self._paths)
        return Coverage(tuple(tasks), others[:OTHERS], len(others), missing)

    def _notes_of(self, task: Task) -> list[str]:
        """Paths of the notes for a task, as far as they are indexed."""
        return [self._paths[name] for name in task.served_by() if name in self._paths]

    def _days(self, attempts: Iterable[Attempt]) -> Iterable[Day]:
        replies: Counter[date] = Counter()
        right: Counter[date] = Counter()
        for attempt in attempts:
            day = attempt.at.astimezone(self._zone).date()
            replies[day] += 1
            right[day] += attempt.right
        for back in range(DAYS - 1, -1, -1):
            day = self.today() - timedelta(days=back)
            yield Day(day, replies[day], right[day])

    def _scores(self, sittings: Iterable[Sitting]) -> Iterable[Score]:
        """Those handed in, of exams that are still known."""
        done = [one for one in sittings if one.handed_in and one.exam in self.exams]
        for sitting in done[:SITTINGS]:
            exam = self.exams[sitting.exam]
            day = (sitting.handed_in or sitting.seen).astimezone(self._zone).date()
            yield Score(day, exam.code, sitting.title, grade(sitting, exam, is_right))


def _same(name: str, other: str) -> bool:
    return folded(name) == folded(other)


def _domains(exam: Exam, attempts: Iterable[Attempt]) -> tuple[DomainMastery, ...]:
    shares = by_domain(exam, attempts)
    return tuple(DomainMastery(one.id, one.title, one.weight, shares[one.id]) for one in exam.domains)


def _others(notes: Mapping[str, NoteCover], tasks: Iterable[TaskCover]) -> tuple[NoteCover, ...]:
    served = {note.note for task in tasks for note in task.notes}
    return tuple(sorted((one for one in notes.values() if one.note not in served), key=lambda one: -one.asked))
