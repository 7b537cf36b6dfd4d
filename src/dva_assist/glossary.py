"""Other names of a thing, led to the name that the notes use: acronyms, aliases, and names of former times."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dva_assist.errors import BadInput
from dva_assist.protocols import LexicalIndex
from dva_assist.words import words


class Entry(BaseModel):
    """``name`` is the term of the notes; ``until`` the year and month in which the former names went."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    acronyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    until: str = ""

    def others(self) -> tuple[str, ...]:
        return (*self.acronyms, *self.aliases, *self.former)


def read_glossary(file: Path) -> list[Entry]:
    """Raises BadInput where the file is no glossary."""
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["entries"]
        return [Entry.model_validate(entry) for entry in entries]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
        raise BadInput(f"{file} is not a glossary: {' '.join(str(error).split())}") from error


class Glossary:
    def __init__(self, entries: Sequence[Entry], lexical: LexicalIndex) -> None:
        self._entries = entries
        self._lexical = lexical

    def expand(self, text: str) -> str:
        """The text with the name of the notes behind each other name: "rotate a CMK" -> "rotate a CMK (KMS key)"."""
        if not self._names:
            return text
        spoken = text.casefold()

        def named(found: re.Match[str]) -> str:
            name = self._names.get(found[0]) or self._names[found[0].casefold()]
            return found[0] if name.casefold() in spoken else f"{found[0]} ({name})"

        return self._pattern.sub(named, text)

    @cached_property
    def _names(self) -> dict[str, str]:
        """Other name (acronyms as they are, the rest in lower case) to name, where the notes use the name more."""
        return dict(self._led())

    def _led(self) -> Iterator[tuple[str, str]]:
        for entry in self._entries:
            used = self._lexical.together(words(entry.name))
            for other in entry.others():
                if used > self._lexical.together(words(other)):
                    yield (other if other in entry.acronyms else other.casefold()), entry.name

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The longest name first; acronyms only in upper case, since "sam" and "ps" are words too."""
        longest = sorted(self._names, key=len, reverse=True)
        parts = (re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in longest)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")
