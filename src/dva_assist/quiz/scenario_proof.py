"""What speaks against a reply of a model, and what the notes say about each of its options. The model is never trusted.

key       its words stand in one clause of the sentence that the model cites
question  it names nothing that the notes do not, and leads to that clause more than to any other
others    no other option stands in that clause, nor in another one that the question leads to as well
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from dva_assist.quiz.amounts import measured
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.items import Option
from dva_assist.quiz.linter import MARKUP
from dva_assist.quiz.scenario_clauses import (
    Clause,
    Weights,
    asked,
    carries,
    clauses,
    denies,
    is_asked_amount,
    match,
    shared,
)
from dva_assist.quiz.scenario_material import Statement
from dva_assist.quiz.scenario_prompt import Reply
from dva_assist.quiz.wording import contains, content, ended, is_name, key_of, quoted, tokens
from dva_assist.support import supports
from dva_assist.support.tokens import tokens as read_tokens
from dva_assist.types import SentenceKind

NO_JSON = "no JSON of the shape asked for"
NO_SOURCE = "a source that was not among the sentences given"
BARE_LETTER = "an option that is only a letter"
ALIKE = "two options that say the same"
MIXED = "amounts beside options that are none, or of another sort"
KEY_NOT_CARRIED = "a key that the cited sentence does not carry"
UNKNOWN_NAME = "a question with a name or number that the notes do not have"
OFF_SOURCE = "a question that does not lead to the cited sentence"
TWO_KEYS = "a wrong option that is right as well"

_LETTER = re.compile(r"(?:(?:option|answer)s?\s+)?[A-D](?:(?:,| and| or)+ [A-D])*", re.IGNORECASE)
_MAKER = re.compile(r"^(?:AWS|Amazon)\s+")
_LEAD_IN = re.compile(r"[^:\"“]*(?::(?=\s)|[\"“])")
_QUESTION = re.compile(r"[^.?!]*\?$")
DEFINITION = 0  # in place of a number, for a sentence of the fact book
LEADS = 2  # words that a question shares with what it asks about


@dataclass(frozen=True, slots=True)
class Proved:
    """The clause that carries the key of a reply, and the sentences that speak of each wrong option, in their order."""

    clause: Clause
    about: tuple[Statement | None, ...]


def prove(reply: Reply, statements: Sequence[Statement], book: FactBook) -> Proved | str:
    """The proof of a reply, or in a phrase what speaks against it."""
    cited = [one for one in statements if one.number in reply.source]
    if len(cited) < len(set(reply.source)):
        return NO_SOURCE
    if any(_LETTER.fullmatch(option) for option in (reply.key, *reply.wrong)):
        return BARE_LETTER
    if any(_alike(one, other) for one, other in combinations((reply.key, *reply.wrong), 2)):
        return ALIKE
    if any(_dimensions(option) != _dimensions(reply.key) for option in reply.wrong):
        return MIXED
    if not _knows_names(reply.stem, statements):
        return UNKNOWN_NAME
    carrying = [clause for clause in clauses(cited) if carries(clause, reply.key) and _agrees(clause, reply)]
    if not carrying:
        return KEY_NOT_CARRIED
    known = clauses(statements)
    words = asked(reply.stem, reply.key, known)
    clause = max(carrying, key=lambda one: match(one, words))
    if not _leads(words, clause, [one for one in known if not carries(one, reply.key)]):
        return OFF_SOURCE
    about = tuple(_about(option, clause, statements, book) for option in reply.wrong)
    elsewhere = [*known, *clauses([one for one in about if one is not None])]
    if any(_is_right_too(option, reply.key, clause, elsewhere, words) for option in reply.wrong):
        return TWO_KEYS
    return Proved(clause, about)


def _alike(one: str, other: str) -> bool:
    mine, theirs = (key_of(_MAKER.sub("", option)) for option in (one, other))
    amounts = [measured(option)[:1] for option in (one, other)]
    same = all(amounts) and same_size(amounts[0][0], amounts[1][0])
    return mine == theirs or same


def _dimensions(option: str) -> list[str]:
    return [amount.dimension for amount in measured(option)[:1]]


def _knows_names(stem: str, statements: Sequence[Statement]) -> bool:
    """Whether each name and number of a question stands in the notes. The first word of a sentence is no name."""
    headings = {heading for one in statements for heading in one.origin.section.headings}
    known = {
        token.key for text in (*(one.words for one in statements), *headings, "AWS") for token in read_tokens(text)
    }
    said = read_tokens(stem)
    inner = [token for before, token in pairwise(said) if before.key != "."]
    return all(token.key in known for token in inner if is_name(token.text) and not token.is_break)


def _agrees(clause: Clause, reply: Reply) -> bool:
    """Whether clause and question affirm or deny alike, and the key is the amount that is asked for."""
    question = _QUESTION.search(reply.stem)
    said = read_tokens(f"{reply.stem} {reply.key}")
    if denies(clause.tokens) and not denies(said):
        return False
    if question and denies(read_tokens(question[0])) and not denies(clause.tokens):
        return False
    stated = _states(clause.statement, reply.key, f"{reply.stem} {reply.key}")
    return stated and is_asked_amount(clause, reply.stem, reply.key)


def _states(statement: Statement, part: str, said: str) -> bool:
    """Whether a sentence says a part of it and does not only mention it.

    "Myth: bees sleep." does not say that bees sleep, nor does 'Reply with "bees sleep".' Where the words that lead up
    to it are ``said`` along, as in a question about the myth, it does.
    """
    lead = None if statement.sentence.kind is SentenceKind.ROW else _LEAD_IN.match(statement.words)
    return lead is None or contains(tokens(lead[0]), tuple(tokens(part))) or content(lead[0]) <= content(said)


def _leads(words: Weights, clause: Clause, others: Sequence[Clause]) -> bool:
    """Whether a question is about the clause and about none of the others more."""
    found = match(clause, words)
    return found > 0 and shared(clause, words) >= LEADS and all(match(other, words) <= found for other in others)


def _is_right_too(option: str, key: str, clause: Clause, others: Sequence[Clause], words: Weights) -> bool:
    """Whether an option stands in the clause of the key, or in one to which the question leads as well.

    Another amount of the clause is none that was asked for. The key with more words to it is right too, unless they
    make another name of it.
    """
    if carries(clause, option) and not measured(option):
        return True
    if contains(tokens(option), tuple(tokens(key))) and not any(is_name(word) for word in option.split()[1:]):
        return True
    rivals = (other for other in others if other.tokens != clause.tokens and carries(other, option))
    return any(match(other, words) >= match(clause, words) for other in rivals)


def _about(option: str, clause: Clause, statements: Sequence[Statement], book: FactBook) -> Statement | None:
    """The sentence that says what an option is, or else one of those given that speaks of it."""
    name = key_of(option)
    defined = book.by_term.get(name) or book.by_term.get(key_of(_MAKER.sub("", option))) or ()
    subject = clause.statement.origin.subject
    fact = min(defined, key=lambda fact: fact.origin.subject != subject, default=None)
    if fact is not None:
        return Statement(DEFINITION, fact.origin, fact.sentence)
    spoken = (one for one in statements if one.sentence != clause.statement.sentence)
    return next((one for one in spoken if contains(tokens(one.words), name)), None)


def explained(reply: Reply, proved: Proved, statements: Sequence[Statement]) -> Iterator[Option]:
    """The key and the wrong options, in their order, each with words that its sentence proves."""
    key = proved.clause.statement
    yield Option(reply.key, ended(key.words), key.origin, key.sentence)
    for option, why, about in zip(reply.wrong, reply.why, proved.about, strict=True):
        proof = _proof_of(why, option, statements)
        if proof is not None:
            yield _option(option, ended(why), proof)
        elif about is not None:
            yield _option(option, _says(option, about), about)
        else:
            yield _option(option, f"The notes give another answer: {quoted(ended(key.words))}", key)


def _option(option: str, explanation: str, proof: Statement) -> Option:
    return Option(option, explanation, proof.origin, proof.sentence)


def _proof_of(why: str, option: str, statements: Sequence[Statement]) -> Statement | None:
    """The sentence that carries what the model says about an option, if it says something about it."""
    if not content(why) & content(option) or MARKUP.search(why):  # the gate does not read where a link leads
        return None
    stated = (one for one in statements if _states(one, why, why))
    return next((s for s in stated if supports(why, [s.words], headings=s.origin.section.headings).supported), None)


def _says(option: str, about: Statement) -> str:
    """A definition as it stands; "PIN stands elsewhere (Parcel station): A courier opens a locker with a PIN." """
    if about.number == DEFINITION:
        return ended(about.words)
    return f"{option} stands elsewhere ({about.origin.subject}): {ended(about.words)}"
