"""Three small notes, and an index of them that is checked vector by vector."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from fakes import HashEmbedder

from dva_assist.backends.index_folder import OpenIndex, open_index
from dva_assist.chunking import sentence_text
from dva_assist.indexing import IndexReport, update_index
from dva_assist.notes import find_notes
from dva_assist.protocols import Embedder

QUEUES = """# Queues

A queue holds messages.

## Visibility timeout

The default is 30 seconds.

![picture](p.png)
"""
TABLES = """# Tables

A table holds items.

## Keys

- A partition key is required.
- A sort key is optional.
"""
POLICIES = """---
checked: 2026-11-23
---
# Policies

A deny always wins.

## Limits

| What | Limit |
|---|---|
| Size | 6,144 |
"""


def clock() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def write_notes(folder: Path) -> Path:
    """Three notes in the folder, with six sections."""
    for name, text in {"queues.md": QUEUES, "tables.md": TABLES, "security/policies.md": POLICIES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def update(notes: Path, index: Path, embedder: Embedder | None = None, **choices: Any) -> IndexReport:
    roots = [notes]
    return update_index(find_notes(roots), index, embedder or HashEmbedder(), roots=roots, clock=clock, **choices)


def check(opened: OpenIndex, embedder: HashEmbedder) -> None:
    """Each vector of the index is the vector of its text."""
    chunks = opened.store.chunks(range(len(opened.store)))
    np.testing.assert_allclose(
        opened.vectors.vectors(range(len(chunks))), embedder.encode([c.embedded for c in chunks]), atol=1e-6
    )
    for row, chunk in enumerate(chunks):
        texts = [sentence_text(chunk.section, s) if s.plain else "" for s in chunk.sentences]
        expected = embedder.encode(texts) * np.array([[bool(text)] for text in texts])
        np.testing.assert_allclose(opened.store.sentence_vectors([row])[0], expected, atol=2e-3)


def checked(index: Path, embedder: HashEmbedder | None = None) -> list[str]:
    """The notes of an index that has been seen to be consistent."""
    with closing(open_index(index, "hash-embedder")) as opened:
        check(opened, embedder or HashEmbedder())
        return [note.path for note in opened.store.notes()]


def generation(index: Path) -> str:
    return (index / "CURRENT").read_text().split()[0]
