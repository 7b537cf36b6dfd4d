"""Mock exams in a store: reload, restart, two tabs, a clock that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from exam_papers import NOON, bank, generated

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput, NotFound
from dva_assist.exam_room import ALREADY_IN, SET_BACK, TIME_IS_OVER, Contact, ExamRoom, steady_clock
from dva_assist.records import Sitting
from dva_assist.types import QuizItem
from dva_assist.ui import exam as page
from dva_assist.ui.exam_view import Place, View, setting_up

EXAMS = wiring.exams()
C03 = EXAMS["dva-c03"]


class Clock:
    """Goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


class Desk:
    """A room with its store and clock; ``asked`` notes how many generated questions were wished for."""

    def __init__(self, file: Path, each: int = 6, made: int = 8) -> None:
        self.file = file
        self.clock = Clock()
        self.asked: list[int] = []
        self.each = each  # questions of the bank for each task
        self.made = made  # and generated ones
        self.store = LearnerFile(file)
        self.room = self.opened()

    def opened(self) -> ExamRoom:
        return ExamRoom(self.store, EXAMS, lambda learner: bank(C03, self.each), self.generate, self.clock)

    def generate(self, count: int, seed: int, exam: str) -> Sequence[QuizItem]:
        self.asked.append(count)
        return generated(bank(EXAMS[exam], self.made))

    def restart(self) -> None:
        self.store.close()
        self.store = LearnerFile(self.file)
        self.room = self.opened()

    def started(self) -> Contact:
        return self.room.start("Ada", "dva-c03", "short", mix=0.0, seed=1)


class Meeting(LearnerFile):
    """Two tabs meet where each has read and is about to write, unless one of them is made to wait before that."""

    barrier: Barrier | None = None

    def meet(self) -> None:
        if self.barrier:
            with suppress(BrokenBarrierError):
                self.barrier.wait(0.5)

    def add_sitting(self, learner: str, sitting: Sitting) -> None:
        self.meet()
        super().add_sitting(learner, sitting)

    def keep_place(self, learner: str, id: str, *, at: int, seen: datetime, spent: float) -> None:
        self.meet()
        super().keep_place(learner, id, at=at, seen=seen, spent=spent)


def at_once(desk: Desk, *works: Callable[[], object]) -> list[str]:
    """What went wrong in two tabs that do these things together."""
    desk.store.close()
    desk.store = store = Meeting(desk.file)
    desk.room, errors = desk.opened(), []
    store.barrier = Barrier(2)

    def tab(work: Callable[[], object]) -> None:
        try:
            work()
        except BadInput as error:
            errors.append(str(error))

    tabs = [Thread(target=tab, args=(work,)) for work in works]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    store.barrier = None
    return errors


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "learners.sqlite")
    yield desk
    desk.store.close()


def answer_all(desk: Desk, contact: Contact, right: int) -> None:
    """The first ``right`` ones right, the others wrong."""
    for at, one in enumerate(contact.sitting.questions):
        item = one.item
        others = tuple(option for option in range(len(item.options)) if option not in item.correct)
        desk.room.reply("Ada", contact.sitting.id, at, item.correct if at < right else others[: len(item.correct)])


def test_the_exam_in_force_today(desk: Desk) -> None:
    assert desk.room.exam_today().id == "dva-c03"
    desk.clock.passes(days=-1)
    assert desk.room.exam_today().id == "dva-c02"


def test_the_day_begins_where_the_learner_lives(desk: Desk) -> None:
    desk.clock.passes(hours=-9)  # 3 o'clock in the morning of the first day of DVA-C03, UTC
    west = timezone(timedelta(hours=-5))
    room = ExamRoom(desk.store, EXAMS, lambda learner: (), desk.generate, desk.clock, zone=west)
    assert (desk.room.exam_today().id, room.exam_today().id) == ("dva-c03", "dva-c02")


def test_a_sitting_outlives_a_reload_and_a_restart(desk: Desk) -> None:
    id = desk.started().sitting.id
    assert desk.asked == []  # the bank has enough, so nothing is generated
    desk.clock.passes(minutes=5)
    desk.room.reply("Ada", id, 3, (2,))
    desk.room.flag("Ada", id, 4)
    desk.restart()
    desk.clock.passes(minutes=5)
    contact = desk.room.open("ada")
    assert contact is not None and contact.sitting.id == id and contact.left == 30 * 60
    assert (contact.sitting.replies, contact.sitting.flagged, contact.sitting.at) == ({3: (2,)}, {4}, 4)
    assert desk.room.open("Grace") is None


def test_a_reply_is_taken_back_and_a_flag_too(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.room.reply("Ada", id, 3, (2,))
    desk.room.flag("Ada", id, 3)
    assert desk.room.reply("Ada", id, 3, None).sitting.replies == {}
    assert desk.room.look("Ada", id).sitting.flagged == {3}
    desk.room.flag("Ada", id, 3)
    assert desk.room.look("Ada", id).sitting.flagged == frozenset()


def test_a_reply_that_does_not_fit_loses_nothing(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.room.reply("Ada", id, 0, (2,))
    with pytest.raises(BadInput, match="choose among its options"):
        desk.room.reply("Ada", id, 0, (9,))
    with pytest.raises(BadInput, match="has no question 21"):
        desk.room.go("Ada", id, 20)
    assert desk.room.look("Ada", id).sitting.replies == {0: (2,)}


def test_when_the_time_is_over_it_is_handed_in_at_the_next_contact(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.room.reply("Ada", id, 0, desk.room.look("Ada", id).sitting.questions[0].item.correct)
    desk.clock.passes(minutes=41)
    late = desk.room.reply("Ada", id, 1, (0,))
    assert late.remark == TIME_IS_OVER and late.sitting.handed_in
    sitting, result = desk.room.result("Ada", id)
    assert set(sitting.replies) == {0} and len(result.wrong) == 19
    assert [attempt.right for attempt in desk.store.attempts("Ada")] == [True]
    assert desk.room.open("Ada") is None and [one.id for one in desk.room.past("Ada")] == [id]


def test_time_that_ran_out_while_the_server_was_down(desk: Desk) -> None:
    desk.started()
    desk.restart()
    desk.clock.passes(days=2)
    contact = desk.room.open("Ada")
    assert contact is not None and contact.sitting.handed_in and contact.remark == TIME_IS_OVER


def test_an_exam_whose_time_ran_out_is_of_when_it_did(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.clock.passes(minutes=10)
    desk.room.reply("Ada", id, 0, (0,))
    desk.clock.passes(days=2)
    desk.room.open("Ada")
    sitting = desk.store.sitting("Ada", id)
    end = NOON + timedelta(minutes=40)
    assert (sitting.handed_in, sitting.spent) == (end, 40 * 60)
    assert [attempt.at for attempt in desk.store.attempts("Ada")] == [end]


def test_a_clock_set_back_is_said_and_gives_no_more_time_than_it_took(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.clock.passes(minutes=10)
    desk.room.look("Ada", id)
    desk.clock.passes(hours=-5)
    contact = desk.room.look("Ada", id)
    assert contact.remark == SET_BACK and contact.left == 30 * 60
    desk.clock.passes(minutes=10)
    assert desk.room.look("Ada", id) == Contact(desk.store.sitting("Ada", id), 20 * 60)


def test_a_reply_in_another_tab_after_handing_in_is_refused(desk: Desk) -> None:
    id = desk.started().sitting.id
    desk.room.reply("Ada", id, 0, (1,))
    first = desk.room.hand_in("Ada", id)
    for contact in (desk.room.reply("Ada", id, 0, (2,)), desk.room.flag("Ada", id, 2)):
        assert contact.remark == ALREADY_IN and contact.sitting == first.sitting
    assert desk.room.look("Ada", id).sitting.replies == {0: (1,)}
    assert desk.room.hand_in("Ada", id) == first


def test_two_tabs_hand_in_at_once(desk: Desk) -> None:
    contact = desk.started()
    answer_all(desk, contact, 20)
    barrier, given = Barrier(4), []

    def tab() -> None:
        barrier.wait()
        given.append(desk.room.hand_in("Ada", contact.sitting.id).sitting.handed_in)

    tabs = [Thread(target=tab) for _ in range(4)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert len(given) == 4 and len(set(given)) == 1
    assert len(desk.store.attempts("Ada")) == 20


def test_only_one_exam_at_a_time(desk: Desk) -> None:
    id = desk.started().sitting.id
    with pytest.raises(BadInput, match="under way already; go on with it"):
        desk.started()
    desk.room.hand_in("Ada", id)
    assert desk.started().sitting.id != id


def test_two_tabs_that_start_at_once_get_one_exam(desk: Desk) -> None:
    [error] = at_once(desk, desk.started, desk.started)
    assert "an exam is under way already" in error
    assert len(desk.store.sittings("Ada")) == 1


def test_a_flag_and_a_reply_that_come_together_both_stay(desk: Desk) -> None:
    id = desk.started().sitting.id
    assert not at_once(desk, lambda: desk.room.flag("Ada", id, 3), lambda: desk.room.reply("Ada", id, 3, (2,)))
    sitting = desk.room.look("Ada", id).sitting
    assert (sitting.replies, sitting.flagged) == ({3: (2,)}, {3})


def test_what_went_wrong_once_more(desk: Desk) -> None:
    contact = desk.started()
    answer_all(desk, contact, 13)
    with pytest.raises(BadInput, match="still under way"):
        desk.room.wrong_items("Ada", contact.sitting.id)
    desk.room.hand_in("Ada", contact.sitting.id)
    wrong = {item.id for item in desk.room.wrong_items("Ada", contact.sitting.id)}
    again = desk.room.retry_wrong("Ada", contact.sitting.id, seed=2)
    assert {one.item.id for one in again.sitting.questions} == wrong and len(wrong) == 7
    assert again.left == 7 * 120
    answer_all(desk, again, 7)
    desk.room.hand_in("Ada", again.sitting.id)
    sitting, result = desk.room.result("Ada", again.sitting.id)
    assert (result.counted.right, result.counted.of, result.scaled) == (7, 7, None)
    with pytest.raises(BadInput, match="nothing went wrong"):
        desk.room.retry_wrong("Ada", sitting.id, seed=3)


def test_generated_questions_come_where_they_are_wished_for_or_needed(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "learners.sqlite", each=1)
    assert sum(one.generated for one in desk.started().sitting.questions) == 8  # of 12 in the bank all are taken
    assert desk.asked == [60]
    mixed = desk.room.start("Grace", "dva-c03", "short", mix=0.5, seed=1)
    assert sum(one.generated for one in mixed.sitting.questions) >= 10
    desk.store.close()


def test_too_few_questions_leave_nothing_behind(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "learners.sqlite", each=3, made=0)
    with pytest.raises(BadInput, match="give 36 of the 65 questions of a full exam DVA-C03; take the short one"):
        desk.room.start("Ada", "dva-c03", "full", mix=0.0, seed=1)
    with pytest.raises(BadInput, match="unknown exam 'dva-c09'"):
        desk.room.start("Ada", "dva-c09", "full", mix=0.0, seed=1)
    with pytest.raises(BadInput, match="weak areas show from 10 on"):
        desk.room.start("Ada", "dva-c03", "weak", mix=0.0, seed=1)
    assert desk.room.past("Ada") == [] and desk.room.open("Ada") is None
    desk.store.close()


def test_weak_areas_after_an_exam(desk: Desk) -> None:
    contact = desk.started()
    answer_all(desk, contact, 0)
    desk.room.hand_in("Ada", contact.sitting.id)
    weak = desk.room.start("Ada", "dva-c03", "weak", mix=0.0, seed=5)
    assert weak.sitting.title == "Weak areas" and len(weak.sitting.questions) == 20


def test_another_learners_exam_is_not_found(desk: Desk) -> None:
    id = desk.started().sitting.id
    with pytest.raises(NotFound):
        desk.room.look("Grace", id)


def test_the_steady_clock_goes_on_and_knows_the_zone() -> None:
    clock = steady_clock()
    first = clock()
    assert first.tzinfo is not None and clock() >= first
    assert abs(datetime.now(first.tzinfo) - clock()) < timedelta(seconds=60)


def test_a_sitting_of_an_unknown_exam_is_passed_over(desk: Desk) -> None:
    known = desk.started().sitting
    for number, done in enumerate((None, NOON)):
        desk.store.add_sitting("Bob", replace(known, id=f"x{number}", exam="dva-c99", handed_in=done))
    assert desk.room.open("Bob") is None
    assert desk.room.past("Bob") == []
    assert setting_up(desk.room, "Bob").place == ""
    begun = desk.room.start("Bob", "dva-c03", "short", mix=0.0, seed=1)
    found = desk.room.open("Bob")
    assert found and found.sitting.id == begun.sitting.id


def test_handing_in_takes_along_what_was_chosen_last(desk: Desk) -> None:
    sitting = desk.started().sitting
    at = next(at for at, one in enumerate(sitting.questions) if len(one.item.correct) == 1)
    page.hand_in(desk.room, "Ada", Place.of(sitting, at).written(), 1, [])
    assert desk.store.sitting("Ada", sitting.id).replies == {at: (1,)}


def test_another_name_leaves_an_exam_that_is_that_learners(desk: Desk) -> None:
    place = Place.of(desk.started().sitting, 0).written()
    assert page.renamed(desk.room, "Ada", place) == View()
    assert page.renamed(desk.room, "Grace", place).place == ""
