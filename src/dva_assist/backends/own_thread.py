"""A conversation that runs in a thread and an event loop of its own, read from outside as a plain generator."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

WAKES_S = 0.15  # how often whoever waits for a piece gets an empty one, and so the chance to stop

Found = TypeVar("Found")
Say = Callable[[str], None]


def in_own_thread(talk: Callable[[Say], Coroutine[Any, Any, None]]) -> Generator[str, None, None]:
    """The pieces that ``talk`` says, as they come, with empty ones while there is nothing to give.

    What ``talk`` raises is raised here, after the pieces before it. Closing the generator cancels ``talk`` and waits
    until its thread and its loop are gone.
    """
    work = _Work(talk)
    try:
        while (piece := work.next()) is not None:
            yield piece
    finally:
        work.stop()


def found_in_own_thread(work: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
    """What ``work`` returns or raises; the caller waits, and may have an event loop of its own."""
    found: list[Found] = []

    async def keep(_: Say) -> None:
        found.append(await work())

    for _ in in_own_thread(keep):
        pass  # it says nothing
    return found[0]


class _Work:
    def __init__(self, talk: Callable[[Say], Coroutine[Any, Any, None]]) -> None:
        self._said: SimpleQueue[str | Exception | None] = SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._open = threading.Lock()  # held to close the loop, and to make sure that it is open
        self._task = self._loop.create_task(self._run(talk))
        self._thread = threading.Thread(target=self._drive, name="language model", daemon=True)
        self._thread.start()

    def next(self) -> str | None:
        """The next piece, an empty one after a short wait; None at the end."""
        try:
            said = self._said.get(timeout=WAKES_S)
        except Empty:
            return ""
        if isinstance(said, Exception):
            raise said
        return said

    def stop(self) -> None:
        with self._open:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    async def _run(self, talk: Callable[[Say], Coroutine[Any, Any, None]]) -> None:
        try:
            await talk(self._said.put)
        except Exception as error:  # whatever it is, the reader raises it
            self._said.put(error)
        finally:
            self._said.put(None)

    def _drive(self) -> None:
        try:
            with suppress(asyncio.CancelledError):  # that is how ``stop`` ends it
                self._loop.run_until_complete(self._task)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            with self._open:
                self._loop.close()
