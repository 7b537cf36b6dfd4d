"""The notes as HTML: the tree of notes and sections, what a search found, and the reading view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as escape_html

from dva_assist.types import Note, Passage, Section
from dva_assist.ui.links import note_link
from dva_assist.ui.markdown import note_html
from dva_assist.ui.render import BETWEEN, chain

WHOLE_NOTE = 200_000  # characters; of a longer note one section is shown at a time
SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the tree."""

    section_id: str
    headings: tuple[str, ...]
    level: int

    @classmethod
    def of(cls, section: Section) -> Entry:
        return cls(section.id, section.headings, section.level)


@dataclass(frozen=True, slots=True)
class Branch:
    """A note in the tree."""

    path: str
    title: str
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, note: Note) -> Branch:
        return cls(note.path, note.title, tuple(Entry.of(section) for section in note.sections))


def tree_html(branches: Sequence[Branch], more: bool) -> str:
    """``more``: whether the index holds notes that are not in the tree."""
    notes = "".join(_branch(branch) for branch in branches)
    rest = '<p class="meta">There are more notes than fit here: search finds them.</p>' if more else ""
    return f'<nav class="tree" aria-label="Notes and their sections">{notes}{rest}</nav>'


def _branch(branch: Branch) -> str:
    top = min((e.level for e in branch.entries), default=0)
    items = "".join(
        f'<li style="--depth:{entry.level - top}"><a href="{note_link(entry.section_id)}">'
        f"{escape_html(entry.headings[-1])}</a></li>"
        for entry in branch.entries
    )
    return (
        f'<details><summary>{escape_html(branch.title)} <span class="path">{escape_html(branch.path)}</span></summary>'
        f"<ul>{items}</ul></details>"
    )


def named_like(branches: Iterable[Branch], text: str, limit: int) -> list[Entry]:
    """Sections whose heading begins a word with each word typed, so that a word half typed finds them too."""
    typed = text.lower().split()

    def matches(entry: Entry) -> bool:
        words = entry.headings[-1].lower().replace("-", " ").split()
        return all(any(word.lstrip("(`\"'").startswith(part) for word in words) for part in typed)

    found = (entry for branch in branches for entry in branch.entries if matches(entry))
    return [entry for entry, _ in zip(found, range(limit), strict=False)] if typed else []


def found_html(named: Sequence[Entry], passages: Sequence[Passage], reason: str = "") -> str:
    """Headings that match, then the nearest passages. ``reason`` says why there are none."""
    shown = {entry.section_id for entry in named}
    unique = {p.section.id: p for p in reversed(passages) if p.section.id not in shown}
    items = "".join(_result(e.section_id, BETWEEN.join(e.headings), "") for e in named)
    items += "".join(
        _result(p.section.id, chain(p.section), _snippet(p)) for p in sorted(unique.values(), key=lambda p: p.rank)
    )
    count = len(named) + len(unique)
    said = f"{count} {'section' if count == 1 else 'sections'}" if count else escape_html(reason or "Nothing found.")
    body = f"<ul>{items}</ul>" if items else ""
    return f'<nav class="found" aria-label="Found sections"><p class="meta" role="status">{said}</p>{body}</nav>'


def _result(section_id: str, where: str, snippet: str) -> str:
    text = f'<span class="snippet">{escape_html(snippet)}</span>' if snippet else ""
    return f'<li><a href="{note_link(section_id)}"><span class="where">{escape_html(where)}</span>{text}</a></li>'


def _snippet(passage: Passage) -> str:
    text = " ".join(passage.chunk.text.split())
    return text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + " …"


def reading_html(note: Note, section_id: str, changed: bool = False) -> str:
    """The whole note, or of a very long one the section; the page scrolls to ``section_id``."""
    whole = len(note.raw) <= WHOLE_NOTE
    sections = [s for s in note.sections if whole or s.id == section_id]
    body = "".join(_section(s, note) for s in sections)
    notice = '<p class="notice">This note has changed on disk since it was indexed.</p>' if changed else ""
    partly = "" if whole else '<p class="notice">This note is long, so one section is shown at a time.</p>'
    return (
        f'<article class="reading" data-note="{escape_html(note.path)}" data-at="{escape_html(note_link(section_id))}" '
        f'tabindex="-1" aria-label="{escape_html(note.title)}"><p class="meta path">{escape_html(note.path)}</p>'
        f"{notice}{partly}{body}</article>"
    )


def _section(section: Section, note: Note) -> str:
    body = note_html(note.raw[section.start : section.end], note.raw)
    return f'<section data-link="{note_link(section.id)}">{body}</section>'
