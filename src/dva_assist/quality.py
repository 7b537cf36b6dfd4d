"""How good the answers are: what the evals measured last, as it travels with the program.

``python -m evals`` measures, and ``python -m evals.summary`` makes ``quality.json`` of what it recorded.
"""

from __future__ import annotations

import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError

from dva_assist.errors import BadInput

FILE = "quality.json"
COMMANDS = ("python -m evals", "python -m evals.summary")
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Measure(NamedTuple):
    """A mean over questions and its 95% interval. Most are shares, 0..1."""

    value: Finite
    low: Finite
    high: Finite


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Read):
    """Measures over the same questions, by name: ``recall@1`` -> (0.82, 0.77, 0.87)."""

    questions: PositiveInt
    measures: dict[str, Measure]


class MeasuredSet(_Read):
    """One set of questions on the same notes.

    ``locked`` and ``dev`` hold the groups of a half by what they look at (``by section``, ``answers``, ``declining``).
    ``kinds`` and ``absent`` are over both halves, by kind of question; what ``absent`` asks is not in the notes.
    """

    name: str
    notes: str  # which notes these are, in words that go on from "measured on"
    chunks: PositiveInt
    answerable: NonNegativeInt
    others: NonNegativeInt
    locked: dict[str, Group] = {}
    dev: dict[str, Group] = {}
    kinds: dict[str, Group] = {}
    absent: dict[str, Group] = {}


class Quality(_Read):
    date: datetime.date
    commit: str
    machine: str
    encoder: str
    sets: tuple[MeasuredSet, ...]  # the notes that come along first


def read_quality(text: str) -> Quality:
    """Raises BadInput with the first thing that is wrong."""
    try:
        return Quality.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{FILE} cannot be used ({where + ': ' if where else ''}{first['msg']})") from error


def packaged_quality(folder: Traversable | None = None) -> Quality:
    """Raises BadInput where the file is missing or damaged."""
    try:
        return read_quality((folder or resources.files("dva_assist")).joinpath(FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{FILE} cannot be read ({type(error).__name__})") from error
