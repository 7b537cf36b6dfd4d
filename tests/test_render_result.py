"""The result of an exam as the page shows it."""

from __future__ import annotations

import re
from dataclasses import replace

from exam_papers import NOON, bank, sitting

from dva_assist import exam as mock
from dva_assist import wiring
from dva_assist.quiz.grading import is_right
from dva_assist.records import Sitting
from dva_assist.ui.links import read_link
from dva_assist.ui.render_result import result_html

C03 = wiring.exams()["dva-c03"]
PAPER = mock.draw(C03, bank(C03, 6), [], length="short", seed=2)


def handed_in(right: int, title: str = "Short exam", left_open: int = 2) -> Sitting:
    """The first ``right`` ones that count are right, the last ``left_open`` are open."""
    replies = {}
    for at, one in enumerate(PAPER[: 20 - left_open]):
        wrong = tuple(option for option in range(len(one.item.options)) if option not in one.item.correct)
        good = one.scored and right > 0
        right -= good
        replies[at] = one.item.correct if good else wrong[: len(one.item.correct)]
    flagged = frozenset({3})
    return replace(sitting(PAPER, 2400.0, title), replies=replies, flagged=flagged, handed_in=NOON, spent=754.0)


def shown(done: Sitting) -> str:
    return result_html(done, mock.grade(done, C03, is_right), C03)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_score_with_its_interval_and_what_it_means() -> None:
    text = text_of(shown(handed_in(12)))
    assert "Score 820 of 1000 Anything from 593 to 937 is plausible (95% interval)." in text
    assert "The pass mark of 720 lies within the interval: too close to say." in text
    assert "12 of the 15 questions that count are right." in text
    assert "AWS does not publish how right answers become a score." in text
    assert "Besides, 0 of 5 questions that do not count" in text
    assert "Time used: 12:34 of 40:00. 2 were left open and count as wrong." in text
    assert "below the pass mark of 720" in text_of(shown(handed_in(3)))


def test_a_paper_unlike_the_exam_has_no_score() -> None:
    text = text_of(shown(handed_in(12, mock.AGAIN)))
    assert "12 of 15 right" in text and "Score" not in text and "so it has no score" in text


def test_domains_and_their_tasks() -> None:
    html = shown(handed_in(12))
    rows = re.findall(r'<tr class="(domain|task)">.*?</tr>', html)
    assert rows.count("domain") == 4 and 4 < rows.count("task") <= 12
    domains = re.findall(r'<tr class="domain"><th scope="row">(\d) .*?</th><td>(\d+) of (\d+)</td>', html)
    assert sum(int(right) for _, right, _ in domains) == 12 and sum(int(of) for _, _, of in domains) == 15


def test_every_question_with_every_explanation_and_its_source() -> None:
    html = shown(handed_in(12))
    assert html.count("<summary>") == 20
    options = sum(len(one.item.options) for one in PAPER)
    links = re.findall(r'class="source-link" href="([^"]+)"', html)
    assert len(links) == options == html.count('<p class="why">')
    assert read_link(links[0].replace("&amp;", "&")).check
    assert html.count('<span class="tag">right answer</span>') == sum(len(one.item.correct) for one in PAPER)


def test_wrong_ones_are_open_and_can_be_shown_alone() -> None:
    html = shown(handed_in(12))
    assert html.count("<details open>") == html.count('<li class="wrong"') == 8
    assert html.count('<span class="verdict">Open</span>') == 2
    assert "data-only-wrong" in html
    everything = replace(handed_in(0), replies={at: one.item.correct for at, one in enumerate(PAPER)})
    assert "data-only-wrong" not in shown(everything)
    assert text_of(html).count("does not count") == 5 and "flagged" in text_of(html)
