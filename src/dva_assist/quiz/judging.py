"""Is this statement right? If not, what is right instead?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from dva_assist.quiz.assembly import TRUE_FALSE, WANTED, Option, choice
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import terms_for
from dva_assist.quiz.facts import Definition, Figure, Form
from dva_assist.quiz.items import ask, context, says, wrong_amounts
from dva_assist.quiz.kinship import is_service
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.wording import BLANK, capitalised, content, ended, in_case, lower_article, mask, quoted
from dva_assist.types import QuizItem

TRUE = "True"
_OPEN = re.compile(  # a statement with a larger or smaller figure may follow from the right one
    r"\b(?:more|over|larger|greater|longer|bigger|higher|above|exceed\w*|beyond|less|fewer|smaller|shorter|under|below|"
    r"at least)(?: than)? "
    + BLANK
    + rf"|{BLANK},? (?:or|and) (?:more|less|larger|longer|fewer|smaller|shorter|above|below)\b",
    re.IGNORECASE,
)
_TOLD = frozenset("add avoid call choose cut give keep merge prefer put raise search select set use wait write".split())
AT_HOME = 2  # wrong terms of the same subject; one of them is put into a wrong statement
MOST_OTHERS = 1  # amounts that a statement gives beside the one that is judged
SHARE_RIGHT = 0.4  # of the statements


def true_false(fact: Definition | Figure, book: FactBook, rng: Random) -> QuizItem | None:
    """A statement of the notes, or one with another figure or term; three options say what is right instead."""
    return _of_figure(fact, book, rng) if isinstance(fact, Figure) else _of_definition(fact, book, rng)


def _of_figure(fact: Figure, book: FactBook, rng: Random) -> QuizItem | None:
    wrong = wrong_amounts(fact, book, rng)
    key = Option(fact.amount.written(), ended(fact.sentence.plain), fact.origin, fact.sentence)
    if len(wrong) < WANTED or _OPEN.search(fact.statement) or _advises(fact.statement):
        return None
    if "1" in (option.text for option in (key, *wrong)):
        return None  # "up to 1 replicas"
    others = len(re.findall(r"(?<![\w.])\d[\d,.]*", fact.statement))
    if others > MOST_OTHERS:
        return None  # "3 attempts of 20 seconds, 30 seconds together" contradicts itself
    one_of_many = others > 0

    def correction(option: Option, told: str) -> str:
        return f"False: not {told} but {option.text}" if one_of_many else f"False: it is {option.text}"

    statements = [ended(fact.statement.replace(BLANK, option.text)) for option in (key, *wrong)]
    return _judged(lead_in(fact.origin, fact.sentence), statements, key, wrong, correction, rng)


def _advises(statement: str) -> bool:
    """Whether it says what to do: "Search the last 90 days" is neither right nor wrong."""
    return statement.partition(" ")[0].lower() in _TOLD


def _of_definition(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    body = mask(fact.body, fact.term)
    if fact.form not in (Form.NOUN, Form.VERB, Form.CHOICE) or BLANK in body:
        return None
    if _names_itself(fact, fact):
        return None
    if fact.form is Form.CHOICE and fact.article in ("a", "an"):
        return None  # "a Glacier class" takes in others
    rivals = [one for one in terms_for(fact, book, rng) if bool(one.article) == bool(fact.article)]
    others = [one for one in rivals if not _names_itself(one, fact)]
    if len(others) < WANTED:
        return None
    at_home = [one for one in others if one.origin.subject == fact.origin.subject or is_service(one, book)]
    if len(at_home) < AT_HOME:
        return None
    others = [*at_home, *(one for one in others if one not in at_home)]
    wrong = [Option(_called(one), _shows(one), one.origin, one.sentence) for one in others]
    key = Option(_called(fact), says(fact), fact.origin, fact.sentence)
    statements = [_said(fact, one) for one in (fact, *others)]
    what = "the choice is" if fact.form is Form.CHOICE else "that is true of"

    def correction(option: Option, told: str) -> str:
        return f"False: {what} {option.text}"

    return _judged(context(fact, book), statements, key, wrong, correction, rng)


def _shows(one: Definition) -> str:
    """What a term that does not belong here is: it is the proof that a statement with it is wrong."""
    return f"That is said of {_called(one)}: {says(one)}"


def _names_itself(one: Definition, statement: Definition) -> bool:
    """Whether a statement speaks of a term by one of its words, beside those of the service."""
    return bool((content(one.term) - content(statement.origin.subject)) & content(statement.body))


def _said(fact: Definition, of: Definition) -> str:
    """The definition as a sentence, with the term of another one."""
    if fact.form is Form.CHOICE:
        return ended(f"Choose {_called(of)} {in_case(fact.body)}")
    verb = "" if fact.form is Form.VERB else "are " if fact.plural else "is "
    body = lower_article(fact.body) if verb else f"{fact.body[:1].lower()}{fact.body[1:]}"
    called = _called(of)
    is_code = not of.article and f"`{of.term}`" in of.sentence.text
    return ended(f"{called if is_code else capitalised(called)} {verb}{body}")


def _called(fact: Definition) -> str:
    """The term with its article, without quotation marks: it stands inside a quotation or at the end."""
    return f"{fact.article} {fact.term}".strip()


def _judged(
    start: str,
    statements: Sequence[str],
    key: Option,
    wrong: Sequence[Option],
    correction: Callable[[Option, str], str],
    rng: Random,
) -> QuizItem:
    """``statements`` are the right one and a wrong one for each of ``wrong``; ``correction`` puts what is right."""
    is_right = rng.random() < SHARE_RIGHT
    told = 0 if is_right else 1 + rng.randrange(AT_HOME)
    said = (key, *wrong)[told]
    shown = key if said.sentence is key.sentence or said.text[:1].isdigit() else said
    true = replace(shown, text=TRUE)
    corrected = [
        replace(option, text=correction(option, said.text)) for at, option in enumerate((key, *wrong)) if at != told
    ]
    keys, others = ([true], corrected) if is_right else (corrected[:1], [true, *corrected[1:]])
    return choice(TRUE_FALSE, _stem(start, statements[told]), keys, others[:WANTED], rng)


def _stem(start: str, statement: str) -> str:
    return ask(start, f"is this statement right: {quoted(statement.rstrip('.'))}?")
