"""What the commands for practice print: reviews that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dva_assist.records import ReviewCard
from dva_assist.review import Today
from dva_assist.terminal import tell

NEXT = 10  # cards that are named


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
