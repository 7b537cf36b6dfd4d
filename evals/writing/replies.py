"""Replies of a model, recorded once and played back, so that a change of the gate is measured on the same words."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dva_assist.errors import BadInput, GenerationFailed
from dva_assist.protocols import TextGenerator

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said to a prompt. ``trouble`` is what it ended with, "" where it ended well."""

    prompt: str  # digest of the messages, the model and how it was asked
    text: str
    first_token_s: float
    seconds: float
    tokens: int
    trouble: str = ""


def digest(messages: Messages) -> str:
    return hashlib.sha256(json.dumps([dict(m) for m in messages]).encode()).hexdigest()[:16]


@dataclass
class Recorder:
    """A generator that asks another one and keeps what it said; a prompt that is on record is not asked again."""

    inner: TextGenerator
    file: Path
    replies: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name, self.context_tokens = self.inner.name, self.inner.context_tokens
        self.replies = load(self.file)

    def available(self) -> tuple[bool, str]:
        return self.inner.available()

    def generate(
        self,
        messages: Messages,
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, None]:
        key = digest(messages)
        if key not in self.replies:
            pieces = self.inner.generate(
                messages, max_tokens=max_tokens, temperature=temperature, stop=stop, seed=seed, schema=schema
            )
            self._keep(_read_whole(key, pieces))
        yield from played(self.replies[key])

    def _keep(self, reply: Reply) -> None:
        self.replies[reply.prompt] = reply
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(reply), ensure_ascii=False) + "\n")


def _read_whole(key: str, pieces: Generator[str, None, None]) -> Reply:
    started, first, said, trouble = time.perf_counter(), 0.0, [], ""
    try:
        for piece in pieces:
            if piece:
                first = first or time.perf_counter() - started
                said.append(piece)
    except GenerationFailed as error:
        trouble = str(error)
    seconds = time.perf_counter() - started
    return Reply(key, "".join(said), round(first, 2), round(seconds, 2), len(said), trouble)


@dataclass
class Player:
    """A generator that says what is on record. Raises BadInput for a prompt that is not."""

    file: Path
    name: str
    context_tokens: int = 4_096

    def __post_init__(self) -> None:
        self.replies = load(self.file)

    def available(self) -> tuple[bool, str]:
        return True, ""

    def generate(
        self,
        messages: Messages,
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, None]:
        reply = self.replies.get(digest(messages))
        if reply is None:
            raise BadInput(f"{self.file.name} has no reply to this prompt; run: python -m evals.writing record")
        yield from played(reply)


def played(reply: Reply) -> Generator[str, None, None]:
    """The reply in as many pieces as it came in, or nearly."""
    size = max(1, -(-len(reply.text) // max(1, reply.tokens)))
    yield from (reply.text[at : at + size] for at in range(0, len(reply.text), size))
    if reply.trouble:
        raise GenerationFailed(reply.trouble)


def load(file: Path) -> dict[str, Reply]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {reply.prompt: reply for reply in (Reply(**json.loads(line)) for line in lines)}
