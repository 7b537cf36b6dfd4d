"""From a book of facts to a quiz: which facts, in which order, of which kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from difflib import get_close_matches
from random import Random

from dva_assist.errors import BadInput
from dva_assist.quiz import items
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Fact, Roster
from dva_assist.quiz.linter import lint
from dva_assist.types import QuizItem

# kind -> how an item is built, and the facts that it is built from
_BUILDERS: dict[str, tuple[Callable[..., QuizItem | None], Callable[[FactBook], tuple[Fact, ...]]]] = {
    items.DEFINITION_TO_TERM: (items.definition_to_term, lambda book: book.definitions),
    items.TERM_TO_DEFINITION: (items.term_to_definition, lambda book: book.definitions),
    items.NUMBER: (items.number, lambda book: book.figures),
    items.LIST_MEMBER: (items.list_member, lambda book: book.rosters),
}
KINDS = tuple(_BUILDERS)
TRIES = 3  # with other distractors, before a fact is passed over
WINDOW = 24  # facts among which the least used section goes first


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
    kind, topic or section, and where the choice holds no fact.
    """
    kinds = KINDS if kind is None else (_known(kind, KINDS, "kind"),)
    chosen = choose(book, topic, sections)
    named = "|".join([str(seed), kind or "", (topic or "").lower(), *sorted(sections or ())])
    queues = {name: _queue(book, name, chosen, Random(f"{named}|{name}")) for name in kinds}
    if not any(queues.values()):
        raise BadInput("these sections hold nothing that a question can be made from; choose more topics")
    return _draw(book, queues, count, Random(named))


def _known(name: str, names: Collection[str], what: str) -> str:
    if name in names:
        return name
    near = get_close_matches(name, sorted(names), n=3, cutoff=0.4) or sorted(names)[:5]
    raise BadInput(f"unknown {what} {name!r}; did you mean {' or '.join(repr(one) for one in near)}?")


def choose(book: FactBook, topic: str | None, sections: Collection[str] | None) -> frozenset[str]:
    """Ids of the sections that may be asked about. Raises BadInput for an unknown topic or section."""
    chosen = book.sections
    if topic is not None:
        chosen = book.names[_known(topic.strip().lower(), book.names.keys(), "topic")]
    if sections is not None:
        chosen &= frozenset(_known(section, book.sections, "section") for section in sections)
    return chosen


def _queue(book: FactBook, kind: str, chosen: frozenset[str], rng: Random) -> list[Fact]:
    facts = [fact for fact in _BUILDERS[kind][1](book) if fact.origin.section.id in chosen]
    rng.shuffle(facts)
    return facts


def _draw(book: FactBook, queues: dict[str, list[Fact]], count: int, rng: Random) -> list[QuizItem]:
    """Kinds in turn. A sentence is asked about once; only when all are used up, once more in another form."""
    drawn: dict[str, QuizItem] = {}  # by stem
    uses: Counter[str] = Counter()  # items of each section so far
    asked: set[tuple[str, int]] = set()
    for again in (False, True):
        left = {kind: list(queue) for kind, queue in queues.items()}
        while len(drawn) < count and any(left.values()):
            for kind in [kind for kind in queues if left[kind]]:
                item = _next_item(book, kind, left[kind], uses, frozenset() if again else asked, rng)
                if item is not None and item.stem not in drawn and len(drawn) < count:
                    drawn[item.stem] = item
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
        if (fact.origin.section.id, _place(fact)) in asked:
            continue
        for _ in range(TRIES):
            item = _BUILDERS[kind][0](fact, book, rng)
            if item is not None and not lint(item):
                return item
    return None


def _place(fact: Fact) -> int:
    return fact.lead.start if isinstance(fact, Roster) else fact.sentence.start
