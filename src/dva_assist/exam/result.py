"""What a sitting comes to: a score with its interval, by domain and task, and what went wrong.

How AWS turns right answers into a scaled score is not published. Here it is a straight line from the lowest score for
none right to the highest for all right, over the questions that count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dva_assist.exam.sitting import TITLES, is_answered
from dva_assist.exams import Exam
from dva_assist.records import Attempt, Sitting, Source
from dva_assist.shares import Share
from dva_assist.types import QuizItem, Reply

IsRight = Callable[[QuizItem, Reply], bool]


class Verdict(StrEnum):
    """Where the interval of the score lies."""

    ABOVE = "above the pass mark"
    BELOW = "below the pass mark"
    OPEN = "too close to say"


@dataclass(frozen=True, slots=True)
class Scaled:
    """A score with its interval, and the lowest and highest that there is."""

    value: int
    low: int
    high: int
    scale: tuple[int, int]
    pass_mark: int

    @property
    def verdict(self) -> Verdict:
        if self.low >= self.pass_mark:
            return Verdict.ABOVE
        return Verdict.BELOW if self.high < self.pass_mark else Verdict.OPEN


@dataclass(frozen=True, slots=True)
class Line:
    """A domain or a task, over its questions that count."""

    id: str
    title: str
    share: Share
    tasks: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``marks`` says for each question whether it was right. A paper that is no likeness of the exam has no ``scaled``.

    ``attempts`` are those of the questions that were answered: one left open says nothing of what is known.
    """

    counted: Share
    unscored: Share
    scaled: Scaled | None
    domains: tuple[Line, ...]
    marks: tuple[bool, ...]
    open: tuple[int, ...]
    attempts: tuple[Attempt, ...]

    @property
    def wrong(self) -> tuple[int, ...]:
        return tuple(at for at, right in enumerate(self.marks) if not right)


def grade(sitting: Sitting, exam: Exam, is_right: IsRight) -> Result:
    """All or nothing for each question, no penalty for guessing; one that is open or not whole is wrong."""
    answered = [is_answered(sitting, at) for at in range(len(sitting.questions))]
    marks = tuple(
        whole and is_right(question.item, sitting.replies[at])
        for at, (whole, question) in enumerate(zip(answered, sitting.questions, strict=True))
    )
    counted = _share(sitting, marks, scored=True)
    is_likeness = sitting.title in (TITLES["full"], TITLES["short"])
    return Result(
        counted=counted,
        unscored=_share(sitting, marks, scored=False),
        scaled=scaled(exam, counted) if is_likeness else None,
        domains=tuple(_lines(sitting, exam, marks)),
        marks=marks,
        open=tuple(at for at, whole in enumerate(answered) if not whole),
        attempts=tuple(_attempts(sitting, marks, answered)),
    )


def scaled(exam: Exam, share: Share) -> Scaled:
    lowest, highest = exam.scale

    def on_scale(value: float) -> int:
        return round(lowest + (highest - lowest) * value)

    return Scaled(on_scale(share.value), on_scale(share.low), on_scale(share.high), exam.scale, exam.pass_mark)


def _share(
    sitting: Sitting, marks: Sequence[bool], *, scored: bool, domain: str | None = None, task: str | None = None
) -> Share:
    of = [
        right
        for question, right in zip(sitting.questions, marks, strict=True)
        if question.scored is scored and domain in (None, question.domain) and task in (None, question.task)
    ]
    return Share(sum(of), len(of))


def _lines(sitting: Sitting, exam: Exam, marks: Sequence[bool]) -> list[Line]:
    """Domains and tasks with a question that counts, in the order of the exam."""
    lines = []
    for domain in exam.domains:
        shares = [(task, _share(sitting, marks, scored=True, task=task.id)) for task in domain.tasks]
        tasks = tuple(Line(task.id, task.title, share) for task, share in shares if share.of)
        if tasks:
            share = _share(sitting, marks, scored=True, domain=domain.id)
            lines.append(Line(domain.id, domain.title, share, tasks))
    return lines


def _attempts(sitting: Sitting, marks: Sequence[bool], answered: Sequence[bool]) -> list[Attempt]:
    """The same ones however often they are made, so that they are kept once."""
    when = sitting.handed_in or sitting.seen
    return [
        Attempt.of(question.item, sitting.replies[at], marks[at], id=f"{sitting.id}/{at}", source=Source.EXAM, at=when)
        for at, question in enumerate(sitting.questions)
        if answered[at]
    ]
