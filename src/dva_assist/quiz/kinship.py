"""Whether a wrong option could tempt somebody half prepared: a thing of the same category, and spoken of alike.

The meaning is the cosine of two cited sentences, where an index gives their vectors; the category is the genus of the
definitions ("is a rule that"), the head of the terms, or one table or list that holds both. On items that two readers
judged the cosine alone did not tell good distractors from implausible ones (area under the curve 0.74 and 0.80 for the
lowest of an item), so each category has a floor of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Definition, Form, Origin
from dva_assist.quiz.wording import content, key_of, tokens
from dva_assist.types import Sentence, SentenceKind

SYNONYM = 0.93  # above this two sentences may say the same, and a wrong option may be right as well
NEVER = 2.0
BESIDE = 0.55  # floors of the cosine: of rows of one table and items of one list, whatever they are,
KIN = 0.3  # of things of one category,
SERVED = 0.42  # of two services, and of things of one category from two services,
HERE = 0.55  # of things of one section,
NEAR = 0.8  # and of nouns that are of no category together
_SERVICE = re.compile(r"(?:AWS|Amazon)(?: [A-Z(][\w()-]*)+")
_CODE = re.compile(r"\S*(?:[a-z][A-Z]|[_$:/.<>*=])\S*")
_ERROR = re.compile(r"(?:Exception|Error|Fault|Failure|Failed)\b|^[45]\d\d\b")
_BOUND = re.compile(
    r"\s(?:that|which|who|where|when|whose|for|in|with|to|from|by|on|at|between|inside|behind|under|without|as|into|"
    r"you|it|and|or|is|are|can|has|used|made|written|given|sent|kept|called|held|attached|running)\b|[,;:(–—]"
)
_WHOLES = (
    r"(?:set|number|list|part|group|collection|name|value|way|use|time|kind|form|unit|type|piece|copy|number|"
    r"sequence|series|pair|segment)s?"
)
_OF_WHAT = re.compile(rf"^(?:[\w-]+ ){{0,4}}?{_WHOLES} of (?:(?:an?|the|one|all|your) )?(?P<what>.+)$", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?:the |a |an )?(?:[\w-]+ )?"
    r"(?:number|time|length|period|rate|size|amount|share|percentage|maximum|minimum|how)\b",
    re.IGNORECASE,
)
_WEAK = content(
    "service feature resource thing way tool data use such name time one set number part value aws amazon action form"
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class Told(Protocol):
    """What has its place in the notes."""

    @property
    def origin(self) -> Origin: ...

    @property
    def sentence(self) -> Sentence: ...


def cosine(one: Told, other: Told, book: FactBook) -> float | None:
    """Of the sentences, -1..1; None where no index gives their vectors."""
    if book.vectors is None:
        return None
    mine = book.vectors(one.origin.section.id, one.sentence.start)
    theirs = book.vectors(other.origin.section.id, other.sentence.start)
    return None if mine is None or theirs is None else float(mine @ theirs)


def tempts(key: Definition, other: Definition, book: FactBook) -> bool:
    """Whether ``other`` is of the category of ``key`` and near to it in meaning, but not the same."""
    near = cosine(key, other, book)
    if near is None:
        return key.origin.subject == other.origin.subject or bool(is_kin(key, other, book))
    if near > SYNONYM or is_measure(key) != is_measure(other):
        return False
    return near >= _floor(key, other, book)


def _floor(key: Definition, other: Definition, book: FactBook) -> float:
    beside = is_beside(key, other)
    apart = key.origin.section.id != other.origin.section.id
    if key.form is Form.CHOICE and apart and not head(key.term) & head(other.term):
        return NEVER  # a container service beside load balancers
    if beside and key.form is not Form.NOUN:
        return BESIDE
    if is_kin(key, other, book):
        return KIN if key.origin.subject == other.origin.subject else SERVED
    if is_service(key, book):
        return SERVED
    if key.origin.subject != other.origin.subject:
        return NEVER
    if key.form is Form.NOUN:
        return NEAR if other.form is Form.NOUN else NEVER
    return NEVER if apart else HERE


def is_beside(one: Told, other: Told) -> bool:
    """Whether both are rows of one table or items of one list."""
    rows = (SentenceKind.ROW, SentenceKind.ITEM)
    listed = one.sentence.kind is other.sentence.kind and one.sentence.kind in rows
    return listed and one.origin.section.id == other.origin.section.id and one.sentence.block == other.sentence.block


def is_kin(one: Definition, other: Definition, book: FactBook) -> bool:
    """Whether the definitions name one genus or the terms one head, or the term of one names the genus of the other."""
    if is_service(one, book) or is_service(other, book):
        return False
    mine, theirs = genus(one), genus(other)
    heads = head(one.term), head(other.term)
    if heads[0] & heads[1] or (mine & theirs) - _WEAK:
        return True
    return bool((mine & heads[1] | theirs & heads[0]) - _WEAK)


def genus(fact: Definition) -> frozenset[str]:
    """The stem of what a noun phrase says that its term is: "a rule that sends" and "a set of rules" give rule."""
    if fact.form is not Form.NOUN:
        return frozenset()
    body = re.sub(r"^(?:an?|the|one|each|all|two|your)\s+", "", fact.body, flags=re.IGNORECASE)
    if inner := _OF_WHAT.match(body):
        body = inner["what"]
    bound = _BOUND.search(body)
    phrase = re.split(r"\sof\s", body[: bound.start()] if bound else body)[0]
    return frozenset(tokens(phrase)[-1:])


def is_measure(fact: Definition) -> bool:
    """Whether the term is a quantity: "the number of ...", "how long ..."."""
    return fact.form is Form.NOUN and bool(_MEASURE.match(fact.body))


def head(term: str) -> frozenset[str]:
    """The stem of the head noun of a term: "gateway endpoint for S3" gives endpoint; of code its last part."""
    plain = re.sub(r"\s*\([^)]*\)", "", term)
    bare = re.split(r"\s(?:of|for|in|on|with|to|from|by)\s", plain)[0].strip()
    if " " not in bare and _CODE.fullmatch(bare):
        return frozenset(part.lower() for part in _PART.findall(bare)[-1:])
    return frozenset(tokens(bare)[-1:])


def is_service(fact: Definition, book: FactBook) -> bool:
    return bool(_SERVICE.fullmatch(fact.term)) or key_of(fact.term) in book.services


def shape(fact: Definition, book: FactBook) -> str:
    """Options of one question are all services, all errors, all code of one style or all plain terms."""
    if is_service(fact, book):
        return "service"
    if _ERROR.search(fact.term) and " " not in fact.term:
        return "error"
    is_code = f"`{fact.term}`" in fact.sentence.text or _CODE.fullmatch(fact.term)
    return f"code {style(fact.term)}" if is_code else "term"


def style(text: str) -> str:
    """How a name is written: KEYS_ONLY, aws:SourceIp, camelCase or in words."""
    if " " in text:
        return "words"
    return "capitals" if text.isupper() else "marked" if re.search(r"[:./$-]", text) else "name"


def parts(text: str) -> frozenset[str]:
    """The words of a text and the parts of its code, in lower case: FULL_CACHING gives full and caching."""
    return frozenset(part.lower() for part in _PART.findall(text)) - _SMALL


_SMALL = frozenset("a an and are as at be by for from in is it its of on or that the to with you your".split())


def gives_away(key: str, wrong: Sequence[str], stem: str = "") -> bool:
    """Whether all wrong options carry a mark that the key lacks, such as CACHING in each, so that it stands out."""
    shared = frozenset.intersection(*map(parts, wrong)) if len(wrong) > 1 else frozenset()
    return bool(shared - parts(key) - parts(stem))


def share_word(one: str, other: str, but: Iterable[str] = ()) -> bool:
    """Whether two names share a word that tells something, beside those of ``but``, the name of their service."""
    return bool((content(one) & content(other)) - content(" ".join(but)) - _WEAK)
