"""What a learner knows, as far as the replies tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist import wiring
from dva_assist.progress import (
    ECHO,
    GOAL,
    LEAST,
    NoteCover,
    by_domain,
    by_task,
    chance,
    cover,
    doubt,
    latest,
    predict,
)
from dva_assist.records import Attempt, Source
from dva_assist.shares import Share

EXAM = wiring.exams()["dva-c03"]
TASKS = [task.id for task in EXAM.tasks()]
WEIGHTS = {task.id: domain.weight / 100 / len(domain.tasks) for domain in EXAM.domains for task in domain.tasks}
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def attempt(
    fact: str,
    right: bool,
    *tasks: str,
    at: datetime = NOON,
    kind: str = "number",
    note: str = "sqs.md",
    exam: str = "dva-c03",
) -> Attempt:
    names = tuple(f"{exam}:{task}" for task in tasks)
    id = f"{fact}@{at.isoformat()}"
    return Attempt(id, fact, kind, fact, note, f"{note}#a", names, (0,), right, Source.DRILL, at)


def replies(right: int, of: int, task: str, *, kind: str = "bank", exam: str = "dva-c03") -> list[Attempt]:
    return [attempt(f"{exam} {kind} {task} {at}", at < right, task, kind=kind, exam=exam) for at in range(of)]


def test_the_interval_of_a_share_is_wilsons() -> None:
    """15 of 20: 0.531 to 0.888 (Wilson 1927, as in Newcombe 1998, table I, with other figures)."""
    share = Share(15, 20)
    assert (share.low, share.value, share.high) == pytest.approx((0.5313, 0.75, 0.8881), abs=1e-4)
    assert (Share(81, 263).low, Share(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe's
    assert (Share(0, 0).low, Share(0, 0).value, Share(0, 0).high) == (0.0, 0.0, 1.0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_lies_in_its_interval_and_so_does_the_chance(right: int, wrong: int) -> None:
    share = Share(right, right + wrong)
    assert 0.0 <= share.low <= share.high <= 1.0
    if share.of:
        assert share.low - 1e-12 <= share.value <= share.high + 1e-12
    assert 0.0 < chance(share) < 1.0
    assert 0.0 < doubt(share) <= 1 / 12 + 1e-12


def test_without_a_reply_the_chance_is_anything() -> None:
    assert chance(Share(0, 0)) == 0.5
    assert doubt(Share(0, 0)) == pytest.approx(1 / 12)  # the variance of a uniform distribution


def test_the_last_reply_to_a_fact_counts() -> None:
    wrong, right = attempt("a", False, "1.1"), attempt("a", True, "1.1", at=NOON + DAY)
    other = attempt("b", False, "1.1")
    assert latest([right, other, wrong]) == [other, right]


def test_a_right_reply_soon_after_a_wrong_one_does_not_count_yet() -> None:
    wrong = attempt("a", False, "1.1")
    soon = attempt("a", True, "1.1", at=NOON + timedelta(minutes=10))
    next_day = attempt("a", True, "1.1", at=NOON + ECHO)
    assert latest([wrong, soon]) == [wrong]
    assert latest([wrong, soon, next_day]) == [next_day]


def test_a_wrong_reply_counts_however_soon() -> None:
    right, wrong = attempt("a", True, "1.1"), attempt("a", False, "1.1", at=NOON + timedelta(minutes=1))
    assert latest([right, wrong]) == [wrong]


def test_a_fact_counts_for_each_task_and_once_for_a_domain() -> None:
    done = [attempt("a", True, "1.1", "1.2", "4.3"), attempt("b", False, "1.1"), attempt("c", True, "9.9")]
    shares = {one.task: one.share for one in by_task(EXAM, done)}
    assert list(shares) == TASKS
    assert (shares["1.1"], shares["1.2"], shares["4.3"]) == (Share(1, 2), Share(1, 1), Share(1, 1))
    assert shares["2.1"] == Share(0, 0)
    assert by_domain(EXAM, done) == {"1": Share(1, 2), "2": Share(0, 0), "3": Share(0, 0), "4": Share(1, 1)}


def test_a_task_named_twice_counts_once() -> None:
    shares = {one.task: one.share for one in by_task(EXAM, [attempt("a", True, "1.1", "1.1")])}
    assert shares["1.1"] == Share(1, 1)


def test_a_fact_of_another_exam_does_not_count() -> None:
    assert all(one.share.of == 0 for one in by_task(EXAM, replies(5, 5, "1.1", exam="dva-c02")))


def test_without_a_reply_any_score_may_come() -> None:
    nothing = predict(EXAM, [])
    assert (nothing.score, nothing.low, nothing.high) == pytest.approx((550, 100, 1000))
    assert (nothing.pass_mark, nothing.replies, nothing.on_exam_questions) == (720, 0, 0)
    assert [gain.task for gain in nothing.gains[:3]] == ["1.1", "1.2", "1.3"]  # the domain of the most weight


def test_a_whole_mock_exam_predicts_about_its_score() -> None:
    """Five questions of each task, four of them right: 80%, which is 820."""
    done = [reply for task in TASKS for reply in replies(4, 5, task)]
    found = predict(EXAM, done)
    assert found.score == pytest.approx(820, abs=10)
    assert (found.low, found.high) == pytest.approx((681, 949), abs=5)
    assert (found.replies, found.on_exam_questions) == (60, 60)


def test_the_tasks_count_by_the_weights_of_their_domains() -> None:
    """The weight is what is asked in the exam, however often a learner drills one domain."""
    strong = [reply for task in TASKS if task[0] != "1" for reply in replies(50, 50, task)]
    weak = [reply for task in ("1.1", "1.2", "1.3") for reply in replies(0, 50, task)]
    assert predict(EXAM, strong + weak).score == pytest.approx(EXAM.scaled(0.7), abs=15)


def test_one_task_does_not_speak_for_the_others() -> None:
    one = predict(EXAM, replies(30, 30, "1.2"))
    all_of_them = predict(EXAM, [reply for task in TASKS for reply in replies(3, 3, task)])
    assert one.high - one.low > 250 > all_of_them.high - all_of_them.low


def test_drills_predict_until_there_are_enough_exam_questions() -> None:
    drills = [reply for task in TASKS for reply in replies(3, 3, task, kind="number")]
    few, enough = replies(0, LEAST - 1, "1.1"), replies(0, LEAST, "1.1")
    before, after = predict(EXAM, drills + few), predict(EXAM, drills + enough)
    assert (before.replies, before.on_exam_questions) == (36 + LEAST - 1, LEAST - 1)
    assert (after.replies, after.on_exam_questions) == (LEAST, LEAST)
    assert before.score > 700 > 300 > after.score


def test_replies_that_bear_on_another_exam_are_not_rested_on() -> None:
    other = replies(0, 40, "1.1", exam="dva-c02")
    mine = replies(5, 5, "1.1", kind="number")
    assert predict(EXAM, other + mine) == predict(EXAM, mine)
    assert predict(EXAM, mine).replies == 5


def test_what_would_raise_the_score_most() -> None:
    """Domain 1 has 30% in three tasks, so one of them at 1 in 20 could bring 0.1 x 900 x about 0.8 points."""
    done = [reply for task in TASKS for reply in replies(1 if task == "1.2" else 19, 20, task)]
    first, *others = predict(EXAM, done).gains
    assert (first.task, first.title) == ("1.2", "Write the code of Lambda functions")
    assert first.share == Share(1, 20)
    assert first.points == pytest.approx(66, abs=2)
    assert others == []


def test_to_know_everything_leaves_nothing_to_gain() -> None:
    assert predict(EXAM, [reply for task in TASKS for reply in replies(30, 30, task)]).gains == ()


@given(st.lists(st.tuples(st.sampled_from(TASKS), st.booleans(), st.integers(0, 30), st.integers(0, 5)), max_size=80))
@settings(max_examples=60, deadline=None)
def test_a_prediction_keeps_its_bounds_and_its_gains_add_up(done: list[tuple[str, bool, int, int]]) -> None:
    attempts = [attempt(f"f{fact}", right, task, at=NOON + day * DAY) for task, right, fact, day in done]
    found = predict(EXAM, attempts)
    assert 100 <= found.low <= found.score <= found.high <= 1000
    assert found.replies == len({one.fact for one in attempts})
    assert [gain.points for gain in found.gains] == sorted((gain.points for gain in found.gains), reverse=True)
    reach = found.score + sum(gain.points for gain in found.gains)
    assert EXAM.scaled(GOAL) - len(TASKS) <= reach <= 1000  # each task at the goal, or above it before


@given(st.lists(st.booleans(), max_size=40), st.sampled_from(TASKS))
@settings(max_examples=60, deadline=None)
def test_one_more_right_reply_never_lowers_the_score(done: list[bool], task: str) -> None:
    before = [attempt(f"f{at}", right, TASKS[at % len(TASKS)]) for at, right in enumerate(done)]
    more = [*before, attempt("new", True, task)]
    less = [*before, attempt("new", False, task)]
    assert predict(EXAM, less).score < predict(EXAM, more).score
    assert predict(EXAM, more).score >= predict(EXAM, before).score


def test_the_interval_holds_the_score_of_learners_of_all_sorts() -> None:
    """Two hundred learners by a seed, whose knowledge differs from task to task: 95% of them, and 3 for luck."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        mean = rng.uniform(0.4, 0.95)
        skill = {task: rng.beta(mean * 6, (1 - mean) * 6) for task in TASKS}
        done = [attempt(f"f{at}", rng.random() < skill[task], task) for at, task in enumerate(rng.choice(TASKS, 40))]
        exam = [rng.random() < skill[task] for task in rng.choice(TASKS, EXAM.scored, p=list(WEIGHTS.values()))]
        found = predict(EXAM, done)
        held += found.low <= EXAM.scaled(float(np.mean(exam))) <= found.high
    assert held >= 0.92 * 200


def test_cover_counts_facts_of_the_notes_that_can_be_asked() -> None:
    done = [
        attempt("a", True, "1.1"),
        attempt("b", False, "1.1"),
        attempt("b", False, "1.1", at=NOON + DAY),
        attempt("c", True, "1.1", note="mine.md"),
    ]
    assert cover({"sqs.md": 7, "sns.md": 4}, done) == [NoteCover("sqs.md", 7, 2, 1), NoteCover("sns.md", 4, 0, 0)]


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=20))
@settings(deadline=None)
def test_cover_keeps_its_bounds_where_notes_have_lost_facts(facts: int, done: Iterable[tuple[int, bool]]) -> None:
    (one,) = cover({"sqs.md": facts}, [attempt(f"f{fact}", right, "1.1") for fact, right in done])
    assert 0 <= one.right <= one.asked <= one.facts == facts
