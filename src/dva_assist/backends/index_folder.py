"""An index, open for reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dva_assist.backends.faiss_index import FaissIndex
from dva_assist.backends.generations import (
    CHUNKER,
    NOTES,
    SENTENCES,
    VECTORS,
    Manifest,
    mend_command,
    read_current,
)
from dva_assist.backends.sqlite_notes import SqliteNoteStore
from dva_assist.backends.sqlite_words import Fts5Index


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One generation, open for reading. It stays whole while newer ones are written."""

    generation: str
    manifest: Manifest
    store: SqliteNoteStore
    vectors: FaissIndex
    lexical: Fts5Index

    def close(self) -> None:
        self.store.close()
        self.lexical.close()


def open_index(index: Path, encoder_name: str | None = None) -> OpenIndex:
    """Raises IndexMissing, IndexStale or IndexCorrupt, each with the command that mends it."""

    def load(generation: Path, manifest: Manifest) -> OpenIndex:
        mend = mend_command(index, manifest.roots)
        store = SqliteNoteStore(generation / NOTES, generation / SENTENCES, mend)
        lexical = Fts5Index(generation / NOTES, mend)
        return OpenIndex(generation.name, manifest, store, FaissIndex.load(generation / VECTORS), lexical)

    return read_current(index, load, encoder=encoder_name, chunker=CHUNKER)
