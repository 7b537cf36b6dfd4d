"""What a server sends, read line by line, and what of it is the reply.

data: {"choices": [{"delta": {"content": "Lambda"}}]}
data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}
data: [DONE]
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dva_assist.backends.openai_errors import Garbled, StillThinking, Told, told_of

_DONE = b"[DONE]"
_LONGEST_LINE = 1 << 20
_SILENT_FIELDS = {b"", b"event", b"id", b"retry"}  # a line that starts with a colon is a comment, to keep alive
_OPEN, _CLOSE = "<think>", "</think>"
_THOUGHTS = ("reasoning_content", "reasoning")  # llama.cpp, LM Studio; Ollama, vLLM


async def payloads(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The payload of each line; that of a line without a field name is the line. Raises Garbled.

    Lines end at line feeds alone: other separators may stand raw in the JSON.
    """
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if payload := _payload(line.strip()):
                yield payload
        if len(rest) > _LONGEST_LINE:
            raise Garbled(rest)
    if rest.strip().endswith((b"}", _DONE)):  # else it was cut, and says nothing
        yield _payload(rest.strip())


def _payload(line: bytes) -> bytes:
    field, _, value = line.partition(b":")
    if field in _SILENT_FIELDS:
        return b""
    return value.strip() if field in {b"data", b"error"} else line


@dataclass(frozen=True, slots=True)
class Delta:
    """What one payload adds. ``finished`` is true for the last one that matters, ``cut`` where the tokens ran out."""

    text: str = ""
    finished: bool = False
    cut: bool = False
    thought: bool = False


def delta_of(payload: bytes) -> Delta:
    """Raises Garbled where it is no JSON of the protocol, and Told where it is an error of the server."""
    if payload == _DONE:
        return Delta(finished=True)
    try:
        event = json.loads(payload)
        if event.get("error") or event.get("object") == "error":
            raise told_of(event)
        if not event.get("choices"):  # progress, or a count of tokens
            return Delta()
        [choice] = event["choices"]
        said = choice.get("delta") or choice.get("message") or {}  # a whole message from a server that cannot stream
        text = said.get("content") or ""
    except Told:
        raise
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise Garbled(payload) from error
    if not isinstance(text, str):
        raise Garbled(payload)
    finish = choice.get("finish_reason")
    return Delta(text, bool(finish), finish == "length", any(said.get(field) for field in _THOUGHTS))


class Reply:
    """Says what of a stream is the reply.

    An empty piece is said for what is not, such as thoughts, as a sign of life. White space before the first word is
    left out. With a JSON schema only the JSON value is said, however the model wraps it, and its end is the end.
    """

    def __init__(self, say: Callable[[str], None], schema: Mapping[str, Any] | None = None) -> None:
        self._say = say
        self._thoughts = Thoughts()
        self._json = JsonOnly("[" if schema.get("type") == "array" else "{") if schema is not None else None
        self._thought = False
        self._worded = False  # whether there was anything but thoughts
        self.begun = False  # whether a piece of it has been said
        self.finished = False

    def take(self, payload: bytes) -> None:
        """Raises Garbled, Told and StillThinking."""
        delta = delta_of(payload)
        text = self._thoughts.strip(delta.text)
        self._thought = self._thought or delta.thought or self._thoughts.found
        self._worded = self._worded or bool(text.strip())
        if delta.cut and self._thought and not self._worded:
            raise StillThinking
        self._give(text)
        self.finished = delta.finished or (self._json is not None and self._json.done)
        if self.finished:
            self._give(self._thoughts.rest())

    def _give(self, text: str) -> None:
        text = self._json.feed(text) if self._json is not None else text
        self.begun = self.begun or bool(text)
        self._say(text)


class Thoughts:
    """Leaves out a <think> block at the start, whose tags may come in parts, and the white space round it."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self.found = False  # whether there was such a block
        self._over = False

    def strip(self, text: str) -> str:
        """What of the text so far can be given on."""
        if self._over:
            return text
        self._held = (self._held + text).lstrip()
        if not self._thinking:
            if self._held != _OPEN and _OPEN.startswith(self._held):
                return ""
            if not self._held.startswith(_OPEN):
                self._over = True
                return self.rest()
            self._thinking = self.found = True
        _, closed, after = self._held.partition(_CLOSE)
        if not closed:
            self._held = self._held[-len(_CLOSE) :]
            return ""
        self._held, self._thinking = after, False
        return self.strip("")

    def rest(self) -> str:
        """What was held back as the possible beginning of a tag."""
        held, self._held = self._held, ""
        return "" if self._thinking else held


class JsonOnly:
    """Of a text that holds a JSON object or array, that value alone.

    'Here it is:\\n```json\\n{"a": "}"}\\n```\\nAnything else?' -> '{"a": "}"}'
    """

    def __init__(self, opening: str) -> None:
        self._opening = opening
        self._depth = 0
        self._quoted = False
        self._escaped = False
        self.done = False

    def feed(self, text: str) -> str:
        kept = ""
        for letter in text:
            if not self.done and (self._depth or letter == self._opening):
                kept += letter
                self._step(letter)
        return kept

    def _step(self, letter: str) -> None:
        if self._escaped:
            self._escaped = False
        elif self._quoted:
            self._escaped = letter == "\\"
            self._quoted = letter != '"'
        elif letter == '"':
            self._quoted = True
        else:
            self._depth += (letter in "{[") - (letter in "}]")
            self.done = self._depth == 0
