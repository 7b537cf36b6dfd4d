"""What a learner knows, as far as the replies tell: by task and domain, by note, and what that means for the exam.

Of each fact one reply counts: the last that says something new. What has been learnt since counts, and cramming one
question does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from dva_assist.exams import Exam
from dva_assist.records import Attempt
from dva_assist.shares import Share, Z

PRIOR = 1.0  # right and wrong replies assumed before the first: a uniform prior
ECHO = timedelta(hours=12)  # a right reply so soon after another one is still in the ear
ALIKE = 4.0  # replies that a task's own must outweigh, or it is taken to be like the others
SPREAD = 0.2  # standard deviation of what one learner knows, from task to task
GOAL = 0.9  # share of right replies that a task is thought to be brought to
LEAST = 10  # replies to exam questions from which on they alone predict the score
EXAM_KINDS = ("bank", "scenario")


@dataclass(frozen=True, slots=True)
class TaskMastery:
    domain: str
    task: str
    title: str
    share: Share


@dataclass(frozen=True, slots=True)
class Gain:
    """How many points of the score it would bring to know a task as well as ``GOAL``; ``share`` is what it is now."""

    task: str
    title: str
    share: Share
    points: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The expected score of an exam taken now, with its 95% interval, and the tasks that would raise it most.

    ``replies`` is how many it rests on, each to another fact, and ``on_exam_questions`` how many of them were to
    questions in the manner of the exam; the others were to drills, which are easier.
    """

    score: float
    low: float
    high: float
    pass_mark: int
    replies: int
    on_exam_questions: int
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class NoteCover:
    """How far the facts of a note have been asked: ``right <= asked <= facts``, where ``facts`` can be asked."""

    note: str
    facts: int
    asked: int
    right: int


def chance(share: Share) -> float:
    """The chance of a right reply that a share speaks for, 0..1: a half where there is none yet."""
    return (share.right + PRIOR) / (share.of + 2 * PRIOR)


def doubt(share: Share) -> float:
    """The variance of that chance."""
    return chance(share) * (1 - chance(share)) / (share.of + 2 * PRIOR + 1)


def latest(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The attempt at each fact that counts: the last one, unless it was right within ``ECHO`` of the one before.

    In order of time.
    """
    counted: dict[str, Attempt] = {}
    for attempt in sorted(attempts, key=lambda one: one.at):
        before = counted.get(attempt.fact)
        if before is None or not attempt.right or attempt.at - before.at >= ECHO:
            counted[attempt.fact] = attempt
    return sorted(counted.values(), key=lambda one: one.at)


def by_task(exam: Exam, attempts: Iterable[Attempt]) -> list[TaskMastery]:
    """All tasks of the exam, also those without a reply. A fact that serves several tasks counts for each."""
    replies: defaultdict[str, list[bool]] = defaultdict(list)
    for attempt in latest(attempts):
        for task in attempt.tasks_of(exam.id):
            replies[task].append(attempt.right)
    return [
        TaskMastery(domain.id, task.id, task.title, _share(replies[task.id]))
        for domain in exam.domains
        for task in domain.tasks
    ]


def by_domain(exam: Exam, attempts: Iterable[Attempt]) -> dict[str, Share]:
    """By the id of the domain; a fact counts once in each of the domains that it serves."""
    replies: defaultdict[str, list[bool]] = defaultdict(list)
    for attempt in latest(attempts):
        for domain in {task.partition(".")[0] for task in attempt.tasks_of(exam.id)}:
            replies[domain].append(attempt.right)
    return {domain.id: _share(replies[domain.id]) for domain in exam.domains}


def predict(exam: Exam, attempts: Iterable[Attempt]) -> Prediction:
    """The score if the exam were taken now, on the linear scale of ``Exam.scaled``.

    The tasks count by the weights of their domains, each domain's evenly. A task with few replies is drawn towards the
    share of all. The interval holds what is not known of each task, how far the tasks asked speak for the others, and
    the luck of as many questions as the exam scores. Replies that bear on no task of the exam are left out.
    """
    bearing = [one for one in attempts if one.tasks_of(exam.id)]
    asked = latest(one for one in bearing if one.kind in EXAM_KINDS)
    used = asked if len(asked) >= LEAST else latest(bearing)
    tasks, weights = by_task(exam, used), _weights(exam)
    known = _Known.of([one.share for one in tasks], Share(sum(one.right for one in used), len(used)))
    share = sum(weights[one.task] * known.chance(one.share) for one in tasks)
    own = sum(weights[one.task] ** 2 * known.doubt(one.share) for one in tasks)
    common = sum(weights[one.task] * known.pull(one.share) for one in tasks) ** 2 * known.variance
    half = Z * sqrt(own + common + share * (1 - share) / exam.scored)
    return Prediction(
        score=exam.scaled(share),
        low=exam.scaled(max(0.0, share - half)),
        high=exam.scaled(min(1.0, share + half)),
        pass_mark=exam.pass_mark,
        replies=len(used),
        on_exam_questions=sum(one.kind in EXAM_KINDS for one in used),
        gains=_gains(exam, tasks, known),
    )


def cover(facts: Mapping[str, int], attempts: Iterable[Attempt]) -> list[NoteCover]:
    """``facts`` is how many facts of each note can be asked; notes that are not among them are left out.

    A fact that was asked and is no longer in the notes takes the place of one that is.
    """
    asked: defaultdict[str, list[bool]] = defaultdict(list)
    for attempt in latest(attempts):
        asked[attempt.note].append(attempt.right)
    return [
        NoteCover(note, count, min(len(asked[note]), count), min(sum(asked[note]), count))
        for note, count in facts.items()
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What all replies together say of a task that has few of its own. ``variance`` is that of their ``mean``."""

    mean: float
    variance: float

    @classmethod
    def of(cls, tasks: Iterable[Share], together: Share) -> _Known:
        """The fewer tasks have been asked, the less they speak for the others."""
        tried = sum(share.of > 0 for share in tasks)
        return cls(chance(together), doubt(together) + SPREAD**2 / max(1, tried))

    def chance(self, share: Share) -> float:
        return (share.right + ALIKE * self.mean) / (share.of + ALIKE)

    def doubt(self, share: Share) -> float:
        p = self.chance(share)
        return p * (1 - p) / (share.of + ALIKE + 1)

    def pull(self, share: Share) -> float:
        """How much of the chance comes from the mean."""
        return ALIKE / (share.of + ALIKE)


def _weights(exam: Exam) -> dict[str, float]:
    """The share of the exam's questions that each task has."""
    return {task.id: domain.weight / 100 / len(domain.tasks) for domain in exam.domains for task in domain.tasks}


def _gains(exam: Exam, tasks: Iterable[TaskMastery], known: _Known) -> tuple[Gain, ...]:
    """Tasks that would bring at least a point, the most first."""
    weights, points = _weights(exam), exam.scale[1] - exam.scale[0]
    gains = [
        Gain(one.task, one.title, one.share, weights[one.task] * (GOAL - known.chance(one.share)) * points)
        for one in tasks
    ]
    return tuple(sorted((gain for gain in gains if gain.points >= 1), key=lambda gain: -gain.points))


def _share(replies: list[bool]) -> Share:
    return Share(sum(replies), len(replies))
