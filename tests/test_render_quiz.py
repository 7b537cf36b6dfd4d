"""The head of a question, and the score."""

from __future__ import annotations

import re
from html import unescape

import pytest
from quiz_items import item, of_every_form

from dva_assist.quiz import KINDS, SCENARIO
from dva_assist.quiz.bank import BANK
from dva_assist.types import Reply, ReplyForm
from dva_assist.ui.render_quiz import KIND_LABELS, ONCE_MORE, kind_label, question_html, score_html


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("kind", [*KINDS, SCENARIO, BANK])
def test_every_kind_has_a_name_in_words(kind: str) -> None:
    assert kind in KIND_LABELS
    assert kind_label(kind) != kind


def test_no_two_kinds_have_the_same_name_and_an_unknown_one_has_its_own() -> None:
    assert len(set(KIND_LABELS.values())) == len(KIND_LABELS)
    assert kind_label("spot-the-error") == "Spot the error"


def test_a_question_tells_its_kind_its_number_and_that_it_comes_once_more() -> None:
    asked = item(kind="cloze", stem="Which `term` is <missing>?")
    assert words(question_html(asked, 2, 5, 1)) == (
        "Question 2 of 5 1 right so far Type the missing term Which term is <missing>?"
    )
    assert ONCE_MORE in question_html(asked, 2, 5, 1, once_more=True)
    assert "width:20%" in question_html(asked, 2, 5, 1)


def test_a_long_stem_is_set_like_text() -> None:
    assert 'class="stem long"' in question_html(item(stem="word " * 90), 1, 1, 0)
    assert 'class="stem"' in question_html(item(stem="word " * 9), 1, 1, 0)


def test_the_score_counts_the_questions_and_shows_apart_those_asked_once_more() -> None:
    items = [*of_every_form(), item(number=9)]
    replies: dict[int, Reply] = {0: (0,), 5: (2,), 1: (1, 4), 2: "oven", 3: (2, 0, 1), 4: (0, 1, 2)}
    html = score_html(items, replies, 5, 77)
    assert words(html).startswith("2 of 5 40% right. Asked once more: 1 of 1 right.")
    assert html.count(ONCE_MORE) == 1
    assert [words(found) for found in re.findall(r'<span class="verdict">.*?</span>', html)] == [
        "Wrong", "Right", "Right", "Wrong", "Right", "Wrong",
    ]  # fmt: skip
    assert "Seed 77" in html
    assert words(html).count("You chose:") == 2 and "You typed: oven" in words(html)


def test_all_right_is_said_and_what_cannot_come_again_has_no_seed() -> None:
    html = score_html([item()], {0: (2,)}, 1, None)
    assert words(html).startswith("1 of 1 Every one right.")
    assert "Seed" not in html and "once more" not in html


@pytest.mark.parametrize("form", ReplyForm)
def test_markup_of_the_notes_stays_words(form: ReplyForm) -> None:
    evil = "<script>alert(1)</script>"
    asked = item(form, stem=evil, kind=evil)
    reply: Reply = evil if form is ReplyForm.TYPED else tuple(range(len(asked.correct)))
    assert "<script" not in question_html(asked, 1, 1, 0) + score_html([asked], {0: reply}, 1, 1)
