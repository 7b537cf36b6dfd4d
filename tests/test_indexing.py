"""An index follows its notes: what is embedded, what is kept, what is said when it cannot be used."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from fakes import HashEmbedder
from filelock import FileLock

from dva_assist.backends.generations import Manifest, read_current
from dva_assist.backends.index_folder import OpenIndex, open_index
from dva_assist.backends.sqlite_notes import SqliteNoteStore
from dva_assist.backends.torch_embedder import TorchEmbedder
from dva_assist.chunking import sentence_text, windows
from dva_assist.errors import BadInput, IndexBusy, IndexCorrupt, IndexMissing, IndexStale
from dva_assist.indexing import IndexReport, changed_notes, update_index
from dva_assist.notes import find_notes
from dva_assist.protocols import Embedder, Vectors

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
FILES = ("manifest.json", "notes.sqlite", "vectors.faiss", "sentences.npy")


def clock() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    for name, text in {"queues.md": QUEUES, "tables.md": TABLES, "security/policies.md": POLICIES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "the index"


def update(notes: Path, index: Path, embedder: Embedder | None = None, **choices: object) -> IndexReport:
    roots = [notes]
    return update_index(find_notes(roots), index, embedder or HashEmbedder(), roots=roots, clock=clock, **choices)  # type: ignore[arg-type]


def check(opened: OpenIndex, embedder: HashEmbedder) -> None:
    """Each vector of the index is the vector of its text."""
    chunks = opened.store.chunks(range(len(opened.store)))
    np.testing.assert_allclose(
        opened.vectors.vectors(range(len(chunks))), embedder.encode([c.embedded for c in chunks]), atol=1e-6
    )
    for row, chunk in enumerate(chunks):
        texts = [sentence_text(chunk.section, s) if s.plain else "" for s in chunk.sentences]
        expected = embedder.encode(texts) * np.array([[bool(text)] for text in texts])
        np.testing.assert_allclose(opened.store.sentence_vectors(row), expected, atol=2e-3)


def checked(index: Path, embedder: HashEmbedder | None = None) -> list[str]:
    """The notes of an index that has been seen to be consistent."""
    with closing(open_index(index, "hash-embedder")) as opened:
        check(opened, embedder or HashEmbedder())
        return [note.path for note in opened.store.notes()]


def generation(index: Path) -> str:
    return (index / "CURRENT").read_text().split()[0]


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
            vectors = opened.store.sentence_vectors(row)
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


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"dva-assist index --index .*nowhere"):
        open_index(tmp_path / "nowhere")


def test_another_encoder_makes_the_index_stale(notes: Path, index: Path) -> None:
    update(notes, index)
    with pytest.raises(IndexStale) as caught:
        open_index(index, "other-encoder")
    assert "hash-embedder" in str(caught.value) and "other-encoder" in str(caught.value)
    command = ["dva-assist", "index", "--rebuild", str(notes), "--index", str(index)]
    assert str(caught.value).endswith(shlex.join(command))
    other = HashEmbedder(name="other-encoder", dimensions=32)
    report = update(notes, index, other)
    assert report.kept == 0 and other.encoded > 0
    open_index(index, "other-encoder").close()


def test_another_format_makes_the_index_stale(notes: Path, index: Path) -> None:
    update(notes, index)
    rewrite_manifest(index, lambda manifest: manifest | {"format": 0})
    with pytest.raises(IndexStale, match="format 0"):
        open_index(index)
    rewrite_manifest(index, lambda manifest: manifest | {"unheard": "of"})
    with pytest.raises(IndexStale, match="another format"):
        open_index(index)
    update(notes, index)
    checked(index)


def test_another_chunker_makes_the_index_stale_but_not_its_vectors(notes: Path, index: Path) -> None:
    update(notes, index)
    rewrite_manifest(index, lambda manifest: manifest | {"chunker": 0})
    with pytest.raises(IndexStale, match="chunker 0"):
        open_index(index)
    report = update(notes, index)
    assert report.kept == report.chunks
    checked(index)


def rewrite_manifest(index: Path, change: Callable[[dict[str, object]], dict[str, object]]) -> None:
    """As another version of the program would have written it."""
    file = index / "generations" / generation(index) / "manifest.json"
    content = json.dumps(change(json.loads(file.read_text()))).encode()
    file.write_bytes(content)
    (index / "CURRENT").write_text(f"{generation(index)} {sha256(content).hexdigest()}\n")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x55
    file.write_bytes(content)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("name", [*FILES, "CURRENT"])
@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink])
def test_damage_is_named_and_mended(notes: Path, index: Path, name: str, damage: Callable[[Path], None]) -> None:
    update(notes, index)
    (notes / "new.md").write_text("# New\n\nA second generation.\n")
    update(notes, index)
    damage(index / name if name == "CURRENT" else index / "generations" / generation(index) / name)
    with pytest.raises((IndexCorrupt, IndexMissing)) as caught:
        open_index(index, "hash-embedder")
    assert isinstance(caught.value, IndexMissing) is (name == "CURRENT" and damage is Path.unlink)
    named = str(index) if name == "CURRENT" else name
    assert named in str(caught.value).split("; run:")[0]
    roots = [str(notes)] if name in FILES[1:] else []
    rebuild = ["--rebuild"] if isinstance(caught.value, IndexCorrupt) else []
    assert str(caught.value).endswith(shlex.join(["dva-assist", "index", *rebuild, *roots, "--index", str(index)]))
    assert update(notes, index).kept == 0
    assert len(checked(index)) == 4


def test_a_generation_named_outside_the_folder_is_damage(notes: Path, index: Path) -> None:
    update(notes, index)
    (index / "CURRENT").write_text(f"../../etc {'0' * 64}\n")
    with pytest.raises(IndexCorrupt):
        open_index(index)


def test_only_one_process_writes(notes: Path, index: Path) -> None:
    update(notes, index)
    with FileLock(index / "lock"), pytest.raises(IndexBusy, match="another process is indexing"):
        update(notes, index, rebuild=True)
    update(notes, index, rebuild=True)


def test_a_file_in_the_place_of_the_index_is_refused(notes: Path, index: Path) -> None:
    index.write_text("something else")
    with pytest.raises(BadInput, match="name another folder with --index"):
        update(notes, index)
    with pytest.raises(IndexMissing):
        open_index(index)
    assert index.read_text() == "something else"


def test_an_open_index_stays_as_it_was_while_others_are_written(notes: Path, index: Path) -> None:
    update(notes, index)
    with closing(open_index(index)) as first:
        for number in range(4):
            (notes / "queues.md").write_text(f"# Queues\n\nVersion {number} of the note.\n")
            update(notes, index)
        assert not (index / "generations" / first.generation).exists()
        assert first.store.note("queues.md").raw == QUEUES
        check(first, HashEmbedder())
        assert first.lexical.search(["messages"], 3) and not first.lexical.search(["version"], 3)
        with closing(open_index(index)) as last:
            assert "Version 3" in last.store.note("queues.md").raw and last.generation == "00000005"
    assert sorted(folder.name for folder in (index / "generations").iterdir()) == ["00000004", "00000005"]


def test_a_reader_that_is_overtaken_takes_the_newer_index(notes: Path, index: Path) -> None:
    update(notes, index)
    opened: list[str] = []

    def load(folder: Path, manifest: Manifest) -> int:
        opened.append(folder.name)
        while len(opened) == 1 and folder.exists():
            (notes / "queues.md").write_text(f"# Queues\n\nNow {generation(index)} is past.\n")
            update(notes, index)
        with closing(SqliteNoteStore(folder / "notes.sqlite", folder / "sentences.npy")) as store:
            return len(store)

    assert read_current(index, load) > 0
    assert opened == ["00000001", "00000003"]


def test_readers_may_open_at_any_moment_of_a_build(notes: Path, index: Path) -> None:
    update(notes, index)
    done, problems, opened = Event(), list[BaseException](), list[str]()

    def read() -> None:
        try:
            while not done.is_set():
                with closing(open_index(index, "hash-embedder")) as reader:
                    check(reader, HashEmbedder())
                    opened.append(reader.generation)
        except BaseException as error:
            problems.append(error)

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(12):
        (notes / "queues.md").write_text(f"# Queues\n\nVersion {number} of the note.\n")
        update(notes, index)
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert len(set(opened)) > 3


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes")
@pytest.mark.parametrize("limit", [100, 4_000, 30_000, 60_000])
def test_a_full_disk_leaves_the_old_index(notes: Path, index: Path, limit: int) -> None:
    update(notes, index)
    (notes / "large.md").write_text("# Large\n\n" + "".join(f"Line {n} of many.\n\n" for n in range(400)))
    code = (
        "import resource, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from fakes import HashEmbedder; from dva_assist.errors import DiskFull\n"
        "from dva_assist.indexing import update_index; from dva_assist.notes import find_notes\n"
        f"files = find_notes([Path({str(notes)!r})]); resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try:\n"
        f"    update_index(files, Path({str(index)!r}), HashEmbedder(), clock=lambda: datetime.now(UTC))\n"
        "except DiskFull as error:\n"
        "    print(error)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert result.stdout.startswith("no room left in") and result.stderr == "", result.stderr
    assert checked(index) == ["queues.md", "security/policies.md", "tables.md"]
    assert [folder.name for folder in (index / "generations").iterdir()] == ["00000001"]
    assert update(notes, index).notes == 4
    assert "large.md" in checked(index)


def manifest_of(index: Path) -> Manifest:
    with closing(open_index(index)) as opened:
        return opened.manifest


def test_changes_since_the_build_are_told(notes: Path, index: Path) -> None:
    (notes / "broken.md").write_bytes(b"\xff")
    update(notes, index)
    manifest = manifest_of(index)
    assert not changed_notes(manifest)
    os.utime(notes / "queues.md", (1, 1))
    assert not changed_notes(manifest)
    (notes / "queues.md").write_text(QUEUES.replace("30", "40"))
    (notes / "tables.md").unlink()
    (notes / "new.md").write_text("# New\n")
    (notes / "broken.md").write_text("# Repaired\n")
    changes = changed_notes(manifest)
    assert (changes.changed, changes.vanished) == (("queues.md",), ("tables.md",))
    assert changes.new == ("broken.md", "new.md")
    update(notes, index)
    assert not changed_notes(manifest_of(index))


def test_a_vanished_folder_is_a_change_of_all_its_notes(notes: Path, index: Path) -> None:
    update(notes, index)
    notes.rename(notes.with_name("elsewhere"))
    assert len(changed_notes(manifest_of(index)).vanished) == 3


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
        assert max(opened.store.sentence_vectors(int(rows[0])) @ query) > 0.3
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
