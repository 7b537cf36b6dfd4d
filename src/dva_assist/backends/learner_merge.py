"""Adding the record of a learner to what is kept already, inside one transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import TypeVar

from dva_assist.backends import learner_rows as rows
from dva_assist.quiz.record_json import Keep, time_text
from dva_assist.records import Counts, LearnerRecord, ReviewCard, Sitting

T = TypeVar("T")


def merge(connection: sqlite3.Connection, learner: int, record: LearnerRecord) -> Counts:
    """See ``LearnerStore.merge``."""
    attempts = rows.insert_attempts(connection, learner, [*record.attempts, *(one.attempt for one in record.reviews)])
    rows.put_wishes(connection, learner, dict(record.wishes) | rows.select_wishes(connection, learner))
    known = {question["id"] for question in rows.select_questions(connection, learner)}
    new = [question for question in record.questions if question["id"] not in known]
    for question in new:
        rows.put_question(connection, learner, question)
    keep = rows.item_keeper(connection)
    return Counts(
        attempts=attempts,
        sittings=_count(reversed(record.sittings), lambda sitting: _take_sitting(connection, learner, sitting, keep)),
        cards=_take_cards(connection, learner, record.cards, keep),
        reviews=_count(
            record.reviews, lambda review: rows.insert_review_row(connection, learner, review, keep, brought=True)
        ),
        questions=len(new),
    )


def _count(things: Iterable[T], take: Callable[[T], bool]) -> int:
    return sum(take(thing) for thing in things)


def _take_sitting(connection: sqlite3.Connection, learner: int, sitting: Sitting, keep: Keep) -> bool:
    """Whether anything changed. One that has been handed in is never changed."""
    if rows.insert_sitting(connection, learner, sitting, keep):
        return True
    [kept] = rows.select_sittings(connection, learner, sitting.id)
    if kept.handed_in or (sitting.handed_in is None and sitting.spent <= kept.spent):
        return False
    connection.execute("DELETE FROM sitting_reply WHERE learner = ? AND sitting = ?", (learner, sitting.id))
    connection.execute("DELETE FROM sitting WHERE learner = ? AND id = ?", (learner, sitting.id))
    return rows.insert_sitting(connection, learner, sitting, keep)


def _take_cards(connection: sqlite3.Connection, learner: int, cards: Iterable[ReviewCard], keep: Keep) -> int:
    kept = {card.fact: card for card in rows.select_cards(connection, learner)}
    taken = [card for card in cards if card.fact not in kept or _progress(card) > _progress(kept[card.fact])]
    for card in taken:
        rows.put_card(connection, learner, card, keep)
    return len(taken)


def _progress(card: ReviewCard) -> tuple[int, str]:
    """A card that was reviewed more often is the newer one; then the one that is due later."""
    return card.reviews, time_text(card.due)
