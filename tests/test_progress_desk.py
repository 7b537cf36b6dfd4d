"""What a learner has reached, from what the store keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from exam_papers import NOON, bank, question

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput
from dva_assist.exam import begin, draw, grade
from dva_assist.progress import NoteCover
from dva_assist.progress_desk import DAYS, OTHERS, ProgressDesk
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, Source
from dva_assist.review import Rating, new_card, review
from dva_assist.shares import Share

EXAMS = wiring.exams()
C03 = EXAMS["dva-c03"]
DAY = timedelta(days=1)


class Notes:
    """As many facts of each note as are given; counts how often it was asked for them."""

    def __init__(self, facts: dict[str, int]) -> None:
        self.facts = facts
        self.asked = 0

    def askable(self) -> Sequence[tuple[str, int]]:
        self.asked += 1
        return [(f"{note}#part-{at}", at) for note, count in self.facts.items() for at in range(count)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    store = LearnerFile(tmp_path / "learners.sqlite")
    yield store
    store.close()


def desk(store: LearnerFile, notes: Notes | None = None, now: datetime = NOON, hours: int = 0) -> ProgressDesk:
    facts = notes or Notes({"sqs.md": 10, "deep/lambda.md": 20, "pottery.md": 5})
    return ProgressDesk(store, facts, EXAMS, lambda: now, timezone(timedelta(hours=hours)))


def attempt(id: str, task: str, right: bool, at: datetime = NOON, note: str = "sqs.md") -> Attempt:
    item = question(id, f"dva-c03:{task}", section=f"{note}#limits")
    return Attempt.of(item, (0,), right, id=f"{id}@{at}", source=Source.DRILL, at=at)


def test_before_the_first_reply(store: LearnerFile) -> None:
    found = desk(store).overview("Ada", "dva-c03")
    assert (found.exam.id, found.today, found.replies, found.streak) == ("dva-c03", date(2026, 12, 1), 0, 0)
    assert [one.replies for one in found.days] == [0] * DAYS
    assert list(found.due) == [0] * DAYS
    assert found.sittings == ()
    assert store.learners() == [], "looking makes no learner"


def test_mastery_by_domain_and_task(store: LearnerFile) -> None:
    store.add_attempts("Ada", [attempt("a", "1.1", True), attempt("b", "1.2", False), attempt("c", "4.3", True)])
    store.add_attempts("Bob", [attempt("d", "1.1", False)])
    found = desk(store).overview("ada", "dva-c03")
    assert [(one.domain, one.weight, one.share) for one in found.domains] == [
        ("1", 30, Share(1, 2)),
        ("2", 26, Share(0, 0)),
        ("3", 22, Share(0, 0)),
        ("4", 22, Share(1, 1)),
    ]
    assert {one.task: one.share for one in found.tasks if one.share.of} == {
        "1.1": Share(1, 1),
        "1.2": Share(0, 1),
        "4.3": Share(1, 1),
    }
    assert (found.prediction.replies, found.replies) == (3, 3)


def test_the_map_has_the_notes_of_each_task_wherever_they_lie(store: LearnerFile) -> None:
    store.add_attempts(
        "Ada", [attempt("a", "1.2", True, note="deep/lambda.md"), attempt("b", "1.1", True, note="pottery.md")]
    )
    found = desk(store).overview("Ada", "dva-c03")
    assert found.coverage is not None
    served = {one.task: one.notes for one in found.coverage.tasks}
    assert list(served) == [task.id for task in C03.tasks()]
    assert NoteCover("deep/lambda.md", 20, 1, 1) in served["1.2"]
    assert NoteCover("sqs.md", 10, 0, 0) in served["1.1"]
    assert found.coverage.others == (NoteCover("pottery.md", 5, 1, 1),)
    assert "sns" in found.coverage.missing and "sqs" not in found.coverage.missing


def test_of_many_other_notes_those_most_asked_are_kept(store: LearnerFile) -> None:
    notes = Notes({f"n{at}.md": 3 for at in range(2 * OTHERS)})
    store.add_attempts("Ada", [attempt("a", "1.1", True, note="n40.md")])
    found = desk(store, notes).overview("Ada", "dva-c03").coverage
    assert found is not None
    assert (len(found.others), found.others_in_all) == (OTHERS, 2 * OTHERS)
    assert found.others[0] == NoteCover("n40.md", 3, 1, 1)


def test_the_facts_of_the_notes_are_counted_once_and_when_they_are_needed(store: LearnerFile) -> None:
    notes = Notes({"sqs.md": 10})
    one = desk(store, notes)
    assert one.overview("Ada", "dva-c03", coverage=False).coverage is None
    assert notes.asked == 0
    one.overview("Ada", "dva-c03")
    one.overview("Bob", "dva-c02")
    assert notes.asked == 1


def test_days_are_those_of_the_learners_zone(store: LearnerFile) -> None:
    """Noon in London is the next day in Auckland: replies of yesterday evening are those of today there."""
    at = [NOON, NOON - timedelta(hours=13), NOON - DAY, NOON - 40 * DAY]
    store.add_attempts("Ada", [attempt(f"f{n}", "1.1", n == 0, time) for n, time in enumerate(at)])
    found = desk(store, hours=13).overview("Ada", "dva-c03")
    assert found.today == date(2026, 12, 2)
    assert [(one.day, one.replies, one.right) for one in found.days[-3:]] == [
        (date(2026, 11, 30), 0, 0),
        (date(2026, 12, 1), 2, 0),
        (date(2026, 12, 2), 1, 1),
    ]
    assert len(found.days) == DAYS
    assert found.streak == 2
    assert desk(store).overview("Ada", "dva-c03").days[-1].replies == 1


def test_cards_fall_due_on_their_days(store: LearnerFile) -> None:
    cards = [new_card(question(id, "dva-c03:1.1"), "print", NOON) for id in "abc"]
    asked = [review(card, Rating.EASY, NOON) for card in cards[:2]]
    overdue = replace(asked[0], due=NOON - 3 * DAY)
    store.put_cards("Ada", [overdue, asked[1], cards[2]])
    due = desk(store).overview("Ada", "dva-c03").due
    assert (due[0], sum(due)) == (1, 2)
    assert due[(asked[1].due.date() - NOON.date()).days] == 1


def sat(store: LearnerFile, id: str, right: int, at: datetime, exam: str = "dva-c03") -> None:
    """A short exam that was handed in."""
    paper = draw(EXAMS[exam], bank(EXAMS[exam], 6), [], length="short", seed=1)
    sitting = begin(id, EXAMS[exam], "Short exam", 1, paper, at)
    replies = {n: one.item.correct for n, one in enumerate(paper) if n < right}
    done = replace(sitting, replies=replies, handed_in=at)
    store.add_sitting("Ada", replace(sitting, replies=replies))
    store.hand_in("Ada", id, at, grade(done, EXAMS[exam], is_right).attempts)


def test_the_latest_exams_with_their_scores(store: LearnerFile) -> None:
    sat(store, "first", 4, NOON - 3 * DAY)
    sat(store, "second", 20, NOON, "dva-c02")
    under_way = begin("third", C03, "Short exam", 1, draw(C03, bank(C03, 6), [], length="short", seed=2), NOON)
    store.add_sitting("Ada", under_way)
    scores = desk(store).overview("Ada", "dva-c03").sittings
    assert [(one.day, one.exam, one.title) for one in scores] == [
        (date(2026, 12, 1), "DVA-C02", "Short exam"),
        (date(2026, 11, 28), "DVA-C03", "Short exam"),
    ]
    assert scores[0].result.scaled is not None and scores[0].result.scaled.value == 1000
    assert scores[1].result.counted.of == 15


def test_an_exam_that_is_not_known_is_refused(store: LearnerFile) -> None:
    with pytest.raises(BadInput, match=r"unknown exam 'saa-c03'; known are dva-c01"):
        desk(store).overview("Ada", "saa-c03")


def test_the_exam_in_force_on_the_day_in_the_learners_zone(store: LearnerFile) -> None:
    late = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert desk(store, now=late).exam_today().id == "dva-c02"
    assert desk(store, now=late, hours=2).exam_today().id == "dva-c03"


def test_data_goes_out_and_comes_in_whole(store: LearnerFile) -> None:
    sat(store, "first", 4, NOON)
    one = desk(store)
    text = one.data("ada")
    counts = one.take_in("Bob", text)
    assert (counts.attempts, counts.sittings) == (4, 1)
    assert one.overview("Bob", "dva-c03").prediction == one.overview("Ada", "dva-c03").prediction
    assert one.take_in("Bob", text).attempts == 0


def test_data_of_a_name_written_otherwise(store: LearnerFile) -> None:
    store.add_attempts("Zoë", [attempt("a", "1.1", True)])
    assert json.loads(desk(store).data("ZOE\u0308"))["learner"] == "Zoë"


def test_there_is_no_data_of_somebody_unknown(store: LearnerFile) -> None:
    with pytest.raises(BadInput, match="nothing is kept of 'Ada' yet"):
        desk(store).data("Ada")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{\n"format": 1,,\n}', "line 2 of the file is no JSON"),
        ("[1, 2]", "not the file of a learner"),
        ("[" * 200_000, "nested too deep"),
        ('{"format": "dva-assist learner", "version": 99}', "99"),
    ],
)
def test_a_file_of_something_else_is_refused_with_the_place(store: LearnerFile, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        desk(store).take_in("Ada", text)
    assert store.learners() == []


def test_a_wrong_value_is_named_by_its_place(store: LearnerFile) -> None:
    store.add_attempts("Ada", [attempt("a", "1.1", True), attempt("b", "1.1", True)])
    document = json.loads(desk(store).data("Ada"))
    document["attempts"][1]["at"] = "yesterday"
    with pytest.raises(BadInput, match=r"attempts\.1\.at"):
        desk(store).take_in("Bob", json.dumps(document))
    assert store.learners() == ["Ada"]


@pytest.mark.parametrize("text", ["9" * 5_000, "[" * 200_000], ids=["long", "deep"])
def test_what_the_parser_cannot_take_is_refused(store: LearnerFile, text: str) -> None:
    with pytest.raises(BadInput, match="Download my data"):
        desk(store).take_in("Ada", text)
