"""Judgements by hand: whether the sources that the model was shown carry a sentence that it said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from evals.writing.run import Worded

SHEET = Path(__file__).parent / "sheet.jsonl"

Judged = dict[tuple[str, str], bool]  # question id and sentence -> whether the sources carry it


def judged(file: Path = SHEET) -> Judged:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {(entry["question"], entry["sentence"]): entry["supported"] for entry in map(json.loads, lines)}


def open_lines(worded: Iterable[Worded], known: Judged) -> Iterator[str]:
    """What is not judged yet, as lines to be filled in: the sentence and all that the model was shown."""
    for one in worded:
        for said in one.said:
            if (one.asked.id, said.piece.text) not in known:
                sources = [f"{' > '.join(s.section.headings)}: {s.words}" for s in one.sources]
                entry = {"question": one.asked.id, "sentence": said.piece.text, "supported": None}
                yield json.dumps({**entry, "asked": one.asked.question, "sources": sources}, ensure_ascii=False)
