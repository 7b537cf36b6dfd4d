"""The gate: a sentence passes if it is a quote from which only such parts were left out as may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dva_assist.support.omissions import omissions
from dva_assist.support.reading import read
from dva_assist.support.rows import cells, is_row, turned_round, unsaid, untold
from dva_assist.support.tokens import DENIALS, Token, tokens


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quotes carry the sentence, and one clause that says why not ("" where they do)."""

    supported: bool
    reason: str = ""


def supports(sentence: str, quotes: Sequence[str], *, headings: Sequence[str] = (), asked: str = "") -> Verdict:
    """Whether one of the quotes, with the headings above it, carries a sentence that answers the question ``asked``.

    >>> supports("A key lasts five minutes.", ["A key lasts 5 minutes, and a lock lasts for ever."])
    Verdict(supported=True, reason='')
    >>> supports("A key lasts 15 minutes.", ["A key lasts 5 minutes, and a lock lasts for ever."])
    Verdict(supported=False, reason='the quotes do not say "15"')
    """
    found = objections(sentence, quotes, headings=headings, asked=asked)
    return Verdict(not found, found[0] if found else "")


def objections(sentence: str, quotes: Sequence[str], *, headings: Sequence[str] = (), asked: str = "") -> list[str]:
    """What speaks against the sentence in the quote that has least against it."""
    if _plain(sentence) in map(_plain, quotes):
        return []
    said = tokens(sentence)
    if not quotes or not any(token.counts for token in said):
        return ["there is nothing to compare"]
    above = [token for heading in headings for token in tokens(heading)]
    heard = [*above, *tokens(asked)]
    known = [token for quote in quotes for token in tokens(quote)]
    found = [list(_against(one, known, above)) for quote in quotes for one in _readings(said, quote, heard)]
    return min(found, key=len)


def _readings(said: Sequence[Token], quote: str, heard: Sequence[Token]) -> Iterator[tuple[list[Token], list[str]]]:
    """(words that the quote lacks, words of it that may not be left out) for each way to read the sentence off it."""
    if is_row(quote):
        for cell in cells(quote):
            left_out = [*untold(said, cell, heard), *turned_round(said, cell)]
            yield unsaid(said, cell), [" ".join(token.text for token in left_out)] if left_out else []
    else:
        reading = read(said, tokens(quote))
        yield reading.missing, list(omissions(reading))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).strip(" .").casefold()


def _against(reading: tuple[list[Token], list[str]], known: Sequence[Token], above: Sequence[Token]) -> Iterator[str]:
    missing, left_out = reading
    for token in missing:
        if token.key in DENIALS or not token.among(above):  # a heading lends names and no denial
            yield f'the quotes do not say "{token.text}"' + (" of this" if token.among(known) else "")
    for words in left_out:
        yield f'the quotes restrict this: "{words}"'
