"""Wrong options that are true of something near: same form, same unit, and not also right as far as the notes tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from dva_assist.quiz.amounts import Amount, measured, value_of, write
from dva_assist.quiz.assembly import WANTED as WANTED
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import ERRORS, Definition, Figure, Form, Origin, Roster
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.kinship import cosine, gives_away, is_beside, is_service, shape, tempts
from dva_assist.quiz.wording import BLANK, SCREEN, contains, content, is_led, key_of, short_forms, similarity, tokens

F = TypeVar("F", Definition, Figure, Roster)
SAMPLE = 600  # facts of other subjects that are looked at for one item, so that a large library stays quick
TOO_SIMILAR = 0.34
SCALES = (0.5, 2.0, 4.0)  # of amounts that the notes do not give; never of years
MOST_TIMES = 8  # as large or small as the right amount may a wrong one be
_NATURAL = {  # what is believed of any service; 66%, 36 hours or 21 days give away where they come from
    "%": (1, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90),
    "second": (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 100, 120, 180, 240, 300, 600, 900, 1_800, 3_600),
    "minute": (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1_440),
    "hour": (1, 2, 3, 4, 5, 6, 8, 10, 12, 18, 24, 48, 72, 96, 168),
    "day": (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 20, 28, 30, 31, 45, 60, 90, 120, 180, 365),
}
_FROM = re.compile(r"(?<![\w.,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit> [A-Za-z%]+)? to $")
_UP_TO = re.compile(r" to (?P<amount>\d[\d,]*(?:\.\d+)? [A-Za-z%]+)")
_PLACE = re.compile(r" (?:in|with|without|for|from|behind|on|to|by) ")


def terms_for(key: Definition, book: FactBook, rng: Random) -> list[Definition]:
    """Definitions whose terms are plausible and wrong for the body of ``key``, best first."""

    def score(other: Definition) -> float:
        points = nearness(key.origin, other.origin) + 6 * (cosine(key, other, book) or 0)
        points += 1.5 * (tokens(key.term)[-1:] == tokens(other.term)[-1:])
        points += 1.0 * bool(content(key.term) & content(other.term))
        return points - abs(len(key.term) - len(other.term)) / 12

    mine = shape(key, book)

    def parallel(other: Definition) -> bool:
        alike = key.plural == other.plural and mine == shape(other, book)
        if _is_case(key, other) or (SCREEN.search(other.term) and not SCREEN.search(key.term)):
            return False
        if mine == "service" and other.form is Form.VERB:
            return False  # "supports Python 3.6 or later" does not say why it is another one
        foreign = names_another(other.term, other.origin, key.origin) and mine != "service"
        return alike and not foreign and _same_kind(key, other) and _at_home(key, other, book)

    def fits(other: Definition) -> bool:
        return tempts(key, other, book) and not related(key, other, book) and not _is_umbrella(other, key)

    pool = [one for one in nearby(Definition, book.definitions, key.origin, book, rng) if parallel(one)]
    return _pick(key, pool, rng, score, lambda one: one.term, fits)


def _is_umbrella(other: Definition, key: Definition) -> bool:
    """Whether all words of a term stand in the definition that is asked about: "routing policy" among the policies."""
    return content(other.term) <= content(key.body)


def names_another(text: str, there: Origin, here: Origin) -> bool:
    """Whether a thing of another service names that service, as "Amazon Cognito Streams" does among Kinesis terms."""
    return there.subject != here.subject and bool((content(there.subject) - content(here.subject)) & content(text))


def _is_case(key: Definition, other: Definition) -> bool:
    """Whether beside a thing that is defined stands the head of a list item that is none: "EC2 in the same VPC"."""
    if key.form not in (Form.NOUN, Form.VERB) or other.form is not Form.CLAUSE:
        return False
    return bool(_PLACE.search(other.term)) or other.origin.subject != key.origin.subject


def bodies_for(key: Definition, book: FactBook, rng: Random) -> list[Definition]:
    """Definitions whose bodies are plausible and wrong for the term of ``key``, best first."""
    length = len(key.body)

    def score(other: Definition) -> float:
        near = nearness(key.origin, other.origin) + 6 * (cosine(key, other, book) or 0)
        return near - 3 * abs(len(other.body) - length) / length

    def fits(other: Definition) -> bool:
        if not 0.5 <= len(other.body) / length <= 1.8 or contains(tokens(other.body), key_of(other.term)):
            return False
        return tempts(key, other, book) and not related(key, other, book)

    def parallel(other: Definition) -> bool:
        if names_another(other.body, other.origin, key.origin) and not is_service(key, book):
            return False
        if other.form is not key.form or (key.form in (Form.NOUN, Form.VERB) and other.plural != key.plural):
            return False
        if key.form is Form.CHOICE and is_led(key.body) != is_led(other.body):
            return False
        return _at_home(key, other, book) and is_service(key, book) == is_service(other, book)

    pool = [one for one in nearby(Definition, book.definitions, key.origin, book, rng) if parallel(one)]
    return _pick(key, pool, rng, score, lambda one: one.body, fits)


def _same_kind(one: Definition, other: Definition) -> bool:
    special = (Form.CHOICE, *ERRORS)
    if one.form in special or other.form in special:
        return one.form is other.form
    return True


def _at_home(key: Definition, other: Definition, book: FactBook) -> bool:
    """Choices, errors, code and cells are plausible in their own service only, unless services are told apart."""
    if key.origin.subject == other.origin.subject:
        return True
    if key.form is Form.CHOICE:
        return False  # nobody takes a load balancer for a container service
    mine = shape(key, book)
    local = key.form in (Form.CLAUSE, *ERRORS) or mine.startswith(("code", "error"))
    return not local or "service" == mine == shape(other, book)


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


def nearness(one: Origin, other: Origin) -> float:
    if one.section.id == other.section.id:
        return 6.0
    if one.section.note == other.section.note and one.subject == other.subject:
        return 4.0
    served = len(set(one.exam_tasks) & set(other.exam_tasks)) / max(len(one.exam_tasks), len(other.exam_tasks), 1)
    return 2.0 * served + bool(set(one.topics) & set(other.topics))


def nearby(kind: type[F], facts: Sequence[F], origin: Origin, book: FactBook, rng: Random) -> list[F]:
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
    """The best three of the pool with a little chance, no two alike and not all with a mark that the key lacks."""
    ranked = [(score(one) + 1.5 * rng.random(), -at, one) for at, one in enumerate(pool) if one is not key]
    picked: list[Definition] = []
    for _, _, one in sorted(ranked, key=lambda entry: entry[:2], reverse=True):
        alike = any(similarity(text(one), text(two)) > 0.6 or _is_same_thing(one, two) for two in picked)
        told = len(picked) == WANTED - 1 and gives_away(text(key), [*map(text, picked), text(one)], key.origin.subject)
        if not alike and not told and fits(one):
            picked.append(one)
        if len(picked) == WANTED:
            break
    return picked


def _is_same_thing(one: Definition, other: Definition) -> bool:
    """ "An instance store" and "an instance store volume": where two options say one thing, neither can be right."""
    mine, theirs = key_of(one.term), key_of(other.term)
    return contains(mine, theirs) or contains(theirs, mine)


def amounts_for(key: Figure, book: FactBook, rng: Random) -> list[tuple[str, Figure | None]]:
    """Three other quantities of the same unit, as (text, the figure that the notes give it for, or None if derived)."""
    amount = key.amount
    taken = _numbers(key.question) | {amount.value}
    counted = bool(amount.unit) and amount.dimension.startswith(("count", "rate"))  # "5 levels", but "1 level"
    if (counted and amount.value == 1) or (amount.unit == "%" and amount.value >= 100):
        return []  # beside the whole no share is believed
    picked: list[tuple[float, Figure | None]] = []

    low, high = _bounds(key)
    size = amount.base / amount.value if amount.value else 1.0  # of one unit

    def free(value: float) -> bool:
        if not low < value * size < high or (amount.unit == "%" and value >= 100):
            return False  # "from 30 to 25 GiB", "more than 100%"
        if value == 1 and (counted or not amount.unit):
            return False  # "up to 1 tags"
        return all(abs(value - other) > 0.12 * max(value, other) for other in [*taken, *(v for v, _ in picked)])

    def score(other: Figure) -> float:
        ratio = max(other.amount.value, amount.value) / max(min(other.amount.value, amount.value), 1e-9)
        return nearness(key.origin, other.origin) + 3 * is_beside(key, other) - ratio / 2 + rng.random() * 2

    near = nearby(Figure, book.figures, key.origin, book, rng)
    real = [f for f in near if _comparable(key, f) and not same_size(f.amount, amount)]
    ranked = sorted(((score(f), -at, f) for at, f in enumerate(real)), key=lambda entry: entry[:2], reverse=True)
    beside = {one.amount.value: one for one in real if one.sentence == key.sentence}
    for _, _, figure in ranked:
        if len(picked) < WANTED and free(figure.amount.value):
            picked.append((figure.amount.value, beside.get(figure.amount.value, figure)))
    for value in _near_values(amount, rng):
        if len(picked) < WANTED and free(value):
            picked.append((value, beside.get(value)))
    return [(write(value, amount.unit, amount.plural), figure) for value, figure in picked]


def _bounds(key: Figure) -> tuple[float, float]:
    """Between which amounts, in the base unit, the sentence lets the key lie: above 30 in "from 30 to ____ seconds"."""
    amount = key.amount
    before, _, after = key.statement.partition(BLANK)
    low, high = 0.0, float("inf")
    if found := _FROM.search(before):
        told = measured(f"{found['number']}{found['unit'] or ' ' + amount.plural}")
        low = next((one.base for one in told if one.dimension == amount.dimension), low)
    if found := _UP_TO.match(after):
        told = measured(found["amount"])
        high = next((one.base for one in told if one.dimension == amount.dimension), high)
    return low, high


def _near_values(amount: Amount, rng: Random) -> list[float]:
    """Whole amounts of a believable size; none for 99.9%, beside which only other nines could be believed."""
    values = [amount.value * factor for factor in rng.sample(SCALES, len(SCALES))]
    if amount.unit.startswith("hour") and amount.value % 24 == 0:
        values = [value for value in values if value % 24 == 0]  # half of 7 days is no whole number of them
    return (
        []
        if amount.unit.startswith("year") or _is_nines(amount) or not is_round(amount.value)
        else [value for value in values if value == int(value)]
    )


def is_round(value: float) -> bool:
    """Whether a multiple looks like a figure too: of 300 and 10,240, but not of port 3,001."""
    digits = f"{value:g}".replace(".", "").strip("0") if value < 1e6 else f"{value:.0f}".strip("0")
    return len(digits) <= 3 or value % 256 == 0


def _is_nines(amount: Amount) -> bool:
    return amount.unit == "%" and 90 < amount.value < 100


def _comparable(key: Figure, other: Figure) -> bool:
    """Same unit, of the same table or else of a believable size; 25 levels are not compared with 8 devices."""
    one, two = key.amount, other.amount
    if other is key or (one.unit, one.dimension) != (two.unit, two.dimension) or min(one.value, two.value) <= 0:
        return False
    if not one.unit and not is_beside(key, other) and key.origin.section.id != other.origin.section.id:
        return False  # a bare number tells nothing of what it counts
    if _is_nines(one) != _is_nines(two):
        return False
    if other.origin.subject != key.origin.subject and two.value not in _NATURAL.get(two.unit, (two.value,)):
        return False
    return 1 / MOST_TIMES <= two.value / one.value <= MOST_TIMES


def _numbers(text: str) -> set[float]:
    return {value_of(number) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text) if number.strip(",")}
