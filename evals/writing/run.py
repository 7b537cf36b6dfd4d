"""Sixty answerable and forty unanswerable questions of the development half, answered in three ways.

``extractive`` is the program without a model, ``raw`` what the model says with nothing checked, ``gated`` the program
with the model: what retrieval declines is declined, what the notes do not carry is left out, and where nothing is left
the extractive answer stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from dva_assist.types import Answer, NoAnswer
from dva_assist.writing import Style, Writer, number_sources, worded
from dva_assist.writing.pieces import Cutter, Piece
from dva_assist.writing.prompt import messages
from dva_assist.writing.proof import prove
from dva_assist.writing.sources import Source
from dva_assist.writing.writer import is_refusal
from evals.pipeline import Consulted, Pipeline
from evals.questions import CORPUS, Labelled
from evals.writing.replies import Recorder, Reply, digest

ANSWERABLE, UNANSWERABLE = 60, 40
SEED = "writing"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the model, and the source that carries it, if one does."""

    piece: Piece
    source: Source | None


@dataclass(frozen=True, slots=True)
class Worded:
    """One question with all that came of it."""

    consulted: Consulted
    sources: tuple[Source, ...]
    said: tuple[Said, ...]  # without the words that decline
    refused: bool  # by the model
    gated: Answer | NoAnswer
    reply: Reply

    @property
    def asked(self) -> Labelled:
        return self.consulted.asked

    @property
    def extractive(self) -> Answer | NoAnswer:
        return self.consulted.result


def sample(held_out: bool = False) -> list[Labelled]:
    """The questions of the run; ``held_out`` gives the others of the half, on which the gate was made."""
    questions = [q for q in CORPUS.load() if q.split == "dev"]
    chosen: list[Labelled] = []
    rng = Random(SEED)
    for group, count in (
        ([q for q in questions if q.answerable], ANSWERABLE),
        ([q for q in questions if not q.answerable], UNANSWERABLE),
    ):
        rng.shuffle(group)
        chosen += group[count:] if held_out else group[:count]
    rng.shuffle(chosen)
    return chosen


def answered(pipeline: Pipeline, generator: Recorder, questions: Sequence[Labelled]) -> Iterator[Worded]:
    """The model is asked every question, also those that retrieval declines, for the raw figures."""
    for question in questions:
        consulted = pipeline.consult(question)
        if consulted is not None:
            yield _worded(consulted, generator)


def _worded(consulted: Consulted, generator: Recorder) -> Worded:
    style, question, result = Style(), consulted.question, consulted.result
    history = consulted.asked.history
    *_, draft = Writer(generator, style).write(question, result.passages, history)
    sources = tuple(number_sources(result.passages, style.passage_tokens))
    reply = generator.replies[digest(messages(question, sources, history))]
    pieces = _pieces(reply.text)
    said = [piece for piece in pieces if not is_refusal(piece.text)]
    return Worded(
        consulted,
        sources,
        tuple(Said(piece, prove(piece, sources, question.standalone)) for piece in said),
        len(said) < len(pieces),
        worded(result, draft) if isinstance(result, Answer) else result,
        reply,
    )


def _pieces(reply: str) -> list[Piece]:
    cutter = Cutter()
    return [*cutter.feed(reply), *cutter.rest()]
