"""What a model says by itself, where the notes do not answer and the learner asks for it all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from dva_assist.errors import DvaAssistError
from dva_assist.ui.events import Pulse, said
from dva_assist.ui.markdown import model_text
from dva_assist.ui.messages import Messages, questions_offered, reply, without_options
from dva_assist.ui.render import paragraphs, remark_markdown, unproved_markdown
from dva_assist.ui.render_model import IN_LINE, working_html
from dva_assist.ui.telling import NOTHING, View, busy, ready
from dva_assist.ui.tutor import Tutor

TITLE = "{model}’s own words, without your notes and without proof"
ANSWERING = "is answering without your notes…"
NOTHING_SAID = "{model} said nothing; ask it in other words."
DRAWN = 20  # letters after which the reply is drawn anew


def ask_alone(tutor: Tutor, question: str, messages: Messages, saved: object) -> Iterator[View]:
    """The reply of the model to the question, under the words with which that was declined."""
    pen = tutor.pen(tutor.choice(saved))
    page = Page(messages, pen.name)
    if pen.writer is None:
        trouble = pen.trouble or "No model is chosen any more; choose one below."
        yield View(chat=page.chat("", trouble, whole=True))
        return
    yield View(box=busy(), chat=page.chat(""), status=working_html(pen.name, ANSWERING))
    text, trouble, shown, pulse = "", "", (False, 0), Pulse()
    try:
        with closing(pen.writer.alone(question)) as pieces:
            for piece in pieces:
                text += piece
                now = pen.waiting, len(text) // DRAWN
                if now != shown:
                    shown = now
                    doing = IN_LINE if pen.waiting else ANSWERING
                    yield View(chat=page.chat(text), status=working_html(pen.name, doing))
                elif pulse.is_due():
                    yield NOTHING
    except DvaAssistError as error:
        trouble = f"{pen.name}: {said(error)}"
    if not text.strip() and not trouble:
        trouble = NOTHING_SAID.format(model=pen.name)
    yield View(box=ready(), chat=page.chat(text, trouble, whole=True), status=working_html())


@dataclass(frozen=True, slots=True)
class Page:
    """The conversation that ends with a question declined."""

    messages: Messages
    model: str

    def chat(self, text: str, trouble: str = "", whole: bool = False) -> list[dict[str, Any]]:
        """With what the model has said so far, and when it is the ``whole`` with the questions that lead on."""
        *before, declined = without_options(self.messages)
        lines = [model_text(text)] if text.strip() else []
        own = unproved_markdown(TITLE.format(model=self.model), lines)
        shown = paragraphs(declined["content"], own, remark_markdown(trouble))
        return [*before, reply(shown, questions_offered(self.messages) if whole else ())]
