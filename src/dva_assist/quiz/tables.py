"""Tables of a section, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from dva_assist.types import Section, Sentence, SentenceKind

_CELL_EDGE = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"`([^`]+)`")
_MARKS = re.compile(r"`|\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")


@dataclass(frozen=True, slots=True)
class Row:
    sentence: Sentence
    cells: tuple[str, ...]  # plain words, one for each head; "" for an empty one


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(section: Section) -> Iterator[Table]:
    for _, block in groupby(section.sentences, key=lambda sentence: sentence.block):
        sentences = list(block)
        if sentences[0].kind is SentenceKind.HEADER:
            heads = split_cells(sentences[0].text)
            rows = [Row(row, split_cells(row.text)) for row in sentences[1:] if row.kind is SentenceKind.ROW]
            yield Table(heads, tuple(row for row in rows if len(row.cells) == len(heads)))


def split_cells(line: str) -> tuple[str, ...]:
    """ "| `a` | **b** |" -> ("a", "b"); an escaped pipe stays in its cell."""
    inner = re.sub(r"^\|", "", line.strip())
    inner = re.sub(r"(?<!\\)\|$", "", inner)
    return tuple(plain(cell) for cell in _CELL_EDGE.split(inner))


def plain(text: str) -> str:
    """The words of a line of Markdown; what stands in code stays as it is."""
    pieces = _CODE.split(text)
    words = (piece if at % 2 else _MARKS.sub("", _LINK.sub(r"\1", piece)) for at, piece in enumerate(pieces))
    return " ".join("".join(words).replace("\\|", "|").split())
