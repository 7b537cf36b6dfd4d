"""The Review tab in words and HTML: what there is to do, a card, what comes of a reply, and all cards as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape

from dva_assist.records import ReviewCard, Standing
from dva_assist.review import Rating, Today
from dva_assist.types import QuizItem, Reply
from dva_assist.ui.links import note_link
from dva_assist.ui.markdown import words_html
from dva_assist.ui.render import chain
from dva_assist.ui.render_feedback import feedback_html
from dva_assist.ui.render_quiz import kind_label

ROWS = 100  # of the list
RATINGS = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}
LEECH = "This one has been forgotten again and again. Another reply will hardly help:"
NO_CARDS = (
    "There are no cards yet. Each day brings new ones from your notes, as many as the settings below say; what goes "
    "wrong in a quiz or an exam can be added there."
)


class Filter(StrEnum):
    """Which cards the list shows."""

    ACTIVE = "active"
    LEECH = "leech"
    SUSPENDED = "suspended"
    RETIRED = "retired"


FILTERS = [
    ("Active", Filter.ACTIVE),
    ("Forgotten often", Filter.LEECH),
    ("Suspended", Filter.SUSPENDED),
    ("Gone from the notes", Filter.RETIRED),
]


# ---- what there is to do


def status_html(today: Today, streak: int) -> str:
    """All numbers of the day in one line."""
    parts = [
        _number(len(today.due), "due"),
        _number(len(today.new), "new"),
        _number(today.later, "later today") if today.later else "",
        _number(today.done, "done today"),
        f"<span>Streak: <b>{streak}</b> {_plural(streak, 'day')}</span>" if streak else "",
    ]
    return f'<p class="review-status">{"".join(parts)}</p>'


def _number(count: int, what: str) -> str:
    return f"<span><b>{count}</b> {what}</span>"


def done_html(today: Today, now: datetime, any_cards: bool) -> str:
    """Nothing is left for the moment. ``now`` is in the learner's zone."""
    if not any_cards:
        return f'<div class="review-done"><h2 tabindex="-1">Nothing to review</h2><p>{NO_CARDS}</p></div>'
    if today.later:
        title = "Done for the moment"
        told = f"{today.later} {_plural(today.later, 'card')} {'comes' if today.later == 1 else 'come'} again today."
    elif today.done:
        title = "Done for today"
        told = f"{today.done} {_plural(today.done, 'reply', 'replies')}, and nothing else is due. Well done."
    else:
        title, told = "Nothing is due today", "What you have learnt so far can rest."
    then = f" The next card comes {when(today.then, now)}." if today.then else ""
    return f'<div class="review-done"><h2 tabindex="-1">{title}</h2><p>{told}{then}</p></div>'


def when(then: datetime, now: datetime) -> str:
    """When a card comes, as one says it; ``now`` is in the learner's zone.

    >>> now = datetime.fromisoformat("2026-12-07T12:00:00+00:00")
    >>> [when(now + timedelta(minutes=9), now), when(now + timedelta(days=1), now), when(now + timedelta(days=6), now)]
    ['at 12:09', 'tomorrow', 'in 6 days, on 13 December']
    """
    there = then.astimezone(now.tzinfo)
    days = (there.date() - now.date()).days
    if days <= 0:
        return f"at {there:%H:%M}" if then > now else "now"
    year = f" {there.year}" if there.year != now.year else ""
    return "tomorrow" if days == 1 else f"in {days} days, on {there.day} {there:%B}{year}"


def rest(time: timedelta) -> str:
    """How long a card rests, in short.

    >>> [rest(timedelta(minutes=5.5)), rest(timedelta(days=11)), rest(timedelta(days=163)), rest(timedelta(days=900))]
    ['6 min', '11 d', '5.4 mo', '2.5 y']
    """
    minutes, days = time.total_seconds() / 60, time.total_seconds() / 86_400
    if minutes < 60:
        return f"{max(1, round(minutes))} min"
    if days < 1:
        return f"{round(minutes / 60)} h"
    if days < 60:
        return f"{round(days)} d"
    return f"{days / 30.44:.1f} mo" if days < 365 else f"{days / 365.25:.1f} y"


# ---- a card


def question_html(item: QuizItem, card: ReviewCard, today: Today, attempt: str) -> str:
    """``attempt`` is the id of the reply to come: the page tells by it that another card is asked."""
    left = len(today.due) + len(today.new)
    history = f"Asked {_times(card.reviews)} before" if card.reviews else "New"
    return (
        f'<div class="quiz-progress"><span>{history}{_leech_mark(card)}</span><span>{left} to go</span></div>'
        f'<p class="kind">{escape(kind_label(item.kind))}</p>'
        f'<h2 class="stem" tabindex="-1" data-asked="{escape(attempt)}" data-form="{item.form}">'
        f"{words_html(item.stem)}</h2>"
    )


def told_html(item: QuizItem, reply: Reply, card: ReviewCard) -> str:
    """Whether the reply was right and why; for a card that is forgotten often also where to read."""
    return feedback_html(item, reply) + (_leech_html(card) if card.leech else "")


def rating_label(rating: Rating, time: timedelta) -> str:
    """
    >>> rating_label(Rating.HARD, timedelta(days=2))
    'Hard 2 d'
    """
    return f"{RATINGS[rating]} {rest(time)}"


def _leech_mark(card: ReviewCard) -> str:
    return ' · <span class="leech">forgotten often</span>' if card.leech else ""


def _leech_html(card: ReviewCard) -> str:
    link = note_link(card.item.citation.section.id)
    return f'<p class="notice">{LEECH} <a href="{link}">look at the notes again</a>.</p>'


# ---- all cards


def chosen(cards: Iterable[ReviewCard], which: Filter, words: str) -> list[ReviewCard]:
    """The cards of a filter that hold all the words, in their question, answer or place."""
    wanted = words.casefold().split()
    return [card for card in cards if _fits(card, which) and all(word in _text(card) for word in wanted)]


def _fits(card: ReviewCard, which: Filter) -> bool:
    if which is Filter.LEECH:
        return card.leech and card.standing is not Standing.RETIRED
    return card.standing is Standing(which.value)


def _text(card: ReviewCard) -> str:
    section = card.item.citation.section
    return " ".join((card.item.stem, *card.item.options, section.id, *section.headings)).casefold()


def cards_html(cards: Sequence[ReviewCard], which: Filter, words: str, now: datetime) -> str:
    """A list of at most ``ROWS`` of the cards that are chosen, with a button on each."""
    found = chosen(cards, which, words)
    if not found:
        return f'<p class="hint">{"No such card." if cards else "There are no cards yet."}</p>'
    more = f'<p class="meta">{len(found) - ROWS} more: type words to find them.</p>' if len(found) > ROWS else ""
    rows = "".join(_row(card, now) for card in found[:ROWS])
    count = f'<p class="meta" role="status">{len(found)} {_plural(len(found), "card")}</p>'
    return f'{count}<ul class="review-cards">{rows}</ul>{more}'


def _row(card: ReviewCard, now: datetime) -> str:
    section = card.item.citation.section
    facts = [_due(card, now), f"asked {_times(card.reviews)}" if card.reviews else ""]
    facts += [f"forgotten {_times(card.lapses)}" if card.lapses else ""]
    mark = '<span class="leech">forgotten often</span> ' if card.leech else ""
    place = f'<a href="{note_link(section.id)}">{escape(chain(section))}</a>'
    if card.standing is Standing.RETIRED:
        place = escape(chain(section))
    told = ", ".join(filter(None, facts))
    return (
        f'<li><div><p class="asked">{mark}{words_html(card.item.stem)}</p><p class="meta">{place}</p>'
        f'<p class="meta">{told}</p></div>{_button(card)}</li>'
    )


def _due(card: ReviewCard, now: datetime) -> str:
    match card.standing:
        case Standing.SUSPENDED:
            return "suspended"
        case Standing.RETIRED:
            return "its words are gone from the notes"
    if not card.reviews:
        return "new"
    return "due now" if card.due <= now else f"comes {when(card.due, now)}"


def _button(card: ReviewCard) -> str:
    if card.standing is Standing.RETIRED:
        return ""
    what = "resume" if card.standing is Standing.SUSPENDED else "suspend"
    label = escape(f"{what.capitalize()}: {card.item.stem}", quote=True)
    return f'<button type="button" data-{what}="{escape(card.fact)}" aria-label="{label}">{what.capitalize()}</button>'


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _plural(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"
