"""Reviews on real notes and a real store: what comes, in which form, and what a reply does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from review_desk import DAY, KINDS, ME, MINUTE, NOON, Desk, SentenceDrills, facts, notes

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput
from dva_assist.records import Attempt, Source, Standing, fact_of
from dva_assist.review import Rating, Wishes


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    kept = LearnerFile(tmp_path / "learners.sqlite")
    yield kept
    kept.close()


@pytest.fixture
def desk(store: LearnerFile) -> Desk:
    return Desk(store)


# ---- new cards


def test_a_day_brings_as_many_new_cards_as_are_wished_for(desk: Desk) -> None:
    desk.wish(new_a_day=3)
    assert len(desk.room.open(ME).new) == 3
    desk.reply(right=True)
    desk.reply(right=False)
    assert len(desk.room.open(ME).new) == 1
    desk.wish(new_a_day=5)
    assert len(desk.room.open(ME).new) == 3
    desk.now += DAY
    assert len(desk.room.open(ME).new) == 5
    assert len(desk.room.cards(ME)) == 7


def test_no_new_cards_are_made_where_none_are_wished_for(desk: Desk) -> None:
    desk.wish(new_a_day=0)
    today = desk.room.open(ME)
    assert (today.new, today.next, desk.room.next(ME), desk.room.cards(ME)) == ((), None, None, [])


def test_the_facts_of_the_exam_come_first_and_the_notes_take_turns(desk: Desk) -> None:
    desk.wish(new_a_day=8)
    assert {card.item.citation.section.note for card in desk.room.open(ME).new} == {"queues.md"}
    other = Desk(desk.store, SentenceDrills(notes(queues=f"# Queues\n\n## Limits\n\n{facts('q')}\n")))
    names = [card.item.citation.section.note for card in other.room.open("other").new]
    assert sorted(names) == ["queues.md"] * 5 + ["tables.md"] * 5


def test_the_same_day_gives_the_same_cards_and_another_learner_others(desk: Desk, tmp_path: Path) -> None:
    def stems(store: LearnerFile, learner: str) -> list[str]:
        return [card.item.citation.quote for card in Desk(store).room.open(learner).new[:4]]

    with_same_day = LearnerFile(tmp_path / "other.sqlite")
    assert stems(desk.store, ME) == stems(with_same_day, "ME")
    assert stems(desk.store, ME) != stems(desk.store, "somebody else")
    with_same_day.close()


def test_a_fact_without_a_sound_question_is_passed_over_and_then_the_notes_are_used_up(desk: Desk) -> None:
    desk.wish(new_a_day=100)
    today = desk.room.open(ME)
    assert len(today.new) == 16
    assert today.free == 84
    assert all("vague" not in card.item.citation.quote for card in today.new)
    assert len(desk.room.open(ME).new) == 16


def test_opening_again_makes_nothing_anew(desk: Desk) -> None:
    desk.room.open(ME)
    made, kept = desk.drills.made, desk.room.cards(ME)
    desk.room.open(ME)
    assert (desk.drills.made, desk.room.cards(ME)) == (made, kept)


def test_two_tabs_that_open_at_once_get_the_same_cards(desk: Desk) -> None:
    ready = Barrier(4)

    def open_tab() -> None:
        ready.wait()
        desk.room.open(ME)

    tabs = [Thread(target=open_tab) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(desk.room.cards(ME)) == 10


# ---- a reply


def test_a_right_reply_is_kept_at_once_as_good(desk: Desk) -> None:
    desk.room.open(ME)
    fact, attempt = desk.reply(right=True)
    outcome = desk.room.outcome(ME, attempt)
    assert (outcome.right, outcome.review.rating, outcome.card) == (True, Rating.GOOD, desk.card(fact))
    assert outcome.card.due == NOON + outcome.outlook[Rating.GOOD] == NOON + 10 * MINUTE
    [kept] = desk.store.attempts(ME)
    assert (kept.id, kept.source, kept.right, kept.seconds, kept.fact) == (attempt, Source.REVIEW, True, 3.5, fact)


def test_a_wrong_reply_comes_again_in_a_minute_in_another_form(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    desk.room.open(ME)
    fact, _ = desk.reply(right=False)
    before = desk.card(fact).item.kind
    assert desk.room.next(ME) is None
    assert desk.room.today(ME).then == NOON + MINUTE
    desk.now += MINUTE
    again = desk.room.next(ME)
    assert again is not None
    assert again[0].fact == fact_of(again[1].citation) == fact
    assert again[1].kind != before
    assert again == desk.room.next(ME) == desk.room.ask(ME, fact)


def test_the_forms_of_a_fact_take_turns(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    desk.room.open(ME)
    kinds = []
    for _ in range(9):
        fact, _ = desk.reply(right=True)
        kinds.append(desk.card(fact).item.kind)
        desk.now = desk.card(fact).due
    assert set(kinds) == set(KINDS)
    assert all(one != other for one, other in pairwise(kinds))


def test_a_fact_that_has_one_form_is_asked_in_it_again(store: LearnerFile) -> None:
    desk = Desk(store, SentenceDrills(kinds=("number",)))
    desk.room.open(ME)
    fact, _ = desk.reply(right=False)
    assert desk.room.ask(ME, fact)[1].kind == "number"


def test_a_reply_that_is_sent_twice_is_kept_once(desk: Desk) -> None:
    desk.room.open(ME)
    card, item = desk.room.next(ME) or pytest.fail("nothing to do")
    first = desk.room.check(ME, card.fact, item, item.correct, "one")
    desk.now += MINUTE
    again = desk.room.check(ME, card.fact, item, (1 - item.correct[0],), "one")
    assert (again.right, again.outlook, again.card.due) == (True, first.outlook, first.card.due)
    assert len(desk.store.attempts(ME)) == len(desk.store.reviews(ME)) == desk.card(card.fact).reviews == 1


@pytest.mark.parametrize("reply", ["typed", (7,)])
def test_a_reply_that_does_not_fit_loses_nothing(desk: Desk, reply: object) -> None:
    desk.room.open(ME)
    card, item = desk.room.next(ME) or pytest.fail("nothing to do")
    with pytest.raises(BadInput, match="question"):
        desk.room.check(ME, card.fact, item, reply, "one")  # type: ignore[arg-type]
    assert desk.card(card.fact) == card
    assert desk.store.attempts(ME) == []


def test_a_question_on_another_fact_or_a_card_that_is_not_there_is_refused(desk: Desk) -> None:
    first, second = desk.room.open(ME).new[:2]
    with pytest.raises(BadInput, match="another fact"):
        desk.room.check(ME, first.fact, second.item, (0,), "one")
    with pytest.raises(BadInput, match="not there any more"):
        desk.room.check("nobody", first.fact, first.item, (0,), "one")
    assert desk.store.attempts(ME) == []


# ---- ratings and undo


def test_after_a_right_reply_the_rating_can_be_changed_and_is_kept_once(desk: Desk) -> None:
    desk.room.open(ME)
    fact, attempt = desk.reply(right=True)
    outlook = desk.room.outcome(ME, attempt).outlook
    for rating in (Rating.EASY, Rating.HARD, Rating.AGAIN, Rating.EASY):
        outcome = desk.room.rate(ME, attempt, rating)
        assert outcome.card == desk.card(fact)
        assert outcome.card.due == NOON + outlook[rating]
        assert outcome.outlook == outlook
    [kept] = desk.store.reviews(ME)
    assert (kept.rating, kept.after.reviews, kept.before.reviews) == (Rating.EASY, 1, 0)


def test_a_rating_given_minutes_later_counts_from_the_reply(desk: Desk) -> None:
    desk.room.open(ME)
    fact, attempt = desk.reply(right=True)
    desk.now += 20 * MINUTE
    desk.room.rate(ME, attempt, Rating.EASY)
    assert desk.card(fact).due == NOON + 8 * DAY


def test_a_wrong_reply_cannot_be_called_easy(desk: Desk) -> None:
    desk.room.open(ME)
    fact, attempt = desk.reply(right=False)
    with pytest.raises(BadInput, match="a wrong reply comes again soon"):
        desk.room.rate(ME, attempt, Rating.EASY)
    assert desk.card(fact).due == NOON + MINUTE


def test_only_the_last_reply_can_be_rated(desk: Desk) -> None:
    desk.room.open(ME)
    fact, attempt = desk.reply(right=True)
    desk.reply(right=True)
    with pytest.raises(BadInput, match="not the last one any more"):
        desk.room.rate(ME, attempt, Rating.EASY)
    assert desk.card(fact).due == NOON + 10 * MINUTE
    with pytest.raises(BadInput, match="taken back"):
        desk.room.rate(ME, "never given", Rating.EASY)


def test_undo_takes_back_reply_after_reply(desk: Desk) -> None:
    desk.wish(new_a_day=3)
    start = desk.room.open(ME)
    cards = desk.room.cards(ME)
    for right in (True, False):
        desk.reply(right)
    undone = desk.room.undo(ME)
    assert undone is not None
    assert (undone.attempt.id, undone.before, desk.card(undone.before.fact)) == (
        "attempt-2",
        start.new[1],
        start.new[1],
    )
    desk.room.undo(ME)
    assert desk.room.undo(ME) is None
    assert (desk.room.today(ME), desk.room.cards(ME)) == (start, cards)
    assert desk.store.attempts(ME) == []
    with pytest.raises(BadInput, match="taken back"):
        desk.room.outcome(ME, "attempt-1")


def test_undo_takes_back_the_reply_with_its_changed_rating(desk: Desk) -> None:
    desk.room.open(ME)
    before = desk.room.cards(ME)
    _, attempt = desk.reply(right=True)
    desk.room.rate(ME, attempt, Rating.EASY)
    desk.room.undo(ME)
    assert desk.room.cards(ME) == before


# ---- suspended, retired, edited


def test_a_suspended_card_is_not_asked_until_it_is_resumed(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    [card] = desk.room.open(ME).new
    desk.room.suspend(ME, card.fact)
    assert (desk.room.next(ME), desk.card(card.fact).standing) == (None, Standing.SUSPENDED)
    desk.room.resume(ME, card.fact)
    assert desk.card(card.fact) == card
    assert desk.room.today(ME).next == card
    with pytest.raises(BadInput, match="not there any more"):
        desk.room.suspend(ME, "nothing")


def edited(desk: Desk, **texts: str) -> Desk:
    """The same learner after the notes were indexed anew."""
    after = Desk(desk.store, SentenceDrills(notes(**texts)))
    after.now = desk.now + 2 * DAY
    return after


def test_an_edit_reopens_cards_and_the_card_of_a_fact_that_is_gone_has_an_heir(desk: Desk) -> None:
    desk.wish(new_a_day=8)
    desk.room.open(ME)
    for _ in range(8):
        _, attempt = desk.reply(right=True)
        desk.room.rate(ME, attempt, Rating.EASY)
    gone = next(card for card in desk.room.cards(ME) if "q3" in card.item.citation.quote)
    text = desk.drills.texts["queues.md"].replace("The fact q3 is short.", "The fact q3 is long.")
    after = edited(desk, queues=text)
    after.wish(new_a_day=0)
    today = after.room.open(ME)
    assert len(today.due) == 8
    assert after.card(gone.fact).standing is Standing.RETIRED
    heir = next(card for card in today.due if "q3" in card.item.citation.quote)
    assert (heir.memory, heir.reviews) == (gone.memory, 1)
    assert after.room.open(ME) == today
    with pytest.raises(BadInput, match="do not say this any more"):
        after.room.resume(ME, gone.fact)
    again = edited(after)
    again.room.open(ME)
    assert again.card(gone.fact).standing is Standing.ACTIVE


def test_a_note_that_is_gone_retires_its_cards(desk: Desk) -> None:
    desk.wish(new_a_day=9)
    desk.room.open(ME)
    after = edited(desk, queues="# Queues\n")
    after.wish(new_a_day=1)
    today = after.room.open(ME)
    assert [card.item.citation.section.note for card in today.new] == ["tables.md"]
    standings = [card.standing for card in after.room.cards(ME)]
    assert (standings.count(Standing.RETIRED), standings.count(Standing.ACTIVE)) == (8, 1)


def test_a_card_cites_the_notes_as_they_are_now(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    [card] = desk.room.open(ME).new
    text = desk.drills.texts["queues.md"].replace("# Queues", "# Queues\n\nMuch was added here.")
    after = edited(desk, queues=text)
    shown, item = after.room.next(ME) or pytest.fail("nothing to do")
    assert shown.fact == card.fact
    assert item.citation.start > card.item.citation.start
    assert text[item.citation.start : item.citation.end] == item.citation.quote == card.item.citation.quote


# ---- what went wrong elsewhere


def test_what_went_wrong_elsewhere_is_due_in_a_minute(desk: Desk) -> None:
    items = [desk.drills.item("t1"), desk.drills.item("t2")]
    assert desk.room.add_wrong(ME, items) == "2 added to your reviews."
    assert desk.store.attempts(ME) == []
    desk.now += MINUTE
    due = desk.room.today(ME).due
    assert {card.item.stem for card in due} == {one.stem for one in items}
    assert {card.fact for card in due} == {fact_of(one.citation) for one in items}
    assert all(card.reviews == 1 and not card.lapses for card in desk.room.cards(ME))


def test_what_is_added_twice_is_there_once(desk: Desk) -> None:
    first, second = desk.drills.item("t1"), desk.drills.item("t2")
    desk.room.add_wrong(ME, [first])
    kept = desk.room.cards(ME)
    other_form = desk.drills.item("t1", "number")
    assert desk.room.add_wrong(ME, [first, other_form]) == "0 added to your reviews, 1 was there already."
    assert desk.room.cards(ME) == [replace(kept[0], due=NOON)]
    assert desk.room.add_wrong(ME, [second, first]) == "1 added to your reviews, 1 was there already."
    assert desk.room.add_wrong(ME, []) == "0 added to your reviews."


def test_a_card_that_rests_or_is_suspended_is_brought_forward(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    desk.room.open(ME)
    fact, attempt = desk.reply(right=True)
    desk.room.rate(ME, attempt, Rating.EASY)
    desk.room.suspend(ME, fact)
    before = desk.card(fact)
    desk.room.add_wrong(ME, [before.item])
    assert desk.card(fact) == replace(before, due=NOON, standing=Standing.ACTIVE)


def test_a_question_on_other_notes_cannot_be_added(desk: Desk) -> None:
    elsewhere = SentenceDrills({"other.md": "# Other\n\nThe fact o1 is short.\n"}).item("o1")
    assert desk.room.add_wrong(ME, [elsewhere]) == "0 added to your reviews, 1 is not in the notes."
    assert desk.room.cards(ME) == []


# ---- days, settings, learners


def test_a_fact_whose_words_are_gone_cannot_be_added(desk: Desk) -> None:
    gone, there = desk.drills.item("q3"), desk.drills.item("q4")
    text = desk.drills.texts["queues.md"].replace("The fact q3 is short.", "That one is a good deal longer.")
    after = edited(desk, queues=text)
    said = after.room.add_wrong(ME, [gone, there])
    assert said == "1 added to your reviews, 1 is not in the notes."
    assert [card.fact for card in after.room.cards(ME)] == [fact_of(there.citation)]


def test_an_edit_between_question_and_reply_still_reopens_the_card(desk: Desk) -> None:
    desk.wish(new_a_day=1)
    desk.room.open(ME)
    card, item = desk.room.next(ME) or pytest.fail("nothing to do")
    text = desk.drills.texts["queues.md"].replace("## Limits", "## Limits\n\nMuch was added here.")
    after = edited(desk, queues=text)
    outcome = after.room.check(ME, card.fact, item, item.correct, "a")
    assert outcome.card.section_print == card.section_print
    after.room.rate(ME, "a", Rating.EASY)
    assert after.card(card.fact).due > after.now
    after.room.open(ME)
    assert after.card(card.fact).due == after.now


def test_names_that_the_store_takes_for_one_get_the_same_cards(desk: Desk, tmp_path: Path) -> None:
    other = Desk(LearnerFile(tmp_path / "other.sqlite"))
    names = ("zo\u00eb  \ufb01n", "ZOE\u0308 FIN")
    first, second = (one.room.open(name).new for one, name in zip((desk, other), names, strict=True))
    assert first == second
    other.store.close()


def test_a_name_with_half_a_letter_is_refused(desk: Desk) -> None:
    for act in (desk.room.open, desk.room.undo):
        with pytest.raises(BadInput, match="broken letter"):
            act("A\ud800")


def test_the_streak_counts_every_reply_also_over_months(desk: Desk) -> None:
    item = desk.drills.item("t1")
    days = [
        Attempt.of(item, (0,), True, id=f"day-{day}", source=Source.DRILL, at=NOON - day * DAY) for day in range(100)
    ]
    desk.store.add_attempts(ME, days)
    assert desk.room.streak(ME) == 100
    desk.now += 2 * DAY
    assert desk.room.streak(ME) == 0


def test_the_day_begins_at_the_midnight_of_the_zone(store: LearnerFile) -> None:
    desk = Desk(store, zone="Asia/Tokyo")
    desk.wish(new_a_day=1)
    desk.room.open(ME)
    desk.reply(right=True)
    assert desk.room.today(ME).done == 1
    desk.now = datetime(2026, 12, 7, 15, 30, tzinfo=UTC)  # half past midnight in Tokyo
    assert desk.room.today(ME).done == 0
    assert len(desk.room.open(ME).new) == 1


def test_wishes_hold_and_leave_other_settings_alone(desk: Desk) -> None:
    desk.store.set_wishes(ME, {"exam": "dva-c02"})
    desk.wish(new_a_day=7, retention=0.85)
    assert desk.room.wishes(ME) == Wishes(7, 0.85)
    assert desk.store.wishes(ME)["exam"] == "dva-c02"
    for wrong in (Wishes(-1), Wishes(201), Wishes(5, 0.5), Wishes(5, 0.99)):
        with pytest.raises(BadInput, match="0 to 200"):
            desk.room.set_wishes(ME, wrong)
    assert desk.room.wishes(ME) == Wishes(7, 0.85)


def test_learners_do_not_see_each_other(desk: Desk) -> None:
    desk.room.open("ana")
    desk.reply(True, "ana")
    assert (desk.room.cards("ben"), desk.room.undo("ben"), desk.room.today("ben").done) == ([], None, 0)
    assert desk.room.today("Ana ").done == 1


def test_a_session_goes_on_after_a_restart(desk: Desk) -> None:
    desk.room.open(ME)
    _, attempt = desk.reply(right=True)
    after = Desk(desk.store)
    assert after.room.next(ME) == desk.room.next(ME)
    assert after.room.rate(ME, attempt, Rating.EASY).review.rating == Rating.EASY
    assert after.room.undo(ME) is not None


@pytest.mark.parametrize(("zone", "winter", "summer"), [("Europe/Zurich", 1, 2), ("<+03>-3", 3, 3)])
def test_the_zone_of_the_computer_has_its_summer(zone: str, winter: int, summer: int) -> None:
    said = (
        "from datetime import datetime; from dva_assist.review_room import local_zone; "
        "print([datetime(2026, month, 1, 12, tzinfo=local_zone()).utcoffset().seconds // 3600 for month in (1, 7)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", said], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"[{winter}, {summer}]"
