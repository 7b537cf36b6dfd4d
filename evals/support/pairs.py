"""Labelled sentences and quotes, and what the gate makes of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from dva_assist.evaluation import Measure, bootstrap
from dva_assist.support.gate import objections
from dva_assist.support.tokens import tokens

HERE = Path(__file__).parent
DEVELOPMENT = ("dev.jsonl", "dev-2.jsonl", "dev-3.jsonl")
LOCKED = ("locked.jsonl",)
SAMPLES = 2_000
BANDS = (0.0, 0.35, 0.5, 0.65, 0.8, 0.999, 1.001)


@dataclass(frozen=True, slots=True)
class Pair:
    id: str
    sentence: str
    quotes: tuple[str, ...]
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Judgement:
    pair: Pair
    objections: tuple[str, ...]

    @property
    def right(self) -> bool:
        return (not self.objections) == self.pair.supported


def load(files: Iterable[str]) -> list[Pair]:
    lines = [line for file in files for line in (HERE / file).read_text(encoding="utf-8").splitlines()]
    return [Pair(**{**entry, "quotes": tuple(entry["quotes"])}) for entry in map(json.loads, lines)]


def judge(pairs: Iterable[Pair]) -> list[Judgement]:
    return [Judgement(pair, tuple(objections(pair.sentence, pair.quotes))) for pair in pairs]


@dataclass(frozen=True, slots=True)
class Score:
    """Of "supported": how many of the accepted are, and how many that are were accepted."""

    accepted: int
    right: int
    precision: Measure
    recall: Measure


def score(judged: Sequence[Judgement], *, at_most: int = 0) -> Score:
    """Where sentences with so many objections are accepted."""
    accepted = [one.pair.supported for one in judged if len(one.objections) <= at_most]
    found = [len(one.objections) <= at_most for one in judged if one.pair.supported]
    return Score(len(accepted), sum(accepted), _mean(accepted), _mean(found))


def by_kind(judged: Sequence[Judgement]) -> Iterator[tuple[str, int, Measure]]:
    """The share right of each kind of pair."""
    for kind, group in _grouped(judged, lambda one: one.pair.kind):
        yield kind, len(group), _mean([one.right for one in group])


def by_closeness(judged: Sequence[Judgement]) -> Iterator[tuple[str, int, float, int]]:
    """Bands of the share of words that a quote has in order: pairs, the share that is supported, how many accepted."""
    for band, group in _grouped(judged, lambda one: _band(one.pair)):
        accepted = sum(not one.objections for one in group)
        yield band, len(group), sum(one.pair.supported for one in group) / len(group), accepted


def _band(pair: Pair) -> str:
    said = [token.key for token in tokens(pair.sentence) if not token.is_break]
    closest = max(_in_order(said, [token.key for token in tokens(quote)]) for quote in pair.quotes)
    at = next(at for at, high in enumerate(BANDS[1:]) if closest / len(said) < high)
    return f"{BANDS[at]:.2f}-{min(BANDS[at + 1], 1):.2f}"


def _in_order(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def _grouped(judged: Sequence[Judgement], key: Callable[[Judgement], str]) -> list[tuple[str, list[Judgement]]]:
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return sorted(groups.items())


def _mean(values: Sequence[bool]) -> Measure:
    if not values:
        return Measure(float(np.nan), float(np.nan), float(np.nan))
    return bootstrap([float(value) for value in values], seed=0, samples=SAMPLES)
