"""Finds Markdown files and decodes them."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dva_assist.errors import BadInput

SUFFIXES = {".md", ".markdown", ".mdown"}
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class NoteFile:
    """``path`` names the note (forward slashes, unique in one search); ``file`` is where it lies."""

    path: str
    file: Path


def find_notes(roots: Sequence[Path]) -> list[NoteFile]:
    """The Markdown files of folders and files given, without hidden ones, each file once, in order of their paths.

    Raises BadInput for a root that does not exist or holds no Markdown.
    """
    found: list[tuple[NoteFile, Path]] = []
    seen: set[Path] = set()
    for root in dict.fromkeys(Path(root).absolute() for root in roots):
        for note in _in_root(root):
            resolved = note.file.resolve()
            if resolved not in seen:
                seen.add(resolved)
                found.append((note, root))
    return sorted(_with_unique_paths(found), key=lambda note: note.path)


def _in_root(root: Path) -> list[NoteFile]:
    if root.is_file():
        if root.suffix.lower() not in SUFFIXES:
            raise BadInput(f"{root} is not Markdown; give files that end in {', '.join(sorted(SUFFIXES))} or a folder")
        return [NoteFile(root.name, root)]
    if not root.is_dir():
        raise BadInput(f"{root} does not exist; give a Markdown file or a folder with Markdown files")
    notes = [NoteFile(file.relative_to(root).as_posix(), file) for file in _markdown_under(root)]
    if not notes:
        raise BadInput(f"{root} holds no Markdown; files must end in {', '.join(sorted(SUFFIXES))}")
    return notes


def _markdown_under(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise BadInput(f"{folder} cannot be read ({error.strerror}); check its permissions") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _markdown_under(entry)
        elif entry.suffix.lower() in SUFFIXES and entry.is_file():
            yield entry


def _with_unique_paths(found: Sequence[tuple[NoteFile, Path]]) -> list[NoteFile]:
    """Equal paths get the name of their root's folder in front, and a number where that is equal too."""
    counts = Counter(note.path for note, _ in found)
    taken: set[str] = {path for path, count in counts.items() if count == 1}
    result = []
    for note, root in found:
        path = note.path
        if counts[path] > 1:
            folder = root if root.is_dir() else root.parent
            prefix, number = folder.name or "root", 1
            while (path := f"{prefix}/{note.path}") in taken:
                number += 1
                prefix = f"{folder.name or 'root'}-{number}"
            taken.add(path)
        result.append(replace(note, path=path))
    return result


def read_note(file: NoteFile, max_bytes: int) -> str:
    """The text of a note with its line breaks as they are, without a byte order mark.

    Raises BadInput for a file that is empty, too big, unreadable or not text.
    """
    try:
        with file.file.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise BadInput(f"{file.path} cannot be read ({error.strerror}); check the file and its permissions") from error
    if len(data) > max_bytes:
        raise BadInput(f"{file.path} is larger than {max_bytes:,} bytes; split it or raise DVA_ASSIST_MAX_NOTE_BYTES")
    text = _decoded(file.path, data)
    if not text.strip():
        raise BadInput(f"{file.path} is empty; write something into it or take it away")
    return text


def _decoded(path: str, data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data.startswith(UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise BadInput(f"{path} is not text: it holds NUL bytes; save it as UTF-8")
    return text
