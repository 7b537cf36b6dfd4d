"""Steps to be put in order."""

from __future__ import annotations

import re
from random import Random

from dva_assist.quiz.assembly import ORDER_STEPS, Option, item
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Procedure
from dva_assist.quiz.wording import capitalised, ended
from dva_assist.types import QuizItem, ReplyForm

MOST = 6  # steps of one question
OF_MANY = 5  # steps taken of a longer list
_PLACE_AT_START = re.compile(
    r"^(?:first|then|next|finally|lastly|at last|afterwards|to begin(?: with)?),? +", re.IGNORECASE
)
_PLACE_AT_END = re.compile(
    r"(?:,? (?:at once,? )?before anything else|,? (?:first of all|last of all|at the very end)"
    r"|, (?:first|last|finally))$",
    re.IGNORECASE,
)


def order_steps(fact: Procedure, book: FactBook, rng: Random) -> QuizItem | None:
    """Of a long list a part; what is left out lies anywhere between."""
    count = len(fact.steps)
    places = sorted(rng.sample(range(count), OF_MANY)) if count > MOST else list(range(count))
    right = [_step(fact, place) for place in places]
    shuffled = list(range(len(right)))
    while shuffled == sorted(shuffled):
        rng.shuffle(shuffled)
    correct = tuple(shuffled.index(at) for at in range(len(right)))
    options = [right[at] for at in shuffled]
    return item(ORDER_STEPS, fact.question, options, correct, (fact.origin, fact.lead), form=ReplyForm.ORDER)


def _step(fact: Procedure, place: int) -> Option:
    step = fact.steps[place]
    said = " ".join(step.plain.split())
    why = f"Number {place + 1} of {len(fact.steps)}: {ended(said)}"
    return Option(capitalised(without_place(said.rstrip(" .;,:"))), why, fact.origin, step)


def without_place(step: str) -> str:
    """A step without the words that tell its place.

    >>> without_place("Finally, rotate the secret at once, before anything else")
    'rotate the secret'
    """
    return _PLACE_AT_END.sub("", _PLACE_AT_START.sub("", step))
