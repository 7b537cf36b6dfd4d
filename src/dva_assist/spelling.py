"""Typing errors of a question, mended by the words of the notes.

Only a word that is neither in the notes nor English is mended: to two words that stand together in the notes
("securestring"), with its neighbour to one ("dynamo db"), or to the nearest word of the notes by optimal string
alignment, in which two letters swapped are one error. What is English says the dictionary that symspellpy brings along
(82,765 words).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dva_assist.protocols import LexicalIndex
from dva_assist.types import Mended
from dva_assist.words import STOP_WORDS, stem

_TOKEN = re.compile(r"(?<![\w./:@-])[A-Za-z]{3,}(?![\w@]|[./:-]\w)")
_PAIR = re.compile(r"(?<![\w./:@-])([A-Za-z]{2,}) ([A-Za-z]{2,})(?![\w@]|[./:-]\w)")
_LAST = re.compile(r"(\w+)\W+$")
_NEXT = re.compile(r"\W+(\w+)")
_SHORTEST = 4  # letters; shorter words are as often names as errors
_LONG = 7  # letters, from which on a word may hold two errors
_USED = 3  # chunks that hold a word from which two errors may lead away
_CANDIDATES = 20
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}")


class Speller:
    """Safe to share between threads; the vocabulary is read with the first question."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._lexical = lexical

    def mend(self, text: str) -> Mended:
        """The text with its unknown words replaced; upper case at the start of a word is kept."""
        changes: list[tuple[str, str]] = []

        def joined(found: re.Match[str]) -> str:
            whole = (found[1] + found[2]).lower()
            if whole in self._vocabulary and not self._lexical.together([found[1], found[2]]):
                changes.append((found[0], whole))
                return whole
            return found[0]

        def replaced(found: re.Match[str]) -> str:
            if found[0].isupper() or _INNER_CAPITAL.search(found[0]):
                return found[0]  # a name that the notes do not know
            before, after = _LAST.search(found.string[: found.start()]), _NEXT.match(found.string[found.end() :])
            right = self._right(found[0].lower(), before[1] if before else "", after[1] if after else "")
            if right is None:
                return found[0]
            changes.append((found[0], right))
            return right.capitalize() if found[0][0].isupper() else right

        mended = _TOKEN.sub(replaced, _PAIR.sub(joined, text))
        return Mended(mended, tuple(changes))

    def _right(self, word: str, before: str, after: str) -> str | None:
        """What an unknown word between two others was meant to be; None for a known one, or where nothing is near."""
        if word in STOP_WORDS or word in self._vocabulary:
            return None
        if (split := self._split(word)) is not None:
            return split
        if len(word) < _SHORTEST or word in english():
            return None
        return self._nearest(word, before, after)

    def _split(self, word: str) -> str | None:
        for at in range(2, len(word) - 1):
            first, second = word[:at], word[at:]
            if first in self._vocabulary and second in self._vocabulary and self._lexical.together([first, second]):
                return f"{first} {second}"
        return None

    def _nearest(self, word: str, before: str, after: str) -> str | None:
        """The nearest word of the notes: one error away, or two in a longer word that begins with the same letter.

        Of equally near words the one with the same first letter is taken, then the one that the notes have beside a
        neighbour, then the one that they use clearly more; where nothing tells, none.
        """
        errors = 1 if len(word) < _LONG else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=errors, limit=_CANDIDATES)
        candidates = [
            (
                (distance, candidate[0] != word[0], not self._beside(candidate, before, after)),
                -self._vocabulary[candidate],
                candidate,
            )
            for candidate, distance, _ in near
            if len(candidate) >= _SHORTEST and (distance < 2 or self._likely(candidate, word))
        ]
        if not candidates:
            return None
        best, *others = sorted(candidates)
        rival = next((other for other in others if other[0] == best[0] and stem(other[2]) != stem(best[2])), None)
        return None if rival and best[1] > 2 * rival[1] else best[2]

    def _likely(self, candidate: str, word: str) -> bool:
        """Whether two errors may lie between the words: more often than not they lie between two words."""
        return candidate[0] == word[0] and self._vocabulary[candidate] >= _USED

    def _beside(self, candidate: str, before: str, after: str) -> bool:
        return any(
            neighbour and self._lexical.together(pair)
            for neighbour, pair in ((before, [before, candidate]), (after, [candidate, after]))
        )

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return self._lexical.vocabulary()

    @cached_property
    def _words(self) -> list[str]:
        return list(self._vocabulary)


@cache
def english() -> frozenset[str]:
    lines = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8").splitlines()
    return frozenset(line.split()[0].lstrip("\ufeff") for line in lines if line)
