"""The format of the learners' file, as numbered SQL files: file n leads from format n - 1 to format n.

A migration that has been released is never edited; a change is a new file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from dva_assist.backends.learner_errors import damaged, foreign, newer

APPLICATION = int.from_bytes(b"DVAT", "big")  # set by the first migration


def migrations() -> list[str]:
    """The SQL files in their order."""
    folder = resources.files("dva_assist.backends") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in files]


def version_of(connection: sqlite3.Connection) -> int:
    return int(_pragma(connection, "user_version"))


def check_ours(connection: sqlite3.Connection, path: Path, known: int) -> None:
    """Raises StoreUnavailable for a file of another program or of a newer version, before anything is written."""
    version, application, tables = _of_one_moment(connection)
    if version == 0 and application == 0 and not tables:
        return  # a new file
    if application != APPLICATION:
        raise foreign(path)
    if version > known:
        raise newer(path, version, known)
    if version == 0:
        raise damaged(path, "it does not say its format")


def migrate(connection: sqlite3.Connection, path: Path, steps: list[str] | None = None) -> None:
    """Bring a file to the newest format; each step is there as a whole or not at all, also when killed.

    The connection must not begin transactions by itself. Another process may do the same at once: whoever comes
    second finds the step done.
    """
    steps = migrations() if steps is None else steps
    check_ours(connection, path, len(steps))
    while version_of(connection) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(connection)
            for statement in statements(steps[version]) if version < len(steps) else ():
                connection.execute(statement)
            if version < len(steps):
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def statements(sql: str) -> Iterator[str]:
    """One at a time, for ``executescript`` would commit in the middle. A statement begins on a line of its own."""
    gathered = ""
    for line in sql.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    if gathered.strip():
        raise ValueError(f"a migration ends in the middle of a statement: {gathered.strip()}")


def schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Tables and indexes, with the words that made them."""
    return set(connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master"))


def _of_one_moment(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Format, application and number of tables; another process may be making the file just now."""
    connection.execute("BEGIN")
    try:
        return version_of(connection), _pragma(connection, "application_id"), _tables(connection)
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    [(value,)] = connection.execute(f"PRAGMA {name}")
    return int(value)


def _tables(connection: sqlite3.Connection) -> int:
    [(count,)] = connection.execute("SELECT count(*) FROM sqlite_master")
    return int(count)
