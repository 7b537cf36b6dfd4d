"""An index follows its notes: what is embedded, what is kept, what is reported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEmbedder
from small_index import POLICIES, QUEUES, TABLES, checked, clock, generation, update, write_notes

from dva_assist.backends.index_folder import open_index
from dva_assist.backends.torch_embedder import TorchEmbedder
from dva_assist.chunking import sentence_text, windows
from dva_assist.errors import BadInput, IndexMissing
from dva_assist.indexing import changed_notes, update_index
from dva_assist.notes import find_notes
from dva_assist.protocols import Vectors


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "the index"


def test_a_first_build_embeds_everything(notes: Path, index: Path) -> None:
    steps: list[tuple[int, int]] = []
    report = update(notes, index, progress=lambda done, total: steps.append((done, total)))
    assert (report.notes, report.sections, report.encoder, report.index) == (3, 6, "hash-embedder", str(index))
    assert (report.added, report.kept, report.removed, report.problems) == (report.chunks, 0, 0, ())
    assert checked(index) == ["queues.md", "security/policies.md", "tables.md"]
    assert steps[0][0] == 0 and steps[-1][0] == steps[-1][1] > report.chunks
    assert sorted(file.name for file in index.iterdir()) == ["CURRENT", "generations", "lock"]


def test_what_is_open_answers(notes: Path, index: Path) -> None:
    update(notes, index)
    with closing(open_index(index)) as opened:
        [(row, _)] = opened.lexical.search(["deny"], 5)
        assert opened.store.chunks([row])[0].section.id == "security/policies.md#policies"
        rows, _ = opened.vectors.search(HashEmbedder().encode(["Which sort key is optional?"])[0], 1)
        assert opened.store.chunks(rows.tolist())[0].section.id == "tables.md#keys"
        assert opened.manifest.roots == (str(notes),) and opened.manifest.created == "2026-11-23T12:00:00+00:00"


def test_an_update_without_changes_writes_and_embeds_nothing(notes: Path, index: Path) -> None:
    update(notes, index)
    before, embedder = generation(index), HashEmbedder()
    report = update(notes, index, embedder)
    assert (report.added, report.kept, report.removed) == (0, report.chunks, 0)
    assert generation(index) == before and embedder.encoded == 0
    os.utime(notes / "queues.md", (1, 1))
    update(notes, index, embedder)
    assert generation(index) == before and embedder.encoded == 0


def test_only_new_texts_are_embedded(notes: Path, index: Path) -> None:
    first, embedder = update(notes, index), HashEmbedder()
    (notes / "tables.md").write_text(TABLES.replace("optional", "not required"), encoding="utf-8")
    report = update(notes, index, embedder)
    assert (report.added, report.kept, report.removed) == (1, first.chunks - 1, 1)
    assert embedder.encoded == 2  # the chunk and its one new sentence
    checked(index)


def test_a_renamed_note_is_kept(notes: Path, index: Path) -> None:
    first, embedder = update(notes, index), HashEmbedder()
    (notes / "tables.md").rename(notes / "dynamo.md")
    report = update(notes, index, embedder)
    assert (report.added, report.kept, report.removed, embedder.encoded) == (0, first.chunks, 0, 0)
    assert checked(index) == ["dynamo.md", "queues.md", "security/policies.md"]


def test_a_copied_note_is_not_embedded_again(notes: Path, index: Path) -> None:
    update(notes, index)
    embedder = HashEmbedder()
    (notes / "copy.md").write_text(TABLES, encoding="utf-8")
    report = update(notes, index, embedder)
    assert (report.notes, report.removed, embedder.encoded) == (4, 0, 0)
    assert "copy.md" in checked(index)


def test_a_deleted_note_is_gone(notes: Path, index: Path) -> None:
    first = update(notes, index)
    (notes / "queues.md").unlink()
    report = update(notes, index)
    assert report.removed == first.chunks - report.chunks > 0 == report.added
    assert checked(index) == ["security/policies.md", "tables.md"]
    with closing(open_index(index)) as opened:
        assert opened.lexical.search(["queue"], 5) == []


def test_a_rebuild_embeds_everything_again(notes: Path, index: Path) -> None:
    first = update(notes, index)
    embedder = HashEmbedder()
    report = update(notes, index, embedder, rebuild=True)
    assert (report.added, report.kept) == (first.chunks, 0) and embedder.encoded > first.chunks
    checked(index)


def test_moved_notes_are_found_at_their_new_place(notes: Path, index: Path) -> None:
    update(notes, index)
    moved, embedder = notes.rename(notes.with_name("moved")), HashEmbedder()
    assert update(moved, index, embedder).added == embedder.encoded == 0
    with closing(open_index(index)) as opened:
        assert not changed_notes(opened.manifest) and opened.manifest.roots == (str(moved),)


def test_another_budget_cuts_anew_and_keeps_equal_chunks(notes: Path, index: Path) -> None:
    (notes / "long.md").write_text("# Long\n\n" + "Each partition holds a number of keys. " * 20, encoding="utf-8")
    first = update(notes, index)
    report = update(notes, index, budget=64)
    assert report.chunks > first.chunks and report.kept == first.chunks - 1 and report.removed == 1
    checked(index)


def test_unreadable_notes_are_reported_and_the_rest_is_indexed(notes: Path, index: Path) -> None:
    (notes / "binary.md").write_bytes(b"\xff\xfe\x00\xd8")
    (notes / "empty.md").write_text("")
    (notes / "large.md").write_text("word " * 400)
    for _ in range(2):
        report = update(notes, index, max_note_bytes=1_000)
        assert [problem.split()[0] for problem in report.problems] == ["binary.md", "empty.md", "large.md"]
        assert report.notes == 3 and generation(index) == "00000001"
    (notes / "empty.md").write_text("# No longer empty\n\nIt says something.\n")
    assert update(notes, index, max_note_bytes=1_000).notes == 4
    assert "empty.md" in checked(index)


def test_a_note_that_vanishes_while_indexing_is_reported(notes: Path, index: Path) -> None:
    files = find_notes([notes])
    (notes / "queues.md").unlink()
    report = update_index(files, index, HashEmbedder(), clock=clock)
    assert report.notes == 2 and report.problems[0].startswith("queues.md cannot be read")


def test_without_a_readable_note_there_is_no_index(notes: Path, index: Path) -> None:
    update(notes, index)
    for file in find_notes([notes]):
        file.file.write_bytes(b"\0")
    with pytest.raises(BadInput, match=r"queues\.md"):
        update(notes, index)
    with pytest.raises(BadInput, match="no notes"):
        update_index([], index, HashEmbedder(), clock=clock)
    assert len(checked(index)) == 3


def test_notes_without_any_sentence_make_an_empty_index(tmp_path: Path, index: Path) -> None:
    (tmp_path / "only.md").write_text("# Only a heading\n")
    report = update(tmp_path / "only.md", index)
    assert (report.notes, report.chunks) == (1, 0)
    with closing(open_index(index)) as opened:
        assert opened.vectors.search(HashEmbedder().encode(["heading"])[0], 3)[0].tolist() == []
        assert opened.lexical.search(["heading"], 3) == []


def test_a_long_sentence_has_the_mean_of_its_windows(tmp_path: Path, index: Path) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    (tmp_path / "long.md").write_text(f"# Long\n\n{words}.\n")
    embedder = HashEmbedder()
    update(tmp_path / "long.md", index)
    with closing(open_index(index)) as opened:
        [section] = opened.store.note("long.md").sections
        parts = windows(sentence_text(section, section.sentences[0]), embedder.count_tokens, embedder.max_tokens)
        mean = embedder.encode(parts).mean(axis=0)
        assert len(parts) > 1
        for row in range(len(opened.store)):
            [vectors] = opened.store.sentence_vectors([row])
            np.testing.assert_allclose(vectors[0], mean / np.linalg.norm(mean), atol=2e-3)


@dataclass
class Shrinking(HashEmbedder):
    """An encoder that takes fewer tokens than it said."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        counts = super().count_tokens(texts)
        self.max_tokens = 8
        return counts


def test_a_chunk_that_would_be_truncated_stops_the_build(notes: Path, index: Path) -> None:
    with pytest.raises(BadInput, match="takes 64"):
        update(notes, index, HashEmbedder(max_tokens=64), budget=65)
    embedder = Shrinking()
    with pytest.raises(BadInput, match="would be cut"):
        update(notes, index, embedder)
    assert embedder.encoded == 0
    with pytest.raises(IndexMissing):
        open_index(index)


@dataclass
class Failing(HashEmbedder):
    """An encoder that gives up after a number of texts."""

    stop_after: int = 300

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.encoded >= self.stop_after:
            raise RuntimeError("the power is gone")
        return super().encode(texts)


def test_a_build_goes_on_where_one_was_interrupted(notes: Path, index: Path) -> None:
    lines = "".join(f"Fact number {number} is about thing {number}.\n\n" for number in range(600))
    (notes / "facts.md").write_text(f"# Facts\n\n{lines}")
    whole = HashEmbedder()
    update(notes, index.with_name("other"), whole)
    with pytest.raises(RuntimeError):
        update(notes, index, Failing())
    with pytest.raises(IndexMissing):
        open_index(index)
    rest = HashEmbedder()
    report = update(notes, index, rest)
    assert report.added == report.chunks and 0 < rest.encoded < whole.encoded - 300
    assert checked(index) and not (index / "journal.sqlite").exists()
    assert len(list((index / "generations").iterdir())) == 1


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("real")
    for name, text in {"queues.md": QUEUES, "tables.md": TABLES, "policies.md": POLICIES}.items():
        (folder / name).write_text(text)
    (folder / "long.md").write_text("# Long\n\n" + "A shard is a part of a stream; " * 200)
    update(folder, folder / "index", TorchEmbedder())
    yield folder, folder / "index"


def test_the_real_encoder_finds_by_meaning(real_index: tuple[Path, Path]) -> None:
    embedder = TorchEmbedder()
    with closing(open_index(real_index[1], embedder.name)) as opened:
        [query] = embedder.encode(["How long is a message hidden after it was received?"])
        rows, scores = opened.vectors.search(query, 3)
        best = opened.store.chunks([int(rows[0])])[0]
        assert best.section.id == "queues.md#visibility-timeout" and scores[0] > 0.3
        assert max(opened.store.sentence_vectors([int(rows[0])])[0] @ query) > 0.3
        chunks = opened.store.chunks(range(len(opened.store)))
        assert max(embedder.count_tokens([chunk.embedded for chunk in chunks])) <= embedder.max_tokens
        assert len([chunk for chunk in chunks if chunk.section.note == "long.md"]) > 3


def test_an_update_without_changes_does_not_load_the_encoder(real_index: tuple[Path, Path]) -> None:
    folder, index = real_index
    code = (
        "import sys, time; from pathlib import Path; from datetime import datetime, UTC\n"
        "from dva_assist.indexing import update_index; from dva_assist.notes import find_notes\n"
        "from dva_assist.backends.torch_embedder import TorchEmbedder\n"
        f"roots = [Path({str(folder)!r})]; start = time.perf_counter()\n"
        f"report = update_index(find_notes(roots), Path({str(index)!r}), TorchEmbedder(), roots=roots,"
        " clock=lambda: datetime.now(UTC))\n"
        "heavy = {'torch', 'faiss', 'sentence_transformers'} & set(sys.modules)\n"
        "print(report.added, report.kept == report.chunks, heavy, time.perf_counter() - start < 1)\n"
    )
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout == "0 True set() True\n", result.stderr
