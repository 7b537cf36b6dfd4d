"""The questions of a quiz as a file: an Anki package, a table or a page to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, NamedTuple, Self

import gradio as gr

from dva_assist.drill_room import OWN, DrillRoom, Run
from dva_assist.errors import BadInput, DvaAssistError
from dva_assist.outputs.files import Format, write
from dva_assist.quiz import SCENARIO
from dva_assist.types import QuizItem
from dva_assist.ui.events import PLAIN, bound, said
from dva_assist.ui.quiz_setup import LAST_ANSWER, chosen
from dva_assist.ui.render_quiz import hint_html, kind_label

FORMATS = {Format.ANKI: "Anki", Format.TABLE: "Table (CSV)", Format.PRINT: "Page to print"}
SKIP: Any = gr.skip()
# The file is made when its button is pressed, and then the browser is told to fetch it.
FETCH = "() => {{ setTimeout(() => document.querySelector('#{id}')?.click(), 150); }}"


class Offer(NamedTuple):
    """A line about the file, and the button that fetches it."""

    message: Any = SKIP
    file: Any = SKIP


@dataclass(frozen=True, slots=True)
class FileButtons:
    """One button for each format, and the file that was made last."""

    id: str
    makers: dict[Format, gr.Button]
    file: gr.DownloadButton

    @classmethod
    def build(cls, place: str) -> Self:
        """Place the buttons here; ``place`` keeps their element ids apart."""
        with gr.Row(elem_classes="actions files"):
            gr.HTML('<span class="meta">Download as</span>', elem_classes="files-label", apply_default_css=False)
            makers = {format: gr.Button(name, size="sm") for format, name in FORMATS.items()}
            id = f"{place}-file"
            file = gr.DownloadButton("Save the file", size="sm", visible=False, elem_id=id, elem_classes="made")
        return cls(id, makers, file)


@dataclass(frozen=True, slots=True)
class FileMaker:
    """``folder`` is where files are made; Gradio serves copies of them, and it goes with the page."""

    room: DrillRoom
    folder: TemporaryDirectory[str]
    format: Format

    def offer(self, items: Sequence[QuizItem], run: Run, subject: str) -> Offer:
        place = Path(mkdtemp(dir=self.folder.name))  # of its own, so that the name of the file needs no number
        seed = run.seed if self.room.code(run) else None
        made = write(items, self.format, place, subject, seed=seed, at=self.room.now())
        told = f"{made.name} holds {len(items)} question{'s' if len(items) != 1 else ''}."
        return Offer(hint_html(told, calm=True), gr.DownloadButton(f"Save {made.name}", value=str(made), visible=True))


def of_choices(maker: FileMaker, about: str, kind: str, count: int, seed: str, cited: Sequence[str]) -> Offer:
    """The questions that the choices give, without asking them."""
    if kind == SCENARIO:
        raise BadInput("scenario questions have to be written first; their score then offers them as a file")
    if kind == OWN:
        raise BadInput("start the quiz of your own questions; its score offers them as a file")
    run = chosen(about, kind, count, seed, cited)
    return maker.offer(maker.room.items(run), run, subject(run))


def of_run(maker: FileMaker, run: Run | None) -> Offer:
    """The questions of the quiz that was just done, with those that came once more."""
    if run is None:
        raise BadInput("no quiz is under way; start one")
    return maker.offer(maker.room.items(run), run, subject(run))


def subject(run: Run) -> str:
    """What the questions are about, for a name and a heading."""
    about = run.topic or (LAST_ANSWER if run.sections else "All notes")
    return f"{about}, {kind_label(run.kind)}" if run.kind else about


def refused(error: DvaAssistError) -> Offer:
    return Offer(message=hint_html(said(error)))


def bind_files(
    room: DrillRoom, setup: FileButtons, score: FileButtons, message: gr.HTML, choices: Sequence[Any], run: gr.State
) -> None:
    folder = TemporaryDirectory(prefix="dva-assist-")
    events: list[tuple[FileButtons, Callable[..., Offer], Sequence[Any]]] = [
        (setup, of_choices, choices),
        (score, of_run, [run]),
    ]
    for buttons, handler, inputs in events:
        for format, button in buttons.makers.items():
            maker = FileMaker(room, folder, format)
            made = button.click(bound(maker, handler, refused), list(inputs), [message, buttons.file], **PLAIN)
            made.success(None, None, None, js=FETCH.format(id=buttons.id), **PLAIN)
