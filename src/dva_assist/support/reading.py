"""A sentence read off a quote: each of its words found there, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dva_assist.support.tokens import Token

_SKIP = 0.01  # what a word of the quote costs that is passed over between two that are used


@dataclass(frozen=True, slots=True)
class Reading:
    sentence: tuple[Token, ...]
    source: tuple[Token, ...]
    pairs: tuple[tuple[int, int], ...]  # positions in the sentence and in the source, both rising

    @property
    def missing(self) -> list[Token]:
        """Words of the sentence that the source does not have in this order."""
        found = {here for here, _ in self.pairs}
        return [t for at, t in enumerate(self.sentence) if t.counts and at not in found]


def read(sentence: Sequence[Token], source: Sequence[Token]) -> Reading:
    """The reading with most words, and of several the one closest together (after Gotoh, 1982)."""
    here = [at for at, t in enumerate(sentence) if t.counts]
    there = [at for at, t in enumerate(source) if t.counts]
    same = [[sentence[i].key == source[j].key for j in there] for i in here]
    pairs = tuple((here[i], there[j]) for i, j in _in_order(same))
    return Reading(tuple(sentence), tuple(source), pairs)


def _in_order(same: list[list[bool]]) -> Iterator[tuple[int, int]]:
    rows, columns = len(same), len(same[0]) if same else 0
    before = [[0.0] * (columns + 1) for _ in range(rows + 1)]  # the best from here on, nothing paired yet
    within = [[0.0] * (columns + 1) for _ in range(rows + 1)]  # ... something paired: passing over costs
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = 1.0 + within[i + 1][j + 1] if same[i][j] else -1.0
            within[i][j] = max(paired, within[i + 1][j], within[i][j + 1] - _SKIP, 0.0)
            before[i][j] = max(paired, before[i + 1][j], before[i][j + 1])
    i, j, table = 0, 0, before
    while i < rows and j < columns and table[i][j] > 0:
        if same[i][j] and table[i][j] == 1.0 + within[i + 1][j + 1]:
            yield i, j
            i, j, table = i + 1, j + 1, within
        elif table[i][j] == table[i + 1][j]:
            i += 1
        else:
            j += 1
