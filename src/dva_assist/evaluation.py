"""How good rankings and answers are over labelled questions, with bootstrap intervals."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

CUTS = (1, 3, 5)
RANKS = 10
_TELLING = 20  # characters from which on a quote within a span counts


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
class Replied:
    """What was said to one question. ``spans`` are words of the notes that answer it, ``quotes`` what was shown."""

    answerable: bool
    declined: bool
    spans: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()

    @property
    def on_span(self) -> int:
        """How many of the quotes share words with a span."""
        return sum(any(covers(quote, span) for span in self.spans) for quote in self.quotes)


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


def answer_measures(replies: Sequence[Replied], *, seed: int = 0, samples: int = 2_000) -> dict[str, Measure]:
    """Shares over those replies that each can be told of; a measure without any is left out."""
    answerable = [reply for reply in replies if reply.answerable]
    with_spans = [reply for reply in answerable if reply.spans]
    columns = {
        "a span shown": [float(reply.on_span > 0) for reply in with_spans],
        "quotes on a span": [reply.on_span / len(reply.quotes) for reply in with_spans if reply.quotes],
        "wrongly declined": [float(reply.declined) for reply in answerable],
        "rightly declined": [float(reply.declined) for reply in replies if not reply.answerable],
    }
    return {name: bootstrap(values, seed=seed, samples=samples) for name, values in columns.items() if values}


def covers(quote: str, span: str) -> bool:
    """Whether a quote shows words that answer: a span may lie in it, or hold several quotes.

    White space and the borders of table rows do not count.
    """
    quote, span = plain(quote), plain(span)
    return span in quote or (len(quote) > _TELLING and quote in span)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().strip("|").strip()


def bootstrap(values: Sequence[float], *, seed: int, samples: int) -> Measure:
    """Percentile bootstrap of the mean (Efron and Tibshirani, 1993)."""
    column = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(column), size=(samples, len(column)))
    low, high = np.percentile(column[drawn].mean(axis=1), [2.5, 97.5])
    return Measure(float(column.mean()), float(low), float(high))
