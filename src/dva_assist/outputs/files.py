"""Questions as a file: an Anki package, a table, a page to print, or JSON."""

from __future__ import annotations

import errno
import itertools
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from dva_assist.errors import BadInput, DiskFull, DvaAssistError
from dva_assist.outputs.anki import anki_package
from dva_assist.outputs.printed import printed_html
from dva_assist.outputs.tables import csv_text
from dva_assist.quiz.snapshot import item_json
from dva_assist.types import QuizItem

DECK = "dva-assist"
LONGEST_NAME = 60
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Format(StrEnum):
    """What questions are written as; the value is how the name of the file ends."""

    ANKI = "apkg"
    TABLE = "csv"
    PRINT = "html"
    JSON = "json"


class Taken(BadInput):
    """A file of this name is there already."""


def format_of(file: Path) -> Format:
    """By the ending of the name. Raises BadInput."""
    try:
        return Format(file.suffix.removeprefix(".").lower())
    except ValueError:
        endings = ", ".join(f".{one}" for one in Format)
        raise BadInput(f"{file} is of no kind that can be written; let its name end in one of {endings}") from None


def content(items: Sequence[QuizItem], format: Format, subject: str, *, seed: int | None, at: datetime) -> bytes:
    """The bytes of the file. ``subject`` says what the questions are about: "lambda", "All notes".

    It names the deck ("dva-assist::lambda") and the page. ``at`` is the time of the export, aware; Anki updates what
    it has by a package that is newer. Raises BadInput where there is no question.
    """
    if not items:
        raise BadInput("there is no question to write; choose more notes or another kind, and make a quiz")
    match format:
        case Format.ANKI:
            return anki_package(items, deck_of(subject), at)
        case Format.TABLE:
            return csv_text(items).encode()
        case Format.PRINT:
            return printed_html(items, f"Quiz: {subject}", seed, answers=True).encode()
        case Format.JSON:
            document = {"items": [item_json(item) for item in items], "seed": seed}
            return json_bytes(document)


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """In UTF-8; half a letter, which has no place in it, stays an escape of JSON."""
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode(errors="backslashreplace")


def write(
    items: Sequence[QuizItem], format: Format, folder: Path, subject: str, *, seed: int | None = None, at: datetime
) -> Path:
    """Write a new file into the folder and say where it is; none that is there is overwritten.

    Its name is safe on every system, such as ``quiz-lambda-7.apkg``. Raises BadInput, DiskFull.
    """
    made = content(items, format, subject, seed=seed, at=at)
    for number in itertools.count(1):
        file = folder / file_name(subject, format, seed, number)
        try:
            put(file, made)
            return file
        except Taken:
            continue
    raise AssertionError("there is always a number that is free")


def file_name(subject: str, format: Format, seed: int | None = None, number: int = 1) -> str:
    """ASCII letters, digits and hyphens only: ("Lambda / S3", ANKI, 7) -> "quiz-lambda-s3-7.apkg"."""
    about = re.sub(r"[^a-z0-9]+", "-", subject.lower())[:LONGEST_NAME].strip("-")
    parts = ("quiz", about, "" if seed is None else str(seed))
    again = f"-copy-{number}" if number > 1 else ""
    return f"{'-'.join(filter(None, parts))}{again}.{format.value}"


def deck_of(subject: str) -> str:
    """The deck under ours that holds questions on a subject; "::" would make a deck within it."""
    name = " ".join(subject.replace("::", ":").replace('"', "'").split())
    return f"{DECK}::{name}" if name else DECK


def put(file: Path, made: bytes, *, force: bool = False) -> None:
    """Write a whole file or none. Raises Taken, BadInput, DiskFull."""
    with new_file(file, force=force) as part:
        part.write_bytes(made)


@contextmanager
def new_file(file: Path, *, force: bool = False) -> Iterator[Path]:
    """A name beside the file to write to, which becomes the file at the end; after an error nothing is left of it.

    Raises Taken where the file is there and not to be replaced by ``force``, BadInput where the place cannot be
    written to, DiskFull.
    """
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    with _told(file):
        require_free(file, force=force)
        try:
            yield part
            require_free(file, force=force)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def require_free(file: Path, *, force: bool = False) -> None:
    """Raises Taken where the file is there already."""
    if not force and (file.exists() or file.is_symlink()):
        raise Taken(f"{file} is there already and stays as it is; name another file, or replace it with --force")


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except DvaAssistError:
        raise
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(f"no room left for {file} ({error.strerror}); make room and try again") from error
        if not file.parent.is_dir():
            raise BadInput(f"there is no folder {file.parent}; make it, or name another place for the file") from error
        raise BadInput(f"cannot write {file} ({error.strerror}); allow it, or name another place for it") from error
