"""The facts of the notes as they are now: in which form one is asked, and which come next as new cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from random import Random
from typing import Protocol
from zlib import crc32

from dva_assist import review
from dva_assist.errors import BadInput, NotFound
from dva_assist.quiz.book import origin_of
from dva_assist.records import ReviewCard, fact_of
from dva_assist.types import Citation, Note, QuizItem, Section

SECTIONS = 4_096  # kept at hand, with their notes
QUESTIONS = 512  # facts whose questions are kept at hand: making them takes a while, and each is needed twice


class Drills(Protocol):
    """What can be asked of the notes; the assistant does it. The notes stay the same while it lives."""

    def note(self, path: str) -> Note:
        """Raises NotFound."""

    def section(self, section_id: str) -> Section:
        """Raises NotFound."""

    def topics(self) -> list[str]:
        """What can be asked about, with the tasks of exams such as "dva-c03:1.2"."""

    def askable(self, sections: Collection[str] | None = None) -> list[tuple[str, int]]:
        """(section id, start of the sentence) of each fact that can be asked, in the order of the notes."""

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]:
        """Sound questions on the fact whose sentence starts there, one of each kind. Raises BadInput."""


class Facts:
    """``exam`` gives the id of the exam whose facts come first."""

    def __init__(self, drills: Drills, exam: Callable[[], str]) -> None:
        self._drills = drills
        self._exam = exam
        self.place = lru_cache(SECTIONS)(self._find)
        self._items = lru_cache(QUESTIONS)(self._make)

    def form(self, card: ReviewCard) -> QuizItem:
        """The fact in another form than last time where there is one; forms take turns. The same until a review."""
        current = review.relocated(card.item, self.place)
        if not card.reviews:
            return current
        section, start = current.citation.section.id, current.citation.start
        made = self._items(section, start, seed_of(card.fact, str(card.reviews)))
        forms = [one for one in made if fact_of(one.citation) == card.fact]
        last = next((at for at, one in enumerate(forms) if one.kind == card.item.kind), -1)
        follows = [*forms[last + 1 :], *forms[: max(last, 0)]]
        return follows[0] if follows else current

    def on(self, section: Section) -> list[QuizItem]:
        """All questions on what a section says."""
        places = self._drills.askable([section.id])
        return [item for _, start in places for item in self._items(section.id, start, start)]

    def card(self, item: QuizItem, now: datetime) -> ReviewCard | None:
        """A new card; None where the notes do not have the section, or its words are gone from it."""
        found = self.place(item.citation.section.id)
        if found is None or not _says(*found, review.relocated(item, self.place).citation):
            return None
        return review.new_card(item, review.section_print(*found), now)

    def fresh(self, cards: Sequence[ReviewCard], wanted: int, seed: int, now: datetime) -> list[ReviewCard]:
        """At most ``wanted`` cards on facts that have none, the same for the same seed.

        Notes take turns, those of the exam first, and those with the fewest cards before the others. A fact that gives
        no sound question is passed over.
        """
        found: dict[str, ReviewCard] = {}
        known = {card.fact for card in cards}
        many = Counter(card.item.citation.section.note for card in cards)
        for section, start in self._in_turn(many, Random(seed)):
            if len(found) == wanted:
                break
            if self._fact(section, start) in known:
                continue
            items = [one for one in self._items(section, start, seed) if fact_of(one.citation) not in known]
            card = self.card(items[len(found) % len(items)], now) if items else None
            if card is not None:
                found.setdefault(card.fact, card)
        return list(found.values())

    def _in_turn(self, many: Counter[str], rng: Random) -> Iterator[tuple[str, int]]:
        by_note: dict[str, list[tuple[str, int]]] = {}
        for section, start in self._drills.askable():
            by_note.setdefault(section.partition("#")[0], []).append((section, start))
        for facts in by_note.values():
            rng.shuffle(facts)
        names = list(by_note)
        rng.shuffle(names)
        names.sort(key=lambda name: many[name])
        of_exam = self._of_exam(by_note)
        for chosen in ([one for one in names if one in of_exam], [one for one in names if one not in of_exam]):
            for turn in zip_longest(*(by_note[name] for name in chosen)):
                yield from (fact for fact in turn if fact is not None)

    def _of_exam(self, by_note: dict[str, list[tuple[str, int]]]) -> set[str]:
        """The notes that serve a task of the exam. Where no note serves one, none is read for it."""
        mark = f"{self._exam()}:"
        if not any(topic.startswith(mark) for topic in self._drills.topics()):
            return set()
        places = {name: self.place(facts[0][0]) for name, facts in by_note.items()}
        return {
            name
            for name, found in places.items()
            if found and any(task.startswith(mark) for task in origin_of(found[1], found[0]).exam_tasks)
        }

    def _fact(self, section_id: str, start: int) -> str:
        """The fact that a sentence states; empty where no sentence starts there."""
        section = self._drills.section(section_id)
        sentence = next((one for one in section.sentences if one.start == start), None)
        return fact_of(Citation.of(1, section, sentence)) if sentence else ""

    def _make(self, section_id: str, start: int, seed: int) -> tuple[QuizItem, ...]:
        try:
            return tuple(self._drills.items_on(section_id, start, seed))
        except BadInput:  # the section is not in the notes
            return ()

    def _find(self, section_id: str) -> tuple[Section, Note] | None:
        try:
            section = self._drills.section(section_id)
            return section, self._drills.note(section.note)
        except NotFound:
            return None


def _says(section: Section, note: Note, citation: Citation) -> bool:
    """Whether the section has the words of a citation at its place, however they are broken into lines."""
    inside = section.start <= citation.start and citation.end <= section.end
    return inside and note.raw[citation.start : citation.end].split() == citation.quote.split()


def seed_of(*parts: str) -> int:
    """The same for the same words, in every process."""
    return crc32("|".join(parts).encode(errors="surrogatepass"))
