"""The Exam tab: set up, sit an exam by the clock of the server, hand in, and see the result.

The page holds where it is (``Place``); all else is in the store. So a reload, a restart of the server or a second tab
changes nothing, and whoever comes too late is shown the result.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from dva_assist.errors import BadInput
from dva_assist.exam import Length
from dva_assist.exam_room import ExamRoom
from dva_assist.types import QuizItem, Reply
from dva_assist.ui import render_exam as html
from dva_assist.ui.events import PLAIN, bound, on_change, said
from dva_assist.ui.exam_view import Place, View, finished, not_loaded, options_of, refused, setting_up, shown
from dva_assist.ui.learner import name_of
from dva_assist.ui.render_quiz import keys_html

SEEDS = 1_000_000
TICK_S = 30.0  # between contacts of a page that is left alone
MOST_OPTIONS = 10
MIXES = [
    ("From the question bank", 0.0),
    ("Half of them made from the notes", 0.5),
    ("All made from the notes", 1.0),
]
# What is clicked in the grid and in the list of earlier exams arrives here, and the end of the time.
ROUTER = "window.dvaAssist.exam = (what, value) => trigger('select', {what: what, value: value});"
KEYS = keys_html(
    "<kbd>1</kbd> to <kbd>6</kbd> choose, <kbd>←</kbd> <kbd>→</kbd> or <kbd>P</kbd> <kbd>N</kbd> move, "
    "<kbd>F</kbd> flags."
)
WARNING = '<p id="exam-warning" role="status" aria-live="polite"></p>'
DRAWING = "Drawing the questions…"
ToReview = Callable[[str, Sequence[QuizItem]], str]


@dataclass(frozen=True, slots=True)
class ExamTab:
    view: list[Any]
    source: gr.HTML


def load(room: ExamRoom, saved_name: object) -> View:
    """The exam under way, or the choices for a new one."""
    learner = name_of(saved_name)
    contact = room.open(learner)
    return setting_up(room, learner) if contact is None else shown(room, learner, contact)


def today(room: ExamRoom, saved_name: object) -> View:
    """As ``load``, when the page is opened: with the exam of the day."""
    exam = room.exam_today().id
    chosen = choose_exam(room, exam)
    return load(room, saved_name)._replace(exam=exam, about=chosen.about, length=chosen.length)


def renamed(room: ExamRoom, saved_name: object, place_text: str) -> View:
    """Another learner; an exam of this one that is on the page stays as it is."""
    if place_text and room.has(name_of(saved_name), Place.read(place_text).sitting):
        return View()
    return load(room, saved_name)


def choose_exam(room: ExamRoom, exam_id: str) -> View:
    exam = room.exams[exam_id]
    return View(about=html.about_html(exam), length=gr.Radio(html.length_choices(exam)))


def drawing() -> View:
    return View(message=html.line_html(DRAWING, calm=True))


def start(room: ExamRoom, saved_name: object, exam_id: str, length: Length, mix: float) -> View:
    """A new exam. Raises BadInput where there are too few questions."""
    learner = name_of(saved_name)
    contact = room.open(learner)
    if contact is not None and contact.sitting.handed_in is None:
        return shown(room, learner, contact, "This exam was under way already, perhaps in another tab.")
    return shown(room, learner, room.start(learner, exam_id, length, mix=mix, seed=secrets.randbelow(SEEDS)))


def reply_one(room: ExamRoom, saved_name: object, place_text: str, choice: int | None) -> View:
    return replied(room, name_of(saved_name), Place.read(place_text), () if choice is None else (choice,))


def reply_several(room: ExamRoom, saved_name: object, place_text: str, choices: Sequence[int]) -> View:
    return replied(room, name_of(saved_name), Place.read(place_text), tuple(choices))


def replied(room: ExamRoom, learner: str, place: Place, reply: Reply) -> View:
    """Keeps the reply. The question may have been left meanwhile, so nothing of it is drawn anew."""
    try:
        contact = room.reply(learner, place.sitting, place.at, reply)
    except BadInput as error:
        kept = room.look(learner, place.sitting).sitting.replies.get(place.at)
        return View(several=list(options_of(kept)), saved=html.refused_html(said(error)))
    if contact.sitting.handed_in:
        return shown(room, learner, contact)
    return View(
        message=html.line_html(contact.remark),
        saved=html.saved_html(contact.sitting, place.at),
        clock=html.clock_html(contact.left),
        grid=html.grid_html(contact.sitting, place.at),
    )


Chosen = tuple[int | None, Sequence[int] | None]


def keep(room: ExamRoom, learner: str, place: Place, chosen: Chosen) -> None:
    """What was chosen on the page since the question was shown: its own event may come later than the next one."""
    one, several = chosen
    reply = tuple(several or ()) if place.several else () if one is None else (one,)
    if reply and sorted(reply) != list(place.shown):
        room.reply(learner, place.sitting, place.at, reply)


def step(by: int) -> Callable[..., View]:
    """To the question ``by`` after this one."""

    def go_on(room: ExamRoom, saved_name: object, place_text: str, one: int | None, several: Sequence[int]) -> View:
        return go(room, name_of(saved_name), Place.read(place_text), (one, several), by)

    return go_on


def go(room: ExamRoom, learner: str, place: Place, chosen: Chosen, by: int) -> View:
    keep(room, learner, place, chosen)
    return shown(room, learner, room.go(learner, place.sitting, place.at + by))


def flag(room: ExamRoom, saved_name: object, place_text: str, one: int | None, several: Sequence[int]) -> View:
    learner, place = name_of(saved_name), Place.read(place_text)
    keep(room, learner, place, (one, several))
    return shown(room, learner, room.flag(learner, place.sitting, place.at))


def ask(room: ExamRoom, saved_name: object, place_text: str, one: int | None, several: Sequence[int]) -> View:
    """Before handing in: what is still open."""
    learner, place = name_of(saved_name), Place.read(place_text)
    keep(room, learner, place, (one, several))
    contact = room.look(learner, place.sitting, place.at)
    view = shown(room, learner, contact)
    if contact.sitting.handed_in:
        return view
    return view._replace(confirm=gr.Column(visible=True), asking=html.confirm_html(contact.sitting))


def do_not() -> View:
    return View(confirm=gr.Column(visible=False))


def hand_in(room: ExamRoom, saved_name: object, place_text: str, one: int | None, several: Sequence[int]) -> View:
    learner, place = name_of(saved_name), Place.read(place_text)
    keep(room, learner, place, (one, several))
    return shown(room, learner, room.hand_in(learner, place.sitting))


def tick(room: ExamRoom, saved_name: object, place_text: str) -> View:
    """A contact without a click: the clock, and the result once the time is over."""
    learner, place = name_of(saved_name), Place.read(place_text)
    contact = room.look(learner, place.sitting)
    if contact.sitting.handed_in:
        return shown(room, learner, contact)
    return View(message=html.line_html(contact.remark), clock=html.clock_html(contact.left))


def routed(
    room: ExamRoom, saved_name: object, place_text: str, one: int | None, several: Sequence[int], event: gr.EventData
) -> View:
    """A click in the grid ("go"), on an earlier exam ("show"), or the end of the time ("over")."""
    learner, value = name_of(saved_name), str(event.value)
    if event.what == "show":
        return finished(room, learner, value)
    place = Place.read(place_text)
    if event.what == "go" and value.isdecimal():
        return go(room, learner, place, (one, several), int(value) - place.at)
    return tick(room, saved_name, place_text)


def again(room: ExamRoom, saved_name: object, place_text: str) -> View:
    learner, place = name_of(saved_name), Place.read(place_text)
    return shown(room, learner, room.retry_wrong(learner, place.sitting, seed=secrets.randbelow(SEEDS)))


def reviewed(to_review: ToReview) -> Callable[..., View]:
    def add(room: ExamRoom, saved_name: object, place_text: str) -> View:
        """The wrong ones become review cards."""
        learner = name_of(saved_name)
        told = to_review(learner, room.wrong_items(learner, Place.read(place_text).sitting))
        return View(message=html.line_html(told, calm=True), review=gr.Button(interactive=False))

    return add


def build_exam_tab(
    room: ExamRoom, page: gr.Blocks, learner: gr.BrowserState, to_review: ToReview | None = None
) -> ExamTab:
    """``to_review`` takes the name of a learner and questions, and gives a line to show."""
    parts: dict[str, Any] = {"place": gr.Textbox("", visible="hidden", elem_id="exam-place", show_label=False)}
    parts["message"] = gr.HTML(html.line_html(), elem_id="exam-message", apply_default_css=False)
    _place_setup(room, parts)
    _place_question(parts)
    _place_result(parts, to_review is not None)
    parts["timer"] = gr.Timer(TICK_S, active=False)
    router = gr.HTML("", elem_id="exam-router", visible="hidden", js_on_load=ROUTER)
    view = [parts[name] for name in View._fields]
    _bind(room, page, learner, parts, view, router)
    if to_review is not None:
        add = bound(room, reviewed(to_review), refused)
        parts["review"].click(add, [learner, parts["place"]], view, **PLAIN)
    return ExamTab(view, parts["source"])


def _place_setup(room: ExamRoom, parts: dict[str, Any]) -> None:
    exam = room.exam_today()
    with gr.Column(elem_id="exam-setup") as parts["setup"]:
        parts["about"] = gr.HTML(html.about_html(exam), elem_id="exam-about", apply_default_css=False)
        choices = [(html.exam_label(one), one.id) for one in reversed(room.exams.values())]
        parts["exam"] = gr.Dropdown(choices, value=exam.id, label="Exam", elem_id="exam-which", filterable=False)
        parts["length"] = gr.Radio(html.length_choices(exam), value="full", label="Length", elem_id="exam-length")
        parts["mix"] = gr.Radio(MIXES, value=0.0, label="Questions", elem_id="exam-mix")
        parts["begin"] = gr.Button("Start the exam", variant="primary", elem_id="exam-begin")
        parts["past"] = gr.HTML(elem_id="exam-past", apply_default_css=False)


def _place_question(parts: dict[str, Any]) -> None:
    with gr.Row(visible=False, elem_classes="split", elem_id="exam-running") as parts["running"]:
        with gr.Column(scale=3, min_width=300, elem_id="exam-card"):
            parts["question"] = gr.HTML(elem_id="exam-question", apply_default_css=False)
            # A server that was started again refuses what it does not know, so that all that can be chosen is named.
            any_option = list(range(MOST_OPTIONS))
            plain: dict[str, Any] = {"show_label": False, "elem_classes": ["options"], "interactive": True}
            parts["one"] = gr.Radio(any_option, label="Choose one", elem_id="exam-one", **plain)
            parts["several"] = gr.CheckboxGroup(any_option, label="Choose several", elem_id="exam-several", **plain)
            parts["saved"] = gr.HTML(elem_id="exam-saved", apply_default_css=False)
            with gr.Row(elem_classes="actions"):
                parts["back"] = gr.Button("Previous", elem_id="exam-back")
                parts["onward"] = gr.Button("Next", variant="primary", elem_id="exam-next")
                parts["flag"] = gr.Button("Flag", elem_id="exam-flag")
            gr.HTML(KEYS, apply_default_css=False)
        with gr.Column(scale=2, min_width=260, elem_id="exam-side"):
            parts["clock"] = gr.HTML(elem_id="exam-clock", apply_default_css=False)
            gr.HTML(WARNING, elem_id="exam-warned", apply_default_css=False)
            parts["grid"] = gr.HTML(elem_id="exam-grid", apply_default_css=False)
            parts["hand"] = gr.Button("Hand in", elem_id="exam-hand-in")
            with gr.Column(visible=False, elem_id="exam-confirm") as parts["confirm"]:
                parts["asking"] = gr.HTML(elem_id="exam-asking", apply_default_css=False)
                with gr.Row(elem_classes="actions"):
                    parts["sure"] = gr.Button("Hand in now", variant="primary", elem_id="exam-sure")
                    parts["not_yet"] = gr.Button("Not yet", elem_id="exam-not-yet")


def _place_result(parts: dict[str, Any], can_review: bool) -> None:
    with gr.Row(visible=False, elem_classes="split", elem_id="exam-done") as parts["done"]:
        with gr.Column(scale=3, min_width=300):
            parts["result"] = gr.HTML(elem_id="exam-result", apply_default_css=False)
            with gr.Row(elem_classes="actions"):
                parts["retry"] = gr.Button("Retry the wrong ones", variant="primary", elem_id="exam-retry")
                with gr.Column(visible=can_review, min_width=0, elem_id="exam-to-review"):
                    parts["review"] = gr.Button("Add the wrong ones to review", elem_id="exam-review")
                parts["another"] = gr.Button("Another exam", elem_id="exam-another")
        with gr.Column(scale=2, min_width=300, elem_id="exam-panel"):
            parts["source"] = gr.HTML(elem_id="exam-source", apply_default_css=False)


def _bind(
    room: ExamRoom, page: gr.Blocks, learner: gr.BrowserState, parts: dict[str, Any], view: list[Any], router: gr.HTML
) -> None:
    def on(event: Callable[..., Any], handler: Callable[..., Any], given: list[Any], mode: str = "once") -> Any:
        return event(bound(room, handler, refused), given, view, trigger_mode=mode, **PLAIN)

    here = [learner, parts["place"]]
    chosen = [*here, parts["one"], parts["several"]]
    page.load(bound(room, today, not_loaded), [learner], view, **PLAIN)
    on_change(learner, bound(room, renamed, not_loaded), here, view)
    on(parts["exam"].input, choose_exam, [parts["exam"]])
    choices = [learner, parts["exam"], parts["length"], parts["mix"]]
    begun = parts["begin"].click(drawing, None, view, **PLAIN)
    started = begun.then(bound(room, start, refused), choices, view, **PLAIN)
    started.then(bound(room, renamed, not_loaded), here, view, **PLAIN)  # who began it may not be who is there now
    on(parts["one"].input, reply_one, [*here, parts["one"]], "always_last")
    on(parts["several"].input, reply_several, [*here, parts["several"]], "always_last")
    # exam.js lets these through one after the other. "once" would pass over a second click on the same button that
    # comes when the answer to the first is on the screen already and Gradio is still busy with its end.
    commands = {"back": step(-1), "onward": step(1), "flag": flag, "hand": ask}
    for name, command in commands.items():
        on(parts[name].click, command, chosen, "multiple")
    parts["not_yet"].click(do_not, None, view, **PLAIN)
    on(parts["sure"].click, hand_in, chosen)
    on(parts["timer"].tick, tick, here)
    on(router.select, routed, chosen, "multiple")
    on(parts["retry"].click, again, here)
    on(parts["another"].click, load, [learner])
