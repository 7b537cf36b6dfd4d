"""``python -m evals`` reports, ``python -m evals calibrate`` fits when to decline.

Both use the packaged encoder and an index for each set of questions in the folder ``--index`` (default: one of their
own), brought up to date first. Results are written to evals/results/, one file for each day and commit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from benchmarks.machine import machine
from dva_assist import answering, wiring
from dva_assist.answering import Calibration, packaged_calibration
from dva_assist.answering.confidence import Signals
from dva_assist.config import load_settings
from dva_assist.errors import BadInput
from dva_assist.retrieval import Weights
from evals.measures import Row, ablations, changes, hits, table
from evals.pipeline import Outcome, Pipeline
from evals.questions import CORPUS, FOREIGN, QuestionSet
from evals.summary import RESULTS, newest, write_summary

HERE = Path(__file__).parent
CALIBRATION = Path(answering.__file__).parent / "calibration.json"
WRONGLY_DECLINED = 0.05  # of the answerable questions of the development half, at most
WRONGLY_UNSURE = 0.125  # of them declined or answered in part, at most


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("report", "calibrate"), default="report")
    parser.add_argument("--index", type=Path, default=user_cache_path("dva-assist-evals", appauthor=False) / "index")
    arguments = parser.parse_args()
    if arguments.command == "calibrate":
        calibrate(pipeline_of(CORPUS, arguments.index))
    else:
        report(arguments.index)


def pipeline_of(questions: QuestionSet, index: Path) -> Pipeline:
    """The program on the notes of a question set; each set has an index of its own below the folder."""
    settings = load_settings(index=index / questions.name)
    wiring.update_index(settings, [questions.notes])
    return Pipeline(settings)


def report(index: Path) -> None:
    now, head = datetime.now(UTC).isoformat(timespec="seconds"), commit()
    result: dict[str, Any] = {
        "date": now,
        "commit": head,
        "weights": asdict(Weights()),
        "machine": machine(),
        "sets": {},
    }
    last = last_run()
    for chosen in (CORPUS, FOREIGN):
        pipeline, questions = pipeline_of(chosen, index), chosen.load()
        outcomes = pipeline.run(questions)
        rows = list(table(outcomes))
        print_rows(f"Questions on {chosen.name}: {len(questions)} on {pipeline.manifest.chunks} chunks", rows)
        parts = ablations(pipeline, [q for q in questions if q.answerable])
        print_rows(f"Retrieval on {chosen.name} by part, both halves", parts)
        right = hits(outcomes)
        for change in changes(last.get(chosen.name, {}), right):
            print(
                f"against the last run, {change.what}: {change.better} better, {change.worse} worse "
                f"of {change.common} (p = {change.p:.2g})"
            )
        result["encoder"] = pipeline.encoder
        result["sets"][chosen.name] = {
            "chunks": pipeline.manifest.chunks,
            "rows": [row.to_json() for row in (*rows, *parts)],
            "hits": {key: "".join("01"[one] for one in values.values()) for key, values in right.items()},
            "measures": list(next(iter(right.values()))),
        }
    result["calibration"] = packaged_calibration().to_dict()
    file = RESULTS / f"{now[:10]}-{head}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    write_summary(result)
    print(f"\nwritten to {file.relative_to(HERE.parent)}, and in short to the quality page")


def last_run() -> dict[str, dict[str, dict[str, bool]]]:
    """Set to question to measure of the newest recorded run that has them."""
    try:
        run = json.loads(newest(RESULTS).read_text(encoding="utf-8"))
    except BadInput:  # none is recorded yet
        return {}
    return {
        name: {
            key: dict(zip(values["measures"], (one == "1" for one in right), strict=True))
            for key, right in values["hits"].items()
        }
        for name, values in run["sets"].items()
    }


def print_rows(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n{'-' * len(title)}")
    for row in rows:
        cells = "  ".join(f"{name} {m.value:.2f} ({m.low:.2f}-{m.high:.2f})" for name, m in row.measures.items())
        print(f"{row.name:28} n={row.questions:<4} {cells}")


def calibrate(pipeline: Pipeline) -> None:
    """Fit on the development half.

    ``threshold`` declines at most one in twenty of its answerable questions; of at most one in eight it is not sure.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    outcomes = [
        o
        for o in pipeline.run([q for q in CORPUS.load() if q.split == "dev" and q.kind != "false-premise"])
        if o.signals is not None
    ]
    features = np.array([_values(o) for o in outcomes])
    answerable = np.array([o.asked.answerable for o in outcomes])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=5_000))
    chances = cross_val_predict(model, features, answerable, cv=10, method="predict_proba")[:, 1]
    model.fit(features, answerable)
    scaler, weighing = model[0], model[1]
    coefficients = weighing.coef_[0] / scaler.scale_
    calibration = Calibration(
        bias=round(float(weighing.intercept_[0] - coefficients @ scaler.mean_), 3),
        coefficients=dict(zip(Signals.__slots__, (round(float(c), 3) for c in coefficients), strict=True)),
        threshold=round(float(np.quantile(chances[answerable], WRONGLY_DECLINED)), 3),
        sure=round(float(np.quantile(chances[answerable], WRONGLY_UNSURE)), 3),
        encoder=pipeline.encoder,
        fitted_on=f"{len(outcomes)} questions on corpus/, half dev",
        date=f"{datetime.now(UTC):%Y-%m-%d}",
    )
    CALIBRATION.write_text(json.dumps(calibration.to_dict(), indent=2) + "\n", encoding="utf-8")
    print(json.dumps(calibration.to_dict(), indent=2))


def _values(outcome: Outcome) -> list[float]:
    assert outcome.signals is not None
    return [getattr(outcome.signals, name) for name in Signals.__slots__]


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, text=True, capture_output=True)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
