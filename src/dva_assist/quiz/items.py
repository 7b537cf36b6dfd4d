"""One builder for each kind of item: a fact and its distractors become a question with four explained options."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from random import Random

from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import WANTED, Outsider, amounts_for, bodies_for, is_service, outsiders_for, terms_for
from dva_assist.quiz.facts import Definition, Figure, Form, Member, Origin, Roster
from dva_assist.quiz.wording import (
    BLANK,
    capitalised,
    contains,
    ended,
    key_of,
    lower_article,
    lower_first,
    mask,
    quoted,
    short_forms,
    shown,
    tokens,
)
from dva_assist.types import Citation, Explanation, QuizItem, Sentence, SentenceKind

DEFINITION_TO_TERM = "definition-to-term"
TERM_TO_DEFINITION = "term-to-definition"
NUMBER = "number"
LIST_MEMBER = "list-member"
SCENARIO = "scenario"  # the question of a language model
_EASE = {DEFINITION_TO_TERM: 0.3, TERM_TO_DEFINITION: 0.4, LIST_MEMBER: 0.4, NUMBER: 0.55, SCENARIO: 0.6}


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    explanation: str
    origin: Origin
    sentence: Sentence


def definition_to_term(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem gives the definition; the options are terms."""
    body = mask(fact.body, fact.term)
    in_name = re.search(rf"[A-Z]\w* {BLANK}|{BLANK} [A-Z]", body)
    if fact.form is Form.CURE or body.startswith(BLANK) or body.count(BLANK) > 1 or in_name:
        return None
    others = terms_for(fact, book, rng)
    options = [Option(shown(d.term, d.sentence.text), _says(d), d.origin, d.sentence) for d in others]
    key = Option(shown(fact.term, fact.sentence.text), _says(fact), fact.origin, fact.sentence)
    return assemble(DEFINITION_TO_TERM, _stem_for_body(fact, body, book), key, options, rng)


def _stem_for_body(fact: Definition, body: str, book: FactBook) -> str:
    start = _context(fact, book)
    match fact.form:
        case Form.NOUN:
            return _ask(start, f"what is the term for {lower_article(body)}?")
        case Form.VERB:
            first, _, rest = body.partition(" ")
            return _ask(start, f"which of these {first[:1].lower() + first[1:]} {rest}?")
        case Form.CHOICE:
            return _ask(start, f"what should you choose {lower_first(body)}?")
        case Form.CAUSE:
            return _ask(start, f"which error has this cause: {quoted(body)}?")
        case _:
            return _ask(start, f"which of these do the notes describe as {quoted(body)}?")


def term_to_definition(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem gives the term; the options are definitions."""
    if contains(tokens(fact.body), key_of(fact.term)):
        return None
    others = bodies_for(fact, book, rng)
    options = [
        Option(ended(capitalised(d.body)), f"That is said of {_named(d)}: {_says(d)}", d.origin, d.sentence)
        for d in others
    ]
    key = Option(ended(capitalised(fact.body)), _says(fact), fact.origin, fact.sentence)
    return assemble(TERM_TO_DEFINITION, _stem_for_term(fact, book), key, options, rng)


def _stem_for_term(fact: Definition, book: FactBook) -> str:
    start, name = _context(fact, book), _named(fact)
    match fact.form:
        case Form.NOUN:
            return _ask(start, f"what {'are' if fact.plural else 'is'} {name}?")
        case Form.CHOICE:
            return _ask(start, f"when should you choose {name}?")
        case Form.CAUSE:
            return _ask(start, f"what causes the error {quoted(fact.term)}?")
        case Form.CURE:
            return _ask(start, f"how do you cure the error {quoted(fact.term)}?")
        case _:
            return _ask(start, f"which statement describes {name}?")


def number(fact: Figure, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem lacks a quantity; the options are quantities of one unit."""
    text = fact.amount.written()
    options = []
    for other, figure in amounts_for(fact, book, rng):
        if figure is None:
            reason = f"No figure of {other} is given here; the notes give {text}: {ended(fact.sentence.plain)}"
            options.append(Option(other, reason, fact.origin, fact.sentence))
        else:
            reason = f"{other} stands elsewhere ({figure.origin.subject}): {ended(figure.sentence.plain)}"
            options.append(Option(other, reason, figure.origin, figure.sentence))
    key = Option(text, ended(fact.sentence.plain), fact.origin, fact.sentence)
    return assemble(NUMBER, fact.question, key, options, rng)


def list_member(roster: Roster, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem names a list; one option is a member of it."""
    member = rng.choice(roster.members)
    options = [
        Option(shown(other.text, other.sentence.text), _elsewhere(other), other.origin, other.sentence)
        for other in outsiders_for(member, roster, book, rng)
    ]
    proof = f"{roster.lead.plain} {ended(member.sentence.plain)}"
    key = Option(_tidy(member), proof, roster.origin, member.sentence)
    return assemble(LIST_MEMBER, roster.question, key, options, rng)


def _elsewhere(other: Outsider) -> str:
    says = ended(" ".join(other.sentence.plain.split()))
    return (
        f"That belongs to another list: {other.lead} {says}" if other.lead else f"That is no part of the list: {says}"
    )


def _tidy(member: Member) -> str:
    return shown(member.text.strip().rstrip(".;,"), member.sentence.text)


def _context(fact: Definition, book: FactBook) -> str:
    """ "In Amazon Kinesis, ", or nothing where the term itself says so."""
    subject = tuple(word for word in key_of(fact.origin.subject) if word not in ("aw", "amazon"))
    names = [key_of(fact.term), *map(key_of, short_forms(fact.term))]
    if is_service(fact, book) or contains(names[0], subject) or subject in names:
        return ""
    return f"In {fact.origin.subject}, "


def _ask(start: str, question: str) -> str:
    return start + question if start else question[:1].upper() + question[1:]


def _named(fact: Definition) -> str:
    code = f"`{fact.term}`" in fact.sentence.text
    in_text = fact.article or fact.plural or code or fact.sentence.kind is SentenceKind.PROSE
    return f"{fact.article} {fact.term}".strip() if in_text else quoted(fact.term)


def _says(fact: Definition) -> str:
    """The sentence that carries a definition, so that the explanation proves itself."""
    return ended(" ".join(fact.sentence.plain.split()))


def assemble(kind: str, stem: str, key: Option, distractors: list[Option], rng: Random) -> QuizItem | None:
    """None where there are too few distractors. Marker 1 is the key's citation; the others count on."""
    if len(distractors) < WANTED:
        return None
    options = [key, *distractors]
    rng.shuffle(options)
    markers = {id(option): marker for marker, option in enumerate([key, *distractors], start=1)}
    section = key.origin.section
    span = f"{section.note}:{key.sentence.start}-{key.sentence.end}"
    near = sum(option.origin.subject == key.origin.subject for option in distractors)
    return QuizItem(
        id=hashlib.sha256(f"{kind}\n{span}\n{stem}".encode()).hexdigest()[:12],
        kind=kind,
        stem=stem,
        options=tuple(option.text for option in options),
        correct=(options.index(key),),
        explanations=tuple(
            Explanation(option.explanation, Citation.of(markers[id(option)], option.origin.section, option.sentence))
            for option in options
        ),
        citation=Citation.of(1, section, key.sentence),
        topics=key.origin.topics,
        exam_tasks=key.origin.exam_tasks,
        difficulty=round(_EASE[kind] + 0.1 * near, 2),
    )
