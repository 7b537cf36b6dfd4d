"""Drills on real facts: once more after a wrong reply, follow-ups, the bank, what is kept, and codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from book_drills import BookDrills, NoDrills
from exam_papers import question

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.drill_room import GONE, OTHER_NOTES, DrillRoom, Run
from dva_assist.errors import BadInput
from dva_assist.quiz import KINDS, QuizChoices, encode
from dva_assist.quiz.grading import is_right
from dva_assist.records import Source
from dva_assist.types import QuizItem, Reply, ReplyForm

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
DRILLS = BookDrills.of_page_notes()
BANK = [question(f"q{at}", f"dva-c03:1.{at % 2 + 1}", section=f"queues.md#part-{at % 3}") for at in range(8)]
# of which these small notes have no other form
ALONE = ("list-member", "order-steps", "confusable-pair", "definition-to-term")


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    made = LearnerFile(tmp_path / "learners.sqlite")
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(store: LearnerFile, clock: Clock) -> DrillRoom:
    return DrillRoom(DRILLS, store, lambda: BANK, clock, new_id=iter("abcdefgh").__next__)


def run(**changes: object) -> Run:
    return replace(Run(4, 11, None, None, ()), **changes)  # type: ignore[arg-type]


def begun(room: DrillRoom, asked: Run) -> tuple[Run, list[QuizItem]]:
    items = room.items(asked)
    return room.begin(asked, items), items


def wrong(item: QuizItem) -> Reply:
    if item.form is ReplyForm.TYPED:
        return "nothing of the kind"
    if item.form is ReplyForm.SEVERAL:
        return tuple(at for at in range(len(item.options)) if at not in item.correct)[: len(item.correct)]
    if item.form is ReplyForm.ONE:
        return ((item.correct[0] + 1) % len(item.options),)
    return tuple(reversed(item.correct))


def right(item: QuizItem) -> Reply:
    return item.options[0] if item.form is ReplyForm.TYPED else item.correct


def replied(room: DrillRoom, at: Run, reply: Reply) -> Run:
    return room.reply(at, room.items(at), reply)


def through(room: DrillRoom, asked: Run, is_known: bool) -> Run:
    """To the end of a round, with every reply right, or every reply wrong."""
    while True:
        item = room.items(asked)[asked.question]
        asked = replied(room, asked, right(item) if is_known else wrong(item))
        if asked.is_last:
            return asked
        asked = asked.next(room.now())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALONE])
def test_after_a_wrong_reply_the_same_fact_comes_in_another_form(room: DrillRoom, kind: str) -> None:
    first, items = begun(room, run(kind=kind, count=2))
    after = replied(room, first, wrong(items[0]))
    assert after.order == (0, len(items), *first.order[1:])
    again = room.items(after)[len(items)]
    assert again.kind != kind and again.stem != items[0].stem
    assert (again.citation.section.id, again.citation.start) == (items[0].citation.section.id, items[0].citation.start)


def test_it_is_another_form_of_reply_where_there_is_one(room: DrillRoom) -> None:
    first, items = begun(room, run(kind="number", count=3))
    after = replied(room, first, wrong(items[0]))
    assert room.items(after)[len(items)].form is ReplyForm.TYPED


def test_a_right_reply_and_one_to_what_came_once_more_bring_nothing_new(room: DrillRoom) -> None:
    first, items = begun(room, run(kind="number"))
    assert replied(room, first, right(items[0])).order == first.order
    after = replied(room, first, wrong(items[0])).next(NOON)
    assert after.is_again(after.question)
    assert replied(room, after, wrong(room.items(after)[after.question])).order == after.order


def test_a_fact_that_has_no_other_form_is_not_asked_again(room: DrillRoom) -> None:
    first, items = begun(room, run(kind="order-steps", count=1))
    assert replied(room, first, wrong(items[0])).order == (0,)


def test_what_comes_once_more_is_made_again_from_the_run_alone(store: LearnerFile, room: DrillRoom) -> None:
    first, items = begun(room, run(kind="cloze"))
    after = replied(room, first, wrong(items[0]))
    elsewhere = DrillRoom(BookDrills.of_page_notes(), store, list, lambda: NOON)
    assert elsewhere.items(after) == room.items(after)
    with pytest.raises(BadInput, match=GONE):
        DrillRoom(NoDrills(DRILLS.book), store, list, lambda: NOON).items(after)


def test_the_number_of_a_question_leaves_out_what_comes_once_more(room: DrillRoom) -> None:
    at, _ = begun(room, run(kind="number", count=3))
    seen = []
    while True:
        seen.append((at.number, at.is_again(at.question)))
        at = replied(room, at, wrong(room.items(at)[at.question]))
        if at.is_last:
            break
        at = at.next(NOON)
    assert seen == [(1, False), (1, True), (2, False), (2, True), (3, False), (3, True)]
    assert at.length == 3


def test_a_retry_has_the_wrong_ones_and_asks_once_more_without_making_it_twice(room: DrillRoom) -> None:
    at, items = begun(room, run(kind="number", count=3))
    at = replied(room, at, right(items[0])).next(NOON)
    done = through(room, at, is_known=False)
    assert done.wrong(room.items(done)) == (1, 2)
    again = done.retry(room.items(done), NOON)
    assert (again.order, again.replies, again.round, again.number, again.length) == ((1, 2), {}, 2, 1, 2)
    twice = through(room, again, is_known=False)
    assert len(twice.more) == len(done.more) == 2
    assert twice.order == (1, 3, 2, 4)
    known = through(room, again, is_known=True)
    assert known.wrong(room.items(known)) == ()
    with pytest.raises(BadInput, match="nothing went wrong"):
        known.retry(room.items(known), NOON)


def test_each_reply_is_kept_once_with_the_time_it_took(room: DrillRoom, store: LearnerFile, clock: Clock) -> None:
    at, items = begun(room, run(kind="number", count=2))
    clock.now += timedelta(seconds=12.5)
    after = replied(room, at, wrong(items[0]))
    room.keep("Ada", after, room.items(after))
    room.keep("Ada", after, room.items(after))
    (attempt,) = store.attempts("ada")
    assert (attempt.item, attempt.kind, attempt.right) == (items[0].id, "number", False)
    assert (attempt.reply, attempt.seconds, attempt.source) == (wrong(items[0]), 12.5, Source.DRILL)
    assert attempt.at == clock.now


def test_the_retry_of_a_question_is_another_attempt(room: DrillRoom, store: LearnerFile) -> None:
    at, items = begun(room, run(kind="number", count=1))
    first = replied(room, at, wrong(items[0]))
    room.keep("Ada", first, room.items(first))
    second = replied(room, first.retry(items, NOON), right(items[0]))
    room.keep("Ada", second, room.items(second))
    assert [attempt.right for attempt in store.attempts("Ada")] == [False, True]


def test_who_was_away_has_no_time(room: DrillRoom, store: LearnerFile, clock: Clock) -> None:
    at, items = begun(room, run(count=1))
    clock.now += timedelta(hours=3)
    after = replied(room, at, right(items[0]))
    room.keep("Ada", after, items)
    assert store.attempts("Ada")[0].seconds == 0.0


def test_a_reply_that_does_not_fit_is_refused(room: DrillRoom) -> None:
    at, _ = begun(room, run(kind="number"))
    with pytest.raises(BadInput, match="does not fit"):
        replied(room, at, (9,))


def test_a_quiz_is_made_once_however_often_it_is_looked_at(store: LearnerFile) -> None:
    made: list[int] = []

    class Counting(BookDrills):
        def quiz(self, **choices: Any) -> list[QuizItem]:
            made.append(choices["seed"])
            return super().quiz(**choices)

    room = DrillRoom(Counting(DRILLS.book), store, list, lambda: NOON)
    at, _ = begun(room, run(kind="number"))
    through(room, at, is_known=False)
    room.items(run(kind="number", seed=12))
    assert made == [11, 12]


def test_follow_ups_begin_with_what_was_cited(room: DrillRoom, store: LearnerFile) -> None:
    asked = run(count=3, sections=("queues.md#visibility-timeout",), follows=True)
    _, items = begun(room, asked)
    assert len(items) == 3
    assert items[0].citation.section.id == "queues.md#visibility-timeout"
    assert {item.citation.section.note for item in items} == {"queues.md"}
    assert room.code(asked) == ""
    with pytest.raises(BadInput, match="holds nothing that a question can be made from"):
        DrillRoom(NoDrills(DRILLS.book), store, list, lambda: NOON).items(asked)


def test_the_bank_is_drawn_by_the_seed_with_shuffled_options(room: DrillRoom) -> None:
    def drawn(**changes: object) -> list[QuizItem]:
        return room.items(run(kind="bank", **changes))

    assert drawn() == drawn()
    assert [item.id for item in drawn(seed=1)] != [item.id for item in drawn(seed=2)]
    assert len({item.correct for seed in range(9) for item in drawn(seed=seed)}) == 4
    assert all(is_right(item, item.correct) and "key" in item.options[item.correct[0]] for item in drawn())
    assert len(drawn(count=20)) == len(BANK)


def test_the_bank_knows_tasks_and_sections(room: DrillRoom) -> None:
    tasks = room.items(run(kind="bank", count=9, topic="DVA-C03:1.2"))
    assert len(tasks) == 4 and all(item.exam_tasks == ("dva-c03:1.2",) for item in tasks)
    there = room.items(run(kind="bank", count=9, sections=("queues.md#part-1",)))
    assert {item.citation.section.id for item in there} == {"queues.md#part-1"}
    with pytest.raises(BadInput, match="the question bank has no question on this"):
        room.items(run(kind="bank", topic="kilns"))


def test_a_wrong_reply_to_the_bank_may_have_nothing_to_follow(room: DrillRoom) -> None:
    at, items = begun(room, run(kind="bank", count=2))
    assert replied(room, at, wrong(items[0])).order == at.order


def test_a_code_gives_the_same_quiz(room: DrillRoom) -> None:
    shared = run(kind="number", topic="amazon sqs", count=2)
    got = room.run_of(room.code(shared))
    assert got == shared
    assert room.items(got) == room.items(shared)


def test_a_code_from_other_notes_and_one_mistyped_are_told_apart(room: DrillRoom, store: LearnerFile) -> None:
    code = room.code(run())
    other = DrillRoom(DRILLS.on_other_notes(), store, list, lambda: NOON)
    with pytest.raises(BadInput, match="made from other notes") as told:
        other.run_of(code)
    assert str(told.value) == OTHER_NOTES
    with pytest.raises(BadInput, match="typing error"):
        room.run_of(code[:-2] + ("AA" if code[-2:] != "AA" else "BB"))
    with pytest.raises(BadInput, match="asks for 9000 questions"):
        room.run_of(encode(QuizChoices(9_000, 1, notes=DRILLS.notes_print())))


def test_a_quiz_that_a_model_wrote_has_no_code_and_keeps_its_questions(room: DrillRoom) -> None:
    written = run(kind="scenario", written=tuple(BANK[:2]))
    at, items = begun(room, written)
    assert items == BANK[:2] and room.code(at) == ""


def test_the_wrong_ones_go_to_the_reviews(store: LearnerFile, room: DrillRoom) -> None:
    sent: list[tuple[str, list[str]]] = []

    def to_review(learner: str, items: Sequence[QuizItem]) -> str:
        sent.append((learner, [item.id for item in items]))
        return f"{len(items)} added"

    reviewing = DrillRoom(DRILLS, store, list, lambda: NOON, to_review=to_review)
    at, items = begun(reviewing, run(kind="number", count=3))
    done = through(reviewing, replied(reviewing, at, right(items[0])).next(NOON), is_known=False)
    assert reviewing.can_review and reviewing.review("Ada", done) == "2 added"
    assert sent == [("Ada", [items[1].id, items[2].id])]
    assert not room.can_review
    with pytest.raises(BadInput, match="no reviews here"):
        room.review("Ada", done)
