"""Measure how fast the program is, print a table and keep it in benchmarks/results/.

Each part runs in a process of its own. Nothing else should run on the machine meanwhile; README.md says what the
figures mean.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import indexing, latency, report, start
from benchmarks.figures import Figure, median
from benchmarks.machine import machine, warning
from benchmarks.processes import alone
from dva_assist import wiring
from dva_assist.notes import find_notes


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each thing is measured."""

    rounds: int  # of indexing from nothing, and of all the questions
    questions: int
    starts: int


FULL = Plan(rounds=3, questions=200, starts=5)
QUICK = Plan(rounds=1, questions=20, starts=1)
QUICK_NOTES = 3


def main() -> None:
    arguments = parse()
    if arguments.markdown:
        print(report.markdown(json.loads(arguments.markdown.read_text(encoding="utf-8"))))
        return
    described = machine()
    if why := warning(described):
        say(f"{why}; the figures will not count")
    with TemporaryDirectory(prefix="dva-assist-benchmarks-") as folder:
        result = measure(arguments, Path(folder), described)
    print(report.markdown(result))
    if not arguments.quick:
        say(f"written to {report.write(result).relative_to(report.HERE.parent)}")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--notes", type=Path, nargs="+", default=[], help="files or folders of Markdown; none: corpus")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N of the files")
    parser.add_argument("--index", type=Path, help="ask this index as it is, and leave indexing out")
    parser.add_argument("--quick", action="store_true", help="each thing once on little: shows only that it runs")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="print the table of a results file, no more")
    return parser.parse_args()


def measure(arguments: argparse.Namespace, workspace: Path, described: dict[str, Any]) -> dict[str, Any]:
    """Results for the notes that are named, or for the index that is."""
    plan = QUICK if arguments.quick else FULL
    notes: dict[str, Any] = {}
    built: list[Figure] = []
    memory: list[Figure] = []
    index = arguments.index or workspace / "index"
    if not arguments.index:
        limit = arguments.limit or (QUICK_NOTES if arguments.quick else None)
        copies = workspace / "notes"
        notes = copy_notes(arguments.notes or [wiring.corpus()], copies, limit)
        say("indexing in one process, beside the encoder alone")
        built = alone(indexing.measure, copies, workspace / "indexes", plan.rounds)
        say("indexing with the command")
        runs = start.index_notes(copies, index, plan.rounds)
        built.append(median("`dva-assist index`, the whole command", "s", (one.seconds for one in runs)))
        memory = [median("`dva-assist index`", "MB", (one.peak_megabytes for one in runs))]
    say("asking, warm")
    answers = alone(latency.measure, index, plan.questions, plan.rounds)
    say("starting")
    times, more_memory = start.measure(index, plan.starts)
    figures = {
        "Indexing": built,
        "Warm latency": answers,
        "Cold start": times,
        "Peak memory": [*memory, *more_memory],
    }
    return report.results(described, notes, {heading: part for heading, part in figures.items() if part})


def copy_notes(places: Sequence[Path], folder: Path, limit: int | None) -> dict[str, int]:
    """Copies, for one of them will be changed. Returns how many files and bytes there are."""
    size = 0
    found = find_notes(places)[:limit]
    for note in found:
        copy = folder / note.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        size += copy.write_bytes(note.file.read_bytes())
    return {"files": len(found), "bytes": size}


def say(message: str) -> None:
    print(f"benchmarks: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
