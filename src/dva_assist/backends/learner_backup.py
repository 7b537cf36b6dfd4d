"""Copies of the learners' file: made while others write, and put back in one step.

Copies go through SQLite's online backup, never through the bytes of a file that is open: it reads one moment of the
write-ahead log, and as a writer it is a transaction, which a kill undoes and which other processes see as a whole.
"""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dva_assist.backends.learner_database import LearnerDatabase, connect, look_through, sync_folder, use_log
from dva_assist.backends.learner_errors import Damaged, explained, told
from dva_assist.backends.learner_migrations import APPLICATION, migrate, migrations, schema, version_of
from dva_assist.errors import BadInput

OLD = ".before-restore"
_LOG = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file


def backup(path: Path, file: Path) -> None:
    """Copy the store at ``path`` into a new file, which has no other files beside it."""
    if file.exists() or file.is_symlink():
        raise BadInput(f"{file} is there already and stays as it is; name a new file for the backup")
    if not file.parent.is_dir():
        raise BadInput(f"there is no folder {file.parent}; make it, or name another file for the backup")
    with told(path), closing(_source(path, "rw")) as source:
        look_through(source, path)
        with told(file), _beside(file) as part:
            _copy(source, part)
            part.replace(file)
            sync_folder(file.parent)


def restore(live: sqlite3.Connection, path: Path, file: Path) -> None:
    """Put the backup into the open store; ``live`` is a connection to ``path`` outside a transaction.

    What another process writes between the copy of the old store and the step itself, some milliseconds, is lost.
    """
    with told(path), _checked(path, file) as part:
        with _beside(path) as old:
            _copy(live, old)
            old.replace(_free(path))
        with closing(_source(part, "ro")) as source:
            source.backup(live)
        use_log(live)


def restore_file(path: Path, file: Path) -> None:
    """Put the backup in the place of the store at ``path``, also where that one is damaged or missing.

    Raises BadInput, and changes nothing, where the file is no backup.
    """
    path = path.absolute()
    try:
        database = LearnerDatabase(path)
    except Damaged:
        _replace(path, file)
        return
    try:
        with database.alone() as live:
            restore(live, path, file)
    finally:
        database.close()


def _replace(path: Path, file: Path) -> None:
    """What cannot be opened is copied aside with its log, then the file at ``path`` changes in one step."""
    with told(path), _checked(path, file) as part:
        old = _free(path)
        for suffix in ("", "-wal"):
            if _named(path, suffix).exists():
                shutil.copy2(_named(path, suffix), _named(old, suffix))
                _sync(_named(old, suffix))
        for suffix in _LOG:
            _named(path, suffix).unlink(missing_ok=True)
        part.replace(path)
        sync_folder(path.parent)


@contextmanager
def _checked(path: Path, file: Path) -> Iterator[Path]:
    """A sound copy of the backup beside ``path``, in the newest format. Raises BadInput where it is none."""
    if not file.is_file():
        raise BadInput(f"there is no file {file}; name a backup made with dva-assist learner backup")
    with _beside(path) as part:
        try:
            with closing(_source(file, "ro")) as source:
                _copy(source, part)
            with closing(connect(part)) as copy:
                _bring_up(copy, file)
        except (sqlite3.Error, Damaged) as error:
            explanation = error if isinstance(error, Damaged) else explained(file, error)
            if not isinstance(explanation, Damaged):
                raise explanation from error
            raise BadInput(f"{file} is damaged or no backup; nothing was changed, name another backup") from error
        _sync(part)
        yield part


def _bring_up(copy: sqlite3.Connection, file: Path) -> None:
    """To the newest format. Raises BadInput or Damaged where it is no store of ours."""
    none = BadInput(f"{file} is no backup of what learners did; name one made with dva-assist learner backup")
    look_through(copy, file)
    if copy.execute("PRAGMA application_id").fetchone() != (APPLICATION,) or not version_of(copy):
        raise none
    if version_of(copy) > len(migrations()):
        raise BadInput(f"{file} was made by a newer dva-assist; update dva-assist, then restore it")
    migrate(copy, file)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, file)
        if schema(copy) != schema(fresh):
            raise none


def _source(file: Path, mode: str) -> sqlite3.Connection:
    """To a file that is there; an empty one is never made and copied."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)


def _copy(source: sqlite3.Connection, part: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    _sync(part)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new name for a file that is under way, in the same folder; what is left there afterwards is removed."""
    part = _named(file, f".{secrets.token_hex(4)}.part")
    try:
        yield part
    finally:
        for suffix in ("", *_LOG):
            _named(part, suffix).unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """Where the old store is kept: NAME.before-restore, or with a number, so that no older one is lost."""
    numbers = itertools.count(2)
    name = _named(path, OLD)
    while name.exists():
        name = _named(path, f"{OLD}-{next(numbers)}")
    return name


def _named(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _sync(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
