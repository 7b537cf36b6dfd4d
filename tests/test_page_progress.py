"""The handlers of the Progress tab, and the files that go out and come in."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from exam_papers import NOON, question

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput, DiskFull
from dva_assist.progress_desk import ProgressDesk
from dva_assist.records import Attempt, Source
from dva_assist.ui.progress import (
    MOST_BYTES,
    SKIP,
    View,
    draw,
    exam_choices,
    file_name,
    look,
    look_again,
    not_done,
    read_once,
    take_in,
    written,
)


class Notes:
    def askable(self) -> Sequence[tuple[str, int]]:
        return [("sqs.md#limits", 1), ("sqs.md#limits", 2)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ProgressDesk]:
    store = LearnerFile(tmp_path / "learners.sqlite")
    item = question("a", "dva-c03:1.1", section="sqs.md#limits")
    store.add_attempts("Ada", [Attempt.of(item, (0,), True, id="1", source=Source.DRILL, at=NOON)])
    yield ProgressDesk(store, Notes(), wiring.exams(), lambda: NOON, UTC)
    store.close()


def test_the_exam_in_force_is_shown_until_another_is_chosen(desk: ProgressDesk) -> None:
    assert look(desk, "Ada", None, False).exam == "dva-c03"
    chosen = look(desk, "Ada", "dva-c02", False)
    assert chosen.exam == "dva-c02" and "Expected score, DVA-C02" in chosen.words


def test_pictures_that_are_there_stay_until_they_are_redone(desk: ProgressDesk) -> None:
    assert "Drawing the pictures" in look(desk, "Ada", None, False).pictures
    assert look(desk, "Ada", None, True).pictures is SKIP
    assert draw(desk, "Ada", None, True).pictures.count("<svg") == 3


def test_nothing_is_worked_out_before_the_tab_is_opened(desk: ProgressDesk) -> None:
    assert look_again(desk, "Ada", None, False) == View()
    assert draw(desk, "Ada", None, False) == View()


def test_the_newest_exam_is_offered_first() -> None:
    assert exam_choices(list(wiring.exams().values()))[0] == ("DVA-C03", "dva-c03")


@pytest.mark.parametrize(
    ("learner", "name"),
    [
        ("Ada", "dva-assist-ada-2026-12-01.json"),
        ("../../etc/passwd", "dva-assist-etc-passwd-2026-12-01.json"),
        ("名前", "dva-assist-learner-2026-12-01.json"),
        ("x" * 60, f"dva-assist-{'x' * 40}-2026-12-01.json"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(learner: str, name: str) -> None:
    assert file_name(learner, date(2026, 12, 1)) == name


def test_a_file_lies_where_nobody_else_looks(tmp_path: Path) -> None:
    first, second = (written(tmp_path / "cache", "ada.json", text) for text in ("one", "two"))
    assert (first.read_text(encoding="utf-8"), second.read_text(encoding="utf-8")) == ("one", "two")
    assert first.parent != second.parent and len(first.parent.name) == 32
    assert stat.S_IMODE(first.parent.stat().st_mode) & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    with pytest.raises(DiskFull, match=r"cannot write the file in .*cache"):
        written(tmp_path / "cache", "ada.json", "one")


def test_data_goes_from_one_learner_to_another(desk: ProgressDesk, tmp_path: Path) -> None:
    file = tmp_path / "upload.json"
    file.write_text(desk.data("Ada"), encoding="utf-8")
    view = take_in(desk, "Bob", str(file))
    assert "Added for Bob: 1 reply." in view.told
    assert not file.exists(), "what was uploaded is not left behind"
    assert len(desk.store.attempts("Bob")) == 1


def test_without_a_file_nothing_happens(desk: ProgressDesk) -> None:
    assert take_in(desk, "Bob", None) == View()


def test_a_wrong_file_is_gone_too_and_nothing_is_kept(desk: ProgressDesk, tmp_path: Path) -> None:
    file = tmp_path / "upload.json"
    file.write_text('{\n  "format": oops\n}', encoding="utf-8")
    with pytest.raises(BadInput, match="line 2 of the file") as raised:
        take_in(desk, "Bob", str(file))
    assert not file.exists()
    assert desk.store.learners() == ["Ada"]
    view = not_done(raised.value)
    assert 'role="alert"' in view.told and view.words is SKIP


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "upload.json"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadInput, match="cannot be read as text"):
        read_once(file)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "upload.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert read_once(file) == "{}"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "upload.json"
    with file.open("wb") as place:
        place.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInput, match="larger than 50 MB"):
        read_once(file)


def test_an_exam_that_is_not_known_is_refused(desk: ProgressDesk) -> None:
    with pytest.raises(BadInput, match="unknown exam"):
        look(desk, "Ada", "saa-c03", False)


def test_days_are_told_from_the_clock_that_is_passed_in(desk: ProgressDesk) -> None:
    assert desk.today() == datetime(2026, 12, 1, tzinfo=UTC).date()
