"""A build may be killed at any moment: the index is the old one or the new one, whole, and the next build succeeds."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEmbedder

from dva_assist.backends.index_folder import open_index
from dva_assist.chunking import sentence_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

HERE = Path(__file__).parent
KILLS = 50
NOTES = 12


class Builder:
    """Builds in another process and kills it where asked."""

    def __init__(self, notes: Path, index: Path) -> None:
        self._folders = f"{notes}\t{index}"
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "build_server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._server.stdin is not None and self._server.stdout is not None
        self._ask, self._answers = self._server.stdin, self._server.stdout

    def build(self, kill_after: float | None = None, at_step: int = 0) -> int:
        """Exit status of the build: 0, or -9 where it was killed, after some seconds or at the n-th touch of a file."""
        self._ask.write(f"{self._folders}\t{at_step}\n")
        process = int(self._answers.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(process, signal.SIGKILL)
        self._ask.write("\n")
        return int(self._answers.readline())

    def close(self) -> None:
        self._ask.close()
        self._server.wait(10)
        self._answers.close()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    return tmp_path / "notes"


@pytest.fixture
def builder(notes: Path, tmp_path: Path) -> Iterator[Builder]:
    builder = Builder(notes, tmp_path / "index")
    yield builder
    builder.close()


def write(notes: Path, version: int) -> None:
    """Every note says the version; their number differs, and half of the text stays."""
    for number in range(NOTES + version % 2):
        same = "".join(f"Rule {rule} of note {number} stays.\n\n" for rule in range(8))
        new = "".join(f"- Item {item} is of version{version}.\n" for item in range(8))
        (notes / f"note{number}.md").write_text(f"# Note {number}\n\n{same}\n## Changes\n\n{new}")
    if version % 2 == 0:
        (notes / f"note{NOTES}.md").unlink(missing_ok=True)


def version_of(index: Path) -> int:
    """The one version that the whole index holds; everything in it fits together."""
    embedder = HashEmbedder()
    with closing(open_index(index, embedder.name)) as opened:
        raws = [note.raw for note in opened.store.notes()]
        [version] = {int(number) for raw in raws for number in re.findall(r"version(\d+)", raw)}
        assert len(raws) == NOTES + version % 2
        rows = range(len(opened.store))
        chunks = opened.store.chunks(rows)
        assert len(opened.vectors) == len(chunks)
        np.testing.assert_allclose(
            opened.vectors.vectors(rows), embedder.encode([chunk.embedded for chunk in chunks]), atol=1e-6
        )
        for row in random.Random(version).sample(rows, 5):
            texts = [sentence_text(chunks[row].section, sentence) for sentence in chunks[row].sentences]
            np.testing.assert_allclose(opened.store.sentence_vectors([row])[0], embedder.encode(texts), atol=2e-3)
        assert opened.lexical.document_frequency([f"version{version}"])[f"version{version}"] == len(raws)
        assert not opened.lexical.search([f"version{version - 1}", f"version{version + 1}"], 1)
        return version


def test_a_kill_at_any_moment_loses_nothing(notes: Path, tmp_path: Path, builder: Builder) -> None:
    index, moments = tmp_path / "index", random.Random(20261123)
    write(notes, 0)
    assert builder.build() == 0
    write(notes, 1)
    start = time.perf_counter()
    assert builder.build() == 0
    usual = time.perf_counter() - start
    seen: Counter[tuple[str, str]] = Counter()
    before = 1
    for version in range(2, KILLS + 2):
        write(notes, version)
        status = builder.build(kill_after=moments.uniform(0, 1.3 * usual))
        after = version_of(index)
        assert after in (before, version)
        seen["killed" if status else "done", "old" if after == before else "new"] += 1
        if version % 2:  # otherwise what was left over piles up
            assert builder.build() == 0
            after = version_of(index)
            assert after == version
        before = after
    assert builder.build() == 0
    assert version_of(index) == KILLS + 1
    assert seen["killed", "old"] >= KILLS / 10, seen
    assert len(list((index / "generations").iterdir())) == 2
    assert sorted(file.name for file in index.iterdir()) == ["CURRENT", "generations", "lock"]


def test_a_kill_between_any_two_files_loses_nothing(notes: Path, tmp_path: Path, builder: Builder) -> None:
    index, version = tmp_path / "index", 0
    write(notes, version)
    assert builder.build() == 0
    finished = False
    switched_at = None
    for step in count(1):
        write(notes, version + 1)
        finished = builder.build(at_step=step) == 0
        after = version_of(index)
        assert after in (version, version + 1)
        if after == version + 1 and switched_at is None:
            switched_at = step
        version = after
        if finished:
            break
    assert version_of(index) == version and builder.build() == 0
    assert switched_at is not None and NOTES < switched_at < step


def test_a_killed_first_build_leaves_no_index_but_its_vectors(notes: Path, tmp_path: Path, builder: Builder) -> None:
    write(notes, 0)
    for kill_after in (0.02, 0.04, 0.06):
        builder.build(kill_after)
    assert builder.build() == 0
    assert version_of(tmp_path / "index") == 0
