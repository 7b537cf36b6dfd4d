"""Find the passages that a question is about: by meaning, by words, and by their best single sentence.

The score of a chunk is a weighted mean of four views of it, each at most 1:

    dense     cosine of question and chunk
    sentence  the best cosine of the question and one sentence of the chunk
    lexical   BM25 of the question's words, divided by the best BM25 of the list
    covered   the share of the question's words that the chunk and its headings hold, rare words counting most

A weighted sum keeps what rank fusion throws away, how clearly a chunk won (Bruch, Gai and Ingber, "An Analysis of
Fusion Functions for Hybrid Retrieval", 2023). ``docs/decisions`` says how the weights were chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from dva_assist.protocols import LexicalIndex, NoteStore, Reranker, VectorIndex, Vectors
from dva_assist.terms import TermWeights, coverage
from dva_assist.types import Passage, Question
from dva_assist.words import stems

RERANKED = 20  # passages that a reranker looks at
_CACHED_CHUNKS = 20_000  # word sets kept, about 10 KB each


@dataclass(frozen=True, slots=True)
class Weights:
    dense: float = 0.2
    sentence: float = 0.8
    lexical: float = 0.05
    covered: float = 0.2

    @property
    def total(self) -> float:
        return self.dense + self.sentence + self.lexical + self.covered


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: int
    score: float
    similarity: float
    similarities: tuple[float, ...]


def reranked(reranker: Reranker, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in the reranker's order.

    The best takes over the best score, the second the second, and so on: what comes after (which sentence answers,
    whether to decline) was fitted to scores of this kind, and a reranker's are of another.
    """
    scores = reranker.scores(question.standalone, [passage.chunk.embedded for passage in passages])
    order = sorted(range(len(passages)), key=lambda at: -scores[at])
    return tuple(replace(passages[at], rank=rank + 1, score=passages[rank].score) for rank, at in enumerate(order))


class Retriever:
    """``encode`` turns one text of any length into a unit vector of shape (dimensions,)."""

    def __init__(
        self,
        encode: Callable[[str], Vectors],
        vectors: VectorIndex,
        lexical: LexicalIndex,
        store: NoteStore,
        terms: TermWeights,
        *,
        weights: Weights = Weights(),
        pool: int = 40,
        per_section: int = 2,
        reranker: Reranker | None = None,
    ) -> None:
        self._encode = encode
        self._vectors = vectors
        self._lexical = lexical
        self._store = store
        self._terms = terms
        self._weights = weights
        self._pool = pool  # candidates taken from each list
        self._per_section = per_section
        self._reranker = reranker
        self._stems = lru_cache(_CACHED_CHUNKS)(self._stems_of)

    def search(self, question: Question, limit: int) -> tuple[Passage, ...]:
        """The best passages, best first, at most ``per_section`` of one section."""
        query = self._encode(question.standalone)
        ranked = self._ranked(query, question)
        if self._reranker is None:
            return tuple(self._group(ranked, limit))
        return reranked(self._reranker, question, self._group(ranked, max(limit, RERANKED)))[:limit]

    def _ranked(self, query: Vectors, question: Question) -> list[_Candidate]:
        # The dense list reaches further than the pool: it gives a cosine to what only the words found.
        rows, cosines = self._vectors.search(query, 5 * self._pool)
        cosine = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        words = dict(self._lexical.search(question.terms, self._pool))
        best_words = max(words.values(), default=0.0) or 1.0
        asked = self._terms.of(question.terms)
        near = list(dict.fromkeys([*rows[: self._pool].tolist(), *words]))
        w = self._weights
        candidates = []
        for row, similarities in zip(near, self._similarities(near, query), strict=True):
            best = max(similarities, default=-1.0)
            score = (
                w.dense * cosine.get(row, best)
                + w.sentence * best
                + w.lexical * words.get(row, 0.0) / best_words
                + (w.covered * coverage(asked, self._stems(row)) if w.covered else 0.0)
            ) / w.total
            candidates.append(_Candidate(row, score, cosine.get(row, math.nan), similarities))
        return sorted(candidates, key=lambda c: (-c.score, c.row))

    def _similarities(self, rows: Sequence[int], query: Vectors) -> list[tuple[float, ...]]:
        """The cosines of the question and each sentence, chunk by chunk; one product for all of them."""
        vectors = self._store.sentence_vectors(rows)
        if not vectors:
            return []
        ends = np.cumsum([len(of_chunk) for of_chunk in vectors])
        return [tuple(part.tolist()) for part in np.split(np.concatenate(vectors) @ query, ends[:-1])]

    def _stems_of(self, row: int) -> frozenset[str]:
        [chunk] = self._store.chunks([row])
        return stems(" ".join([*chunk.section.headings, chunk.text]))

    def _group(self, candidates: Iterable[_Candidate], limit: int) -> list[Passage]:
        passages: list[Passage] = []
        taken: Counter[str] = Counter()
        for candidate in candidates:
            if len(passages) == limit:
                break
            [chunk] = self._store.chunks([candidate.row])
            if taken[chunk.section.id] == self._per_section:
                continue
            taken[chunk.section.id] += 1
            rank = len(passages) + 1
            passages.append(Passage(chunk, candidate.score, rank, candidate.similarity, candidate.similarities))
        return passages
