"""Lines of a raw text and, for the text of one block, where its characters stand in the raw text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

NEW_LINE = re.compile(r"\r\n|\r|\n")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` without white space around it; not for white space alone."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


class Lines:
    """``starts[i]`` and ``ends[i]`` are the offsets of line i (0-based) without its line break."""

    def __init__(self, raw: str) -> None:
        found = [match.span() for match in NEW_LINE.finditer(raw)]
        self.starts = [0, *(end for _, end in found)]
        self.ends = [*(start for start, _ in found), len(raw)]

    def number(self, offset: int) -> int:
        """The 1-based line that holds the offset."""
        return bisect_right(self.starts, offset)

    def start(self, line: int, raw: str) -> int:
        """Offset of a 0-based line, the end of the text for a line behind the last."""
        return self.starts[line] if line < len(self.starts) else len(raw)


@dataclass(frozen=True, slots=True)
class Source:
    """Lines without quote marks and indentation, joined by new lines, and their way back to the raw text."""

    text: str
    places: Sequence[int]  # where in text each line begins
    starts: Sequence[int]  # where in the raw text

    @classmethod
    def of(cls, raw: str, starts: Sequence[int], ends: Sequence[int]) -> Source:
        parts, places, place = [], [], 0
        for start, end in zip(starts, ends, strict=True):
            parts.append(raw[start:end])
            places.append(place)
            place += end - start + 1
        return cls("\n".join(parts), places, starts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of the non-empty ``text[start:end]``, which neither begins nor ends with a new line."""
        return self._raw(start), self._raw(end - 1) + 1

    def _raw(self, place: int) -> int:
        line = bisect_right(self.places, place) - 1
        return self.starts[line] + place - self.places[line]
