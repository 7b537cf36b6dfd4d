"""Labelled questions asked of an assistant: how well it finds, answers and declines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from dva_assist.assistant import Assistant
from dva_assist.evaluation import RANKS, Judged, Measure, Replied, answer_measures, judged, measures
from dva_assist.types import Answer, NoAnswer, Turn


class LabelledQuestion(BaseModel):
    """One line of an ``eval`` file: ``gold`` are the ids of the sections that answer, ``spans`` their words that do.

    A question that the notes do not answer is marked by ``"answerable": false``.
    """

    model_config = ConfigDict(extra="ignore")

    question: str
    history: list[Turn] = Field(default_factory=list)
    gold: list[str] = Field(default_factory=list)
    spans: list[str] = Field(default_factory=list)
    answerable: bool = True
    kind: str | None = None

    @property
    def is_ranked(self) -> bool:
        return bool(self.gold) and self.answerable

    @property
    def is_answered(self) -> bool:
        """Whether the reply is measured, and not only what is found."""
        return bool(self.spans) or not self.answerable


@dataclass(frozen=True, slots=True)
class Measured:
    questions: int  # with gold sections
    whole: Mapping[str, Measure]
    kinds: Mapping[str, Mapping[str, Measure]]  # of finding alone


def measure(assistant: Assistant, lines: Sequence[LabelledQuestion]) -> Measured:
    """At least one line has gold sections; answers are measured over the lines with spans, and those without answer."""
    ranked = [(line, _found(assistant, line)) for line in lines if line.is_ranked]
    replies = [_replied(assistant, line) for line in lines if line.is_answered]
    kinds = {
        kind: measures([found for line, found in ranked if line.kind == kind])
        for kind in sorted({line.kind for line, _ in ranked if line.kind})
    }
    return Measured(len(ranked), measures([found for _, found in ranked]) | answer_measures(replies), kinds)


def _found(assistant: Assistant, line: LabelledQuestion) -> Judged:
    found = assistant.search(line.question, line.history, 2 * RANKS)
    return judged([] if isinstance(found, NoAnswer) else [p.section.id for p in found], line.gold)


def _replied(assistant: Assistant, line: LabelledQuestion) -> Replied:
    result = assistant.ask(line.question, line.history)
    quotes = tuple(c.quote for c in result.citations) if isinstance(result, Answer) else ()
    return Replied(line.answerable, isinstance(result, NoAnswer), tuple(line.spans), quotes)
