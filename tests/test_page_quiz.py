"""The handlers of the Quiz tab: what is shown after each step, what is kept, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from book_drills import BookDrills

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.drill_room import OWN, DrillRoom, Run
from dva_assist.errors import BadInput
from dva_assist.outputs.files import Format
from dva_assist.quiz import KINDS, SCENARIO
from dva_assist.quiz.bank import BANK
from dva_assist.types import QuizItem, Reply, ReplyForm
from dva_assist.ui.quiz import (
    View,
    another_learner,
    forward,
    kind_chosen,
    refused,
    retry,
    review_wrong,
    start,
    start_from_code,
    start_on_answer,
    take_own,
)
from dva_assist.ui.quiz_files import FileMaker, of_choices, of_run
from dva_assist.ui.quiz_setup import ALL_NOTES, ANY_KIND, LAST_ANSWER, kind_choices
from dva_assist.ui.reply_values import Values

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
DRILLS = BookDrills.of_page_notes()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    made = LearnerFile(tmp_path / "learners.sqlite")
    yield made
    made.close()


@pytest.fixture
def room(store: LearnerFile) -> DrillRoom:
    return DrillRoom(DRILLS, store, list, lambda: NOON)


def values_of(item: QuizItem, reply: Reply) -> Values:
    if isinstance(reply, str):
        return Values(typed=reply)
    match item.form:
        case ReplyForm.ONE:
            return Values(one=reply[0])
        case ReplyForm.MATCH:
            return Values(None, (), "", *reply, *[None] * (4 - len(reply)))
    return Values(several=list(reply))


def item_of(room: DrillRoom, view: View) -> QuizItem:
    return room.items(view.run)[view.run.question]


def right(room: DrillRoom, view: View) -> Values:
    item = item_of(room, view)
    return values_of(item, item.options[0] if item.form is ReplyForm.TYPED else item.correct)


def wrong(room: DrillRoom, view: View) -> Values:
    item = item_of(room, view)
    if item.form is ReplyForm.TYPED:
        return Values(typed="nothing of the kind")
    others = [at for at in range(len(item.options)) if at not in item.correct]
    return values_of(item, tuple(others[: len(item.correct)]) or tuple(reversed(item.correct)))


def check(room: DrillRoom, view: View, values: Sequence[Any]) -> View:
    return forward(room, view.run, "Ada", *values)


def onward(room: DrillRoom, view: View) -> View:
    return forward(room, view.run, "Ada", *Values())


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind != "list-member"]
)  # these notes have no two such lists
def test_a_quiz_of_each_kind_from_the_question_to_the_score(room: DrillRoom, store: LearnerFile, kind: str) -> None:
    asked = start(room, ALL_NOTES, kind, 1, "3", [], "me")
    assert "Question 1 of 1" in asked.question and asked.forward.value == "Check"
    nothing = check(room, asked, Values())
    assert "status" in nothing.feedback and "feedback" not in nothing.feedback
    checked = check(room, asked, right(room, asked))
    assert "Right." in checked.feedback and checked.forward.value == "See the score"
    scored = onward(room, checked)
    assert "1 of 1" in scored.question and scored.after.visible and not scored.retry.visible
    (attempt,) = store.attempts("Ada")
    assert (attempt.kind, attempt.right) == (kind, True)


def test_a_wrong_reply_leads_to_one_more_and_the_score_offers_a_retry(room: DrillRoom, store: LearnerFile) -> None:
    asked = start(room, ALL_NOTES, "number", 1, "3", [], "me")
    checked = check(room, asked, wrong(room, asked))
    assert "Not this one." in checked.feedback and checked.forward.value == "Once more, in another form"
    more = onward(room, checked)
    assert "Once more, in another form" in more.question and "Question 1 of 1" in more.question
    scored = onward(room, check(room, more, right(room, more)))
    assert "0 of 1" in scored.question and "Asked once more: 1 of 1 right." in scored.question
    assert scored.retry.visible and scored.retry.value == "Retry the wrong one" and not scored.review.visible
    again = retry(room, scored.run)
    assert item_of(room, again) == item_of(room, asked)
    assert [attempt.right for attempt in store.attempts("Ada")] == [False, True]


def test_checking_twice_goes_on_and_keeps_one_attempt(room: DrillRoom, store: LearnerFile) -> None:
    asked = start(room, ALL_NOTES, "number", 2, "3", [], "me")
    values = right(room, asked)
    check(room, asked, values)
    checked = check(room, asked, values)  # the same click, sent again
    assert len(store.attempts("Ada")) == 1
    assert "Question 2 of 2" in check(room, checked, values).question


def test_a_reply_that_cannot_be_kept_is_checked_all_the_same(room: DrillRoom, store: LearnerFile) -> None:
    asked = start(room, ALL_NOTES, "number", 1, "3", [], "me")
    store.close()
    store.path.unlink()
    store.path.mkdir()
    checked = check(room, asked, right(room, asked))
    assert "Right." in checked.feedback
    assert "Your reply is not in your record" in checked.message


def test_fewer_questions_than_asked_for_are_told(room: DrillRoom) -> None:
    assert "The notes give 1 of the 9 questions" in start(room, ALL_NOTES, "order-steps", 9, "3", [], "me").message


def test_questions_on_an_answer(room: DrillRoom) -> None:
    tabs, about, *rest = start_on_answer(room, ["queues.md#visibility-timeout"])
    view = View(*rest)
    assert (tabs.selected, about) == ("quiz", LAST_ANSWER)
    assert "Question 1 of 3" in view.question
    assert item_of(room, view).citation.section.id == "queues.md#visibility-timeout"
    with pytest.raises(BadInput, match="no answer yet"):
        start_on_answer(room, [])


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ((LAST_ANSWER, ANY_KIND, 5, "", []), "no answer yet"),
        ((ALL_NOTES, ANY_KIND, 5, "abc", []), "is not a number"),
        ((ALL_NOTES, SCENARIO, 5, "1", []), "written by a model"),
        ((ALL_NOTES, BANK, 5, "1", []), "the question bank has no question"),
        ((ALL_NOTES, "list-member", 5, "1", []), "no sound question of this kind here"),
        ((ALL_NOTES, OWN, 5, "1", []), "no questions of your own"),
        (("kilns", ANY_KIND, 5, "1", []), "unknown topic"),
    ],
)
def test_what_cannot_be_asked_is_said(room: DrillRoom, choices: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        start(room, *choices, "me")


def test_without_a_quiz_there_is_nothing_to_check_or_to_add(room: DrillRoom) -> None:
    for handler in (lambda: forward(room, None, "Ada", *Values()), lambda: retry(room, None)):
        with pytest.raises(BadInput, match="no quiz is under way"):
            handler()
    with pytest.raises(BadInput, match="no quiz is under way"):
        review_wrong(room, None, "Ada")
    assert "Start one." in refused(BadInput("start one")).message


def test_a_shared_code_starts_the_same_quiz(room: DrillRoom) -> None:
    asked = start(room, "amazon sqs", "true-false", 2, "8", [], "me")
    code = room.code(asked.run)
    again = start_from_code(room, f" {code}\n")
    assert room.items(again.run) == room.items(asked.run)
    with pytest.raises(BadInput, match="type the code"):
        start_from_code(room, "  ")


def test_the_score_shows_the_code(room: DrillRoom) -> None:
    asked = start(room, ALL_NOTES, "number", 1, "3", [], "me")
    scored = onward(room, check(room, asked, right(room, asked)))
    assert scored.share.value == room.code(asked.run) and scored.share.visible


def test_the_wrong_ones_are_added_to_the_reviews_once(store: LearnerFile) -> None:
    added: list[QuizItem] = []

    def to_review(learner: str, items: Sequence[QuizItem]) -> str:
        added.extend(items)
        return f"{len(items)} added for {learner}"

    room = DrillRoom(DRILLS, store, list, lambda: NOON, to_review=to_review)
    asked = start(room, ALL_NOTES, "order-steps", 1, "3", [], "me")
    scored = onward(room, check(room, asked, wrong(room, asked)))
    assert scored.review.visible
    told = review_wrong(room, scored.run, "Ada")
    assert "1 added for Ada" in told.message and not told.review.interactive
    assert added == [item_of(room, asked)]


def test_every_kind_can_be_chosen_and_the_button_fits() -> None:
    kinds = [kind for _, kind in kind_choices()]
    assert kinds == [ANY_KIND, *KINDS, BANK, OWN, SCENARIO]
    assert kind_chosen(SCENARIO).write.visible and not kind_chosen(SCENARIO).begin.visible
    assert kind_chosen(BANK).begin.visible and not kind_chosen(BANK).write.visible


@pytest.mark.parametrize("format", [Format.ANKI, Format.TABLE, Format.PRINT])
def test_questions_come_as_a_file(room: DrillRoom, tmp_path: Path, format: Format) -> None:
    maker = FileMaker(room, TemporaryDirectory(dir=tmp_path), format)
    offer = of_choices(maker, "amazon sqs", ANY_KIND, 3, "5", [])
    made = Path(offer.file.value["path"])
    assert made.name == f"quiz-amazon-sqs-5.{format.value}"
    assert f"{made.name} holds 3 questions." in offer.message and offer.file.visible
    again = of_run(maker, Run(3, 5, None, "amazon sqs", ()))
    assert Path(again.file.value["path"]).name == made.name
    with pytest.raises(BadInput, match="have to be written first"):
        of_choices(maker, ALL_NOTES, SCENARIO, 3, "5", [])
    with pytest.raises(BadInput, match="no quiz is under way"):
        of_run(maker, None)
    maker.folder.cleanup()


def test_another_learner_begins_anew() -> None:
    view = another_learner()
    assert view.run is None and not view.card.visible and view.setup.open
    assert not view.one.visible and view.source == ""


def test_what_was_uploaded_is_gone_once_it_was_read(room: DrillRoom, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("level = two", encoding="utf-8")
    with pytest.raises(BadInput):
        take_own(room, str(file), "me")
    assert not file.exists()
    with pytest.raises(BadInput, match="choose a file"):
        take_own(room, None, "me")
