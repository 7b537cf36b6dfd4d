"""What is said after a reply of each form: the verdict, every option with its proof, and no markup of the notes."""

from __future__ import annotations

import re
from html import unescape

import pytest
from quiz_items import item, of_every_form

from dva_assist.types import QuizItem, Reply, ReplyForm
from dva_assist.ui.render_feedback import answer_html, feedback_html, reply_html

ONE, SEVERAL, TYPED, ORDER, MATCH = (item(form) for form in ReplyForm)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("asked", "reply", "verdict"),
    [
        (ONE, (2,), "Right."),
        (ONE, (0,), "Not this one. The answer is C."),
        (SEVERAL, (1, 4), "Right."),
        (SEVERAL, (1, 2), "Not quite: one of your two. The answers are B and E."),
        (SEVERAL, (0, 2), "Not quite: none of your two. The answers are B and E."),
        (TYPED, "shelf 0 of 1", "Right."),
        (TYPED, "oven", "Not this one. The answer is shelf 0 of 1."),
        (ORDER, (2, 0, 1), "Right."),
        (ORDER, (0, 1, 2), "Not in this order. The right one is:"),
        (MATCH, (1, 2, 0), "Right."),
        (MATCH, (1, 0, 2), "Not quite: one of three belong together."),
    ],
)
def test_the_verdict(asked: QuizItem, reply: Reply, verdict: str) -> None:
    html = feedback_html(asked, reply)
    assert words(html).startswith(verdict)
    assert ('class="feedback right"' in html) == (verdict == "Right.")


@pytest.mark.parametrize("asked", of_every_form(), ids=lambda one: one.form.value)
def test_every_option_is_explained_and_cited(asked: QuizItem) -> None:
    wrong: Reply = "oven" if asked.form is ReplyForm.TYPED else tuple(range(len(asked.correct)))
    html = feedback_html(asked, wrong)
    for explanation in asked.explanations:
        assert words(html).count(explanation.text) == 1
    assert html.count('href="#cite/') == len(asked.explanations)


def test_a_wrong_choice_is_explained_openly_and_the_others_are_folded() -> None:
    html = feedback_html(ONE, (0,))
    shown, _, folded = html.partition("<details")
    assert "Why not A" in shown and "Because 0 is so." in shown and "Because 2 is so." in shown
    assert "Because 1 is so." in folded and "The other options" in folded


def test_of_several_each_says_whether_it_was_right_and_chosen() -> None:
    said = words(feedback_html(SEVERAL, (1, 2)))
    assert "B: right Because 1" in said and "C: not right Because 2" in said
    assert "E: right, but not chosen Because 4" in said


def test_a_typed_answer_stands_beside_the_right_one() -> None:
    assert "You typed: <b>oven</b>" in words(feedback_html(TYPED, "<b>oven</b>"))
    near = words(feedback_html(TYPED, "Shelf zero"))
    assert near.startswith("Right. You typed: Shelf zero The notes say: shelf 0 of 1")
    assert "You typed" not in feedback_html(TYPED, " shelf 0 of 1 ")


def test_an_order_is_shown_right_with_where_each_step_was_put() -> None:
    said = words(feedback_html(ORDER, (0, 2, 1)))
    assert re.search(r"shelf 2 of 1 You put it at 2\..*shelf 0 of 1 You put it at 1\..*shelf 1 of 1 Because", said)


def test_a_step_that_its_explanation_repeats_is_not_said_twice() -> None:
    repeats = item(ReplyForm.ORDER, options=("Because 0", "Because 1", "Because 2"))
    assert words(feedback_html(repeats, (2, 0, 1))).count("Because 0") == 1


def test_pairs_say_which_was_taken_and_which_belongs() -> None:
    said = words(feedback_html(MATCH, (1, 0, 2)))
    assert "first: right" in said and "second: not A, but C" in said and "third: not C, but A" in said


def test_a_question_of_two_options_has_nothing_to_fold() -> None:
    pair = item(options=("this", "that"), correct=(0,), explanations=ONE.explanations[:2])
    assert "<details" not in feedback_html(pair, (1,))
    assert words(feedback_html(pair, (0,))).count("The other option Because") == 0
    assert "The other option B" in words(feedback_html(pair, (0,)))


def test_answers_and_replies_in_a_line() -> None:
    assert words(answer_html(ORDER)) == "shelf 2 of 1 shelf 0 of 1 shelf 1 of 1"
    assert words(answer_html(MATCH)).startswith("first : shelf 1 of 1 second : shelf 2 of 1")
    assert words(answer_html(SEVERAL)) == "shelf 1 of 1 shelf 4 of 1"
    assert words(reply_html(MATCH, (1, 0, 2))) == "You chose: first: B; second: A; third: C"
    assert words(reply_html(ORDER, (1, 0, 2))) == "Your order: 1. shelf 1 of 1; 2. shelf 0 of 1; 3. shelf 2 of 1"
    assert reply_html(TYPED, "<i>") == "You typed: &lt;i&gt;"


@pytest.mark.parametrize("form", ReplyForm)
def test_markup_of_the_notes_stays_words(form: ReplyForm) -> None:
    evil = "<img src=x onerror=alert(1)>"
    plain = item(form)
    asked = item(form, options=tuple(f"{evil} {at}" for at in range(len(plain.options))))
    reply: Reply = evil if form is ReplyForm.TYPED else asked.correct
    for html in (feedback_html(asked, reply), answer_html(asked), reply_html(asked, reply)):
        assert "<img" not in html
