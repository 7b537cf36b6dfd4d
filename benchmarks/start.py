"""How long fresh processes take to their first result, and how much memory they need."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.figures import Figure, median
from benchmarks.processes import Finished, peak_when_ended, run, start

QUESTION = "How long can a Lambda function run at most?"
_URL = re.compile(r"the page is at (http://\S+)/")
_PATIENCE = 120  # seconds


@dataclass(frozen=True, slots=True)
class Served:
    """Seconds from the start of the process, and megabytes."""

    page: float
    answer: float
    peak_megabytes: float


def index_notes(notes: Path, index: Path, runs: int) -> list[Finished]:
    """``dva-assist index`` from nothing; the index stays."""
    return [run("index", str(notes), "--index", str(index), "--rebuild") for _ in range(runs)]


def measure(index: Path, runs: int) -> tuple[list[Figure], list[Figure]]:
    """Figures of time and of memory."""
    asked = [run("ask", QUESTION, "--index", str(index)) for _ in range(runs)]
    served = [serve(index) for _ in range(runs)]
    times = [
        median("`dva-assist ask`, the whole command", "s", (one.seconds for one in asked)),
        median("`dva-assist serve` until the page is there", "s", (one.page for one in served), aim="under 10"),
        median("`dva-assist serve` until its first answer", "s", (one.answer for one in served)),
    ]
    memory = [
        median("`dva-assist ask`", "MB", (one.peak_megabytes for one in asked)),
        median("`dva-assist serve`, one question answered", "MB", (one.peak_megabytes for one in served)),
    ]
    return times, memory


def serve(index: Path) -> Served:
    """Start the page, load it, ask it as soon as it is there, and stop it."""
    began = time.perf_counter()
    with start("serve", "--port", "0", "--index", str(index), errors=subprocess.PIPE) as process:
        try:
            url = _address(process)
            with urlopen(f"{url}/", timeout=_PATIENCE) as page:
                page.read()
            up = time.perf_counter() - began
            ask_the_page(url, QUESTION)
            answered = time.perf_counter() - began
        finally:
            os.kill(process.pid, signal.SIGTERM)  # Popen's own might reap it, and its peak would be lost
            peak = peak_when_ended(process)
    return Served(up, answered, peak)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if found := _URL.search(line):
            return found[1]
    raise RuntimeError(f"dva-assist serve ended: {said}")


def ask_the_page(url: str, question: str) -> None:
    """What the browser does when the question's box is submitted: join Gradio's queue and read until it is done."""
    session = {"session_hash": "benchmark"}
    event = _submitting(_json(f"{url}/config"))
    _json(f"{url}/gradio_api/queue/join", {"data": [question, [], None], "fn_index": event, **session})
    with urlopen(f"{url}/gradio_api/queue/data?session_hash={session['session_hash']}", timeout=_PATIENCE) as events:
        for line in events:
            message = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
            if message.get("msg") == "process_completed":
                if not message["success"]:
                    raise RuntimeError(f"the page did not answer: {message}")
                return
    raise RuntimeError("the page did not answer")


def _submitting(config: dict[str, Any]) -> int:
    """The event that sends the question."""
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    return int(next(d["id"] for d in config["dependencies"] if [box, "submit"] in d["targets"]))


def _json(url: str, body: dict[str, Any] | None = None) -> Any:
    data = json.dumps(body).encode() if body else None
    with urlopen(Request(url, data, {"Content-Type": "application/json"}), timeout=_PATIENCE) as answer:
        return json.load(answer)
