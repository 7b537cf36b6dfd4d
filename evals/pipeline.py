"""The program's own parts on one index, with the weights of retrieval open to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dva_assist import wiring
from dva_assist.answering import Calibration, interleaved, packaged_calibration
from dva_assist.answering.confidence import Signals, signals
from dva_assist.assistant import answer_all, encode_whole, look_up, make_answerer, make_reader
from dva_assist.config import Settings
from dva_assist.evaluation import covers
from dva_assist.retrieval import Retriever, Weights
from dva_assist.terms import TermWeights
from dva_assist.types import Answer, NoAnswer, Passage, Question
from evals.questions import Labelled

DEPTH = 20  # passages looked at for the rank of a gold section


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question. ``signals`` is None where it was turned away before anything was looked up."""

    asked: Labelled
    found: tuple[str, ...]  # section ids, best first, each once
    span_rank: int | None  # 1-based rank of the first passage that holds a gold span
    answered: bool
    whole: bool  # answered, and not said to be an answer in part
    confidence: float
    signals: Signals | None
    quotes: int  # citations shown
    exact: int  # of them, those whose quote is what the note says there
    quotes_on_span: int  # of them, those that share words with a gold span
    quotes_in_gold: int  # of them, those that lie in a gold section
    parts_shown: float  # share of the parts of the answer of which a gold span is shown

    @property
    def span_shown(self) -> bool:
        return self.parts_shown > 0

    @property
    def held_back(self) -> bool:
        """Declined or answered in part; a false premise also where what puts it right is shown."""
        return not self.whole or (not self.asked.answerable and self.span_shown)

    @property
    def right(self) -> bool:
        """Whether a learner is served: the whole answer shown, or declined where there is none.

        A false premise may be declined or put right.
        """
        if self.asked.answerable:
            return self.parts_shown == 1
        return not self.answered or self.span_shown


@dataclass(frozen=True, slots=True)
class Consulted:
    """A question, how it was read, and what the notes' own sentences answer."""

    asked: Labelled
    question: Question
    result: Answer | NoAnswer


class Pipeline:
    def __init__(self, settings: Settings, calibration: Calibration | None = None) -> None:
        self._settings = settings
        self._opened = wiring.open_index(settings)
        embedder = wiring.make_embedder(settings)
        self.encoder = embedder.name
        self.manifest = self._opened.manifest
        self._reader = make_reader(self._opened.lexical, wiring.glossary(), settings.max_question_chars)
        self._encode = cache(lambda text: encode_whole(embedder, text))
        self._weights = TermWeights(self._opened.lexical, len(self._opened.store))
        self._answerer = make_answerer(self._weights, calibration or packaged_calibration(), self._opened.store)

    def run(self, questions: list[Labelled], weights: Weights | None = None) -> list[Outcome]:
        index = self._opened
        retriever = Retriever(
            self._encode, index.vectors, index.lexical, index.store, self._weights, weights=weights or Weights()
        )
        return [self._one(retriever, question) for question in questions]

    def consult(self, asked: Labelled) -> Consulted | None:
        """One question as the program answers it; None where it is turned away before anything is looked up."""
        index = self._opened
        retriever = Retriever(self._encode, index.vectors, index.lexical, index.store, self._weights)
        question = self._reader.read(asked.question, asked.history)
        if isinstance(question, NoAnswer):
            return None
        found = look_up(retriever, question, self._settings.passages)
        return Consulted(asked, question, answer_all(self._answerer, question, found))

    def _one(self, retriever: Retriever, asked: Labelled) -> Outcome:
        question = self._reader.read(asked.question, asked.history)
        if isinstance(question, NoAnswer):
            return Outcome(asked, (), None, False, False, 0.0, None, 0, 0, 0, 0, 0.0)
        found = look_up(retriever, question, DEPTH)
        deep = interleaved([passages for _, passages in found])
        shown = [(part, passages[: self._settings.passages]) for part, passages in found]
        result = answer_all(self._answerer, question, shown)
        citations = result.citations if isinstance(result, Answer) else ()
        quotes = [c.quote for c in citations]
        parts = asked.parts or [asked.spans]
        first, leading = shown[0]
        evidence = self._answerer.weigh(first, leading) if leading else None
        return Outcome(
            asked=asked,
            found=tuple(dict.fromkeys(p.section.id for p in deep)),
            span_rank=_span_rank(deep, asked.spans),
            answered=isinstance(result, Answer),
            whole=isinstance(result, Answer) and result.status == "answered",
            confidence=result.confidence,
            signals=signals(evidence) if evidence else None,
            quotes=len(quotes),
            exact=sum(self._opened.store.note(c.section.note).raw[c.start : c.end] == c.quote for c in citations),
            quotes_on_span=sum(any(covers(quote, span) for span in asked.spans) for quote in quotes),
            quotes_in_gold=sum(c.section.id in asked.gold for c in citations),
            parts_shown=sum(any(covers(q, s) for q in quotes for s in part) for part in parts) / len(parts),
        )


def _span_rank(passages: Sequence[Passage], spans: Sequence[str]) -> int | None:
    for passage in passages:
        if any(covers(sentence.text, span) for sentence in passage.chunk.sentences for span in spans):
            return passage.rank
    return None
