"""A text as the gate reads it: words by their stems, names as they stand, numbers by their value, and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dva_assist.words import stem

# Words that come and go as a text is shortened.
_FREE = frozenset(
    "a an the this that these those it its they their them he his she her you your we our of which who whom do does did"
    " and".split()
)
DENIALS = frozenset({"not", "without"})  # the keys of no, never, neither and the like
_SAME = (
    dict.fromkeys("no never neither nor none nobody nothing".split(), "not")
    | dict.fromkeys("every each".split(), "all")
    | dict.fromkeys("is are been being".split(), "be")
    | {"were": "was"}
)
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty""".split()
_NUMBERS = {word: float(value) for value, word in enumerate(_SMALL)}
_NUMBERS |= {word: 10.0 * tens for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}

_MARKUP = re.compile(r"(?<![\w*])(\*{1,2})(?=[\w`\"])(.+?)(?<=[\w`\".,;:!?)])\1(?![\w*])|\[([^\]]*)\]\([^)\s]*\)")
_CONTRACTION = re.compile(r"(?i)\bcan(?:no|')t\b|(?<=[a-z])n't\b")
_PIECE = re.compile(r"`([^`]+)`|(\S+)")
_EDGE = "\"'“”‘’()[]{}?!…"  # noqa: RUF001
_FIGURE = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
_NAME = re.compile(r"[a-z0-9].*[A-Z]|[_/.:=*@#<>$+]|\d|^[A-Z].*[A-Z]")
_JOINED = re.compile(r"[A-Za-z]?[a-z]+(-[a-z]+)+|\d+(-[a-z]+)+")
_BREAKS = frozenset({",", ";", ":", "—", "–", "-"})


@dataclass(frozen=True, slots=True)
class Token:
    """``key`` is compared: the stem of a word, the lower-case form of a name, the value of a number."""

    text: str
    key: str
    is_break: bool = False

    @property
    def counts(self) -> bool:
        """Whether a reading must account for it."""
        return not self.is_break and self.key not in _FREE

    def among(self, others: Iterable[Token]) -> bool:
        return any(self.key == other.key for other in others)


@lru_cache(maxsize=4_000)
def tokens(text: str) -> tuple[Token, ...]:
    """ "Five boats can't sail, ..." -> 5, boat, can, not, sail, a break."""
    plain = _MARKUP.sub(lambda m: m[2] if m[2] is not None else m[3], text.replace("’", "'"))
    plain = _CONTRACTION.sub(lambda m: "can not" if m[0][0] in "cC" else " not", plain)
    return tuple(_pieces(plain))


def _pieces(text: str) -> Iterator[Token]:
    for found in _PIECE.finditer(text):
        if found[1] is not None:
            yield from (Token(part, part.lower()) for part in found[1].split())
        else:
            yield from _split(found[2])


def _split(piece: str) -> Iterator[Token]:
    """The tokens of one piece between blanks, its punctuation as breaks."""
    if piece in _BREAKS:
        yield _break(piece)
        return
    if piece.startswith("("):
        yield _break("(")
    core = piece.strip(_EDGE)
    end = re.search(r"[.,;:!?]+$", core)
    core = core[: end.start()].strip(_EDGE) if end else core
    yield from _words(core)
    if end or piece[-1] in ")?!":
        yield _break(end[0][0] if end else piece[-1])


def _break(text: str) -> Token:
    return Token(text, "." if text in "?!" else text, is_break=True)


def _words(core: str) -> Iterator[Token]:
    lower = core.lower()
    if _FIGURE.fullmatch(core):
        yield Token(core, str(float(core.replace(",", ""))))
    elif lower in _NUMBERS:
        yield Token(core, str(_NUMBERS[lower]))
    elif _JOINED.fullmatch(core):
        for part in core.split("-"):
            yield from _words(part)
    elif _NAME.search(core):
        yield Token(core, _name_key(core))
    elif re.search(r"\w|%|°", core):
        yield Token(core, _SAME.get(lower) or (lower if lower in _FREE else _word_key(lower)))


def _name_key(core: str) -> str:
    """Lower case, without the s of a plural acronym: SCPs -> scp."""
    core = core.removesuffix("'s")
    return (core[:-1] if re.fullmatch(r"[A-Z]{2,}s", core) else core).lower()


def keys(words: str) -> frozenset[str]:
    """What the tokens of these words are compared by: "only if" -> onli, if."""
    return frozenset(token.key for token in tokens(words))


def _word_key(word: str) -> str:
    """The stem; who does a thing stays apart from whom it is done to: insurer, insured."""
    key = stem(word)
    agent = re.search(r"(er|or|ee)s?$", word)
    return f"{key}-{agent[1]}" if agent and not key.endswith(agent[1][:1]) and len(key) < len(word) - 1 else key
