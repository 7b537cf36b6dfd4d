"""What is chosen for a quiz: what it is about, which kind of questions, how many, and by which seed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

import gradio as gr

from dva_assist.assistant import Assistant
from dva_assist.drill_room import FOLLOW_UPS, OWN, Run
from dva_assist.errors import BadInput
from dva_assist.quiz import KINDS, SCENARIO
from dva_assist.quiz.bank import BANK
from dva_assist.ui.render_quiz import kind_label

ALL_NOTES, LAST_ANSWER = "All notes", "What I just asked"
ANY_KIND = "Any kind"
SEEDS = 1_000_000
EXAM_TASK = re.compile(r"^([a-z]+-[a-z0-9]+):(\d+(?:\.\d+)?)$")
NOTHING_ASKED = "there is no answer yet to be quizzed on; ask something first, or choose another subject"


def chosen(about: str, kind: str | None, count: int, seed: str, cited: Sequence[str]) -> Run:
    """What was chosen for a quiz. Raises BadInput where there is no answer to be quizzed on, or no such seed."""
    if about == LAST_ANSWER and not cited:
        raise BadInput(NOTHING_ASKED)
    return Run(
        count=int(count),
        seed=read_seed(seed),
        kind=None if kind == ANY_KIND else kind,
        topic=None if about in (ALL_NOTES, LAST_ANSWER) else about,
        sections=tuple(cited) if about == LAST_ANSWER else (),
    )


def following(cited: Sequence[str]) -> Run:
    """A few questions that follow up on an answer. Raises BadInput where there is none."""
    if not cited:
        raise BadInput(NOTHING_ASKED)
    return Run(FOLLOW_UPS, read_seed(""), None, None, tuple(cited), follows=True)


def read_seed(text: str) -> int:
    """The number typed, or a fresh one where nothing was."""
    if not text.strip():
        return secrets.randbelow(SEEDS)
    if not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 9:
        raise BadInput(
            f"the seed {text.strip()[:20]!r} is not a number of up to 9 digits; leave it empty for a new quiz"
        )
    return int(text)


def subjects(assistant: Assistant) -> gr.Dropdown:
    """What a quiz can be about. Reading all notes for it takes a while where there are many, so the page does not."""
    topics = [(EXAM_TASK.sub(r"Exam task \1 \2", topic), topic) for topic in assistant.topics()]
    return gr.Dropdown(choices=[(ALL_NOTES, ALL_NOTES), (LAST_ANSWER, LAST_ANSWER), *topics])


def kind_choices() -> list[tuple[str, str]]:
    return [(ANY_KIND, ANY_KIND), *((kind_label(kind), kind) for kind in (*KINDS, BANK, OWN, SCENARIO))]
