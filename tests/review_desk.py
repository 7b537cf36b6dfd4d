"""Notes whose every sentence can be asked, and a review room on them with a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dva_assist.errors import NotFound
from dva_assist.notes import parse_note
from dva_assist.protocols import LearnerStore
from dva_assist.records import ReviewCard, fact_of
from dva_assist.review import Wishes
from dva_assist.review_room import ReviewRoom
from dva_assist.types import Citation, Explanation, Note, QuizItem, Section

NOON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KINDS = ("cloze", "number", "true-false")
ME = "me"


def facts(letter: str, count: int = 8) -> str:
    return "\n\n".join(f"The fact {letter}{at} is short." for at in range(count))


def notes(**changed: str) -> dict[str, str]:
    """Three notes; that on queues serves the exam dva-c03."""
    tasks = '---\nexam_tasks:\n  dva-c03: ["1.1"]\n---\n'
    plain = {
        "queues": f"{tasks}# Queues\n\n## Limits\n\n{facts('q')}\n",
        "tables": f"# Tables\n\n## Keys\n\n{facts('t')}\n",
        "vague": "# Vague\n\n## Hints\n\nThis is vague.\n\nThis is vague too.\n",
    }
    return {f"{name}.md": text for name, text in (plain | changed).items()}


@dataclass
class SentenceDrills:
    """Asks each sentence that is not vague in three forms, or in as many as ``kinds`` has."""

    texts: dict[str, str] = field(default_factory=notes)
    kinds: Sequence[str] = KINDS
    made: int = 0  # questions made so far

    def note(self, path: str) -> Note:
        if path not in self.texts:
            raise NotFound(f"no note {path}")
        return parse_note(path, self.texts[path])

    def section(self, section_id: str) -> Section:
        for section in self.note(section_id.partition("#")[0]).sections:
            if section.id == section_id:
                return section
        raise NotFound(f"no section {section_id}")

    def topics(self) -> list[str]:
        return ["dva-c03:1.1", "Queues", "Tables"]

    def askable(self, sections: Collection[str] | None = None) -> list[tuple[str, int]]:
        return [
            (section.id, sentence.start)
            for path in self.texts
            for section in self.note(path).sections
            for sentence in section.sentences
            if sections is None or section.id in sections
        ]

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]:
        section = self.section(section_id)
        sentence = next(one for one in section.sentences if one.start == start)
        self.made += 1
        kinds = () if "vague" in sentence.text else self.kinds
        return [item(Citation.of(1, section, sentence), kind, seed) for kind in kinds]

    def item(self, words: str, kind: str = "cloze") -> QuizItem:
        """The question of a kind on the sentence with these words."""
        return next(
            one
            for section, start in self.askable()
            for one in self.items_on(section, start, 0)
            if words in one.citation.quote and one.kind == kind
        )


def item(proof: Citation, kind: str, seed: int) -> QuizItem:
    return QuizItem(
        id=f"{kind}-{fact_of(proof)}",
        kind=kind,
        stem=f"As {kind}: which is it?",
        options=("this", "that"),
        correct=(seed % 2,),
        explanations=(Explanation("This.", proof), Explanation("That.", proof)),
        citation=proof,
        topics=(),
        exam_tasks=(),
        difficulty=0.5,
    )


class Desk:
    """A room, its clock and its only visitor."""

    def __init__(self, store: LearnerStore, drills: SentenceDrills | None = None, zone: str = "UTC") -> None:
        self.store = store
        self.drills = drills or SentenceDrills()
        self.now = NOON
        self.room = ReviewRoom(store, self.drills, lambda: self.now, ZoneInfo(zone), lambda: "dva-c03")
        self.replies = 0

    def reply(self, right: bool, learner: str = ME) -> tuple[str, str]:
        """To the next card; gives its fact and the id of the attempt."""
        found = self.room.next(learner)
        assert found is not None, "nothing to do"
        card, item = found
        self.replies += 1
        attempt = f"attempt-{self.replies}"
        key = item.correct[0]
        self.room.check(learner, card.fact, item, (key if right else 1 - key,), attempt, 3.5)
        return card.fact, attempt

    def card(self, fact: str, learner: str = ME) -> ReviewCard:
        return next(card for card in self.room.cards(learner) if card.fact == fact)

    def wish(self, new_a_day: int = 10, retention: float = 0.9) -> None:
        self.room.set_wishes(ME, Wishes(new_a_day, retention))
