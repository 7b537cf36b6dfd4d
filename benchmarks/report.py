"""Results as a file, and as the table that README.md shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.machine import warning

HERE = Path(__file__).parent
_SMALL = 100  # from here on no decimals


def results(
    described: Mapping[str, Any], notes: Mapping[str, Any], figures: Mapping[str, Sequence[Figure]]
) -> dict[str, Any]:
    """What a results file holds; ``figures`` by heading."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": dict(described),
        "notes": dict(notes),
        "figures": {heading: [asdict(figure) for figure in part] for heading, part in figures.items()},
    }


def write(result: Mapping[str, Any]) -> Path:
    file = HERE / "results" / f"{result['date'][:10]}-{result['commit']}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return file


def markdown(result: Mapping[str, Any]) -> str:
    """One table, and above it what it was measured on."""
    lines = [_measured_on(result), "", "| | Median | Spread | n | Aim |", "|---|---:|---:|---:|---|"]
    for heading, part in result["figures"].items():
        lines.append(f"| **{heading}** | | | | |")
        lines += [_row(Figure(**figure)) for figure in part]
    return "\n".join(lines)


def _measured_on(result: Mapping[str, Any]) -> str:
    m, notes = result["machine"], result["notes"]
    packages = ", ".join(f"{name} {number}" for name, number in m["packages"].items())
    threads = f", OMP_NUM_THREADS={m['omp_num_threads']}" if m["omp_num_threads"] else ""
    busy = f" **Do not trust them: {why}.**" if (why := warning(m)) else ""
    given = f"{notes['files']} notes, {notes['bytes'] / 1e6:.2f} MB of Markdown" if notes else "an index given"
    what = result.get("what", given)
    return (
        f"Measured on {result['date'][:10]} at commit {result['commit']}: {what}. {m['cpu']}, {m['cores']} cores, "
        f"{m['memory_gb']} GB, {m['system']}, Python {m['python']}, {packages}{threads}; load average "
        f"{m['load_at_start']} at the start.{busy}"
    )


def _row(figure: Figure) -> str:
    interval = " (95%)" if figure.spread == "95% interval" else ""
    spread = f"{_number(figure.low)} to {_number(figure.high)}{interval}"
    value = f"{_number(figure.value)} {figure.unit}".strip()
    return f"| {figure.name} | {value} | {spread} | {figure.measurements} | {figure.aim} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _SMALL else f"{value:.3g}"


def commit() -> str:
    """The commit, marked where the checkout differs from it."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(command, cwd=HERE, text=True, capture_output=True)
    return done.stdout.strip() or "unknown"
