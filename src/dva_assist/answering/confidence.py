"""Whether the notes answer a question at all: a few signals, and a calibrated weighing of them.

The weighing is a logistic regression fitted by ``python -m evals calibrate`` on labelled questions, answerable and
not; it holds for the encoder that it was fitted with, and its file says which.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from dva_assist.answering.scoring import Scored
from dva_assist.types import Passage
from dva_assist.words import stems

LEADING = 5  # passages in which each word of the question is looked for


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer, or with ``missing_word`` against it; each is about 0..1."""

    best_similarity: float  # the best cosine of the question and one sentence
    leading_similarity: float  # the cosine of the question and the sentence that leads the answer
    covered: float  # the weight of the question's words in the most similar sentence and its headings
    missing_word: float  # the weight of the weightiest word that none of the leading passages holds


@dataclass(frozen=True, slots=True)
class Calibration:
    """``1 / (1 + exp(-(bias + sum(coefficient * signal))))`` is the chance that the notes answer."""

    bias: float
    coefficients: Mapping[str, float]
    threshold: float  # decline below it
    encoder: str
    fitted_on: str
    date: str

    def confidence(self, signals: Signals) -> float:
        total = self.bias + sum(self.coefficients[key] * value for key, value in asdict(signals).items())
        return 1 / (1 + math.exp(-total))

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        return cls(**json.loads(text))

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "coefficients": dict(self.coefficients)}


def packaged_calibration() -> Calibration:
    return Calibration.from_json(
        resources.files("dva_assist.answering").joinpath("calibration.json").read_text(encoding="utf-8")
    )


def signals(passages: Sequence[Passage], scored: Sequence[Scored], weights: Mapping[str, float]) -> Signals:
    """Signals for passages and scored sentences (best first), neither of them empty."""
    most_similar = max(scored, key=lambda s: s.similarity)
    present = stems(" ".join(" ".join([*p.section.headings, p.chunk.text]) for p in passages[:LEADING]))
    return Signals(
        best_similarity=most_similar.similarity,
        leading_similarity=scored[0].similarity,
        covered=most_similar.coverage,
        missing_word=max((weight for key, weight in weights.items() if key not in present), default=0.0),
    )
