"""Labelled questions: what a learner asks, and the sections and words of the notes that answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from dva_assist.notes import find_notes, parse_note, read_note
from dva_assist.types import Turn

HERE = Path(__file__).parent
MOST_GOLD = 10
MOST_BYTES = 1_000_000


class Labelled(BaseModel):
    """One line of a questions file.

    ``spans`` are texts of the notes that answer, ``gold`` their sections. Where an answer needs several things,
    ``parts`` are groups of spans, at least one of each needed. A question with a false premise is not answerable, and
    its spans are what puts the premise right.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: str
    split: str
    question: str
    answerable: bool
    gold: list[str] = Field(default_factory=list)
    spans: list[str] = Field(default_factory=list)
    parts: list[list[str]] = Field(default_factory=list)
    history: list[Turn] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions on the notes of one folder."""

    name: str
    file: Path
    notes: Path

    def load(self) -> list[Labelled]:
        return load(self.file)


CORPUS = QuestionSet("corpus", HERE / "corpus" / "questions.jsonl", HERE.parent / "corpus" / "notes")
FOREIGN = QuestionSet("foreign", HERE / "foreign" / "questions.jsonl", HERE / "foreign" / "notes")


def load(file: Path) -> list[Labelled]:
    return [Labelled.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def problems(questions: Sequence[Labelled], notes: Path) -> Iterator[str]:
    """What is wrong with the labels: sections and spans that the notes do not have, or labels that disagree."""
    sections: dict[str, str] = {}
    for file in find_notes([notes]):
        note = parse_note(file.path, read_note(file, MOST_BYTES))
        sections |= {section.id: note.raw[section.start : section.end] for section in note.sections}
    for name, count in Counter(question.id for question in questions).items():
        if count > 1:
            yield f"{name}: {count} questions have this id"
    for question in questions:
        yield from (f"{question.id}: {problem}" for problem in _problems(question, sections))


def _problems(question: Labelled, sections: dict[str, str]) -> Iterator[str]:
    if question.split not in ("dev", "locked"):
        yield f"no half is called {question.split}"
    if question.answerable != bool(question.gold) and question.kind != "false-premise":
        yield "answerable and gold disagree"
    if len(question.gold) > MOST_GOLD:
        yield f"{len(question.gold)} gold sections"
    for gold in question.gold:
        if gold not in sections:
            yield f"no section {gold}"
        elif not any(span in sections[gold] for span in question.spans):
            yield f"no span in {gold}"
    for span in question.spans:
        if not any(span in sections.get(gold, "") for gold in question.gold):
            yield f"not in a gold section: {span!r}"
    for span in (span for part in question.parts for span in part):
        if span not in question.spans:
            yield f"a part that is no span: {span!r}"
