"""The Ask tab: a conversation, and beside it the passages and the words that carry each sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.assistant import Assistant, Evidence
from dva_assist.errors import DvaAssistError
from dva_assist.suggestions import spread
from dva_assist.types import Answer, NoAnswer
from dva_assist.ui.events import PLAIN, QUEUED, bound, said
from dva_assist.ui.markdown import escape
from dva_assist.ui.render import answer_markdown, decline_markdown, evidence_html, question_markdown, turns

EXAMPLES = 4
NOTES_LOOKED_AT = 200  # for examples; a shelf of thousands of notes must not delay the page

WELCOME = """## Ask your notes

Every sentence of an answer is cited: click its number to see the exact words."""
NO_EVIDENCE = '<p class="hint">The passages behind an answer appear here.</p>'
STOPPED = "*Stopped.*"

Messages = list[dict[str, Any]]
SKIP: Any = gr.skip()


class View(NamedTuple):
    """What a step of an answer changes on the page."""

    box: Any = SKIP
    chat: Any = SKIP
    evidence: Any = SKIP
    source: Any = SKIP
    cited: Any = SKIP  # ids of the sections that the last answer cites
    quiz_button: Any = SKIP


@dataclass(frozen=True, slots=True)
class AskTab:
    source: gr.HTML
    quiz_button: gr.Button


def ask(assistant: Assistant, question: str, messages: Messages) -> Iterator[View]:
    """Evidence at once, then the answer sentence by sentence."""
    if not question.strip():
        gr.Info("The question is empty. Type what you want to know.")
        yield View()
        return
    asked = [*_without_options(messages), {"role": "user", "content": question_markdown(question)}]
    yield View(box=_busy(), chat=asked, source="", quiz_button=gr.Button(interactive=False))
    try:
        for step in assistant.stream(question, turns(_texts(messages))):
            yield _shown(step, asked)
        if isinstance(step, Answer | NoAnswer):
            yield _finished(assistant, step, asked)
    except DvaAssistError as error:
        yield View(box=_ready(), chat=[*asked, _reply(f"**That did not work.** {escape(said(error))}")])


def ask_chosen(assistant: Assistant, messages: Messages, event: gr.SelectData) -> Iterator[View]:
    """A follow-up question or an example that was clicked."""
    chosen = event.value
    yield from ask(assistant, chosen["text"] if isinstance(chosen, dict) else chosen, messages)


def _shown(step: Evidence | Answer | NoAnswer, asked: Messages) -> View:
    match step:
        case Evidence():
            return View(evidence=evidence_html(step.passages))
        case Answer():
            return View(chat=[*asked, _reply(answer_markdown(step))])
        case NoAnswer():
            return View(chat=[*asked, _reply(decline_markdown(step))])


def _finished(assistant: Assistant, result: Answer | NoAnswer, asked: Messages) -> View:
    follow_ups = assistant.follow_ups(result)
    if isinstance(result, NoAnswer):
        nearest = evidence_html(result.passages, title="Nearest passages")
        reply = _reply(decline_markdown(result), follow_ups)
        return View(box=_ready(), chat=[*asked, reply], evidence=nearest or NO_EVIDENCE, cited=[])
    return View(
        box=_ready(),
        chat=[*asked, _reply(answer_markdown(result), follow_ups)],
        evidence=evidence_html(result.passages, result.citations),
        cited=list(dict.fromkeys(c.section.id for c in result.citations)),
        quiz_button=gr.Button(interactive=True),
    )


def _reply(markdown: str, follow_ups: Sequence[str] = ()) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": markdown}
    return message | ({"options": [{"value": question} for question in follow_ups]} if follow_ups else {})


def _without_options(messages: Messages) -> Messages:
    return [{"role": role, "content": text} for role, text in _texts(messages)]


def _texts(messages: Messages) -> list[tuple[str, str]]:
    """(role, Markdown) of each message, as Gradio hands them back."""
    return [(m["role"], "".join(part.get("text", "") for part in m["content"])) for m in messages]


def stop(messages: Messages) -> Messages:
    """What was shown stays; a question without any answer says that it was stopped."""
    kept = _without_options(messages)
    if kept and kept[-1]["role"] == "user":
        kept.append(_reply(STOPPED))
    return kept


def clear() -> View:
    return View(
        box=_ready(), chat=[], evidence=NO_EVIDENCE, source="", cited=[], quiz_button=gr.Button(interactive=False)
    )


def _busy() -> gr.Textbox:
    return gr.Textbox(value="", submit_btn=False, stop_btn="Stop")


def _ready() -> gr.Textbox:
    return gr.Textbox(submit_btn="Ask", stop_btn=False)


def build_ask_tab(assistant: Assistant, cited: gr.State) -> AskTab:
    sections = [s for note in islice(assistant.notes(), NOTES_LOOKED_AT) for s in note.sections]
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
            with gr.Row(elem_classes="actions"):
                quiz_button = gr.Button("Quiz me on this", interactive=False, size="sm", elem_id="quiz-me")
                clear_button = gr.Button("New conversation", size="sm", elem_id="clear")
        with gr.Column(scale=2, min_width=300, elem_id="ask-panel"):
            source = gr.HTML(elem_id="ask-source", apply_default_css=False)
            evidence = gr.HTML(NO_EVIDENCE, elem_id="evidence", apply_default_css=False)

    view = [box, chat, evidence, source, cited, quiz_button]
    asking: list[Any] = [
        box.submit(bound(assistant, ask), [box, chat], view, concurrency_id="answers", **QUEUED),
        chat.option_select(bound(assistant, ask_chosen), [chat], view, concurrency_id="answers", **QUEUED),
        chat.example_select(bound(assistant, ask_chosen), [chat], view, concurrency_id="answers", **QUEUED),
    ]
    for event in asking:  # also where it was stopped; before that has come through, a new question would be ignored
        event.failure(_ready, None, box, **PLAIN)
    box.stop(stop, chat, chat, cancels=asking, **PLAIN)
    clear_button.click(clear, None, view, cancels=asking, **PLAIN)
    return AskTab(source, quiz_button)
