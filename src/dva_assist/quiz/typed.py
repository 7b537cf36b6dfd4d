"""Whether what was typed is the answer, for words and for figures."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from dva_assist.quiz.amounts import cell_amount, measured
from dva_assist.quiz.wording import key_of

LONG_ENOUGH = 5  # letters from which one slip is forgiven, and from twice as many two


def is_same(typed: str, answer: str) -> bool:
    """Figures by their size in any unit, words without case, article and plural, and with a slip of the pen.

    >>> is_same("900 s", "15 minutes"), is_same("visibilty timeout", "Visibility timeout"), is_same("10", "100")
    (True, True, False)
    """
    figure = _figure(answer)
    if figure is not None:
        return _figure(typed) == figure
    mine, right = (" ".join(key_of(text)) for text in (typed, answer))
    if any(letter.isdigit() for letter in right):
        return mine == right
    return bool(mine) and OSA.distance(mine, right) <= min(len(right) // LONG_ENOUGH, 2)


def _figure(text: str) -> tuple[str, float] | None:
    amount = next((one for one in measured(text.strip()) if one.start == 0), None) or cell_amount(text.strip())
    return (amount.dimension, round(amount.base, 6)) if amount else None
