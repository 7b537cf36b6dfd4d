"""The Quiz tab: choose, answer one question at a time, see why, and try again what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.drill_room import OWN, DrillRoom, Run
from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.quiz import SCENARIO
from dva_assist.quiz.bank import MOST_BYTES, text_of
from dva_assist.quiz.grading import is_right
from dva_assist.types import QuizItem
from dva_assist.ui.events import PLAIN, bound, on_change, said
from dva_assist.ui.learner import name_of
from dva_assist.ui.quiz_files import FileButtons, bind_files
from dva_assist.ui.quiz_setup import ALL_NOTES, ANY_KIND, LAST_ANSWER, chosen, following, kind_choices, subjects
from dva_assist.ui.render_feedback import feedback_html
from dva_assist.ui.render_quiz import hint_html, keys_html, kind_label, question_html, score_html
from dva_assist.ui.reply import ReplyField, hide, lock, show
from dva_assist.ui.reply_values import missing, read

__all__ = ["build_quiz_tab", "refused", "start_on_answer", "subjects"]

SKIP: Any = gr.skip()
NONE_UNDER_WAY = "no quiz is under way; start one"

KEYS = keys_html("<kbd>1</kbd> to <kbd>9</kbd> choose, <kbd>Enter</kbd> checks and goes on.")


class View(NamedTuple):
    """What becomes of each part of the tab. From ``asked`` to ``match_4`` it is reply.Updates."""

    asked: Any = SKIP
    told: Any = SKIP
    one: Any = SKIP
    several: Any = SKIP
    undo: Any = SKIP
    typed: Any = SKIP
    match_1: Any = SKIP
    match_2: Any = SKIP
    match_3: Any = SKIP
    match_4: Any = SKIP
    run: Any = SKIP
    message: Any = SKIP
    setup: Any = SKIP
    card: Any = SKIP
    question: Any = SKIP
    feedback: Any = SKIP
    forward: Any = SKIP
    retry: Any = SKIP
    review: Any = SKIP
    after: Any = SKIP
    share: Any = SKIP
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
    room: DrillRoom
    message: gr.HTML


# What a learner does


def start(
    room: DrillRoom, about: str, kind: str, count: int, seed: str, cited: Sequence[str], saved_name: object
) -> View:
    """A new quiz. Raises BadInput where the choices give no question."""
    if kind == SCENARIO:
        raise BadInput("scenario questions are written by a model; press “Write the questions”")
    run = chosen(about, kind, count, seed, cited)
    return begun(room, room.own(name_of(saved_name), run) if kind == OWN else run)


def start_on_answer(room: DrillRoom, cited: Sequence[str]) -> tuple[Any, ...]:
    """A few questions on what the last answer cites and on what borders on it."""
    return gr.Tabs(selected="quiz"), LAST_ANSWER, *begun(room, following(cited))


def start_from_code(room: DrillRoom, code: str) -> View:
    """The quiz that somebody shared."""
    if not code.strip():
        raise BadInput("type the code of a quiz first; it stands under its score")
    return begun(room, room.run_of(code))


def forward(room: DrillRoom, run: Run | None, saved_name: object, *values: Any) -> View:
    """Check the reply that the fields hold, or go on where it has been checked."""
    if run is None or not run.order:
        raise BadInput(NONE_UNDER_WAY)
    items = room.items(run)
    if run.checked:
        return scored(room, run, items) if run.is_last else asked(run.next(room.now()), items)
    item = items[run.question]
    reply = read(item, values)
    if reply is None:
        return View(feedback=hint_html(missing(item, values)))
    replied = room.reply(run, items, reply)
    return checked(replied, items)._replace(message=hint_html(kept(room, name_of(saved_name), replied, items)))


def take_own(room: DrillRoom, file: str | None, saved_name: object) -> View:
    """Import the file; nothing of it is taken where something in it is wrong."""
    if not file:
        raise BadInput("choose a file of questions in TOML first")
    given = Path(file)
    try:
        if given.stat().st_size > 4 * MOST_BYTES:
            raise BadInput(f"{given.name} is too large for a file of questions; split it")
        count = room.take_own(name_of(saved_name), text_of(given), given.name)
    finally:
        given.unlink(missing_ok=True)  # what was uploaded has been read
    told = f"{count} question{'s' if count != 1 else ''} imported: choose the kind “{kind_label(OWN)}”."
    return View(message=hint_html(told, calm=True))


def retry(room: DrillRoom, run: Run | None) -> View:
    """The questions that went wrong, once more."""
    if run is None:
        raise BadInput(NONE_UNDER_WAY)
    items = room.items(run)
    return asked(run.retry(items, room.now()), items)


def another_learner() -> View:
    """A quiz belongs to who began it: somebody else begins anew."""
    return View(
        *hide(),
        run=None,
        message=hint_html(),
        setup=gr.Accordion(open=True, label="A new quiz"),
        card=gr.Column(visible=False),
        source="",
    )


def kind_chosen(kind: str) -> View:
    """The button that fits the kind."""
    by_model = kind == SCENARIO
    return View(begin=gr.Button(visible=not by_model), write=gr.Button(visible=by_model))


def review_wrong(room: DrillRoom, run: Run | None, saved_name: object) -> View:
    """The wrong ones become review cards."""
    if run is None:
        raise BadInput(NONE_UNDER_WAY)
    told = room.review(name_of(saved_name), run)
    return View(message=hint_html(told, calm=True), review=gr.Button(interactive=False))


# What is shown


def begun(room: DrillRoom, run: Run) -> View:
    items = room.items(run)
    fewer = f"The notes give {len(items)} of the {run.count} questions asked for." if len(items) < run.count else ""
    return first(room, run, items, fewer)


def first(room: DrillRoom, run: Run, items: Sequence[QuizItem], message: str = "") -> View:
    """The first question of a quiz."""
    return asked(room.begin(run, items), items, message)


def refused(error: DvaAssistError) -> View:
    return View(message=hint_html(said(error)))


def kept(room: DrillRoom, learner: str, run: Run, items: Sequence[QuizItem]) -> str:
    """Keep the reply; where that does not work the quiz goes on, and this says why."""
    try:
        room.keep(learner, run, items)
    except DvaAssistError as error:
        return f"Your reply is not in your record: {said(error)}"
    return ""


def asked(run: Run, items: Sequence[QuizItem], message: str = "") -> View:
    item = items[run.question]
    right = sum(not run.is_again(at) and is_right(items[at], reply) for at, reply in run.replies.items())
    return View(
        *show(item),
        run=run,
        message=hint_html(message),
        setup=gr.Accordion(open=False, label=_setup_label(run)),
        card=gr.Column(visible=True),
        question=question_html(item, run.number, run.length, right, run.is_again(run.question)),
        feedback=hint_html(),
        forward=gr.Button("Check", visible=True),
        retry=gr.Button(visible=False),
        review=gr.Button(visible=False),
        after=gr.Column(visible=False),
        source="",
    )


def checked(run: Run, items: Sequence[QuizItem]) -> View:
    item, reply = items[run.question], run.replies[run.question]
    again = not run.is_last and run.is_again(run.order[run.at + 1])
    onward = "See the score" if run.is_last else "Once more, in another form" if again else "Next question"
    return View(*lock(item, reply), run=run, feedback=feedback_html(item, reply), forward=gr.Button(onward))


def scored(room: DrillRoom, run: Run, items: Sequence[QuizItem]) -> View:
    wrong, code = len(run.wrong(items)), room.code(run)
    return View(
        *hide(),
        run=run,
        message=hint_html(),
        setup=gr.Accordion(open=True, label="A new quiz"),
        question=score_html(items, run.replies, run.main, run.seed if code else None),
        feedback=hint_html(),
        forward=gr.Button(visible=False),
        retry=gr.Button(f"Retry the {wrong} wrong ones" if wrong > 1 else "Retry the wrong one", visible=wrong > 0),
        review=gr.Button(visible=wrong > 0 and room.can_review, interactive=True),
        after=gr.Column(visible=True),
        share=gr.Textbox(code, visible=bool(code)),
        source="",
    )


def _setup_label(run: Run) -> str:
    return f"{kind_label(run.kind or '') if run.written else f'Quiz {run.seed}'}: change what is asked"


# How it is placed and bound


def build_quiz_tab(room: DrillRoom, cited: gr.State, learner: gr.BrowserState) -> QuizTab:
    """``learner`` holds the name under which replies are kept."""
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
                with gr.Accordion("From a code, or as a file", open=False, elem_id="quiz-elsewhere"):
                    with gr.Row(elem_classes="pick"):
                        code = gr.Textbox(
                            label="Code of a quiz", placeholder="stands under its score", lines=1, elem_id="code"
                        )
                        decoded = gr.Button("Start from the code", size="sm", elem_id="from-code")
                    setup_files = FileButtons.build("setup")
                    mine = gr.UploadButton(
                        "Import questions of your own (TOML)", file_types=[".toml"], size="sm", elem_id="import-own"
                    )
            notice = gr.HTML(elem_id="quiz-notice", apply_default_css=False)
            halt = gr.Button("Stop", visible=False, size="sm", elem_id="halt")
            message = gr.HTML(hint_html(), elem_id="quiz-message", apply_default_css=False)
            with gr.Column(visible=False, elem_id="quiz-card", elem_classes="reply-card") as card:
                question = gr.HTML(elem_id="quiz-question", apply_default_css=False)
                reply = ReplyField.build()
                feedback = gr.HTML(hint_html(), elem_id="feedback", apply_default_css=False)
                with gr.Row(elem_classes="actions"):
                    onward = gr.Button("Check", variant="primary", elem_id="forward", elem_classes="reply-check")
                    again = gr.Button("Retry", visible=False, variant="primary", elem_id="retry")
                    review = gr.Button("Add the wrong ones to review", visible=False, elem_id="quiz-review")
                gr.HTML(KEYS, apply_default_css=False)
                with gr.Column(visible=False, elem_id="quiz-after") as after:
                    share = gr.Textbox(
                        label="Code of this quiz, for the same notes", interactive=False, lines=1,
                        elem_id="share",
                    )  # fmt: skip
                    score_files = FileButtons.build("score")
        with gr.Column(scale=2, min_width=300, elem_id="quiz-panel"):
            source = gr.HTML(elem_id="quiz-source", apply_default_css=False)

    shown = View(
        *reply.view, run, message, setup, card, question, feedback, onward, again, review, after, share, source, begin,
        write, halt, notice,
    )  # fmt: skip
    view, choices = list(shown), [about, kind, count, seed, cited]
    kind.input(kind_chosen, kind, view, **PLAIN)
    on_change(learner, another_learner, None, view)
    gr.on([begin.click, seed.submit], bound(room, start, refused), [*choices, learner], view, **PLAIN)
    gr.on([decoded.click, code.submit], bound(room, start_from_code, refused), [code], view, **PLAIN)
    checking = [run, learner, *reply.inputs]
    gr.on([onward.click, reply.typed.submit], bound(room, forward, refused), checking, view, **PLAIN)
    again.click(bound(room, retry, refused), [run], view, **PLAIN)
    review.click(bound(room, review_wrong, refused), [run, learner], view, **PLAIN)
    mine.upload(bound(room, take_own, refused), [mine, learner], view, **PLAIN)
    bind_files(room, setup_files, score_files, message, choices, run)
    return QuizTab(view, about, kind, count, seed, run, write, halt, source, notice, room, message)
