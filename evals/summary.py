"""What the page says about quality, made of a recorded run of the evals.

    python -m evals.summary [RESULT.json]

writes ``src/dva_assist/quality.json``, which travels with the program, from that file or from the newest in
``evals/results``. A row is taken by its name: ``locked: answers`` and ``dev: answers`` belong to a half,
``kind: number`` and ``not in the notes: near-miss`` are over both; all other rows are left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import dva_assist
from benchmarks.machine import machine
from dva_assist import quality
from dva_assist.errors import BadInput
from dva_assist.quality import Group, Measure, MeasuredSet, Quality

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SUMMARY = Path(dva_assist.__file__).parent / quality.FILE
NOTES = {
    "corpus": "the notes that come along",
    "foreign": "messy notes on other subjects",
}
PLACES = {"locked": "locked", "dev": "dev", "kind": "kinds", "not in the notes": "absent"}  # row -> field


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.summary", description=__doc__)
    parser.add_argument("result", nargs="?", type=Path, metavar="RESULT.json")
    try:
        file = parser.parse_args().result or newest(RESULTS)
    except BadInput as error:
        parser.exit(error.exit_code, f"{error}\n")
    write_summary(json.loads(file.read_text(encoding="utf-8")))
    print(f"{SUMMARY} holds what {file} recorded")


def newest(folder: Path) -> Path:
    """The last recorded run that has sets of questions. Raises BadInput where there is none."""
    runs = {file: json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")}
    dates = {file: str(run["date"]) for file, run in runs.items() if "sets" in run}
    if not dates:
        raise BadInput(f"no run is recorded in {folder}; run python -m evals")
    return max(dates, key=lambda file: dates[file])


def write_summary(result: Mapping[str, Any], file: Path = SUMMARY) -> Quality:
    """Write the summary of a run, one line for each group of measures."""
    made = summary(result)
    file.write_text(_laid_out(made.model_dump(mode="json", exclude_defaults=True)) + "\n", encoding="utf-8")
    return made


def summary(result: Mapping[str, Any]) -> Quality:
    """A run that does not say which machine it was made on was made on this one."""
    return Quality(
        date=datetime.fromisoformat(result["date"]).date(),
        commit=result["commit"],
        machine=_said(result.get("machine") or machine()),
        encoder=result["encoder"],
        sets=tuple(_measured(name, one) for name, one in result["sets"].items()),
    )


def _measured(name: str, one: Mapping[str, Any]) -> MeasuredSet:
    fields: dict[str, dict[str, Group]] = {field: {} for field in PLACES.values()}
    for row in one["rows"]:
        prefix, _, what = str(row["name"]).partition(": ")
        measures = {key: Measure(*value) for key, value in row.items() if isinstance(value, list)}
        if prefix in PLACES and what and row["questions"] and measures:
            fields[PLACES[prefix]][what] = Group(questions=row["questions"], measures=measures)
    return MeasuredSet(
        name=name,
        notes=NOTES.get(name, f"the notes of {name}"),
        chunks=one["chunks"],
        answerable=sum(group.questions for group in fields["kinds"].values()),
        others=sum(group.questions for group in fields["absent"].values()),
        **fields,
    )


def _said(described: str | Mapping[str, Any]) -> str:
    return described if isinstance(described, str) else f"{described['cores']} cores, {described['cpu']}"


def _laid_out(value: Any, depth: int = 0) -> str:
    """JSON that a change of one figure changes in one line."""
    inner = " " * (depth + 1)
    if isinstance(value, dict) and value and "questions" not in value:
        items = [f"{json.dumps(key)}: {_laid_out(one, depth + 1)}" for key, one in value.items()]
        return "{\n" + ",\n".join(inner + item for item in items) + "\n" + " " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(inner + _laid_out(one, depth + 1) for one in value) + "\n" + " " * depth + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main()
