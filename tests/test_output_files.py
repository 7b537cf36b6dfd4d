"""Files of questions: whole or not there, under names that every system takes."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from quiz_items import item, of_every_form

from dva_assist.errors import BadInput, DiskFull
from dva_assist.outputs.files import Format, Taken, content, deck_of, file_name, format_of, new_file, put, write
from dva_assist.quiz.snapshot import item_from

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
STARTS = {
    Format.ANKI: b"PK\x03\x04",
    Format.TABLE: b"\xef\xbb\xbfid,kind,",
    Format.PRINT: b"<!doctype html>",
    Format.JSON: b"{",
}


@pytest.mark.parametrize("format", Format)
def test_each_format_is_written_under_its_own_name(tmp_path: Path, format: Format) -> None:
    file = write(of_every_form(2), format, tmp_path, "Lambda / S3", seed=7, at=AT)
    assert file == tmp_path / f"quiz-lambda-s3-7.{format}"
    assert file.read_bytes().startswith(STARTS[format])
    assert list(tmp_path.iterdir()) == [file]


def test_json_gives_the_questions_back() -> None:
    document = json.loads(content(of_every_form(2), Format.JSON, "Kiln", seed=7, at=AT))
    assert document["seed"] == 7
    assert [item_from(one).stem for one in document["items"]] == [one.stem for one in of_every_form(2)]


def test_half_a_letter_is_kept_in_json() -> None:
    made = content([item(stem="half \ud800 ü")], Format.JSON, "Kiln", seed=7, at=AT)
    assert json.loads(made)["items"][0]["stem"] == "half \ud800 ü"
    assert "ü" in made.decode()


def test_no_file_is_overwritten_and_each_gets_a_name(tmp_path: Path) -> None:
    written = [write([item(number=n)], Format.JSON, tmp_path, "Kiln", at=AT) for n in (1, 2, 3)]
    assert [file.name for file in written] == ["quiz-kiln.json", "quiz-kiln-copy-2.json", "quiz-kiln-copy-3.json"]
    assert ["one-1" in file.read_text() for file in written] == [True, False, False]


@pytest.mark.parametrize(
    "subject",
    ["../../etc/passwd", "CON", "a\x00b\n", "", "x" * 400, "漢字", "dva-c03:1.2", "-rf *", ".hidden", "\u017f K"],
)
def test_a_name_is_safe_everywhere(tmp_path: Path, subject: str) -> None:
    name = file_name(subject, Format.ANKI, 12)
    assert re.fullmatch(r"quiz(-[a-z0-9]+)*-12\.apkg", name)
    assert len(name) < 100
    assert write([item()], Format.ANKI, tmp_path, subject, at=AT).parent == tmp_path


@pytest.mark.parametrize(
    ("subject", "deck"),
    [
        ("Lambda", "dva-assist::Lambda"),
        ("a::b", "dva-assist::a:b"),
        (" ", "dva-assist"),
        ('a "b"', "dva-assist::a 'b'"),
    ],
)
def test_a_deck_lies_under_ours(subject: str, deck: str) -> None:
    assert deck_of(subject) == deck


@pytest.mark.parametrize("format", Format)
def test_nothing_is_written_of_no_question(tmp_path: Path, format: Format) -> None:
    with pytest.raises(BadInput, match="no question to write"):
        write([], format, tmp_path, "Kiln", at=AT)
    assert not list(tmp_path.iterdir())


def test_the_ending_says_the_format() -> None:
    assert [format_of(Path(f"a.{end}")) for end in ("apkg", "CSV", "html", "json")] == list(Format)
    for name in ("a", "a.txt", "csv", ".csv"):
        with pytest.raises(BadInput, match=r"\.apkg, \.csv, \.html, \.json"):
            format_of(Path(name))


def test_a_file_that_is_there_is_replaced_by_force_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    put(file, b"first")
    with pytest.raises(Taken, match="--force"):
        put(file, b"second")
    assert file.read_bytes() == b"first"
    put(file, b"second", force=True)
    assert file.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [file]


def test_after_an_error_nothing_is_left_and_the_old_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    put(file, b"first")
    with pytest.raises(ZeroDivisionError), new_file(file, force=True) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_comes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with pytest.raises(Taken), new_file(file) as part:
        part.write_bytes(b"ours")
        file.write_bytes(b"theirs")
    assert file.read_bytes() == b"theirs"


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no folder .*nowhere"):
        put(tmp_path / "nowhere" / "a.csv", b"x")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match=r"cannot write .*folder\.csv"):
        put(tmp_path / "folder.csv", b"x", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskFull, match="make room"),
        new_file(tmp_path / "a.csv"),
        open("/dev/full", "wb") as full,
    ):
        full.write(b"x" * 100_000)
    assert not list(tmp_path.iterdir())
