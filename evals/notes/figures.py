"""The ledger of limits and defaults, made from the limits tables, and what can be said against it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from dva_assist.notes import parse_note
from dva_assist.types import SentenceKind
from dva_assist.words import content_words, stems
from evals.notes.library import CORPUS, CorpusNote, Finding
from evals.notes.quantities import Quantity, quantities
from evals.notes.structure import LIMITS

SAYING = 2  # a row with one word of its own fits any sentence
LEDGER = CORPUS / "figures.csv"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a limits table."""

    note: str
    service: str  # what the note is about first
    what: str
    default: str
    maximum: str
    adjustable: str
    scope: str
    sources: str  # the pages that the note was checked against, divided by spaces
    checked: str
    line: int

    def values(self) -> frozenset[Quantity]:
        return frozenset(quantities(self.default)) | frozenset(quantities(self.maximum))


COLUMNS = tuple(field.name for field in fields(Figure))[:-1]  # a line number changes with every edit above it


def figures(notes: Mapping[str, CorpusNote]) -> Iterator[Figure]:
    for note in notes.values():
        for table in note.tables:
            if table.head != LIMITS:
                continue
            for number, (what, default, maximum, adjustable, scope) in enumerate(table.rows):
                yield Figure(
                    note.name,
                    str(note.front["services"][0]),
                    what,
                    default,
                    maximum,
                    adjustable,
                    scope,
                    " ".join(note.front["sources"]),
                    str(note.front["checked"]),
                    table.row_line(number),
                )


def as_csv(ledger: Sequence[Figure]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(figure)[:-1] for figure in ledger)
    return text.getvalue()


def up_to_date(ledger: Sequence[Figure]) -> Iterator[Finding]:
    written = LEDGER.read_text(encoding="utf-8") if LEDGER.is_file() else ""
    if written != as_csv(ledger):
        yield Finding("figures", 0, f"{LEDGER.name} is not what the tables say; run: python -m evals.notes --write")


def double(ledger: Sequence[Figure]) -> Iterator[Finding]:
    """Rows for the same thing: within a note never, in two notes only with the same values."""
    first: dict[frozenset[str], Figure] = {}
    for figure in ledger:
        key = frozenset(content_words(f"{figure.what} {figure.service}"))
        other = first.setdefault(key, figure)
        if other is figure:
            continue
        if other.note == figure.note and other.scope == figure.scope:
            yield Finding(figure.note, figure.line, f"a second row for {figure.what!r}")
        elif other.scope == figure.scope and (other.default, other.maximum) != (figure.default, figure.maximum):
            yield Finding(
                figure.note,
                figure.line,
                f"{figure.what}: {figure.default} / {figure.maximum}, but {other.note}.md:{other.line} "
                f"says {other.default} / {other.maximum}",
            )


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with figures, and the words of it and of the headings above it."""

    note: str
    line: int
    text: str
    words: frozenset[str]
    values: frozenset[Quantity]


def suspects(notes: Mapping[str, CorpusNote], ledger: Sequence[Figure]) -> Iterator[tuple[Figure, Finding]]:
    """Sentences that speak of what a row of the ledger limits and give other figures of the same kind.

    Many are right, for they speak of something narrower: a list to read, not a list of errors.
    """
    said = [sentence for note in notes.values() for sentence in said_with_figures(note)]
    for figure in ledger:
        about = stems(" ".join(content_words(f"{figure.what} {_short(figure.service)}")))
        values = figure.values()
        kinds = {value.kind for value in values} - {"count"}  # plain counts are of anything
        if len(about) < SAYING:
            continue
        for sentence in said:
            differs = not values & sentence.values and kinds & {value.kind for value in sentence.values}
            if about <= sentence.words and differs:
                row = f"{figure.default} / {figure.maximum}"
                problem = f"{figure.note} has {row} for {figure.what!r}, but: {sentence.text}"
                yield figure, Finding(sentence.note, sentence.line, problem)


def said_with_figures(note: CorpusNote, *, limits: bool = False) -> Iterator[Said]:
    """The sentences and table rows with figures, without what is told of former times.

    The rows of the limits tables are left out where ``limits`` does not ask for them.
    """
    for section in parse_note(f"{note.name}.md", note.raw).sections:
        for sentence in section.sentences:
            row = sentence.kind is SentenceKind.ROW and section.heading == "Limits and defaults"
            if sentence.kind is SentenceKind.CODE or (row and not limits) or sentence.plain.startswith("Then:"):
                continue
            if found := frozenset(quantities(sentence.plain)):
                line = note.raw.count("\n", 0, sentence.start) + 1
                words = stems(f"{note.front.get('title', '')} {sentence.plain}")
                yield Said(note.name, line, sentence.plain, words, found)


def _short(service: str) -> str:
    """ "Amazon SQS" is mostly written without the Amazon."""
    return service.removeprefix("Amazon ").removeprefix("AWS ")
