"""The shape of a learner's file, checked word by word before anything of it is kept.

Cards, reviews and papers name their questions by a key of ``items``, a review names its attempt by id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    model_validator,
)

from dva_assist.quiz.record_json import text
from dva_assist.records import Source, Standing
from dva_assist.types import ReplyForm

FORMAT = "dva-assist learner"
VERSION = 1
_MOST = 2**63 - 1  # what a database keeps as a whole number
_YEARS = range(1970, 2200)
_LONGEST = 200  # characters of an id


def _time(value: str) -> str:
    try:
        given = datetime.fromisoformat(value)
    except ValueError:
        given = datetime.min
    if given.tzinfo is None:
        raise ValueError("write a time with its zone, such as 2026-12-01T09:30:00+00:00")
    try:
        year = given.astimezone(UTC).year
    except OverflowError:  # before the first or after the last year there is
        year = 0
    if year not in _YEARS:
        raise ValueError(f"write a time from {_YEARS[0]} to {_YEARS[-1]}")
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


def _asked_before(value: Any) -> Any:
    """None for the empty memory of a card that was never asked."""
    if value is None:
        raise ValueError("write what the scheduler kept, or {}")
    return None if value == {} else value


Name = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(min_length=1, max_length=_LONGEST, pattern=r"^[^/]+$")]
AttemptId = Annotated[str, Field(min_length=1, max_length=_LONGEST + 20)]  # in an exam "SITTING/POSITION"
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

    id: Id
    kind: Name
    form: Annotated[ReplyForm, Field(strict=False)]
    stem: Name
    options: list[str] = Field(min_length=1, max_length=10)
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
    id: AttemptId
    item: Id
    kind: str
    fact: Id
    note: str
    section: str
    exam_tasks: list[str]
    reply: GivenReply
    right: bool
    source: Annotated[Source, Field(strict=False)]
    at: Time
    difficulty: float
    seconds: Amount


class MemoryShape(_Shape):
    """What py-fsrs reads of a card; ``state`` is 1 learning, 2 review, 3 relearning."""

    card_id: int
    state: int = Field(ge=1, le=3)
    step: Whole | None
    stability: Annotated[float, Field(gt=0)] | None
    difficulty: Annotated[float, Field(ge=1, le=10)] | None
    due: Time
    last_review: Time | None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.state != 2 and self.step is None:
            raise ValueError(f"state {self.state} has a step; write its number")
        if (self.stability is None) != (self.difficulty is None):
            raise ValueError("stability and difficulty come together; write both or neither")
        if self.state != 1 and self.stability is None:
            raise ValueError(f"state {self.state} has a stability and a difficulty; write them")
        return self


Memory = Annotated[
    MemoryShape | None,
    BeforeValidator(_asked_before),
    PlainSerializer(lambda memory: memory.model_dump() if memory else {}),
]


class CardShape(_Shape):
    fact: Id
    item: Name
    section_print: str
    due: Time
    added: Time
    memory: Memory
    reviews: Whole
    lapses: Whole
    standing: Annotated[Standing, Field(strict=False)]
    leech: bool


class ReviewShape(_Shape):
    attempt: AttemptId
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

    id: Id
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
        if self.at > last:
            raise ValueError(f"at is {self.at}, and the last question is at {last}")
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

    def wrong_replies(self) -> Iterator[tuple[str, str]]:
        """(where it stands, what is wrong) for each reply of a sitting that its question does not take.

        Every name of ``item_names`` has to be in ``items``.
        """
        for number, sitting in enumerate(self.sittings):
            for position, reply in sitting.replies.items():
                item = self.items[sitting.questions[int(position)].item]
                if wrong := _wrong_reply(item, reply):
                    yield f"sittings.{number}.replies.{position}", wrong


def _wrong_reply(item: ItemShape, reply: Any) -> str:
    """What is wrong, or nothing."""
    if item.form is ReplyForm.TYPED:
        return "" if isinstance(reply, str) else "the question takes the words typed"
    if isinstance(reply, str):
        return "the question takes a list of option numbers"
    last = len(item.options) - 1
    beyond = next((at for at in reply if at > last), None)
    return "" if beyond is None else f"it names option {beyond}, and the last one is {last}"
