"""Which sentence of the notes carries a sentence of a model, if any does."""

from __future__ import annotations

from collections.abc import Sequence

from dva_assist.support import supports
from dva_assist.types import SentenceKind
from dva_assist.writing.pieces import Piece
from dva_assist.writing.sources import Source


def prove(piece: Piece, sources: Sequence[Source]) -> Source | None:
    """The source to cite. The model's own numbers say where to look first; the gate decides."""
    hinted = [source for source in sources if source.number in piece.hints]
    others = [source for source in sources if source.number not in piece.hints]
    return next((source for source in (*hinted, *others) if _carries(source, piece)), None)


def _carries(source: Source, piece: Piece) -> bool:
    if piece.kind is SentenceKind.CODE:
        return _bare(piece.text) in _bare(source.sentence.text)
    if source.sentence.kind is SentenceKind.CODE:
        return False
    return supports(piece.text, [source.sentence.plain], headings=source.section.headings).supported


def _bare(code: str) -> str:
    return "\n".join(line.strip() for line in code.splitlines() if line.strip())
