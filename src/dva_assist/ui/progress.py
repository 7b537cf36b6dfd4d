"""The Progress tab: what is known and covered, what the exam would bring, and the learner's data out and in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.errors import BadInput, DiskFull, DvaAssistError
from dva_assist.exams import Exam
from dva_assist.progress_desk import ProgressDesk
from dva_assist.ui.events import LATEST, PLAIN, bound, on_change, said
from dva_assist.ui.learner import Learner, name_of
from dva_assist.ui.progress_words import taken_in
from dva_assist.ui.render_progress import overview_html, pictures_html, told_html

MOST_BYTES = 50_000_000  # of a file that is loaded
SKIP: Any = gr.skip()
DRAWING = "Drawing the pictures…"
# The file is there once the button that is not shown has it.
SAVE = "() => setTimeout(() => document.querySelector('#data-file').click(), 150)"


class View(NamedTuple):
    opened: Any = SKIP
    exam: Any = SKIP
    words: Any = SKIP
    pictures: Any = SKIP
    file: Any = SKIP
    told: Any = SKIP


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where data goes out: through Gradio's own folder, which it serves from."""

    desk: ProgressDesk
    button: gr.DownloadButton

    def put(self, name: str, text: str) -> Path:
        """Raises DiskFull. Gradio clears away an hour later, or when it ends, what its components name."""
        file = written(Path(self.button.GRADIO_CACHE), name, text)
        self.button.temp_files.add(str(file))
        return file


def look(desk: ProgressDesk, saved_name: object, exam_id: str | None, opened: bool) -> View:
    """The words, for the exam in force where none is chosen yet. Pictures that are there stay until they are redone."""
    view = look_anew(desk, saved_name, exam_id)
    return view._replace(pictures=SKIP) if opened else view


def look_anew(desk: ProgressDesk, saved_name: object, exam_id: str | None) -> View:
    """The words, while the pictures are drawn."""
    exam = exam_id or desk.exam_today().id
    words = overview_html(desk.overview(name_of(saved_name), exam, coverage=False))
    return View(opened=True, exam=exam, words=words, pictures=told_html(DRAWING), told="")


def look_again(desk: ProgressDesk, saved_name: object, exam_id: str | None, opened: bool) -> View:
    """For another learner, or after new data; nothing where the tab has not been opened yet."""
    return look_anew(desk, saved_name, exam_id)._replace(told=SKIP) if opened else View()


def draw(desk: ProgressDesk, saved_name: object, exam_id: str | None, opened: bool) -> View:
    """The pictures, which take longer."""
    if not opened:
        return View()
    return View(pictures=pictures_html(desk.overview(name_of(saved_name), exam_id or desk.exam_today().id)))


def refused(error: DvaAssistError) -> View:
    return View(words=told_html(said(error), bad=True), pictures="")


def not_done(error: DvaAssistError) -> View:
    """A file that could not be made or taken: all else stays."""
    return View(told=told_html(said(error), bad=True), file=None)


def take_out(outbox: Outbox, saved_name: object) -> View:
    """The learner's data as a file that the page then saves. Raises BadInput where there is none."""
    learner = name_of(saved_name)
    text = outbox.desk.data(learner)
    file = outbox.put(file_name(learner, outbox.desk.today()), text)
    return View(file=str(file), told=told_html(f"Saved as {file.name}."))


def file_name(learner: str, today: date) -> str:
    """Of letters that every system takes: "dva-assist-ada-2026-12-01.json"."""
    plain = re.sub(r"[^a-z0-9]+", "-", learner.lower()).strip("-") or "learner"
    return f"dva-assist-{plain[:40]}-{today}.json"


def written(folder: Path, name: str, text: str) -> Path:
    """The file in a folder of its own, whose name nobody can guess. Raises DiskFull."""
    file = folder / token_hex(16) / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DiskFull(f"cannot write the file in {folder} ({error.strerror}); make room there") from error
    return file


def take_in(desk: ProgressDesk, saved_name: object, path: str | None) -> View:
    """Add what is new in a file. Raises BadInput, and keeps nothing, where it is something else."""
    if not path:
        return View()
    learner = name_of(saved_name)
    counts = desk.take_in(learner, read_once(Path(path)))
    return View(told=told_html(taken_in(counts, learner)), file=None)


def read_once(file: Path) -> str:
    """The text of a file that was uploaded, which is gone then. Raises BadInput."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadInput(
                f"the file is larger than {MOST_BYTES // 1_000_000} MB; choose one that “Download my data” gave"
            )
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("the file cannot be read as text; choose one that “Download my data” gave") from error
    finally:
        file.unlink(missing_ok=True)


def exam_choices(exams: list[Exam]) -> list[tuple[str, str]]:
    """The newest first."""
    return [(exam.code, exam.id) for exam in sorted(exams, key=lambda exam: exam.first_day, reverse=True)]


def build_progress_tab(desk: ProgressDesk, place: gr.Tab, learner: Learner) -> None:
    opened = gr.State(False)
    exam = gr.Dropdown(
        exam_choices(list(desk.exams.values())), value=None, label="Exam", elem_id="progress-exam", filterable=False
    )
    words = gr.HTML(elem_id="progress-words", apply_default_css=False)
    pictures = gr.HTML(elem_id="progress-plots", apply_default_css=False)
    with gr.Row(elem_id="data", elem_classes="actions"):
        save = gr.Button("Download my data", size="sm", elem_id="data-save")
        load = gr.UploadButton("Load my data", size="sm", file_types=[".json"], elem_id="data-load")
        file = gr.DownloadButton("Save", visible="hidden", elem_id="data-file")
    told = gr.HTML(elem_id="data-told", apply_default_css=False)

    view = [opened, exam, words, pictures, file, told]
    seen = [learner.name, exam, opened]
    outbox = Outbox(desk, file)
    looked = [
        place.select(bound(desk, look, refused), seen, view, **PLAIN),
        exam.input(bound(desk, look_anew, refused), seen[:2], view, **LATEST),
        on_change(learner.name, bound(desk, look_again, refused), seen, view),
        load.upload(bound(desk, take_in, not_done), [learner.name, load], view, **PLAIN).success(
            bound(desk, look_again, refused), seen, view, **PLAIN
        ),
    ]
    for event in looked:
        event.success(bound(desk, draw, refused), seen, view, **LATEST)
    made = save.click(bound(outbox, take_out, not_done), [learner.name], view, **PLAIN)
    made.success(None, None, None, js=SAVE, **PLAIN)
