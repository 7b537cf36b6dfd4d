"""From what the fields of a reply hold to the reply, and what is still missing. Imports no Gradio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from dva_assist.quiz.grading import wanted
from dva_assist.types import QuizItem, Reply, ReplyForm

PROMPTS = 4  # that can be matched
MOST_LETTERS = 200  # of a typed answer
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Values(NamedTuple):
    """What the fields hold, in their order on the page; those that are not shown are empty."""

    one: int | None = None
    several: Sequence[int] = ()  # in the order of choosing
    typed: str = ""
    match_1: int | None = None
    match_2: int | None = None
    match_3: int | None = None
    match_4: int | None = None

    @property
    def matches(self) -> tuple[int | None, ...]:
        return self[3:]


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be known of a question while its options are being chosen."""

    form: ReplyForm
    options: tuple[str, ...]
    wanted: int

    @classmethod
    def of(cls, item: QuizItem) -> Self:
        return cls(item.form, item.options, wanted(item))


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def read(item: QuizItem, values: Sequence[Any]) -> Reply | None:
    """The reply that the fields hold, in the order of ``Values``; None while it is not whole."""
    given = Values(*values)
    match item.form:
        case ReplyForm.ONE:
            return None if given.one is None else (given.one,)
        case ReplyForm.TYPED:
            return (given.typed or "").strip()[:MOST_LETTERS] or None
        case ReplyForm.MATCH:
            chosen = [at for at in given.matches[: len(item.prompts)] if at is not None]
            return tuple(chosen) if len(set(chosen)) == len(item.prompts) else None
    several = given.several or ()
    if len(several) != wanted(item):
        return None
    return tuple(several) if item.form is ReplyForm.ORDER else tuple(sorted(several))


def missing(item: QuizItem, values: Sequence[Any]) -> str:
    """What has to be done before the reply is whole; nothing where it is."""
    if read(item, values) is not None:
        return ""
    given = Values(*values)
    match item.form:
        case ReplyForm.ONE:
            return "Choose one of the options first."
        case ReplyForm.TYPED:
            return "Type your answer first."
        case ReplyForm.MATCH:
            return _missing_match(item, given)
        case ReplyForm.ORDER:
            left = len(item.options) - len(given.several or ())
            return f"{number(left).capitalize()} {'step is' if left == 1 else 'steps are'} not in the order yet."
    return f"Choose {number(wanted(item))} options; you have chosen {number(len(given.several or ()))} so far."


def _missing_match(item: QuizItem, given: Values) -> str:
    matches = given.matches[: len(item.prompts)]
    for prompt, at in zip(item.prompts, matches, strict=True):
        if at is None:
            return f"Choose what belongs to “{prompt}” first."
    twice = next(at for at in matches if matches.count(at) > 1)
    assert twice is not None
    return f"{LETTERS[twice]} is chosen more than once; each belongs to one only."


LETTERS = "ABCDEFGHIJ"


def option_label(position: int, text: str) -> str:
    return f"{LETTERS[position]}. {text}"


def ordered_labels(options: Sequence[str], chosen: Sequence[int]) -> list[tuple[str, int]]:
    """Each option, in its place on the page, with its number in the order that has been chosen so far."""
    places = {at: place for place, at in enumerate(chosen, start=1)}
    return [(f"{places.get(at, '–')}{'.' if at in places else ''} {text}", at) for at, text in enumerate(options)]


def too_many(asked: Asked, chosen: Sequence[int]) -> bool:
    return asked.form is ReplyForm.SEVERAL and len(chosen) > asked.wanted


def instruction(item: QuizItem) -> str:
    """What kind of reply is wanted."""
    match item.form:
        case ReplyForm.ONE:
            return "Choose one."
        case ReplyForm.SEVERAL:
            return f"Choose {number(wanted(item))}."
        case ReplyForm.TYPED:
            return "Type the answer."
        case ReplyForm.ORDER:
            return "Choose the steps one after the other, the first one first; choosing a step again takes it away."
    return "Choose what belongs to each."


def so_far(asked: Asked, chosen: Sequence[int]) -> str:
    """How far the choosing has got; also where one too many was chosen and taken away again."""
    if too_many(asked, chosen):
        return f"Only {number(asked.wanted)} can be chosen; take one away before you choose another."
    if asked.form is ReplyForm.ORDER and chosen:
        return f"{len(chosen)} of {len(asked.options)} in order; the last is: {asked.options[chosen[-1]]}"
    if asked.form is ReplyForm.ORDER:
        return "Nothing is in the order yet."
    return f"{number(len(chosen)).capitalize()} of {number(asked.wanted)} chosen."


def marks(item: QuizItem, reply: Reply) -> list[str]:
    """Classes that tell keys and choices apart; the style sheet adds words and signs to the colours.

    In an order, an option in its right place counts as a key, any other as a wrong choice.
    """
    if isinstance(reply, str):
        return []
    if item.form is ReplyForm.ORDER:
        pairs = zip(item.correct, reply, strict=True)
        return ["placed", *(f"key-{at}" if at == right else f"chosen-{at}" for right, at in pairs)]
    return [*(f"key-{at}" for at in item.correct), *(f"chosen-{at}" for at in reply)]
