"""The fields for a reply, one for each form that a reply can have; they are placed once and shown as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple, Self

import gradio as gr

from dva_assist.types import QuizItem, Reply, ReplyForm
from dva_assist.ui.events import LATEST, PLAIN
from dva_assist.ui.markdown import words_html
from dva_assist.ui.reply_values import (
    LETTERS,
    MOST_LETTERS,
    PROMPTS,
    Asked,
    instruction,
    marks,
    option_label,
    ordered_labels,
    so_far,
    too_many,
)

SKIP: Any = gr.skip()
SHOWN_LETTERS = 60  # of an option in a drop-down list; above it stands the whole of it


class Updates(NamedTuple):
    """What becomes of each part of a ReplyField, in the order of ``ReplyField.view``."""

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


@dataclass(frozen=True, slots=True)
class ReplyField:
    """``inputs`` hold what ``reply_values.read`` reads; ``view`` is what ``show``, ``lock`` and ``hide`` change.

    Whoever places it binds ``typed.submit`` to the same handler as the button that checks.
    """

    asked: gr.State
    told: gr.HTML
    one: gr.Radio
    several: gr.CheckboxGroup
    undo: gr.Button
    typed: gr.Textbox
    matches: tuple[gr.Dropdown, ...]

    @property
    def inputs(self) -> list[Any]:
        return [self.one, self.several, self.typed, *self.matches]

    @property
    def view(self) -> Updates:
        return Updates(self.asked, self.told, self.one, self.several, self.undo, self.typed, *self.matches)

    @classmethod
    def build(cls, prefix: str = "") -> Self:
        """Place the fields here. ``prefix`` keeps their element ids apart where a page has several."""
        asked = gr.State(None)
        told = gr.HTML("", elem_id=f"{prefix}told", elem_classes=["reply-told"], apply_default_css=False)
        one = gr.Radio([], label="Choose one", show_label=False, elem_id=f"{prefix}options", elem_classes=_classes())
        several = gr.CheckboxGroup(
            [], label="Choose", show_label=False, elem_id=f"{prefix}several", elem_classes=_classes(), visible=False
        )
        undo = gr.Button("Take the last one away", size="sm", visible=False, elem_id=f"{prefix}undo-step")
        typed = gr.Textbox(
            label="Your answer", lines=1, max_lines=1, max_length=MOST_LETTERS, visible=False, elem_id=f"{prefix}typed",
            elem_classes=["reply", "reply-typed"], html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
        )  # fmt: skip
        matches = tuple(
            gr.Dropdown(
                [], label=f"Term {at + 1}", visible=False, filterable=False, elem_id=f"{prefix}match-{at + 1}",
                elem_classes=["reply", "reply-match"],
            )
            for at in range(PROMPTS)
        )  # fmt: skip
        field = cls(asked, told, one, several, undo, typed, matches)
        several.input(choose, [asked, several], [told, several], **LATEST)
        undo.click(take_back, [asked, several], [told, several], **PLAIN)
        return field


def _classes(*more: str) -> list[str]:
    return ["options", "reply", *more]


def show(item: QuizItem) -> Updates:
    """The field for this question, empty; all others are hidden and emptied."""
    return hide()._replace(
        asked=Asked.of(item),
        told=_told(item),
        **{
            ReplyForm.ONE: _show_one,
            ReplyForm.SEVERAL: _show_several,
            ReplyForm.TYPED: _show_typed,
            ReplyForm.ORDER: _show_order,
            ReplyForm.MATCH: _show_matches,
        }[item.form](item),
    )


def hide() -> Updates:
    nowhere = [gr.Dropdown(choices=[], value=None, visible=False) for _ in range(PROMPTS)]
    return Updates(
        None,
        "",
        gr.Radio(choices=[], value=None, visible=False),
        gr.CheckboxGroup(choices=[], value=[], visible=False),
        gr.Button(visible=False),
        gr.Textbox(value="", visible=False),
        *nowhere,
    )


def lock(item: QuizItem, reply: Reply) -> Updates:
    """After it has been checked: nothing can be changed, and the key and the choice are marked."""
    done = Updates(undo=gr.Button(visible=False), told=_told(item, locked=True))
    match item.form:
        case ReplyForm.ONE:
            return done._replace(one=gr.Radio(interactive=False, elem_classes=_classes(*marks(item, reply))))
        case ReplyForm.TYPED:
            return done._replace(typed=gr.Textbox(interactive=False))
        case ReplyForm.MATCH:
            pairs = enumerate(zip(item.correct, reply, strict=True), start=1)
            return done._replace(**{f"match_{place}": _locked_match(right == at) for place, (right, at) in pairs})
    return done._replace(several=gr.CheckboxGroup(interactive=False, elem_classes=_classes(*marks(item, reply))))


def choose(asked: Asked | None, chosen: Sequence[int]) -> tuple[Any, Any]:
    """While options are being chosen: how far it is, and the numbers of an order. One too many is taken away."""
    if asked is None:
        return SKIP, SKIP
    told = _status(so_far(asked, chosen))
    if too_many(asked, chosen):
        return told, gr.CheckboxGroup(value=list(chosen[: asked.wanted]))
    if asked.form is ReplyForm.ORDER:
        return told, gr.CheckboxGroup(choices=ordered_labels(asked.options, chosen))
    return told, SKIP


def take_back(asked: Asked | None, chosen: Sequence[int]) -> tuple[Any, Any]:
    """The option chosen last is no longer chosen."""
    if asked is None or not chosen:
        return SKIP, SKIP
    left = list(chosen[:-1])
    labels = ordered_labels(asked.options, left)
    return _status(so_far(asked, left)), gr.CheckboxGroup(choices=labels, value=left)


def _show_one(item: QuizItem) -> dict[str, Any]:
    labels = [(option_label(at, text), at) for at, text in enumerate(item.options)]
    return {"one": gr.Radio(labels, value=None, visible=True, interactive=True, elem_classes=_classes())}


def _show_several(item: QuizItem) -> dict[str, Any]:
    labels = [(option_label(at, text), at) for at, text in enumerate(item.options)]
    return {"several": gr.CheckboxGroup(labels, value=[], visible=True, interactive=True, elem_classes=_classes())}


def _show_order(item: QuizItem) -> dict[str, Any]:
    labels = ordered_labels(item.options, ())
    field = gr.CheckboxGroup(labels, value=[], visible=True, interactive=True, elem_classes=_classes("placing"))
    return {"several": field, "undo": gr.Button(visible=True)}


def _show_typed(item: QuizItem) -> dict[str, Any]:
    return {"typed": gr.Textbox(value="", visible=True, interactive=True)}


def _show_matches(item: QuizItem) -> dict[str, Any]:
    labels = [(option_label(at, _short(text)), at) for at, text in enumerate(item.options)]
    return {
        f"match_{place}": gr.Dropdown(
            choices=labels, value=None, label=prompt, visible=True, interactive=True,
            elem_classes=["reply", "reply-match"],
        )
        for place, prompt in enumerate(item.prompts, start=1)
    }  # fmt: skip


def _locked_match(right: bool) -> gr.Dropdown:
    return gr.Dropdown(interactive=False, elem_classes=["reply", "reply-match", "right" if right else "wrong"])


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS].rsplit(' ', 1)[0]}…"


def _told(item: QuizItem, locked: bool = False) -> str:
    """What to do, and for a matching question the options in full."""
    said = _status("" if locked else instruction(item))
    if item.form is not ReplyForm.MATCH:
        return said
    options = "".join(f"<li><b>{LETTERS[at]}.</b>{words_html(text)}</li>" for at, text in enumerate(item.options))
    return f'{said}<ul class="to-match">{options}</ul>'


def _status(text: str) -> str:
    return f'<div role="status" class="calm">{escape(text)}</div>'
