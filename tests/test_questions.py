"""The labelled questions: their labels hold, there are enough of each kind, and the check of the labels can fail."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from evals.measures import balanced_accuracy, changes, refusal_precision
from evals.questions import CORPUS, FOREIGN, Labelled, QuestionSet, problems


@pytest.mark.parametrize("questions", [CORPUS, FOREIGN], ids=lambda q: q.name)
def test_the_labels_hold(questions: QuestionSet) -> None:
    assert list(problems(questions.load(), questions.notes)) == []


@pytest.mark.parametrize(
    ("questions", "answerable", "others"), [(CORPUS, 300, 150), (FOREIGN, 150, 40)], ids=["corpus", "foreign"]
)
def test_there_are_enough(questions: QuestionSet, answerable: int, others: int) -> None:
    count = Counter(question.answerable for question in questions.load())
    assert count[True] >= answerable
    assert count[False] >= others


def test_each_kind_on_the_corpus_has_fifteen() -> None:
    count = Counter(question.kind for question in CORPUS.load() if question.answerable)
    assert {kind: n for kind, n in count.items() if n < 15 and kind != "reason"} == {}


GOOD = CORPUS.load()[0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"split": "both"}, "no half is called both"),
        ({"answerable": False}, "answerable and gold disagree"),
        ({"gold": ["no.md#where"]}, "no section no.md#where"),
        ({"spans": ["words that no note has"]}, "not in a gold section"),
        ({"spans": []}, "no span in"),
        ({"parts": [["words that no note has"]]}, "a part that is no span"),
        ({"gold": [GOOD.gold[0]] * 11}, "11 gold sections"),
    ],
)
def test_a_wrong_label_is_found(change: dict[str, object], says: str) -> None:
    wrong = Labelled.model_validate(GOOD.model_dump() | change)
    found = list(problems([wrong], CORPUS.notes))
    assert any(says in problem for problem in found), found


def test_an_id_given_twice_is_found() -> None:
    assert f"{GOOD.id}: 2 questions have this id" in list(problems([GOOD, GOOD], CORPUS.notes))


def test_balanced_accuracy_and_refusal_precision() -> None:
    answers = np.array([True, True, True, True, False, False])
    declined = np.array([True, False, False, False, True, False])
    assert balanced_accuracy(answers, declined) == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert refusal_precision(answers, declined) == pytest.approx(1 / 2)
    assert refusal_precision(answers, np.zeros(6, dtype=bool)) == 1


def test_a_run_is_held_against_the_one_before() -> None:
    before = {str(n): {"served": n < 2} for n in range(10)}
    after = {str(n): {"served": n < 8} for n in range(9)}
    (change,) = changes(before, after)
    assert (change.common, change.better, change.worse) == (9, 6, 0)
    assert change.p == pytest.approx(2 * 0.5**6)
    assert next(changes({}, after)).p == 1
