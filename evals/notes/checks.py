"""All checks of the notes by name."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dva_assist import wiring
from dva_assist.exams import Exam
from evals.notes.bounds import against_models, read_bounds
from evals.notes.coverage import coverage
from evals.notes.figures import Figure, double, figures, suspects, up_to_date
from evals.notes.fragments import fragments
from evals.notes.glossary import glossary
from evals.notes.library import CorpusNote, Finding, read_notes
from evals.notes.structure import structure

EXPLAINED = Path(__file__).with_name("explained.toml")


@dataclass(frozen=True, slots=True)
class Corpus:
    notes: Mapping[str, CorpusNote]
    exams: Mapping[str, Exam]
    ledger: tuple[Figure, ...]


def read_corpus() -> Corpus:
    notes = read_notes()
    return Corpus(notes, wiring.exams(), tuple(figures(notes)))


def consistency(corpus: Corpus) -> Iterator[Finding]:
    """Two rows for one thing, and sentences with other figures than the row, but for those that are explained."""
    yield from double(corpus.ledger)
    yield from unexplained(suspects(corpus.notes, corpus.ledger), explanations())


def explanations(file: Path = EXPLAINED) -> list[tuple[str, str]]:
    """Pairs of a figure ("note: what") and words of the sentence."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["explained"]
    return [(entry["figure"], entry["words"]) for entry in entries]


def unexplained(found: Iterable[tuple[Figure, Finding]], explained: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """What is found and not explained, and what is explained and no longer found."""
    open_explanations = set(explained)
    used = set()
    for figure, finding in found:
        fitting = {
            (name, words)
            for name, words in open_explanations
            if name == f"{figure.note}: {figure.what}" and words in finding.problem
        }
        used |= fitting
        if not fitting:
            yield finding
    for name, words in sorted(open_explanations - used):
        yield Finding("explained", 0, f"explains nothing any more: {name}: {words}")


CHECKS: Mapping[str, Callable[[Corpus], Iterable[Finding]]] = {
    "structure": lambda corpus: structure(corpus.notes, corpus.exams, datetime.now(UTC).date()),
    "fragments": lambda corpus: fragments(corpus.notes),
    "coverage": lambda corpus: coverage(corpus.notes, corpus.exams),
    "figures": lambda corpus: up_to_date(corpus.ledger),
    "models": lambda corpus: against_models(corpus.ledger, read_bounds()),
    "consistency": consistency,
    "glossary": lambda corpus: glossary(wiring.glossary(), corpus.notes),
}
