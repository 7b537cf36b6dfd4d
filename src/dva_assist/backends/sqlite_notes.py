"""The notes as they were indexed, in one SQLite file that never changes once it is written.

Row r of the chunks is row r of the vector index. Sentence vectors lie in a NumPy file beside it, in the order of
the sections, so that a section needs only the number of its first sentence.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from dva_assist.backends.sqlite_file import ReadOnlyFile
from dva_assist.errors import IndexCorrupt, NotFound
from dva_assist.protocols import Vectors
from dva_assist.types import Chunk, Note, Section, Sentence, SentenceKind

KEY_BYTES = 16
_CACHED_SECTIONS = 2_048
_KINDS = tuple(SentenceKind)
_SCHEMA = """
    CREATE TABLE notes (id INTEGER PRIMARY KEY, path TEXT UNIQUE, title TEXT, raw TEXT, front_matter TEXT);
    CREATE TABLE sections (
        id INTEGER PRIMARY KEY, note INTEGER, name TEXT UNIQUE, body TEXT, first_sentence INTEGER, keys BLOB);
    CREATE INDEX sections_of_note ON sections (note);
    CREATE TABLE chunks (
        id INTEGER PRIMARY KEY, section INTEGER, name TEXT, fingerprint TEXT, first INTEGER, last INTEGER,
        tokens INTEGER, embedded TEXT);
    CREATE INDEX chunks_of_section ON chunks (section);
"""


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """What the index keeps of a note; ``sentence_keys`` has one tuple for each section, one key for each sentence."""

    note: Note
    chunks: tuple[Chunk, ...]
    sentence_keys: tuple[tuple[bytes, ...], ...]


class NoteWriter:
    """Writes a new file, note by note. What it leaves is complete only once ``finish`` has returned."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = OFF")  # an unfinished file is thrown away
        self.connection.execute("PRAGMA synchronous = OFF")  # whoever publishes the file syncs it
        self.connection.executescript(_SCHEMA)
        self.connection.execute("BEGIN")
        self.notes = self.sections = self.chunks = self.sentences = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def add(self, entry: IndexedNote) -> range:
        """Rows that the note's chunks got. Raises ValueError for a sentence that is not a span of the note."""
        note = entry.note
        front = json.dumps(dict(note.front_matter), ensure_ascii=False, default=str)
        execute = self.connection.execute
        execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", (self.notes, note.path, note.title, note.raw, front))
        section_rows = {}
        for section, keys in zip(note.sections, entry.sentence_keys, strict=True):
            values = (self.sections, self.notes, section.id, _packed(section, note.raw), self.sentences, b"".join(keys))
            execute("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)", values)
            section_rows[section.id] = self.sections
            self.sections += 1
            self.sentences += len(section.sentences)
        start = self.chunks
        for c in entry.chunks:
            where = section_rows[c.section.id]
            chunk = (self.chunks, where, c.id, c.fingerprint, c.first, c.last, c.tokens, c.embedded)
            execute("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", chunk)
            self.chunks += 1
        self.notes += 1
        return range(start, self.chunks)

    def finish(self) -> None:
        self.connection.execute("COMMIT")


class SqliteNoteStore:
    """Read only, safe from several threads. ``mend`` is the command that an error about damage names."""

    def __init__(self, notes: Path, sentences: Path, mend: str = "dva-assist index --rebuild") -> None:
        self._file = ReadOnlyFile(notes, mend)
        self._section = lru_cache(_CACHED_SECTIONS)(self._read_section)
        self._length = int(self._one("SELECT coalesce(max(id) + 1, 0) FROM chunks")[0])
        try:
            self.vectors = _mapped(sentences, rows=self._sentences())
        except (OSError, ValueError, struct.error) as error:
            raise IndexCorrupt(f"{sentences} is damaged; run: {mend}") from error

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        self._file.close()

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """Raises NotFound for a row that there is not."""
        return [self._chunk(int(row)) for row in rows]

    def sentence_vectors(self, rows: Sequence[int]) -> list[Vectors]:
        """Zeros stand for a sentence without words, such as a picture. Raises NotFound for a row that there is not."""
        found = self._file.rows(
            "SELECT chunks.id, first_sentence + first, first_sentence + last FROM chunks"
            f" JOIN sections ON sections.id = section WHERE chunks.id IN ({','.join('?' * len(rows))})",
            *map(int, rows),
        )
        places = {row: slice(first, last) for row, first, last in found}
        if missing := [int(row) for row in rows if row not in places]:
            raise NotFound(f"no chunk {missing[0]} in this index")
        if not rows:
            return []
        every = np.concatenate([self.vectors[places[row]] for row in rows]).astype(np.float32)
        lengths = np.linalg.norm(every, axis=1, keepdims=True)
        unit = every / np.where(lengths > 0, lengths, np.float32(1))
        return list(np.split(unit, np.cumsum([places[row].stop - places[row].start for row in rows])[:-1]))

    def section(self, section_id: str) -> Section:
        return self._section(int(self._one("SELECT id FROM sections WHERE name = ?", section_id)[0]))

    def note(self, path: str) -> Note:
        number, title, raw, front = self._one("SELECT id, title, raw, front_matter FROM notes WHERE path = ?", path)
        found = self._file.rows("SELECT id FROM sections WHERE note = ? ORDER BY id", number)
        return Note(path, title, raw, tuple(self._section(key) for (key,) in found), json.loads(front))

    def notes(self) -> Iterator[Note]:
        for (path,) in self._file.rows("SELECT path FROM notes ORDER BY id"):
            yield self.note(path)

    def titles(self) -> list[tuple[str, str]]:
        return [(path, title) for path, title in self._file.rows("SELECT path, title FROM notes ORDER BY id")]

    def entry(self, path: str) -> IndexedNote:
        """Everything kept of a note, to be written again. Raises NotFound."""
        note = self.note(path)
        where = "FROM sections JOIN notes ON notes.id = note WHERE path = ? ORDER BY sections.id"
        keys = tuple(_split(blob) for (blob,) in self._file.rows(f"SELECT keys {where}", path))
        rows = self._file.rows(f"SELECT id FROM chunks WHERE section IN (SELECT sections.id {where}) ORDER BY id", path)
        return IndexedNote(note, tuple(self._chunk(row) for (row,) in rows), keys)

    def fingerprints(self) -> list[str]:
        """Of each chunk, by row."""
        return [fingerprint for (fingerprint,) in self._file.rows("SELECT fingerprint FROM chunks ORDER BY id")]

    def sentence_keys(self) -> list[bytes]:
        """Of each sentence, by row of ``vectors``."""
        blobs = self._file.rows("SELECT keys FROM sections ORDER BY id")
        return [key for (blob,) in blobs for key in _split(blob)]

    def _sentences(self) -> int:
        last = f"SELECT first_sentence + length(keys) / {KEY_BYTES} FROM sections ORDER BY id DESC LIMIT 1"
        return int(self._one(f"SELECT coalesce(({last}), 0)")[0])

    def _chunk(self, row: int) -> Chunk:
        section, name, fingerprint, first, last, tokens, embedded = self._one(
            "SELECT section, name, fingerprint, first, last, tokens, embedded FROM chunks WHERE id = ?", row
        )
        return Chunk(name, fingerprint, self._section(section), first, last, embedded, tokens)

    def _read_section(self, key: int) -> Section:
        name, body, path = self._one(
            "SELECT name, body, path FROM sections JOIN notes ON notes.id = note WHERE sections.id = ?", key
        )
        return _unpacked(name, path, body)

    def _one(self, sql: str, *values: Any) -> Any:
        rows = self._file.rows(sql, *values)
        if not rows:
            raise NotFound(f"{values[0]!r} is not in the index; if the note is new, run: dva-assist index")
        return rows[0]


def write_sentence_vectors(path: Path, shape: tuple[int, int], blocks: Iterable[NDArray[np.float16]]) -> None:
    """Block after block into a NumPy file: a mapped file would crash, not raise, where the disk is full."""
    with path.open("wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.float16)), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for block in blocks:
            file.write(block.tobytes())


def _mapped(path: Path, rows: int) -> NDArray[np.float16]:
    """As ``np.load`` would, but that reads the header with ``ast``, which fails in threads on Python 3.11."""
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        (length,) = struct.unpack("<H", file.read(2))
        offset = file.tell() + length
    if not rows:
        return np.empty((0, 0), np.float16)
    return np.memmap(path, np.float16, "r", offset).reshape(rows, -1)


def _split(blob: bytes) -> tuple[bytes, ...]:
    return tuple(blob[at : at + KEY_BYTES] for at in range(0, len(blob), KEY_BYTES))


def _packed(section: Section, raw: str) -> str:
    """JSON with the section's text once; sentences are offsets into it."""
    for s in section.sentences:
        if not section.start <= s.start <= s.end <= section.end or raw[s.start : s.end] != s.text:
            raise ValueError(f"a sentence of {section.id} is not the span {s.start}:{s.end} of its section")
    head = [section.headings, section.level, section.start, section.end, section.line_start, section.line_end]
    sentences = [
        (
            s.start - section.start,
            s.end - section.start,
            0 if s.plain == s.text else s.plain,
            _KINDS.index(s.kind),
            s.block,
            s.line_start - section.line_start,
            s.line_end - section.line_start,
            s.depth,
            int(s.ordered),
        )
        for s in section.sentences
    ]
    body = [*head, raw[section.start : section.end], sentences]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _unpacked(name: str, path: str, body: str) -> Section:
    headings, level, start, end, line_start, line_end, text, sentences = json.loads(body)
    spans = tuple(
        Sentence(
            start + first,
            start + last,
            text[first:last],
            text[first:last] if plain == 0 else plain,
            _KINDS[kind],
            block,
            line_start + line_first,
            line_start + line_last,
            depth,
            bool(ordered),
        )
        for first, last, plain, kind, block, line_first, line_last, depth, ordered in sentences
    )
    return Section(name, path, tuple(headings), level, start, end, line_start, line_end, spans)
