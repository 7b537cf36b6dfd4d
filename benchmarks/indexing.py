"""How long indexing takes, beside the encoder's own speed on exactly the same texts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, median
from dva_assist import wiring
from dva_assist.backends.torch_embedder import PACKAGED
from dva_assist.config import Settings, load_settings
from dva_assist.indexing import update_index
from dva_assist.notes import find_notes
from dva_assist.protocols import Embedder, Vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer

UPDATES = 5  # runs with nothing changed, and with one changed note
WARM_UP = ["word " * 300] * 32  # a full batch, as long as texts get: memory is taken and threads are started


class Recorder:
    """An embedder that keeps the texts that it was asked to encode, and how long it was at it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dimensions, self.max_tokens = embedder.name, embedder.dimensions, embedder.max_tokens
        self.texts: list[str] = []
        self.seconds = 0.0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        vectors = self._embedder.encode(texts)
        self.seconds += time.perf_counter() - began
        self.texts += texts
        return vectors


@dataclass(frozen=True, slots=True)
class Update:
    """One call of ``update_index``; ``encoding`` is the part of its seconds spent in the encoder."""

    seconds: float
    encoding: float
    chunks: int
    texts: tuple[str, ...]


class Indexer:
    """Indexes a folder of notes with an encoder that is loaded already."""

    def __init__(self, notes: Path, settings: Settings) -> None:
        self._notes, self._settings = notes, settings
        self._embedder = wiring.make_embedder(settings)
        self._embedder.encode(WARM_UP)

    def update(self, index: Path) -> Update:
        recorder = Recorder(self._embedder)
        began = time.perf_counter()
        report = update_index(
            find_notes([self._notes]),
            index,
            recorder,
            clock=lambda: datetime.now(UTC),
            roots=[self._notes],
            budget=self._settings.chunk_tokens,
            max_note_bytes=self._settings.max_note_bytes,
        )
        return Update(time.perf_counter() - began, recorder.seconds, report.chunks, tuple(recorder.texts))


def measure(notes: Path, workspace: Path, rounds: int) -> list[Figure]:
    """``workspace`` is an empty folder. One note is changed meanwhile and put back."""
    settings = load_settings()
    indexer = Indexer(notes, settings)
    fresh, raw = against_raw(indexer, raw_encoder(settings), workspace, rounds)
    index = workspace / "0"
    unchanged = [indexer.update(index) for _ in range(UPDATES)]
    changed = list(with_a_changed_note(indexer, index, find_notes([notes])[0].file))
    texts = len(fresh[0].texts)
    ratios = [seconds / u.seconds for u, seconds in zip(fresh, raw, strict=True)]
    return [
        median("Texts embedded (chunks and sentences)", "", (len(u.texts) for u in fresh)),
        median("From nothing", "s", (u.seconds for u in fresh)),
        median("Chunks", "per s", (u.chunks / u.seconds for u in fresh)),
        median("Texts", "per s", (texts / u.seconds for u in fresh)),
        median("Raw `encode` of the same texts", "per s", (texts / seconds for seconds in raw)),
        median("Speed, indexing / raw `encode`", "", ratios, aim="0.9 or more"),
        median("Time outside the encoder, from nothing", "s", (u.seconds - u.encoding for u in fresh)),
        median("Again, nothing changed", "ms", (1_000 * u.seconds for u in unchanged), aim="under 1,000"),
        median("Again, one note changed", "ms", (1_000 * u.seconds for u in changed)),
        median("Texts embedded for the changed note", "", (len(u.texts) for u in changed)),
    ]


def against_raw(
    indexer: Indexer, encoder: SentenceTransformer, workspace: Path, rounds: int
) -> tuple[list[Update], list[float]]:
    """Indexing from nothing, and seconds of the encoder alone; every other round the other way round."""
    fresh = [indexer.update(workspace / "0")]
    raw = [seconds_alone(encoder, fresh[0].texts)]
    for number in range(1, rounds):
        if number % 2:
            raw.append(seconds_alone(encoder, fresh[0].texts))
        fresh.append(indexer.update(workspace / str(number)))
        if not number % 2:
            raw.append(seconds_alone(encoder, fresh[0].texts))
    return fresh, raw


def raw_encoder(settings: Settings) -> SentenceTransformer:
    """The same model as plain sentence-transformers has it, with its own settings."""
    from sentence_transformers import SentenceTransformer

    model = settings.encoder or str(resources.files(PACKAGED).joinpath("model"))
    encoder = SentenceTransformer(model, local_files_only=True)
    encoder.encode(WARM_UP, show_progress_bar=False)
    return encoder


def seconds_alone(encoder: SentenceTransformer, texts: Sequence[str]) -> float:
    ordered = sorted(texts, key=len, reverse=True)
    began = time.perf_counter()
    encoder.encode(ordered, show_progress_bar=False)
    return time.perf_counter() - began


def with_a_changed_note(indexer: Indexer, index: Path, note: Path) -> Iterator[Update]:
    with put_back(note) as original:
        for number in range(UPDATES):
            note.write_bytes(original + f"\n\nThis is change number {number}.\n".encode())
            yield indexer.update(index)


@contextmanager
def put_back(file: Path) -> Iterator[bytes]:
    original = file.read_bytes()
    try:
        yield original
    finally:
        file.write_bytes(original)
