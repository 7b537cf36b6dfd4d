"""Which field is shown for which form, and what is locked after a reply."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest
from quiz_items import item

from dva_assist.types import ReplyForm
from dva_assist.ui.quiz import View
from dva_assist.ui.reply import Updates, choose, hide, lock, show, take_back
from dva_assist.ui.reply_values import PROMPTS, Asked, Values

SHOWN = {
    ReplyForm.ONE: {"one"},
    ReplyForm.SEVERAL: {"several"},
    ReplyForm.TYPED: {"typed"},
    ReplyForm.ORDER: {"several", "undo"},
    ReplyForm.MATCH: {"match_1", "match_2", "match_3"},
}
SEVERAL, ORDER = Asked.of(item(ReplyForm.SEVERAL)), Asked.of(item(ReplyForm.ORDER))


def visible(updates: Updates) -> set[str]:
    """Of the components; the line and the state are none."""
    return {name for name, one in updates._asdict().items() if isinstance(one, gr.components.Component) and one.visible}


@pytest.mark.parametrize("form", ReplyForm)
def test_only_the_field_of_the_form_is_shown_and_it_is_empty(form: ReplyForm) -> None:
    updates = show(item(form))
    assert visible(updates) == SHOWN[form]
    assert all(not getattr(updates, name).value for name in SHOWN[form] - {"undo"})
    assert updates.asked == Asked.of(item(form))


def test_nothing_is_shown_between_quizzes() -> None:
    assert visible(hide()) == set()


def test_the_options_of_a_matching_question_stand_in_full_above_short_ones() -> None:
    long = item(ReplyForm.MATCH, options=("a " * 60 + "<end>", "two", "three"))
    updates = show(long)
    assert "&lt;end&gt;" in updates.told
    label, at = updates.match_1.choices[0]
    assert label.startswith("A. a a") and label.endswith("…") and at == 0
    assert [updates.match_1.label, updates.match_3.label] == ["first", "third"]


@pytest.mark.parametrize("form", ReplyForm)
def test_what_has_been_checked_cannot_be_changed(form: ReplyForm) -> None:
    asked = item(form)
    reply = "x" if form is ReplyForm.TYPED else asked.correct
    updates = lock(asked, reply)
    fields = [getattr(updates, name) for name in SHOWN[form] - {"undo"}]
    assert fields and not any(field.interactive for field in fields)
    assert not updates.undo.visible


def test_a_pair_is_marked_right_or_wrong() -> None:
    updates = lock(item(ReplyForm.MATCH), (1, 0, 2))
    assert "right" in updates.match_1.elem_classes
    assert "wrong" in updates.match_2.elem_classes and "wrong" in updates.match_3.elem_classes


def test_one_too_many_is_taken_away_and_it_is_said_why() -> None:
    told, field = choose(SEVERAL, [4, 2, 0])
    assert "Only two can be chosen" in told and field.value == [4, 2]
    told, field = choose(SEVERAL, [4, 2])
    assert "Two of two chosen" in told and not isinstance(field, gr.CheckboxGroup)


def test_an_order_is_numbered_and_its_last_step_can_be_taken_back() -> None:
    _, field = choose(ORDER, [2, 0])
    assert [label[:2] for label, _ in field.choices] == ["2.", "– ", "1."]
    told, field = take_back(ORDER, [2, 0])
    assert "1 of 3 in order" in told and field.value == [2]
    assert [label[:2] for label, _ in field.choices] == ["– ", "– ", "1."]


@pytest.mark.parametrize("handler", [choose, take_back])
def test_without_a_question_nothing_happens(handler: Any) -> None:
    assert not any(isinstance(one, gr.components.Component) for one in handler(None, [1]))


def test_the_quiz_has_the_parts_of_the_field_first_and_in_its_order() -> None:
    assert View._fields[: len(Updates._fields)] == Updates._fields
    assert [name for name in Updates._fields if name.startswith("match")] == list(Values._fields[-PROMPTS:])
