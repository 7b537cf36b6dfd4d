"""Single answers of four: a fact and its distractors become a question with explained options."""

from __future__ import annotations

from random import Random

from dva_assist.quiz.assembly import (
    DEFINITION_TO_TERM,
    LIST_MEMBER,
    NUMBER,
    SCENARIO,
    TERM_TO_DEFINITION,
    Option,
    assemble,
)
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import amounts_for, bodies_for, terms_for
from dva_assist.quiz.facts import ERRORS, Definition, Figure, Form, Membership
from dva_assist.quiz.fragments import tells_little
from dva_assist.quiz.kinship import is_service
from dva_assist.quiz.leads import lead_in, read_under
from dva_assist.quiz.outsiders import Outsider, outsiders_for
from dva_assist.quiz.wording import (
    BLANK,
    as_sentence,
    capitalised,
    contains,
    content,
    ended,
    in_case,
    key_of,
    lower_article,
    mask,
    quoted,
    short_forms,
    shown,
    spread,
    tokens,
)
from dva_assist.types import QuizItem, SentenceKind

__all__ = ["SCENARIO", "Option", "assemble", "definition_to_term", "list_member", "number", "term_to_definition"]


def definition_to_term(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem gives the definition; the options are terms."""
    body = mask(fact.body, fact.term)
    if fact.form in ERRORS:  # among three others the right one stands out by its words
        return None
    if BLANK in body or tells_little(fact):
        return None
    others = terms_for(fact, book, rng)
    options = [Option(shown(d.term, d.sentence.text), says(d), d.origin, d.sentence) for d in others]
    key = Option(shown(fact.term, fact.sentence.text), says(fact), fact.origin, fact.sentence)
    return assemble(DEFINITION_TO_TERM, stem_for_body(fact, body, book), key, options, rng)


def stem_for_body(fact: Definition, body: str, book: FactBook) -> str:
    start = context(fact, book)
    match fact.form:
        case Form.NOUN:
            if is_service(fact, book):
                return ask(start, f"which service is {lower_article(body)}?")
            return ask(start, f"what is the term for {lower_article(body)}?")
        case Form.VERB:
            first, _, rest = body.partition(" ")
            return ask(start, f"which of these {first[:1].lower() + first[1:]} {rest}?")
        case Form.CHOICE:
            return ask(start, f"what should you choose {in_case(body)}?")
        case _:
            return ask(start, f"which of these is described as {quoted(body)}?")


def term_to_definition(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem gives the term; the options are definitions."""
    if fact.form in ERRORS or tells_little(fact):
        return None
    if (content(f"{fact.term} {spread(fact.term)}") - content(fact.origin.subject)) & content(fact.body):
        return None  # "DatabaseMemoryUsagePercentage" is a share of memory
    others = bodies_for(fact, book, rng)
    options = [Option(_sentence(d), f"That is said of {named(d)}: {says(d)}", d.origin, d.sentence) for d in others]
    key = Option(_sentence(fact), says(fact), fact.origin, fact.sentence)
    return assemble(TERM_TO_DEFINITION, _stem_for_term(fact, book), key, options, rng)


def _sentence(fact: Definition) -> str:
    return ended(as_sentence(fact.body, fact.sentence.text))


def _stem_for_term(fact: Definition, book: FactBook) -> str:
    start, name = context(fact, book, names_term=True), named(fact)
    match fact.form:
        case Form.NOUN:
            return ask(start, f"what {'are' if fact.plural else 'is'} {name}?")
        case Form.CHOICE:
            return ask(start, f"when should you choose {name}?")
        case _:
            return ask(start, f"which statement describes {name}?")


def number(fact: Figure, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem lacks a quantity; the options are quantities of one unit."""
    key = Option(fact.amount.written(), ended(fact.sentence.plain), fact.origin, fact.sentence)
    return assemble(NUMBER, fact.question, key, wrong_amounts(fact, book, rng), rng)


def wrong_amounts(fact: Figure, book: FactBook, rng: Random) -> list[Option]:
    """Other amounts of the same unit, with what each of them really is."""
    options = []
    for text, figure in amounts_for(fact, book, rng):
        if figure is None:
            why = f"Not {text}: the notes give {fact.amount.written()}: {ended(fact.sentence.plain)}"
            options.append(Option(text, why, fact.origin, fact.sentence))
        else:
            why = _elsewhere(figure, fact)
            options.append(Option(text, why, figure.origin, figure.sentence))
    return options


def _elsewhere(figure: Figure, fact: Figure) -> str:
    said = ended(figure.sentence.plain)
    if figure.sentence == fact.sentence and figure.origin.section.id == fact.origin.section.id:
        return f"{figure.amount.written()} is another figure of the same line: {said}"
    return f"{figure.amount.written()} stands elsewhere ({figure.origin.subject}): {said}"


def list_member(fact: Membership, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem names a list; one option is a member of it."""
    roster, member = fact.roster, fact.member
    options = [outsider_option(other) for other in outsiders_for(member, roster, book, rng)]
    return assemble(LIST_MEMBER, roster.question, member_option(fact), options, rng)


def member_option(fact: Membership) -> Option:
    text = shown(fact.member.text.strip().rstrip(".;,"), fact.member.sentence.text)
    said = ended(fact.member.sentence.plain)
    proof = said if fact.roster.lead.kind is SentenceKind.HEADER else f"{fact.roster.lead.plain} {said}"
    return Option(text, proof, fact.origin, fact.member.sentence)


def outsider_option(other: Outsider) -> Option:
    said = ended(" ".join(other.sentence.plain.split()))
    why = f"That belongs to another list: {other.lead} {said}" if other.lead else f"That is no part of the list: {said}"
    return Option(shown(other.text, other.sentence.text), why, other.origin, other.sentence)


def context(fact: Definition, book: FactBook, *, names_term: bool = False) -> str:
    """ "In Amazon Kinesis, ", or nothing where the term says so, or where that would tell a term that is asked for.

    What stands in a table or a list is read under its heading: "In AWS CodeDeploy (hook order for Lambda), ", unless
    that has a word of a term that is asked for.
    """
    if fact.form is not Form.NOUN and fact.sentence.kind in (SentenceKind.ROW, SentenceKind.ITEM):
        told = content(fact.origin.about) & (content(fact.term) - content(fact.origin.subject))
        return read_under(fact.origin) if names_term or not told else lead_in(fact.origin)
    subject = tuple(word for word in key_of(fact.origin.subject) if word not in ("aw", "amazon"))
    names = [key_of(fact.term), *map(key_of, short_forms(fact.term))]
    if is_service(fact, book) or contains(names[0], subject) or subject in names:
        return ""
    if not names_term and any(contains(subject, name) for name in names):
        return ""
    return lead_in(fact.origin)


def ask(start: str, question: str) -> str:
    return start + question if start else question[:1].upper() + question[1:]


def named(fact: Definition) -> str:
    code = f"`{fact.term}`" in fact.sentence.text
    listed = fact.plural and fact.sentence.kind is SentenceKind.ITEM
    in_text = fact.article or listed or code or fact.sentence.kind is SentenceKind.PROSE
    return f"{fact.article} {fact.term}".strip() if in_text else quoted(fact.term)


def says(fact: Definition) -> str:
    """The sentence that carries a definition, so that the explanation proves itself."""
    said = ended(" ".join(fact.sentence.plain.split()))
    named_there = fact.sentence.kind is not SentenceKind.PROSE or contains(tokens(said), key_of(fact.term))
    return said if named_there else f"{capitalised(fact.term)}: {said}"  # "Enables ..." under its heading
