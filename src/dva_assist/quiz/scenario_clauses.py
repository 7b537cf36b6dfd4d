"""Statements taken apart into clauses, and how a question and an option stand to each.

"A courier opens a locker with a PIN, and a customer opens it with a pickup code" is two clauses: that "a PIN" stands in
the sentence too does not make it right for a customer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dva_assist.quiz.amounts import Amount, measured
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.scenario_material import Statement
from dva_assist.quiz.wording import is_name
from dva_assist.support.omissions import omissions
from dva_assist.support.reading import Reading, read
from dva_assist.support.rows import cells, is_row
from dva_assist.support.tokens import Token, keys, tokens
from dva_assist.words import STOP_WORDS

_TURNS = keys("while whereas but")  # a clause of its own begins
_COMMA = Token(",", ",", is_break=True)
_DENIALS = keys("not without")
_FRAME = re.compile(r"^(?:use|using|choose|by|with|in|to)\s+", re.IGNORECASE)  # how an option may begin
_BOUNDS = (
    r"(?P<most>up to|at most|maxim\w*|max|may reach|no (?:more|longer) than|limit\w*|exceed\w*|largest|longest)"
    r"|(?P<least>at least|minim\w*|min|no less than|smallest|shortest)"
    r"|(?P<default>defaults?|unless)"
)
_BOUND = re.compile(rf"\b(?:{_BOUNDS})\b", re.IGNORECASE)

Weights = Mapping[str, float]  # what a word is compared by -> how much it tells


@dataclass(frozen=True, slots=True)
class Clause:
    statement: Statement
    tokens: tuple[Token, ...]


def clauses(statements: Sequence[Statement]) -> list[Clause]:
    """The clauses of prose, the cells of a row with what the row is about."""
    return [Clause(one, part) for one in statements for part in _parts(one.words)]


def _parts(words: str) -> Iterator[tuple[Token, ...]]:
    if is_row(words):
        yield from ((*cell.subject, _COMMA, *cell.head, _COMMA, *cell.value) for cell in cells(words))
        return
    said, start = tokens(words), 0
    for at, token in enumerate(said):
        joined = token.key == "and" and at > 0 and said[at - 1].text == ","
        if joined or token.key in _TURNS or (token.is_break and token.text in ".;"):
            yield said[start:at]
            start = at
    yield said[start:]


def carries(clause: Clause, option: str) -> bool:
    """Whether an option is a part of the clause: all its words, in order, with nothing passed over that it needs.

    A name must be whole: "DynamoDB" is not what "DynamoDB Streams write records" says. The option may add what the
    notes are about, as in "Lambda SnapStart".
    """
    reading = read(tokens(_FRAME.sub("", option)), clause.tokens)
    subject = tokens(f"{clause.statement.origin.subject} AWS Amazon")
    if not reading.pairs or any(not token.among(subject) for token in reading.missing):
        return False
    first, last = reading.pairs[0][1], reading.pairs[-1][1]
    span = clause.tokens[first : last + 1]
    within = Reading(reading.sentence, span, tuple((here, there - first) for here, there in reading.pairs))
    if any(omissions(within)) or _goes_on(clause.tokens[last : last + 2]):
        return False
    ahead = clause.tokens[max(first - 1, 1) : first + 1]  # the first word has a capital anyway
    return not _goes_on(ahead) or ahead[0].among(subject)


def _goes_on(pair: Sequence[Token]) -> bool:
    """Whether two neighbours are parts of one name: "DynamoDB", "Streams"; "15", "MB"."""
    return len(pair) == 2 and all(is_name(token.text) and not token.is_break for token in pair)


def asked(stem: str, key: str, known: Sequence[Clause]) -> Weights:
    """The words of a question without those of the key; what few of the clauses say tells most."""
    named = {token.key for token in tokens(key)}
    telling = {t.key for t in tokens(stem) if t.counts and t.text.lower() not in STOP_WORDS} - named
    texts = {frozenset(token.key for token in clause.tokens) for clause in known}
    return {word: math.log(1 + len(texts) / (1 + sum(word in text for text in texts))) for word in sorted(telling)}


def match(clause: Clause, words: Weights) -> float:
    """How much of a question the clause says."""
    said = {token.key for token in clause.tokens}
    return sum(weight for word, weight in words.items() if word in said)


def shared(clause: Clause, words: Weights) -> int:
    """How many words of a question stand in the clause or above it."""
    above = (token.key for heading in clause.statement.origin.section.headings for token in tokens(heading))
    return len(words.keys() & {*(token.key for token in clause.tokens), *above})


def denies(said: Sequence[Token]) -> bool:
    return any(token.key in _DENIALS for token in said)


def is_asked_amount(clause: Clause, stem: str, key: str) -> bool:
    """Whether an amount is the one of the clause that the stem asks for. True for a key that is no amount.

    Of "3 seconds unless changed and may reach 900 seconds" the first is the default and the second the maximum.
    """
    amount = next(iter(measured(key)), None)
    if amount is None:
        return True
    wanted = {found.lastgroup for found in _BOUND.finditer(stem)}
    alike = [(bound, same_size(one, amount)) for one, bound in _bounded(clause) if one.dimension == amount.dimension]
    mine = [bound for bound, is_key in alike if is_key]
    theirs = [bound for bound, is_key in alike if not is_key]
    if not mine or (wanted and mine[0] not in wanted):
        return False
    return not theirs or bool(wanted and not wanted.intersection(theirs))


def _bounded(clause: Clause) -> Iterator[tuple[Amount, str | None]]:
    """The amounts of a clause and whether each is the "most", the "least" or the "default"."""
    text = " ".join(token.text for token in clause.tokens)
    found = measured(text)
    ends = [0, *(amount.end for amount in found)]
    starts = [*(amount.start for amount in found), len(text)]
    for at, amount in enumerate(found):
        ahead = [cue.lastgroup for cue in _BOUND.finditer(text[ends[at] : amount.start])]
        behind = [cue.lastgroup for cue in _BOUND.finditer(text[amount.end : starts[at + 1]])]
        yield amount, ahead[-1] if ahead else "default" if "default" in behind[:1] else None
