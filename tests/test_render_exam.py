"""What the Exam tab shows before and during an exam."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from exam_papers import NOON, bank, question, sitting

from dva_assist import exam as mock
from dva_assist import wiring
from dva_assist.quiz.grading import is_right
from dva_assist.records import Sitting
from dva_assist.ui.render_exam import (
    about_html,
    asked_for,
    clock_html,
    confirm_html,
    exam_label,
    grid_html,
    length_choices,
    line_html,
    minutes,
    past_html,
    question_html,
    saved_html,
)

EXAMS = wiring.exams()
C03 = EXAMS["dva-c03"]
PAPER = mock.draw(C03, bank(C03, 6), [], length="short", seed=2)
SEVERAL = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 2)
ONE = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 1)


def under_way() -> Sitting:
    """One question answered, one half answered and flagged."""
    return replace(sitting(PAPER), replies={ONE: (0,), SEVERAL: (1,)}, flagged=frozenset({SEVERAL}))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_what_the_real_exam_is_like() -> None:
    about = text_of(about_html(C03))
    assert "65 questions in 130 minutes (the guide does not give the time" in about
    assert "50 count; the pass mark is 720 of 1000" in about
    assert "the guide does not give" not in about_html(EXAMS["dva-c02"])
    assert sum(int(n) for n in re.findall(r"<b>(\d+)</b>", about_html(C03))) == 50
    assert exam_label(C03) == "DVA-C03, from 1 December 2026"
    assert exam_label(EXAMS["dva-c02"]) == "DVA-C02, until 30 November 2026"
    assert length_choices(C03) == [
        ("Full: 65 questions, 130 min", "full"),
        ("Short: 20 questions, 40 min", "short"),
        ("Weak areas: 20 questions, 40 min", "weak"),
    ]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (600, "10:00"), (3600, "1:00:00"), (7799.9, "2:09:59")]
)
def test_time_is_rounded_down(seconds: float, shown: str) -> None:
    assert minutes(seconds) == shown
    assert f'data-left="{seconds:.1f}">{shown}<' in clock_html(seconds)


def test_the_question_with_its_marks() -> None:
    plain = question_html(under_way(), ONE, 60.0)
    assert f"Question {ONE + 1} of 20" in plain and f'data-place="s1/{ONE}"' in plain
    assert "Flagged" not in plain and "Made from" not in plain
    assert "Flagged" in question_html(under_way(), SEVERAL, 60.0)
    made = replace(PAPER[ONE], generated=True)
    assert "Made from your notes" in question_html(sitting((made,)), 0, 60.0)


def test_words_of_questions_are_escaped() -> None:
    item = replace(PAPER[ONE].item, stem="Is <b>x</b> & `a<b>` right?")
    shown = question_html(sitting((replace(PAPER[ONE], item=item),)), 0, 60.0)
    assert "Is &lt;b&gt;x&lt;/b&gt; &amp; <code>a&lt;b&gt;</code> right?" in shown
    assert "&lt;i&gt;" in line_html("<i>") and "<i>" not in line_html("<i>")


def test_how_many_are_asked_for_is_said_once() -> None:
    item = PAPER[SEVERAL].item
    assert asked_for(item) == "Choose two."
    assert asked_for(replace(item, stem="Which? (Choose two.)")) == ""
    assert asked_for(PAPER[ONE].item) == ""
    assert asked_for(question("q", keys=(0, 1, 2), options=6)) == "Choose three."


def test_saved_says_what_a_reply_lacks() -> None:
    assert text_of(saved_html(under_way(), ONE)) == "Saved"
    assert text_of(saved_html(under_way(), SEVERAL)) == "Saved: 1 of 2 chosen"
    free = next(at for at in range(20) if at not in under_way().replies)
    assert text_of(saved_html(under_way(), free)) == ""


def test_the_grid_tells_its_states_in_words_and_signs() -> None:
    grid = grid_html(under_way(), ONE)
    cells = re.findall(r"<button.*?</button>", grid)
    assert len(cells) == 20
    assert f'aria-label="Question {ONE + 1}, answered"' in cells[ONE] and "aria-current=true" in cells[ONE]
    assert f'aria-label="Question {SEVERAL + 1}, half answered, open, flagged"' in cells[SEVERAL]
    assert [cell.count("<svg") for cell in cells].count(1) == 2
    assert sum("aria-current" in cell for cell in cells) == 1
    assert [re.search(r'data-go="(\d+)"', cell)[1] for cell in cells] == [str(at) for at in range(20)]  # type: ignore[index]


def test_before_handing_in_it_is_said_what_is_open() -> None:
    told = text_of(confirm_html(under_way()))
    assert "19 questions are open (" in told and "…" in told
    assert f"1 is flagged ( {SEVERAL + 1} )" in told or f"1 is flagged ({SEVERAL + 1})" in told
    whole = replace(under_way(), replies={at: one.item.correct for at, one in enumerate(PAPER)}, flagged=frozenset())
    assert "Every question is answered." in text_of(confirm_html(whole))
    last = replace(whole, replies={at: reply for at, reply in whole.replies.items() if at != 7})
    assert "1 question is open (8)" in text_of(confirm_html(last)).replace("( ", "(").replace(" )", ")")


def test_earlier_exams_lead_to_their_results() -> None:
    done = replace(under_way(), handed_in=NOON)
    listed = past_html([(done, mock.grade(done, C03, is_right), C03)])
    assert 'data-show="s1"' in listed and re.search(
        r"Short exam DVA-C03, 1 December 2026, \d\d:\d\d: ", text_of(listed)
    )
    assert past_html([]) == ""
