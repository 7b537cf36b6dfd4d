"""The files of notes: as they are now, and how they differ from what was indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dva_assist.backends.generations import Manifest, NoteStamp
from dva_assist.errors import BadInput
from dva_assist.notes import NoteFile, find_notes, read_note

_BYTE_ORDER_MARK = 4  # bytes that a file may gain while its text stays


@dataclass(frozen=True, slots=True)
class Source:
    """A note's file as read now: its text, or the problem that the stamp holds."""

    path: str
    stamp: NoteStamp
    raw: str = ""


def read_sources(files: Sequence[NoteFile], max_bytes: int) -> list[Source]:
    """Raises BadInput where none of the files is readable."""
    sources = sorted((_source(file, max_bytes) for file in files), key=lambda source: source.path)
    problems = [source.stamp.problem for source in sources if source.stamp.problem]
    if len(problems) == len(sources):
        raise BadInput(problems[0] if problems else "there are no notes to index: name files or folders of Markdown")
    return sources


def _source(file: NoteFile, max_bytes: int) -> Source:
    path = file.file.absolute()
    try:
        now = path.stat()
    except OSError as error:
        problem = f"{file.path} cannot be read ({error.strerror}); check the file and its permissions"
        return Source(file.path, NoteStamp(file=str(path), size=0, mtime_ns=0, problem=problem))
    stamp = NoteStamp(file=str(path), size=now.st_size, mtime_ns=now.st_mtime_ns)
    try:
        raw = read_note(file, max_bytes)
    except BadInput as error:
        return Source(file.path, stamp.model_copy(update={"problem": str(error)}))
    return Source(file.path, stamp.model_copy(update={"sha256": _digest(raw)}), raw)


@dataclass(frozen=True, slots=True)
class NoteChanges:
    """Paths of notes that are no longer as they were indexed."""

    changed: tuple[str, ...]
    vanished: tuple[str, ...]
    new: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.vanished or self.new)


def has_changed(stamp: NoteStamp) -> bool:
    """Whether the text of an indexed note is gone or another one now; reads it only if size or time differ."""
    file = Path(stamp.file)
    try:
        now = file.stat()
        if (now.st_size, now.st_mtime_ns) == (stamp.size, stamp.mtime_ns):
            return False
        return _digest(read_note(NoteFile(file.name, file), stamp.size + _BYTE_ORDER_MARK)) != stamp.sha256
    except (OSError, BadInput):
        return True


def changed_notes(manifest: Manifest) -> NoteChanges:
    """What an update would find."""
    different = [path for path, stamp in manifest.notes.items() if has_changed(stamp)]
    there = {path: Path(manifest.notes[path].file).is_file() for path in different}
    try:
        on_disk = find_notes([Path(root) for root in manifest.roots]) if manifest.roots else []
    except BadInput:  # a root is gone, and its notes with it
        on_disk = []
    new = [f.path for f in on_disk if f.path not in manifest.notes and not _still_skipped(f, manifest)]
    changed = tuple(path for path in different if there[path])
    vanished = tuple(path for path in different if not there[path])
    return NoteChanges(changed, vanished, tuple(new))


def _still_skipped(file: NoteFile, manifest: Manifest) -> bool:
    """Whether a file could not be used and is as it was then."""
    stamp = manifest.skipped.get(file.path)
    if stamp is None:
        return False
    try:
        now = file.file.stat()
    except OSError:
        return True
    return (now.st_size, now.st_mtime_ns) == (stamp.size, stamp.mtime_ns)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
