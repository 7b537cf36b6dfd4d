"""Answers made of the notes' own sentences, each cited, without any language model."""

from __future__ import annotations

from collections.abc import Sequence

from dva_assist.answering.confidence import Calibration, signals
from dva_assist.answering.scoring import Scored, score_sentences
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
    def __init__(self, weights: TermWeights, calibration: Calibration) -> None:
        self._weights = weights
        self._calibration = calibration

    def answer(self, question: Question, passages: Sequence[Passage]) -> Answer | NoAnswer:
        if not passages:
            return NoAnswer(Decline.NOT_IN_NOTES, NO_NOTES)
        weights = self._weights.of(question.terms)
        scored = score_sentences(question, passages, weights)
        if not scored:
            return NoAnswer(Decline.NOT_IN_NOTES, NOT_IN_NOTES, tuple(passages))
        confidence = self._calibration.confidence(signals(passages, scored, weights))
        if confidence < self._calibration.threshold:
            reason = " ".join(part for part in (_reading(question), NOT_IN_NOTES) if part)
            return NoAnswer(Decline.NOT_IN_NOTES, reason, tuple(passages), confidence)
        return compose(question, select(question, scored), scored, tuple(passages), confidence)


def compose(
    question: Question,
    picks: Sequence[Pick],
    scored: Sequence[Scored],
    passages: tuple[Passage, ...],
    confidence: float,
) -> Answer | NoAnswer:
    """Number the citations in reading order; what is only a picture becomes a remark."""
    remarks = _picture_remark([section for section, _ in picks] or [scored[0].section])
    quoted = [(c, p) for c, p in picks if c.sentences[p].kind is not SentenceKind.PICTURE]
    if not quoted:
        return NoAnswer(Decline.NOT_IN_NOTES, f"{remarks} {NOT_IN_NOTES}".strip(), passages, confidence)
    citations = tuple(
        Citation.of(marker, section, section.sentences[position])
        for marker, (section, position) in enumerate(quoted, start=1)
    )
    sentences = tuple(
        _shown(section.sentences[position], marker, section)
        for marker, (section, position) in enumerate(quoted, start=1)
    )
    missing = _missing_side(question, quoted)
    only_lead_in = all(s.text.endswith(":") for s in sentences)
    return Answer(
        "partial" if missing or (remarks and only_lead_in) else "answered",
        sentences,
        citations,
        passages,
        confidence,
        " ".join(part for part in (_reading(question), missing, remarks) if part),
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
