"""The Ask tab: a conversation, and beside it the passages and the words that carry each sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import gradio as gr

from dva_assist.errors import DvaAssistError
from dva_assist.suggestions import spread
from dva_assist.ui.alone import ask_alone
from dva_assist.ui.events import PLAIN, QUEUED, bound, said
from dva_assist.ui.markdown import escape
from dva_assist.ui.messages import ALONE, Messages, reply, stopped, texts, without_options
from dva_assist.ui.model_settings import ModelSettings, build_model_settings
from dva_assist.ui.render import question_markdown, turns
from dva_assist.ui.render_model import working_html
from dva_assist.ui.telling import NO_EVIDENCE, View, busy, ready, tell
from dva_assist.ui.tutor import Tutor

EXAMPLES = 4
NOTES_LOOKED_AT = 200  # for examples; a shelf of thousands of notes must not delay the page

WELCOME = """## Ask your notes

Every sentence of an answer is cited: click its number to see the exact words."""


@dataclass(frozen=True, slots=True)
class AskTab:
    source: gr.HTML
    quiz_button: gr.Button
    model: ModelSettings


def ask(tutor: Tutor, question: str, messages: Messages, saved: object) -> Iterator[View]:
    """Evidence at once, then the answer sentence by sentence."""
    if not question.strip():
        gr.Info("The question is empty. Type what you want to know.")
        yield View()
        return
    asked = [*without_options(messages), {"role": "user", "content": question_markdown(question)}]
    yield View(box=busy(), chat=asked, source="", quiz_button=gr.Button(interactive=False))
    try:
        yield from tell(tutor, question, turns(texts(messages)), asked, tutor.choice(saved))
    except DvaAssistError as error:
        failed = reply(f"**That did not work.** {escape(said(error))}")
        yield View(box=ready(), chat=[*asked, failed], status=working_html())


def ask_chosen(tutor: Tutor, messages: Messages, saved: object, event: gr.SelectData) -> Iterator[View]:
    """A follow-up question or an example that was clicked, or the wish to hear the model without the notes."""
    chosen = event.value["text"] if isinstance(event.value, dict) else event.value
    if chosen.startswith(ALONE):
        yield from ask_alone(tutor, chosen.removeprefix(ALONE), messages, saved)
    else:
        yield from ask(tutor, chosen, messages, saved)


def stop(messages: Messages) -> View:
    return View(chat=stopped(messages), status=working_html())


def clear() -> View:
    return View(
        box=ready(),
        chat=[],
        status=working_html(),
        evidence=NO_EVIDENCE,
        source="",
        cited=[],
        quiz_button=gr.Button(interactive=False),
    )


def build_ask_tab(tutor: Tutor, cited: gr.State) -> AskTab:
    sections = [s for note in islice(tutor.assistant.notes(), NOTES_LOOKED_AT) for s in note.sections]
    with gr.Row(elem_classes="split"):
        with gr.Column(scale=3, min_width=300):
            chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_id="chat",
                height=None,
                layout="bubble",
                placeholder=WELCOME,
                examples=[{"text": question} for question in spread(sections, EXAMPLES)],
                buttons=["copy"],
                sanitize_html=True,
                allow_tags=False,
                latex_delimiters=[],
                feedback_options=None,
            )
            status = gr.HTML(working_html(), elem_id="status", apply_default_css=False)
            box = gr.Textbox(
                label="Your question",
                show_label=False,
                elem_id="question",
                placeholder="Ask about your notes",
                lines=1,
                max_lines=6,
                autofocus=True,
                submit_btn="Ask",
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            model = build_model_settings(tutor)
            with gr.Row(elem_classes="actions"):
                quiz_button = gr.Button("Quiz me on this", interactive=False, size="sm", elem_id="quiz-me")
                clear_button = gr.Button("New conversation", size="sm", elem_id="clear")
        with gr.Column(scale=2, min_width=300, elem_id="ask-panel"):
            source = gr.HTML(elem_id="ask-source", apply_default_css=False)
            evidence = gr.HTML(NO_EVIDENCE, elem_id="evidence", apply_default_css=False)

    view = [box, chat, status, evidence, source, cited, quiz_button]
    chosen = [chat, model.saved]
    asking: list[Any] = [
        box.submit(bound(tutor, ask), [box, *chosen], view, concurrency_id="answers", **QUEUED),
        chat.option_select(bound(tutor, ask_chosen), chosen, view, concurrency_id="answers", **QUEUED),
        chat.example_select(bound(tutor, ask_chosen), chosen, view, concurrency_id="answers", **QUEUED),
    ]
    for event in asking:  # also where it was stopped; before that has come through, a new question would be ignored
        event.failure(ready, None, box, **PLAIN)
    box.stop(stop, chat, view, cancels=asking, **PLAIN)
    clear_button.click(clear, None, view, cancels=asking, **PLAIN)
    return AskTab(source, quiz_button, model)
