"""Labelled questions."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from dva_assist.types import Turn


class Labelled(BaseModel):
    """One line of a questions file. ``spans`` are texts of the notes that answer, ``gold`` their sections."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: str
    split: str
    question: str
    answerable: bool
    gold: list[str] = Field(default_factory=list)
    spans: list[str] = Field(default_factory=list)
    history: list[Turn] = Field(default_factory=list)


def load(file: Path) -> list[Labelled]:
    return [Labelled.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
