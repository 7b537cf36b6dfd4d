"""Everything that can be swapped, on one screen. ``wiring`` picks the implementations."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from dva_assist.records import Attempt, Counts, LearnerRecord, Review, ReviewCard, Sitting
from dva_assist.types import Chunk, Note, Reply, Section

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


class LearnerStore(Protocol):
    """What learners have done (one SQLite file here, a PostgreSQL for many processes).

    Whatever a method has returned from is safe on disk. Learners are told apart by name, without regard to case. Every
    method but ``open`` and ``close`` may be called from several threads; each raises StoreUnavailable where the store
    cannot be read or written.
    """

    def learners(self) -> list[str]:
        """Their names as first written, in order of their names."""

    def add_attempts(self, learner: str, attempts: Sequence[Attempt]) -> int:
        """Keep what is new, by the id of the attempt, and say how many that were. A new learner is made."""

    def attempts(self, learner: str, since: datetime | None = None) -> list[Attempt]:
        """The oldest first."""

    def add_sitting(self, learner: str, sitting: Sitting) -> None: ...

    def sitting(self, learner: str, id: str) -> Sitting:
        """Raises NotFound."""

    def sittings(self, learner: str) -> list[Sitting]:
        """The newest first."""

    def keep_place(self, learner: str, id: str, *, at: int, seen: datetime, spent: float) -> None:
        """Where the learner is and how much time is used; less time than is kept changes nothing."""

    def keep_reply(self, learner: str, id: str, position: int, reply: Reply | None, flagged: bool) -> bool:
        """Keep one reply of a sitting, None for none. False, and nothing kept, where it has been handed in."""

    def hand_in(self, learner: str, id: str, at: datetime, attempts: Sequence[Attempt]) -> bool:
        """End a sitting and keep its attempts, both or neither. False where it has been handed in before."""

    def cards(self, learner: str) -> list[ReviewCard]:
        """In order of their due times."""

    def put_cards(self, learner: str, cards: Sequence[ReviewCard]) -> None:
        """Add or replace cards, by fact."""

    def add_review(self, learner: str, review: Review) -> bool:
        """Keep the card after the review, the review and its attempt. False where the attempt is known already."""

    def replace_review(self, learner: str, review: Review) -> bool:
        """Keep another rating and card for the last review. False, and nothing kept, where its attempt is another."""

    def undo_review(self, learner: str) -> Review | None:
        """Take the last review back, with its attempt: the card is as it was before. None where there is none."""

    def reviews(self, learner: str, since: datetime | None = None) -> list[Review]:
        """Those not taken back, the oldest first."""

    def wishes(self, learner: str) -> Mapping[str, Any]:
        """The learner's own settings, such as new cards a day."""

    def set_wishes(self, learner: str, wishes: Mapping[str, Any]) -> None: ...

    def questions(self, learner: str) -> list[Mapping[str, Any]]:
        """Questions that the learner has imported, as ``quiz.snapshot`` writes them."""

    def put_questions(self, learner: str, questions: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace, by their id."""

    def record(self, learner: str) -> LearnerRecord:
        """All that is kept of the learner, of one moment."""

    def merge(self, learner: str, record: LearnerRecord) -> Counts:
        """Add what is new in a record, all or nothing; the same one twice changes nothing.

        A card that is known gives way to one that has been reviewed more often, a sitting under way to the same one
        further on. Wishes and questions that are there stay as they are.
        """

    def backup(self, file: Path) -> None:
        """A whole copy, also while others write. Raises BadInput where the file is there already."""

    def restore(self, file: Path) -> None:
        """Put a backup in the place of everything. Raises BadInput, and changes nothing, where it is none."""

    def close(self) -> None: ...
