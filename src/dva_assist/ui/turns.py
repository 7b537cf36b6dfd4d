"""Whose turn it is. A local model answers one question at a time, and those who ask none must not wait behind it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from threading import Condition
from typing import Any

from dva_assist.errors import GenerationFailed
from dva_assist.protocols import TextGenerator

WAKES_S = 0.2  # how often who waits gets an empty piece, and so the chance to stop


class Room:
    """Has a number of places, which all models share. Each model has a line of those who ask it, first come first.

    Who finds no place is refused, so that a slow model never takes all the answers that can be made side by side.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._lines: dict[str, list[object]] = {}
        self._moved = Condition()

    def enter(self, line: str, ticket: object) -> None:
        """Raises GenerationFailed where there is no place left."""
        with self._moved:
            if sum(map(len, self._lines.values())) >= self._places:
                raise GenerationFailed("too many others are waiting for a model just now; ask again in a while")
            self._lines.setdefault(line, []).append(ticket)

    def is_turn(self, line: str, ticket: object, at_once: int) -> bool:
        """Whether the ticket is among the first of its line, after waiting a moment for that."""
        with self._moved:
            return self._moved.wait_for(lambda: self._lines[line].index(ticket) < at_once, WAKES_S)

    def leave(self, line: str, ticket: object) -> None:
        with self._moved:
            self._lines[line].remove(ticket)
            if not self._lines[line]:
                del self._lines[line]
            self._moved.notify_all()


class InTurn:
    """A model for one question, asked when it is that question's turn; ``waiting`` says that it is not yet."""

    def __init__(self, generator: TextGenerator, room: Room, line: str, at_once: int = 1) -> None:
        self.name = generator.name
        self.context_tokens = generator.context_tokens
        self.waiting = False
        self._generator = generator
        self._room = room
        self._line = line
        self._at_once = at_once

    def available(self) -> tuple[bool, str]:
        return self._generator.available()

    def generate(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, None]:
        """As TextGenerator says, after empty pieces while others are before it."""
        ticket = object()
        self._room.enter(self._line, ticket)
        try:
            while not self._room.is_turn(self._line, ticket, self._at_once):
                self.waiting = True
                yield ""
            self.waiting = False
            yield from self._generator.generate(
                messages, max_tokens=max_tokens, temperature=temperature, stop=stop, seed=seed, schema=schema
            )
        finally:
            self.waiting = False
            self._room.leave(self._line, ticket)
