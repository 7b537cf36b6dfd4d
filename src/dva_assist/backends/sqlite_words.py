"""Chunks by words, with SQLite's FTS5 and BM25.

Words are split at everything that is not a letter or a digit and reduced to their stems. A query word that is split
that way (aws:MultiFactorAuthAge, --dry-run, .ebextensions) is looked up as a phrase, so it is found exactly, while
its parts are found alone too; the parts of a camel-case name have a column of their own. The vocabulary keeps
each word as it is spelt, for what a question misspells.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from dva_assist.backends.sqlite_file import ReadOnlyFile
from dva_assist.types import Chunk
from dva_assist.words import CAMEL_SEAM, words

_TITLE, _HEADINGS, _TEXT, _PARTS = 2.0, 3.0, 1.0, 0.5  # what a hit in each column counts
_WORD = re.compile(r"\w+")
_CACHED_WORDS = 50_000


class WordWriter:
    """Adds the words of chunks to a notes file that is being written, on its connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(title, headings, text, parts, content='', tokenize='porter unicode61')"
        )
        connection.execute("CREATE TABLE vocabulary (word TEXT PRIMARY KEY, chunks INTEGER NOT NULL) WITHOUT ROWID")
        self._vocabulary: Counter[str] = Counter()
        rank = f"bm25({_TITLE}, {_HEADINGS}, {_TEXT}, {_PARTS})"
        connection.execute("INSERT INTO words(words, rank) VALUES ('rank', ?)", (rank,))

    def add(self, rows: Sequence[int], title: str, chunks: Sequence[Chunk]) -> None:
        for row, chunk in zip(rows, chunks, strict=True):
            headings = " ".join(h for h in chunk.section.headings if h != title)
            text = chunk.text
            self._vocabulary.update({word for word in words(f"{title} {headings} {text}") if word.isalpha()})
            self._connection.execute(
                "INSERT INTO words(rowid, title, headings, text, parts) VALUES (?, ?, ?, ?, ?)",
                (row, title, headings, text, camel_parts(f"{title} {headings} {text}")),
            )

    def finish(self) -> None:
        self._connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        self._connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(self._vocabulary.items()))


class Fts5Index:
    """Read only, safe from several threads. ``mend`` is the command that an error about damage names."""

    def __init__(self, path: Path, mend: str = "dva-assist index --rebuild") -> None:
        self._file = ReadOnlyFile(path, mend)
        self._frequency = lru_cache(_CACHED_WORDS)(self._count)

    def close(self) -> None:
        self._file.close()

    def search(self, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        if not words or limit <= 0:
            return []
        query = " OR ".join(_quoted(word) for word in dict.fromkeys(words))
        found = self._file.rows(
            "SELECT rowid, -rank FROM words WHERE words MATCH ? ORDER BY rank, rowid LIMIT ?", query, limit
        )
        return [(int(row), float(score)) for row, score in found]

    def document_frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        return {word: self._frequency(word) for word in words}

    def together(self, words: Sequence[str]) -> int:
        phrase = f"{{title headings text}} : {_quoted(' '.join(words))}"
        [(count,)] = self._file.rows("SELECT count(*) FROM words WHERE words MATCH ?", phrase)
        return int(count)

    def vocabulary(self) -> Mapping[str, int]:
        return {str(word): int(count) for word, count in self._file.rows("SELECT word, chunks FROM vocabulary")}

    def _count(self, word: str) -> int:
        [(count,)] = self._file.rows("SELECT count(*) FROM words WHERE words MATCH ?", _quoted(word))
        return int(count)


def camel_parts(text: str) -> str:
    """ "call GetItem on DynamoDB" -> "Get Item Dynamo DB"."""
    names = dict.fromkeys(_WORD.findall(text))
    return " ".join(CAMEL_SEAM.sub(" ", name) for name in names if CAMEL_SEAM.search(name))


def _quoted(word: str) -> str:
    """As a string of FTS5's query language, in which nothing has a meaning but the quotation mark."""
    clean = word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""')
    return f'"{clean}"'
