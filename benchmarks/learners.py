"""Fifty learners answering at once through the store of what they did: how long an answer takes to be safe on disk.

Each learner is a thread that sits an exam and, twenty times without a pause, keeps a reply of it and an attempt, which
are two transactions, each on the disk before it returns. An error, or an attempt that is missing afterwards, ends the
run without figures. ``python -m benchmarks.learners`` prints the table and keeps it in results/learners-DATE.json.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import chain, count
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, median, percentile
from benchmarks.machine import machine, warning
from benchmarks.report import HERE, commit, markdown
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.records import Attempt, PaperQuestion, Sitting, Source
from dva_assist.types import Citation, Explanation, QuizItem, Section

LEARNERS, ANSWERS, ROUNDS = 50, 20, 3
BOTH = "An answer: keep the reply and the attempt"
Times = dict[str, list[list[float]]]  # milliseconds by what was done, round and answer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learners", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the store lies; the disk decides; none: a temporary folder")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    arguments = parser.parse_args()
    described = machine()
    with TemporaryDirectory(prefix="dva-assist-learners-", dir=arguments.folder) as folder:
        alone = measure(Path(folder) / "alone", arguments.learners)
        with another_process(Path(folder) / "beside") as beside:
            shared = measure(beside, arguments.learners)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    result = {
        "date": now,
        "commit": commit(),
        "machine": described,
        "what": f"{arguments.learners} learners, {ANSWERS} answers each without a pause, {ROUNDS} rounds, none lost",
        "notes": {},
        "figures": {
            f"{arguments.learners} learners at once": [asdict(figure) for figure in alone],
            "The same, while another process answers too": [asdict(figure) for figure in shared],
        },
    }
    if why := warning(described):
        print(f"benchmarks: {why}; the figures will not count")
    print(markdown(result))
    file = HERE / "results" / f"learners-{now[:10]}.json"
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path, learners: int, answers: int = ANSWERS, rounds: int = ROUNDS) -> list[Figure]:
    """Raises RuntimeError where an attempt or a reply is lost, and whatever a learner met."""
    times: Times = {}
    wall: list[float] = []
    for number in range(rounds):
        with closing(LearnerFile(folder / f"{number}.sqlite")) as store:
            began = time.perf_counter()
            for name, one in answered(store, learners, answers).items():
                times.setdefault(name, []).append(one)
            wall.append(time.perf_counter() - began)
            check(store, learners, answers)
    figures = [percentile(f"{name}, p{p}", "ms", times[name], p) for name in times for p in (50, 95)]
    return [*figures, median("Answers", "per s", (learners * answers / seconds for seconds in wall))]


def answered(store: LearnerFile, learners: int, answers: int) -> dict[str, list[float]]:
    """Milliseconds by what was done, of all learners together."""
    item = question()
    paper = tuple(PaperQuestion(item, "1", "1.1", True, False) for _ in range(answers))
    barrier = threading.Barrier(learners)
    done: list[dict[str, list[float]]] = [{} for _ in range(learners)]
    errors: list[Exception] = []

    def learn(number: int) -> None:
        name, begun = f"learner {number}", datetime.now(UTC)
        try:
            store.add_sitting(name, Sitting("exam", "dva-c03", "Short exam", 1, paper, 2_400.0, begun, begun))
            barrier.wait()
            done[number] = sit(store, name, item, answers)
        except Exception as error:
            errors.append(error)
            barrier.abort()

    run([lambda number=number: learn(number) for number in range(learners)])  # type: ignore[misc]
    if errors:
        raise errors[0]
    return {name: list(chain.from_iterable(one[name] for one in done)) for name in done[0]}


def sit(store: LearnerFile, name: str, item: QuizItem, answers: int) -> dict[str, list[float]]:
    """What one learner does, and how long each of it takes."""
    reply: list[float] = []
    attempt: list[float] = []
    for position in range(answers):
        given = (position % 4,)
        now = datetime.now(UTC)
        kept = Attempt.of(item, given, True, id=f"{position}", source=Source.EXAM, at=now)
        reply.append(timed(lambda given=given, at=position: store.keep_reply(name, "exam", at, given, False)))  # type: ignore[misc]
        attempt.append(timed(lambda kept=kept: store.add_attempts(name, [kept])))  # type: ignore[misc]
    both = [one + other for one, other in zip(reply, attempt, strict=True)]
    return {"`keep_reply`": reply, "`add_attempts`": attempt, BOTH: both}


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - began)


def run(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(store: LearnerFile, learners: int, answers: int) -> None:
    for number in range(learners):
        kept = len(store.attempts(f"learner {number}"))
        replies = len(store.sitting(f"learner {number}", "exam").replies)
        if (kept, replies) != (answers, answers):
            raise RuntimeError(f"learner {number}: {kept} attempts and {replies} replies of {answers} are there")


@contextmanager
def another_process(folder: Path) -> Iterator[Path]:
    """While another process adds an attempt every 10 ms to each file of the folder in turn."""
    folder.mkdir()
    context = multiprocessing.get_context("spawn")
    end = context.Event()
    process = context.Process(target=keep_answering, args=(folder, end))
    process.start()
    try:
        yield folder
    finally:
        end.set()
        process.join()
    if process.exitcode:
        raise RuntimeError(f"the other process ended with {process.exitcode}")


def keep_answering(folder: Path, end: Event) -> None:
    """Into the newest file, which the other side has made."""
    item = question()
    for number in count():
        if end.wait(0.01):
            return
        for file in sorted(folder.glob("*.sqlite"))[-1:]:
            with closing(LearnerFile(file)) as store:
                attempt = Attempt.of(item, (0,), True, id=f"{number}", source=Source.DRILL, at=datetime.now(UTC))
                if store.add_attempts("another", [replace(attempt, item=f"{number}")]) != 1:
                    raise RuntimeError(f"attempt {number} was known already")


def question() -> QuizItem:
    """As large as those of the notes."""
    quote = "A queue keeps a message for four days, unless its retention period says otherwise. " * 2
    section = Section("sqs.md#retention", "sqs.md", ("Amazon SQS", "Retention"), 2, 0, len(quote), 1, 1, ())
    citation = Citation(1, section, 0, len(quote), quote, 1, 1)
    options = tuple(f"{days} days" for days in (4, 1, 7, 14))
    explanations = tuple(Explanation(f"Why {option}. {quote}", citation) for option in options)
    tasks = ("dva-c03:1.1",)
    return QuizItem("q", "number", "How long? " * 9, options, (0,), explanations, citation, (), tasks, 0.5)


if __name__ == "__main__":
    main()
