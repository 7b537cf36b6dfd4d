"""An index on disk: what is said when it cannot be used, and who may read while another writes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes import HashEmbedder
from filelock import FileLock
from small_index import QUEUES, check, checked, generation, update, write_notes

from dva_assist.backends.generations import FORMAT, SAMPLED_ABOVE, Manifest, new_generation, publish, read_current
from dva_assist.backends.index_folder import open_index
from dva_assist.backends.sqlite_notes import SqliteNoteStore
from dva_assist.errors import BadInput, IndexBusy, IndexCorrupt, IndexMissing, IndexStale
from dva_assist.indexing import changed_notes

FILES = ("manifest.json", "notes.sqlite", "vectors.faiss", "sentences.npy")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "the index"


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


def test_a_large_file_is_sampled_and_read_in_full_before_an_update(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with new_generation(tmp_path / "index") as folder:
        for name in FILES[1:]:
            (folder / name).write_bytes(b"small")
        with (folder / "notes.sqlite").open("wb") as file:
            file.truncate(SAMPLED_ABOVE + 1)
        manifest = Manifest(
            format=FORMAT, encoder="e", dimensions=1, budget=1, chunker=1, roots=(), created="2026-11-23T12:00:00+00:00"
        )
        publish(tmp_path / "index", folder, manifest)
    for place, sampled in ((0, True), (SAMPLED_ABOVE, True), (300_000, False)):
        write_byte(folder / "notes.sqlite", place, b"x")
        with pytest.raises(IndexCorrupt, match=r"notes\.sqlite"):
            read_current(tmp_path / "index", lambda *_: None, thorough=True)
        if sampled:
            with pytest.raises(IndexCorrupt, match=r"notes\.sqlite"):
                read_current(tmp_path / "index", lambda *_: None)
        write_byte(folder / "notes.sqlite", place, b"\0")
    read_current(tmp_path / "index", lambda *_: None, thorough=True)


def write_byte(file: Path, place: int, byte: bytes) -> None:
    with file.open("rb+") as handle:
        handle.seek(place)
        handle.write(byte)
