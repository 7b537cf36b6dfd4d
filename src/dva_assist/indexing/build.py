"""Makes one new generation of an index."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dva_assist.backends import generations
from dva_assist.backends.faiss_index import FaissIndex
from dva_assist.backends.generations import Manifest
from dva_assist.backends.sqlite_journal import Kind, VectorJournal
from dva_assist.backends.sqlite_notes import KEY_BYTES, IndexedNote, NoteWriter, write_sentence_vectors
from dva_assist.backends.sqlite_words import WordWriter
from dva_assist.chunking import chunk_note, sentence_text, windows
from dva_assist.errors import BadInput
from dva_assist.indexing.old import Old
from dva_assist.indexing.sources import Source
from dva_assist.notes import parse_note
from dva_assist.protocols import Embedder, Vectors
from dva_assist.types import Section, Sentence

Progress = Callable[[int, int], None]  # texts embedded, texts to embed

_SLICE = 256  # texts between two commits of the journal
_BLOCK = 4_096  # vectors held at once while the sentence file is written
_NO_WORDS = bytes(KEY_BYTES)  # key of a sentence without words; its vector is zero


@dataclass(frozen=True, slots=True)
class _Job:
    """A vector to make: the mean of those of ``texts``, which are several where one would not fit the encoder."""

    kind: Kind
    key: bytes
    texts: tuple[str, ...]
    tokens: int


class Build:
    """One new generation."""

    def __init__(
        self, index: Path, sources: Sequence[Source], embedder: Embedder, manifest: Manifest, old: Old | None
    ) -> None:
        self._index, self._sources, self._embedder, self._manifest, self._old = index, sources, embedder, manifest, old
        self._keys: dict[Kind, list[bytes]] = {kind: [] for kind in Kind}  # by row
        self._jobs: dict[tuple[Kind, bytes], _Job] = {}

    def run(self, progress: Progress) -> tuple[Manifest, Counter[str]]:
        """The manifest of the new generation, and how many chunks were added, kept and removed."""
        path = self._index / "journal.sqlite"
        with closing(VectorJournal(path, self._embedder.name, self._embedder.dimensions)) as journal:
            with generations.new_generation(self._index) as generation:
                sections = self._write_notes(generation / generations.NOTES, journal)
                self._embed(journal, progress)
                self._write_vectors(generation, journal)
                manifest = generations.publish(self._index, generation, self._complete(sections))
            journal.clear()
        return manifest, self._counts()

    def _write_notes(self, path: Path, journal: VectorJournal) -> int:
        """Notes and words to their file, texts that have no vector to the jobs. Returns the number of sections."""
        done = {kind: journal.keys(kind) for kind in Kind}
        with NoteWriter(path) as notes:
            words = WordWriter(notes.connection)
            for source in self._sources:
                if source.stamp.problem:
                    continue
                entry = self._kept(source) or self._parsed(source, done)
                words.add(notes.add(entry), entry.note.title, entry.chunks)
                self._keys[Kind.CHUNK] += [chunk.fingerprint.encode() for chunk in entry.chunks]
                self._keys[Kind.SENTENCE] += [key for keys in entry.sentence_keys for key in keys]
            words.finish()
            notes.finish()
            return notes.sections

    def _kept(self, source: Source) -> IndexedNote | None:
        """A note that is in the old generation word for word."""
        if not self._old or not self._old.same_way(self._manifest):
            return None
        stamp = self._old.manifest.notes.get(source.path)
        return self._old.store.entry(source.path) if stamp and stamp.sha256 == source.stamp.sha256 else None

    def _parsed(self, source: Source, done: Mapping[Kind, Collection[bytes]]) -> IndexedNote:
        note = parse_note(source.path, source.raw)
        chunks = chunk_note(note, self._embedder.count_tokens, self._manifest.budget)
        texts = [[_text(section, sentence) for sentence in section.sentences] for section in note.sections]
        keys = tuple(tuple(_key(text) for text in of_section) for of_section in texts)
        spoken = {key: text for pair in zip(keys, texts, strict=True) for key, text in zip(*pair, strict=True) if text}
        self._collect(Kind.CHUNK, {c.fingerprint.encode(): c.embedded for c in chunks}, done, note.path)
        self._collect(Kind.SENTENCE, spoken, done, note.path)
        return IndexedNote(note, tuple(chunks), keys)

    def _collect(
        self, kind: Kind, texts: Mapping[bytes, str], done: Mapping[Kind, Collection[bytes]], note: str
    ) -> None:
        """Jobs for the texts that have no vector yet. Raises BadInput for a chunk that the encoder would truncate."""
        old = self._old_rows(kind)
        wanted = [k for k in texts if k not in old and k not in done[kind] and (kind, k) not in self._jobs]
        counts = self._embedder.count_tokens([texts[key] for key in wanted])
        for key, tokens in zip(wanted, counts, strict=True):
            self._jobs[kind, key] = self._job(kind, key, texts[key], tokens, note)

    def _job(self, kind: Kind, key: bytes, text: str, tokens: int, note: str) -> _Job:
        limit = self._embedder.max_tokens
        if tokens <= limit:
            return _Job(kind, key, (text,), tokens)
        if kind is Kind.CHUNK:
            raise BadInput(
                f"{note}: a chunk of {tokens} tokens would be cut, {self._embedder.name} takes {limit}; "
                "set DVA_ASSIST_CHUNK_TOKENS lower"
            )
        return _Job(kind, key, tuple(windows(text, self._embedder.count_tokens, limit)), limit)

    def _embed(self, journal: VectorJournal, progress: Progress) -> None:
        """Longest first: texts of one length together leave the encoder little to pad."""
        jobs = sorted(self._jobs.values(), key=lambda job: job.tokens, reverse=True)
        for start in range(0, len(jobs), _SLICE):
            progress(start, len(jobs))
            part = jobs[start : start + _SLICE]
            vectors = self._embedder.encode([text for job in part for text in job.texts])
            ends = list(accumulate(len(job.texts) for job in part))
            means = [_mean(vectors[end - len(job.texts) : end]) for job, end in zip(part, ends, strict=True)]
            journal.put((job.kind, job.key, mean) for job, mean in zip(part, means, strict=True))
        progress(len(jobs), len(jobs))

    def _write_vectors(self, generation: Path, journal: VectorJournal) -> None:
        sentences = self._blocks(Kind.SENTENCE, journal)
        write_sentence_vectors(generation / generations.SENTENCES, self._shape(Kind.SENTENCE), sentences)
        vectors = np.empty(self._shape(Kind.CHUNK), np.float32)
        for number, block in enumerate(self._blocks(Kind.CHUNK, journal)):
            vectors[number * _BLOCK : (number + 1) * _BLOCK] = block
        chunks = FaissIndex()
        chunks.build(vectors)
        del vectors  # as much memory again is needed to save
        chunks.save(generation / generations.VECTORS)

    def _shape(self, kind: Kind) -> tuple[int, int]:
        return len(self._keys[kind]), self._embedder.dimensions

    def _blocks(self, kind: Kind, journal: VectorJournal) -> Iterator[NDArray[np.floating]]:
        """Vectors by row, from the old generation or the journal."""
        keys, rows = self._keys[kind], self._old_rows(kind)
        for start in range(0, len(keys), _BLOCK):
            part = keys[start : start + _BLOCK]
            block = np.zeros((len(part), self._embedder.dimensions), kind.dtype)
            kept = [at for at, key in enumerate(part) if key in rows]
            made = [at for at, key in enumerate(part) if key not in rows and key != _NO_WORDS]
            if self._old and kept:
                block[kept] = self._old.vectors(kind, [rows[part[at]] for at in kept])
            block[made] = journal.vectors(kind, [part[at] for at in made])
            yield block

    def _old_rows(self, kind: Kind) -> Mapping[bytes, int]:
        return self._old.rows[kind] if self._old else {}

    def _complete(self, sections: int) -> Manifest:
        return self._manifest.model_copy(
            update={
                "sections": sections,
                "chunks": len(self._keys[Kind.CHUNK]),
                "sentences": len(self._keys[Kind.SENTENCE]),
                "notes": {s.path: s.stamp for s in self._sources if not s.stamp.problem},
                "skipped": {s.path: s.stamp for s in self._sources if s.stamp.problem},
            }
        )

    def _counts(self) -> Counter[str]:
        new = Counter(self._keys[Kind.CHUNK])
        old = Counter(self._old.fingerprints if self._old else ())
        return Counter(added=(new - old).total(), kept=(new & old).total(), removed=(old - new).total())


def _mean(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _text(section: Section, sentence: Sentence) -> str:
    return sentence_text(section, sentence) if sentence.plain.strip() else ""


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest() if text else _NO_WORDS
