"""What learners have done, in one SQLite file: the ``LearnerStore`` of one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dva_assist.backends import learner_backup
from dva_assist.backends import learner_rows as rows
from dva_assist.backends.learner_database import PATIENCE_S, LearnerDatabase
from dva_assist.backends.learner_merge import merge
from dva_assist.errors import NotFound
from dva_assist.quiz.record_json import time_text
from dva_assist.records import Attempt, Counts, LearnerRecord, Review, ReviewCard, Sitting
from dva_assist.types import Reply


class LearnerFile:
    """Made where it is missing, with its folder. Raises StoreUnavailable where it cannot be used, and DiskFull."""

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        """``patience_s`` are the seconds to wait for another process that writes."""
        self._database = LearnerDatabase(path, patience_s)

    @property
    def path(self) -> Path:
        return self._database.path

    def learners(self) -> list[str]:
        with self._database.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM learner ORDER BY folded")]

    def add_attempts(self, learner: str, attempts: Sequence[Attempt]) -> int:
        with self._database.writing() as connection:
            return rows.insert_attempts(connection, rows.made_learner(connection, learner), attempts)

    def attempts(self, learner: str, since: datetime | None = None) -> list[Attempt]:
        start = rows.since_text(since)
        with self._database.reading() as connection:
            return rows.select_attempts(connection, rows.learner_id(connection, learner), start)

    def add_sitting(self, learner: str, sitting: Sitting) -> None:
        """One that is known already stays as it is."""
        with self._database.writing() as connection:
            rows.insert_sitting(
                connection, rows.made_learner(connection, learner), sitting, rows.item_keeper(connection)
            )

    def sitting(self, learner: str, id: str) -> Sitting:
        with self._database.reading() as connection:
            found = rows.select_sittings(connection, rows.learner_id(connection, learner), id)
        if not found:
            raise _no_sitting(learner, id)
        return found[0]

    def sittings(self, learner: str) -> list[Sitting]:
        with self._database.reading() as connection:
            return rows.select_sittings(connection, rows.learner_id(connection, learner))

    def keep_place(self, learner: str, id: str, *, at: int, seen: datetime, spent: float) -> None:
        """Nothing changes either where the sitting has been handed in. Raises NotFound."""
        with self._database.writing() as connection:
            known, _ = _state(connection, learner, id)
            sql = (
                "UPDATE sitting SET at = ?, seen = ?, spent = ? "
                "WHERE learner = ? AND id = ? AND spent <= ? AND handed_in IS NULL"
            )
            connection.execute(sql, (at, time_text(seen), spent, known, id, spent))

    def keep_reply(self, learner: str, id: str, position: int, reply: Reply | None, flagged: bool) -> bool:
        """Raises NotFound."""
        with self._database.writing() as connection:
            known, under_way = _state(connection, learner, id)
            if under_way:
                rows.put_reply(connection, known, id, position, reply, flagged)
            return under_way

    def hand_in(self, learner: str, id: str, at: datetime, attempts: Sequence[Attempt]) -> bool:
        """Raises NotFound."""
        with self._database.writing() as connection:
            known, under_way = _state(connection, learner, id)
            if under_way:
                sql = "UPDATE sitting SET handed_in = ? WHERE learner = ? AND id = ?"
                connection.execute(sql, (time_text(at), known, id))
                rows.insert_attempts(connection, known, attempts)
            return under_way

    def cards(self, learner: str) -> list[ReviewCard]:
        with self._database.reading() as connection:
            return rows.select_cards(connection, rows.learner_id(connection, learner))

    def put_cards(self, learner: str, cards: Sequence[ReviewCard]) -> None:
        with self._database.writing() as connection:
            known = rows.made_learner(connection, learner)
            keep = rows.item_keeper(connection)
            for card in cards:
                rows.put_card(connection, known, card, keep)

    def add_review(self, learner: str, review: Review) -> bool:
        with self._database.writing() as connection:
            known = rows.made_learner(connection, learner)
            keep = rows.item_keeper(connection)
            new = rows.insert_review(connection, known, review, keep)
            if new:
                rows.put_card(connection, known, review.after, keep)
            return new

    def replace_review(self, learner: str, review: Review) -> bool:
        with self._database.writing() as connection:
            known = rows.learner_id(connection, learner)
            last = rows.last_review(connection, known)
            is_last = last is not None and last.attempt.id == review.attempt.id
            if is_last:
                keep = rows.item_keeper(connection)
                rows.update_review(connection, known, review, keep)
                rows.put_card(connection, known, review.after, keep)
            return is_last

    def undo_review(self, learner: str) -> Review | None:
        """A review that came from another file is not taken back, nor one that such a one has followed."""
        with self._database.writing() as connection:
            known = rows.learner_id(connection, learner)
            review = rows.last_review(connection, known)
            if review:
                rows.delete_review(connection, known, review)
                rows.put_card(connection, known, review.before, rows.item_keeper(connection))
            return review

    def reviews(self, learner: str, since: datetime | None = None) -> list[Review]:
        start = rows.since_text(since)
        with self._database.reading() as connection:
            return rows.select_reviews(connection, rows.learner_id(connection, learner), start)

    def wishes(self, learner: str) -> Mapping[str, Any]:
        with self._database.reading() as connection:
            return rows.select_wishes(connection, rows.learner_id(connection, learner))

    def set_wishes(self, learner: str, wishes: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            rows.put_wishes(connection, rows.made_learner(connection, learner), wishes)

    def questions(self, learner: str) -> list[Mapping[str, Any]]:
        """In the order in which they first came."""
        with self._database.reading() as connection:
            return rows.select_questions(connection, rows.learner_id(connection, learner))

    def put_questions(self, learner: str, questions: Sequence[Mapping[str, Any]]) -> None:
        """Raises BadInput, and keeps none, where one has no id."""
        with self._database.writing() as connection:
            known = rows.made_learner(connection, learner)
            for question in questions:
                rows.put_question(connection, known, question)

    def record(self, learner: str) -> LearnerRecord:
        with self._database.reading() as connection:
            return rows.select_record(connection, rows.learner_id(connection, learner))

    def merge(self, learner: str, record: LearnerRecord) -> Counts:
        with self._database.writing() as connection:
            return merge(connection, rows.made_learner(connection, learner), record)

    def backup(self, file: Path) -> None:
        learner_backup.backup(self.path, file)

    def restore(self, file: Path) -> None:
        """In one step for every process that has the file open. The old one is kept as NAME.before-restore."""
        with self._database.alone() as connection:
            learner_backup.restore(connection, self.path, file)

    def close(self) -> None:
        self._database.close()


def _state(connection: sqlite3.Connection, learner: str, id: str) -> tuple[int, bool]:
    """The learner's number, and whether the sitting is under way."""
    known = rows.learner_id(connection, learner)
    row = connection.execute("SELECT handed_in FROM sitting WHERE learner = ? AND id = ?", (known, id)).fetchone()
    if row is None:
        raise _no_sitting(learner, id)
    return known, row[0] is None


def _no_sitting(learner: str, id: str) -> NotFound:
    return NotFound(f"{learner!r} has no exam {id}; start a new one")
