"""The folder of an index on disk: complete generations, one of which is current.

    CURRENT                      "00000007 <SHA-256 of its manifest>", replaced in one step
    generations/00000007/        manifest.json  notes.sqlite  vectors.faiss  sentences.npy
    journal.sqlite               vectors of a build under way
    lock                         held by the process that writes

A generation never changes once CURRENT names it. The one before stays until the next build, for readers that are just
opening it; they keep their files open, so its removal does not disturb them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from dva_assist.errors import BadInput, DiskFull, IndexBusy, IndexCorrupt, IndexMissing, IndexStale

FORMAT = 2
CHUNKER = 1  # goes up when notes are parsed or cut in another way than before
MANIFEST, NOTES, VECTORS, SENTENCES = "manifest.json", "notes.sqlite", "vectors.faiss", "sentences.npy"
SAMPLED_ABOVE = 64 << 20  # bytes; SHA-256 takes 0.05 s for that much
_SAMPLES, _SAMPLE_BYTES = 64, 64 << 10
_CURRENT = re.compile(r"(\d{8}) ([0-9a-f]{64})\n")
_NAME = re.compile(r"\d{8}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}

T = TypeVar("T")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoteStamp(_Model):
    """A file as it was when it was indexed; ``sha256`` is of its text, empty where it could not be used."""

    file: str
    size: int
    mtime_ns: int
    sha256: str = ""
    problem: str = ""

    def same(self, other: NoteStamp) -> bool:
        """Whether it is the same file with the same text; a newer time alone is no change."""
        return (self.file, self.sha256, self.problem) == (other.file, other.sha256, other.problem)


class FileStamp(_Model):
    """``sample`` is the SHA-256 of evenly spread parts, for files that take long to read."""

    size: int
    sha256: str
    sample: str


class Manifest(_Model):
    """What a generation was made of. Another encoder, budget, chunker or format is another index."""

    format: int
    encoder: str
    dimensions: int
    budget: int
    chunker: int
    roots: tuple[str, ...]
    created: str
    sections: int = 0
    chunks: int = 0
    sentences: int = 0
    notes: dict[str, NoteStamp] = {}
    skipped: dict[str, NoteStamp] = {}
    files: dict[str, FileStamp] = {}


def mend_command(index: Path, roots: Sequence[str] = ()) -> str:
    return shlex.join(["dva-assist", "index", "--rebuild", *roots, "--index", str(index)])


def current_name(index: Path) -> str:
    """The current generation, for noticing a new one. Raises IndexMissing, IndexCorrupt."""
    return _current(index)[0]


def read_current(
    index: Path,
    load: Callable[[Path, Manifest], T],
    *,
    encoder: str | None = None,
    chunker: int | None = None,
    thorough: bool = False,
) -> T:
    """What ``load`` makes of the current generation, once its files have been verified.

    Where a build replaces the generation meanwhile, the new one is taken. ``thorough`` reads large files in full.
    Raises IndexMissing, IndexStale, IndexCorrupt.
    """
    for last_try in (False, True):
        name, digest = _current(index)
        try:
            manifest = _verified(index, name, digest, encoder, chunker, thorough)
            return load(index / "generations" / name, manifest)
        except IndexCorrupt:
            if last_try or current_name(index) == name:
                raise
    raise AssertionError("unreachable")


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the folder for one writer. Raises IndexBusy; a full disk becomes DiskFull, a forbidden folder BadInput."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / "lock", blocking=False)
        with lock:
            yield
    except Timeout as error:
        raise IndexBusy(f"another process is indexing into {index}; wait until it is done") from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _disk_full(index, error) from error
        if isinstance(error, PermissionError | FileExistsError | NotADirectoryError) or error.errno == errno.EROFS:
            raise BadInput(f"cannot write the index to {index} ({error}); name another folder with --index") from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in _NO_ROOM_SQLITE:
            raise _disk_full(index, error) from error
        raise


@contextmanager
def new_generation(index: Path) -> Iterator[Path]:
    """An empty folder for the next generation, gone again if the build fails.

    What killed builds have left is removed first.
    """
    folder = index / "generations"
    folder.mkdir(exist_ok=True)
    last = _last_complete(index, _names(folder))
    for name in _names(folder):
        if name > last:
            shutil.rmtree(folder / name)
    new = folder / f"{int(last) + 1:08d}"
    new.mkdir()
    try:
        yield new
    except BaseException:
        if _last_complete(index, _names(folder)) != new.name:  # it may have been published already
            shutil.rmtree(new, ignore_errors=True)
        raise


def publish(index: Path, generation: Path, manifest: Manifest) -> Manifest:
    """Make a generation the current one, for good; the one before it stays, older ones go."""
    files = {name: _stamp(generation / name) for name in (NOTES, VECTORS, SENTENCES)}
    complete = manifest.model_copy(update={"files": files})
    content = complete.model_dump_json().encode()
    (generation / MANIFEST).write_bytes(content)
    for name in (*files, MANIFEST):
        _sync(generation / name)
    _sync_folder(generation)
    _sync_folder(generation.parent)
    part = index / "CURRENT.part"
    part.write_text(f"{generation.name} {hashlib.sha256(content).hexdigest()}\n", encoding="ascii", newline="\n")
    _sync(part)
    part.replace(index / "CURRENT")
    _sync_folder(index)
    for name in _names(generation.parent)[:-2]:
        shutil.rmtree(generation.parent / name, ignore_errors=True)
    return complete


def _current(index: Path) -> tuple[str, str]:
    try:
        content = (index / "CURRENT").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        command = shlex.join(["dva-assist", "index", "--index", str(index)])
        raise IndexMissing(f"there is no index in {index}; run: {command}") from None
    match = _CURRENT.fullmatch(content.decode("ascii", errors="replace"))
    if not match:
        raise IndexCorrupt(f"{index / 'CURRENT'} is damaged; run: {mend_command(index)}")
    return match[1], match[2]


def _last_complete(index: Path, names: Sequence[str]) -> str:
    try:
        return current_name(index)
    except IndexMissing:
        return "00000000"
    except IndexCorrupt:  # a damaged CURRENT does not say which one is complete
        return names[-1] if names else "00000000"


def _verified(
    index: Path, name: str, digest: str, encoder: str | None, chunker: int | None, thorough: bool
) -> Manifest:
    folder = index / "generations" / name
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise IndexCorrupt(f"{folder / MANIFEST} is missing; run: {mend_command(index)}") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise IndexCorrupt(f"{folder / MANIFEST} is damaged; run: {mend_command(index)}")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise IndexStale(f"the index in {index} has another format; run: {mend_command(index)}") from error
    mend = mend_command(index, manifest.roots)
    wanted = {"format": FORMAT, "encoder": encoder, "chunker": chunker}
    for key, value in wanted.items():
        built = getattr(manifest, key)
        if value is not None and built != value:
            raise IndexStale(f"the index in {index} was built with {key} {built}, now it is {value}; run: {mend}")
    for file, stamp in manifest.files.items():
        fault = _fault(folder / file, stamp, thorough)
        if fault:
            raise IndexCorrupt(f"{folder / file} is {fault}; run: {mend}")
    return manifest


def _fault(file: Path, stamp: FileStamp, thorough: bool) -> str:
    try:
        if file.stat().st_size != stamp.size:
            return "damaged (its size has changed)"
        if thorough or stamp.size <= SAMPLED_ABOVE:
            return "" if _sha256(file) == stamp.sha256 else "damaged (its checksum has changed)"
        return "" if _sample(file) == stamp.sample else "damaged (its checksum has changed)"
    except FileNotFoundError:
        return "missing"


def _stamp(file: Path) -> FileStamp:
    return FileStamp(size=file.stat().st_size, sha256=_sha256(file), sample=_sample(file))


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _sample(file: Path) -> str:
    digest = hashlib.sha256()
    size = file.stat().st_size
    with file.open("rb") as handle:
        for number in range(_SAMPLES):
            handle.seek(max(0, size - _SAMPLE_BYTES) * number // (_SAMPLES - 1))
            digest.update(handle.read(_SAMPLE_BYTES))
    return digest.hexdigest()


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if _NAME.fullmatch(entry.name))


def _sync(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows does not open folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _disk_full(index: Path, error: Exception) -> DiskFull:
    return DiskFull(f"no room left in {index} ({error}); the index there is as it was. Make room and run it again")
