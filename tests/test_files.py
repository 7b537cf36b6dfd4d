"""Markdown files found and decoded, and what is said when they cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dva_assist.errors import BadInput
from dva_assist.notes import NoteFile, find_notes, read_note


def write(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text\n", encoding="utf-8")


def paths(*roots: Path) -> list[str]:
    return [note.path for note in find_notes(roots)]


def test_markdown_of_all_folders_in_order_of_path(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.markdown", "a/B.MD", "c.mdown", "d.txt", "e.md.bak", ".hidden.md", ".git/x.md")
    assert paths(tmp_path) == ["a/B.MD", "a/z.markdown", "b.md", "c.mdown"]


def test_files_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "notes/a.md")
    monkeypatch.chdir(tmp_path)
    assert find_notes([Path("notes")]) == [NoteFile("a.md", tmp_path / "notes" / "a.md")]


def test_a_hidden_root_that_was_asked_for_is_read(tmp_path: Path) -> None:
    write(tmp_path, ".notes/a.md")
    assert paths(tmp_path / ".notes") == ["a.md"]


def test_a_file_given_is_named_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "deep/a.md")
    assert paths(tmp_path / "deep" / "a.md") == ["a.md"]


def test_equal_paths_of_two_roots_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "one/a.md", "one/b.md", "two/a.md", "x/one/a.md")
    assert paths(tmp_path / "one", tmp_path / "two") == ["b.md", "one/a.md", "two/a.md"]
    assert paths(tmp_path / "one", tmp_path / "x" / "one") == ["b.md", "one-2/a.md", "one/a.md"]


def test_a_file_is_found_once(tmp_path: Path) -> None:
    write(tmp_path, "one/a.md")
    assert paths(tmp_path / "one", tmp_path / "one", tmp_path / "one" / "a.md") == ["a.md"]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere does not exist; give a Markdown file or a folder"):
        find_notes([tmp_path / "nowhere"])


def test_a_root_without_markdown(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(BadInput, match=r"holds no Markdown; files must end in \.markdown, \.md, \.mdown"):
        find_notes([tmp_path])


def test_a_file_that_is_no_markdown(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(BadInput, match=r"a\.txt is not Markdown"):
        find_notes([tmp_path / "a.txt"])


def note(tmp_path: Path, data: bytes) -> NoteFile:
    (tmp_path / "a.md").write_bytes(data)
    return NoteFile("a.md", tmp_path / "a.md")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("# Größe 😀\r\n\rend".encode(), "# Größe 😀\r\n\rend"),
        (b"\xef\xbb\xbf# A\n", "# A\n"),
        ("# A\r\n".encode("utf-16"), "# A\r\n"),
    ],
)
def test_text_is_decoded_as_it_is(tmp_path: Path, data: bytes, text: str) -> None:
    assert read_note(note(tmp_path, data), 100) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.md is empty"),
        (b" \r\n\xc2\xa0", "a.md is empty"),
        (b"x" * 101, "a.md is larger than 100 bytes; split it or raise DVA_ASSIST_MAX_NOTE_BYTES"),
        (b"caf\xe9", r"a.md is not UTF-8 text \(byte 3\); save it as UTF-8"),
        (b"a\0b", "a.md is not text: it holds NUL bytes; save it as UTF-8"),
        (b"\xff\xfea", "a.md is not UTF-8 text"),
    ],
)
def test_what_is_not_a_note(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        read_note(note(tmp_path, data), 100)
    assert "\n" not in str(caught.value)


def test_a_note_of_the_largest_size_is_read(tmp_path: Path) -> None:
    assert len(read_note(note(tmp_path, b"x" * 100), 100)) == 100


def test_a_note_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.md cannot be read \(No such file or directory\)"):
        read_note(NoteFile("a.md", tmp_path / "a.md"), 100)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_note_without_permission(tmp_path: Path) -> None:
    file = note(tmp_path, b"text")
    file.file.chmod(0)
    with pytest.raises(BadInput, match="check the file and its permissions"):
        read_note(file, 100)
