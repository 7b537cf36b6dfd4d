"""The Quiz tab: choose, answer one question at a time, see why, and try again what went wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.assistant import Assistant
from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.quiz import KINDS, SCENARIO
from dva_assist.types import QuizItem
from dva_assist.ui.events import PLAIN, bound, said
from dva_assist.ui.render_quiz import feedback_html, hint_html, option_label, question_html, score_html

ALL_NOTES, LAST_ANSWER = "All notes", "What I just asked"
ANY_KIND = "Any kind"
SEEDS = 1_000_000
EXAM_TASK = re.compile(r"^([a-z]+-[a-z0-9]+):(\d+(?:\.\d+)?)$")
SKIP: Any = gr.skip()


@dataclass(frozen=True, slots=True)
class Run:
    """A quiz under way. The questions follow from the seed and the choices, so only these are kept.

    Those that a model wrote would not come again, so they are kept whole.
    """

    count: int
    seed: int
    kind: str | None
    topic: str | None
    sections: tuple[str, ...]
    order: tuple[int, ...] = ()  # the questions of this round, as positions in the quiz
    at: int = 0  # position in ``order``
    replies: dict[int, int] = field(default_factory=dict)  # question -> option chosen, in this round
    written: tuple[QuizItem, ...] = ()

    @property
    def question(self) -> int:
        return self.order[self.at]

    def items(self, assistant: Assistant) -> Sequence[QuizItem]:
        return self.written or assistant.quiz(
            count=self.count, seed=self.seed, kind=self.kind, topic=self.topic, sections=self.sections or None
        )

    def replied(self, choice: int) -> Run:
        return replace(self, replies={**self.replies, self.question: choice})

    def again(self, items: Sequence[QuizItem]) -> Run:
        """A round of the questions that went wrong."""
        wrong = tuple(at for at in self.order if self.replies[at] not in items[at].correct)
        return replace(self, order=wrong, at=0, replies={})


class View(NamedTuple):
    run: Any = SKIP
    message: Any = SKIP
    setup: Any = SKIP
    card: Any = SKIP
    question: Any = SKIP
    options: Any = SKIP
    feedback: Any = SKIP
    forward: Any = SKIP
    retry: Any = SKIP
    source: Any = SKIP
    begin: Any = SKIP
    write: Any = SKIP
    halt: Any = SKIP
    notice: Any = SKIP


@dataclass(frozen=True, slots=True)
class QuizTab:
    view: list[Any]
    about: gr.Dropdown
    kind: gr.Dropdown
    count: gr.Slider
    seed: gr.Textbox
    run: gr.State
    write: gr.Button
    halt: gr.Button
    source: gr.HTML
    notice: gr.HTML


def start(assistant: Assistant, about: str, kind: str, count: int, seed: str, cited: Sequence[str]) -> View:
    """A new quiz. Raises BadInput where the choices give no question."""
    if kind == SCENARIO:
        raise BadInput("scenario questions are written by a model; press “Write the questions”")
    run = chosen(about, None if kind == ANY_KIND else kind, count, seed, cited)
    items = run.items(assistant)
    fewer = f"The notes give {len(items)} of the {run.count} questions asked for." if len(items) < run.count else ""
    return first(run, items, fewer)


def chosen(about: str, kind: str | None, count: int, seed: str, cited: Sequence[str]) -> Run:
    """What was chosen for a quiz. Raises BadInput where there is no answer to be quizzed on, or no such seed."""
    if about == LAST_ANSWER and not cited:
        raise BadInput("there is no answer yet to be quizzed on; ask something first, or choose another subject")
    return Run(
        count=int(count),
        seed=read_seed(seed),
        kind=kind,
        topic=None if about in (ALL_NOTES, LAST_ANSWER) else about,
        sections=tuple(cited) if about == LAST_ANSWER else (),
    )


def first(run: Run, items: Sequence[QuizItem], message: str = "") -> View:
    """The first question of a quiz."""
    return _asked(replace(run, order=tuple(range(len(items)))), items, message)


def refused(error: DvaAssistError) -> View:
    return View(message=hint_html(said(error)))


def start_on_answer(assistant: Assistant, cited: Sequence[str]) -> tuple[Any, ...]:
    """A short quiz on the sections that the last answer cites."""
    view = start(assistant, LAST_ANSWER, ANY_KIND, 5, "", cited)
    return gr.Tabs(selected="quiz"), LAST_ANSWER, *view


def read_seed(text: str) -> int:
    """The number typed, or a fresh one where nothing was."""
    if not text.strip():
        return secrets.randbelow(SEEDS)
    if not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 9:
        raise BadInput(
            f"the seed {text.strip()[:20]!r} is not a number of up to 9 digits; leave it empty for a new quiz"
        )
    return int(text)


def forward(assistant: Assistant, run: Run | None, choice: int | None) -> View:
    """Check the choice, or go on where it has been checked."""
    if run is None or not run.order:
        raise BadInput("no quiz is under way; start one")
    items = run.items(assistant)
    if run.question in run.replies:
        last = run.at + 1 == len(run.order)
        return _scored(run, items) if last else _asked(replace(run, at=run.at + 1), items)
    if choice is None:
        return View(feedback=hint_html("Choose one of the options first."))
    return _checked(run.replied(choice), items)


def retry(assistant: Assistant, run: Run | None) -> View:
    """The questions that went wrong, once more."""
    if run is None:
        raise BadInput("no quiz is under way; start one")
    items = run.items(assistant)
    return _asked(run.again(items), items)


def _asked(run: Run, items: Sequence[QuizItem], message: str = "") -> View:
    item = items[run.question]
    right = sum(choice in items[at].correct for at, choice in run.replies.items())
    labels = [(option_label(at, text), at) for at, text in enumerate(item.options)]
    return View(
        run=run,
        message=hint_html(message),
        setup=gr.Accordion(open=False, label=_setup_label(run)),
        card=gr.Column(visible=True),
        question=question_html(item, run.at + 1, len(run.order), right),
        options=gr.Radio(labels, value=None, visible=True, interactive=True, elem_classes=["options"]),
        feedback=hint_html(),
        forward=gr.Button("Check", visible=True),
        retry=gr.Button(visible=False),
        source="",
    )


def _setup_label(run: Run) -> str:
    return "Scenarios: change what is asked" if run.written else f"Quiz {run.seed}: change what is asked"


def _checked(run: Run, items: Sequence[QuizItem]) -> View:
    item, choice = items[run.question], run.replies[run.question]
    last = run.at + 1 == len(run.order)
    marks = ["options", f"key-{item.correct[0]}", f"chosen-{choice}"]
    return View(
        run=run,
        options=gr.Radio(interactive=False, elem_classes=marks),
        feedback=feedback_html(item, choice),
        forward=gr.Button("See the score" if last else "Next question"),
    )


def _scored(run: Run, items: Sequence[QuizItem]) -> View:
    wrong = sum(choice not in items[at].correct for at, choice in run.replies.items())
    again = f"Retry the {wrong} wrong ones" if wrong > 1 else "Retry the wrong one"
    return View(
        run=run,
        setup=gr.Accordion(open=True, label="A new quiz"),
        question=score_html(items, run.replies, None if run.written else run.seed),
        options=gr.Radio(visible=False),
        feedback=hint_html(),
        forward=gr.Button(visible=False),
        retry=gr.Button(again, visible=wrong > 0),
        source="",
    )


def subjects(assistant: Assistant) -> gr.Dropdown:
    """What a quiz can be about. Reading all notes for it takes a while where there are many, so the page does not."""
    topics = [(EXAM_TASK.sub(r"Exam task \1 \2", topic), topic) for topic in assistant.topics()]
    return gr.Dropdown(choices=[(ALL_NOTES, ALL_NOTES), (LAST_ANSWER, LAST_ANSWER), *topics])


def kind_choices() -> list[tuple[str, str]]:
    kinds = [(kind.replace("-", " ").capitalize(), kind) for kind in KINDS]
    return [(ANY_KIND, ANY_KIND), *kinds, ("Scenario, written by the model", SCENARIO)]


def kind_chosen(kind: str) -> View:
    """The button that fits the kind."""
    by_model = kind == SCENARIO
    return View(begin=gr.Button(visible=not by_model), write=gr.Button(visible=by_model))


def build_quiz_tab(assistant: Assistant, cited: gr.State) -> QuizTab:
    run = gr.State(None)
    with gr.Row(elem_classes="split"):
        with gr.Column(scale=3, min_width=300):
            with gr.Accordion("A new quiz", open=True, elem_id="quiz-setup") as setup:
                with gr.Row():
                    about = gr.Dropdown([ALL_NOTES, LAST_ANSWER], value=ALL_NOTES, label="About", elem_id="about")
                    kind = gr.Dropdown(kind_choices(), value=ANY_KIND, label="Kind of question", elem_id="kind")
                with gr.Row():
                    count = gr.Slider(1, 20, value=5, step=1, label="Questions", elem_id="count")
                    seed = gr.Textbox(
                        label="Seed", placeholder="empty: new questions", max_length=12, elem_id="seed", lines=1
                    )
                begin = gr.Button("Start the quiz", variant="primary", elem_id="begin")
                write = gr.Button("Write the questions", variant="primary", elem_id="write", visible=False)
            notice = gr.HTML(elem_id="quiz-notice", apply_default_css=False)
            halt = gr.Button("Stop", visible=False, size="sm", elem_id="halt")
            message = gr.HTML(hint_html(), elem_id="quiz-message", apply_default_css=False)
            with gr.Column(visible=False, elem_id="quiz-card") as card:
                question = gr.HTML(elem_id="quiz-question", apply_default_css=False)
                options = gr.Radio(
                    [], label="Choose one", show_label=False, elem_id="options", elem_classes=["options"]
                )
                feedback = gr.HTML(hint_html(), elem_id="feedback", apply_default_css=False)
                with gr.Row(elem_classes="actions"):
                    onward = gr.Button("Check", variant="primary", elem_id="forward")
                    again = gr.Button("Retry", visible=False, variant="primary", elem_id="retry")
        with gr.Column(scale=2, min_width=300, elem_id="quiz-panel"):
            source = gr.HTML(elem_id="quiz-source", apply_default_css=False)

    view = [run, message, setup, card, question, options, feedback, onward, again, source, begin, write, halt, notice]
    kind.input(kind_chosen, kind, view, **PLAIN)
    gr.on(
        [begin.click, seed.submit], bound(assistant, start, refused), [about, kind, count, seed, cited], view, **PLAIN
    )
    onward.click(bound(assistant, forward, refused), [run, options], view, **PLAIN)
    again.click(bound(assistant, retry, refused), [run], view, **PLAIN)
    return QuizTab(view, about, kind, count, seed, run, write, halt, source, notice)
