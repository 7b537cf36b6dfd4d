"""The vectors of cited sentences, read from the index once and kept small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dva_assist.notes import parse_note
from dva_assist.protocols import Vectors
from dva_assist.quiz import sentence_lookup
from dva_assist.types import Chunk

NOTE = parse_note("tide.md", "# Tide\n\nA lane is a track. A quay is a door. A stamp is a moment.\n")
(SECTION,) = NOTE.sections


class Store:
    """One section in two chunks that share a sentence; counts how often vectors are read."""

    def __init__(self) -> None:
        self.reads = 0

    def __len__(self) -> int:
        return 2

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        return [Chunk(str(row), str(row), SECTION, row, row + 2, "", 5) for row in rows]

    def sentence_vectors(self, rows: Sequence[int]) -> list[Vectors]:
        self.reads += 1
        return [np.eye(3, dtype=np.float32)[row : row + 2] for row in rows]


class Empty(Store):
    def __len__(self) -> int:
        return 0


def test_each_sentence_has_its_vector() -> None:
    lookup = sentence_lookup(Store())  # type: ignore[arg-type]  # only what is read
    for at, sentence in enumerate(SECTION.sentences):
        found = lookup(SECTION.id, sentence.start)
        assert found is not None
        np.testing.assert_array_equal(found, np.eye(3)[at])
        assert found.dtype == np.float32


def test_nothing_is_read_before_it_is_asked_for_and_then_once() -> None:
    store = Store()
    lookup = sentence_lookup(store)  # type: ignore[arg-type]
    assert store.reads == 0
    assert lookup("gone.md#nowhere", 1) is None
    assert lookup(SECTION.id, 1_000) is None
    assert store.reads == 1


def test_an_empty_index_has_none() -> None:
    assert sentence_lookup(Empty())(SECTION.id, 0) is None  # type: ignore[arg-type]
