"""When a fact is asked again, told in days, and what an edit of the notes does to its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from exam_papers import question
from hypothesis import given
from hypothesis import strategies as st

from dva_assist.notes import parse_note
from dva_assist.records import Attempt, Review, ReviewCard, Source, Standing, fact_of
from dva_assist.review import (
    LEECH,
    Rating,
    Wishes,
    forecast,
    midnight,
    new_card,
    outlook,
    recall,
    reconcile,
    relocated,
    review,
    section_print,
    streak,
    today,
)
from dva_assist.types import Citation, Note, QuizItem, Section

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = Rating
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ratings = st.sampled_from(Rating)


def card(name: str = "a") -> ReviewCard:
    return new_card(question(name), "print", NOON)


def story(*replies: Rating, retention: float = 0.9) -> tuple[ReviewCard, list[timedelta]]:
    """The card after the replies, each given when it is due, and how long it rested after each."""
    now, one, rests = NOON, card(), []
    for rating in replies:
        one = review(one, rating, now, retention)
        rests.append(one.due - now)
        now = one.due
    return one, rests


# ---- intervals


def test_a_fact_that_is_known_each_time_comes_back_ever_later() -> None:
    _, rests = story(GOOD, GOOD, GOOD, GOOD, GOOD, GOOD)
    assert rests == [10 * MINUTE, 2 * DAY, 11 * DAY, 46 * DAY, 163 * DAY, 498 * DAY]


def test_a_lapse_brings_a_fact_back_at_once_and_then_sooner_than_before() -> None:
    one, rests = story(GOOD, GOOD, GOOD, AGAIN, GOOD, GOOD)
    assert rests == [10 * MINUTE, 2 * DAY, 11 * DAY, 10 * MINUTE, 2 * DAY, 5 * DAY]
    assert (one.reviews, one.lapses, one.leech) == (6, 1, False)


def test_an_easy_fact_skips_the_steps_of_minutes() -> None:
    _, rests = story(EASY, EASY)
    assert rests[0] == 8 * DAY
    assert rests[1] > 60 * DAY


def test_who_wants_to_know_more_is_asked_more_often() -> None:
    ends = [story(GOOD, GOOD, GOOD, retention=share)[1][-1] for share in (0.7, 0.8, 0.9, 0.97)]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > 5 * ends[-1]


def test_the_outlook_is_what_a_review_then_does() -> None:
    one, _ = story(GOOD, GOOD)
    expected = {rating: review(one, rating, one.due).due - one.due for rating in Rating}
    assert outlook(one, one.due) == expected
    rests = list(expected.values())
    assert rests == sorted(rests)
    assert rests[0] == 10 * MINUTE


def test_slips_on_the_first_day_are_no_lapses() -> None:
    one, rests = story(*[AGAIN] * 10)
    assert rests == [MINUTE] * 10
    assert (one.lapses, one.leech) == (0, False)


def test_a_card_that_is_forgotten_again_and_again_is_a_leech_and_stays_one() -> None:
    forgotten = [AGAIN, GOOD]  # the second brings it back to days
    before, _ = story(GOOD, GOOD, *forgotten * (LEECH - 1))
    assert (before.lapses, before.leech) == (LEECH - 1, False)
    after, _ = story(GOOD, GOOD, *forgotten * LEECH)
    assert (after.lapses, after.leech) == (LEECH, True)
    known, _ = story(GOOD, GOOD, *forgotten * LEECH, GOOD, GOOD)
    assert known.leech


def test_the_chance_to_know_a_card_falls_to_the_wish_by_the_time_it_is_due() -> None:
    assert recall(card(), NOON) == 0
    one, _ = story(GOOD, GOOD, GOOD)
    assert recall(one, one.due) == pytest.approx(0.9, abs=0.01)
    assert recall(one, one.due + 100 * DAY) < recall(one, one.due) < recall(one, one.due - 5 * DAY)


def test_a_review_may_be_given_in_any_zone() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    assert review(card(), GOOD, there).due == review(card(), GOOD, NOON).due


def test_a_clock_that_was_set_back_does_no_harm() -> None:
    one, _ = story(GOOD, GOOD, GOOD)
    for rating in Rating:
        assert review(one, rating, NOON - 30 * DAY).due > NOON - 30 * DAY


@given(st.lists(st.tuples(ratings, st.floats(0, 400)), max_size=12), st.sampled_from([0.7, 0.9, 0.97]))
def test_whatever_is_replied_a_card_comes_again_and_counts_its_reviews(
    replies: list[tuple[Rating, float]], retention: float
) -> None:
    now, one = NOON, card()
    for rating, days in replies:
        now += timedelta(days=days)
        after = review(one, rating, now, retention)
        assert after.due > now
        assert 0 <= recall(after, now) <= 1
        assert after.lapses - one.lapses in ((0, 1) if rating is AGAIN else (0,))
        assert (after.fact, after.item, after.added, after.standing) == (one.fact, one.item, one.added, one.standing)
        one = after
    assert one.reviews == len(replies)
    assert one.leech is (one.lapses >= LEECH)


# ---- what there is to do today


def done(before: ReviewCard, at: datetime, rating: Rating = GOOD) -> Review:
    attempt = Attempt.of(before.item, (0,), rating > 1, id=f"{before.fact}{at}", source=Source.REVIEW, at=at)
    return Review(attempt, int(rating), before, review(before, rating, at))


def known(name: str, due: datetime) -> ReviewCard:
    """A card whose next rest is of days."""
    return replace(review(card(name), EASY, NOON - 90 * DAY), due=due)


def test_what_is_due_before_midnight_is_asked_now_the_most_overdue_first() -> None:
    cards = [known("late", NOON + 11 * timedelta(hours=1)), known("old", NOON - DAY), known("next", NOON + DAY)]
    found = today(cards, [], NOON, UTC, Wishes(new_a_day=0))
    assert [one.item.id for one in found.due] == ["old", "late"]
    assert (found.later, found.then) == (0, NOON + DAY)
    assert found.next is found.due[0]


def test_a_card_in_a_step_of_minutes_waits_for_its_minute() -> None:
    failed = review(card(), AGAIN, NOON)
    at_once = today([failed], [], NOON, UTC, Wishes())
    assert (at_once.due, at_once.later, at_once.then) == ((), 1, NOON + MINUTE)
    assert at_once.next is None
    then = today([failed], [], NOON + MINUTE, UTC, Wishes())
    assert (then.due, then.later, then.then) == ((failed,), 0, None)


def test_the_day_is_that_of_the_learner() -> None:
    """Tokyo is nine hours ahead: 16:00 in London is past midnight there."""
    one = known("a", datetime(2026, 11, 2, 16, 0, tzinfo=UTC))
    assert today([one], [], NOON, UTC, Wishes()).due == (one,)
    assert today([one], [], NOON, ZoneInfo("Asia/Tokyo"), Wishes()).due == ()


def test_new_cards_come_up_to_the_number_of_the_day_and_after_what_is_due() -> None:
    new = [replace(card(name), added=NOON + at * MINUTE) for at, name in enumerate("abcde")]
    old = known("old", NOON)
    found = today([*reversed(new), old], [], NOON, UTC, Wishes(new_a_day=3))
    assert [one.item.id for one in found.new] == ["a", "b", "c"]
    assert (found.next, found.free) == (old, 0)
    begun = [done(new[0], NOON)]
    rest = today([begun[0].after, *new[1:]], begun, NOON, UTC, Wishes(new_a_day=3))
    assert [one.item.id for one in rest.new] == ["b", "c"]
    assert rest.done == 1
    assert today(new[:1], begun, NOON, UTC, Wishes(new_a_day=3)).free == 1
    tomorrow = today([begun[0].after, *new[1:]], begun, NOON + DAY, UTC, Wishes(new_a_day=3))
    assert [one.item.id for one in tomorrow.new] == ["b", "c", "d"]
    assert tomorrow.done == 0


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.RETIRED])
def test_cards_that_are_not_asked_count_nowhere(standing: Standing) -> None:
    cards = [replace(known("a", NOON), standing=standing), replace(card("b"), standing=standing)]
    found = today(cards, [], NOON, UTC, Wishes())
    assert (found.due, found.new, found.later, found.then) == ((), (), 0, None)
    assert forecast(cards, NOON, UTC) == [0] * 14


def test_the_forecast_counts_by_the_days_of_the_learner() -> None:
    cards = [known(str(at), NOON + days * DAY) for at, days in enumerate((-3, 0, 1, 1, 13, 14, 300))]
    assert forecast([*cards, card("new")], NOON, UTC) == [2, 2, *[0] * 11, 1]
    late = [known("a", datetime(2026, 11, 2, 16, 0, tzinfo=UTC))]
    assert forecast(late, NOON, ZoneInfo("Asia/Tokyo"), 2) == [0, 1]


def test_the_forecast_keeps_to_the_days_when_the_clocks_change() -> None:
    """On 25 October 2026 Berlin goes from summer to winter time, and its day has 25 hours."""
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 10, 25, 23, 30, tzinfo=berlin)
    morning = datetime(2026, 10, 25, 8, 0, tzinfo=berlin)
    assert forecast([known("a", evening.astimezone(UTC))], morning.astimezone(UTC), berlin, 2) == [1, 0]
    assert midnight(evening.astimezone(UTC), berlin).isoformat() == "2026-10-25T00:00:00+02:00"


def test_a_streak_is_not_broken_by_a_today_without_a_reply_yet() -> None:
    days = [NOON - at * DAY for at in (1, 2, 3, 5)]
    assert streak(days, NOON, UTC) == 3
    assert streak([*days, NOON], NOON, UTC) == 4
    assert streak(days, NOON + DAY, UTC) == 0
    assert streak([], NOON, UTC) == 0


def test_a_streak_counts_the_days_of_the_learner() -> None:
    late = [datetime(2026, 11, day, 23, 30, tzinfo=UTC) for day in (1, 2)]
    early = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    assert streak([late[0], early], early, UTC) == 1
    assert streak([late[0], early], early, ZoneInfo("Asia/Tokyo")) == 2


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ({}, Wishes()),
        ({"new_a_day": 0, "retention": 0.97, "more": 1}, Wishes(0, 0.97)),
        ({"new_a_day": -1, "retention": 0.99}, Wishes()),
        ({"new_a_day": True, "retention": "0.8"}, Wishes()),
        ({"new_a_day": 3.5, "retention": float("nan")}, Wishes()),
    ],
)
def test_wishes_that_cannot_be_used_take_their_default(kept: dict[str, object], read: Wishes) -> None:
    assert Wishes.read(kept) == read
    assert Wishes.read(read.kept()) == read


# ---- when the notes change

QUEUES = """# Queues

A queue holds messages.

## Limits

A message may have 256 KB.

The default timeout is
30 seconds.
"""
LIMITS = "queues.md#limits"


def cited(note: Note, number: int, section: str = LIMITS) -> Citation:
    place = next(one for one in note.sections if one.id == section)
    return Citation.of(1, place, place.sentences[number])


def asking(note: Note, number: int, section: str = LIMITS) -> QuizItem:
    proof = cited(note, number, section)
    plain = question(f"q{number}")
    explanations = tuple(replace(one, citation=proof) for one in plain.explanations)
    return replace(plain, citation=proof, explanations=explanations)


class Notes:
    """One note, as it is now."""

    def __init__(self, raw: str = QUEUES, path: str = "queues.md") -> None:
        self.note = parse_note(path, raw)

    def place(self, section: str) -> tuple[Section, Note] | None:
        return next(((one, self.note) for one in self.note.sections if one.id == section), None)

    def items(self, section: Section) -> list[QuizItem]:
        return [asking(self.note, number, section.id) for number in range(len(section.sentences))]

    def card(self, number: int, **more: object) -> ReviewCard:
        found = self.place(LIMITS)
        assert found is not None
        one = new_card(asking(self.note, number), section_print(*found), NOON)
        learnt = replace(review(one, EASY, NOON), lapses=2)
        return replace(learnt, **more)  # type: ignore[arg-type]

    def change(self, *cards: ReviewCard) -> list[ReviewCard]:
        """The cards that change with these notes, after which nothing more does."""
        changed = reconcile(cards, self.place, self.items, NOON + DAY)
        whole = {one.fact: one for one in cards} | {one.fact: one for one in changed}
        assert reconcile(list(whole.values()), self.place, self.items, NOON + DAY) == []
        return changed


def test_notes_that_stay_change_no_card() -> None:
    notes = Notes()
    assert notes.change(notes.card(0), notes.card(1)) == []


def test_what_is_moved_about_or_broken_otherwise_is_no_edit() -> None:
    moved = QUEUES.replace("A queue", "Much was added here.\n\nA queue").replace("is\n30", "is 30")
    assert Notes(moved).change(Notes().card(0), Notes().card(1)) == []


def test_an_edited_section_reopens_its_cards() -> None:
    card = Notes().card(0)
    assert card.due > NOON + DAY
    [reopened] = Notes(QUEUES.replace("30 seconds", "40 seconds")).change(card)
    assert (reopened.due, reopened.standing, reopened.memory) == (NOON + DAY, Standing.ACTIVE, card.memory)
    assert reopened.section_print != card.section_print


def test_a_card_that_is_due_already_is_not_put_off() -> None:
    [reopened] = Notes(QUEUES.replace("30", "40")).change(Notes().card(0, due=NOON - DAY))
    assert reopened.due == NOON - DAY


def test_words_that_are_gone_hand_their_memory_to_something_else_of_the_section() -> None:
    card = Notes().card(1)
    retired, heir = Notes(QUEUES.replace("30 seconds", "40 seconds")).change(card, Notes().card(0))[:2]
    assert (retired.fact, retired.standing) == (card.fact, Standing.RETIRED)
    assert "40 seconds" in heir.item.citation.quote
    assert heir.fact == fact_of(heir.item.citation)
    assert (heir.memory, heir.reviews, heir.lapses, heir.due) == (card.memory, 1, 2, NOON + DAY)


def test_two_cards_have_no_heir_in_common() -> None:
    edited = QUEUES.replace("256 KB", "1 MB").replace("30 seconds", "40 seconds")
    changed = Notes(edited).change(Notes().card(0), Notes().card(1))
    heirs = [one for one in changed if one.standing is Standing.ACTIVE]
    assert len(heirs) == len({one.fact for one in heirs}) == 2


def test_without_anything_else_to_ask_a_card_is_only_retired() -> None:
    cards = [Notes().card(0), Notes().card(1)]
    left = Notes(QUEUES.replace("A message may have 256 KB.\n\n", ""))
    assert [one.standing for one in left.change(*cards)] == [Standing.RETIRED, Standing.ACTIVE]


def test_the_card_of_a_section_that_is_gone_comes_back_with_it() -> None:
    gone = Notes(QUEUES[: QUEUES.index("## Limits")])
    [retired] = gone.change(Notes().card(0))
    assert retired.standing is Standing.RETIRED
    [back] = Notes().change(retired)
    assert (back.standing, back.due, back.lapses) == (Standing.ACTIVE, NOON + DAY, 2)


def test_a_suspended_card_sleeps_through_every_edit() -> None:
    card = Notes().card(1, standing=Standing.SUSPENDED)
    for raw in (QUEUES.replace("30", "40"), QUEUES[: QUEUES.index("## Limits")]):
        assert Notes(raw).change(card) == []


@given(st.lists(st.sampled_from([QUEUES, QUEUES.replace("30", "40"), QUEUES.replace("256", "1"), "# Queues\n"])))
def test_however_the_notes_change_a_card_that_is_asked_stands_in_them(versions: Sequence[str]) -> None:
    cards = {one.fact: one for one in (Notes().card(0), Notes().card(1))}
    for raw in versions:
        notes = Notes(raw)
        cards |= {one.fact: one for one in notes.change(*cards.values())}
        for one in cards.values():
            current = relocated(one.item, notes.place).citation
            stands = notes.note.raw[current.start : current.end] == current.quote and fact_of(current) == one.fact
            assert stands or one.standing is Standing.RETIRED


def test_citations_follow_their_words() -> None:
    old = asking(Notes().note, 1)
    notes = Notes("Something new.\r\n\r\n" + QUEUES.replace("is\n30", "is\n   30"))
    new = relocated(old, notes.place)
    assert (
        new.citation.quote
        == notes.note.raw[new.citation.start : new.citation.end]
        == "The default timeout is\n   30 seconds."
    )
    assert (new.citation.line_start, new.citation.line_end) == (11, 12)
    assert fact_of(new.citation) == fact_of(old.citation)
    assert {one.citation for one in new.explanations} == {new.citation}
    assert replace(new, citation=old.citation, explanations=old.explanations) == old


def test_citations_whose_words_are_gone_stay_as_they_were() -> None:
    old = asking(Notes().note, 1)
    assert relocated(old, Notes(QUEUES.replace("30", "40")).place) == old
    assert relocated(old, Notes("# Queues\n").place) == old
