"""The YAML at the top of a note, as plain values."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster
MOST_VALUES = 10_000  # aliases can make a few lines into billions of values


class NotFrontMatter(Exception):
    """Text between two rules is no mapping: it belongs to the note."""


def read_front_matter(text: str) -> dict[str, Any]:
    """Strings, numbers, lists and mappings; dates as ISO text. Broken YAML gives an empty mapping.

    Raises NotFrontMatter where the YAML is something other than a mapping.
    """
    try:
        values = yaml.load(text, Loader=LOADER)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise NotFrontMatter
    try:
        return {str(key): _Plain().value(value) for key, value in values.items()}
    except (OverflowError, RecursionError):
        return {}


class _Plain:
    """Copies values to what JSON can hold; raises OverflowError above MOST_VALUES."""

    def __init__(self) -> None:
        self.seen = 0

    def value(self, value: Any) -> Any:
        self.seen += 1
        if self.seen > MOST_VALUES:
            raise OverflowError
        match value:
            case dict():
                return {str(key): self.value(item) for key, item in value.items()}
            case list() | tuple() | set():
                return [self.value(item) for item in value]
            case date():
                return value.isoformat()
            case None | bool() | int() | float() | str():
                return value
            case _:
                return str(value)
