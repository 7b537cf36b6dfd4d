"""Drills on the small notes of the page, without an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dva_assist import quiz
from dva_assist.notes import find_notes, parse_note
from dva_assist.quiz import FactBook
from dva_assist.types import QuizItem

PAGE_NOTES = Path(__file__).parent / "data" / "page" / "notes"


@dataclass(frozen=True)
class BookDrills:
    book: FactBook

    @classmethod
    def of_page_notes(cls) -> BookDrills:
        found = find_notes([PAGE_NOTES])
        return cls(FactBook.of(parse_note(file.path, (PAGE_NOTES / file.path).read_text("utf-8")) for file in found))

    def on_other_notes(self) -> BookDrills:
        """The same facts, of notes that were written differently."""
        return BookDrills(replace(self.book, fingerprint="another"))

    def quiz(
        self, *, count: int, seed: int, kind: str | None, topic: str | None, sections: Collection[str] | None
    ) -> list[QuizItem]:
        return quiz.make_quiz(self.book, count=count, seed=seed, kind=kind, topic=topic, sections=sections)

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]:
        return quiz.items_on(self.book, section_id, start, seed)

    def follow_up(self, sections: Sequence[str], seed: int, count: int) -> list[QuizItem]:
        return quiz.follow_up(self.book, sections, seed, count)

    def notes_print(self) -> str:
        return self.book.fingerprint


class NoDrills(BookDrills):
    """The same quiz from notes that no longer hold any of its facts."""

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]:
        return []

    def follow_up(self, sections: Sequence[str], seed: int, count: int) -> list[QuizItem]:
        return []
