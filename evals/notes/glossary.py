"""Whether the glossary leads each short form, alias and old name to one term that the notes really use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dva_assist.glossary import Entry
from evals.notes.library import CorpusNote, Finding


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
