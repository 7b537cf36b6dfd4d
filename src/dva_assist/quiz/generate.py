"""From a book of facts to questions: a quiz, all questions on one fact, and what follows up on an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import cycle
from random import Random
from typing import Any

from dva_assist.errors import BadInput
from dva_assist.quiz import assembly, items
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import (
    Contrast,
    Definition,
    Difference,
    Fact,
    Figure,
    Membership,
    Procedure,
    Roster,
    place,
)
from dva_assist.quiz.judging import true_false
from dva_assist.quiz.linter import lint
from dva_assist.quiz.matching import match
from dva_assist.quiz.ordering import order_steps
from dva_assist.quiz.pairs import confusable_pair
from dva_assist.quiz.rules_stem import asked as asked_of
from dva_assist.quiz.several import multiple_response
from dva_assist.quiz.typed_items import cloze, fill_number
from dva_assist.types import QuizItem, SentenceKind


@dataclass(frozen=True, slots=True)
class Builder:
    """How a kind of item is built, and the facts that it is built from."""

    build: Callable[[Any, FactBook, Random], QuizItem | None]
    facts: tuple[type, ...]


BUILDERS: Mapping[str, Builder] = {
    assembly.DEFINITION_TO_TERM: Builder(items.definition_to_term, (Definition,)),
    assembly.TERM_TO_DEFINITION: Builder(items.term_to_definition, (Definition,)),
    assembly.NUMBER: Builder(items.number, (Figure,)),
    assembly.LIST_MEMBER: Builder(items.list_member, (Membership,)),
    assembly.MULTIPLE_RESPONSE: Builder(multiple_response, (Roster, Difference)),
    assembly.FILL_NUMBER: Builder(fill_number, (Figure,)),
    assembly.ORDER_STEPS: Builder(order_steps, (Procedure,)),
    assembly.MATCH: Builder(match, (Definition,)),
    assembly.TRUE_FALSE: Builder(true_false, (Figure, Definition)),
    assembly.CLOZE: Builder(cloze, (Definition,)),
    assembly.CONFUSABLE_PAIR: Builder(confusable_pair, (Definition, Contrast)),
}
KINDS = tuple(BUILDERS)
# Every second turn of a mixed quiz only: with these readers found fault most often (evals/quiz).
RARER = frozenset((assembly.DEFINITION_TO_TERM, assembly.TERM_TO_DEFINITION, assembly.CONFUSABLE_PAIR))
NICHE = 10_000
_NICHE = re.compile(
    r"\blevels?\b|\bcharacters\b|\b(?:us|eu|ap|ca|sa)-[a-z]+-\d|\bnamed Regions\b|\bN\. Virginia\b"
    r"|\b(?:rate|requests?|calls?|transactions)\b.*\b(?:per|a) second\b|\bper IP\b",
    re.IGNORECASE,
)
TRIES = 3  # with other distractors, before a fact is passed over
WINDOW = 24  # facts among which the least used section goes first
NOTHING = "these sections hold nothing that a question can be made from; choose more topics"


def make_quiz(
    book: FactBook,
    *,
    count: int,
    seed: int,
    kind: str | None = None,
    topic: str | None = None,
    sections: Collection[str] | None = None,
) -> list[QuizItem]:
    """At most ``count`` items, spread over sections and kinds; the same arguments give the same quiz.

    ``topic`` and ``sections`` choose what is asked; distractors may come from all notes. Raises BadInput for an unknown
    kind, topic or section, and where the choice holds no fact; facts may be there and give no item.
    """
    kinds = KINDS if kind is None else (_known(kind, KINDS, "kind"),)
    chosen = choose(book, topic, sections)
    named = "|".join([str(seed), kind or "", (topic or "").lower(), *sorted(sections or ())])
    queues = {name: _queue(book, name, chosen, Random(f"{named}|{name}")) for name in kinds}
    if not any(queues.values()):
        raise BadInput(NOTHING)
    return _draw(book, queues, count, Random(named))


def items_on(
    book: FactBook, section_id: str, start: int, seed: int, *, kinds: Collection[str] = KINDS
) -> list[QuizItem]:
    """Every sound item on the fact whose cited sentence starts at ``start`` of the note: at most one of each kind.

    Empty where the notes have no such fact (any longer). Raises BadInput for an unknown kind.
    """
    facts = [fact for fact in book.by_section.get(section_id, ()) if place(fact) == start]
    found = []
    for kind in (_known(name, KINDS, "kind") for name in kinds):
        rng = Random(f"{seed}|{kind}|{section_id}|{start}")
        sound = (_sound(book, kind, fact, rng) for fact in facts if isinstance(fact, BUILDERS[kind].facts))
        found.append(next((item for item in sound if item is not None and item.citation.start == start), None))
    return [item for item in found if item is not None]


def askable(book: FactBook, sections: Collection[str] | None = None) -> list[tuple[str, int]]:
    """(section id, start of the sentence that is cited) of all facts, in the order of the notes, each once.

    Not every fact gives an item: ``items_on`` may be empty. Raises BadInput for an unknown section.
    """
    chosen = choose(book, None, sections)
    places = {(fact.origin.section.id, place(fact)) for fact in book.facts if fact.origin.section.id in chosen}
    return sorted(places, key=lambda found: (book.sections[found[0]], found[1]))


def follow_up(book: FactBook, sections: Sequence[str], seed: int, count: int = 3) -> list[QuizItem]:
    """At most ``count`` items on the sections, then on their neighbours in the same note, nearest first.

    Each on another fact while there are any, and of another kind where possible. Empty where there is nothing; a
    section that the notes no longer have is passed over.
    """
    rng = Random(f"{seed}|{'|'.join(sections)}")
    drawn: list[QuizItem] = []
    for again in (False, True):
        for section, start in _places_from(book, sections, rng):
            if len(drawn) >= count:
                return drawn
            asked = {(one.citation.section.id, one.citation.start) for one in drawn}
            if again or (section, start) not in asked:
                fresh = [one for one in items_on(book, section, start, seed) if _is_new(one, drawn)]
                used = Counter(one.kind for one in drawn)
                rng.shuffle(fresh)
                drawn += sorted(fresh, key=lambda one: used[one.kind])[:1]
    return drawn[:count]


def _places_from(book: FactBook, sections: Sequence[str], rng: Random) -> Iterator[tuple[str, int]]:
    """The facts of the sections in turn, then those of each neighbour."""
    known = [section for section in dict.fromkeys(sections) if section in book.sections]
    own = {section: _places(book, section, rng) for section in known}
    for turn in range(max(map(len, own.values()), default=0)):
        yield from ((section, places[turn]) for section, places in own.items() if turn < len(places))
    for section in _neighbours(book, known):
        yield from ((section, start) for start in _places(book, section, rng))


def _places(book: FactBook, section: str, rng: Random) -> list[int]:
    places = list(dict.fromkeys(place(fact) for fact in book.by_section.get(section, ())))
    rng.shuffle(places)
    return places


def _neighbours(book: FactBook, sections: Sequence[str]) -> list[str]:
    """Other sections of the same notes that hold facts, by their distance to the nearest of ``sections``."""
    notes = {section.split("#")[0] for section in sections}
    others = [one for one in book.by_section if one not in sections and one.split("#")[0] in notes]

    def distance(other: str) -> tuple[int, int]:
        there = book.sections[other]
        same = [book.sections[one] for one in sections if one.split("#")[0] == other.split("#")[0]]
        return min(abs(here - there) for here in same), there

    return sorted(others, key=distance)


def _is_new(item: QuizItem, drawn: Sequence[QuizItem]) -> bool:
    return all(asked_of(item.stem) != asked_of(one.stem) for one in drawn)


def _known(name: str, names: Collection[str], what: str) -> str:
    if name in names:
        return name
    near = get_close_matches(name, sorted(names), n=3, cutoff=0.4) or sorted(names)[:5]
    raise BadInput(f"unknown {what} {name!r}; did you mean {' or '.join(repr(one) for one in near)}?")


def choose(book: FactBook, topic: str | None, sections: Collection[str] | None) -> frozenset[str]:
    """Ids of the sections that may be asked about. Raises BadInput for an unknown topic or section."""
    chosen = frozenset(book.sections)
    if topic is not None:
        chosen = book.names[_known(topic.strip().lower(), book.names.keys(), "topic")]
    if sections is not None:
        chosen &= frozenset(_known(section, book.sections, "section") for section in sections)
    return chosen


def _queue(book: FactBook, kind: str, chosen: frozenset[str], rng: Random) -> list[Fact]:
    types = BUILDERS[kind].facts
    facts = [fact for fact in book.facts if isinstance(fact, types) and fact.origin.section.id in chosen]
    rng.shuffle(facts)
    return sorted(facts, key=_is_niche)  # stable: only what nobody needs by heart goes last


def _is_niche(fact: Fact) -> bool:
    """A limit that is raised on request and large, of one Region, of the rate of a call or of the letters of a name."""
    if not isinstance(fact, Figure) or fact.sentence.kind is not SentenceKind.ROW:
        return False
    adjustable = re.search(r"\badjustable: yes\b", fact.sentence.plain, re.IGNORECASE)
    return bool(adjustable and fact.amount.value > NICHE) or bool(
        _NICHE.search(f"{fact.question} {fact.sentence.plain}")
    )


def _draw(book: FactBook, queues: dict[str, list[Fact]], count: int, rng: Random) -> list[QuizItem]:
    """Kinds in turn. A sentence is asked about once; only when all are used up, once more in another form."""
    drawn: dict[str, QuizItem] = {}  # by stem
    uses: Counter[str] = Counter()  # items of each section so far
    asked: set[tuple[str, int]] = set()
    for again in (False, True):
        left = {kind: list(queue) for kind, queue in queues.items()}
        turns = cycle((frozenset[str](), RARER))
        while len(drawn) < count and any(left.values()):
            resting = next(turns)
            resting = frozenset() if all(kind in resting for kind in queues if left[kind]) else resting
            for kind in [kind for kind in queues if left[kind] and kind not in resting]:
                item = _next_item(book, kind, left[kind], uses, frozenset() if again else asked, rng)
                if item is not None and asked_of(item.stem) not in drawn and len(drawn) < count:
                    drawn[asked_of(item.stem)] = item
                    uses[item.citation.section.id] += 1
                    asked.add((item.citation.section.id, item.citation.start))
    return list(drawn.values())


def _next_item(
    book: FactBook, kind: str, queue: list[Fact], uses: Counter[str], asked: Collection[tuple[str, int]], rng: Random
) -> QuizItem | None:
    """A sound item from the front of the queue, where sections that were asked about least come first."""
    while queue:
        at = min(range(min(WINDOW, len(queue))), key=lambda at: uses[queue[at].origin.section.id])
        fact = queue.pop(at)
        if (fact.origin.section.id, place(fact)) in asked:
            continue
        item = _sound(book, kind, fact, rng)
        if item is not None:
            return item
    return None


def _sound(book: FactBook, kind: str, fact: Fact, rng: Random) -> QuizItem | None:
    """An item without a fault; each try draws other distractors, where there are enough of them."""
    for _ in range(TRIES):
        item = BUILDERS[kind].build(fact, book, rng)
        if item is None or not lint(item):
            return item
    return None
