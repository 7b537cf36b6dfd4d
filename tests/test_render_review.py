"""The Review tab in words: what is left, when a card comes, what a reply brings, and the list of cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from exam_papers import question

from dva_assist.records import ReviewCard, Standing
from dva_assist.review import Rating, Today, new_card, review
from dva_assist.ui.render_review import (
    ROWS,
    Filter,
    cards_html,
    chosen,
    done_html,
    question_html,
    rating_label,
    rest,
    status_html,
    told_html,
    when,
)

NOW = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def card(name: str = "a", **more: object) -> ReviewCard:
    return replace(new_card(question(name), "print", NOW), **more)  # type: ignore[arg-type]


def text(html: str) -> str:
    """The words that are seen."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u203a", ">").split())


def today(due: int = 0, new: int = 0, **more: object) -> Today:
    plain = Today(tuple([card()] * due), tuple([card()] * new), later=0, done=0)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_the_numbers_of_the_day_are_one_line() -> None:
    assert text(status_html(today(5, 8, later=2, done=3), 4)) == (
        "5 due 8 new 2 later today 3 done today Streak: 4 days"
    )
    assert text(status_html(today(), 0)) == "0 due 0 new 0 done today"
    assert text(status_html(today(done=1), 1)).endswith("Streak: 1 day")


@pytest.mark.parametrize(
    ("left", "any_cards", "says"),
    [
        (today(later=1, then=NOW + timedelta(minutes=9)), True, "1 card comes again today. The next card comes at 12:"),
        (today(later=3, then=NOW + timedelta(minutes=1)), True, "3 cards come again today."),
        (today(done=1, then=NOW + DAY), True, "1 reply, and nothing else is due. Well done. The next card comes tom"),
        (today(done=12), True, "12 replies, and nothing else is due."),
        (today(then=NOW + 9 * DAY), True, "Nothing is due today What you have learnt so far can rest."),
        (today(), False, "There are no cards yet."),
    ],
)  # fmt: skip
def test_what_is_done_is_said_kindly_with_what_comes_next(left: Today, any_cards: bool, says: str) -> None:
    assert says in text(done_html(left, NOW, any_cards))


def test_times_are_those_of_the_learner() -> None:
    tokyo = NOW.astimezone(ZoneInfo("Asia/Tokyo"))  # 21:00
    assert when(NOW + timedelta(hours=2), tokyo) == "at 23:00"
    assert when(NOW + timedelta(hours=4), tokyo) == "tomorrow"
    assert when(NOW + 30 * DAY, NOW) == "in 30 days, on 6 January 2027"
    assert when(NOW - DAY, NOW) == "now"


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(0.1, "1 min"), (59.4, "59 min"), (150, "2 h"), (1_440, "1 d"), (59 * 1_440, "59 d"), (498 * 1_440, "1.4 y")],
)
def test_a_rest_is_short(minutes: float, says: str) -> None:
    assert rest(timedelta(minutes=minutes)) == says


def test_the_buttons_say_what_they_do() -> None:
    labels = [
        rating_label(rating, time)
        for rating, time in zip(Rating, (DAY / 1_440, 2 * DAY, 5 * DAY, 11 * DAY), strict=True)
    ]
    assert labels == ["Again 1 min", "Hard 2 d", "Good 5 d", "Easy 11 d"]


def test_a_question_says_how_often_it_came_and_how_many_are_left() -> None:
    fresh = text(question_html(card().item, card(), today(2, 3), "id"))
    assert fresh.startswith("New 5 to go")
    assert fresh.endswith("What does a ask?")
    known = card(reviews=2, leech=True)
    assert text(question_html(known.item, known, today(1), "id")).startswith(
        "Asked twice before · forgotten often 1 to go"
    )


def test_after_a_reply_every_option_is_explained_and_a_leech_leads_to_the_notes() -> None:
    plain = told_html(card().item, (1,), card())
    assert "Why a key 0." in plain
    assert "Why a other 3." in plain
    assert "look at the notes again" not in plain
    assert 'href="#note/queues.md%23limits">look at the notes again</a>' in told_html(
        card().item, (1,), card(leech=True)
    )


def test_what_notes_say_is_escaped() -> None:
    hostile = replace(question("a"), stem="<img src=x onerror=alert(1)> `<b>`?")
    one = card(item=hostile)
    for html in (question_html(hostile, one, today(), '"><b>'), cards_html([one], Filter.ACTIVE, "", NOW)):
        assert "<img" not in html
        assert "<b>" not in re.sub(r"</?b>(?=\d)", "", html)
        assert "<code>&lt;b&gt;</code>" in html


# ---- the list


def cards() -> list[ReviewCard]:
    learnt = review(card("b"), Rating.EASY, NOW)
    return [
        card("a"),
        learnt,
        card("c", leech=True, lapses=5, reviews=9, due=NOW),
        card("d", standing=Standing.SUSPENDED),
        card("e", standing=Standing.RETIRED, leech=True),
    ]


@pytest.mark.parametrize(
    ("which", "names"),
    [(Filter.ACTIVE, "abc"), (Filter.LEECH, "c"), (Filter.SUSPENDED, "d"), (Filter.RETIRED, "e")],
)
def test_the_list_shows_what_is_chosen(which: Filter, names: Sequence[str]) -> None:
    assert [one.item.id for one in chosen(cards(), which, "")] == list(names)


def test_words_are_looked_for_in_questions_answers_and_places() -> None:
    assert [one.item.id for one in chosen(cards(), Filter.ACTIVE, "b ASK")] == ["b"]
    assert len(chosen(cards(), Filter.ACTIVE, "limits queues key")) == 3
    assert chosen(cards(), Filter.ACTIVE, "limits nothing") == []


def test_each_row_says_when_it_comes_and_has_its_button() -> None:
    shown = text(cards_html(cards(), Filter.ACTIVE, "", NOW))
    assert "What does a ask? Queues > Limits new Suspend" in shown
    assert "comes in 8 days, on 15 December, asked once" in shown
    assert "forgotten often What does c ask? Queues > Limits due now, asked 9 times, forgotten 5 times" in shown
    fact = cards()[3].fact
    suspended = cards_html(cards(), Filter.SUSPENDED, "", NOW)
    assert f'data-resume="{fact}" aria-label="Resume: What does d ask?"' in suspended
    retired = cards_html(cards(), Filter.RETIRED, "", NOW)
    assert "its words are gone from the notes" in retired
    assert "<button" not in retired
    assert "<a " not in retired


def test_a_long_list_is_cut_and_says_so() -> None:
    many = [card(f"q{at}") for at in range(ROWS + 7)]
    html = cards_html(many, Filter.ACTIVE, "", NOW)
    assert html.count("<li>") == ROWS
    assert f"{ROWS + 7} cards" in html
    assert "7 more" in html
    assert "No such card." in cards_html(many, Filter.LEECH, "", NOW)
    assert "There are no cards yet." in cards_html([], Filter.ACTIVE, "", NOW)
