"""Long texts and long rows of things in balanced pieces that fit a budget of tokens."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

CountTokens = Callable[[Sequence[str]], list[int]]


def windows(text: str, count_tokens: CountTokens, budget: int) -> list[str]:
    """The text in balanced pieces of at most ``budget`` tokens, in order.

    Cuts are between words, or inside a word that alone is too long; only the white space at the cuts is left out.
    """
    text = text.strip()
    if not text:
        return []
    special, whole = count_tokens(["", text])
    if whole <= budget:
        return [text]
    units, costs = _units(text, count_tokens, special, budget)
    pieces = ["".join(units[a:b]).strip() for a, b in balanced(costs, budget - special, lambda _: 0)]
    result = []
    for piece, tokens in zip(pieces, count_tokens(pieces), strict=True):
        result += [piece] if tokens <= budget or len(piece) < 2 else _halved(piece, count_tokens, budget)
    return [piece for piece in result if piece]


def _halved(text: str, count_tokens: CountTokens, budget: int) -> list[str]:
    return [piece for half in halves(text) for piece in windows(half, count_tokens, budget)]


def _units(text: str, count_tokens: CountTokens, special: int, budget: int) -> tuple[list[str], list[int]]:
    """Words with the white space behind them, cut where one alone is too long; and their tokens."""
    longest = 4 * budget  # characters; a bound that keeps the number of rounds small
    words = re.findall(r"\S+\s*", text)
    units = [word[at : at + longest] for word in words for at in range(0, len(word), longest)]
    while True:
        counts = count_tokens(units)
        if all(count <= budget or len(unit) == 1 for unit, count in zip(units, counts, strict=True)):
            return units, [max(count - special, 0) for count in counts]
        units = [
            part
            for unit, count in zip(units, counts, strict=True)
            for part in ([unit] if count <= budget else [unit[: len(unit) // 2], unit[len(unit) // 2 :]])
            if part
        ]


def halves(text: str) -> tuple[str, str]:
    """The text cut at the white space nearest to its middle, or in the middle of a single word."""
    middle = len(text) // 2
    borders = [found.start() for found in re.finditer(r"\s+", text) if found.start() > 0]
    cut = min(borders, key=lambda border: abs(border - middle), default=middle)
    return text[:cut], text[cut:].lstrip()


def balanced(costs: Sequence[int], room: int, penalty: Callable[[int], float]) -> Iterator[tuple[int, int]]:
    """Ranges of about equal cost, none above ``room`` unless a single cost is.

    ``penalty(i)`` says how bad a border before i is; 1 is as bad as a piece that is off by the whole room.
    """
    totals = [0, *accumulate(costs)]
    first = 0
    while totals[-1] - totals[first] > room and first < len(costs) - 1:
        rest = totals[-1] - totals[first]
        ideal = totals[first] + rest / math.ceil(rest / max(room, 1))
        furthest = max(bisect_right(totals, totals[first] + room) - 1, first + 1)
        borders = range(first + 1, min(furthest, len(costs) - 1) + 1)
        border = min(borders, key=lambda at: abs(totals[at] - ideal) / max(room, 1) + penalty(at))
        yield first, border
        first = border
    yield first, len(costs)
