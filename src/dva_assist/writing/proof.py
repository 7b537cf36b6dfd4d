"""Which sentence of the notes carries a sentence of a model, if any does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dva_assist.support import supports
from dva_assist.types import Sentence, SentenceKind
from dva_assist.words import content_words, stem, stems
from dva_assist.writing.pieces import Piece
from dva_assist.writing.sources import Source

_END = re.compile(r"[.!?;]\s+")
_LEAD_IN = re.compile(r":\s+")
_SET_APART = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|„([^“]+)“|«([^»]+)»|(?<!\w)['‘]([^'’]+)['’](?!\w)|\(([^()]+)\)"  # noqa: RUF001
)


def prove(piece: Piece, sources: Sequence[Source], asked: str = "") -> Source | None:
    """The source to cite, for an answer to what was asked. The model's numbers say where to look first, not more."""
    hinted = [source for source in sources if source.number in piece.hints]
    others = [source for source in sources if source.number not in piece.hints]
    return next((source for source in (*hinted, *others) if _carries(source, piece, asked)), None)


def _carries(source: Source, piece: Piece, asked: str) -> bool:
    sentence = source.sentence
    if SentenceKind.CODE in (piece.kind, sentence.kind):
        return piece.kind is sentence.kind and _has_lines(sentence.text, piece.text)
    if sentence.plain.rstrip().endswith("?"):
        return False  # a question states nothing

    def read_off(quote: str) -> bool:
        return supports(piece.text, [quote], headings=source.section.headings, asked=asked).supported

    return (
        read_off(sentence.plain)
        and _is_enough(piece.text, sentence.plain)
        and not any(read_off(words) and not stems(lead) <= stems(piece.text) for lead, words in _mentioned(sentence))
    )


def _is_enough(text: str, quote: str) -> bool:
    """A heading lends a name, but not half of a sentence; and one word of a sentence says nothing."""
    said, quoted = ({stem(word) for word in content_words(t)} for t in (text, quote))
    return 2 * len(said & quoted) >= len(said) and (len(text.split()) > 1 or said == quoted)


def _mentioned(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Words that a sentence does not say itself, set in marks or behind a colon, each after what leads up to them.

    "Myth: bees sleep." does not say that bees sleep, nor does 'Reply with "bees sleep".' The cells of a row do.
    """
    for part in [] if sentence.kind is SentenceKind.ROW else _END.split(sentence.plain):
        yield from ((part[: colon.start()], part[colon.end() :]) for colon in _LEAD_IN.finditer(part))
    for found in _SET_APART.finditer(sentence.plain):
        yield from ((sentence.plain[: found.start()], words) for words in found.groups() if words)


def _has_lines(code: str, piece: str) -> bool:
    """Whether the piece is whole lines of the code, one after the other."""
    there, here = _lines(code), _lines(piece)
    return bool(here) and any(there[at : at + len(here)] == here for at in range(len(there)))


def _lines(code: str) -> list[str]:
    return [line.strip() for line in code.splitlines() if line.strip()]
