"""Whether the glossary leads each short form, alias and old name to one term that the notes really use."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.notes.library import CORPUS, CorpusNote, Finding

GLOSSARY = CORPUS / "glossary.toml"


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    acronyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    until: str = ""  # year and month in which the former names went

    def others(self) -> tuple[str, ...]:
        return (*self.acronyms, *self.aliases, *self.former)


def read_glossary(file: Path = GLOSSARY) -> list[Entry]:
    return [Entry.model_validate(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["entries"]]


def glossary(entries: Sequence[Entry], notes: Mapping[str, CorpusNote]) -> Iterator[Finding]:
    text = " ".join(" ".join(note.raw.casefold().split()) for note in notes.values())
    names = {entry.name.casefold() for entry in entries}
    leads: dict[str, str] = {}
    for entry in entries:
        if entry.name.casefold() not in text:
            yield Finding("glossary", 0, f"no note writes {entry.name!r}")
        if not entry.others():
            yield Finding("glossary", 0, f"{entry.name!r} has no other name")
        if entry.until and not entry.former:
            yield Finding("glossary", 0, f"{entry.name!r} has a date but no former name")
        for other in entry.others():
            if (before := leads.setdefault(other.casefold(), entry.name)) != entry.name:
                yield Finding("glossary", 0, f"{other!r} leads to {before!r} and to {entry.name!r}")
            if other.casefold() in names:
                yield Finding("glossary", 0, f"{other!r} is a term of its own")
