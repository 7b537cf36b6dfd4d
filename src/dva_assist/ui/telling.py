"""An answer as it comes: from steps of the assistant to views of the Ask tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.assistant import Evidence, Waiting
from dva_assist.types import Answer, Decline, NoAnswer, Turn
from dva_assist.ui.choice import Choice
from dva_assist.ui.events import Pulse
from dva_assist.ui.messages import Messages, alone_option, reply
from dva_assist.ui.render import (
    answer_markdown,
    aside,
    decline_markdown,
    evidence_html,
    heading,
    paragraphs,
    remark_markdown,
    timing,
)
from dva_assist.ui.render_model import IN_LINE, working_html
from dva_assist.ui.tutor import Pen, Tutor

NO_EVIDENCE = '<p class="hint">The passages behind an answer appear here.</p>'
READING = "is reading the passages…"
WRITING = "is writing…"
SKIP: Any = gr.skip()

Step = Evidence | Waiting | Answer | NoAnswer


class View(NamedTuple):
    """What a step of an answer changes on the page."""

    box: Any = SKIP
    chat: Any = SKIP
    status: Any = SKIP
    evidence: Any = SKIP
    source: Any = SKIP
    cited: Any = SKIP  # ids of the sections that the last answer cites
    quiz_button: Any = SKIP


NOTHING = View()


def busy() -> gr.Textbox:
    return gr.Textbox(value="", submit_btn=False, stop_btn="Stop")


def ready() -> gr.Textbox:
    return gr.Textbox(submit_btn="Ask", stop_btn=False)


def tell(tutor: Tutor, question: str, history: Sequence[Turn], asked: Messages, choice: Choice) -> Iterator[View]:
    """Evidence at once, then the answer as it grows, then the whole of it. Raises what the assistant raises.

    With a model a step that brings nothing new gives a view that changes nothing, so that it can be stopped there.
    """
    pen = tutor.pen(choice)
    sheet = Sheet(question, asked, pen, choice.compare and pen.writer is not None)
    pulse = Pulse()
    with closing(tutor.assistant.stream(question, history, pen.writer)) as steps:
        for step in steps:
            view = sheet.view(step)
            if view is not NOTHING or pulse.is_due():
                yield view
    if sheet.compare and sheet.own is None:  # the model was done before it was waited for
        own = tutor.assistant.ask(question, history)
        sheet.own = own if isinstance(own, Answer) else None
    if isinstance(step, Answer | NoAnswer):
        yield sheet.finished(step, tutor.assistant.follow_ups(step))


@dataclass
class Sheet:
    """What is on the page already."""

    question: str
    asked: Messages
    pen: Pen
    compare: bool
    own: Answer | None = None  # the notes' own answer
    shown: object = None

    def view(self, step: Step) -> View:
        """What a step changes."""
        shows = _news(step), self.pen.waiting
        if shows == self.shown:
            return NOTHING
        self.shown = shows
        match step:
            case Evidence():
                return View(evidence=evidence_html(step.passages))
            case Waiting():
                self.own = step.answer
                return self._so_far(step.answer, IN_LINE if self.pen.waiting else READING)
            case Answer():
                return self._so_far(step, WRITING if step.wording else "")
            case NoAnswer():
                return View(chat=[*self.asked, reply(decline_markdown(step))])

    def _so_far(self, answer: Answer, doing: str) -> View:
        return View(chat=[*self.asked, *self._replies(answer)], status=working_html(self.pen.name, doing))

    def finished(self, result: Answer | NoAnswer, questions: Sequence[str]) -> View:
        """The whole result, with questions that lead on."""
        if isinstance(result, NoAnswer):
            by_model = self.pen.name and result.kind is Decline.NOT_IN_NOTES
            alone = alone_option(self.pen.name, self.question) if by_model else None
            return View(
                box=ready(),
                chat=[*self.asked, reply(decline_markdown(result), questions, alone)],
                status=working_html(),
                evidence=evidence_html(result.passages, title="Nearest passages") or NO_EVIDENCE,
                cited=[],
            )
        trouble = f"{self.pen.trouble} These are the notes’ own words." if self.pen.trouble else ""
        remark = " ".join(part for part in (result.remark, trouble) if part)
        return View(
            box=ready(),
            chat=[*self.asked, *self._replies(replace(result, remark=remark), questions, whole=True)],
            status=working_html(),
            evidence=evidence_html(result.passages, result.citations),
            cited=list(dict.fromkeys(c.section.id for c in result.citations)),
            quiz_button=gr.Button(interactive=True),
        )

    def _replies(self, answer: Answer, questions: Sequence[str] = (), whole: bool = False) -> Messages:
        """One message, or two that stand side by side: the model's answer, and the notes' own."""
        of_model = answer.wording if answer.wording and answer.wording.used else None
        end = timing(of_model) if of_model and whole else ""
        if not self.compare:
            return [reply(paragraphs(answer_markdown(answer), end), questions)]
        if of_model:
            said = answer_markdown(answer)
        else:  # it has said nothing yet, or in the end
            said = remark_markdown(answer.remark) if answer.wording else aside("Reading the passages…")
            self.own = replace(answer, remark="")
        with_model = reply(paragraphs(heading(f"With {self.pen.name}"), said, end), [] if self.own else questions)
        if self.own is None:
            return [with_model]
        return [with_model, reply(paragraphs(heading("Without a model"), answer_markdown(self.own)), questions)]


def _news(step: Step) -> object:
    """The part of a step that is shown: the time that a model has taken so far is not."""
    if isinstance(step, Answer) and step.wording:
        return step.sentences, step.wording.unproved, step.remark
    return step
