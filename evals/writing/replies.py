"""Replies of a model, recorded once and played back, so that a change of the gate is measured on the same words."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from dva_assist.errors import BadInput, GenerationFailed
from dva_assist.protocols import TextGenerator

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said to a prompt. ``trouble`` is what it ended with, "" where it ended well."""

    prompt: str  # digest of the messages; a file holds the replies of one model
    text: str
    first_token_s: float
    seconds: float
    tokens: int
    trouble: str = ""


def digest(messages: Messages) -> str:
    return hashlib.sha256(json.dumps([dict(m) for m in messages]).encode()).hexdigest()[:16]


@dataclass
class Recorder:
    """Says what is on record. Another prompt is put to ``inner``, and what that says is kept.

    Raises BadInput for a prompt that is not on record where there is no ``inner``.
    """

    name: str
    file: Path
    inner: TextGenerator | None = None
    context_tokens: int = 4_096
    replies: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.replies = load(self.file)

    @classmethod
    def of(cls, inner: TextGenerator, file: Path) -> Self:
        return cls(inner.name, file, inner, inner.context_tokens)

    def available(self) -> tuple[bool, str]:
        return self.inner.available() if self.inner else (True, "")

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
            if self.inner is None:
                raise BadInput(f"{self.file.name} has no reply to this prompt; run: python -m evals.writing record")
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


def played(reply: Reply) -> Generator[str, None, None]:
    """The reply in as many pieces as it came in, or nearly."""
    size = max(1, -(-len(reply.text) // max(1, reply.tokens)))
    yield from (reply.text[at : at + size] for at in range(0, len(reply.text), size))
    if reply.trouble:
        raise GenerationFailed(reply.trouble)


def load(file: Path) -> dict[str, Reply]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {reply.prompt: reply for reply in (Reply(**json.loads(line)) for line in lines)}
