"""Readable names of sections that stay the same while other sections change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LONGEST = 80


def slug(heading: str) -> str:
    """``"Why CI/CD? (it's fast)"`` -> ``"why-ci-cd-its-fast"``; a heading without letters is ``"section"``."""
    words = re.sub(r"['\u2019`]", "", heading.lower())
    name = re.sub(r"[\W_]+", "-", words).strip("-")
    if len(name) > LONGEST:
        name = name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]
    return name or "section"


def unique(names: Sequence[str]) -> list[str]:
    """The first of equal names keeps it, the others get -2, -3 ... that no other name has.

    ["a", "a", "a-2", "a"] -> ["a", "a-3", "a-2", "a-4"]
    """
    taken, numbers, result = set(names), Counter[str](), []
    for name in names:
        numbers[name] += 1
        final = name
        if numbers[name] > 1:
            while (final := f"{name}-{numbers[name]}") in taken:
                numbers[name] += 1
            taken.add(final)
        result.append(final)
    return result
