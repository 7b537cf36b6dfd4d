"""The exams as data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dva_assist import wiring
from dva_assist.errors import BadInput
from dva_assist.exams import in_force, read_exams

SMALL = """
code = "DVA-C09"
title = "An exam"
first_day = 2030-01-01
scored = 50
unscored = 15
minutes = 130
minutes_stated = true
pass_mark = 720
scale = [100, 1000]
multiple_response = "all or nothing"
checked = 2026-11-24
sources = ["https://docs.aws.amazon.com/"]
services = { in_scope = ["Amazon SQS"], out_of_scope = [] }

[[domains]]
id = "1"
title = "All of it"
weight = 100
tasks = [{ id = "1.1", title = "Queue", skills = [{ id = "1.1.1", text = "Send", notes = ["sqs"] }] }]
"""


def test_the_corpus_describes_the_three_exams() -> None:
    exams = wiring.exams()
    assert list(exams) == ["dva-c01", "dva-c02", "dva-c03"]
    assert [[domain.weight for domain in exam.domains] for exam in exams.values()] == [
        [22, 26, 30, 10, 12],
        [32, 26, 24, 18],
        [30, 26, 22, 22],
    ]
    assert [sum(len(task.skills) for task in exam.tasks()) for exam in exams.values()] == [0, 101, 72]
    assert {exam.scored + exam.unscored for exam in exams.values()} == {65}


@pytest.mark.parametrize(
    ("day", "exam"),
    [
        (date(2019, 10, 4), "dva-c01"),
        (date(2026, 11, 30), "dva-c02"),
        (date(2026, 12, 1), "dva-c03"),
        (date(2035, 1, 1), "dva-c03"),
        (date(2001, 1, 1), "dva-c01"),
    ],
)
def test_the_exam_in_force_on_a_day(day: date, exam: str) -> None:
    assert in_force(wiring.exams(), day).id == exam


def test_a_task_is_served_by_the_notes_of_its_skills_each_once(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    (task,) = read_exams(tmp_path)["dva-c09"].tasks()
    assert task.served_by() == ("sqs",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("weight = 100", "weight = 90"), "add up to 90"),
        (('id = "1.1.1"', 'id = "2.1.1"'), "skill 2.1.1 stands in task 1.1"),
        (('id = "1.1",', 'id = "2.1",'), "task 2.1 stands in domain 1"),
        (("scored = 50\n", ""), "scored"),
        (("unscored", "un scored"), "small.toml is not an exam"),
        (("pass_mark", "passmark"), "passmark"),
    ],
)
def test_a_file_that_is_no_exam_is_named_with_the_reason(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    (tmp_path / "small.toml").write_text(SMALL.replace(*change), encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read_exams(tmp_path)


def test_a_folder_without_exams_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no exam"):
        read_exams(tmp_path)
