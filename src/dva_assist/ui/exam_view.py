"""What the Exam tab shows: the choices, a question of the exam under way, or a result."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import gradio as gr

from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.exam_room import Contact, ExamRoom
from dva_assist.records import Sitting
from dva_assist.types import Reply, ReplyForm
from dva_assist.ui import render_exam as html
from dva_assist.ui.events import said
from dva_assist.ui.render_result import result_html

EARLIER = 8  # exams listed
SKIP: Any = gr.skip()


class Place(NamedTuple):
    """Where this page is, and which reply it was shown there: another one has been chosen since."""

    sitting: str = ""
    at: int = 0
    several: bool = False
    shown: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadInput where there is no exam on the page."""
        match text.split("/"):
            case [sitting, at, form, shown] if sitting and at.isdecimal():
                return cls(
                    sitting, int(at), form == "several", tuple(int(o) for o in shown.split(",") if o.isdecimal())
                )
        raise BadInput("no exam is under way on this page; reload it, or start one")

    @classmethod
    def of(cls, sitting: Sitting, at: int) -> Self:
        several = sitting.questions[at].item.form is ReplyForm.SEVERAL
        return cls(sitting.id, at, several, options_of(sitting.replies.get(at)))

    def written(self) -> str:
        form = "several" if self.several else "one"
        return f"{self.sitting}/{self.at}/{form}/{','.join(map(str, self.shown))}"


class View(NamedTuple):
    place: Any = SKIP
    message: Any = SKIP
    setup: Any = SKIP
    running: Any = SKIP
    done: Any = SKIP
    exam: Any = SKIP
    length: Any = SKIP
    about: Any = SKIP
    past: Any = SKIP
    question: Any = SKIP
    one: Any = SKIP
    several: Any = SKIP
    saved: Any = SKIP
    back: Any = SKIP
    onward: Any = SKIP
    flag: Any = SKIP
    clock: Any = SKIP
    grid: Any = SKIP
    confirm: Any = SKIP
    asking: Any = SKIP
    result: Any = SKIP
    retry: Any = SKIP
    review: Any = SKIP
    source: Any = SKIP
    timer: Any = SKIP


def not_loaded(error: DvaAssistError) -> View:
    """Nothing of whoever studied here before stays on the page."""
    hidden = {"running": gr.Row(visible=False), "done": gr.Row(visible=False)}
    return refused(error)._replace(place="", setup=gr.Column(visible=True), past="", source="", **hidden)


def options_of(reply: Reply | None) -> tuple[int, ...]:
    return reply if isinstance(reply, tuple) else ()


def setting_up(room: ExamRoom, learner: str) -> View:
    """Nothing is under way: what was sat before. What has been chosen for the next one stays."""
    earlier = [(*room.result(learner, one.id), room.exams[one.exam]) for one in room.past(learner)[:EARLIER]]
    return View(
        place="",
        message=html.line_html(),
        setup=gr.Column(visible=True),
        running=gr.Row(visible=False),
        done=gr.Row(visible=False),
        past=html.past_html(earlier),
        timer=gr.Timer(active=False),
    )


def shown(room: ExamRoom, learner: str, contact: Contact, remark: str = "") -> View:
    """The sitting at its question; once it is handed in, its result."""
    if contact.sitting.handed_in:
        return finished(room, learner, contact.sitting.id, contact.remark)
    sitting, at = contact.sitting, contact.sitting.at
    item, last = sitting.questions[at].item, at + 1 == len(sitting.questions)
    place = Place.of(sitting, at)
    labels = html.option_labels(item)
    return View(
        place=place.written(),
        message=html.line_html(remark or contact.remark),
        setup=gr.Column(visible=False),
        running=gr.Row(visible=True),
        done=gr.Row(visible=False),
        question=html.question_html(sitting, at, contact.left),
        one=gr.Radio(labels, value=next(iter(place.shown), None), visible=not place.several),
        several=gr.CheckboxGroup(labels, value=list(place.shown), visible=place.several),
        saved=html.saved_html(sitting, at),
        back=gr.Button(interactive=at > 0),
        onward=gr.Button(interactive=not last),
        flag=gr.Button("Unflag" if at in sitting.flagged else "Flag"),
        clock=html.clock_html(contact.left),
        grid=html.grid_html(sitting, at),
        confirm=gr.Column(visible=False),
        timer=gr.Timer(active=True),
    )


def finished(room: ExamRoom, learner: str, id: str, remark: str = "") -> View:
    sitting, result = room.result(learner, id)
    wrong = len(result.wrong)
    return View(
        place=Place.of(sitting, 0).written(),
        message=html.line_html(remark),
        setup=gr.Column(visible=False),
        running=gr.Row(visible=False),
        done=gr.Row(visible=True),
        result=result_html(sitting, result, room.exams[sitting.exam]),
        retry=gr.Button(f"Retry the {wrong} wrong ones" if wrong > 1 else "Retry the wrong one", visible=wrong > 0),
        review=gr.Button(interactive=True, visible=wrong > 0),
        source="",
        timer=gr.Timer(active=False),
    )


def refused(error: DvaAssistError) -> View:
    return View(message=html.line_html(said(error)))
