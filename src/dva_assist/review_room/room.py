"""Where facts are reviewed: which come today, in which form, and what a reply does to them.

All of it is in the store, so a session outlives a reload, a restart and a second tab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from threading import Lock
from zlib import crc32
from zoneinfo import ZoneInfoNotFoundError

from tzlocal import get_localzone

from dva_assist import review as cards_and_days
from dva_assist.errors import BadInput
from dva_assist.protocols import LearnerStore
from dva_assist.quiz.grading import is_right
from dva_assist.records import Attempt, Review, ReviewCard, Source, Standing, fact_of, folded
from dva_assist.review import Rating, Today, Wishes
from dva_assist.review_room.facts import Drills, Facts, seed_of
from dva_assist.types import QuizItem, Reply

LOCKS = 32  # learners whose names fall together wait for each other
A_WHILE = timedelta(days=2)  # within which a reply that is sent twice comes again


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reply as it is kept; ``outlook`` says for each rating how long until the card comes again."""

    review: Review
    outlook: Mapping[Rating, timedelta]

    @property
    def right(self) -> bool:
        return self.review.attempt.right

    @property
    def card(self) -> ReviewCard:
        return self.review.after


class ReviewRoom:
    """Shared by all learners and holds nothing of any. Every method may raise StoreUnavailable.

    ``exam`` gives the id of the exam whose facts are learnt first. Days begin at midnight in ``zone``.
    """

    def __init__(
        self,
        store: LearnerStore,
        drills: Drills,
        clock: Callable[[], datetime],
        zone: tzinfo,
        exam: Callable[[], str] = lambda: "",
    ) -> None:
        self._store = store
        self._facts = Facts(drills, exam)
        self._clock = clock
        self._zone = zone
        self._locks = tuple(Lock() for _ in range(LOCKS))

    def open(self, learner: str) -> Today:
        """Bring the cards in line with the notes as they are now, and add the new ones of the day."""
        with self._lock(learner):
            now, before = self._clock(), self._store.cards(learner)
            changed = cards_and_days.reconcile(before, self._facts.place, self._facts.on, now)
            cards = list(({card.fact: card for card in before} | {card.fact: card for card in changed}).values())
            today = self._today(learner, cards, now)
            day = now.astimezone(self._zone).date()
            new = self._facts.fresh(cards, today.free, seed_of(folded(learner), str(day)), now) if today.free else []
            if not changed and not new:
                return today
            self._store.put_cards(learner, [*changed, *new])
        return self.today(learner)

    def today(self, learner: str) -> Today:
        """What there is to do now, from what is stored."""
        return self._today(learner, self._store.cards(learner), self._clock())

    def streak(self, learner: str) -> int:
        """Days in a row with a reply to any question."""
        now, days = self._clock(), 32
        while True:
            replies = self._store.attempts(learner, now - timedelta(days=days))
            length = cards_and_days.streak((one.at for one in replies), now, self._zone)
            if length < days - 2:
                return length
            days *= 4

    def next(self, learner: str) -> tuple[ReviewCard, QuizItem] | None:
        """The card to be asked now and its question; None where nothing is left to do for the moment."""
        card = self.today(learner).next
        return None if card is None else (card, self._facts.form(card))

    def ask(self, learner: str, fact: str) -> tuple[ReviewCard, QuizItem]:
        """One card and its question, the same until it is reviewed. Raises BadInput."""
        card = self._card(learner, fact)
        return card, self._facts.form(card)

    def check(
        self, learner: str, fact: str, item: QuizItem, reply: Reply, attempt_id: str, seconds: float = 0.0
    ) -> Outcome:
        """Keep a reply: it counts as ``AGAIN`` where it is wrong and as ``GOOD`` where it is right.

        One that is sent twice is kept once. Raises BadInput where the reply does not fit the question.
        """
        if fact_of(item.citation) != fact:
            raise BadInput("this question is on another fact; open the review again")
        right = is_right(item, reply)
        at, spent = self._clock(), max(0.0, seconds)
        attempt = Attempt.of(item, reply, right, id=attempt_id, source=Source.REVIEW, at=at, seconds=spent)
        with self._lock(learner):
            rating = Rating.GOOD if right else Rating.AGAIN
            review = self._reviewed(learner, attempt, rating, self._card(learner, fact), item)
            kept = self._store.add_review(learner, review)
        return self._outcome(learner, review) if kept else self.outcome(learner, attempt_id)

    def outcome(self, learner: str, attempt_id: str) -> Outcome:
        """What a reply did. Raises BadInput where it was taken back."""
        for since in (self._clock() - A_WHILE, None):
            for review in reversed(self._store.reviews(learner, since)):
                if review.attempt.id == attempt_id:
                    return self._outcome(learner, review)
        raise BadInput("this reply was taken back, perhaps in another tab; go on with the next card")

    def rate(self, learner: str, attempt_id: str, rating: Rating) -> Outcome:
        """Say of the last reply, where it was right, how hard it was. Raises BadInput where it is not the last."""
        with self._lock(learner):
            old = self.outcome(learner, attempt_id).review
            if not old.attempt.right and rating is not Rating.AGAIN:
                raise BadInput("a wrong reply comes again soon, however easy it looks now; go on with the next card")
            review = self._reviewed(learner, old.attempt, rating, old.before, old.after.item)
            if not self._store.replace_review(learner, review):
                raise BadInput("this reply is not the last one any more, so its rating stays; go on with the next card")
        return self._outcome(learner, review)

    def undo(self, learner: str) -> Review | None:
        """Take the last reply back: the card is as it was before. None where there is none."""
        with self._lock(learner):
            return self._store.undo_review(learner)

    def suspend(self, learner: str, fact: str) -> None:
        """Not to be asked until it is resumed. Raises BadInput."""
        with self._lock(learner):
            card = self._card(learner, fact)
            if card.standing is Standing.ACTIVE:
                self._store.put_cards(learner, [replace(card, standing=Standing.SUSPENDED)])

    def resume(self, learner: str, fact: str) -> None:
        """To be asked again. Raises BadInput for a card whose words are gone from the notes."""
        with self._lock(learner):
            card = self._card(learner, fact)
            if card.standing is Standing.ACTIVE:
                return
            awake = replace(card, standing=Standing.ACTIVE)
            [card] = cards_and_days.reconcile([awake], self._facts.place, lambda _: (), self._clock()) or [awake]
            if card.standing is not Standing.ACTIVE:
                raise BadInput("the notes do not say this any more, so it cannot be asked")
            self._store.put_cards(learner, [card])

    def add_wrong(self, learner: str, items: Sequence[QuizItem]) -> str:
        """Have facts reviewed that just went wrong; gives a line to show. Doing it twice is the same as once."""
        now, retention = self._clock(), self.wishes(learner).retention
        with self._lock(learner):
            cards = {card.fact: card for card in self._store.cards(learner)}
            found = {fact_of(item.citation): item for item in items}
            there = [cards[fact] for fact in found if fact in cards]
            new = [card for fact, item in found.items() if fact not in cards and (card := self._facts.card(item, now))]
            failed = [cards_and_days.review(card, Rating.AGAIN, now, retention) for card in new]
            brought = [replace(card, due=min(card.due, now), standing=Standing.ACTIVE) for card in there]
            self._store.put_cards(learner, [*failed, *brought])
        return _added(len(new), len(there), len(found) - len(new) - len(there))

    def cards(self, learner: str) -> list[ReviewCard]:
        """All of them, in order of their due times."""
        return self._store.cards(learner)

    def wishes(self, learner: str) -> Wishes:
        return Wishes.read(self._store.wishes(learner))

    def set_wishes(self, learner: str, wishes: Wishes) -> None:
        """Other settings of the learner stay. Raises BadInput where one is out of bounds."""
        if Wishes.read(wishes.kept()) != wishes:
            raise BadInput("new cards a day go from 0 to 200, and the chance to know a card from 70% to 97%")
        with self._lock(learner):
            self._store.set_wishes(learner, {**self._store.wishes(learner), **wishes.kept()})

    def now(self) -> datetime:
        """In the learners' zone."""
        return self._clock().astimezone(self._zone)

    def _today(self, learner: str, cards: Sequence[ReviewCard], now: datetime) -> Today:
        reviews = self._store.reviews(learner, cards_and_days.midnight(now, self._zone))
        return cards_and_days.today(cards, reviews, now, self._zone, self.wishes(learner))

    def _reviewed(self, learner: str, attempt: Attempt, rating: Rating, before: ReviewCard, item: QuizItem) -> Review:
        """The print of the section stays, so that an edit since the question was asked still reopens the card."""
        after = cards_and_days.review(before, rating, attempt.at, self.wishes(learner).retention)
        return Review(attempt, int(rating), before, replace(after, item=item))

    def _outcome(self, learner: str, review: Review) -> Outcome:
        retention = self.wishes(learner).retention
        return Outcome(review, cards_and_days.outlook(review.before, review.attempt.at, retention))

    def _card(self, learner: str, fact: str) -> ReviewCard:
        card = next((card for card in self._store.cards(learner) if card.fact == fact), None)
        if card is None:
            raise BadInput("this card is not there any more; open the review again")
        return card

    def _lock(self, learner: str) -> Lock:
        return self._locks[crc32(folded(learner).encode(errors="surrogatepass")) % LOCKS]


def local_zone() -> tzinfo:
    """Where the days of this computer begin, in summer and in winter."""
    try:
        return get_localzone()
    except ZoneInfoNotFoundError:  # such as TZ="<+03>-3", of which no zone has the name
        return datetime.now().astimezone().tzinfo or UTC


def _added(new: int, there: int, nowhere: int) -> str:
    """
    >>> _added(4, 1, 0)
    '4 added to your reviews, 1 was there already.'
    """
    told = f"{new} added to your reviews"
    if there:
        told += f", {there} {'was' if there == 1 else 'were'} there already"
    if nowhere:
        told += f", {nowhere} {'is' if nowhere == 1 else 'are'} not in the notes"
    return f"{told}."
