"""What a sentence leaves out of its quote although it needs it.

"The mill grinds rye, and its owner sells flour" may lose what follows the comma; "goods are taken back if the box is
sealed" may not lose its condition, nor "electric trains are quiet" its first word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dva_assist.support.reading import Reading
from dva_assist.support.tokens import Token, keys

_CONDITIONS = keys("if unless until except only once provided whichever whether otherwise")
_OPENING = _CONDITIONS | keys(
    "when while where in with without for by at on during after before within across under from"
)
_JOINTS = keys("and but so because while whereas although though")
_ONLY = keys("only")
_PRONOUNS = keys("it they he she")
_TURNING = keys("not only")  # said once more they are not said twice
_DOUBTS = keys("wrong false untrue incorrect mistaken myth claims claimed says said supposedly allegedly")


def omissions(reading: Reading) -> Iterator[str]:
    """Words of the quote without which the sentence says more than the quote, or something else."""
    if reading.pairs:
        yield from filter(None, (_between(reading, one, other) for one, other in pairwise(reading.pairs)))
        yield from filter(None, (_ahead(reading), _behind(reading)))


def _untold(stretch: Sequence[Token], reading: Reading) -> list[Token]:
    """The words of a stretch that the sentence does not say anywhere."""
    return [t for t in stretch if t.counts and (t.key in _TURNING or not t.among(reading.sentence))]


def _shown(words: Sequence[Token]) -> str:
    return " ".join(t.text for t in words)


def _between(reading: Reading, one: tuple[int, int], other: tuple[int, int]) -> str:
    """What is passed over between two words, unless an item of a list, an insertion or another statement."""
    stretch = reading.source[one[1] + 1 : other[1]]
    if stretch and other[0] == one[0] + 1 and all(t.counts for t in stretch):
        return _shown(stretch)  # "task role" is not "task execution role"
    untold = _untold(stretch, reading)
    if not untold or any(t.key in _CONDITIONS | _TURNING for t in untold):
        return _shown(untold)
    edges = stretch[0], stretch[-1]
    set_off = any(t.is_break or t.key in ("and", "but") for t in edges) and all(t.key != "or" for t in edges)
    if set_off and not any(t.key in _JOINTS for t in stretch[1:-1]):
        return ""
    return "" if _resumes(reading, stretch) else _shown(untold)


def _resumes(reading: Reading, stretch: Sequence[Token]) -> bool:
    """Whether a new statement about the first words begins: "The lamp [is new, but it] burns"."""
    joined = any(t.is_break or t.key in _JOINTS for t in stretch)
    again = stretch[-1].key in _JOINTS | {"not"} or any(t.key in _PRONOUNS for t in stretch[-2:])
    return joined and again and reading.pairs[0][1] <= 2


def _ahead(reading: Reading) -> str:
    """A phrase or condition that opens the statement, or a word that qualifies the first one of the sentence."""
    said, first = reading.source, reading.pairs[0][1]
    start = max((at + 1 for at in range(first) if _ends(said[at])), default=0)
    stretch = said[start:first]
    untold = _untold(stretch, reading)
    if untold and stretch[0].key in _OPENING:
        return _shown(untold)
    last = next((t for t in reversed(stretch) if t.is_break or t.counts or t.key in _JOINTS), None)
    return "" if last is None or last.is_break or last.key in _JOINTS else _shown([last])


def _behind(reading: Reading) -> str:
    """What follows up to the end of the clause, a condition that opens the next one, and what doubts all of it."""
    said, last = reading.source, reading.pairs[-1][1]
    stop = next((at for at in range(last + 1, len(said)) if _ends(said[at])), len(said))
    if any(t.key in _DOUBTS for t in said[last + 1 : stop]):
        return _shown(_untold(said[last + 1 : stop], reading))
    stretch = _after_brackets(said[last + 1 : stop])
    end = next((at for at, t in enumerate(stretch) if t.is_break or t.key in _JOINTS), len(stretch))
    opening = [t for t in stretch[end : end + 3] if not t.is_break and t.key != "but"]
    conditional = any(t.key in _CONDITIONS - _TURNING for t in opening) or any(t.key in _ONLY for t in opening[:1])
    return _shown(_untold(stretch[:end], reading) or (_untold(stretch[end:], reading) if conditional else []))


def _after_brackets(stretch: Sequence[Token]) -> Sequence[Token]:
    """What follows the brackets that the stretch opens with or in which it begins."""
    closing = next((at for at, t in enumerate(stretch) if t.text == ")"), -1)
    inside = closing >= 0 and (closing == 0 or stretch[0].text == "(")
    return stretch[closing + 1 :] if inside else stretch


def _ends(token: Token) -> bool:
    return token.is_break and token.text in ".;"
