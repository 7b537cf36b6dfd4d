"""A quiz as a short code that can be sent to somebody: the same choices on the same notes give the same questions."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

from dva_assist.errors import BadInput

VERSION = "1"  # of the code and of how items are made; a code of another version cannot give the same questions
MISTYPED = "this quiz code is not whole or has a typing error; copy it once more, from its first to its last letter"
MOST_LETTERS = 4_000


@dataclass(frozen=True, slots=True)
class QuizChoices:
    """What ``make_quiz`` is asked for, and ``FactBook.fingerprint`` of the notes that it is asked of."""

    count: int
    seed: int
    kind: str | None = None
    topic: str | None = None
    sections: tuple[str, ...] = ()
    notes: str = ""

    def fits(self, notes: str) -> bool:
        """Whether notes with this fingerprint give the quiz that the code was made from."""
        return self.notes == notes


def encode(choices: QuizChoices) -> str:
    """URL-safe letters, digits, "-" and "_", about 50 for a quiz of a whole corpus."""
    values = [choices.count, choices.seed, choices.notes, choices.kind, choices.topic, list(choices.sections)]
    while values and values[-1] in (None, []):
        values.pop()
    body = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    packed = min((b"p" + body, b"z" + zlib.compress(body, 9)), key=len)
    return VERSION + base64.urlsafe_b64encode(_check(packed) + packed).decode().rstrip("=")


def decode(code: str) -> QuizChoices:
    """Raises BadInput for a code that is mistyped, cut off, or of another version."""
    code = "".join(code.split())
    if len(code) > MOST_LETTERS:
        raise BadInput(MISTYPED)
    try:
        raw = base64.b64decode(code[1:] + "=" * (-len(code[1:]) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadInput(MISTYPED) from error
    packed = raw[4:]
    if raw[:4] != _check(packed) or not packed or encode_again(raw) != code[1:]:
        raise BadInput(MISTYPED)
    if code[0] != VERSION:
        raise BadInput("this quiz code was made by another version of the program; make a new one there or here")
    return _choices(packed)


def encode_again(raw: bytes) -> str:
    """The letters of these bytes; other letters that lead to the same bytes are a typing error too."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _check(packed: bytes) -> bytes:
    return zlib.crc32(packed).to_bytes(4, "big")


def _choices(packed: bytes) -> QuizChoices:
    try:
        body = zlib.decompressobj().decompress(packed[1:], 100_000) if packed[:1] == b"z" else packed[1:]
        count, seed, notes, *rest = json.loads(body)
        kind, topic, sections = [*rest, None, None, None][:3]
        choices = QuizChoices(count, seed, kind, topic, tuple(sections or ()), notes)
    except (ValueError, TypeError, zlib.error) as error:
        raise BadInput(MISTYPED) from error
    if not _is_sound(choices):
        raise BadInput(MISTYPED)
    return choices


def _is_sound(choices: QuizChoices) -> bool:
    numbers = all(type(value) is int for value in (choices.count, choices.seed))
    names = all(value is None or isinstance(value, str) for value in (choices.kind, choices.topic))
    return numbers and names and isinstance(choices.notes, str) and all(isinstance(s, str) for s in choices.sections)
