"""The exams as data: domains, weights, tasks, skills and services, read from TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError, model_validator

from dva_assist.errors import BadInput


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Skill(_Read):
    """``notes`` are the names of the notes that serve it, without ``.md``."""

    id: str
    text: str
    notes: tuple[str, ...]


class Task(_Read):
    """An older exam has no numbered skills; its tasks name their notes themselves."""

    id: str
    title: str
    skills: tuple[Skill, ...] = ()
    notes: tuple[str, ...] = ()

    def served_by(self) -> tuple[str, ...]:
        """The names of the notes for this task, each once."""
        return tuple(dict.fromkeys([*self.notes, *(note for skill in self.skills for note in skill.notes)]))


class Domain(_Read):
    """``weight`` is the share of the scored questions, in per cent."""

    id: str
    title: str
    weight: PositiveInt
    tasks: tuple[Task, ...]


class Services(_Read):
    in_scope: tuple[str, ...]
    out_of_scope: tuple[str, ...]


class Exam(_Read):
    """One version of the exam. Without a ``last_day`` none has been announced."""

    code: str
    title: str
    first_day: date
    last_day: date | None = None
    scored: PositiveInt
    unscored: int
    minutes: PositiveInt
    minutes_stated: bool  # whether the guide says so itself
    pass_mark: PositiveInt
    scale: tuple[int, int]
    multiple_response: str
    checked: date
    sources: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    services: Services
    domains: tuple[Domain, ...]

    @property
    def id(self) -> str:
        """As on the command line: ``dva-c03``."""
        return self.code.lower()

    def scaled(self, share: float) -> float:
        """A share of right answers, 0..1, on the scale of the exam. The real scale is not published: this is linear."""
        low, high = self.scale
        return low + (high - low) * share

    def tasks(self) -> Iterator[Task]:
        for domain in self.domains:
            yield from domain.tasks

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (total := sum(domain.weight for domain in self.domains)) != 100:
            raise ValueError(f"the weights of the domains add up to {total}, not to 100")
        for domain in self.domains:
            for task in domain.tasks:
                if not task.id.startswith(f"{domain.id}."):
                    raise ValueError(f"task {task.id} stands in domain {domain.id}")
                for skill in task.skills:
                    if not skill.id.startswith(f"{task.id}."):
                        raise ValueError(f"skill {skill.id} stands in task {task.id}")
        ids = [task.id for task in self.tasks()] + [skill.id for task in self.tasks() for skill in task.skills]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"given twice: {', '.join(twice)}")
        return self


def read_exams(folder: Path) -> dict[str, Exam]:
    """The exams of a folder of TOML files by id, the oldest first.

    Raises BadInput where there is none, or where a file is no exam; the message names the file.
    """
    exams = [_read(file) for file in sorted(folder.glob("*.toml"))]
    if not exams:
        raise BadInput(f"no exam (*.toml) in {folder}")
    return {exam.id: exam for exam in sorted(exams, key=lambda exam: exam.first_day)}


def task_ids(exams: dict[str, Exam]) -> Callable[[str], tuple[str, ...]]:
    """Gives the ids of the tasks of an exam by its id; none of one that is not known."""
    known = {id: tuple(task.id for task in exam.tasks()) for id, exam in exams.items()}
    return lambda exam: known.get(exam, ())


def in_force(exams: dict[str, Exam], day: date) -> Exam:
    """The exam that can be taken on the day: the newest that has begun; before all of them the first."""
    begun = [exam for exam in exams.values() if exam.first_day <= day]
    return max(begun or [min(exams.values(), key=lambda exam: exam.first_day)], key=lambda exam: exam.first_day)


def _read(file: Path) -> Exam:
    try:
        return Exam.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadInput(f"{file} is not an exam: {' '.join(str(error).split())}") from error
