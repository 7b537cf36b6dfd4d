"""How good a ranking is: recall and reciprocal rank over labelled questions, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

CUTS = (1, 3, 5)
RANKS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: the section ids that were found, best first and each once, and those that answer it."""

    found: tuple[str, ...]
    gold: frozenset[str]

    @property
    def rank(self) -> int | None:
        """1-based rank of the first right section."""
        return next((rank for rank, section in enumerate(self.found, start=1) if section in self.gold), None)


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean and its 95% interval."""

    value: float
    low: float
    high: float


def judged(found: Sequence[str], gold: Collection[str]) -> Judged:
    return Judged(tuple(dict.fromkeys(found)), frozenset(gold))


def measures(questions: Sequence[Judged], *, seed: int = 0, samples: int = 2_000) -> dict[str, Measure]:
    """Means of recall@1, @3, @5 and mrr@10. A question counts as found if any of its gold sections is."""
    columns = {
        f"recall@{cut}": [1.0 if q.rank is not None and q.rank <= cut else 0.0 for q in questions] for cut in CUTS
    }
    columns[f"mrr@{RANKS}"] = [1 / q.rank if q.rank is not None and q.rank <= RANKS else 0.0 for q in questions]
    return {name: bootstrap(values, seed=seed, samples=samples) for name, values in columns.items()}


def bootstrap(values: Sequence[float], *, seed: int, samples: int) -> Measure:
    """Percentile bootstrap of the mean (Efron and Tibshirani, 1993)."""
    column = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(column), size=(samples, len(column)))
    low, high = np.percentile(column[drawn].mean(axis=1), [2.5, 97.5])
    return Measure(float(column.mean()), float(low), float(high))
