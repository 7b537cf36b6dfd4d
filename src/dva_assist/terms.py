"""How much each word of a question tells, and how much of the question a text covers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from dva_assist.protocols import LexicalIndex
from dva_assist.words import stem


class TermWeights:
    """How much a word of the question tells: rare words of the notes tell most, words unknown to them still more."""

    def __init__(self, lexical: LexicalIndex, chunks: int) -> None:
        self._lexical = lexical
        self._chunks = chunks

    def of(self, words: Sequence[str]) -> dict[str, float]:
        """Stem to weight, summing to 1 (empty for no words)."""
        frequency = self._lexical.document_frequency(words)
        raw: dict[str, float] = {}
        for word in words:
            weight = math.log(1 + self._chunks / (1 + frequency[word]))
            raw[stem(word)] = max(weight, raw.get(stem(word), 0.0))
        total = sum(raw.values())
        return {key: weight / total for key, weight in raw.items()} if total else {}


def coverage(weights: Mapping[str, float], present: Iterable[str]) -> float:
    """The share of the question's weight that the words present carry, 0..1."""
    found = frozenset(present)
    return sum(weight for key, weight in weights.items() if key in found)
