"""Whether what was typed is the answer, for words and for figures."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from dva_assist.quiz.amounts import cell_amount, in_digits, measured
from dva_assist.quiz.wording import TOKEN, key_of

LONG_ENOUGH = 5  # letters from which one slip is forgiven, and from twice as many two
MOST_SLIPS = 2
_ARTICLE = re.compile(r"^(?:an?|the) ")
_BEFORE_FIGURE = re.compile(r"^(?:(?:up to|at most|at least|about|exactly|max|maximum|a maximum of)\s+|[=~]\s*)+", re.I)
_BYTES = re.compile(r"(?<=\d)(\s*)([kmgtp])(i?)b\b")
_NUMBER_ALONE = re.compile(r"\b\d")  # not that of "S3"
_SHORT_UNITS = ((r"\bsecs?\b", "seconds"), (r"\bmins?\b", "minutes"), (r"\bhrs?\b", "hours"), (r"/\s*sec\b", "/s"))
# Two words of which one is the other with such a beginning, or with another one, are no slips of each other.
_OPPOSITES = (
    ("a", ""),
    ("de", "en"),
    ("de", ""),
    ("dis", ""),
    ("down", "up"),
    ("im", ""),
    ("in", ""),
    ("in", "on"),
    ("in", "out"),
    ("ir", ""),
    ("off", "on"),
    ("post", "pre"),
    ("sub", ""),
    ("un", ""),
)


def is_same(typed: str, answer: str) -> bool:
    """Figures by their size in any unit, words without case, article and plural, and with a slip of the pen.

    >>> is_same("900 s", "15 minutes"), is_same("visibilty timeout", "Visibility timeout"), is_same("10", "100")
    (True, True, False)
    """
    figure = _figure(answer)
    if figure is not None:
        return figure in (_figure(typed), _figure(_tidied(typed)))
    mine, right = key_of(typed), key_of(answer)
    if any(letter.isdigit() for letter in answer):
        return "".join(mine) == "".join(right)
    return could_be_slip(typed, answer)


def could_be_slip(typed: str, answer: str) -> bool:
    """Whether two terms are the same but for a letter or two; hyphens and spaces do not count.

    Short words have no room for a slip, and "asynchronous" is none of "synchronous".
    """
    mine, right = key_of(typed), key_of(answer)
    stems = "".join(mine), "".join(right)
    if not all(stems):
        return False
    if any(letter.isdigit() for letter in "".join(stems)):
        return stems[0] == stems[1]
    if len(mine) == len(right) and any(_opposite(*pair) for pair in zip(mine, right, strict=True)):
        return False
    letters = _letters(typed), _letters(answer)  # a slip may change the stem more than the word
    room = min(len(stems[1]) // LONG_ENOUGH, MOST_SLIPS)
    return min(OSA.distance(*stems), OSA.distance(*letters)) <= room


def _letters(text: str) -> str:
    return "".join(TOKEN.findall(_ARTICLE.sub("", text.lower())))


def _opposite(one: str, two: str) -> bool:
    return one != two and any(
        (one.startswith(a) and two.startswith(b) and one[len(a) :] == two[len(b) :])
        or (one.startswith(b) and two.startswith(a) and one[len(b) :] == two[len(a) :])
        for a, b in _OPPOSITES
    )


def _figure(text: str) -> tuple[str, float] | None:
    """(dimension, size in its base unit) of a text that is one figure; None for other words and for two figures."""
    text = in_digits(_BEFORE_FIGURE.sub("", text.strip().rstrip(".")))
    amount = next((one for one in measured(text) if one.start == 0), None) or cell_amount(text)
    if amount is None or _has_number(text[amount.end :] or amount.unit):
        return None
    return amount.dimension, round(amount.base, 6)


def _has_number(words: str) -> bool:
    return bool(_NUMBER_ALONE.search(words)) or any(in_digits(word) != word for word in TOKEN.findall(words))


def _tidied(text: str) -> str:
    """Units as they are read elsewhere: "5 Mins" -> "5 minutes", "64kb" -> "64KB"."""
    text = text.lower()
    for short, unit in _SHORT_UNITS:
        text = re.sub(short, unit, text)
    return _BYTES.sub(lambda match: f"{match[1]}{match[2].upper()}{match[3]}B", text)
