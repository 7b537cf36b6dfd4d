"""``python -m evals.bank`` checks the question bank; with files it checks those alone.

``--blind FOLDER --parts 4`` writes the questions without keys and explanations, to be answered from the notes by
somebody who has not seen them. ``--replies`` compares the replies in evals/bank/replies.jsonl with the keys.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path

from dva_assist import wiring
from dva_assist.errors import NotFound
from dva_assist.exams import task_ids
from dva_assist.notes import parse_note
from dva_assist.quiz.bank import check, read_files, resolve
from dva_assist.types import Note
from evals.bank.blind import REPLIES, compare, write_blind
from evals.bank.counts import counts, cover


def note_of(path: str) -> Note:
    """A note of the corpus. Raises NotFound."""
    file = wiring.corpus() / path
    if not file.is_file():
        raise NotFound(f"there is no note {path!r}")
    return parse_note(path, file.read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.bank", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--blind", type=Path, metavar="FOLDER")
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--replies", action="store_true")
    arguments = parser.parse_args()
    folder = wiring.questions()
    read = read_files(arguments.files or sorted(folder.glob("*.toml")))
    exams, note = wiring.exams(), cache(note_of)

    problems = check(read, note, task_ids(exams))
    items = [resolve(entry.question, note) for entry in read.entries] if not problems else []
    if arguments.blind:
        write_blind(items, arguments.blind, arguments.parts, arguments.seed)
    if arguments.replies:
        print(compare(items, REPLIES))
        return
    if not arguments.files:
        problems += cover(read, exams.values())
    for problem in problems:
        print(problem)
    print(counts(read))
    print(f"{len(read.entries)} questions, {len(problems)} findings")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
