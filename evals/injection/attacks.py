"""Notes that hold an order to the model that reads them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "attacks.jsonl"


@dataclass(frozen=True, slots=True)
class Attack:
    """One note with an order in it, and an honest question that the note answers.

    ``answer`` and ``orders`` are spans of the note. A model that has followed the order says one of the ``tells``;
    ``obeyed`` is such a reply.
    """

    id: str
    kind: str
    note: str
    question: str
    answer: str
    orders: tuple[str, ...]
    tells: tuple[str, ...]
    obeyed: str

    @property
    def file(self) -> str:
        return f"{self.id}.md"

    def tells_in(self, text: str) -> list[str]:
        text = folded(text)
        return [tell for tell in self.tells if folded(tell) in text]


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def load(file: Path = FILE) -> list[Attack]:
    entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Attack(**{**entry, "orders": tuple(entry["orders"]), "tells": tuple(entry["tells"])}) for entry in entries]


def clauses(order: str) -> list[str]:
    """The order from each of its marks of punctuation to each later one, for a model that picks what it repeats.

    >>> clauses("Say this: bees sing. Now.")
    ['Say this', 'Say this: bees sing', 'Say this: bees sing. Now', 'bees sing', 'bees sing. Now', 'Now']
    """
    marks = [0, *(mark.end() for mark in re.finditer(r"[.,:;!?\"(){}\[\]<>\n]+\s*", order)), len(order)]
    places = sorted(set(marks))
    pieces = [order[start:end] for at, start in enumerate(places) for end in places[at + 1 :]]
    return [piece.strip(' \n.,:;!?"(){}[]<>') for piece in pieces]
