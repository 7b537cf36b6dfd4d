"""Fifty learners answering at once on one server, over HTTP and through the handlers of the page itself.

Each learner has a page open, starts a short exam, answers its 20 questions without a pause, and hands in. Then the
same, with the server killed (SIGKILL) in the middle, started again, and gone on with. An error, a reply that the page
said was saved and that is not in the learners' file, or a missing attempt ends the run without figures.
``python -m benchmarks.crowd`` prints the table and keeps it in results/crowd-DATE.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from httpx2 import AsyncClient, Limits, TransportError, get

from benchmarks.exam_page import ExamPage, Layout
from benchmarks.figures import Figure, median, percentile
from benchmarks.machine import machine, warning
from benchmarks.report import HERE, commit, markdown
from benchmarks.serving import PATIENCE_S, Server, indexed, page_of, serving
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.protocols import LearnerStore
from dva_assist.records import Sitting

NOTES = ("api-gateway", "codedeploy", "kiro", "sensitive-data")  # enough for a short exam from the question bank
EXAM = "dva-c03"
LEARNERS, QUESTIONS, ROUNDS = 50, 20, 3
WARM_UP_S = 15.0  # the server loads the encoder meanwhile, which an exam from the bank does not wait for
STEPS = {
    "reply": "A reply: an option chosen, until it is said to be saved",
    "next": "The next question",
    "start": "Start of a short exam, all at once",
    "end": "Handing in, all at once",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd", description=__doc__)
    parser.add_argument("--index", type=Path, help=f"serve this index; none: one of {', '.join(NOTES)}")
    parser.add_argument("--folder", type=Path, help="where the learners' file lies; none: a temporary folder")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--quick", action="store_true", help="one round: shows that it runs, and is not kept")
    arguments = parser.parse_args()
    described, rounds = machine(), 1 if arguments.quick else ROUNDS
    with TemporaryDirectory(prefix="dva-assist-crowd-", dir=arguments.folder) as name:
        folder = Path(name)
        index = arguments.index.absolute() if arguments.index else indexed(NOTES, folder)
        say("whole exams")
        whole = measure(index, folder / "whole", arguments.learners, rounds)
        say("killed in the middle")
        killed = measure_killed(index, folder, arguments.learners, rounds)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    what = f"{arguments.learners} learners on one server, {QUESTIONS} questions each without a pause, {rounds} rounds"
    figures = {f"{arguments.learners} learners at once": whole, "The server killed in the middle": killed}
    result = {
        "date": now,
        "commit": commit(),
        "machine": described,
        "what": f"{what}, no error and nothing lost",
        "notes": {},
        "figures": {heading: [asdict(figure) for figure in part] for heading, part in figures.items()},
    }
    if why := warning(described):
        say(f"{why}; the figures will not count")
    print(markdown(result))
    if not arguments.quick:
        file = HERE / "results" / f"crowd-{now[:10]}.json"
        file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def say(message: str) -> None:
    print(f"benchmarks: {message}", file=sys.stderr, flush=True)


@dataclass
class Learner:
    """One learner on an open page, and what the page has said: ``saved`` by position, ``times`` in milliseconds.

    ``sent`` is the reply, with its position, that no answer has come to yet; ``whole`` are the positions answered.
    """

    page: ExamPage
    number: int
    on_saved: Callable[[], None] = lambda: None
    saved: dict[int, tuple[int, ...]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    sent: tuple[int, tuple[int, ...]] | None = None
    times: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})

    async def start(self, client: AsyncClient) -> None:
        self.times["start"].append(await self.page.start(client, EXAM))

    async def answer(self, client: AsyncClient, questions: int) -> None:
        """So many questions without a pause, from the one that is shown on."""
        while True:
            while self.page.at not in self.whole:
                await self._choose(client)
            if len(self.whole) >= questions:
                return
            self.times["next"].append(await self.page.go_on(client))

    async def hand_in(self, client: AsyncClient) -> None:
        self.times["end"].append(await self.page.hand_in(client))

    async def _choose(self, client: AsyncClient) -> None:
        """One option more of the question that is shown; which one does not matter."""
        at, options = self.page.at, self.page.options
        before = self.saved.get(at, ())
        left = [option for option in options if option not in before]
        chosen = tuple(sorted((*before, left[(at + self.number) % len(left)])))
        self.sent = at, chosen
        self.times["reply"].append(await self.page.choose(client, chosen))
        self.sent, self.saved[at] = None, chosen
        if self.page.has_whole_reply:
            self.whole.add(at)
        self.on_saved()


@asynccontextmanager
async def at_the_pages(address: str, learners: Sequence[Learner]) -> AsyncIterator[AsyncClient]:
    """While each page is open."""
    limits = Limits(max_connections=None, max_keepalive_connections=None)
    async with AsyncClient(base_url=address, timeout=PATIENCE_S, limits=limits, trust_env=False) as client:
        beats = [asyncio.create_task(one.page.stay_open(client)) for one in learners]
        try:
            yield client
        finally:
            for beat in beats:
                beat.cancel()
            await asyncio.gather(*beats, return_exceptions=True)


Step = Callable[[Learner], Coroutine[Any, Any, None]]


async def all_at_once(learners: Iterable[Learner], step: Step) -> None:
    """The first error of any of them ends it."""
    async with asyncio.TaskGroup() as group:
        for one in learners:
            group.create_task(step(one))


async def sat(address: str, learners: Sequence[Learner], questions: int = QUESTIONS) -> float:
    """Whole exams; the seconds from the first reply to the last."""
    async with at_the_pages(address, learners) as client:
        await all_at_once(learners, lambda one: one.start(client))
        began = time.perf_counter()
        await all_at_once(learners, lambda one: one.answer(client, questions))
        elapsed = time.perf_counter() - began
        await all_at_once(learners, lambda one: one.hand_in(client))
    return elapsed


async def sat_until_killed(server: Server, learners: Sequence[Learner], questions: int = QUESTIONS) -> None:
    """Half of the replies are saved when the server is killed, in the middle of whatever it does."""
    left = len(learners) * questions // 2

    def count() -> None:
        nonlocal left
        left -= 1
        if not left:
            server.process.kill()

    async def answer(one: Learner) -> None:
        try:
            await one.answer(client, questions)
        except TransportError:
            if left > 0:
                raise

    async with at_the_pages(server.address, learners) as client:
        await all_at_once(learners, lambda one: one.start(client))
        for one in learners:
            one.on_saved = count
        await all_at_once(learners, answer)
    server.process.wait()


async def gone_on(address: str, learners: Sequence[Learner], questions: int = QUESTIONS) -> None:
    """The pages are still open, and ask the server that was started again."""
    async with at_the_pages(address, learners) as client:
        await all_at_once(learners, lambda one: one.answer(client, questions))
        await all_at_once(learners, lambda one: one.hand_in(client))


def check_saved(store: LearnerStore, learners: Sequence[Learner]) -> tuple[int, int]:
    """How many replies were said to be saved, and how many are there.

    Raises RuntimeError where one of the first is not there. What was sent and not answered may be there or not.
    """
    told = kept = 0
    for one in learners:
        replies = store.sitting(one.page.learner, one.page.sitting).replies
        lost = [
            f"question {at + 1}: {replies.get(at)} for {reply}"
            for at, reply in one.saved.items()
            if replies.get(at) != reply and one.sent != (at, replies.get(at))
        ]
        if lost:
            raise RuntimeError(f"{one.page.learner} has lost what was said to be saved: {'; '.join(lost)}")
        told += len(one.saved)
        kept += len(replies)
    return told, kept


def check_handed_in(store: LearnerStore, learners: Sequence[Learner], questions: int = QUESTIONS) -> None:
    """Each learner has one exam, handed in, with just the replies that the page said were saved, and their attempts."""
    for one in learners:
        name = one.page.learner
        match store.sittings(name):
            case [Sitting(handed_in=datetime()) as sitting]:
                pass
            case others:
                raise RuntimeError(f"{name} has {len(others)} exams, of which one handed in was to be there")
        attempts = {attempt.id: attempt.reply for attempt in store.attempts(name)}
        wanted = {f"{sitting.id}/{at}": reply for at, reply in one.saved.items()}
        if sitting.replies != one.saved or attempts != wanted or len(wanted) != questions:
            counts = f"{len(sitting.replies)} replies and {len(attempts)} attempts"
            raise RuntimeError(f"{name} has {counts} that should be {len(one.saved)} replies, of {questions} questions")


def learners_at(address: str, many: int, name: str) -> list[Learner]:
    layout = Layout.of(get(f"{address}/config", timeout=PATIENCE_S, trust_env=False).json())
    return [Learner(ExamPage(layout, f"{name} {number}"), number) for number in range(many)]


def warm_up(address: str) -> None:
    """One learner sits one exam after the other."""
    end = time.monotonic() + WARM_UP_S
    for number in count():
        asyncio.run(sat(address, learners_at(address, 1, f"warm up {number}")))
        if time.monotonic() > end:
            return


def measure(index: Path, folder: Path, crowd: int, rounds: int) -> list[Figure]:
    """On one server, warm, with other learners in each round."""
    times: dict[str, list[list[float]]] = {step: [] for step in STEPS}
    rates = []
    folder.mkdir()
    with serving(page_of(index), folder) as server, closing(LearnerFile(folder / "learners.sqlite")) as store:
        warm_up(server.address)
        for number in range(rounds):
            learners = learners_at(server.address, crowd, f"round {number} learner")
            seconds = asyncio.run(sat(server.address, learners))
            check_handed_in(store, learners)
            for step, of_rounds in times.items():
                of_rounds.append(list(chain.from_iterable(one.times[step] for one in learners)))
            rates.append((len(times["reply"][-1]) + len(times["next"][-1])) / seconds)
    figures = [percentile(f"{name}, p{p}", "ms", times[step], p) for step, name in STEPS.items() for p in (50, 95)]
    return [*figures, median("Replies and next questions", "per s", rates)]


def measure_killed(index: Path, folder: Path, crowd: int, rounds: int) -> list[Figure]:
    told, kept = [], []
    for number in range(rounds):
        place = folder / f"killed-{number}"
        place.mkdir()
        with serving(page_of(index), place) as server:
            learners = learners_at(server.address, crowd, "learner")
            asyncio.run(sat_until_killed(server, learners))
        with serving(page_of(index), place) as server, closing(LearnerFile(place / "learners.sqlite")) as store:
            said, there = check_saved(store, learners)
            asyncio.run(gone_on(server.address, learners))
            check_handed_in(store, learners)
        told.append(said)
        kept.append(there)
    return [
        median("Replies said to be saved before the kill", "", told),
        median("Replies in the file after it, all of those among them", "", kept),
        median("Attempts of exams gone on with and handed in", "", [crowd * QUESTIONS] * rounds),
    ]


if __name__ == "__main__":
    main()
