"""What a language model adds: ``record --llm NAME`` asks it, ``report`` measures what is on record.

A reply that is on record is not asked for again, so a run that was stopped goes on. ``time`` asks anew and keeps the
times only (have nothing else running; the first question is left out, with it the prompt's beginning is read).
``sheet`` prints the sentences that nobody has judged yet; judge them and add them to sheet.jsonl. ``--held-out`` takes
the other questions of the half.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platformdirs import user_cache_path

from benchmarks.machine import machine
from dva_assist import wiring
from dva_assist.config import load_settings
from dva_assist.evaluation import Measure
from evals.__main__ import commit, pipeline_of
from evals.questions import CORPUS
from evals.writing.measures import cited, declined, outcomes, supported, times
from evals.writing.replies import Recorder, Reply
from evals.writing.run import Worded, answered, sample
from evals.writing.sheet import judged, open_lines

HERE = Path(__file__).parent
ABOUT = HERE / "about.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.writing", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("record", "report", "sheet", "time"), default="report")
    parser.add_argument("--llm", default="auto", help="the model to record, as for `dva-assist ask --llm`")
    parser.add_argument("--index", type=Path, default=user_cache_path("dva-assist-evals", appauthor=False) / "index")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--limit", type=int, help="only so many questions, to try something")
    arguments = parser.parse_args()
    file = HERE / ("held-out.jsonl" if arguments.held_out else "replies.jsonl")
    questions, pipeline = sample(arguments.held_out)[: arguments.limit], pipeline_of(CORPUS, arguments.index)
    if arguments.command in ("record", "time"):
        with TemporaryDirectory() as folder:
            kept = file if arguments.command == "record" else Path(folder) / "replies.jsonl"
            recorder = Recorder.of(wiring.make_generator(arguments.llm, load_settings()), kept)
            replies = []
            for number, one in enumerate(answered(pipeline, recorder, questions), start=1):
                print(f"{number} of {len(questions)}: {one.reply.seconds:.0f} s, {len(one.said)} sentences", flush=True)
                replies.append(one.reply)
        write_about(recorder.name, replies)
        return
    worded = list(answered(pipeline, Recorder(about()["model"], file), questions))
    if arguments.command == "sheet":
        print("\n".join(open_lines(worded, judged())))
    else:
        report(worded)


def write_about(model: str, replies: Sequence[Reply]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    timed = {name: [round(median, 1), round(high, 1)] for name, median, high in times(replies[1:])}
    known = {"model": model, "date": now, "commit": commit(), "machine": machine(), "replies": len(replies) - 1}
    ABOUT.write_text(json.dumps({**known, "median and 95th percentile": timed}, indent=1) + "\n", encoding="utf-8")


def about() -> dict[str, Any]:
    return dict(json.loads(ABOUT.read_text(encoding="utf-8"))) if ABOUT.exists() else {"model": "unknown"}


def report(worded: list[Worded]) -> None:
    print(f"{about().get('model')}, recorded {about().get('date', 'at an unknown time')}\n")
    for name, count in outcomes(worded).items():
        print(f"{name:44} {count}")
    print("\nSentences that the sources carry, judged by hand")
    for name, count, share in supported(worded, judged()):
        print(f"{name:44} {shown(share)}  n={count}")
    print(f"\n{'Citations':44} precision            a gold span is cited")
    for name, precision, recall in cited(worded):
        print(f"{name:44} {shown(precision)}   {shown(recall)}")
    print(f"\n{'Declining':44} wrongly declined      rightly declined      rightly declined or in part")
    for name, wrongly, rightly, held in declined(worded):
        print(f"{name:44} {shown(wrongly)}   {shown(rightly)}   {shown(held)}")
    there = about().get("machine", {})
    print(f"\nTimes of {about().get('replies', 0)} replies on {there.get('cpu')}, {there.get('cores')} cores")
    for name, (median, high) in about().get("median and 95th percentile", {}).items():
        print(f"{name:44} median {median}, 95th percentile {high}")


def shown(measure: Measure) -> str:
    return f"{measure.value:.3f} ({measure.low:.3f}-{measure.high:.3f})"


if __name__ == "__main__":
    main()
