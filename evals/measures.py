"""Tables of measures: by half and by kind of question, retrieval with its parts left out, and against the last run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from dva_assist.evaluation import CUTS, RANKS, Measure, bootstrap, judged, measures
from dva_assist.retrieval import Weights
from evals.pipeline import Outcome, Pipeline
from evals.questions import Labelled

SAMPLES = 2_000
VARIANTS = {
    "dense alone": Weights(1, 0, 0, 0),
    "best sentence alone": Weights(0, 1, 0, 0),
    "lexical alone": Weights(0, 0, 1, 0),
    "dense and lexical": Weights(0.9, 0, 0.1, 0),
    "without dense": Weights(dense=0),
    "without sentence": Weights(sentence=0, dense=1),
    "without lexical": Weights(lexical=0),
    "without covered": Weights(covered=0),
    "all four, as shipped": Weights(),
}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    questions: int
    measures: dict[str, Measure]

    def to_json(self) -> dict[str, Any]:
        shown = {name: [round(m.value, 4), round(m.low, 4), round(m.high, 4)] for name, m in self.measures.items()}
        return {"name": self.name, "questions": self.questions, **shown}


def table(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """Each half whole, then each kind over both halves."""
    for split in ("dev", "locked"):
        half = [o for o in outcomes if o.asked.split == split]
        answerable = [o for o in half if o.asked.answerable]
        yield _by_section(f"{split}: by section", answerable)
        yield _by_span(f"{split}: by span", answerable)
        yield _answers(f"{split}: answers", answerable)
        yield _declining(f"{split}: declining", half)
        yield _holding_back(f"{split}: holding back", half)
    for kind in sorted({o.asked.kind for o in outcomes}):
        of_kind = [o for o in outcomes if o.asked.kind == kind]
        served = _row(kind, of_kind, {"served": lambda o: float(o.right), "declined": _declined})
        held = _row(kind, of_kind, {"held back": lambda o: float(o.held_back)})
        if of_kind[0].asked.answerable:
            found = _by_section(kind, of_kind)
            shown = _row(kind, of_kind, {"span shown": lambda o: float(o.span_shown)})
            yield Row(f"kind: {kind}", len(of_kind), found.measures | shown.measures | served.measures | held.measures)
        else:
            yield Row(f"not in the notes: {kind}", len(of_kind), served.measures | held.measures)


def ablations(pipeline: Pipeline, questions: list[Labelled]) -> list[Row]:
    return [_by_section(name, pipeline.run(questions, weights)) for name, weights in VARIANTS.items()]


def _by_section(name: str, outcomes: Sequence[Outcome]) -> Row:
    return Row(name, len(outcomes), measures([judged(o.found, o.asked.gold) for o in outcomes], samples=SAMPLES))


def _by_span(name: str, outcomes: Sequence[Outcome]) -> Row:
    """The rank of the first passage that holds a gold span."""
    columns: dict[str, Callable[[Outcome], float]] = {
        f"recall@{cut}": lambda o, cut=cut: float(o.span_rank is not None and o.span_rank <= cut)  # type: ignore[misc]
        for cut in CUTS
    }
    columns[f"mrr@{RANKS}"] = lambda o: 1 / o.span_rank if o.span_rank is not None and o.span_rank <= RANKS else 0.0
    return _row(name, outcomes, columns)


def _answers(name: str, outcomes: Sequence[Outcome]) -> Row:
    """Over the answerable questions; precision over those that were answered."""
    answered = [o for o in outcomes if o.quotes]
    recall = _row(
        name,
        outcomes,
        {
            "a span shown": lambda o: float(o.span_shown),
            "all parts shown": lambda o: float(o.parts_shown == 1),
            "a gold section cited": lambda o: float(o.quotes_in_gold > 0),
        },
    )
    precision = _row(
        name,
        answered,
        {
            "quotes on a span": lambda o: o.quotes_on_span / o.quotes,
            "quotes in a gold section": lambda o: o.quotes_in_gold / o.quotes,
            "quotes equal their place": lambda o: o.exact / o.quotes,
        },
    )
    return Row(name, len(outcomes), recall.measures | precision.measures)


def _declining(name: str, outcomes: Sequence[Outcome]) -> Row:
    """A false premise counts as declined when what puts it right is shown."""
    row = _refusing(name, outcomes, "declined", lambda o: not o.answered or (not o.asked.answerable and o.span_shown))
    return Row(name, len(outcomes), row.measures | {"area under risk and coverage": _area(outcomes)})


def _holding_back(name: str, outcomes: Sequence[Outcome]) -> Row:
    """The same of declining and of answering in part taken together."""
    return _refusing(name, outcomes, "held back", lambda o: o.held_back)


def _refusing(name: str, outcomes: Sequence[Outcome], verb: str, refused: Callable[[Outcome], bool]) -> Row:
    shares = {
        f"wrongly {verb}": [o for o in outcomes if o.asked.answerable],
        f"rightly {verb}": [o for o in outcomes if not o.asked.answerable],
    }
    measures = {
        title: measure
        for title, some in shares.items()
        for measure in _row(name, some, {title: lambda o: float(refused(o))}).measures.values()
    }
    answers = np.array([o.asked.answerable for o in outcomes])
    declined = np.array([refused(o) for o in outcomes])
    draws = np.random.default_rng(0).integers(0, len(outcomes), size=(SAMPLES, len(outcomes)))
    for title, measured in {"balanced accuracy": balanced_accuracy, "refusal precision": refusal_precision}.items():
        sampled = [measured(answers[d], declined[d]) for d in draws]
        measures[title] = _interval(measured(answers, declined), sampled)
    return Row(name, len(outcomes), measures)


def _area(outcomes: Sequence[Outcome]) -> Measure:
    draws = np.random.default_rng(0).integers(0, len(outcomes), size=(SAMPLES, len(outcomes)))[:200]
    sampled = [risk_coverage_area([outcomes[i] for i in d]) for d in draws]
    return _interval(risk_coverage_area(outcomes), sampled)


def _interval(value: float, sampled: Sequence[float]) -> Measure:
    return Measure(value, *(float(x) for x in np.percentile(sampled, [2.5, 97.5])))


def balanced_accuracy(answers: np.ndarray, declined: np.ndarray) -> float:
    """The mean of the shares of answerable questions answered and of others declined; 1 where a side is empty."""
    kept = float(np.mean(~declined[answers])) if answers.any() else 1.0
    turned = float(np.mean(declined[~answers])) if (~answers).any() else 1.0
    return (kept + turned) / 2


def refusal_precision(answers: np.ndarray, declined: np.ndarray) -> float:
    """The share of the refusals that were right; 1 where nothing was declined."""
    return float(np.mean(~answers[declined])) if declined.any() else 1.0


def risk_coverage_area(outcomes: Sequence[Outcome]) -> float:
    """The mean share of wrong answers as more and more questions are answered, the most confident first: 0 is best.

    An answer is wrong where not all of it is shown, or where there is none (Geifman and El-Yaniv, 2017).
    """
    ranked = sorted(outcomes, key=lambda o: -o.confidence)
    wrong = np.array([not (o.asked.answerable and o.right) for o in ranked], dtype=np.float64)
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(wrong) + 1)))


@dataclass(frozen=True, slots=True)
class Change:
    """Questions that one run has right and the other wrong, and how likely that is by chance (McNemar, exact)."""

    what: str
    common: int
    better: int
    worse: int
    p: float


def hits(outcomes: Iterable[Outcome]) -> dict[str, dict[str, bool]]:
    """What the next run is compared with, by question."""
    return {
        o.asked.id: {
            "recall@1": judged(o.found, o.asked.gold).rank == 1,
            "recall@5": (judged(o.found, o.asked.gold).rank or math.inf) <= 5,
            "served": o.right,
        }
        for o in outcomes
    }


def changes(before: Mapping[str, Mapping[str, bool]], after: Mapping[str, Mapping[str, bool]]) -> Iterator[Change]:
    common = before.keys() & after.keys()
    for what in sorted({name for one in after.values() for name in one}):
        pairs = [(before[key][what], after[key][what]) for key in common if what in before[key]]
        better, worse = pairs.count((False, True)), pairs.count((True, False))
        p = float(binomtest(better, better + worse).pvalue) if better + worse else 1.0
        yield Change(what, len(pairs), better, worse, p)


def _declined(outcome: Outcome) -> float:
    return float(not outcome.answered)


def _row(name: str, outcomes: Sequence[Outcome], columns: Mapping[str, Callable[[Outcome], float]]) -> Row:
    return Row(
        name,
        len(outcomes),
        {
            title: bootstrap([value(o) for o in outcomes], seed=0, samples=SAMPLES)
            for title, value in columns.items()
            if outcomes
        },
    )
