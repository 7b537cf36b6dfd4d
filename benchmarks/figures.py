"""From measurements to figures: a median and how far it can be trusted, never a single run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np

SAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Figure:
    """``low`` and ``high`` are the range of the measurements, or a 95% interval of ``value``."""

    name: str
    unit: str
    value: float
    low: float
    high: float
    measurements: int
    spread: Literal["range", "95% interval"] = "range"
    aim: str = ""


def median(name: str, unit: str, values: Iterable[float], aim: str = "") -> Figure:
    """The median of at least one measurement, and their range."""
    column = np.asarray(list(values), np.float64)
    return Figure(name, unit, float(np.median(column)), float(column.min()), float(column.max()), len(column), aim=aim)


def percentile(name: str, unit: str, rounds: Sequence[Sequence[float]], percent: float) -> Figure:
    """A percentile of all measurements, and the range of what it is in each round."""
    of_rounds = [float(np.percentile(one, percent)) for one in rounds]
    every = list(chain.from_iterable(rounds))
    return Figure(name, unit, float(np.percentile(every, percent)), min(of_rounds), max(of_rounds), len(every))


def median_ratio(name: str, above: Sequence[float], below: Sequence[float], aim: str = "", seed: int = 0) -> Figure:
    """The median of above[i] / below[i], with a percentile bootstrap over i (Efron and Tibshirani, 1993)."""
    ratios = np.divide(above, below, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(ratios), size=(SAMPLES, len(ratios)))
    low, high = np.percentile(np.median(ratios[drawn], axis=1), [2.5, 97.5])
    return Figure(name, "", float(np.median(ratios)), float(low), float(high), len(ratios), "95% interval", aim)
