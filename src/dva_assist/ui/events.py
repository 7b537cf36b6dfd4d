"""From a handler ``(tutor, values) -> values`` to the function that Gradio calls.

Only what streams goes through Gradio's queue. Its page (6.31) closes the stream of one event while it asks for the
next, and an event that falls into that moment is never answered; a plain request has no such moment.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import gradio as gr

from dva_assist.errors import DvaAssistError

PULSE_S = 0.2
AT_ONCE = 16  # answers that are made side by side; the others wait their turn
PLAIN: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
LATEST: dict[str, Any] = {
    **PLAIN,
    "trigger_mode": "always_last",
}  # what comes while it is busy counts once, with the last
QUEUED: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": AT_ONCE}


def on_change(name: gr.BrowserState, handler: Callable[..., Any], given: Any, shown: Any) -> Any:
    """Another name, for one of several tabs that all listen for it.

    Gradio's own mode for changes, "always_last", begins the whole event again for a handler that was busy, and two busy
    ones call each other for ever. What follows upon an event is begun again by itself alone, with the values of then.
    """
    changed = name.change(None, js="() => []", show_progress="hidden")
    return changed.then(handler, given, shown, **LATEST)


class Pulse:
    """Lets a view that changes nothing through five times a second.

    At each view a stream can be stopped, but each costs Gradio some milliseconds, and a fast model has more pieces.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def is_due(self) -> bool:
        now = self._clock()
        due = now - self._last >= PULSE_S
        self._last = now if due else self._last
        return due


def said(error: DvaAssistError) -> str:
    """The message as a sentence; on the command line it stands after the name of the program."""
    return sentence(str(error))


def sentence(text: str) -> str:
    """With a capital and a full stop; nothing stays nothing."""
    return f"{text[:1].upper()}{text[1:]}{'.' if text and not text.endswith(('.', '?', '!')) else ''}"


def bound(
    given: Any, handler: Callable[..., Any], refused: Callable[[DvaAssistError], Any] | None = None
) -> Callable[..., Any]:
    """The handler with its first argument, an assistant or a tutor.

    What ``refused`` gives for an error that is meant for people is shown instead of it. Gradio reads the signature to
    see which values and which event data a function takes, so it is kept.
    """
    signature = inspect.signature(handler)
    rest = list(signature.parameters.values())[1:]
    call = _streaming(given, handler) if inspect.isgeneratorfunction(handler) else _calling(given, handler, refused)
    call.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
    return call


def _calling(
    given: Any, handler: Callable[..., Any], refused: Callable[[DvaAssistError], Any] | None
) -> Callable[..., Any]:
    @wraps(handler)
    def call(*values: Any) -> Any:
        try:
            return handler(given, *values)
        except DvaAssistError as error:
            if refused is None:
                raise
            return refused(error)

    return call


def _streaming(given: Any, handler: Callable[..., Iterator[Any]]) -> Callable[..., Any]:
    @wraps(handler)
    def call(*values: Any) -> Iterator[Any]:
        yield from handler(given, *values)

    return call
