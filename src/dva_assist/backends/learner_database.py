"""The learners' SQLite file: opened, brought to the newest format, read and written in transactions.

Many threads of one process share two connections, one that writes and one that reads, each behind a lock, so a reader
never waits for the disk. Several processes may have the file open: the write-ahead log lets them read while one writes.
With ``synchronous=FULL`` a transaction is on the disk before its commit returns.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dva_assist.backends.learner_errors import damaged, told
from dva_assist.backends.learner_migrations import migrate

PATIENCE_S = 20.0
CHECKED_BYTES = 32 << 20  # files up to here are looked through when opened, at about 1 ms for each MB


class LearnerDatabase:
    """Raises StoreUnavailable and DiskFull, with what to do.

    ``patience_s`` are the seconds to wait for another process that writes.
    """

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        self.path, self._patience_s = path.absolute(), patience_s
        self._write_lock, self._read_lock = threading.RLock(), threading.RLock()
        self._closed = False
        with told(self.path):
            self._open()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is executed in it is safe on disk afterwards, or nothing of it is kept."""
        with told(self.path):
            self._follow()
            with self._write_lock:
                connection = self._writer
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read in it is of one moment. What cannot be made into records is a damaged file."""
        with told(self.path):
            self._follow()
            with self._read_lock:
                connection = self._reader
                connection.execute("BEGIN")
                try:
                    yield connection
                except UnicodeEncodeError:  # what was asked for, not what was read
                    raise
                except (KeyError, TypeError, ValueError) as error:
                    raise damaged(self.path, f"{type(error).__name__}: {error}") from error
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The connection that writes, outside a transaction, while no other thread of this process writes."""
        with told(self.path):
            self._follow()
            with self._write_lock:
                yield self._writer

    def close(self) -> None:
        with self._write_lock, self._read_lock:
            self._closed = True
            self._reader.close()
            self._writer.close()

    def _open(self) -> None:
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = connect(self.path, self._patience_s)
        try:
            if self.path.stat().st_size <= CHECKED_BYTES:
                look_through(self._writer, self.path)
            migrate(self._writer, self.path)
            use_log(self._writer)
            self._reader = connect(self.path, self._patience_s)
            self._reader.execute("PRAGMA query_only = ON")
        except BaseException:
            self._writer.close()
            raise
        self._identity = _identity(self.path)
        if new:
            sync_folder(self.path.parent)

    def _follow(self) -> None:
        """Open anew where another file lies at the path now, so that nothing is written into one that is gone."""
        if _identity(self.path) == self._identity or self._closed:
            return
        with self._write_lock, self._read_lock:
            if _identity(self.path) != self._identity and not self._closed:
                self._reader.close()
                self._writer.close()
                self._open()


def connect(path: Path, patience_s: float = PATIENCE_S) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time, and that begins transactions only when told to."""
    connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def use_log(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. SQLite does not wait here for others that do the same at once, so we do."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)


def look_through(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreUnavailable where the file is damaged."""
    [(found,)] = connection.execute("PRAGMA quick_check(1)")
    if found != "ok":
        raise damaged(path, str(found).replace("\n", " "))


def sync_folder(folder: Path) -> None:
    """Make a new name in the folder last."""
    if os.name == "nt":  # Windows does not open folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
