"""The Review tab: what is due, one card at a time, how hard it was, and all cards as a list.

The page holds where it is (``Place``); all else is in the store, so a reload or a second tab loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from dva_assist.errors import BadInput
from dva_assist.review import NEW_A_DAY, RETENTION, Rating, Wishes
from dva_assist.review_room import Outcome, ReviewRoom
from dva_assist.ui.events import LATEST, PLAIN, bound, on_change, said
from dva_assist.ui.learner import name_of
from dva_assist.ui.render_quiz import hint_html, keys_html
from dva_assist.ui.render_review import FILTERS, RATINGS, Filter
from dva_assist.ui.reply import ReplyField
from dva_assist.ui.reply_values import missing, read
from dva_assist.ui.review_view import Place, View, asking, at_work, listed, refused, told

TICK_S = 20.0  # between looks whether a card has fallen due, where nothing else is left
MOST_NEW = 50
OTHERWISE = "This card was reviewed meanwhile, perhaps in another tab; here is what comes now."
# What is clicked in the list of cards arrives here.
ROUTER = "window.dvaAssist.review = (what, fact) => trigger('select', {what: what, fact: fact});"
KEYS = keys_html(
    "<kbd>1</kbd> to <kbd>9</kbd> choose, <kbd>Enter</kbd> checks and goes on, then <kbd>1</kbd> to <kbd>4</kbd> say "
    "how hard it was; <kbd>U</kbd> takes the last reply back."
)


@dataclass(frozen=True, slots=True)
class ReviewTab:
    view: list[Any]
    source: gr.HTML


# ---- what a learner does


def visit(room: ReviewRoom, saved_name: object, place_text: str) -> View:
    """The tab is opened; a card that is being asked stays."""
    return View() if Place.read(place_text).asks(name_of(saved_name)) else start(room, saved_name)


def start(room: ReviewRoom, saved_name: object) -> View:
    learner = name_of(saved_name)
    room.open(learner)
    wishes = room.wishes(learner)
    return at_work(room, learner)._replace(new_a_day=wishes.new_a_day, retention=round(100 * wishes.retention))


def renamed(room: ReviewRoom, saved_name: object, place_text: str, which: str, words: str | None) -> View:
    """Another learner; nothing is to be done where the tab has not been opened."""
    learner, place = name_of(saved_name), Place.read(place_text)
    if place.learner in ("", learner):
        return View()
    return start(room, saved_name)._replace(cards=listed(room, learner, which, words))


def look(room: ReviewRoom, saved_name: object, place_text: str) -> View:
    """Whether a card has fallen due while nothing was left."""
    learner = name_of(saved_name)
    if Place.read(place_text).asks(learner):
        return View(timer=gr.Timer(active=False))
    return at_work(room, learner) if room.today(learner).next else View()


def check(room: ReviewRoom, saved_name: object, place_text: str, *values: Any) -> View:
    """Keep the reply that the fields hold, and say why."""
    learner, place = name_of(saved_name), Place.read(place_text)
    if not place.asks(learner):
        return at_work(room, learner)
    _, item = room.ask(learner, place.fact)
    if place.told or item.id != place.item:
        kept = _kept(room, learner, place)
        return told(room, learner, place, kept) if kept else at_work(room, learner, OTHERWISE)
    reply = read(item, values)
    if reply is None:
        return View(feedback=hint_html(missing(item, values)))
    outcome = room.check(learner, place.fact, item, reply, place.attempt, place.seconds(room.now()))
    return told(room, learner, place, outcome)


def _kept(room: ReviewRoom, learner: str, place: Place) -> Outcome | None:
    """What the reply of this page did, where it was sent before."""
    try:
        return room.outcome(learner, place.attempt)
    except BadInput:
        return None


def rate(rating: Rating) -> Callable[..., View]:
    """How hard it was; then the next card."""

    def rated(room: ReviewRoom, saved_name: object, place_text: str) -> View:
        learner, place = name_of(saved_name), Place.read(place_text)
        if not (place.told and place.asks(learner)):
            return at_work(room, learner)
        try:
            room.rate(learner, place.attempt, rating)
        except BadInput as error:
            return at_work(room, learner, said(error))
        return at_work(room, learner)

    return rated


def go_on(room: ReviewRoom, saved_name: object) -> View:
    return at_work(room, name_of(saved_name))


def take_back(room: ReviewRoom, saved_name: object) -> View:
    """The last reply, whose card is asked once more."""
    learner = name_of(saved_name)
    undone = room.undo(learner)
    if undone is None:
        raise BadInput("there is no reply to take back")
    today, asked = room.today(learner), room.ask(learner, undone.before.fact)
    return asking(room, learner, today, asked, "The last reply was taken back.")


def suspend(room: ReviewRoom, saved_name: object, place_text: str, which: str, words: str | None) -> View:
    learner, place = name_of(saved_name), Place.read(place_text)
    if not place.asks(learner):
        return at_work(room, learner)
    room.suspend(learner, place.fact)
    view = at_work(room, learner, "Suspended: it is not asked until you resume it in the list of cards.")
    return view._replace(cards=listed(room, learner, which, words))


def routed(
    room: ReviewRoom, saved_name: object, place_text: str, which: str, words: str | None, event: gr.EventData
) -> View:
    """A click in the list of cards."""
    learner, fact = name_of(saved_name), str(event.fact)
    if event.what == "resume":
        room.resume(learner, fact)
    else:
        room.suspend(learner, fact)
    place = Place.read(place_text)
    view = View() if place.asks(learner) and place.fact != fact else at_work(room, learner)
    return view._replace(cards=listed(room, learner, which, words))


def list_cards(room: ReviewRoom, saved_name: object, which: str, words: str | None) -> View:
    return View(cards=listed(room, name_of(saved_name), which, words))


def set_wishes(room: ReviewRoom, saved_name: object, place_text: str, new_a_day: float, retention: float) -> View:
    learner = name_of(saved_name)
    room.set_wishes(learner, Wishes(int(new_a_day), round(retention) / 100))
    room.open(learner)
    view = View() if Place.read(place_text).asks(learner) else at_work(room, learner)
    return view._replace(message=hint_html("The settings are kept.", calm=True))


# ---- how it is placed and bound


def build_review_tab(room: ReviewRoom, learner: gr.BrowserState, tab: gr.Tab) -> ReviewTab:
    """``learner`` holds the name under which cards are kept; ``tab`` is where this stands."""
    parts: dict[str, Any] = {"place": gr.Textbox("", visible="hidden", elem_id="review-place", show_label=False)}
    router = gr.HTML("", elem_id="review-router", visible="hidden", js_on_load=ROUTER)
    with gr.Row(elem_classes="split"):
        with gr.Column(scale=3, min_width=300, elem_id="review-column"):
            parts["status"] = gr.HTML(elem_id="review-status", apply_default_css=False)
            parts["message"] = gr.HTML(hint_html(), elem_id="review-message", apply_default_css=False)
            reply = _place_card(parts)
            parts["done"] = gr.HTML(elem_id="review-done", apply_default_css=False)
            parts["take_back"] = gr.Button("Take the last reply back", size="sm", visible=False, elem_id="take-back")
            parts["save"] = _place_wishes(parts)
            _place_list(parts)
        with gr.Column(scale=2, min_width=300, elem_id="review-panel"):
            parts["source"] = gr.HTML(elem_id="review-source", apply_default_css=False)
    parts["timer"] = gr.Timer(TICK_S, active=False)
    view = [*reply.view, *(parts[name] for name in View._fields[len(reply.view) :])]
    _bind(room, learner, tab, parts, reply, view, router)
    return ReviewTab(view, parts["source"])


def _place_card(parts: dict[str, Any]) -> ReplyField:
    with gr.Column(visible=False, elem_id="review-card", elem_classes="reply-card") as parts["card"]:
        parts["question"] = gr.HTML(elem_id="review-question", apply_default_css=False)
        reply = ReplyField.build("review-")
        parts["feedback"] = gr.HTML(hint_html(), elem_id="review-feedback", apply_default_css=False)
        with gr.Row(visible=False, elem_classes="actions", elem_id="ratings") as parts["ratings"]:
            for rating, label in RATINGS.items():
                name = rating.name.lower()
                usual: dict[str, Any] = {"variant": "primary", "elem_classes": "reply-check"}  # what Enter does
                more = usual if rating is Rating.GOOD else {}
                parts[name] = gr.Button(label, elem_id=f"rate-{name}", **more)
        with gr.Row(elem_classes="actions"):
            parts["check"] = gr.Button("Check", variant="primary", elem_id="review-check", elem_classes="reply-check")
            parts["onward"] = gr.Button(
                "Go on", variant="primary", visible=False, elem_id="review-onward", elem_classes="reply-check"
            )
            parts["suspend"] = gr.Button("Suspend this card", size="sm", elem_id="review-suspend")
        gr.HTML(KEYS, apply_default_css=False)
    return reply


def _place_wishes(parts: dict[str, Any]) -> gr.Button:
    with gr.Accordion("Settings", open=False, elem_id="review-wishes", elem_classes="review-fold"):
        with gr.Row():
            parts["new_a_day"] = gr.Slider(
                0, MOST_NEW, value=NEW_A_DAY, step=1, label="New cards a day", elem_id="new-a-day"
            )
            parts["retention"] = gr.Slider(
                70, 97, value=round(100 * RETENTION), step=1, elem_id="retention",
                label="How likely you want to know a card when it comes, in %",
            )  # fmt: skip
        return gr.Button("Keep these settings", size="sm", elem_id="keep-wishes")


def _place_list(parts: dict[str, Any]) -> None:
    with gr.Accordion("All cards", open=False, elem_id="review-list", elem_classes="review-fold") as parts["fold"]:
        with gr.Row():
            parts["which"] = gr.Dropdown(
                [(label, kind.value) for label, kind in FILTERS], value=Filter.ACTIVE.value, label="Show",
                filterable=False, elem_id="review-which",
            )  # fmt: skip
            parts["words"] = gr.Textbox(label="With these words", lines=1, max_length=200, elem_id="review-words")
        parts["cards"] = gr.HTML(elem_id="review-cards", apply_default_css=False)


def _bind(
    room: ReviewRoom,
    learner: gr.BrowserState,
    tab: gr.Tab,
    parts: dict[str, Any],
    reply: ReplyField,
    view: list[Any],
    router: gr.HTML,
) -> None:
    def on(events: list[Callable[..., Any]], handler: Callable[..., Any], given: list[Any], **more: Any) -> Any:
        return gr.on(events, bound(room, handler, refused), given, view, **PLAIN, **more)

    here = [learner, parts["place"]]
    listing = [parts["which"], parts["words"]]
    follow = bound(room, renamed, refused), [*here, *listing], view
    on_change(learner, *follow)
    visited = on([tab.select], visit, here)
    visited.then(*follow, **LATEST)  # making the first cards takes time for another name
    on([parts["timer"].tick], look, here)
    on([parts["check"].click, reply.typed.submit], check, [*here, *reply.inputs])
    for rating in Rating:
        on([parts[rating.name.lower()].click], rate(rating), here)
    on([parts["onward"].click], go_on, [learner])
    on([parts["take_back"].click], take_back, [learner])
    on([parts["suspend"].click], suspend, [*here, *listing])
    on([router.select], routed, [*here, *listing])
    shown = [parts["fold"].expand, parts["which"].input, parts["words"].change]
    on(shown, list_cards, [learner, *listing], trigger_mode="always_last")
    on([parts["save"].click], set_wishes, [*here, parts["new_a_day"], parts["retention"]])
