"""``python -m evals.quiz gates`` checks what must hold for any thousand generated items; exit code 1 where it does not.

``python -m evals.quiz draw`` prints items with their keys, explanations and quotes, for readers;
``python -m evals.quiz report`` says what two readers, apart, found in those that were drawn (evals/quiz/judged).

--count N --seed S   how many items, drawn by which seed
--index DIR          the index of the corpus that the keys are looked for in (default: the usual one); items are
                     made from the notes that it was built from
--no-search          leave the search out, which takes most of the time
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from dva_assist import wiring
from dva_assist.assistant import Assistant
from dva_assist.config import load_settings
from dva_assist.quiz import KINDS
from dva_assist.types import NoAnswer, QuizItem
from evals.quiz.gates import FIRST, Gate, found_again, gates
from evals.quiz.sheet import as_text, both_readers, draw, report


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.quiz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("gates", "draw", "report"), default="gates")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--no-search", action="store_true")
    chosen = parser.parse_args()
    if chosen.command == "report":
        for notes in ("corpus", "original"):
            print(f"{notes}:", *report(*both_readers(notes)), sep="\n  ")
        return 0
    settings = load_settings(index=chosen.index) if chosen.index else load_settings()
    assistant = wiring.open_assistant(settings)
    if chosen.command == "draw":
        print("\n\n".join(map(as_text, draw(assistant, chosen.count, chosen.seed))))
        return 0
    return check(assistant, chosen.count, chosen.seed, search=not chosen.no_search)


def check(assistant: Assistant, count: int, seed: int, *, search: bool) -> int:
    notes = list(assistant.notes())
    facts = len(assistant.askable())
    began = time.perf_counter()
    items = draw(assistant, count, seed)
    seconds = time.perf_counter() - began
    print(f"{len(items)} of {count} items, seed {seed}, in {seconds:.1f} s; {facts} facts in {len(notes)} notes")
    kinds = Counter(item.kind for item in items)
    print(", ".join(f"{kind} {kinds[kind]}" for kind in KINDS))
    found = gates(items, {note.path: note.raw for note in notes})
    if search:
        found += searched(assistant, items)
    print("\n".join(map(str, found)))
    return 0 if all(gate.holds for gate in found) else 1


def searched(assistant: Assistant, items: list[QuizItem]) -> list[Gate]:
    def sections(question: str) -> list[str]:
        found = assistant.search(question, limit=FIRST)
        return [] if isinstance(found, NoAnswer) else [passage.section.id for passage in found[:FIRST]]

    return found_again(items, sections)


if __name__ == "__main__":
    sys.exit(main())
