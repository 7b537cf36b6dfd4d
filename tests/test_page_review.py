"""What the Review tab does, without a browser: handlers of ui.review on a real room and store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_desk import DAY, ME, MINUTE, NOON, Desk

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput
from dva_assist.records import Standing
from dva_assist.review import Rating, Wishes
from dva_assist.ui import review
from dva_assist.ui.reply_values import Values
from dva_assist.ui.review_view import SKIP, Place, View

RIGHT, WRONG = True, False
IDLE = Place(ME).written()  # nothing is asked


class Page:
    """A tab of a browser: it holds what the server sent last."""

    def __init__(self, desk: Desk, learner: str = ME) -> None:
        self.desk, self.learner = desk, learner
        self.place = ""

    def do(self, handler: Any, *values: Any) -> View:
        view: View = handler(self.desk.room, self.learner, *values)
        self.place = self.place if view.place == SKIP else view.place
        return view

    def open(self) -> View:
        return self.do(review.visit, self.place)

    def reply(self, right: bool) -> View:
        card = Place.read(self.place)
        _, item = self.desk.room.ask(self.learner, card.fact)
        key = item.correct[0]
        return self.do(review.check, self.place, *Values(one=key if right else 1 - key))

    def rate(self, rating: Rating) -> View:
        return self.do(review.rate(rating), self.place)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = LearnerFile(tmp_path / "learners.sqlite")
    desk = Desk(store)
    desk.wish(new_a_day=3)
    yield desk
    store.close()


@pytest.fixture
def page(desk: Desk) -> Page:
    opened = Page(desk)
    opened.open()
    return opened


def is_visible(part: Any) -> bool:
    assert isinstance(part, gr.blocks.Block)
    return bool(part.visible)


def test_opening_asks_the_first_card_and_coming_back_leaves_it_alone(page: Page, desk: Desk) -> None:
    view = Page(desk).open()
    assert is_visible(view.card)
    assert "which is it?" in view.question
    assert (view.new_a_day, view.retention) == (3, 90)
    assert page.open() == View()


def test_a_right_reply_shows_when_it_comes_and_the_rating_goes_on(page: Page, desk: Desk) -> None:
    view = page.reply(RIGHT)
    assert "Right." in view.feedback
    assert (is_visible(view.ratings), is_visible(view.onward), is_visible(view.check)) == (True, False, False)
    assert [view.again, view.hard, view.good, view.easy] == ["Again 1 min", "Hard 6 min", "Good 10 min", "Easy 8 d"]
    fact = Place.read(page.place).fact
    following = page.rate(Rating.EASY)
    assert desk.card(fact).due == NOON + 8 * DAY
    assert Place.read(page.place).fact not in ("", fact)
    assert not is_visible(following.ratings)


def test_a_wrong_reply_can_only_be_gone_on_from(page: Page, desk: Desk) -> None:
    view = page.reply(WRONG)
    assert (is_visible(view.ratings), is_visible(view.onward)) == (False, True)
    assert view.onward.value == "Go on (again 1 min)"
    fact = Place.read(page.place).fact
    assert desk.card(fact).due == NOON + MINUTE
    page.do(review.go_on)
    assert Place.read(page.place).fact != fact


def test_a_reply_is_timed_unless_the_learner_was_away(page: Page, desk: Desk) -> None:
    desk.now += MINUTE
    page.reply(WRONG)
    page.do(review.go_on)
    desk.now += 60 * MINUTE
    page.reply(WRONG)
    assert [one.seconds for one in desk.store.attempts(ME)] == [60.0, 0.0]


def test_a_reply_that_is_not_whole_is_asked_for(page: Page, desk: Desk) -> None:
    view = page.do(review.check, page.place, *Values())
    assert "Choose one of the options first." in view.feedback
    assert desk.store.attempts(ME) == []


def test_a_second_click_on_check_changes_nothing(page: Page, desk: Desk) -> None:
    before = page.place
    first = page.reply(RIGHT)
    page.place = before  # the second click was under way already
    again = page.do(review.check, page.place, *Values(one=0))
    assert (again.feedback, again.good, again.place) == (first.feedback, first.good, first.place)
    assert len(desk.store.attempts(ME)) == 1


def test_a_card_that_another_tab_has_reviewed_is_not_reviewed_twice(page: Page, desk: Desk) -> None:
    other = Page(desk)
    other.open()
    other.reply(RIGHT)
    view = page.reply(RIGHT)
    assert "reviewed meanwhile" in view.message
    assert len(desk.store.attempts(ME)) == 1
    assert Place.read(page.place).fact != Place.read(other.place).fact


def test_a_rating_from_a_tab_that_was_overtaken_is_refused_and_goes_on(page: Page, desk: Desk) -> None:
    page.reply(RIGHT)
    fact = Place.read(page.place).fact
    other = Page(desk)
    other.open()
    other.reply(RIGHT)
    view = page.rate(Rating.EASY)
    assert "not the last one any more" in view.message
    assert desk.card(fact).due == NOON + 10 * MINUTE
    assert is_visible(view.card)


def test_the_last_reply_is_taken_back_and_its_card_asked_again(page: Page, desk: Desk) -> None:
    fact = Place.read(page.place).fact
    page.reply(WRONG)
    page.do(review.go_on)
    view = page.do(review.take_back)
    assert Place.read(page.place).fact == fact
    assert "taken back" in view.message
    assert not is_visible(view.take_back)
    with pytest.raises(BadInput, match="no reply to take back"):
        page.do(review.take_back)
    page.reply(RIGHT)
    assert desk.card(fact).reviews == 1


def test_to_the_end_of_the_day_and_on_when_a_card_falls_due(page: Page, desk: Desk) -> None:
    for _ in range(3):
        page.reply(WRONG)
        view = page.do(review.go_on)
    assert page.place == IDLE
    assert "3 cards come again today" in view.done
    assert (is_visible(view.card), view.timer.active) == (False, True)
    assert page.do(review.look, page.place) == View()
    desk.now += MINUTE
    view = page.do(review.look, page.place)
    assert (is_visible(view.card), view.timer.active) == (True, False)
    assert page.do(review.look, page.place).place == SKIP


def test_a_page_left_open_goes_on_the_next_day(page: Page, desk: Desk) -> None:
    for _ in range(3):
        page.reply(RIGHT)
        page.rate(Rating.EASY)
    assert page.place == IDLE
    desk.now += DAY
    assert is_visible(page.open().card)
    assert len(desk.room.today(ME).new) == 3


def test_a_suspended_card_waits_in_the_list(page: Page, desk: Desk) -> None:
    fact = Place.read(page.place).fact
    view = page.do(review.suspend, page.place, "suspended", None)
    assert desk.card(fact).standing is Standing.SUSPENDED
    assert f'data-resume="{fact}"' in view.cards
    event = gr.EventData(None, {"what": "resume", "fact": fact})
    view = page.do(review.routed, page.place, "suspended", "", event)
    assert desk.card(fact).standing is Standing.ACTIVE
    assert "data-resume" not in view.cards
    assert view.place == SKIP, "the card that is being asked stays"
    here = Place.read(page.place).fact
    event = gr.EventData(None, {"what": "suspend", "fact": here})
    page.do(review.routed, page.place, "active", "", event)
    assert Place.read(page.place).fact not in ("", here)


def test_settings_take_effect_at_once(page: Page, desk: Desk) -> None:
    view = page.do(review.set_wishes, page.place, 5, 85)
    assert "settings are kept" in view.message
    assert (desk.room.wishes(ME), len(desk.room.today(ME).new)) == (Wishes(5, 0.85), 5)
    with pytest.raises(BadInput, match="0 to 200"):
        page.do(review.set_wishes, page.place, 5, 20)


def test_another_name_has_cards_of_its_own(page: Page, desk: Desk) -> None:
    page.reply(RIGHT)
    page.learner = "ana"
    view = page.do(review.renamed, page.place, "active", "")
    assert is_visible(view.card)
    assert "0</b> done today" in view.status
    fresh = Page(desk, "ben")
    assert fresh.do(review.renamed, "", "active", "") == View()
    assert desk.room.cards("ben") == []


def test_a_name_that_comes_again_leaves_the_card_alone(page: Page) -> None:
    assert page.do(review.renamed, page.place, "active", "") == View()


def test_a_reply_under_another_name_than_the_card_is_not_kept(page: Page, desk: Desk) -> None:
    before = page.place
    page.learner = "ana"
    desk.room.open("ana")
    for view in (
        page.do(review.check, before, *Values(one=0)),
        page.do(review.rate(Rating.EASY), before),
        page.do(review.suspend, before, "active", ""),
    ):
        assert Place.read(view.place).learner == "ana"
    assert [desk.store.attempts(name) for name in (ME, "ana")] == [[], []]
    assert all(card.standing is Standing.ACTIVE for name in (ME, "ana") for card in desk.room.cards(name))


@pytest.mark.parametrize("text", ["", "-", "me/a/b/c/x/asked", "/a/b/c/1/asked", "me/a/b/c/1/asked/more"])
def test_a_place_that_was_never_written_is_that_of_a_closed_tab(text: str, page: Page) -> None:
    assert Place.read(text) == Place()
    assert Place.read(page.do(review.check, text, *Values(one=0)).place).fact


@given(st.text(min_size=1), st.booleans())
def test_a_place_is_read_as_it_was_written(learner: str, told: bool) -> None:
    place = Place(learner, "fact", "item-1", "attempt", 1_764_000_000.0, told)
    assert Place.read(place.written()) == place
    assert not Place.read(place.written()).asks(learner + "x")


def test_a_list_that_there_is_not_is_refused(page: Page) -> None:
    with pytest.raises(BadInput, match="no such list"):
        page.do(review.list_cards, "everything", "")
