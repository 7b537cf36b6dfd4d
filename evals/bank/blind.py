"""The bank answered once more without sight of the keys, and where those replies differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from scipy.stats import binomtest

from dva_assist.types import QuizItem

REPLIES = (
    Path(__file__).parent / "replies.jsonl"
)  # {"id", "key": letters as in the file of questions, "sections", "remark"}
LETTERS = "ABCDEF"


def write_blind(items: Sequence[QuizItem], folder: Path, parts: int, seed: int) -> None:
    """``part-1.txt`` ... with stems and shuffled options; ``order.json`` leads back to the file's order."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, order = Random(seed), {}
    shuffled = list(items)
    rng.shuffle(shuffled)
    texts: list[list[str]] = [[] for _ in range(parts)]
    for number, item in enumerate(shuffled):
        places = list(range(len(item.options)))
        rng.shuffle(places)
        order[item.id] = places
        options = [f"{LETTERS[at]}. {item.options[place]}" for at, place in enumerate(places)]
        texts[number % parts].append("\n".join([f"[{item.id}]", item.stem, *options]))
    for number, some in enumerate(texts, start=1):
        (folder / f"part-{number}.txt").write_text("\n\n".join(some) + "\n", encoding="utf-8")
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")


def compare(items: Sequence[QuizItem], file: Path) -> str:
    """How many replies agree with the key, and each that does not."""
    replies = {line["id"]: line for line in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    replied = [item for item in items if item.id in replies]
    differ = [item for item in replied if replies[item.id]["key"] != key_of(item)]
    same = len(replied) - len(differ)
    low, high = binomtest(same, len(replied)).proportion_ci(method="wilson")
    lines = [f"{item.id}: key {key_of(item)}, reply {replies[item.id]['key']}" for item in differ]
    agreed = f"{same} of {len(replied)} replies agree with the key (95% {low:.3f} to {high:.3f})"
    return "\n".join([*lines, f"{agreed}; {len(items)} questions in the bank"])


def key_of(item: QuizItem) -> str:
    return "".join(LETTERS[at] for at in item.correct)
