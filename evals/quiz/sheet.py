"""Generated questions drawn by a seed, and what two readers who did not see each other's marks found in them.

Each mark is yes (1) or no (0):

answerable   the notes that are cited answer the question
key          the key is right by these notes
one_best     no other option, order or word is as good
plausible    the wrong options are wrong, and somebody half prepared could take each; 1 where there are none
clear        the stem says what is asked, reads well and gives no clue
explained    the explanation with its citation proves the key, and says of each other option why it is not right
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from dva_assist.assistant import Assistant
from dva_assist.quiz.assembly import CLOZE
from dva_assist.types import Citation, QuizItem, ReplyForm, SentenceKind

MARKS = ("answerable", "key", "one_best", "plausible", "clear", "explained")
HERE = Path(__file__).parent
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Judged:
    """One reader's marks of one item. The words of the item are not kept: the draw gives them again."""

    item: str
    kind: str
    marks: tuple[int, ...]  # as MARKS
    remark: str

    @property
    def flawless(self) -> bool:
        return all(self.marks)


def draw(assistant: Assistant, count: int, seed: int) -> list[QuizItem]:
    """``count`` items of all kinds in turn, from all notes of an index, as the page asks them."""
    return assistant.quiz(count=count, seed=seed)


def as_text(item: QuizItem) -> str:
    """An item with its key, explanations and quotes, for a reader."""
    lines = [f"[{item.id}] {item.kind}", item.stem]
    lines += [f"  prompt {at + 1}: {prompt}" for at, prompt in enumerate(item.prompts)]
    lines += [f"  {LETTERS[at]}. {option}" for at, option in enumerate(item.options)]
    accepted = f"; also accepted: {', '.join(item.accepted)}" if item.accepted else ""
    slips = " (in any case, singular or plural, with a slip of the pen)" if item.kind == CLOZE else ""
    lines.append(f"  key: {_key(item)}{accepted}{slips}")
    for at, explanation in enumerate(item.explanations):
        cited = explanation.citation
        quote = " ".join([*_heads(cited), *cited.quote.split()])
        lines.append(f"  {LETTERS[at]}: {explanation.text}\n     [{cited.section.id}] {quote}")
    return "\n".join(lines)


def _heads(cited: Citation) -> list[str]:
    """The heads of the table that a row stands in, as the page shows them above it."""
    inside = [one for one in cited.section.sentences if one.start == cited.start and one.kind is SentenceKind.ROW]
    found = [one for one in cited.section.sentences for row in inside if one.block == row.block]
    return [f"(under {one.text.strip()})" for one in found if one.kind is SentenceKind.HEADER]


def _key(item: QuizItem) -> str:
    if item.form is ReplyForm.TYPED:
        return item.options[0]
    if item.form is ReplyForm.MATCH:
        return ", ".join(f"{at + 1}-{LETTERS[place]}" for at, place in enumerate(item.correct))
    return "".join(LETTERS[at] for at in item.correct)


def read_judged(file: Path) -> dict[str, Judged]:
    """By item. A line is ``{"id", "kind", "answerable": 1, ..., "remark"}``."""
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return {
        line["id"]: Judged(line["id"], line["kind"], tuple(line[mark] for mark in MARKS), line.get("remark", ""))
        for line in lines
    }


def both_readers(notes: str) -> tuple[dict[str, Judged], dict[str, Judged]]:
    """What is committed of the two readers, for "corpus" or "original" notes."""
    first, second = (read_judged(HERE / "judged" / f"{notes}-{reader}.jsonl") for reader in ("first", "second"))
    return first, second


def report(first: dict[str, Judged], second: dict[str, Judged]) -> Iterator[str]:
    """Shares by each reader with 95% intervals, their agreement, and what is wrong by kind."""
    both = sorted(first.keys() & second.keys())
    for name, judged in (("first", first), ("second", second)):
        yield f"{name} reader, flawless: {_share([judged[id].flawless for id in both])}"
        for at, mark in enumerate(MARKS):
            yield f"  {mark}: {_share([bool(judged[id].marks[at]) for id in both])}"
    yield f"flawless for both: {_share([first[id].flawless and second[id].flawless for id in both])}"
    yield f"agreement on flawless: {_agreement(first, second, both)}"
    for kind in sorted({first[id].kind for id in both}):
        some = [id for id in both if first[id].kind == kind]
        yield f"  {kind}: {_share([first[id].flawless and second[id].flawless for id in some])}"


def _share(marks: Sequence[bool]) -> str:
    low, high = binomtest(sum(marks), len(marks)).proportion_ci(method="wilson")
    return f"{sum(marks)} of {len(marks)}, {sum(marks) / len(marks):.3f} (95% {low:.3f} to {high:.3f})"


def _agreement(first: dict[str, Judged], second: dict[str, Judged], both: Sequence[str]) -> str:
    one, two = ([judged[id].flawless for id in both] for judged in (first, second))
    same = sum(a == b for a, b in zip(one, two, strict=True))
    kappa = cohen_kappa_score(one, two) if len({*one, *two}) > 1 else 1.0
    return f"{same} of {len(both)}, Cohen's kappa {kappa:.2f}"
