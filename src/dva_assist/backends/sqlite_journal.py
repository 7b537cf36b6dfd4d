"""Vectors of a build that is under way, so that a build that was killed does not start from nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dva_assist.protocols import Vectors


class Kind(StrEnum):
    """Chunks are kept at full precision; sentences, of which there are many more, at half."""

    CHUNK = "chunk"
    SENTENCE = "sentence"

    @property
    def dtype(self) -> type[np.floating]:
        return np.float32 if self is Kind.CHUNK else np.float16


class VectorJournal:
    """Vectors by key. Each ``put`` is safe on disk once it returns."""

    def __init__(self, path: Path, encoder: str, dimensions: int) -> None:
        """What another encoder has left, or what cannot be read, is thrown away."""
        self._path, self._dimensions = path, dimensions
        encoder = f"{encoder} {dimensions}"
        if path.exists() and _encoder_of(path) != encoder:
            self._unlink()
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            "CREATE TABLE IF NOT EXISTS encoder (name TEXT PRIMARY KEY);"
            "CREATE TABLE IF NOT EXISTS chunk (key BLOB PRIMARY KEY, vector BLOB);"
            "CREATE TABLE IF NOT EXISTS sentence (key BLOB PRIMARY KEY, vector BLOB);"
        )
        self._connection.execute("INSERT OR IGNORE INTO encoder VALUES (?)", (encoder,))

    def keys(self, kind: Kind) -> set[bytes]:
        return {key for (key,) in self._connection.execute(f"SELECT key FROM {kind}")}

    def put(self, vectors: Iterable[tuple[Kind, bytes, Vectors]]) -> None:
        self._connection.execute("BEGIN")
        for kind, key, vector in vectors:
            blob = vector.astype(kind.dtype).tobytes()
            self._connection.execute(f"INSERT OR REPLACE INTO {kind} VALUES (?, ?)", (key, blob))
        self._connection.execute("COMMIT")

    def vectors(self, kind: Kind, keys: Sequence[bytes]) -> NDArray[np.floating]:
        """Shape (len(keys), dimensions); each key must be there."""
        found = np.empty((len(keys), self._dimensions), dtype=kind.dtype)
        for row, key in enumerate(keys):
            [(blob,)] = self._connection.execute(f"SELECT vector FROM {kind} WHERE key = ?", (key,))
            found[row] = np.frombuffer(blob, dtype=kind.dtype)
        return found

    def close(self) -> None:
        self._connection.close()

    def clear(self) -> None:
        """Close and delete: the build is complete."""
        self.close()
        self._unlink()

    def _unlink(self) -> None:
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _encoder_of(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT name FROM encoder").fetchone()
            healthy = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        return str(row[0]) if row and healthy else None
    except sqlite3.DatabaseError:
        return None
