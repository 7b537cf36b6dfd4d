"""Quantities in text: a number with its unit, and how to write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# unit -> (names in text, singular, plural, dimension, size in the base unit of the dimension)
_UNITS: tuple[tuple[str, str, str, str, float], ...] = (
    (r"bytes?", "byte", "bytes", "size", 1),
    (r"KB|kB|kilobytes?", "KB", "KB", "size", 2**10),
    (r"MB|megabytes?", "MB", "MB", "size", 2**20),
    (r"GB|gigabytes?", "GB", "GB", "size", 2**30),
    (r"TB|terabytes?", "TB", "TB", "size", 2**40),
    (r"PB|petabytes?", "PB", "PB", "size", 2**50),
    (r"KiB", "KiB", "KiB", "size", 2**10),
    (r"MiB", "MiB", "MiB", "size", 2**20),
    (r"GiB", "GiB", "GiB", "size", 2**30),
    (r"TiB", "TiB", "TiB", "size", 2**40),
    (r"ms|milliseconds?", "millisecond", "milliseconds", "time", 0.001),
    (r"s|sec|seconds?", "second", "seconds", "time", 1),
    (r"min|minutes?", "minute", "minutes", "time", 60),
    (r"h|hours?", "hour", "hours", "time", 3600),
    (r"days?", "day", "days", "time", 86400),
    (r"weeks?", "week", "weeks", "time", 604800),
    (r"months?", "month", "months", "time", 2592000),
    (r"years?", "year", "years", "time", 31536000),
    (r"%|percent|per cent", "%", "%", "share", 1),
    (r"characters?", "character", "characters", "text", 1),
    (r"vCPUs?", "vCPU", "vCPUs", "cpu", 1),
    (r"RCUs?", "RCU", "RCU", "rcu", 1),
    (r"WCUs?", "WCU", "WCU", "wcu", 1),
    (r"IOPS", "IOPS", "IOPS", "iops", 1),
)
_WORDS = {word: at for at, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_EDGE = r"(?<![\w.,:/$\-])"
_MEASURED = re.compile(
    rf"{_EDGE}(?P<number>{_NUMBER}|(?i:{'|'.join(_WORDS)}))(?P<gap>[ \u00a0]?)"
    rf"(?P<unit>{'|'.join(names for names, *_ in _UNITS)})(?![\w-])"
    r"(?P<per>(?:/s\b| (?:per|a|each) (?:second|minute|hour|day|month)\b))?"
)
_RATE = re.compile(
    rf"{_EDGE}(?P<number>{_NUMBER}) (?P<noun>[A-Za-z][\w/]*(?: [a-z]+){{0,2}}s)"
    r" (?P<per>(?:per|a|each) (?:second|minute|hour|day|month))\b"
)
_COUNTED = re.compile(
    r"\b(?P<cue>up to|at most|at least|no more than|not more than|a maximum of|a minimum of|a limit of|maximum is|"
    r"is limited to|exactly|fewer than|less than|more than)"
    rf" (?P<number>{_NUMBER}|{'|'.join(_WORDS)})(?= (?P<noun>[a-z][\w-]*(?: [a-z][\w-]*)?))(?! (?:of|or|to|and)\b)"
)
_CELL_COUNT = re.compile(rf"(?P<number>{_NUMBER})(?: (?P<noun>[A-Za-z][\w /-]*))?")


_UNIT_FIRST = re.compile(rf"(?:{'|'.join(names for names, *_ in _UNITS)})\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """``text[start:end]`` of the sentence it stands in. ``unit`` is "" for a bare count."""

    value: float
    unit: str
    plural: str
    dimension: str
    base: float  # the value in the base unit of its dimension
    start: int
    end: int

    def written(self) -> str:
        return write(self.value, self.unit, self.plural)


def write(value: float, unit: str = "", plural: str = "") -> str:
    """10240, "MB" -> "10,240 MB"; 1, "hour" -> "1 hour"; 99.999999999, "%" -> "99.999999999%"."""
    whole = value == int(value)
    number = f"{int(value):,}" if whole else f"{value:,.10f}".rstrip("0").rstrip(".")
    if unit == "%":
        return number + unit
    return f"{number} {unit if value == 1 else plural}".strip()


def value_of(number: str) -> float:
    """ "10,240" or "two" as a number."""
    return float(_WORDS[number.lower()]) if number.lower() in _WORDS else float(number.replace(",", ""))


def _unit(name: str) -> tuple[str, str, str, float]:
    for names, singular, plural, dimension, size in _UNITS:
        if re.fullmatch(names, name):
            return singular, plural, dimension, size
    raise ValueError(name)


def in_digits(text: str) -> str:
    """ "two" -> "2", "three years" -> "3 years"."""
    first, gap, rest = text.partition(" ")
    return f"{_WORDS[first.lower()]}{gap}{rest}" if first.lower() in _WORDS else text


def measured(text: str) -> list[Amount]:
    """Numbers with a unit of size, time, share and so on, left to right; rates keep their "per second"."""
    found = []
    for match in _MEASURED.finditer(text):
        singular, plural, dimension, size = _unit(match["unit"])
        if match["unit"] in ("s", "h", "min") and match["per"]:
            continue
        if not match["gap"] and match["number"].isalpha():
            continue  # "tens of milliseconds"
        per = _per(match["per"] or "")
        value = value_of(match["number"])
        found.append(
            Amount(
                value, singular + per, plural + per, dimension + per, value * size, match.start("number"), match.end()
            )
        )
    return found


def _per(tail: str) -> str:
    return "" if not tail else " per second" if tail == "/s" else " per " + tail.split()[-1]


def rates(text: str) -> list[Amount]:
    """Counts in a time: "1,000 records per second". Only the number is the span; the noun stays in the stem."""
    found = []
    for match in _RATE.finditer(text):
        value = value_of(match["number"])
        per = "rate" + _per(match["per"])
        found.append(Amount(value, "", "", per, value, match.start("number"), match.end("number")))
    return found


def counts(text: str) -> list[Amount]:
    """Bare counts that a word such as "up to" marks as a bound; only the number is the span."""
    found = []
    for match in _COUNTED.finditer(text):
        if not re.match(r"(?:second|minute|hour|day|week|month|year|byte|percent|character)s?\b", match["noun"]):
            value = value_of(match["number"])
            found.append(Amount(value, "", "", "count", value, match.start("number"), match.end("number")))
    return found


def amounts(text: str) -> list[Amount]:
    """All quantities of a sentence, left to right, none inside another."""
    kept: list[Amount] = []
    for amount in [*measured(text), *rates(text), *counts(text)]:
        if all(amount.end <= other.start or other.end <= amount.start for other in kept):
            kept.append(amount)
    return sorted(kept, key=lambda amount: amount.start)


def cell_amount(cell: str) -> Amount | None:
    """The quantity that a table cell consists of, or None where it says more than that.

    "5,000", "16 KB", "600 per second", "7 running instances"; not "10 (user)" or "Role setting, 1-12 h".
    """
    cell = cell.strip()
    for amount in measured(cell):
        if (amount.start, amount.end) == (0, len(cell)):
            return amount
    if not (match := _CELL_COUNT.fullmatch(cell)):
        return None
    value, noun = value_of(match["number"]), (match["noun"] or "").strip()
    if (
        len(noun.split()) > 4
        or _UNIT_FIRST.match(noun)
        or re.search(r"\b(?:and|or|to|in|per|with|by)\b(?! (?:second|minute|hour|day)$)", noun)
    ):
        return None
    dimension = "rate" + noun[noun.find("per ") - 1 :] if "per " in noun else "count"
    return Amount(value, noun, noun, dimension, value, 0, len(cell))
