"""A Markdown text to a Note with its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from dva_assist.notes.blocks import Document, read_blocks
from dva_assist.notes.contents import without_contents
from dva_assist.notes.front_matter import NotFrontMatter, read_front_matter
from dva_assist.notes.inline import fold
from dva_assist.notes.lines import Lines
from dva_assist.notes.outline import Heading, Part, outline
from dva_assist.notes.sentences import sentences_of
from dva_assist.notes.slugs import slug, unique
from dva_assist.types import Note, Section

TOP = "top"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section stands: headings from the title down, and its name in the note."""

    headings: tuple[str, ...]
    level: int
    name: str


def parse_note(path: str, raw: str) -> Note:
    """``path`` names the note and, without a title in the text, entitles it. Never raises, whatever the text.

    The spans of the sections tile the text after the front matter; blank lines before the first heading may be
    left out. Text before the first heading is the section ``path#top``; the title's own section is ``path#`` and
    the slug of the title; every other is ``path#`` and the slugs of its headings below the title.
    """
    lines = Lines(raw)
    document, front_matter = read_document(raw, lines)
    body_start = lines.start(document.body_line, raw)
    parts = outline(document.blocks, raw, document.env)
    title = title_of(path, front_matter, parts)
    if parts[0].heading is None and not raw[body_start : _start(parts, 1, raw, lines, body_start)].strip():
        parts = parts[1:]
    places = places_of(title, [part.heading for part in parts])
    names = unique([place.name for place in places])
    sections = []
    for number, (part, place, name) in enumerate(zip(parts, places, names, strict=True)):
        start = _start(parts, number, raw, lines, body_start)
        end = _start(parts, number + 1, raw, lines, body_start)
        blocks = without_contents(part.blocks, raw, document.env)
        sections.append(
            Section(
                f"{path}#{name}",
                path,
                place.headings,
                place.level,
                start,
                end,
                lines.number(start),
                lines.number(end - 1),
                sentences_of(blocks, raw, lines, document.env),
            )
        )
    return Note(path, title, raw, tuple(sections), front_matter)


def _start(parts: Sequence[Part], number: int, raw: str, lines: Lines, body_start: int) -> int:
    """Where a part begins; the end of the text for the one behind the last."""
    if number == len(parts):
        return len(raw)
    heading = parts[number].heading
    return body_start if heading is None else lines.start(heading.line, raw)


def read_document(raw: str, lines: Lines) -> tuple[Document, dict[str, Any]]:
    """The blocks, and the front matter as values; text between two rules that is no mapping is text."""
    document = read_blocks(raw, lines)
    if document.front_matter is None:
        return document, {}
    try:
        return document, read_front_matter(document.front_matter)
    except NotFrontMatter:
        return read_blocks(raw, lines, with_front_matter=False), {}


def title_of(path: str, front_matter: dict[str, Any], parts: Sequence[Part]) -> str:
    """What the front matter says, else the first top heading, else the name of the file."""
    named = front_matter.get("title")
    if isinstance(named, str) and named.strip():
        return fold(named)
    headings = (part.heading for part in parts if part.heading and part.heading.text)
    first = next((heading.text for heading in headings if heading.level == 1 and not heading.informal), None)
    return first or PurePosixPath(path).stem or path


def places_of(title: str, headings: Sequence[Heading | None]) -> list[Place]:
    """The first top heading that repeats the title stands for it. A real heading ends all informal ones."""
    chain: list[Heading] = []
    places = []
    entitled = False
    for heading in headings:
        if heading is None:
            places.append(Place((title,), 0, TOP))
            continue
        chain = [above for above in chain if above.level < heading.level and not above.informal]
        if heading.level == 1 and not entitled and heading.text.casefold() == title.casefold():
            entitled = True
            places.append(Place((title,), 1, slug(title)))
            continue
        chain.append(heading)
        words = tuple(above.text for above in chain if above.text)
        places.append(Place((title, *words), heading.level, "/".join(slug(above.text) for above in chain)))
    return places
