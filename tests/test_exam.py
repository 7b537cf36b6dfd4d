"""The mock exam without a store and without a page: paper, clock, replies and result."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Literal

import pytest
from exam_papers import NOON, bank, generated, question, sitting

from dva_assist import exam as mock
from dva_assist import wiring
from dva_assist.errors import BadInput
from dva_assist.exam.blueprint import apportion
from dva_assist.exams import Exam
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, PaperQuestion, Source, fact_of
from dva_assist.shares import Share

EXAMS = wiring.exams()
C03 = EXAMS["dva-c03"]


def key_reply(item: PaperQuestion) -> tuple[int, ...]:
    return item.item.correct


# How many of what


def test_seats_by_largest_remainder() -> None:
    assert apportion([30, 26, 22, 22], 50) == [15, 13, 11, 11]
    assert apportion([32, 26, 24, 18], 15) == [5, 4, 3, 3]  # 4.8, 3.9, 3.6, 2.7: the last seat of 15 goes by remainder
    assert apportion([1, 1, 1], 2) == [1, 1, 0]


@pytest.mark.parametrize("exam", EXAMS.values(), ids=EXAMS.keys())
@pytest.mark.parametrize("length", ["full", "short"])
def test_a_plan_has_the_weights_of_the_exam(exam: Exam, length: Literal["full", "short"]) -> None:
    plan = mock.plan(exam, length)
    assert plan.questions == {"full": exam.scored + exam.unscored, "short": 20}[length]
    scored = sum(plan.scored.values())
    for domain in exam.domains:
        assert abs(plan.scored[domain.id] - scored * domain.weight / 100) < 1
        counts = [plan.tasks[task.id] for task in domain.tasks]
        assert max(counts) - min(counts) <= 1


def test_the_full_and_the_short_exam_of_december() -> None:
    full, short = mock.plan(C03, "full"), mock.plan(C03, "short")
    assert (full.questions, sum(full.scored.values()), full.seconds) == (65, 50, 130 * 60)
    assert dict(full.scored) == {"1": 15, "2": 13, "3": 11, "4": 11}
    assert (short.questions, sum(short.scored.values()), short.seconds) == (20, 15, 40 * 60)


# Which questions


def test_a_paper_keeps_to_the_plan_and_has_nothing_twice() -> None:
    paper = mock.draw(C03, bank(C03, 12), [], length="full", seed=3)
    plan = mock.plan(C03, "full")
    assert Counter(one.task for one in paper) == Counter({t: n for t, n in plan.tasks.items() if n})
    assert Counter(one.domain for one in paper if one.scored) == Counter(plan.scored)
    assert len({one.item.id for one in paper}) == len({fact_of(one.item.citation) for one in paper}) == 65
    assert not any(one.generated for one in paper)
    assert all(f"dva-c03:{one.task}" in one.item.exam_tasks and one.task.startswith(one.domain) for one in paper)


def test_the_seed_decides_and_nothing_else() -> None:
    items = bank(C03, 12)
    paper = mock.draw(C03, items, [], length="short", seed=3)
    assert mock.draw(C03, items[::-1], [], length="short", seed=3) == paper
    assert mock.draw(C03, items, [], length="short", seed=4) != paper


def test_those_that_do_not_count_are_not_told_by_their_place() -> None:
    places = Counter(
        at
        for seed in range(40)
        for at, one in enumerate(mock.draw(C03, bank(C03, 8), [], length="short", seed=seed))
        if not one.scored
    )
    assert sum(places.values()) == 40 * 5
    assert len(places) == 20 and max(places.values()) < 25


def test_options_are_shuffled_with_their_keys_and_explanations() -> None:
    item = question("q", keys=(1, 3), options=5)
    seen = set()
    for seed in range(30):
        other = mock.shuffled(item, Random(seed))
        seen.add(other.options)
        assert sorted(other.options) == sorted(item.options)
        assert {other.options[at] for at in other.correct} == {"q key 1", "q key 3"}
        assert other.correct == tuple(sorted(other.correct))
        assert [e.text for e in other.explanations] == [f"Why {text}." for text in other.options]
    assert len(seen) > 20


def test_the_key_of_a_bank_question_stands_anywhere() -> None:
    keys = Counter(
        one.item.correct[0]
        for seed in range(20)
        for one in mock.draw(C03, bank(C03, 6), [], length="short", seed=seed)
        if len(one.item.correct) == 1
    )
    assert set(keys) == {0, 1, 2, 3} and min(keys.values()) > 40


def test_the_mix_is_kept_and_what_is_generated_is_labelled() -> None:
    items = bank(C03, 12)
    made = generated(bank(C03, 12))
    for mix, expected in ((0.0, 0), (0.25, 5), (1.0, 20)):
        # the generated ones are on the same facts here, so that a fact asked twice would show
        paper = mock.draw(C03, items, made, length="short", seed=1, mix=mix)
        assert sum(one.generated for one in paper) == expected
        assert all(one.generated is one.item.id.startswith("made-") for one in paper)
        assert len({fact_of(one.item.citation) for one in paper}) == 20


def test_generated_questions_fill_up_what_the_bank_lacks() -> None:
    items = [item for item in bank(C03, 12) if "dva-c03:2.1" not in item.exam_tasks]
    made = [item for item in generated(bank(C03, 12)) if "dva-c03:2.1" in item.exam_tasks]
    paper = mock.draw(C03, items, made, length="full", seed=1)
    assert {one.task for one in paper if one.generated} == {"2.1"}


def test_a_task_without_questions_gives_its_places_to_its_domain() -> None:
    items = [item for item in bank(C03, 12) if "dva-c03:2.1" not in item.exam_tasks]
    paper = mock.draw(C03, items, [], length="full", seed=1)
    plan = mock.plan(C03, "full")
    assert Counter(one.domain for one in paper if one.scored) == Counter(plan.scored)
    assert "2.1" not in {one.task for one in paper}


def test_a_fact_is_asked_twice_only_where_there_is_no_other() -> None:
    items = bank(C03, 3)
    twins = [replace(item, id=f"twin-{item.id}", stem=f"Again: {item.stem}") for item in items]
    paper = mock.draw(C03, items + twins, [], length="short", seed=5)
    assert len({fact_of(one.item.citation) for one in paper}) == 20
    few = [item for item in items + twins if item.id.endswith(("-0", "-1"))]
    crowded = mock.draw(C03, few, [], length="short", seed=5)
    assert len({one.item.id for one in crowded}) == 20


def test_drill_forms_are_no_exam_questions() -> None:
    pair = [replace(item, options=item.options[:2], explanations=item.explanations[:2]) for item in bank(C03, 12)]
    with pytest.raises(BadInput, match="give 0 of the 20 questions"):
        mock.draw(C03, pair, [], length="short", seed=1)


@pytest.mark.parametrize(
    ("each", "length", "says"),
    [
        (3, "full", "these notes give 36 of the 65 questions of a full exam DVA-C03; take the short one, which has 20"),
        (1, "full", "these notes give 12 of the 65 questions of a full exam DVA-C03; index more notes"),
        (1, "short", "these notes give 12 of the 20 questions of a short exam DVA-C03; index more notes"),
        (0, "short", "give 0 of the 20 .* as none names its exam tasks; index the notes that come with the program"),
    ],
)
def test_too_few_questions_say_how_many_and_what_to_do(each: int, length: Literal["full", "short"], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        mock.draw(C03, bank(C03, each), [], length=length, seed=1)


def test_an_exam_on_weak_areas_asks_what_is_weak() -> None:
    def tried(task: str, right: bool, number: int) -> Attempt:
        item = question(f"{task}-{number}", f"dva-c03:{task}")
        return Attempt.of(item, (0,), right, id=f"{task}-{number}", source=Source.DRILL, at=NOON)

    tasks = [task.id for task in C03.tasks()]
    attempts = [tried(task, task != "3.2", number) for task in tasks for number in range(8)]
    weights = mock.weaknesses(C03, attempts)
    assert max(weights, key=weights.__getitem__) == "3.2"
    paper = mock.draw(C03, bank(C03, 20), [], length="weak", seed=1, weights=weights)
    assert len(paper) == 20 and all(one.scored for one in paper)
    assert Counter(one.task for one in paper).most_common(1)[0] == ("3.2", 18)
    with pytest.raises(BadInput, match="9 of your replies so far bear on DVA-C03"):
        mock.weaknesses(C03, attempts[:9])
    with pytest.raises(BadInput, match="0 of your replies"):
        mock.weaknesses(EXAMS["dva-c02"], attempts)


def test_what_was_never_tried_is_half_weak() -> None:
    attempts = [
        Attempt.of(question("q", "dva-c03:1.1"), (0,), right, id=str(at), source=Source.DRILL, at=NOON)
        for at, right in enumerate([True] * 9 + [False])
    ]
    weights = mock.weaknesses(C03, attempts)
    assert weights["2.2"] == 0.25 > weights["1.1"] == pytest.approx((2 / 12) ** 2)


# The clock and the replies


PAPER = mock.draw(C03, bank(C03, 12), [], length="short", seed=7)


def test_time_passes_by_the_clock_of_the_server() -> None:
    begun = mock.begin("s1", C03, "Short exam", 7, PAPER, NOON)
    assert mock.remaining(begun, NOON) == 2400
    later = mock.tick(begun, NOON + timedelta(seconds=90))
    assert (later.spent, mock.remaining(later, NOON + timedelta(seconds=100))) == (90, 2300)
    assert not mock.is_over(later, NOON + timedelta(seconds=2399))
    assert mock.is_over(later, NOON + timedelta(seconds=2400))
    assert mock.remaining(later, NOON + timedelta(days=9)) == 0


def test_a_clock_set_back_adds_nothing_and_is_noticed() -> None:
    one = mock.tick(sitting(PAPER), NOON + timedelta(seconds=60))
    hour_ago = NOON - timedelta(hours=1)
    assert mock.clock_set_back(one, hour_ago)
    back = mock.tick(one, hour_ago)
    assert (back.spent, back.seen) == (60, hour_ago)
    assert not mock.clock_set_back(back, hour_ago + timedelta(seconds=10))
    assert mock.tick(back, hour_ago + timedelta(seconds=10)).spent == 70
    # two requests that read the clock in the other order are no clock set back
    assert not mock.clock_set_back(one, one.seen - timedelta(milliseconds=5))


def test_replies_are_kept_in_order_and_taken_back() -> None:
    several = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 2)
    one = mock.with_reply(sitting(PAPER), several, (3,))
    assert not mock.is_answered(one, several)
    both = mock.with_reply(one, several, (3, 1))
    assert both.replies == {several: (1, 3)} and mock.is_answered(both, several)
    assert mock.with_reply(both, several, None).replies == {} == mock.with_reply(both, several, ()).replies
    with pytest.raises(BadInput, match="2 options are asked for here; take one back"):
        mock.with_reply(both, several, (0, 1, 3))


def test_a_reply_that_does_not_fit_is_refused() -> None:
    single = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 1)
    for reply in ((9,), (-1,), "first"):
        with pytest.raises(BadInput, match="choose among its options"):
            mock.with_reply(sitting(PAPER), single, reply)
    with pytest.raises(BadInput, match="one is asked for here"):
        mock.with_reply(sitting(PAPER), single, (0, 1))
    for at in (-1, 20):
        with pytest.raises(BadInput, match="has no question"):
            mock.moved(sitting(PAPER), at)


# The result


def answered(right: int, title: str = "Short exam", paper: tuple[PaperQuestion, ...] = PAPER) -> mock.Result:
    """The first ``right`` questions that count are right, those after it are wrong or, each third, open."""
    replies: dict[int, tuple[int, ...]] = {}
    left = right
    for at, one in enumerate(paper):
        if one.scored and left:
            replies[at] = one.item.correct
            left -= 1
        elif at % 3:
            replies[at] = tuple(o for o in range(len(one.item.options)) if o not in one.item.correct)[
                : len(one.item.correct)
            ]
    done = replace(sitting(paper, title=title), replies=replies, handed_in=NOON)
    return mock.grade(done, C03, is_right)


def test_only_what_counts_makes_the_score() -> None:
    result = answered(12)
    assert (result.counted.right, result.counted.of, result.unscored) == (12, 15, Share(0, 5))
    assert result.scaled is not None
    assert (result.scaled.value, result.scaled.pass_mark) == (820, 720)
    assert (result.scaled.low, result.scaled.high) == (593, 937)
    assert sum(line.share.of for line in result.domains) == 15
    assert all(sum(task.share.of for task in line.tasks) == line.share.of for line in result.domains)
    assert sum(line.share.right for line in result.domains) == 12


@pytest.mark.parametrize(
    ("right", "value", "verdict"),
    [
        (0, 100, mock.Verdict.BELOW),
        (6, 460, mock.Verdict.BELOW),
        (11, 760, mock.Verdict.OPEN),
        (15, 1000, mock.Verdict.ABOVE),
    ],
)
def test_the_verdict_is_as_sure_as_the_interval(right: int, value: int, verdict: mock.Verdict) -> None:
    scaled = answered(right).scaled
    assert scaled is not None and (scaled.value, scaled.verdict) == (value, verdict)


def test_a_paper_unlike_the_exam_has_no_score() -> None:
    assert answered(12, title="Weak areas").scaled is None
    assert answered(12, title=mock.AGAIN).scaled is None


def test_open_questions_are_wrong_and_no_attempts() -> None:
    result = answered(12)
    assert result.open and set(result.open) <= set(result.wrong)
    assert {int(attempt.id.partition("/")[2]) for attempt in result.attempts} == set(range(20)) - set(result.open)
    assert [a.right for a in result.attempts] == [m for at, m in enumerate(result.marks) if at not in result.open]
    assert answered(12).attempts == result.attempts
    assert {attempt.source for attempt in result.attempts} == {Source.EXAM}


def test_half_of_two_is_wrong() -> None:
    at = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 2)
    whole = mock.with_reply(sitting(PAPER), at, PAPER[at].item.correct)
    assert mock.grade(whole, C03, is_right).marks[at]
    half = mock.with_reply(sitting(PAPER), at, PAPER[at].item.correct[:1])
    result = mock.grade(half, C03, is_right)
    assert not result.marks[at] and at in result.open
