"""Which of the two: things of one service that are easily taken for each other."""

from __future__ import annotations

import re
from random import Random

from dva_assist.quiz.assembly import CONFUSABLE_PAIR, Option, choice
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import related
from dva_assist.quiz.facts import ERRORS, Contrast, Definition, Form
from dva_assist.quiz.fragments import tells_little
from dva_assist.quiz.items import ask, context, named, says
from dva_assist.quiz.kinship import SYNONYM, cosine, is_kin, parts, shape
from dva_assist.quiz.leads import read_under
from dva_assist.quiz.wording import (
    BLANK,
    capitalised,
    contains,
    content,
    ended,
    in_case,
    key_of,
    lower_article,
    lower_first,
    mask,
    quoted,
    shown,
    tokens,
)
from dva_assist.types import QuizItem

PAIR_NEAR = 0.45  # cosine of what is said of two things that are taken for each other
_CONTRAST = re.compile(
    r"\b(?:differ\w*|instead|unlike|whereas|while|not|but|rather|than|versus|confus\w+|looks? like|compared?)\b", re.I
)
_ALIKE = 2.0  # least likeness of two things to be confused
LEAST_SAID = 2  # content words of a cell: "handlers" may be true of both
_SIDE_WORDS = frozenset(content("mode type kind plan tier service"))


def confusable_pair(fact: Definition | Contrast, book: FactBook, rng: Random) -> QuizItem | None:
    """Two options, each with what the notes say of it."""
    return _of_cells(fact, rng) if isinstance(fact, Contrast) else _of_definitions(fact, book, rng)


def _of_definitions(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    body = mask(fact.body, fact.term)
    if fact.form in ERRORS or BLANK in body or tells_little(fact):
        return None
    near = [one for one in book.by_section[fact.origin.section.id] if isinstance(one, Definition)]
    home = [one for one in book.by_subject[fact.origin.subject] if isinstance(one, Definition)]
    ranked = sorted(
        ((likeness(fact, one) + rng.random(), -at, one) for at, one in enumerate(dict.fromkeys([*near, *home]))),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    for score, _, other in ranked:
        if score < _ALIKE:
            return None
        if _is_sibling(fact, other, book) and is_confused(fact, other, book) and not related(fact, other, book):
            return _pair(_question(fact, body, book), [_option(fact), _option(other)], [fact, other], rng)
    return None


def likeness(one: Definition, other: Definition) -> float:
    """Shared words of the names count most, the last one above all; then that they stand side by side."""
    shared = content(one.term) & content(other.term)
    same_head = tokens(one.term)[-1:] == tokens(other.term)[-1:]
    beside = one.origin.section.id == other.origin.section.id
    return 1.5 * bool(shared) + 0.5 * same_head + 1.5 * beside


def _is_sibling(one: Definition, other: Definition, book: FactBook) -> bool:
    alike = one.form is other.form and one.plural == other.plural and shape(one, book) == shape(other, book)
    names = parts(one.term), parts(other.term)
    return other is not one and alike and not names[0] <= names[1] and not names[1] <= names[0]  # String, SecureString


def is_confused(one: Definition, other: Definition, book: FactBook) -> bool:
    """Whether two things are told apart by one attribute: of one genus in one section or table, or contrasted.

    Where an index tells, what is said of them lies near as well.
    """
    near = cosine(one, other, book)
    if near is not None and not PAIR_NEAR <= near <= SYNONYM:
        return False
    beside = one.origin.section.id == other.origin.section.id
    return (beside and is_kin(one, other, book)) or _are_contrasted(one, other)


def _are_contrasted(one: Definition, other: Definition) -> bool:
    """Whether a sentence of either section names both and says that they differ."""
    names = key_of(one.term), key_of(other.term)
    sections = {fact.origin.section.id: fact.origin.section for fact in (one, other)}
    said = (sentence.plain for section in sections.values() for sentence in section.sentences)
    return any(_CONTRAST.search(text) and all(contains(tokens(text), name) for name in names) for text in said)


def _option(fact: Definition) -> Option:
    return Option(shown(fact.term, fact.sentence.text), says(fact), fact.origin, fact.sentence)


def _question(fact: Definition, body: str, book: FactBook) -> str:
    start = context(fact, book)
    match fact.form:
        case Form.NOUN:
            return ask(start, f"which of the two {'are' if fact.plural else 'is'} {lower_article(body)}")
        case Form.VERB:
            return ask(start, f"which of the two {lower_first(body)}")
        case Form.CHOICE:
            return ask(start, f"which of the two should you choose {in_case(body)}")
        case _:
            return ask(start, f"which of the two is described as {quoted(body)}")


def _pair(question: str, options: list[Option], facts: list[Definition], rng: Random) -> QuizItem:
    bare = len({bool(one.article) for one in facts}) > 1  # not "an A or B"
    names = [one.term if bare else named(one).replace('"', "") for one in facts]
    stem = f"{question}: {' or '.join(sorted(names))}?"  # sorted, so that the same two are asked about once
    return choice(CONFUSABLE_PAIR, stem, options[:1], options[1:], rng)


def _of_cells(fact: Contrast, rng: Random) -> QuizItem | None:
    told = content(f"{fact.point} {' '.join(fact.cells)}")
    own = (content(fact.sides[0]) ^ content(fact.sides[1])) - _SIDE_WORDS
    if own & told or any(cell.strip(" .,").isdigit() for cell in fact.cells):  # "described by 3"
        return None
    key = rng.randrange(2)
    options = [Option(capitalised(fact.sides[at]), of_side(fact, at), fact.origin, fact.sentence) for at in (0, 1)]
    if len(content(fact.cells[key])) < LEAST_SAID:
        return None
    cell = quoted(f"{fact.point}: {fact.cells[key]}")
    stem = f"{read_under(fact.origin)}which of the two matches {cell}: {' or '.join(sorted(fact.sides))}?"
    return choice(CONFUSABLE_PAIR, stem, [options[key]], [options[1 - key]], rng)


def of_side(fact: Contrast, side: int) -> str:
    """ "Of the Standard queue, "Delivery" says: At least once." """
    return f"{capitalised(fact.sides[side])}, {lower_first(fact.point)}: {ended(fact.cells[side])}"
