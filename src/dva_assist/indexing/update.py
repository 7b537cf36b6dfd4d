"""Brings an index up to date with its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dva_assist.backends import generations
from dva_assist.backends.generations import CHUNKER, Manifest
from dva_assist.errors import BadInput
from dva_assist.indexing.build import Build, Progress
from dva_assist.indexing.old import Old
from dva_assist.indexing.sources import read_sources
from dva_assist.notes import NoteFile
from dva_assist.protocols import Embedder


@dataclass(frozen=True, slots=True)
class IndexReport:
    """``added``, ``kept`` and ``removed`` count chunks by embedding: those of a renamed note are kept.

    Where there was nothing to start from, or with ``rebuild``, all are added.
    """

    notes: int
    sections: int
    chunks: int
    added: int
    kept: int
    removed: int
    seconds: float
    encoder: str
    index: str
    problems: tuple[str, ...] = ()


def update_index(
    files: Sequence[NoteFile],
    index: Path,
    embedder: Embedder,
    *,
    clock: Callable[[], datetime],
    roots: Sequence[Path] = (),
    budget: int = 0,
    max_note_bytes: int = 5_000_000,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring the index up to date with ``files``; ``rebuild`` takes nothing over from the old one.

    ``roots`` is what the files were found in, ``budget`` the tokens of a chunk (0 for all that the encoder takes).
    Raises BadInput where no note is readable or the budget is too large, IndexBusy, DiskFull. Whatever is raised, and
    wherever the process ends, the old index stays as it was.
    """
    if budget > embedder.max_tokens:
        raise BadInput(f"chunk_tokens is {budget}, but the encoder {embedder.name} takes {embedder.max_tokens}")
    started = clock()
    with generations.writing(index), ExitStack() as stack:
        sources = read_sources(files, max_note_bytes)
        manifest = Manifest(
            format=generations.FORMAT,
            encoder=embedder.name,
            dimensions=embedder.dimensions,
            budget=budget or embedder.max_tokens,
            chunker=CHUNKER,
            roots=tuple(str(root.absolute()) for root in roots),
            created=started.isoformat(timespec="seconds"),
        )
        old = None if rebuild else Old.find(index, embedder.name)
        if old:
            stack.callback(old.close)
        if old and old.covers(sources, manifest):
            manifest, counts = old.manifest, Counter(kept=old.manifest.chunks)
        else:
            build = Build(index, sources, embedder, manifest, old)
            manifest, counts = build.run(progress or (lambda done, total: None))
    return IndexReport(
        notes=len(manifest.notes),
        sections=manifest.sections,
        chunks=manifest.chunks,
        added=counts["added"],
        kept=counts["kept"],
        removed=counts["removed"],
        seconds=(clock() - started).total_seconds(),
        encoder=embedder.name,
        index=str(index),
        problems=tuple(stamp.problem for stamp in manifest.skipped.values()),
    )
