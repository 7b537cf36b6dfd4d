"""``python -m evals.writing record --llm NAME`` asks a model; ``report`` measures what is on record.

A reply that is on record is not asked for again, so a run that was stopped goes on. ``sheet`` prints the sentences that
nobody has judged yet; judge them and add them to sheet.jsonl. ``--held-out`` takes the other questions of the half, on
which the gate was made.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.machine import machine
from dva_assist import wiring
from dva_assist.config import load_settings
from dva_assist.evaluation import Measure
from evals.__main__ import commit, pipeline_of
from evals.questions import CORPUS
from evals.writing.measures import cited, declined, outcomes, supported, times
from evals.writing.replies import Player, Recorder
from evals.writing.run import Worded, answered, sample
from evals.writing.sheet import judged, open_lines

HERE = Path(__file__).parent
ABOUT = HERE / "about.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.writing", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("record", "report", "sheet"), default="report")
    parser.add_argument("--llm", default="auto", help="the model to record, as for `dva-assist ask --llm`")
    parser.add_argument("--index", type=Path, default=user_cache_path("dva-assist-evals", appauthor=False) / "index")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--limit", type=int, help="only so many questions, to try something")
    arguments = parser.parse_args()
    file = HERE / ("held-out.jsonl" if arguments.held_out else "replies.jsonl")
    questions, pipeline = sample(arguments.held_out)[: arguments.limit], pipeline_of(CORPUS, arguments.index)
    if arguments.command == "record":
        recorder = Recorder(wiring.make_generator(arguments.llm, load_settings()), file)
        for number, one in enumerate(answered(pipeline, recorder, questions), start=1):
            print(f"{number} of {len(questions)}: {one.reply.seconds:.0f} s, {len(one.said)} sentences", flush=True)
        write_about(recorder.name)
        return
    worded = list(answered(pipeline, Player(file, about()["model"]), questions))
    if arguments.command == "sheet":
        print("\n".join(open_lines(worded, judged())))
    else:
        report(worded)


def write_about(model: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = {"model": model, "date": now, "commit": commit(), "machine": machine()}
    ABOUT.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def about() -> dict[str, str]:
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
    print(f"\n{'Declining':44} wrongly              rightly held back")
    for name, wrongly, rightly in declined(worded):
        print(f"{name:44} {shown(wrongly)}   {shown(rightly)}")
    print("\nSeconds, without the prompt's beginning, which the server keeps")
    for name, median, high in times(worded):
        print(f"{name:44} median {median:.1f}, 95th percentile {high:.1f}")


def shown(measure: Measure) -> str:
    return f"{measure.value:.3f} ({measure.low:.3f}-{measure.high:.3f})"


if __name__ == "__main__":
    main()
