"""When to ask a fact again, by FSRS: a card, a rating and a time go in, a new card comes out.

https://github.com/open-spaced-repetition/py-fsrs
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import Any

import fsrs

from dva_assist.records import Review, ReviewCard, Standing, fact_of
from dva_assist.types import Citation, Note, QuizItem, Section

LEECH = 5  # lapses from which on a card is marked
NEW_A_DAY = 10
RETENTION = 0.9
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

Place = Callable[[str], tuple[Section, Note] | None]  # where a section of this id stands in the notes; None for nowhere


class Rating(IntEnum):
    """How a reply went: ``AGAIN`` is wrong, the others are right with much, some or no effort."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Wishes:
    """A learner's own settings. ``retention`` is the chance to know a card when it is due, 0.7 to 0.97."""

    new_a_day: int = NEW_A_DAY
    retention: float = RETENTION

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Wishes:
        """What is missing or out of bounds takes its default."""
        new, retention = kept.get("new_a_day"), kept.get("retention")
        return cls(
            new if type(new) is int and 0 <= new <= 200 else NEW_A_DAY,  # True is an int too
            retention if isinstance(retention, float) and 0.7 <= retention <= 0.97 else RETENTION,
        )

    def kept(self) -> dict[str, Any]:
        return {"new_a_day": self.new_a_day, "retention": self.retention}


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to do: cards that are due, the most overdue first, then new ones up to the day's number."""

    due: tuple[ReviewCard, ...]
    new: tuple[ReviewCard, ...]
    later: int  # due again today, after a step of some minutes
    done: int  # reviews today
    then: datetime | None = None  # when the first card falls due that is not due yet
    free: int = 0  # new cards that the day still takes

    @property
    def next(self) -> ReviewCard | None:
        return next(iter(self.due + self.new), None)


def new_card(item: QuizItem, section_print: str, now: datetime) -> ReviewCard:
    """A card that has not been asked yet."""
    return ReviewCard(fact_of(item.citation), item, section_print, due=now, added=now)


def review(card: ReviewCard, rating: Rating, now: datetime, retention: float = RETENTION) -> ReviewCard:
    """The card after a review.

    A lapse is a wrong reply to a card that was known for a day or longer; slips on the way to that are none.
    """
    was_known = bool(card.memory) and not _in_steps(card)
    memory, _ = _scheduler(retention).review_card(_memory(card), fsrs.Rating(rating), now.astimezone(UTC))
    lapses = card.lapses + (rating is Rating.AGAIN and was_known)
    return replace(
        card,
        due=memory.due,
        memory=memory.to_dict(),
        reviews=card.reviews + 1,
        lapses=lapses,
        leech=card.leech or lapses >= LEECH,
    )


def outlook(card: ReviewCard, now: datetime, retention: float = RETENTION) -> dict[Rating, timedelta]:
    """How long until the card comes again, for each rating."""
    return {rating: review(card, rating, now, retention).due - now for rating in Rating}


def recall(card: ReviewCard, now: datetime) -> float:
    """The chance to know the card now, 0..1; 0 for one that was never asked."""
    return float(_scheduler(RETENTION).get_card_retrievability(_memory(card), now)) if card.memory else 0.0


def today(cards: Iterable[ReviewCard], reviews: Iterable[Review], now: datetime, zone: tzinfo, wishes: Wishes) -> Today:
    """What is due before the learner's midnight. A card in a step of minutes waits for its minute."""
    active = [card for card in cards if card.standing is Standing.ACTIVE]
    tomorrow = midnight(now, zone) + timedelta(days=1)
    done = [one for one in reviews if one.attempt.at >= midnight(now, zone)]
    begun = sum(one.before.reviews == 0 for one in done)
    asked = [card for card in active if card.reviews]
    due = [card for card in asked if _is_due(card, now, tomorrow)]
    waiting = [card for card in asked if not _is_due(card, now, tomorrow)]
    places = max(0, wishes.new_a_day - begun)
    fresh = sorted((card for card in active if not card.reviews), key=lambda card: card.added)[:places]
    return Today(
        due=tuple(sorted(due, key=lambda card: card.due)),
        new=tuple(fresh),
        later=sum(card.due < tomorrow for card in waiting),
        done=len(done),
        then=min((card.due for card in waiting), default=None),
        free=places - len(fresh),
    )


def forecast(cards: Iterable[ReviewCard], now: datetime, zone: tzinfo, days: int = 14) -> list[int]:
    """How many cards fall due on each day from today; what is overdue counts for today."""
    counts = [0] * days
    start = now.astimezone(zone).date()
    for card in cards:
        if card.standing is Standing.ACTIVE and card.reviews:
            day = max(0, (card.due.astimezone(zone).date() - start).days)
            if day < days:
                counts[day] += 1
    return counts


def streak(reviewed: Iterable[datetime], now: datetime, zone: tzinfo) -> int:
    """Days in a row with a reply, up to today; a today that has none yet does not break it."""
    days = {moment.astimezone(zone).date() for moment in reviewed}
    day = now.astimezone(zone).date()
    if day not in days:
        day -= timedelta(days=1)
    length = 0
    while day in days:
        length, day = length + 1, day - timedelta(days=1)
    return length


def section_print(section: Section, note: Note) -> str:
    """Another one means that the section was edited; moving it about in the note changes nothing."""
    return hashlib.sha256(" ".join(note.raw[section.start : section.end].split()).encode()).hexdigest()[:16]


def reconcile(
    cards: Sequence[ReviewCard], place: Place, remake: Callable[[Section], Sequence[QuizItem]], now: datetime
) -> list[ReviewCard]:
    """The cards that change because the notes have: those to be stored. Suspended ones stay as they are.

    An edited section reopens its cards: they are due now. Where the words of the fact are gone, its card is retired
    and a card on something else that the section says takes over its memory, if there is anything. The card of a
    section that is gone is retired, and comes back with it.
    """
    changed: list[ReviewCard] = []
    known = {card.fact for card in cards}
    for card in cards:
        after = _after_edit(card, place, now)
        if after is card:
            continue
        changed.append(after)
        found = place(card.item.citation.section.id)
        if after.standing is Standing.RETIRED and found is not None:
            heir = next((item for item in remake(found[0]) if fact_of(item.citation) not in known), None)
            if heir is not None:
                known.add(fact_of(heir.citation))
                mark = section_print(*found)
                changed.append(replace(card, fact=fact_of(heir.citation), item=heir, section_print=mark, due=now))
    return changed


def relocated(item: QuizItem, place: Place) -> QuizItem:
    """The item with each citation where its words stand in the notes now; one whose words are gone stays as it is."""
    return replace(
        item,
        citation=_moved(item.citation, place),
        explanations=tuple(replace(one, citation=_moved(one.citation, place)) for one in item.explanations),
    )


def _after_edit(card: ReviewCard, place: Place, now: datetime) -> ReviewCard:
    """The card itself where nothing changes for it."""
    if card.standing is Standing.SUSPENDED:
        return card
    retired = card if card.standing is Standing.RETIRED else replace(card, standing=Standing.RETIRED)
    found = place(card.item.citation.section.id)
    if found is None:
        return retired
    mark = section_print(*found)
    if mark == card.section_print and card.standing is Standing.ACTIVE:
        return card
    if _span(card.item.citation.quote, *found) is None:
        return retired
    return replace(card, section_print=mark, due=min(card.due, now), standing=Standing.ACTIVE)


def _moved(citation: Citation, place: Place) -> Citation:
    found = place(citation.section.id)
    span = _span(citation.quote, *found) if found else None
    if found is None or span is None:
        return citation
    (section, note), (start, end) = found, span
    first = 1 + len(_LINE_BREAK.findall(note.raw, 0, start))
    last = first + len(_LINE_BREAK.findall(note.raw, start, end))
    return Citation(citation.marker, section, start, end, note.raw[start:end], first, last)


def _span(quote: str, section: Section, note: Note) -> tuple[int, int] | None:
    """Where the section has these words, however they are broken into lines."""
    words = re.compile(r"\s+".join(map(re.escape, quote.split())))
    found = words.search(note.raw, section.start, section.end)
    return found.span() if found else None


def _scheduler(retention: float) -> fsrs.Scheduler:
    """Without fuzzing, so that the same replies give the same days."""
    return fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)


def _memory(card: ReviewCard) -> fsrs.Card:
    if not card.memory:
        return fsrs.Card(card_id=1, due=card.due)
    kept: Any = dict(card.memory)
    return fsrs.Card.from_dict(kept)


def _in_steps(card: ReviewCard) -> bool:
    return fsrs.State(card.memory["state"]) is not fsrs.State.Review


def _is_due(card: ReviewCard, now: datetime, tomorrow: datetime) -> bool:
    return card.due <= now or (card.due < tomorrow and not _in_steps(card))


def midnight(now: datetime, zone: tzinfo) -> datetime:
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
