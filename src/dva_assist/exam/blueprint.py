"""How many questions of each domain and task a paper has, by the weights of the exam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dva_assist.exams import Exam

Length = Literal["full", "short", "weak"]
LENGTHS: tuple[Length, ...] = get_args(Length)
SHORT = 20  # questions of a short exam, and of one on weak areas


@dataclass(frozen=True, slots=True)
class Plan:
    """``tasks`` gives the questions of each task in the order of the exam, ``scored`` how many of a domain count."""

    tasks: Mapping[str, int]
    scored: Mapping[str, int]
    seconds: float

    @property
    def questions(self) -> int:
        return sum(self.tasks.values())


def apportion(weights: Sequence[float], seats: int) -> list[int]:
    """Whole numbers that add up to ``seats``, by largest remainder; of equal remainders the first goes first.

    >>> apportion([30, 26, 22, 22], 15)
    [5, 4, 3, 3]
    """
    total = sum(weights)
    exact = [seats * weight / total for weight in weights]
    given = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: (given[at] - exact[at], at))
    for at in by_remainder[: seats - sum(given)]:
        given[at] += 1
    return given


def questions(exam: Exam, length: Length) -> int:
    """How many questions a paper has."""
    total = exam.scored + exam.unscored
    return total if length == "full" else min(SHORT, total)


def plan(exam: Exam, length: Literal["full", "short"]) -> Plan:
    """The domains by weight, the tasks of a domain evenly; a short paper has the proportions of the full one."""
    count = questions(exam, length)
    scored = round(count * exam.scored / (exam.scored + exam.unscored))
    weights = [domain.weight for domain in exam.domains]
    counting, others = apportion(weights, scored), apportion(weights, count - scored)
    tasks: dict[str, int] = {}
    for domain, number in zip(exam.domains, map(sum, zip(counting, others, strict=True)), strict=True):
        spread = apportion([1.0] * len(domain.tasks), number)
        tasks |= {task.id: count for task, count in zip(domain.tasks, spread, strict=True)}
    by_domain = {domain.id: count for domain, count in zip(exam.domains, counting, strict=True)}
    return Plan(tasks, by_domain, seconds_for(exam, count))


def weak_plan(exam: Exam, weights: Mapping[str, float]) -> Plan:
    """Tasks by how weak they are; every question counts. ``weights`` holds a number above 0 for at least one task."""
    ids, count = [task.id for task in exam.tasks()], questions(exam, "weak")
    given = dict(zip(ids, apportion([weights.get(task, 0.0) for task in ids], count), strict=True))
    scored = {domain.id: sum(given[task.id] for task in domain.tasks) for domain in exam.domains}
    return Plan(given, scored, seconds_for(exam, count))


def seconds_for(exam: Exam, count: int) -> float:
    """As much time for each question as in the exam."""
    return round(60 * exam.minutes * count / (exam.scored + exam.unscored))
