"""Questions that are answered in writing: a figure, or the term that a definition lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from dva_assist.quiz.amounts import Amount, write
from dva_assist.quiz.assembly import CLOZE, FILL_NUMBER, Option, item
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Definition, Figure, Form
from dva_assist.quiz.items import ask, context, says
from dva_assist.quiz.typed import MOST_SLIPS, could_be_slip
from dva_assist.quiz.wording import (
    BLANK,
    content,
    ended,
    key_of,
    lower_article,
    mask,
    quoted,
    short_forms,
    shown,
    similarity,
)
from dva_assist.types import QuizItem, ReplyForm

_ASKS = re.compile(r"which value|what is (?:the [a-z]+(?: value| quota)?)")
_MAKER = re.compile(r"^(?:AWS|Amazon) ")
MOST_WORDS = 4  # of a term that is typed
TELLING = 5  # content words of a definition that leads to one term only
ALIKE = 0.34


def fill_number(fact: Figure, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem says in which unit the figure is wanted; it may be given in another one all the same."""
    amount = fact.amount
    hint = _hint(amount)
    stem = _ASKS.sub(lambda found: f"{found[0]}{hint}", fact.question, count=1)
    bare = write(amount.value)
    accepted = (bare,) if bare != amount.written() else ()
    option = Option(amount.written(), ended(fact.sentence.plain), fact.origin, fact.sentence)
    return _typed(FILL_NUMBER, stem, option, accepted)


def _hint(amount: Amount) -> str:
    """ ", in seconds,", or nothing for a count whose noun stands in the sentence."""
    if not amount.unit:
        return ""
    if amount.unit == "%":
        return ", in percent,"
    if re.match(r"(?:per|a|each) ", amount.unit):
        return f", as a number {amount.unit},"
    return f", as a number of {amount.plural}," if amount.dimension.startswith(("count", "rate")) else _in(amount)


def _in(amount: Amount) -> str:
    return f", in {amount.plural},"


def cloze(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """A definition without its term, where no other term of the notes fits or is a slip of the pen away."""
    body = mask(fact.body, fact.term)
    if fact.form not in (Form.NOUN, Form.VERB) or BLANK in body or len(content(body)) < TELLING:
        return None
    term = re.sub(r"\s*\([^)]*\)", "", fact.term).strip()
    if len(term.split()) > MOST_WORDS or _has_rival(fact, book):
        return None
    names = tuple(_names(fact, term, book))
    if any(could_be_slip(other, name) for name in (term, *names) for other in _other_terms(fact, names, name, book)):
        return None
    stem = ask(context(fact, book), f"which term is missing here: {quoted(_sentence(fact, body))}?")
    answer = Option(shown(term, fact.sentence.text), says(fact), fact.origin, fact.sentence)
    others = {key_of(name): name for name in names if key_of(name) != key_of(answer.text)}
    return _typed(CLOZE, stem, answer, tuple(others.values()))


def _sentence(fact: Definition, body: str) -> str:
    article = {"a": "A(n) ", "an": "A(n) ", "the": "The "}.get(fact.article, "")
    if fact.form is Form.VERB:
        return f"{article}{BLANK} {body[:1].lower()}{body[1:]}"
    return f"{article}{BLANK} {'are' if fact.plural else 'is'} {lower_article(body)}"


def _names(fact: Definition, term: str, book: FactBook) -> Iterator[str]:
    """Short forms, other names, and the name without its maker."""
    yield from short_forms(fact.term)
    yield from book.other_names.get(key_of(term), ())
    if _MAKER.match(term):
        yield _MAKER.sub("", term)
    first, _, rest = term.partition(" ")
    if rest and first[:1].isupper() and first in fact.origin.subject.split():
        yield rest  # "dashboard" for "CloudWatch dashboard"


def _has_rival(fact: Definition, book: FactBook) -> bool:
    """Whether another term of the same subject is defined in much the same words."""
    mine = key_of(fact.term)
    home = (one for one in book.by_subject[fact.origin.subject] if isinstance(one, Definition))
    return any(key_of(one.term) != mine and similarity(one.body, fact.body) > ALIKE for one in home)


def _other_terms(fact: Definition, names: tuple[str, ...], name: str, book: FactBook) -> Iterator[str]:
    """Terms of nearly the length of ``name`` that mean something else."""
    same, length = {key_of(fact.term), *map(key_of, names)}, sum(map(len, key_of(name)))
    near = (key for key in book.by_term if abs(sum(map(len, key)) - length) <= MOST_SLIPS)
    yield from (" ".join(key) for key in near if key not in same)


def _typed(kind: str, stem: str, answer: Option, accepted: tuple[str, ...]) -> QuizItem:
    proof = (answer.origin, answer.sentence)
    return item(kind, stem, [answer], (0,), proof, form=ReplyForm.TYPED, accepted=accepted)
