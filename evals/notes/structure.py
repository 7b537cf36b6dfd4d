"""Whether a note has the shape that corpus/README.md asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from dva_assist.exams import Exam
from dva_assist.notes import parse_note
from dva_assist.types import SentenceKind
from evals.notes.library import CorpusNote, Finding

KEYS = ("title", "services", "exam_tasks", "sources", "checked")
LIMITS = ("What", "Default", "Maximum", "Adjustable", "Scope")
SECTIONS = ("Exam traps", "Then and now")
SOURCE = re.compile(r"https://[a-z0-9.-]+/\S+")
BARE_URL = re.compile(r"(?<![(<`\"'\w/])https?://\S+")
CELL = re.compile(r"(?<!\\)\|")
# A sentence that may be quoted alone cannot open by pointing at the one before it.
LEANING = re.compile(r"(It|Its|They|Their|Them|This|These|Those|He|She|Such|Here)\b")
TYPOGRAPHY = re.compile("[“”‘’–—…\u00a0]")  # noqa: RUF001


def structure(notes: Mapping[str, CorpusNote], exams: Mapping[str, Exam], today: date) -> Iterator[Finding]:
    for note in notes.values():
        yield from _front_matter(note, exams, today)
        yield from _outline(note)
        yield from _tables(note)
        yield from _links(note, notes)
        yield from _text(note)


def _front_matter(note: CorpusNote, exams: Mapping[str, Exam], today: date) -> Iterator[Finding]:
    for key in KEYS:
        if not note.front.get(key):
            yield Finding(note.name, 0, f"the front matter has no {key}")
    for key in ("services", "sources"):
        values = note.front.get(key)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield Finding(note.name, 0, f"{key} is no list of texts")
        elif twice := [value for value, count in Counter(values).items() if count > 1]:
            yield Finding(note.name, 0, f"{key} names twice: {', '.join(twice)}")
    for source in note.front.get("sources") or ():
        if not SOURCE.fullmatch(str(source)):
            yield Finding(note.name, 0, f"no address of a page: {source}")
    try:
        if date.fromisoformat(str(note.front.get("checked"))) > today:
            yield Finding(note.name, 0, "checked on a day that is still to come")
    except ValueError:
        yield Finding(note.name, 0, "checked is no date")
    for exam, ids in note.tasks.items():
        known = {task.id for task in exams[exam].tasks()} if exam in exams else set()
        for unknown in [one for one in ids if one not in known]:
            yield Finding(note.name, 0, f"there is no task {unknown} in {exam}")


def _outline(note: CorpusNote) -> Iterator[Finding]:
    titles = [line for line, level, _ in note.headings if level == 1]
    if len(titles) != 1:
        yield Finding(note.name, 0, f"{len(titles)} titles (#) instead of one")
    seen: dict[str, int] = {}
    above = 0
    for line, level, text in note.headings:
        if (first := seen.setdefault(text.casefold(), line)) != line:
            yield Finding(note.name, line, f"the heading {text!r} stands on line {first} already")
        if level > above + 1:
            yield Finding(note.name, line, f"the heading {text!r} skips a level")
        above = level
    for section in SECTIONS:
        if section.casefold() not in seen:
            yield Finding(note.name, 0, f"no section {section!r}")


def _tables(note: CorpusNote) -> Iterator[Finding]:
    for table in note.tables:
        for number, line in enumerate(table.source):
            cells = len(CELL.split(line.strip().strip("|").rstrip("\\")))
            if cells != len(table.head):
                yield Finding(note.name, table.line + number, f"{cells} cells in a table of {len(table.head)} columns")
        for number, row in enumerate(table.rows):
            if not all(row):
                yield Finding(note.name, table.row_line(number), "an empty cell; put a hyphen where there is nothing")
        if table.head[0] == LIMITS[0] and "Default" in table.head and table.head != LIMITS:
            yield Finding(note.name, table.line, f"the columns of limits are {', '.join(LIMITS)}")
        if table.head == LIMITS:
            for number, row in enumerate(table.rows):
                if not re.match(r"(Yes|No|-)\b|-$", row[3]):
                    yield Finding(note.name, table.row_line(number), f"Adjustable begins with Yes, No or -: {row[3]!r}")


def _links(note: CorpusNote, notes: Mapping[str, CorpusNote]) -> Iterator[Finding]:
    for line, target in note.links:
        if re.match(r"https?://", target):
            continue
        name, _, _fragment = target.partition("#")
        if not name.endswith(".md") or name.removesuffix(".md") not in notes:
            yield Finding(note.name, line, f"a link to {target}, which is no note")


def _text(note: CorpusNote) -> Iterator[Finding]:
    for line, what in note.forbidden:
        yield Finding(note.name, line, f"{what} cannot be quoted")
    for section in parse_note(f"{note.name}.md", note.raw).sections:
        for sentence in section.sentences:
            line = note.raw.count("\n", 0, sentence.start) + 1
            if sentence.kind is SentenceKind.CODE:
                continue
            if BARE_URL.search(sentence.text):
                yield Finding(note.name, line, "a bare address in the text")
            if found := TYPOGRAPHY.search(sentence.text):
                yield Finding(note.name, line, f"{found[0]!r}: write plain quotes and hyphens")
            lead_in = sentence.plain.endswith(":")  # "These steps ...:" points at what follows
            quoted = sentence.kind in (SentenceKind.PROSE, SentenceKind.ITEM)
            if quoted and not lead_in and LEANING.match(sentence.plain):
                yield Finding(note.name, line, f"does not stand on its own: {sentence.plain[:60]!r}")
