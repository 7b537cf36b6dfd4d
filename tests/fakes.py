"""Small real implementations of the protocols, for tests that must not load a model."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import Stemmer

from dva_assist.errors import GenerationFailed
from dva_assist.protocols import Vectors

WORD = re.compile(r"\w+")
PIECE = re.compile(r"\w{1,5}|[^\w\s]")


@dataclass
class HashEmbedder:
    """Texts that share word stems are near each other.

    A token is up to five letters of a word or one punctuation mark; two special tokens are added to each text.
    """

    name: str = "hash-embedder"
    dimensions: int = 64
    max_tokens: int = 256
    encoded: int = 0  # texts encoded so far

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(PIECE.findall(text)) for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        stemmer = Stemmer.Stemmer("english")
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1  # a text without words has a direction too
            for stem in stemmer.stemWords(WORD.findall(text.lower())):
                code = crc32(stem.encode())
                vectors[row, code % self.dimensions] += 1 if code & 0x8000_0000 else -1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class NoWords:
    """A lexical index of no notes: every word is unknown, so all words of a question tell the same."""

    def search(self, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        return []

    def document_frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(words, 0)

    def together(self, words: Sequence[str]) -> int:
        return 0

    def vocabulary(self) -> Mapping[str, int]:
        return {}


@dataclass
class WordReranker:
    """A text that holds more of the question's words is better; ``asked`` counts the texts it has looked at."""

    asked: int = 0

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked += len(texts)
        wanted = set(WORD.findall(question.lower()))
        return [float(len(wanted & set(WORD.findall(text.lower())))) for text in texts]


class LastFirst:
    """A reranker that turns every list round."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(at) for at in range(len(texts))]


@dataclass
class ScriptedGenerator:
    """Says its replies one after the other, a few letters at a time, then the last one again and again.

    A reply that is an error is raised; "broken|rest" says the words and then breaks off with the rest as its message.
    ``asked`` keeps the messages of each call, ``schemas`` their schemas, ``closed`` how many calls have ended.
    """

    replies: Sequence[str | Exception] = ("",)
    name: str = "scripted"
    context_tokens: int = 4_096
    letters: int = 4
    obeys_limit: bool = True  # of max_tokens
    asked: list[list[Mapping[str, str]]] = field(default_factory=list)
    schemas: list[Mapping[str, Any] | None] = field(default_factory=list)
    closed: int = 0

    def available(self) -> tuple[bool, str]:
        return True, ""

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
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(list(messages))
        self.schemas.append(schema)
        try:
            if isinstance(reply, Exception):
                raise reply
            said, _, trouble = reply.partition("|")
            pieces = [said[at : at + self.letters] for at in range(0, len(said), self.letters)]
            yield ""
            yield from pieces[:max_tokens] if self.obeys_limit else pieces
            if trouble:
                raise GenerationFailed(trouble)
        finally:
            self.closed += 1
