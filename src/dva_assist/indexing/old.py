"""What a build takes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dva_assist.backends import generations
from dva_assist.backends.faiss_index import FaissIndex
from dva_assist.backends.generations import Manifest
from dva_assist.backends.sqlite_journal import Kind
from dva_assist.backends.sqlite_notes import SqliteNoteStore
from dva_assist.errors import IndexUnavailable
from dva_assist.indexing.sources import Source


class Old:
    """The generation that a build takes over from."""

    def __init__(self, generation: Path, manifest: Manifest) -> None:
        self._generation, self.manifest = generation, manifest

    @classmethod
    def find(cls, index: Path, encoder: str) -> Old | None:
        """None where there is none that this encoder could use: everything is built then."""
        try:
            return generations.read_current(index, cls, encoder=encoder, thorough=True)
        except IndexUnavailable:
            return None

    @cached_property
    def store(self) -> SqliteNoteStore:
        return SqliteNoteStore(self._generation / generations.NOTES, self._generation / generations.SENTENCES)

    @cached_property
    def fingerprints(self) -> list[bytes]:
        return [fingerprint.encode() for fingerprint in self.store.fingerprints()]

    @cached_property
    def rows(self) -> Mapping[Kind, Mapping[bytes, int]]:
        keys = {Kind.CHUNK: self.fingerprints, Kind.SENTENCE: self.store.sentence_keys()}
        return {kind: {key: row for row, key in enumerate(of_kind)} for kind, of_kind in keys.items()}

    @cached_property
    def _chunk_vectors(self) -> FaissIndex:
        return FaissIndex.load(self._generation / generations.VECTORS)

    def vectors(self, kind: Kind, rows: Sequence[int]) -> NDArray[np.floating]:
        return self._chunk_vectors.vectors(rows) if kind is Kind.CHUNK else self.store.vectors[rows]

    def close(self) -> None:
        if "store" in vars(self):
            self.store.close()

    def same_way(self, manifest: Manifest) -> bool:
        """Whether notes were parsed and cut as they would be now."""
        return (self.manifest.budget, self.manifest.chunker) == (manifest.budget, manifest.chunker)

    def covers(self, sources: Sequence[Source], manifest: Manifest) -> bool:
        """Whether an update would change nothing."""
        stamps = {**self.manifest.notes, **self.manifest.skipped}
        return (
            self.same_way(manifest)
            and self.manifest.roots == manifest.roots
            and stamps.keys() == {source.path for source in sources}
            and all(stamps[source.path].same(source.stamp) for source in sources)
        )
