"""Figures with their units, made comparable: "15 minutes" is "900 s"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1,
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "year": 31_536_000,
}
# The documentation writes KB for 1,024 bytes in one place and KiB in the next, so both are 1,024 here.
_BYTES = {"byte": 1.0, "bytes": 1.0} | {
    unit: 1024.0**power
    for power, letter in enumerate("KMGT", start=1)
    for unit in (f"{letter}B".lower(), f"{letter}iB".lower())
}
_UNITS = {**{name: ("time", factor) for name, factor in _TIME.items()}, **{n: ("bytes", f) for n, f in _BYTES.items()}}
_FIGURE = re.compile(r"(?<![\w.,/-])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d/])[ -]?(?P<unit>[A-Za-z]+)?")
_RATE = re.compile(r"\s*(?:[a-z]+ )?(?:per|a|each|every|/)\s+(second|minute|hour|day)", re.IGNORECASE)
_RANGE = re.compile(r"(?P<low>[\d,.]+)\s*(?:-|to|and)\s*(?=[\d,.]+\s*(?P<unit>[A-Za-z]+))")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in the base unit of its kind: ``time`` in seconds, ``bytes``, ``rate`` and ``count`` in ones."""

    kind: str
    amount: float


def quantities(text: str) -> list[Quantity]:
    """The figures of a text in order. The first figure of a range has the unit of the second."""
    text = _RANGE.sub(lambda found: f"{found['low']} {found['unit']} - ", text)
    return [_quantity(found, text) for found in _FIGURE.finditer(text)]


def in_unit(amount: float, unit: str) -> Quantity:
    """An amount of a unit. Raises KeyError for a unit that is not known; ``items`` counts."""
    if unit == "items":
        return Quantity("count", amount)
    kind, factor = _UNITS[_singular(unit)]
    return Quantity(kind, round(amount * factor, 6))


def _quantity(found: re.Match[str], text: str) -> Quantity:
    amount = float(found["number"].replace(",", ""))
    unit = _singular(found["unit"] or "")
    if unit in _UNITS and not _RATE.match(text[found.end() :]):
        kind, factor = _UNITS[unit]
        return Quantity(kind, round(amount * factor, 6))
    rated = _RATE.match(text[found.end() if found["unit"] not in ("a", "per", "each") else found.start("unit") - 1 :])
    return Quantity("rate" if rated else "count", amount)


def _singular(unit: str) -> str:
    unit = unit.lower()
    return unit if unit in _UNITS else unit.removesuffix("s")
