"""A learner's own questions: taken whole or not at all, drilled, and part of the learner's exams only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from book_drills import BookDrills
from exam_papers import bank
from test_bank import QUESTION, QUEUES, note_named, tasks

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.drill_room import OWN, DrillRoom, Run
from dva_assist.errors import BadInput
from dva_assist.exam_room import ExamRoom
from dva_assist.own_questions import OwnQuestions

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
RUN = Run(5, 3, OWN, None, ())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    made = LearnerFile(tmp_path / "learners.sqlite")
    yield made
    made.close()


@pytest.fixture
def own(store: LearnerFile) -> OwnQuestions:
    return OwnQuestions(store, note_named({"queues.md": QUEUES}), tasks)


@pytest.fixture
def room(store: LearnerFile, own: OwnQuestions) -> DrillRoom:
    return DrillRoom(BookDrills.of_page_notes(), store, list, lambda: NOON, own=own)


def test_they_come_back_as_they_were_taken_and_for_their_learner_alone(own: OwnQuestions) -> None:
    assert own.take("Ada", QUESTION, "mine.toml") == 1
    [item] = own.items("ada")
    assert (item.id, item.correct, item.exam_tasks) == ("own-press-orders", (0,), ("dva-c03:1.1",))
    assert item.citation.quote == "A queue holds messages for one\nconsumer."
    assert own.items("Bob") == []


def test_the_same_id_replaces_and_a_wrong_file_changes_nothing(own: OwnQuestions) -> None:
    own.take("Ada", QUESTION, "mine.toml")
    own.take("Ada", QUESTION.replace("level = 2", "level = 3"), "mine.toml")
    [item] = own.items("Ada")
    assert item.difficulty == 0.8
    with pytest.raises(BadInput, match=r"mine\.toml, line \d+: level"):
        own.take(
            "Ada", QUESTION + QUESTION.replace("press-orders", "second").replace("level = 2", "level = 8"), "mine.toml"
        )
    assert [one.id for one in own.items("Ada")] == ["own-press-orders"]


def test_they_are_drilled_with_their_options_in_another_order(room: DrillRoom) -> None:
    room.take_own("Ada", QUESTION, "mine.toml")
    run = room.own("Ada", RUN)
    [item] = room.items(run)
    assert item.options[item.correct[0]] == "Into a queue that the presses read"
    orders = {room.items(room.own("Ada", Run(5, seed, OWN, None, ())))[0].options for seed in range(12)}
    assert len(orders) > 1
    assert room.code(run) == ""  # others do not have them


def test_without_any_the_way_to_get_some_is_said(room: DrillRoom) -> None:
    with pytest.raises(BadInput, match="dva-assist questions import FILE"):
        room.own("Ada", RUN)
    room.take_own("Ada", QUESTION, "mine.toml")
    with pytest.raises(BadInput, match="no questions of your own on this"):
        room.own("Ada", Run(5, 3, OWN, "kilns", ()))


def test_they_are_in_the_exams_of_their_learner(store: LearnerFile, own: OwnQuestions) -> None:
    exams = wiring.exams()
    written = [item for item in bank(exams["dva-c03"], 6) if item.exam_tasks != ("dva-c03:1.1",)]
    room = ExamRoom(store, exams, lambda learner: (*written, *own.items(learner)), lambda *_: (), lambda: NOON)
    own.take("Ada", QUESTION, "mine.toml")

    def asked(learner: str) -> set[str]:
        return {one.item.id for one in room.paper(learner, "dva-c03", "short", mix=0, seed=1)}

    assert "own-press-orders" in asked("Ada")  # the only one of its task
    assert "own-press-orders" not in asked("Bob")
