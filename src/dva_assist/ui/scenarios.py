"""Scenario questions in the Quiz tab: a model writes them, and those that the notes prove are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.drill_room import DrillRoom, Run
from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.quiz import SCENARIO, Scenarios
from dva_assist.ui.events import PLAIN, QUEUED, Pulse, bound
from dva_assist.ui.quiz import QuizTab, View, first, refused
from dva_assist.ui.quiz_setup import chosen
from dva_assist.ui.render_model import IN_LINE, doing_html, leaves, notice_html
from dva_assist.ui.render_quiz import hint_html, writing_html
from dva_assist.ui.tutor import Pen, Tutor

CHOOSE_ONE = "choose a model on the Ask tab first, in the line under the question"
WRITING = "is writing question {number} of {wanted}…"
SENT = "To write the questions, passages of your notes"
NONE_KEPT = "None of the questions that {model} wrote could be proved from the notes."
STOPPED_EMPTY = "Stopped before a question was whole."


class Desk(NamedTuple):
    tutor: Tutor
    room: DrillRoom


def where_to(tutor: Tutor, kind: str, saved: object) -> str:
    """Before any question is written: where the notes go for it, if they leave this machine."""
    choice = tutor.choice(saved)
    told = kind == SCENARIO and choice.in_use and choice.sent_to
    return notice_html(leaves(choice.sent_to, SENT) if told else "")


def write(desk: Desk, about: str, count: int, seed: str, cited: Sequence[str], saved: object) -> Iterator[View]:
    """The questions as they come, with the yield; when all are there, the first of them."""
    pen = desk.tutor.pen(desk.tutor.choice(saved))
    try:
        yield from _written(desk, chosen(about, SCENARIO, count, seed, cited), pen)
    except DvaAssistError as error:
        yield refused(error)._replace(write=gr.Button(visible=True), halt=gr.Button(visible=False))


def _written(desk: Desk, run: Run, pen: Pen) -> Iterator[View]:
    if pen.turn is None:
        raise BadInput(pen.trouble or CHOOSE_ONE)
    yield View(
        run=run,
        card=gr.Column(visible=False),
        write=gr.Button(visible=False),
        halt=gr.Button("Stop", visible=True),
        source="",
    )
    steps = desk.tutor.assistant.scenarios(
        pen.turn, count=run.count, seed=run.seed, topic=run.topic, sections=run.sections or None
    )
    shown, pulse = None, Pulse()
    with closing(steps):
        for state in steps:
            if (now := (state, pen.waiting)) != shown:
                shown = now
                yield _so_far(run, state, pen)
            elif pulse.is_due():
                yield View()
    yield _begun(desk, replace(run, written=state.items), _told(state) or NONE_KEPT.format(model=pen.name))


def _so_far(run: Run, state: Scenarios, pen: Pen) -> View:
    number = min(len(state.items) + 1, state.wanted)
    doing = IN_LINE if pen.waiting else WRITING.format(number=number, wanted=state.wanted)
    return View(
        run=replace(run, written=state.items),
        message=writing_html(state.items, doing_html(pen.name, doing), state.summary if state.asked else ""),
        halt=gr.Button("Stop, and begin with these" if state.items else "Stop"),
    )


def _told(state: Scenarios) -> str:
    """The yield, and what went wrong."""
    parts = [state.trouble, f"{state.summary}." if state.asked else ""]
    return " ".join(f"{part[:1].upper()}{part[1:]}" for part in parts if part)


def _begun(desk: Desk, run: Run, told: str) -> View:
    """The first of the questions written, or why there is none."""
    buttons = {"write": gr.Button(visible=True), "halt": gr.Button(visible=False)}
    if not run.written:
        return View(message=hint_html(told), **buttons)
    return first(desk.room, run, run.written)._replace(message=hint_html(told, calm=True), **buttons)


def stop(desk: Desk, run: Run | None) -> View:
    """Begin with what there is."""
    if run is None or not run.written:
        return _begun(desk, Run(0, 0, SCENARIO, None, ()), STOPPED_EMPTY)
    return _begun(desk, run, f"Stopped. {len(run.written)} kept.")


def bind_scenarios(tutor: Tutor, place: gr.Tab, tab: QuizTab, cited: gr.State, saved: gr.BrowserState) -> None:
    """``place`` holds the tab: whoever comes back to it may have chosen another model."""
    desk = Desk(tutor, tab.room)
    choices: list[Any] = [tab.about, tab.count, tab.seed, cited, saved]
    writing = tab.write.click(bound(desk, write), choices, tab.view, concurrency_id="scenarios", **QUEUED)
    tab.halt.click(bound(desk, stop), tab.run, tab.view, cancels=[writing], **PLAIN)
    gr.on([tab.kind.input, place.select], bound(tutor, where_to), [tab.kind, saved], tab.notice, **PLAIN)
