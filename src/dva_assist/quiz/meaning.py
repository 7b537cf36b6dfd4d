"""The vectors of the sentences that facts cite, out of an index."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dva_assist.protocols import NoteStore, Vectors
from dva_assist.quiz.book import Lookup

BLOCK = 512  # chunks that are read at a time
Half = NDArray[np.float16]


def sentence_lookup(store: NoteStore) -> Lookup:
    """(section id, start of a sentence) -> its unit vector, or None where the index has no such sentence.

    The vectors are read with the first question and kept in half precision: 768 bytes a sentence at 384 dimensions.
    """

    @cache
    def read() -> tuple[dict[tuple[str, int], int], Half]:
        places: dict[tuple[str, int], int] = {}
        blocks = [np.zeros((0, 0), np.float16)] if len(store) == 0 else []
        for keys, vectors in _blocks(store):
            places |= {key: len(places) + at for at, key in enumerate(keys)}
            blocks.append(vectors)
        return places, np.concatenate(blocks)

    def lookup(section_id: str, start: int) -> Vectors | None:
        places, vectors = read()
        at = places.get((section_id, start))
        return None if at is None else vectors[at].astype(np.float32)

    return lookup


def _blocks(store: NoteStore) -> Iterator[tuple[list[tuple[str, int]], Half]]:
    """Each sentence once, with its vector."""
    seen: set[tuple[str, int]] = set()
    for first in range(0, len(store), BLOCK):
        rows = range(first, min(first + BLOCK, len(store)))
        keys: list[tuple[str, int]] = []
        kept: list[Vectors] = []
        for chunk, vectors in zip(store.chunks(rows), store.sentence_vectors(rows), strict=True):
            for sentence, vector in zip(chunk.sentences, vectors, strict=True):
                key = (chunk.section.id, sentence.start)
                if key not in seen:
                    seen.add(key)
                    keys.append(key)
                    kept.append(vector)
        if keys:
            yield keys, np.stack(kept).astype(np.float16)
