"""The shape of a learner's file, checked word by word before anything of it is kept.

Cards, reviews and papers name their questions by a key of ``items``, a review names its attempt by id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, model_validator

from dva_assist.quiz.record_json import text
from dva_assist.records import Source, Standing
from dva_assist.types import ReplyForm

FORMAT = "dva-assist learner"
VERSION = 1
_MOST = 2**63 - 1  # what a database keeps as a whole number


def _time(value: str) -> str:
    try:
        aware = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise ValueError("write a time with its zone, such as 2026-12-01T09:30:00+00:00")
    return value


def _reply(value: Any) -> Any:
    if isinstance(value, str):
        return value  # half a surrogate pair too, as it was typed
    if isinstance(value, list) and all(type(one) is int and 0 <= one < 1_000 for one in value):
        return value
    raise ValueError("write a list of option numbers, or the words typed")


def _json(value: dict[str, Any]) -> dict[str, Any]:
    text(value)
    return value


Name = Annotated[str, Field(min_length=1)]
Time = Annotated[str, AfterValidator(_time)]
Whole = Annotated[int, Field(ge=0, le=_MOST)]
Amount = Annotated[float, Field(ge=0)]
GivenReply = Annotated[Any, PlainValidator(_reply)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_json)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class CitationShape(_Shape):
    marker: Whole
    note: str
    section_id: Name
    headings: list[str]
    line_start: Whole
    line_end: Whole
    char_start: Whole
    char_end: Whole
    quote: str


class ExplanationShape(_Shape):
    text: str
    citation: CitationShape


class ItemShape(_Shape):
    """What ``quiz.snapshot.item_json`` writes."""

    id: Name
    kind: Name
    form: Annotated[ReplyForm, Field(strict=False)]
    stem: Name
    options: list[str] = Field(min_length=1)
    correct: list[Whole] = Field(min_length=1)
    explanations: list[ExplanationShape]
    citation: CitationShape
    section_id: Name
    topics: list[str]
    exam_tasks: list[str]
    difficulty: float = Field(ge=0, le=1)
    prompts: list[str] = []
    accepted: list[str] = []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if max(self.correct) >= len(self.options):
            raise ValueError(f"correct names option {max(self.correct)}, and the last one is {len(self.options) - 1}")
        if len(self.explanations) != len(self.options):
            raise ValueError(
                f"{len(self.explanations)} explanations for {len(self.options)} options; give each its own"
            )
        return self


class AttemptShape(_Shape):
    id: Name
    item: Name
    kind: str
    fact: Name
    note: str
    section: str
    exam_tasks: list[str]
    reply: GivenReply
    right: bool
    source: Annotated[Source, Field(strict=False)]
    at: Time
    difficulty: float
    seconds: Amount


class CardShape(_Shape):
    fact: Name
    item: Name
    section_print: str
    due: Time
    added: Time
    memory: JsonObject
    reviews: Whole
    lapses: Whole
    standing: Annotated[Standing, Field(strict=False)]
    leech: bool


class ReviewShape(_Shape):
    attempt: Name
    rating: int = Field(ge=1, le=4)
    before: CardShape
    after: CardShape


class PaperQuestionShape(_Shape):
    item: Name
    domain: str
    task: str
    scored: bool
    generated: bool


class SittingShape(_Shape):
    """``seconds`` is null where there was no limit; ``replies`` are by position."""

    id: Name
    exam: Name
    title: str
    seed: int = Field(ge=-_MOST, le=_MOST)
    questions: list[PaperQuestionShape]
    seconds: Amount | None
    started: Time
    seen: Time
    spent: Amount
    at: Whole
    replies: dict[Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,5})$")], GivenReply]
    flagged: list[Whole]
    handed_in: Time | None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        last = len(self.questions) - 1
        beyond = [position for position in (*map(int, self.replies), *self.flagged) if position > last]
        if beyond:
            raise ValueError(f"a reply or a flag is at position {beyond[0]}, and the last question is at {last}")
        return self


class LearnerShape(_Shape):
    format: Literal["dva-assist learner"]
    version: Literal[1]
    learner: str
    items: dict[str, ItemShape]
    attempts: list[AttemptShape]
    sittings: list[SittingShape]
    cards: list[CardShape]
    reviews: list[ReviewShape]
    wishes: JsonObject
    questions: list[ItemShape]

    def item_names(self) -> Iterator[tuple[str, str]]:
        """(where it stands, the key of ``items``) for each question that is named."""
        for number, card in enumerate(self.cards):
            yield f"cards.{number}.item", card.item
        for number, review in enumerate(self.reviews):
            yield f"reviews.{number}.before.item", review.before.item
            yield f"reviews.{number}.after.item", review.after.item
        for number, sitting in enumerate(self.sittings):
            for position, question in enumerate(sitting.questions):
                yield f"sittings.{number}.questions.{position}.item", question.item
