"""Answers made of the notes' own sentences, each cited, without any language model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from dva_assist.answering.confidence import Calibration, signals
from dva_assist.answering.doubts import Evidence, doubt
from dva_assist.answering.scoring import score_sentences
from dva_assist.answering.selecting import Pick, select
from dva_assist.terms import TermWeights
from dva_assist.types import (
    Answer,
    AnswerSentence,
    Citation,
    Decline,
    NoAnswer,
    Passage,
    Question,
    QuestionKind,
    Section,
    Sentence,
    SentenceKind,
)
from dva_assist.words import stems

NOT_IN_NOTES = "Your notes do not answer this. These are the passages that come nearest."
NO_NOTES = "The index holds no notes yet. Add notes and index them."
PICTURE = "The notes have a picture here ({pictures}) that I cannot read, so part of the answer may be in it."


class ExtractiveAnswerer:
    """``topics`` gives the words that tell one note from the others; it is asked for with the first question."""

    def __init__(
        self, weights: TermWeights, calibration: Calibration, topics: Callable[[], Collection[str]] = frozenset
    ) -> None:
        self._weights = weights
        self._calibration = calibration
        self._topics = topics

    def answer(self, question: Question, passages: Sequence[Passage]) -> Answer | NoAnswer:
        """Declined where the notes seem to say nothing, in part where it is not sure that what they say answers."""
        if not passages:
            return NoAnswer(Decline.NOT_IN_NOTES, NO_NOTES)
        evidence = self.weigh(question, passages)
        if evidence is None:
            return NoAnswer(Decline.NOT_IN_NOTES, NOT_IN_NOTES, tuple(passages))
        confidence = self._calibration.confidence(signals(evidence))
        if confidence < self._calibration.threshold:
            reason = " ".join(part for part in (_reading(question), NOT_IN_NOTES) if part)
            return NoAnswer(Decline.NOT_IN_NOTES, reason, tuple(passages), confidence)
        unsure = doubt(evidence) if confidence < self._calibration.sure else ""
        return compose(evidence, select(question, evidence.scored), confidence, unsure)

    def weigh(self, question: Question, passages: Sequence[Passage]) -> Evidence | None:
        """What the passages hold of what is asked; None where they hold no sentence that could be quoted."""
        weights = self._weights.of(question.terms)
        scored = score_sentences(question, passages, weights)
        return Evidence(question, tuple(passages), scored, weights, self._topics()) if scored else None


def compose(evidence: Evidence, picks: Sequence[Pick], confidence: float, unsure: str = "") -> Answer | NoAnswer:
    """Number the citations in reading order; what is only a picture becomes a remark.

    ``unsure`` says what makes it an answer in part, in words for the learner.
    """
    question, passages = evidence.question, tuple(evidence.passages)
    pictures = _picture_remark([section for section, _ in picks] or [evidence.leading.section])
    quoted = [(c, p) for c, p in picks if c.sentences[p].kind is not SentenceKind.PICTURE]
    if not quoted:
        return NoAnswer(Decline.NOT_IN_NOTES, f"{pictures} {NOT_IN_NOTES}".strip(), passages, confidence)
    numbered = list(enumerate(quoted, start=1))
    citations = tuple(Citation.of(marker, c, c.sentences[p]) for marker, (c, p) in numbered)
    sentences = tuple(_shown(c.sentences[p], marker, c) for marker, (c, p) in numbered)
    missing = _missing_side(question, quoted)
    only_lead_in = all(s.text.endswith(":") for s in sentences)
    return Answer(
        "partial" if unsure or missing or (pictures and only_lead_in) else "answered",
        sentences,
        citations,
        passages,
        confidence,
        " ".join(part for part in (_reading(question), missing or unsure, pictures) if part),
    )


def _reading(question: Question) -> str:
    """What was taken for a typing error, so that a wrong guess can be seen."""
    read = [f'"{wrong}" as "{right}"' for wrong, right in question.read_as]
    return f"I read {', '.join(read)}." if read else ""


def _shown(sentence: Sentence, marker: int, section: Section) -> AnswerSentence:
    as_written = sentence.kind in (SentenceKind.ROW, SentenceKind.HEADER, SentenceKind.CODE)
    text = sentence.text if as_written else sentence.plain
    return AnswerSentence(text, (marker,), sentence.kind, sentence.block, sentence.depth, sentence.ordered)


def _picture_remark(sections: Sequence[Section]) -> str:
    pictures = dict.fromkeys(
        s.plain for section in sections for s in section.sentences if s.kind is SentenceKind.PICTURE
    )
    return PICTURE.format(pictures=", ".join(pictures)) if pictures else ""


def _missing_side(question: Question, picks: Sequence[Pick]) -> str:
    if question.kind is not QuestionKind.COMPARISON or not question.sides:
        return ""
    found = stems(" ".join(" ".join([*s.headings, s.sentences[p].plain]) for s, p in picks))
    missing = [side for side in question.sides if not stems(side) & found]
    return f"The notes say nothing about {' or '.join(missing)}." if missing else ""
