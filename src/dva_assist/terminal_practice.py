"""What the commands for practice print: a mock exam, reviews that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dva_assist.exams import Exam
from dva_assist.quiz.snapshot import item_json
from dva_assist.records import PaperQuestion, ReviewCard
from dva_assist.review import Today
from dva_assist.terminal import show_item, tell

NEXT = 10  # cards that are named


def exam_json(exam: Exam, paper: Sequence[PaperQuestion], seed: int) -> dict[str, Any]:
    """As ``quiz_json``, each item with the domain and task that it was drawn for and whether it counts."""
    items = [
        item_json(one.item) | {"domain": one.domain, "task": one.task, "scored": one.scored, "generated": one.generated}
        for one in paper
    ]
    minutes = round(exam.minutes * len(paper) / (exam.scored + exam.unscored))
    return {"exam": exam.id, "minutes": minutes, "pass_mark": exam.pass_mark, "items": items, "seed": seed}


def show_exam(exam: Exam, paper: Sequence[PaperQuestion], seed: int) -> None:
    """The questions with their keys; the page and ``--out`` keep the keys apart."""
    scored = sum(one.scored for one in paper)
    tell(f"{exam.code}: {len(paper)} questions, of which {scored} are scored\n")
    for number, one in enumerate(paper, start=1):
        show_item(one.item, number, f"   Task {one.task}{', made from the notes' if one.generated else ''}")
    tell(f"Seed {seed}: the same seed gives the same exam. Sit it on the page: dva-assist serve, tab Exam.")


def next_cards(today: Today, cards: Sequence[ReviewCard]) -> list[ReviewCard]:
    """What is to be done now, in its order, and then what falls due after it, ``NEXT`` in all."""
    now = [*today.due, *today.new]
    known = {card.fact for card in now}
    then = [card for card in cards if card.standing == "active" and card.reviews and card.fact not in known]
    return [*now, *then][:NEXT]


def review_json(learner: str, today: Today, streak: int, cards: Sequence[ReviewCard]) -> dict[str, Any]:
    return {
        "learner": learner,
        "due": len(today.due),
        "new": len(today.new),
        "later": today.later,
        "done": today.done,
        "streak": streak,
        "cards": [card_json(card) for card in next_cards(today, cards)],
    }


def card_json(card: ReviewCard) -> dict[str, Any]:
    return {
        "fact": card.fact,
        "stem": card.item.stem,
        "section_id": card.item.citation.section.id,
        "due": card.due.astimezone(UTC).isoformat(),
        "reviews": card.reviews,
        "lapses": card.lapses,
        "standing": card.standing.value,
        "leech": card.leech,
    }


def show_review(today: Today, streak: int, cards: Sequence[ReviewCard], now: datetime) -> None:
    """``now`` is in the zone that times are shown in."""
    tell(
        f"{len(today.due)} due, {len(today.new)} new, {today.later} later today, {today.done} done today; "
        f"a streak of {streak} {'day' if streak == 1 else 'days'}."
    )
    for card in next_cards(today, cards):
        leech = " (forgotten often: look at the notes again)" if card.leech else ""
        tell(f"\n{_when(card, now)}: {card.item.stem}{leech}\n   {card.item.citation.section.id}")
    if today.next is not None:
        tell("\nReview them on the page: dva-assist serve, tab Review.")


def _when(card: ReviewCard, now: datetime) -> str:
    if not card.reviews:
        return "new"
    return "due" if card.due <= now else f"{card.due.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
