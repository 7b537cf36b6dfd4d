"""Rows of the learners' file from records and back. Each function works inside a transaction that the caller holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dva_assist.errors import BadInput
from dva_assist.quiz.record_json import (
    Item,
    Keep,
    attempt_from,
    attempt_json,
    card_from,
    card_json,
    each_once,
    item_print,
    paper_from,
    paper_json,
    reply_from,
    reply_json,
    text,
    time_from,
    time_text,
)
from dva_assist.quiz.snapshot import item_from, item_json
from dva_assist.records import Attempt, LearnerRecord, Review, ReviewCard, Sitting, folded, shown
from dva_assist.types import QuizItem, Reply

LONGEST_NAME = 100
_ATTEMPT = "id, item, kind, fact, note, section, exam_tasks, reply, right, source, at, difficulty, seconds"
_SITTING = "id, exam, title, seed, questions, seconds, started, seen, spent, at, handed_in"
FIRST = "0001-01-01"  # before every time


def since_text(since: datetime | None) -> str:
    return FIRST if since is None else time_text(since)


# ---- learners


def _key(name: str) -> str:
    """The name as it is looked up. Raises BadInput for no name and for one that is too long."""
    clean = shown(name)
    if not clean:
        raise BadInput("a learner needs a name; write one")
    if len(clean) > LONGEST_NAME:
        raise BadInput(f"the name of a learner has {len(clean)} letters; write at most {LONGEST_NAME}")
    return folded(clean)


def learner_id(connection: sqlite3.Connection, name: str) -> int:
    """The learner's number; 0, which nobody has, where there is none."""
    row = connection.execute("SELECT id FROM learner WHERE folded = ?", (_key(name),)).fetchone()
    return int(row[0]) if row else 0


def made_learner(connection: sqlite3.Connection, name: str) -> int:
    connection.execute("INSERT OR IGNORE INTO learner (name, folded) VALUES (?, ?)", (shown(name), _key(name)))
    return learner_id(connection, name)


# ---- questions that papers and cards name


def item_keeper(connection: sqlite3.Connection) -> Keep:
    """Keeps each question once, however often it is named."""

    def keep(item: QuizItem) -> str:
        mark = item_print(item)
        connection.execute("INSERT OR IGNORE INTO item VALUES (?, ?)", (mark, text(item_json(item))))
        return mark

    return each_once(keep)


def item_reader(connection: sqlite3.Connection) -> Item:
    """Reads each question once, however often it is named."""
    read: dict[str, QuizItem] = {}

    def item(mark: str) -> QuizItem:
        if mark not in read:
            [(document,)] = connection.execute("SELECT document FROM item WHERE print = ?", (mark,))
            read[mark] = item_from(json.loads(document))
        return read[mark]

    return item


# ---- attempts


def insert_attempts(connection: sqlite3.Connection, learner: int, attempts: Iterable[Attempt]) -> int:
    """How many were new."""
    sql = f"INSERT INTO attempt (learner, {_ATTEMPT}) VALUES (?{', ?' * 13}) ON CONFLICT (learner, id) DO NOTHING"
    return sum(connection.execute(sql, (learner, *_attempt_row(one))).rowcount for one in attempts)


def select_attempts(connection: sqlite3.Connection, learner: int, since: str = FIRST) -> list[Attempt]:
    sql = f"SELECT {_ATTEMPT} FROM attempt WHERE learner = ? AND at >= ? ORDER BY at, sequence"
    return [_attempt(row) for row in connection.execute(sql, (learner, since))]


def _attempt_row(attempt: Attempt) -> tuple[Any, ...]:
    kept = attempt_json(attempt)
    return tuple(text(value) if isinstance(value, list) or key == "reply" else value for key, value in kept.items())


def _attempt(row: tuple[Any, ...]) -> Attempt:
    kept = dict(zip(_ATTEMPT.split(", "), row, strict=True))
    return attempt_from(kept | {key: json.loads(kept[key]) for key in ("exam_tasks", "reply")})


# ---- sittings


def insert_sitting(connection: sqlite3.Connection, learner: int, sitting: Sitting, keep: Keep) -> bool:
    """False, and nothing changed, where it is known."""
    paper = text(paper_json(sitting.questions, keep))
    handed_in = time_text(sitting.handed_in) if sitting.handed_in else None
    values = (
        learner,
        sitting.id,
        sitting.exam,
        sitting.title,
        sitting.seed,
        paper,
        sitting.seconds,
        time_text(sitting.started),
        time_text(sitting.seen),
        sitting.spent,
        sitting.at,
        handed_in,
    )
    sql = f"INSERT INTO sitting (learner, {_SITTING}) VALUES (?{', ?' * 11}) ON CONFLICT (learner, id) DO NOTHING"
    if not connection.execute(sql, values).rowcount:
        return False
    for position in sorted({*sitting.replies, *sitting.flagged}):
        reply, flagged = sitting.replies.get(position), position in sitting.flagged
        put_reply(connection, learner, sitting.id, position, reply, flagged)
    return True


def put_reply(
    connection: sqlite3.Connection, learner: int, sitting: str, position: int, reply: Reply | None, flagged: bool
) -> None:
    sql = "INSERT OR REPLACE INTO sitting_reply (learner, sitting, position, reply, flagged) VALUES (?, ?, ?, ?, ?)"
    kept = None if reply is None else text(reply_json(reply))
    connection.execute(sql, (learner, sitting, position, kept, flagged))


def select_sittings(connection: sqlite3.Connection, learner: int, id: str | None = None) -> list[Sitting]:
    """The newest first; with an id that one alone."""
    only = "" if id is None else "AND id = ?"
    sql = f"SELECT {_SITTING} FROM sitting WHERE learner = ? {only} ORDER BY started DESC, rowid DESC"
    rows = connection.execute(sql, (learner,) if id is None else (learner, id)).fetchall()
    item = item_reader(connection)
    return [_with_replies(connection, learner, _sitting(row, item)) for row in rows]


def _sitting(row: tuple[Any, ...], item: Item) -> Sitting:
    kept = dict(zip(_SITTING.split(", "), row, strict=True))
    times = {key: time_from(kept[key]) for key in ("started", "seen")}
    handed_in = time_from(kept["handed_in"]) if kept["handed_in"] else None
    questions = paper_from(json.loads(kept["questions"]), item)
    return Sitting(**kept | times | {"handed_in": handed_in, "questions": questions})


def _with_replies(connection: sqlite3.Connection, learner: int, sitting: Sitting) -> Sitting:
    sql = "SELECT position, reply, flagged FROM sitting_reply WHERE learner = ? AND sitting = ? ORDER BY position"
    rows = connection.execute(sql, (learner, sitting.id)).fetchall()
    replies = {position: reply_from(json.loads(reply)) for position, reply, _ in rows if reply is not None}
    return replace(sitting, replies=replies, flagged=frozenset(position for position, _, flagged in rows if flagged))


# ---- cards and reviews


def put_card(connection: sqlite3.Connection, learner: int, card: ReviewCard, keep: Keep) -> None:
    """A card that has been reviewed more often stays: the other one is a stale copy, perhaps of another process."""
    often = "CASE WHEN json_valid(card.document) THEN coalesce(json_extract(card.document, '$.reviews'), 0) ELSE 0 END"
    sql = (
        "INSERT INTO card (learner, fact, due, document) VALUES (?, ?, ?, ?) ON CONFLICT (learner, fact) "
        f"DO UPDATE SET due = excluded.due, document = excluded.document WHERE ? >= {often}"
    )
    connection.execute(sql, (learner, card.fact, time_text(card.due), text(card_json(card, keep)), card.reviews))


def select_cards(connection: sqlite3.Connection, learner: int) -> list[ReviewCard]:
    item = item_reader(connection)
    rows = connection.execute("SELECT document FROM card WHERE learner = ? ORDER BY due, fact", (learner,))
    return [card_from(json.loads(document), item) for (document,) in rows.fetchall()]


def insert_review(connection: sqlite3.Connection, learner: int, review: Review, keep: Keep) -> bool:
    """The review and its attempt. False, and nothing changed, where the attempt is known."""
    new = insert_attempts(connection, learner, [review.attempt]) == 1
    return new and insert_review_row(connection, learner, review, keep, brought=False)


def insert_review_row(
    connection: sqlite3.Connection, learner: int, review: Review, keep: Keep, *, brought: bool
) -> bool:
    """Without the attempt, which must be there. False, and nothing changed, where the review is known."""
    sql = (
        "INSERT INTO review (learner, attempt, fact, at, rating, before, after, brought) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (learner, attempt) DO NOTHING"
    )
    sides = [text(card_json(card, keep)) for card in (review.before, review.after)]
    at = time_text(review.attempt.at)
    values = (learner, review.attempt.id, review.after.fact, at, review.rating, *sides, brought)
    return connection.execute(sql, values).rowcount == 1


def select_reviews(connection: sqlite3.Connection, learner: int, since: str = FIRST) -> list[Review]:
    where = "review.learner = ? AND review.at >= ? ORDER BY review.at, review.sequence"
    return list(_reviews(connection, where, (learner, since)))


def last_review(connection: sqlite3.Connection, learner: int) -> Review | None:
    """The last one of this file, if no later one from another file is on the same fact."""
    where = (
        "review.sequence = (SELECT max(sequence) FROM review WHERE learner = ? AND NOT brought) AND NOT EXISTS "
        "(SELECT 1 FROM review AS later WHERE later.learner = review.learner AND later.fact = review.fact "
        "AND later.sequence > review.sequence)"
    )
    return next(_reviews(connection, where, (learner,)), None)


def _reviews(connection: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> Iterator[Review]:
    columns = ", ".join(f"attempt.{name}" for name in _ATTEMPT.split(", "))
    sql = (
        f"SELECT {columns}, review.rating, review.before, review.after FROM review "
        f"JOIN attempt ON attempt.learner = review.learner AND attempt.id = review.attempt WHERE {where}"
    )
    item = item_reader(connection)
    for *attempt, rating, before, after in connection.execute(sql, values).fetchall():
        sides = (card_from(json.loads(document), item) for document in (before, after))
        yield Review(_attempt(tuple(attempt)), rating, *sides)


def update_review(connection: sqlite3.Connection, learner: int, review: Review, keep: Keep) -> None:
    """Another rating and another card after it; the attempt and the card before it stay."""
    sql = "UPDATE review SET rating = ?, after = ? WHERE learner = ? AND attempt = ?"
    connection.execute(sql, (review.rating, text(card_json(review.after, keep)), learner, review.attempt.id))


def delete_review(connection: sqlite3.Connection, learner: int, review: Review) -> None:
    """With its attempt and the card of its fact, so that the caller can put the card before it in its place."""
    connection.execute("DELETE FROM card WHERE learner = ? AND fact = ?", (learner, review.after.fact))
    connection.execute("DELETE FROM review WHERE learner = ? AND attempt = ?", (learner, review.attempt.id))
    connection.execute("DELETE FROM attempt WHERE learner = ? AND id = ?", (learner, review.attempt.id))


# ---- wishes and imported questions


def select_wishes(connection: sqlite3.Connection, learner: int) -> dict[str, Any]:
    row = connection.execute("SELECT document FROM wishes WHERE learner = ?", (learner,)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def put_wishes(connection: sqlite3.Connection, learner: int, wishes: Mapping[str, Any]) -> None:
    connection.execute("INSERT OR REPLACE INTO wishes VALUES (?, ?)", (learner, text(dict(wishes))))


def select_questions(connection: sqlite3.Connection, learner: int) -> list[Mapping[str, Any]]:
    """In the order in which they first came."""
    rows = connection.execute("SELECT document FROM question WHERE learner = ? ORDER BY sequence", (learner,))
    return [json.loads(document) for (document,) in rows]


def put_question(connection: sqlite3.Connection, learner: int, question: Mapping[str, Any]) -> None:
    sql = (
        "INSERT INTO question (learner, id, document) VALUES (?, ?, ?) "
        "ON CONFLICT (learner, id) DO UPDATE SET document = excluded.document"
    )
    if not isinstance(id := question.get("id"), str) or not id:
        raise BadInput("an imported question has no id; give it one")
    connection.execute(sql, (learner, id, text(dict(question))))


def select_record(connection: sqlite3.Connection, learner: int) -> LearnerRecord:
    return LearnerRecord(
        attempts=tuple(select_attempts(connection, learner)),
        sittings=tuple(select_sittings(connection, learner)),
        cards=tuple(select_cards(connection, learner)),
        reviews=tuple(select_reviews(connection, learner)),
        wishes=select_wishes(connection, learner),
        questions=tuple(select_questions(connection, learner)),
    )
