"""How long a question takes on a warm program, beside encoding it and nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure, median_ratio, percentile
from dva_assist import wiring
from dva_assist.config import load_settings
from dva_assist.question import Reader
from dva_assist.types import Question
from evals.questions import load

QUESTIONS = Path(__file__).parents[1] / "evals" / "corpus" / "questions.jsonl"
WARM_UP = 20

Times = dict[str, list[list[float]]]  # milliseconds by what was done, round and question


def measure(index: Path, questions: int, rounds: int) -> list[Figure]:
    assistant = wiring.open_assistant(load_settings(index=index))
    embedder = assistant._embedder  # a second one would fight with it for the processor's cache
    work: dict[str, Callable[[str], object]] = {
        "encode": lambda question: embedder.encode([question]),
        "search": assistant.search,
        "ask": assistant.ask,
    }
    asked = sample(questions)
    for question in asked[:WARM_UP]:
        assistant.ask(question)
    times = interleaved(work, asked, rounds)
    names = {"encode": "Raw query `encode`", "search": "Search", "ask": "Ask"}
    figures = [percentile(f"{names[name]}, p{p}", "ms", times[name], p) for name in work for p in (50, 95)]
    encode, search, ask = (np.median(times[name], axis=0).tolist() for name in ("encode", "search", "ask"))
    return [
        *figures,
        median_ratio("Search / raw query `encode`", search, encode, aim="1.3 or less"),
        median_ratio("Ask / raw query `encode`", ask, encode),
    ]


def sample(count: int) -> list[str]:
    """Questions that stand by themselves and are looked up, the same ones each time."""
    questions = [
        q.question for q in load(QUESTIONS) if not q.history and isinstance(Reader().read(q.question), Question)
    ]
    return random.Random(0).sample(questions, min(count, len(questions)))


def interleaved(work: dict[str, Callable[[str], object]], questions: list[str], rounds: int) -> Times:
    """All that is compared happens to a question in turn, so that drift cancels; each of it comes first in its turn."""
    names = list(work)
    times: Times = {name: [[] for _ in range(rounds)] for name in names}
    for number in range(rounds):
        for position, question in enumerate(questions):
            first = (position + number) % len(names)
            for name in names[first:] + names[:first]:
                began = time.perf_counter()
                work[name](question)
                times[name][number].append(1_000 * (time.perf_counter() - began))
    return times
