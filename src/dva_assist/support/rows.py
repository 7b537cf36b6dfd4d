"""What a sentence may say of a table row: the words of one cell, its head and what the row is about, in any order.

"Ferry to Oss; Default: 4 trips; Maximum: 9 trips" carries "The ferry to Oss makes 4 trips by default".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dva_assist.support.tokens import Token, keys, tokens

# Words that a sentence puts between the cells of a row.
_LINKS = keys("at by in for on to with be has have takes lasts keeps holds allows valid can may there")
_UPPER = keys("up most max")  # "up to 9 trips" says that 9 is the maximum
_MAXIMUM = keys("maximum")
_LIMITS = keys("default maximum minimum")  # a question does not say for the answer which of them it is


@dataclass(frozen=True, slots=True)
class Cell:
    subject: tuple[Token, ...]
    head: tuple[Token, ...]
    value: tuple[Token, ...]

    @property
    def is_maximum(self) -> bool:
        return any(token.key in _MAXIMUM for token in self.head)

    def __iter__(self) -> Iterator[Token]:
        yield from (token for part in (self.subject, self.head, self.value) for token in part if token.counts)


def is_row(quote: str) -> bool:
    """A table row as the notes give it: "subject; head: value; head: value"."""
    return quote.count(": ") >= 1 and quote.count(";") >= 1 and quote.count(":") >= quote.count(";")


def cells(row: str) -> Iterator[Cell]:
    """ "Adjustable: No" is read as "not Adjustable"."""
    subject, *rest = row.split(";")
    for cell in rest:
        head, _, value = (part.strip() for part in cell.partition(":"))
        if value.lower() in ("yes", "no"):
            head, value = head if value.lower() == "yes" else f"not {head}", ""
        yield Cell(tokens(subject), tokens(head), _outside_brackets(tokens(value)))


def _outside_brackets(value: Sequence[Token]) -> tuple[Token, ...]:
    depth, kept = 0, []
    for token in value:
        depth += (token.text == "(") - (token.text == ")")
        if not depth and token.text != ")":
            kept.append(token)
    return tuple(kept) if any(token.counts for token in kept) else tuple(value)


def unsaid(said: Sequence[Token], cell: Cell) -> list[Token]:
    """Words of the sentence that the cell does not have."""
    free = _LINKS | _UPPER if cell.is_maximum else _LINKS
    return [token for token in said if token.counts and token.key not in free and not token.among(cell)]


def untold(said: Sequence[Token], cell: Cell, known: Sequence[Token]) -> list[Token]:
    """Words of the cell that the sentence lacks, and that neither the question nor the headings have said before."""
    told = _MAXIMUM if any(token.key in _UPPER for token in said) else frozenset()
    missing = [t for t in cell if not t.among(said) and t.key not in told | _LINKS]
    value = {id(token) for token in cell.value}
    return [t for t in missing if id(t) in value or t.key in _LIMITS or t.key == "not" or not t.among(known)]


def turned_round(said: Sequence[Token], cell: Cell) -> list[Token]:
    """The value, where the sentence names it before what the row is about: "SNS calls Lambda" of "Lambda; Calls: SNS".

    Figures may come first: "4 trips of the ferry".
    """
    if any(char.isdigit() for token in cell.value for char in token.key):
        return []
    subject = {token.key for token in cell.subject if token.counts}
    value = {token.key for token in cell.value if token.counts} - subject
    first = next((t for t in said if t.key in subject | value), None)
    return [t for t in cell.value if t.counts] if first is not None and first.key in value else []
