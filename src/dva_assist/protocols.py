"""Everything that can be swapped, on one screen. ``wiring`` picks the implementations."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from dva_assist.types import Chunk, Note, Section

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Text to unit vectors (torch here, ONNX or a server elsewhere)."""

    name: str  # part of the index's identity: another name is another index
    dimensions: int
    max_tokens: int  # special tokens included

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text with special tokens, never truncated."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""


class VectorIndex(Protocol):
    """Nearest rows by inner product (FAISS here, a Milvus cluster beyond one machine)."""

    def build(self, vectors: Vectors) -> None:
        """Replace the contents; the row of a vector is its position."""

    def search(self, query: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
        """Rows and scores for one query of shape (dimensions,), best first; fewer than ``limit`` if there are fewer."""

    def save(self, path: Path) -> None: ...

    @classmethod
    def load(cls, path: Path) -> Self: ...


class LexicalIndex(Protocol):
    """Rows by words (SQLite FTS5 here)."""

    def search(self, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """(row, score) best first for chunks that hold at least one of the words; a larger score is better."""

    def document_frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        """In how many chunks each word (or a word of the same stem) occurs."""

    def together(self, words: Sequence[str]) -> int:
        """In how many chunks the words stand side by side."""

    def vocabulary(self) -> Mapping[str, int]:
        """Every word of letters as it is spelt, in lower case, and in how many chunks it occurs."""


class NoteStore(Protocol):
    """The notes as they were indexed (SQLite here, a shared database beyond one machine)."""

    def __len__(self) -> int:
        """Number of chunks; rows run from 0 to this."""

    def chunks(self, rows: Sequence[int]) -> list[Chunk]: ...

    def sentence_vectors(self, rows: Sequence[int]) -> list[Vectors]:
        """For each chunk the unit vectors of its sentences, shape (len(chunk.sentences), dimensions)."""

    def section(self, section_id: str) -> Section:
        """Raises NotFound."""

    def note(self, path: str) -> Note:
        """Raises NotFound."""

    def notes(self) -> Iterator[Note]: ...

    def titles(self) -> list[tuple[str, str]]:
        """(path, title) of each note."""


class Reranker(Protocol):
    """A second, slower look at a few passages."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text; they compare only within one call."""


class TextGenerator(Protocol):
    """A language model: behind an OpenAI-compatible server, or in a process that this program starts."""

    name: str  # as its server calls it
    context_tokens: int  # prompt and reply together

    def available(self) -> tuple[bool, str]:
        """Whether it can be asked now, and why not."""

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
        """Pieces of the reply as they come. Closing the generator stops the model.

        An empty piece comes at least four times a second while there is nothing else, so that a caller can stop at
        any time. With a JSON schema the reply is JSON, which the caller still has to check. Raises GenerationFailed
        (its subclasses say how), before the first piece or in the middle.
        """
