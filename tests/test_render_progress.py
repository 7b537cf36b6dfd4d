"""The Progress tab in words and tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from exam_papers import NOON, bank

from dva_assist import wiring
from dva_assist.exam import begin, draw, grade
from dva_assist.progress import Gain, NoteCover, Prediction, TaskMastery
from dva_assist.progress_desk import Coverage, Day, DomainMastery, Overview, Score, TaskCover
from dva_assist.quiz.grading import is_right
from dva_assist.records import Counts
from dva_assist.shares import Share
from dva_assist.ui.links import drilled
from dva_assist.ui.progress_words import rests_on, taken_in, verdict
from dva_assist.ui.render_progress import overview_html, pictures_html, told_html

EXAM = wiring.exams()["dva-c03"]
TODAY = date(2026, 12, 1)
GAINS = (
    Gain("1.2", "Write the code of Lambda functions", Share(1, 20), 66.4),
    Gain("2.1", "Authenticate & authorise", Share(0, 0), 31.0),
    Gain("4.3", "Optimise", Share(3, 5), 20.0),
    Gain("3.1", "Prepare", Share(4, 5), 5.0),
)
SURE = Prediction(804.0, 726.0, 882.0, 720, 240, 240, GAINS)
EARLY = Prediction(590.0, 380.0, 800.0, 720, 34, 0, GAINS)


def overview(prediction: Prediction = SURE, **more: object) -> Overview:
    days = tuple(Day(TODAY - timedelta(days=back), back % 3, 0) for back in range(13, -1, -1))
    found = Overview(
        exam=EXAM,
        today=TODAY,
        replies=250,
        prediction=prediction,
        domains=tuple(DomainMastery(one.id, one.title, one.weight, Share(4, 9)) for one in EXAM.domains),
        tasks=tuple(
            TaskMastery(one.id, task.id, task.title, Share(0, 0) if task.id == "1.3" else Share(2, 3))
            for one in EXAM.domains
            for task in one.tasks
        ),
        streak=3,
        days=days,
        due=(5, 0, 2, *[0] * 11),
        sittings=(),
        coverage=Coverage(
            (TaskCover("1", "1.1", "Write", (NoteCover("sqs.md", 40, 8, 6),)),),
            (NoteCover("<mine>.md", 4, 2, 1),),
            3,
            ("sns", "kms"),
        ),
    )
    return replace(found, **more)  # type: ignore[arg-type]  # of its fields


def words(html: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_score_is_said_with_its_range_what_it_rests_on_and_the_pass_mark() -> None:
    said = words(overview_html(overview()))
    assert "Expected score, DVA-C03 804 726 to 882 Likely a pass: the pass mark is 720." in said
    assert "From 240 replies to exam questions." in said
    assert "Too early" not in said


def test_a_wide_range_is_too_early_to_say() -> None:
    html = overview_html(overview(EARLY))
    assert "Too early to say The range that your replies leave open, 380 to 800, is wider than 250 points." in words(
        html
    )
    assert "From 34 replies to drills, which are easier than the exam." in words(html)
    assert "590" not in words(html), "a figure that says nothing is not shown"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (720, 900, "Likely a pass"),
        (719, 900, "Could go either way"),
        (600, 719, "Not there yet"),
        (600, 720, "Could go either way"),
        (500, 751, "Too early to say"),
        (500, 750, "Could go either way"),
    ],
)
def test_the_verdict_follows_from_the_range(low: float, high: float, said: str) -> None:
    assert verdict(replace(SURE, low=low, high=high)) == said


@pytest.mark.parametrize(
    ("replies", "exam", "said"),
    [
        (1, 0, "1 reply to drills, which are easier than the exam"),
        (34, 9, "34 replies, 9 of them to exam questions and the others to drills, which are easier than the exam"),
        (1200, 1200, "1,200 replies to exam questions"),
    ],
)
def test_what_a_prediction_rests_on(replies: int, exam: int, said: str) -> None:
    assert rests_on(replace(SURE, replies=replies, on_exam_questions=exam)) == said


def test_the_scale_places_the_range_the_score_and_the_pass_mark() -> None:
    """From 100 to 1000: 720 lies at 68.9% of it."""
    html = overview_html(overview())
    assert "--value:78.2%;--low:69.6%;--high:86.9%;--mark:68.9%" in html


def test_three_tasks_that_would_raise_it_most_lead_to_their_drills() -> None:
    html = overview_html(overview())
    links = re.findall(r'href="(#drill/[^"]+)"', html)
    assert [drilled(link) for link in links] == ["dva-c03:1.2", "dva-c03:2.1", "dva-c03:4.3"]
    said = words(html)
    assert "1.2 Write the code of Lambda functions 1 of 20 right +66 Drill" in said
    assert "2.1 Authenticate &amp; authorise not asked yet +31 Drill" in said


def test_where_nothing_would_raise_it_that_is_said() -> None:
    assert "No task stands out" in words(overview_html(overview(replace(SURE, gains=()))))


def test_replies_to_another_exam_predict_nothing() -> None:
    said = words(overview_html(overview(replace(EARLY, replies=0), replies=7)))
    assert "None of your 7 replies bears on DVA-C03; choose another exam" in said


@pytest.mark.parametrize(
    ("streak", "today", "said"),
    [
        (3, 2, "3 days in a row. 250 replies"),
        (1, 2, "1 day in a row. 250 replies"),
        (3, 0, "3 days in a row. A reply today keeps it."),
        (0, 0, "No streak at the moment: a reply today begins one."),
    ],
)
def test_the_streak(streak: int, today: int, said: str) -> None:
    found = overview(streak=streak, days=(Day(TODAY, today, 0),))
    assert said in words(overview_html(found))


def test_the_latest_exams_with_their_scores() -> None:
    paper = draw(EXAM, bank(EXAM, 6), [], length="short", seed=1)
    sitting = begin("s", EXAM, "Short exam", 1, paper, NOON)
    done = replace(sitting, replies={at: one.item.correct for at, one in enumerate(paper)}, handed_in=NOON)
    right = grade(done, EXAM, is_right)
    weak = replace(right, scaled=None)
    found = overview(
        sittings=(Score(TODAY, "DVA-C03", "Short exam", right), Score(TODAY, "DVA-C03", "Weak areas", weak))
    )
    said = words(overview_html(found))
    assert "1 Dec 2026 Short exam DVA-C03 15 of 15 1000" in said
    assert "Weak areas DVA-C03 15 of 15 –" in said


def test_before_the_first_reply_it_says_what_to_do_first() -> None:
    nothing = overview(EARLY, replies=0, due=(0,) * 14, streak=0)
    html = overview_html(nothing)
    assert "Nothing to show yet" in html
    assert drilled(re.findall(r'href="([^"]+)"', html)[0]) == "dva-c03:1.1"
    assert "Expected score" not in html
    assert pictures_html(nothing) == ""


def test_each_picture_has_its_finding_and_its_figures_as_a_table() -> None:
    html = pictures_html(overview())
    assert html.count("<svg") == html.count("<details>") == html.count("<table>") == html.count('role="img"') == 4
    for label in re.findall(r'aria-label="([^"]+)"', html):
        assert label == "Map of tasks and notes" or f'<p class="finding">{label}</p>' in html
    said = words(html)
    assert "1 Development with AWS services , 30% of the exam 4 of 9 44% 19% to 73%" in said
    assert "1.3 Use data stores while developing not asked yet" in said
    assert "today 5 tomorrow 0 in 2 days 2" in said
    assert "29 Nov 2 0 30 Nov 1 0" in said
    assert "1.1 Write sqs 40 8 6" in said


def test_notes_that_the_map_leaves_out_are_named() -> None:
    said = words(pictures_html(overview()))
    assert "2 other notes not shown. Not indexed, though this exam asks for them: sns, kms." in said


def test_names_of_notes_are_words_not_html() -> None:
    html = pictures_html(overview())
    assert "<mine>" not in html and html.count("&lt;mine&gt;") == 2


def test_where_nothing_is_due_nothing_is_drawn() -> None:
    html = pictures_html(overview(due=(0,) * 14, days=(Day(TODAY, 0, 0),) * 14))
    assert "No card falls due in the next 14 days." in html
    assert "No reply in the last 14 days." in html
    assert html.count("<svg") == 2


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(), "Everything in the file was there already; nothing changed for Ada."),
        (Counts(attempts=1), "Added for Ada: 1 reply."),
        (Counts(1200, 1, 3, 2, 1), "Added for Ada: 1,200 replies, 1 exam, 3 review cards, 2 reviews, 1 question."),
    ],
)
def test_what_was_new_in_a_file(counts: Counts, said: str) -> None:
    assert taken_in(counts, "Ada") == said


def test_a_line_is_told_and_an_error_is_alarming() -> None:
    assert told_html("a < b") == '<p role="status" class="">a &lt; b</p>'
    assert 'role="alert"' in told_html("no", bad=True)
