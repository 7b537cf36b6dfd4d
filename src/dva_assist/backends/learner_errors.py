"""What SQLite says of the learners' file, put as what a person can do about it."""

from __future__ import annotations

import errno
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dva_assist.config import PREFIX
from dva_assist.errors import BadInput, DiskFull, DvaAssistError, StoreUnavailable

ANOTHER_FILE = f"name another file with {PREFIX}LEARNERS"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class Damaged(StoreUnavailable):
    """A file that SQLite cannot read, or whose content is not what was written."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the system become ours: DiskFull, StoreUnavailable, BadInput for what is no text."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(path, error) from error
    except UnicodeEncodeError as error:
        raise BadInput(f"{error.object!r} holds a broken letter and cannot be kept; write it anew") from error
    except OverflowError as error:
        raise BadInput(f"a number is too large to be kept ({error}); give a smaller one") from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _disk_full(path, error) from error
        raise StoreUnavailable(f"cannot write {path} ({error}); allow writing there, or {ANOTHER_FILE}") from error


def explained(path: Path, error: sqlite3.Error) -> DvaAssistError:
    code = getattr(error, "sqlite_errorcode", 0)  # errors of the Python module itself have none
    if code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_WRITE:
        return _disk_full(path, error)
    match code & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, error)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreUnavailable(f"another program is writing {path}; wait until it is done, then try again")
        case other if other in _FORBIDDEN:
            return StoreUnavailable(f"cannot write {path} ({error}); allow writing there, or {ANOTHER_FILE}")
        case _:
            return StoreUnavailable(f"{path} cannot be used ({error}); run dva-assist doctor")


def damaged(path: Path, why: object) -> Damaged:
    """Nothing is written over a damaged file; the way out is a backup, or to begin anew beside it."""
    aside = shlex.join(["mv", str(path), f"{path}.damaged"])
    return Damaged(
        f"{path} is damaged ({why}); put a backup in its place with: dva-assist learner restore FILE, "
        f"or begin anew with: {aside}"
    )


def foreign(path: Path) -> StoreUnavailable:
    return StoreUnavailable(f"{path} belongs to another program; {ANOTHER_FILE}")


def newer(path: Path, found: int, known: int) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} was written by a newer dva-assist (format {found}, this one knows {known}); "
        f"update dva-assist, or {ANOTHER_FILE}"
    )


def _disk_full(path: Path, error: Exception) -> DiskFull:
    return DiskFull(f"no room left for {path} ({error}); what was kept before is whole. Make room and try again")
