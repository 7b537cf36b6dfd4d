"""Which model words the answers and how, under a quiet line that says so. The browser remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape as escape_html
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.errors import DvaAssistError
from dva_assist.models import Models
from dva_assist.ui.choice import Choice
from dva_assist.ui.events import PLAIN, bound, said, sentence
from dva_assist.ui.render_model import START_ONE, gone, leaves, line, notice_html
from dva_assist.ui.tutor import Tutor

KEPT_AS = "dva-assist-model"  # in the browser; with the secret it must stay the same, or choices are forgotten
SECRET = "dva-assist"  # nothing secret is kept, but Gradio encrypts it
NONE = "none"  # value of the dropdown for the notes' own words
WITHHOLD, MARK = "Leave it out", "Show it, marked"
SKIP: Any = gr.skip()


class View(NamedTuple):
    saved: Any = SKIP
    accordion: Any = SKIP
    notice: Any = SKIP
    model: Any = SKIP
    hint: Any = SKIP
    temperature: Any = SKIP
    answer_tokens: Any = SKIP
    unproved: Any = SKIP
    compare: Any = SKIP


@dataclass(frozen=True, slots=True)
class ModelSettings:
    saved: gr.BrowserState
    view: list[Any]


def look(tutor: Tutor, saved: object) -> View:
    """What can be chosen now. It is done once the page is there, as looking for servers may take a while."""
    choice = tutor.choice(saved)
    if choice.by_hand:
        return _view(choice, tutor.models)
    usual = tutor.choice(None)
    try:
        return _view(usual.model_copy(update={"model": tutor.models.default() or ""}), tutor.models)
    except DvaAssistError as error:  # the one that the settings name is not there, or may not be asked
        return _view(usual, tutor.models)._replace(notice=notice_html(said(error)))


def choose(tutor: Tutor, saved: object, picked: str) -> View:
    """The model that was picked from the list, or none."""
    model = "" if picked == NONE else picked
    choice = tutor.choice(saved).model_copy(update={"model": model, "by_hand": True})
    return _view(choice, tutor.models)


def keep(
    tutor: Tutor, saved: object, temperature: float, answer_tokens: int, unproved: str, compare: bool
) -> tuple[Choice, Any]:
    """The other settings, as they are set."""
    choice = Choice(
        **{
            **tutor.choice(saved).model_dump(),
            "temperature": temperature,
            "answer_tokens": answer_tokens,
            "mark_unproved": unproved == MARK,
            "compare": compare,
            "by_hand": True,
        }
    )
    return choice, gr.Accordion(label=line(choice))


def _view(wished: Choice, models: Models) -> View:
    """The settings as they follow from what was wished for and what there is."""
    offered = models.offered()
    found = next((model for model in offered if model.ref == wished.model), None)
    name = found.model if found else wished.name or wished.model
    sent_to = found.sent_to if found else ""
    choice = wished.model_copy(update={"name": name, "sent_to": sent_to, "gone": bool(wished.model) and found is None})
    notice = gone(name) if choice.gone else leaves(sent_to) if sent_to else ""
    hint = sentence(models.silence(offered)) or ("" if offered else START_ONE)
    return View(
        saved=choice,
        accordion=gr.Accordion(label=line(choice)),
        notice=notice_html(notice),
        model=gr.Dropdown(
            choices=[("None: the notes’ own words", NONE), *((model.label, model.ref) for model in offered)],
            value=choice.in_use or NONE,
        ),
        hint=f'<p class="hint">{escape_html(hint)}</p>' if hint else "",
        temperature=choice.temperature,
        answer_tokens=choice.answer_tokens,
        unproved=MARK if choice.mark_unproved else WITHHOLD,
        compare=choice.compare,
    )


def build_model_settings(tutor: Tutor) -> ModelSettings:
    usual = tutor.choice(None)
    saved = gr.BrowserState(storage_key=KEPT_AS, secret=SECRET)
    notice = gr.HTML(elem_id="model-notice", apply_default_css=False)
    with gr.Accordion(line(usual), open=False, elem_id="model-settings") as accordion:
        with gr.Row(elem_classes="pick"):
            model = gr.Dropdown(
                [("None: the notes’ own words", NONE)],
                value=NONE,
                label="Model",
                elem_id="model",
                filterable=False,
                interactive=True,
            )
            again = gr.Button("Look again", size="sm", elem_id="look-again")
        hint = gr.HTML(elem_id="model-hint", apply_default_css=False)
        with gr.Row():
            temperature = gr.Slider(0, 2, usual.temperature, step=0.1, label="Temperature", elem_id="temperature")
            answer_tokens = gr.Slider(
                20, max(1_000, usual.answer_tokens), usual.answer_tokens, step=10, label="Longest answer, in tokens"
            )
        unproved = gr.Radio(
            [WITHHOLD, MARK], value=MARK if usual.mark_unproved else WITHHOLD, label="What the notes do not carry"
        )
        compare = gr.Checkbox(usual.compare, label="Compare with and without the model", elem_id="compare")

    view = [saved, accordion, notice, model, hint, temperature, answer_tokens, unproved, compare]
    style: list[Any] = [temperature, answer_tokens, unproved, compare]
    again.click(bound(tutor, look, refused), [saved], view, **PLAIN)
    picking = model.input(bound(tutor, choose, refused), [saved, model], view, **PLAIN)
    # A server that was started again refuses what it has not offered to this page itself, so it offers it.
    picking.failure(bound(tutor, look, refused), [saved], view, **PLAIN)
    gr.on(
        [setting.input for setting in style],
        bound(tutor, keep),
        [saved, *style],
        [saved, accordion],
        trigger_mode="always_last",
        **PLAIN,
    )
    return ModelSettings(saved, view)


def refused(error: DvaAssistError) -> View:
    return View(notice=notice_html(said(error)))
