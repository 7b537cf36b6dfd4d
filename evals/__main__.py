"""``python -m evals`` reports, ``python -m evals calibrate`` fits when to decline.

Both use the packaged encoder and an index of corpus/ in ``--index`` (default: a folder of their own), brought up to
date first. Results are written to evals/results/, one file for each day and commit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from dva_assist import answering, wiring
from dva_assist.answering import Calibration, packaged_calibration
from dva_assist.answering.confidence import Signals
from dva_assist.config import load_settings
from dva_assist.retrieval import Weights
from evals.measures import Row, ablations, table
from evals.pipeline import Outcome, Pipeline
from evals.questions import load

HERE = Path(__file__).parent
QUESTIONS = HERE / "corpus" / "questions.jsonl"
CALIBRATION = Path(answering.__file__).parent / "calibration.json"
WRONGLY_DECLINED = 0.10  # of the answerable questions of the development half, at most


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("report", "calibrate"), default="report")
    parser.add_argument("--index", type=Path, default=user_cache_path("dva-assist-evals", appauthor=False) / "index")
    arguments = parser.parse_args()
    settings = load_settings(index=arguments.index)
    wiring.update_index(settings, [])
    pipeline = Pipeline(settings)
    if arguments.command == "calibrate":
        calibrate(pipeline)
    else:
        report(pipeline)


def report(pipeline: Pipeline) -> None:
    questions = load(QUESTIONS)
    outcomes = pipeline.run(questions)
    rows = table(outcomes)
    print_rows("Questions on corpus/", rows)
    retrieval = ablations(pipeline, [q for q in questions if q.answerable])
    print_rows("Retrieval by part, both halves", retrieval)
    now, head = datetime.now(UTC).isoformat(timespec="seconds"), commit()
    result = {
        "date": now,
        "commit": head,
        "encoder": pipeline.encoder,
        "chunks": pipeline.manifest.chunks,
        "weights": asdict(Weights()),
        "calibration": packaged_calibration().to_dict(),
        "rows": [row.to_json() for row in (*rows, *retrieval)],
    }
    file = HERE / "results" / f"{now[:10]}-{head}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {file.relative_to(HERE.parent)}")


def print_rows(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n{'-' * len(title)}")
    for row in rows:
        cells = "  ".join(f"{name} {m.value:.2f} ({m.low:.2f}-{m.high:.2f})" for name, m in row.measures.items())
        print(f"{row.name:28} n={row.questions:<4} {cells}")


def calibrate(pipeline: Pipeline) -> None:
    """Fit on the development half; the threshold declines at most one in ten of its answerable questions."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    outcomes = [o for o in pipeline.run([q for q in load(QUESTIONS) if q.split == "dev"]) if o.signals is not None]
    features = np.array([_values(o) for o in outcomes])
    answerable = np.array([o.asked.answerable for o in outcomes])
    model = LogisticRegression(C=3, max_iter=5_000)
    chances = cross_val_predict(model, features, answerable, cv=10, method="predict_proba")[:, 1]
    model.fit(features, answerable)
    calibration = Calibration(
        bias=round(float(model.intercept_[0]), 3),
        coefficients=dict(zip(Signals.__slots__, (round(float(c), 3) for c in model.coef_[0]), strict=True)),
        threshold=round(float(np.quantile(chances[answerable], WRONGLY_DECLINED)), 3),
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
