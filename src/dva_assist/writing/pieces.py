"""A stream of pieces cut into sentences as soon as each is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from dva_assist.types import SentenceKind

FENCE = "```"
_NUMBERS = r"S\d+(?:\s*(?:[,;&-]|and)\s*S?\d+)*"
_IDS = re.compile(rf"\s*(?:\[\s*{_NUMBERS}\s*\]|\(\s*{_NUMBERS}\s*\)|(?<=[\s.,;:!?\]])\[\d+\])")
_LEADING_IDS = re.compile(rf"^(?:\s*(?:\[\s*{_NUMBERS}\s*\]|\(\s*{_NUMBERS}\s*\)|\[\d+\])[.,;]?)+")
_BULLET = re.compile(r"^\s*(?:[-*+\u2022]|(\d{1,2})[.)])\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which the splitter cannot take
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # a terminal would obey them; blanks stay
_REPEATED = 4  # times that the same words must end a text


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a reply. ``hints`` are the numbers that the model put to it."""

    text: str
    hints: tuple[int, ...] = ()
    kind: SentenceKind = SentenceKind.PROSE
    ordered: bool = False


class Cutter:
    """Feed it text; it gives back whole sentences, and with ``rest`` what is left."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, text: str) -> Iterator[Piece]:
        self._buffer += _CONTROL.sub("", _SURROGATE.sub("\ufffd", text))
        while (cut := self._border()) is not None:
            whole, self._buffer = self._buffer[:cut], self._buffer[cut:]
            yield from _pieces(whole)

    def rest(self) -> Iterator[Piece]:
        whole, self._buffer = self._buffer, ""
        yield from _pieces(whole)

    @property
    def open(self) -> str:
        """What has been fed and is not a whole sentence yet."""
        return self._buffer

    def _border(self) -> int | None:
        """Where the first sentence ends; None while that cannot be told."""
        lead = len(self._buffer) - len(self._buffer.lstrip())
        if self._buffer.startswith(FENCE, lead):
            end = self._buffer.find(FENCE, lead + len(FENCE))
            return None if end < 0 else end + len(FENCE)
        line_end = self._buffer.find("\n", lead)
        line = self._buffer if line_end < 0 else self._buffer[:line_end]
        ends = [*_sentence_ends(line), *_number_ends(line)]
        if ends:
            return min(ends)
        return None if line_end < 0 else line_end + 1


def _sentence_ends(line: str) -> Iterator[int]:
    """Where sentences end with the numbers behind them, except the last, which may go on."""
    for boundary in list(get_sentence_boundaries("en", line))[:-1]:
        end = int(boundary["end_index"])
        after = line[end:]
        inside_a_word = after and not after[0].isspace() and not line[end - 1].isspace()
        if inside_a_word or _BULLET.fullmatch(line[:end].rstrip() + " "):
            continue  # $$.Task.Token, or the number of an item
        ids = _LEADING_IDS.match(after.lstrip())
        end += len(after) - len(after.lstrip()) + ids.end() if ids else 0
        if line[end:].strip() and not line[end:].lstrip().startswith(("[", "(S")):
            yield end


def _number_ends(line: str) -> Iterator[int]:
    """Behind numbers that a capital letter follows: "as these steps: [S2] Wait for it"."""
    for found in _IDS.finditer(line):
        if re.match(r"\s+[A-Z`\"]", line[found.end() :]):
            yield found.end()


def _pieces(text: str) -> Iterator[Piece]:
    body = text.strip()
    if body.startswith(FENCE):
        code = body.removeprefix(FENCE).removesuffix(FENCE)
        yield Piece(code.partition("\n")[2].rstrip() or code.strip(), kind=SentenceKind.CODE)
        return
    bullet = _BULLET.match(body)
    body = body[bullet.end() :] if bullet else body
    hints = tuple(int(number) for found in _IDS.finditer(body) for number in re.findall(r"\d+", found[0]))
    words = _tidied(_unlinked(_IDS.sub("", body)))
    if re.search(r"\w", words):
        kind = SentenceKind.ITEM if bullet else SentenceKind.PROSE
        yield Piece(words, hints, kind, bool(bullet and bullet[1]))


def _unlinked(text: str) -> str:
    """Links and pictures by their words alone: the gate does not read where they lead, so nobody shall see it."""
    while (words := _LINK.sub(r"\1", text)) != text:
        text = words
    return text


def _tidied(text: str) -> str:
    """Without heading signs, the blanks that numbers leave before a full stop, and a second full stop after them."""
    line = re.sub(r"^#+\s*", "", " ".join(text.split()))
    return re.sub(r"(?<!\.)\.\.$", ".", re.sub(r"\s+([.,;:!?])(?!\w)", r"\1", line))


def repeats(text: str) -> bool:
    """Whether a text ends with the same words four times over, up to forty of them.

    >>> repeats("The queue is full. " * 4), repeats("The queue is full. The topic is not, and the stream never is.")
    (True, False)
    """
    words = [word for word in text.lower().split() if re.search(r"[^\W\d]", word)]  # "0 * * * *" may be meant
    return any(words[-size:] * _REPEATED == words[-size * _REPEATED :] for size in range(1, min(40, len(words)) + 1))
