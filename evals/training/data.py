"""The training questions, and the sentences of the notes as the index embeds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from dva_assist.chunking import sentence_text
from dva_assist.chunking.surroundings import is_voiced
from dva_assist.notes import find_notes, parse_note, read_note
from evals.questions import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Trained:
    section: str  # id of the section that answers
    question: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """``rows`` are the positions of a section's sentences in ``texts`` and ``sections``."""

    texts: list[str]
    sections: list[str]
    rows: dict[str, list[int]]


def read_questions(file: Path) -> list[Trained]:
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [Trained(line["section"], line["question"]) for line in lines]


def read_sentences(notes: Path) -> Sentences:
    read = Sentences([], [], {})
    for file in find_notes([notes]):
        for section in parse_note(file.path, read_note(file, MOST_BYTES)).sections:
            for sentence in filter(is_voiced, section.sentences):
                read.rows.setdefault(section.id, []).append(len(read.texts))
                read.texts.append(sentence_text(section, sentence))
                read.sections.append(section.id)
    return read
