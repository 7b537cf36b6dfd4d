"""Wrong options that are true of something near: same form, same unit, and not also right as far as the notes tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from dva_assist.quiz.amounts import write
from dva_assist.quiz.assembly import WANTED as WANTED
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Definition, Figure, Form, Member, Origin, Roster
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.wording import contains, content, is_led, key_of, short_forms, similarity, tokens
from dva_assist.types import Sentence

F = TypeVar("F", Definition, Figure, Roster)
AT_HOME = 3  # outsiders of the same service, so that the others do not stand out
SAMPLE = 600  # facts of other subjects that are looked at for one item, so that a large library stays quick
TOO_SIMILAR = 0.34
_SERVICE = re.compile(r"(?:AWS|Amazon)(?: [A-Z(][\w()-]*)+")
_SCREEN = re.compile(r"\b(?:console|page|view|tab)$", re.IGNORECASE)
_PLACE = re.compile(r" (?:in|with|without|for|from|behind|on|to|by) ")
_CODE = re.compile(r"\S*(?:[a-z][A-Z]|[_$:/.<>*=])\S*")


def terms_for(key: Definition, book: FactBook, rng: Random) -> list[Definition]:
    """Definitions whose terms are plausible and wrong for the body of ``key``, best first."""

    def score(other: Definition) -> float:
        points = _nearness(key.origin, other.origin)
        points += 1.5 * (tokens(key.term)[-1:] == tokens(other.term)[-1:])
        points += 1.0 * bool(content(key.term) & content(other.term))
        return points - abs(len(key.term) - len(other.term)) / 12

    mine = shape(key, book)

    def parallel(other: Definition) -> bool:
        alike = key.plural == other.plural and mine == shape(other, book)
        if _is_case(key, other) or (_SCREEN.search(other.term) and not _SCREEN.search(key.term)):
            return False
        return alike and _same_kind(key, other) and _at_home(key, other, book)

    pool = [one for one in _nearby(Definition, book.definitions, key.origin, book, rng) if parallel(one)]
    return _pick(key, pool, rng, score, lambda one: one.term, lambda other: not related(key, other, book))


def _is_case(key: Definition, other: Definition) -> bool:
    """Whether beside a thing that is defined stands the head of a list item that is none: "EC2 in the same VPC"."""
    if key.form not in (Form.NOUN, Form.VERB) or other.form is not Form.CLAUSE:
        return False
    return bool(_PLACE.search(other.term)) or other.origin.subject != key.origin.subject


def bodies_for(key: Definition, book: FactBook, rng: Random) -> list[Definition]:
    """Definitions whose bodies are plausible and wrong for the term of ``key``, best first."""
    length = len(key.body)

    def score(other: Definition) -> float:
        foreign = (content(other.origin.subject) - content(key.origin.subject)) & content(other.body)
        return _nearness(key.origin, other.origin) - 2.5 * bool(foreign) - 3 * abs(len(other.body) - length) / length

    def fits(other: Definition) -> bool:
        if not 0.5 <= len(other.body) / length <= 1.8 or contains(tokens(other.body), key_of(other.term)):
            return False
        return not related(key, other, book)

    def parallel(other: Definition) -> bool:
        if other.form is not key.form or (key.form in (Form.NOUN, Form.VERB) and other.plural != key.plural):
            return False
        if key.form is Form.CHOICE and is_led(key.body) != is_led(other.body):
            return False
        return _at_home(key, other, book) and is_service(key, book) == is_service(other, book)

    pool = [one for one in _nearby(Definition, book.definitions, key.origin, book, rng) if parallel(one)]
    return _pick(key, pool, rng, score, lambda one: one.body, fits)


def _same_kind(one: Definition, other: Definition) -> bool:
    special = (Form.CHOICE, Form.CAUSE, Form.CURE)
    if one.form in special or other.form in special:
        return one.form is other.form
    return True


def _at_home(key: Definition, other: Definition, book: FactBook) -> bool:
    """Choices, errors, code and cells are plausible in their own service only, unless services are compared."""
    if key.origin.subject == other.origin.subject:
        return True
    mine = shape(key, book)
    local = key.form in (Form.CLAUSE, Form.CHOICE, Form.CAUSE, Form.CURE) or mine == "code"
    return not local or "service" == mine == shape(other, book)


def is_service(fact: Definition, book: FactBook) -> bool:
    return bool(_SERVICE.fullmatch(fact.term)) or key_of(fact.term) in book.services


def shape(fact: Definition, book: FactBook) -> str:
    """Options of one question are all services, all code or all plain terms."""
    if is_service(fact, book):
        return "service"
    is_code = f"`{fact.term}`" in fact.sentence.text or _CODE.fullmatch(fact.term)
    return "code" if is_code else "term"


def related(key: Definition, other: Definition, book: FactBook) -> bool:
    """Whether ``other`` could also be right: the same term, a broader or narrower one, or much the same words."""
    mine, theirs = key_of(key.term), key_of(other.term)
    if contains(mine, theirs) or contains(theirs, mine) or set(short_forms(key.term)) & set(short_forms(other.term)):
        return True
    for one, two in ((key, other), (other, key)):
        names = [key_of(one.term), *(key_of(short) for short in short_forms(one.term))]
        texts = [two.body, *(fact.body for fact in book.by_term.get(key_of(two.term), ()))]
        if any(contains(tokens(text), name) for text in texts for name in names):
            return True
    return any(
        similarity(mine_.body, theirs_.body) > TOO_SIMILAR
        for mine_ in book.by_term.get(mine, (key,))
        for theirs_ in book.by_term.get(theirs, (other,))
    )


def _nearness(one: Origin, other: Origin) -> float:
    if one.section.id == other.section.id:
        return 6.0
    if one.section.note == other.section.note and one.subject == other.subject:
        return 4.0
    served = len(set(one.exam_tasks) & set(other.exam_tasks)) / max(len(one.exam_tasks), len(other.exam_tasks), 1)
    return 2.0 * served + bool(set(one.topics) & set(other.topics))


def _nearby(kind: type[F], facts: Sequence[F], origin: Origin, book: FactBook, rng: Random) -> list[F]:
    """All facts of the same subject and, of the others, all or a sample."""
    if len(facts) <= SAMPLE:
        return list(facts)
    near: list[F] = [fact for fact in book.by_subject[origin.subject] if isinstance(fact, kind)]
    far: list[F] = [fact for fact in rng.sample(facts, SAMPLE) if fact.origin.subject != origin.subject]
    return near + far


def _pick(
    key: Definition,
    pool: Sequence[Definition],
    rng: Random,
    score: Callable[[Definition], float],
    text: Callable[[Definition], str],
    fits: Callable[[Definition], bool],
) -> list[Definition]:
    """The best three of the pool with a little chance, no two alike."""
    ranked = [(score(one) + 1.5 * rng.random(), -at, one) for at, one in enumerate(pool) if one is not key]
    picked: list[Definition] = []
    for _, _, one in sorted(ranked, key=lambda entry: entry[:2], reverse=True):
        alike = any(similarity(text(one), text(two)) > 0.6 for two in picked)
        if not alike and fits(one):
            picked.append(one)
        if len(picked) == WANTED:
            break
    return picked


def amounts_for(key: Figure, book: FactBook, rng: Random) -> list[tuple[str, Figure | None]]:
    """Three other quantities of the same unit, as (text, the figure that the notes give it for, or None if derived)."""
    amount = key.amount
    taken = _numbers(key.question) | {amount.value}
    counted = bool(amount.unit) and amount.dimension.startswith(("count", "rate"))  # "5 levels", but "1 level"
    if counted and amount.value == 1:
        return []
    picked: list[tuple[float, Figure | None]] = []

    def free(value: float) -> bool:
        if value == 1 and (counted or not amount.unit):
            return False  # "up to 1 tags"
        return all(abs(value - other) > 0.12 * max(value, other) for other in [*taken, *(v for v, _ in picked)])

    def score(other: Figure) -> float:
        ratio = max(other.amount.value, amount.value) / max(min(other.amount.value, amount.value), 1e-9)
        return _nearness(key.origin, other.origin) - min(ratio, 50) / 4 + rng.random() * 2

    near = _nearby(Figure, book.figures, key.origin, book, rng)
    real = [f for f in near if _comparable(key, f) and not same_size(f.amount, amount)]
    ranked = sorted(((score(f), -at, f) for at, f in enumerate(real)), key=lambda entry: entry[:2], reverse=True)
    for _, _, figure in ranked:
        if len(picked) < WANTED and free(figure.amount.value):
            picked.append((figure.amount.value, figure))
    factors = [*rng.sample([0.5, 2.0, 4.0, 0.25], 4), *rng.sample([3.0, 10.0, 5.0, 8.0], 4)]
    for value in (amount.value * factor for factor in factors):
        plausible = value == int(value) and (amount.unit != "%" or value < 100)
        if len(picked) < WANTED and plausible and free(value):
            picked.append((value, None))
    return [(write(value, amount.unit, amount.plural), figure) for value, figure in picked]


def _comparable(key: Figure, other: Figure) -> bool:
    """Same unit, and within a factor of 20."""
    one, two = key.amount, other.amount
    bare = one.dimension == two.dimension and one.dimension.startswith(("count", "rate"))
    same_unit = bare or (one.unit, one.dimension) == (two.unit, two.dimension)
    return same_unit and other is not key and min(one.value, two.value) > 0 and 0.05 <= two.value / one.value <= 20


def _numbers(text: str) -> set[float]:
    return {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text) if number.strip(",")}


@dataclass(frozen=True, slots=True)
class Outsider:
    """Something near a list that is no member of it; ``lead`` introduces the list where it belongs, if any."""

    text: str
    origin: Origin
    sentence: Sentence
    lead: str = ""


def outsiders_for(key: Member, roster: Roster, book: FactBook, rng: Random, wanted: int = WANTED) -> list[Outsider]:
    """Members of other lists and terms of the same service, of the form of ``key``, that seem to be no members."""

    def score(other: Outsider) -> float:
        near = _nearness(roster.origin, other.origin) + bool(other.lead) + 3 * (_style(other.text) == _style(key.text))
        foreign = (content(other.origin.subject) - content(roster.origin.subject)) & content(other.text)
        return near - 3 * bool(foreign) - 3 * abs(len(other.text) - len(key.text)) / max(len(key.text), 12)

    pool = [one for one in _outside(roster, key.form, book, rng) if not _belongs(one.text, roster)]
    ranked = [(score(one) + 1.5 * rng.random(), -at, one) for at, one in enumerate(pool)]
    picked: list[Outsider] = []
    for _, _, one in sorted(ranked, key=lambda entry: entry[:2], reverse=True):
        if len(picked) < wanted and all(similarity(one.text, two.text) < 0.5 for two in picked):
            picked.append(one)
    at_home = sum(one.origin.subject == roster.origin.subject for one in picked)
    return picked if at_home >= AT_HOME else []


def _style(text: str) -> str:
    """How a name is written: KEYS_ONLY, aws:SourceIp, camelCase or in words."""
    if " " in text:
        return "words"
    return "capitals" if text.isupper() else "marked" if re.search(r"[:./-]", text) else "name"


def _outside(roster: Roster, form: str, book: FactBook, rng: Random) -> Iterator[Outsider]:
    for home in _nearby(Roster, book.rosters, roster.origin, book, rng):
        if home is not roster and similarity(home.question, roster.question) < 0.5:
            for other in home.members:
                if other.form == form:
                    yield Outsider(other.text, home.origin, other.sentence, home.lead.plain)
    near = book.by_subject[roster.origin.subject]
    listed = {member.sentence.start for home in near if isinstance(home, Roster) for member in home.members}
    for fact in near:
        if isinstance(fact, Definition) and fact.form in (Form.NOUN, Form.CLAUSE):
            code = "code" if f"`{fact.term}`" in fact.sentence.text else "term"
            if code == form and fact.sentence.start not in listed:
                yield Outsider(fact.term, fact.origin, fact.sentence)


def _belongs(text: str, roster: Roster) -> bool:
    """Whether something is, or may be, a member: the section speaks of it, or it is a kind of what is listed."""
    words = content(text)
    near = (sentence.plain for sentence in roster.origin.section.sentences)
    kind = bool(set(tokens(text)[-1:]) & content(roster.question))
    return kind or not words or any(len(words & content(said)) / len(words) >= 0.6 for said in near)
