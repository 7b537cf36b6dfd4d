"""From what the fields of a reply hold to the reply, for each form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_items import item

from dva_assist.quiz.grading import is_right
from dva_assist.types import QuizItem, ReplyForm
from dva_assist.ui.reply_values import (
    MOST_LETTERS,
    Asked,
    Values,
    instruction,
    marks,
    missing,
    ordered_labels,
    read,
    so_far,
    too_many,
)

ONE, SEVERAL, TYPED, ORDER, MATCH = (item(form) for form in ReplyForm)
RIGHT = {
    ReplyForm.ONE: Values(one=2),
    ReplyForm.SEVERAL: Values(several=[4, 1]),
    ReplyForm.TYPED: Values(typed="  Shelf zero "),
    ReplyForm.ORDER: Values(several=[2, 0, 1]),
    ReplyForm.MATCH: Values(match_1=1, match_2=2, match_3=0),
}


@pytest.mark.parametrize("form", ReplyForm)
def test_a_whole_reply_is_read_and_grading_takes_it(form: ReplyForm) -> None:
    reply = read(item(form), RIGHT[form])
    assert reply is not None and is_right(item(form), reply)
    assert missing(item(form), RIGHT[form]) == ""


@pytest.mark.parametrize(
    ("asked", "values", "says"),
    [
        (ONE, Values(), "Choose one of the options first."),
        (SEVERAL, Values(several=[3]), "Choose two options; you have chosen one so far."),
        (SEVERAL, Values(several=[3, 1, 0]), "Choose two options; you have chosen three so far."),
        (SEVERAL, Values(several=None), "Choose two options; you have chosen none so far."),
        (TYPED, Values(typed=" \t"), "Type your answer first."),
        (TYPED, Values(typed=None), "Type your answer first."),
        (ORDER, Values(several=[1, 2]), "One step is not in the order yet."),
        (ORDER, Values(), "Three steps are not in the order yet."),
        (MATCH, Values(match_1=1, match_3=0), "Choose what belongs to “second” first."),
        (MATCH, Values(match_1=1, match_2=2, match_3=1), "B is chosen more than once; each belongs to one only."),
    ],
)
def test_what_is_missing_is_said(asked: QuizItem, values: Values, says: str) -> None:
    assert read(asked, values) is None
    assert missing(asked, values) == says


def test_an_option_may_be_the_first_one() -> None:
    assert read(ONE, Values(one=0)) == (0,)
    assert read(MATCH, Values(match_1=0, match_2=1, match_3=2)) == (0, 1, 2)


def test_several_are_in_the_order_of_the_options_and_steps_in_that_of_choosing() -> None:
    assert read(SEVERAL, Values(several=[3, 0])) == (0, 3)
    assert read(ORDER, Values(several=[1, 2, 0])) == (1, 2, 0)


def test_what_other_fields_still_hold_does_not_matter() -> None:
    assert read(MATCH, Values(one=3, several=[1], typed="x", match_1=0, match_2=1, match_3=2, match_4=3)) == (0, 1, 2)
    assert read(ONE, Values(one=3, typed="x", match_1=0)) == (3,)


def test_a_typed_reply_has_an_end() -> None:
    assert read(TYPED, Values(typed="x" * 10_000)) == "x" * MOST_LETTERS


def test_steps_are_numbered_as_they_are_chosen() -> None:
    labels = ordered_labels(("build", "test", "ship"), [2, 0])
    assert labels == [("2. build", 0), ("– test", 1), ("1. ship", 2)]


@given(st.permutations(range(5)), st.integers(0, 5))
def test_the_numbers_are_one_to_the_number_chosen(order: list[int], count: int) -> None:
    labels = ordered_labels(tuple("abcde"), order[:count])
    numbers = sorted(int(label[0]) for label, _ in labels if label[0] != "–")
    assert numbers == list(range(1, count + 1))
    assert [at for _, at in labels] == [0, 1, 2, 3, 4]


def test_one_too_many_is_told_apart() -> None:
    assert too_many(Asked.of(SEVERAL), [0, 1, 2]) and not too_many(Asked.of(SEVERAL), [0, 1])
    assert not too_many(Asked.of(ORDER), [0, 1, 2])
    assert so_far(Asked.of(SEVERAL), [0, 1, 2]) == "Only two can be chosen; take one away before you choose another."
    assert so_far(Asked.of(SEVERAL), [0]) == "One of two chosen."


def test_how_far_an_order_is() -> None:
    assert so_far(Asked.of(ORDER), []) == "Nothing is in the order yet."
    assert so_far(Asked.of(ORDER), [2, 0]) == "2 of 3 in order; the last is: shelf 0 of 1"


def test_what_is_wanted_is_said_for_each_form() -> None:
    assert instruction(SEVERAL) == "Choose two."
    assert len({instruction(item(form)) for form in ReplyForm}) == len(ReplyForm)


def test_keys_and_choices_are_marked() -> None:
    assert marks(ONE, (0,)) == ["key-2", "chosen-0"]
    assert marks(SEVERAL, (1, 3)) == ["key-1", "key-4", "chosen-1", "chosen-3"]
    assert marks(ORDER, (2, 1, 0)) == ["placed", "key-2", "chosen-1", "chosen-0"]
    assert marks(TYPED, "shelf") == []
