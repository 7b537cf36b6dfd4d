"""Tables of measures, by half and by kind of question, and retrieval with its parts left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dva_assist.evaluation import Measure, bootstrap, judged, measures
from dva_assist.retrieval import Weights
from evals.pipeline import Outcome, Pipeline
from evals.questions import Labelled

SAMPLES = 2_000
VARIANTS = {
    "dense alone": Weights(1, 0, 0),
    "best sentence alone": Weights(0, 1, 0),
    "lexical alone": Weights(0, 0, 1),
    "dense and sentence": Weights(0.5, 0.5, 0),
    "dense and lexical": Weights(0.9, 0, 0.1),
    "all three, as shipped": Weights(),
}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    questions: int
    measures: dict[str, Measure]

    def to_json(self) -> dict[str, Any]:
        shown = {name: [round(m.value, 4), round(m.low, 4), round(m.high, 4)] for name, m in self.measures.items()}
        return {"name": self.name, "questions": self.questions, **shown}


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    rows = []
    for split in ("dev", "locked"):
        half = [o for o in outcomes if o.asked.split == split]
        answerable = [o for o in half if o.asked.answerable]
        rows += [_retrieval(f"{split}: retrieval", answerable), _answers(f"{split}: answers", answerable)]
        rows.append(_declining(f"{split}: declining", half))
    for kind in sorted({o.asked.kind for o in outcomes if o.asked.answerable}):
        rows.append(_retrieval(f"kind: {kind}", [o for o in outcomes if o.asked.kind == kind]))
    for kind in sorted({o.asked.kind for o in outcomes if not o.asked.answerable}):
        of_kind = [o for o in outcomes if o.asked.kind == kind]
        rows.append(_row(f"not in the notes: {kind}", of_kind, {"declined": lambda o: float(not o.answered)}))
    return rows


def ablations(pipeline: Pipeline, questions: list[Labelled]) -> list[Row]:
    return [_retrieval(name, pipeline.run(questions, weights)) for name, weights in VARIANTS.items()]


def _retrieval(name: str, outcomes: Sequence[Outcome]) -> Row:
    return Row(name, len(outcomes), measures([judged(o.found, o.asked.gold) for o in outcomes], samples=SAMPLES))


def _answers(name: str, outcomes: Sequence[Outcome]) -> Row:
    """A question counts as answered right if a gold span is among what is shown."""
    cited = [o for o in outcomes if o.cited]
    row = _row(name, outcomes, {"gold span shown": lambda o: float(o.spans_found > 0)})
    precise = _row(name, cited, {"citations in gold section": lambda o: o.cited_right / o.cited})
    return Row(name, len(outcomes), row.measures | precise.measures)


def _declining(name: str, outcomes: Sequence[Outcome]) -> Row:
    wrongly = _row(name, [o for o in outcomes if o.asked.answerable], {"wrongly declined": _declined})
    rightly = _row(name, [o for o in outcomes if not o.asked.answerable], {"rightly declined": _declined})
    return Row(name, len(outcomes), wrongly.measures | rightly.measures)


def _declined(outcome: Outcome) -> float:
    return float(not outcome.answered)


def _row(name: str, outcomes: Sequence[Outcome], columns: dict[str, Callable[[Outcome], float]]) -> Row:
    return Row(
        name,
        len(outcomes),
        {title: bootstrap([value(o) for o in outcomes], seed=0, samples=SAMPLES) for title, value in columns.items()},
    )
