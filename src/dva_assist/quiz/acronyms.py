"""Short forms that the notes give in brackets: "a dead-letter queue (DLQ)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dva_assist.types import Note

_SHORT = re.compile(r"(?P<words>(?:[A-Za-z][\w-]* ){1,6})\((?P<short>[A-Z][A-Za-z0-9]{1,6}?)s?\)")
_SMALL = frozenset("a an and for in of on or the to with".split())


def acronyms(notes: Iterable[Note]) -> Iterator[tuple[str, str]]:
    """("dead-letter queue", "DLQ"), each pair once, in the order of the notes."""
    seen: set[tuple[str, str]] = set()
    for note in notes:
        for match in _SHORT.finditer(" ".join(note.raw.split())):
            found = _spelled(match["words"].split(), match["short"])
            if found is not None and (found, match["short"]) not in seen:
                seen.add((found, match["short"]))
                yield found, match["short"]


def _spelled(words: list[str], short: str) -> str | None:
    """The last words whose initials are the letters of the short form; small words may be passed over."""
    for start in range(len(words) - 1, -1, -1):
        said = words[start:]
        parts = [part for word in said for part in word.split("-") if part]
        every = "".join(part[0] for part in parts)
        telling = "".join(part[0] for part in parts if part not in _SMALL)
        if said[0] not in _SMALL and short.upper() in (every.upper(), telling.upper()):
            return " ".join(said)
    return None
