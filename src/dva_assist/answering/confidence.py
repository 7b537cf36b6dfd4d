"""Whether the notes answer a question at all: a few signals, and a calibrated weighing of them.

The weighing is a logistic regression fitted by ``python -m evals calibrate`` on labelled questions, answerable and
not; it holds for the encoder that it was fitted with, and its file says which.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from dva_assist.answering.doubts import Evidence, beyond_default, without_lowest, without_price
from dva_assist.types import QuestionKind

LEADING = 5  # rank of the passage whose distance from the first tells how clearly the first leads
LONG_QUESTION = 60  # words


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer or against it; each is about 0..1."""

    score: float  # of the best passage
    lead: float  # by how much it is ahead of the fifth
    missing_word: float  # the weight of the weightiest word that the section which leads the answer lacks
    unknown_name: float  # the weight of the weightiest name or identifier that this section lacks
    other_topic: float  # the weight of words that name other notes, and that the section lacks
    asks_number: float
    length: float  # of the question: a long one is never covered as well
    beyond_default: float  # a figure beyond the default is asked for, and the leading sentence gives no highest one
    without_lowest: float
    without_price: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """``1 / (1 + exp(-(bias + sum(coefficient * signal))))`` is the chance that the notes answer."""

    bias: float
    coefficients: Mapping[str, float]
    threshold: float  # decline below it
    sure: float  # below it an answer is shown as one in part
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


def signals(evidence: Evidence) -> Signals:
    passages = evidence.passages
    question = evidence.question
    return Signals(
        score=passages[0].score,
        lead=passages[0].score - passages[min(LEADING, len(passages)) - 1].score,
        missing_word=evidence.heaviest(evidence.missing),
        unknown_name=evidence.heaviest(evidence.unknown_names),
        other_topic=sum(evidence.weights[key] for key in evidence.other_topics),
        asks_number=float(question.kind is QuestionKind.NUMBER),
        length=min(len(question.text.split()), LONG_QUESTION) / LONG_QUESTION,
        beyond_default=float(beyond_default(evidence)),
        without_lowest=float(without_lowest(evidence)),
        without_price=float(without_price(evidence)),
    )
