"""The gate: a sentence passes if it is a quote from which only such parts were left out as may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dva_assist.support.omissions import omissions
from dva_assist.support.reading import Reading, read, sources
from dva_assist.support.tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quotes carry the sentence, and one clause that says why not ("" where they do)."""

    supported: bool
    reason: str = ""


def supports(sentence: str, quotes: Sequence[str], *, headings: Sequence[str] = ()) -> Verdict:
    """Whether one of the quotes, with the headings above it, carries a sentence.

    >>> supports("A key lasts five minutes.", ["A key lasts 5 minutes, and a lock lasts for ever."])
    Verdict(supported=True, reason='')
    >>> supports("A key lasts 15 minutes.", ["A key lasts 5 minutes, and a lock lasts for ever."])
    Verdict(supported=False, reason='the quotes do not say "15"')
    """
    found = objections(sentence, quotes, headings=headings)
    return Verdict(not found, found[0] if found else "")


def objections(sentence: str, quotes: Sequence[str], *, headings: Sequence[str] = ()) -> list[str]:
    """What speaks against the sentence in the quote that has least against it."""
    if _plain(sentence) in map(_plain, quotes):
        return []
    said = tokens(sentence)
    found = [read(said, source) for source in sources(quotes)]
    if not found or not any(token.counts for token in said):
        return ["there is nothing to compare"]
    above = [token for heading in headings for token in tokens(heading)]
    known = [token for quote in quotes for token in tokens(quote)]
    return min((list(_against(reading, known, above)) for reading in found), key=len)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).strip(" .").casefold()


def _against(reading: Reading, known: Sequence[Token], above: Sequence[Token]) -> Iterator[str]:
    for token in reading.missing:
        if not token.among(above):
            yield f'the quotes do not say "{token.text}"' + (" of this" if token.among(known) else "")
    for words in omissions(reading):
        yield f'the quotes restrict this: "{words}"'
