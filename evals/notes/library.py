"""The notes of the corpus as the checks see them: front matter, tables, fragments, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from dva_assist.notes.front_matter import NotFrontMatter, read_front_matter

CORPUS = Path(__file__).parents[2] / "corpus"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong, in which note, on which line (1-based; 0 for the whole note)."""

    note: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.note}.md:{self.line}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Table:
    heading: str
    line: int
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: tuple[str, ...]  # the lines as they are written

    def row_line(self, number: int) -> int:
        return self.line + 2 + number


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fenced block of code."""

    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class CorpusNote:
    name: str  # the file without .md
    front: dict[str, Any]
    headings: tuple[tuple[int, int, str], ...]  # line, level, text
    tables: tuple[Table, ...]
    fragments: tuple[Fragment, ...]
    links: tuple[tuple[int, str], ...]  # line, target
    forbidden: tuple[tuple[int, str], ...]  # line, what: a picture, HTML
    raw: str

    @property
    def tasks(self) -> dict[str, tuple[str, ...]]:
        """The exam tasks that the note serves, by the id of the exam."""
        given = self.front.get("exam_tasks")
        if not isinstance(given, dict):
            return {}
        return {str(exam): tuple(map(str, ids)) for exam, ids in given.items() if isinstance(ids, list)}


def read_notes(folder: Path = CORPUS / "notes") -> dict[str, CorpusNote]:
    """By name. Raises FileNotFoundError where there is none: a check of nothing would pass."""
    files = sorted(folder.glob("*.md"))
    if not files:
        raise FileNotFoundError(f"no note in {folder}")
    return {file.stem: read_note(file.stem, file.read_text(encoding="utf-8")) for file in files}


def read_note(name: str, raw: str) -> CorpusNote:
    tokens = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).parse(raw)
    lines = raw.splitlines()
    front: dict[str, Any] = {}
    for token in tokens:
        if token.type == "front_matter":
            try:
                front = read_front_matter(token.content)
            except NotFrontMatter:
                front = {}
    return CorpusNote(
        name,
        front,
        tuple(_headings(tokens)),
        tuple(_tables(tokens, lines)),
        tuple(Fragment(_line(token), token.info.strip(), token.content) for token in tokens if token.type == "fence"),
        tuple(_links(tokens)),
        tuple(_forbidden(tokens)),
        raw,
    )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def plain(inline: Token) -> str:
    """The text of an inline token without marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or ()
    ).strip()


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            yield _line(opening), int(opening.tag[1]), plain(inline)


def _tables(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Table]:
    heading, rows, start, end = "", list[tuple[str, ...]](), 0, 0
    row: list[str] = []
    for number, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                heading = plain(tokens[number + 1])
            case "table_open":
                rows, (start, end) = [], token.map or (0, 0)
            case "tr_open":
                row = []
            case "th_open" | "td_open":
                row.append(plain(tokens[number + 1]))
            case "tr_close":
                rows.append(tuple(row))
            case "table_close":
                yield Table(heading, start + 1, rows[0], tuple(rows[1:]), tuple(lines[start:end]))


def _links(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield _line(token), str(child.attrGet("href"))


def _forbidden(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type == "html_block":
            yield _line(token), "HTML"
        for child in token.children or ():
            if child.type in ("html_inline", "image"):
                yield _line(token), "HTML" if child.type == "html_inline" else "a picture"
