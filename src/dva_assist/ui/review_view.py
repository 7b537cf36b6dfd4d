"""What the Review tab shows: a card that is asked, what came of a reply, or that nothing is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import quote, unquote
from uuid import uuid4

import gradio as gr

from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.records import ReviewCard
from dva_assist.review import Rating, Today
from dva_assist.review_room import Outcome, ReviewRoom
from dva_assist.types import QuizItem
from dva_assist.ui import render_review as html
from dva_assist.ui.events import said
from dva_assist.ui.render_quiz import hint_html
from dva_assist.ui.reply import hide, lock, show

AWAY = timedelta(minutes=30)  # from question to reply: then the learner was away, and the time says nothing
SKIP: Any = gr.skip()


class Place(NamedTuple):
    """Where this page is, and whose it is; ``learner`` is empty while the tab has not been opened.

    ``fact`` is empty where nothing is asked, and ``attempt`` is the id of the reply to come.
    """

    learner: str = ""
    fact: str = ""
    item: str = ""
    attempt: str = ""
    shown: float = 0.0  # POSIX seconds
    told: bool = False  # whether the reply has been given

    @classmethod
    def read(cls, text: str) -> Self:
        """As if the tab had not been opened where the text is none that was written."""
        match text.split("/"):
            case [learner, fact, item, attempt, shown, told] if learner and shown.isdecimal():
                return cls(unquote(learner), fact, item, attempt, float(shown), told == "told")
        return cls()

    def written(self) -> str:
        state = "told" if self.told else "asked"
        return f"{quote(self.learner, safe='')}/{self.fact}/{self.item}/{self.attempt}/{int(self.shown)}/{state}"

    def asks(self, learner: str) -> bool:
        """Whether a card of this learner is on the page."""
        return bool(self.fact) and self.learner == learner

    def seconds(self, now: datetime) -> float:
        """From the question to now; 0 where that says nothing."""
        waited = now - datetime.fromtimestamp(self.shown, UTC)
        return waited.total_seconds() if timedelta(0) <= waited < AWAY else 0.0


class View(NamedTuple):
    """What becomes of each part of the tab. From ``asked`` to ``match_4`` it is reply.Updates."""

    asked: Any = SKIP
    told: Any = SKIP
    one: Any = SKIP
    several: Any = SKIP
    undo: Any = SKIP
    typed: Any = SKIP
    match_1: Any = SKIP
    match_2: Any = SKIP
    match_3: Any = SKIP
    match_4: Any = SKIP
    place: Any = SKIP
    message: Any = SKIP
    status: Any = SKIP
    card: Any = SKIP
    question: Any = SKIP
    feedback: Any = SKIP
    check: Any = SKIP
    ratings: Any = SKIP
    again: Any = SKIP
    hard: Any = SKIP
    good: Any = SKIP
    easy: Any = SKIP
    onward: Any = SKIP
    suspend: Any = SKIP
    take_back: Any = SKIP
    done: Any = SKIP
    timer: Any = SKIP
    new_a_day: Any = SKIP
    retention: Any = SKIP
    cards: Any = SKIP
    source: Any = SKIP


def refused(error: DvaAssistError) -> View:
    return View(message=hint_html(said(error)))


def at_work(room: ReviewRoom, learner: str, message: str = "") -> View:
    """The next card, or that nothing is left for the moment."""
    today = room.today(learner)
    if today.next is None:  # another day may have begun meanwhile
        today = room.open(learner)
    if today.next is None:
        return resting(room, learner, today, message)
    return asking(room, learner, today, room.ask(learner, today.next.fact), message)


def asking(room: ReviewRoom, learner: str, today: Today, asked: tuple[ReviewCard, QuizItem], message: str = "") -> View:
    card, item = asked
    place = Place(learner, card.fact, item.id, uuid4().hex, room.now().timestamp())
    return View(
        *show(item),
        place=place.written(),
        message=hint_html(message, calm=True),
        status=html.status_html(today, room.streak(learner)),
        card=gr.Column(visible=True),
        question=html.question_html(item, card, today, place.attempt),
        feedback=hint_html(),
        check=gr.Button(visible=True),
        ratings=gr.Row(visible=False),
        onward=gr.Button(visible=False),
        suspend=gr.Button(visible=True),
        take_back=gr.Button(visible=today.done > 0),
        done="",
        timer=gr.Timer(active=False),
        source="",
    )


def told(room: ReviewRoom, learner: str, place: Place, outcome: Outcome) -> View:
    """After a reply: why, and when the card comes again."""
    item, card, right = outcome.card.item, outcome.card, outcome.right
    labels = {rating: html.rating_label(rating, time) for rating, time in outcome.outlook.items()}
    return View(
        *lock(item, outcome.review.attempt.reply),
        place=place._replace(told=True).written(),
        message=hint_html(),
        status=html.status_html(room.today(learner), room.streak(learner)),
        feedback=html.told_html(item, outcome.review.attempt.reply, card),
        check=gr.Button(visible=False),
        ratings=gr.Row(visible=right),
        again=labels[Rating.AGAIN],
        hard=labels[Rating.HARD],
        good=labels[Rating.GOOD],
        easy=labels[Rating.EASY],
        onward=gr.Button(f"Go on ({labels[Rating.AGAIN].lower()})", visible=not right),
        take_back=gr.Button(visible=True),
    )


def resting(room: ReviewRoom, learner: str, today: Today, message: str = "") -> View:
    return View(
        *hide(),
        place=Place(learner).written(),
        message=hint_html(message, calm=True),
        status=html.status_html(today, room.streak(learner)),
        card=gr.Column(visible=False),
        take_back=gr.Button(visible=today.done > 0),
        done=html.done_html(today, room.now(), bool(room.cards(learner))),
        timer=gr.Timer(active=today.later > 0),
        source="",
    )


def listed(room: ReviewRoom, learner: str, which: str, words: str | None) -> str:
    """The list of cards. Raises BadInput for a filter that there is not."""
    if which not in set(html.Filter):
        raise BadInput("there is no such list of cards; reload the page")
    return html.cards_html(room.cards(learner), html.Filter(which), words or "", room.now())
