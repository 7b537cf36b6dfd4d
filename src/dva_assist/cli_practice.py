"""Commands on questions and on what learners did: make a quiz, take questions out and in, keep a learner's data."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from dva_assist import shapes, wiring
from dva_assist.assistant import Assistant
from dva_assist.cli_options import (
    ME,
    ForceOption,
    IndexOption,
    JsonOption,
    LearnerOption,
    ModelOption,
    chosen_model,
)
from dva_assist.config import load_settings
from dva_assist.errors import BadInput, GenerationFailed
from dva_assist.exams import task_ids
from dva_assist.outputs import files
from dva_assist.outputs.learner import export_learner, import_learner
from dva_assist.own_questions import OwnQuestions
from dva_assist.protocols import LearnerStore, TextGenerator
from dva_assist.quiz import SCENARIO, Scenarios
from dva_assist.quiz.bank import check, read_files, text_of
from dva_assist.terminal import emit, progress_bar, say, show_quiz, tell
from dva_assist.types import Note, QuizItem

questions = typer.Typer(help="Your own questions, written as TOML like those of corpus/questions.")
learner = typer.Typer(help="What learners did: take it elsewhere as a file, back it up, put it back.")
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write them to a file: .apkg for Anki, .csv, .html to print, .json."),
]


def quiz(
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="T", help="A note, a service or an exam task.")
    ] = None,
    section: Annotated[str | None, typer.Option("--section", metavar="ID", help="Only this section.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=200, metavar="N")] = 5,
    kind: Annotated[str | None, typer.Option("--kind", metavar="K", help="Only this kind of question.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The same seed, the same quiz.")] = None,
    out: OutOption = None,
    force: ForceOption = False,
    llm: ModelOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make drill questions from the notes, or with --llm have a language model write scenario questions."""
    if llm and kind not in (None, SCENARIO):
        raise typer.BadParameter(f"with --llm all questions are of the kind {SCENARIO}; leave out --kind.")
    if out is not None:
        check_out(out, force)
    settings = load_settings(index=index)
    generator = chosen_model(settings, llm) if llm or kind == SCENARIO else None
    if kind == SCENARIO and generator is None:
        raise typer.BadParameter("scenario questions are written by a language model: name one with --llm.")
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    choices: dict[str, Any] = {"seed": chosen, "topic": topic, "sections": [section] if section else None}
    items, written = make_items(wiring.open_assistant(settings), generator, count, kind, choices)
    document = shapes.quiz_json(items, chosen, written)
    if out is not None:
        write_out(out, document, items, topic or section or "All notes", None if written else chosen, force)
    if as_json:
        emit(document)
    elif out is None:
        show_quiz(items, chosen)
    else:
        tell(f"{counted(len(items), 'question')}, seed {chosen}: {out}")


def check_out(out: Path, force: bool) -> None:
    """Before any work is done for a file that cannot be written."""
    try:
        files.format_of(out)
    except BadInput as error:
        raise typer.BadParameter(f"--out: {error}.") from error
    files.require_free(out, force=force)


def make_items(
    assistant: Assistant, generator: TextGenerator | None, count: int, kind: str | None, choices: dict[str, Any]
) -> tuple[list[QuizItem], Scenarios | None]:
    """The questions, and what became of the replies of the model where one wrote them."""
    if generator is not None:
        written = write_scenarios(assistant.scenarios(generator, count=count, **choices), count)
        return list(written.items), written
    items = assistant.quiz(count=count, kind=kind, **choices)
    if len(items) < count:
        say(f"these notes give {len(items)} of the {count} questions asked for")
    return items, None


def write_scenarios(writing: Generator[Scenarios, None, None], count: int) -> Scenarios:
    """What the model has written when it is done or stopped, with its yield on standard error.

    Raises GenerationFailed where it failed before a question was kept.
    """
    state = Scenarios(count)
    with progress_bar("Writing questions") as progress, contextlib.closing(writing):
        try:
            for state in writing:
                if progress:
                    progress(len(state.items), count)
        except KeyboardInterrupt:
            state = replace(state, trouble="stopped")
    if state.trouble and not state.items:
        raise GenerationFailed(state.trouble)
    for told in filter(None, (state.trouble, state.summary)):
        say(told)
    return state


def write_out(
    out: Path, document: dict[str, Any], items: Sequence[QuizItem], subject: str, seed: int | None, force: bool
) -> None:
    """A JSON file holds ``document``, what --json prints. Without a seed the questions do not come again."""
    format = files.format_of(out)
    if format is files.Format.JSON:
        made = files.json_bytes(document)
    else:
        made = files.content(items, format, subject, seed=seed, at=datetime.now(UTC))
    files.put(out, made, force=force)


@questions.command(name="check")
def check_questions(
    names: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of questions, in TOML.")],
    index: IndexOption = None,
) -> None:
    """Say what is wrong with files of questions, by line; nothing is kept."""
    read = read_files(names)
    problems = check(read, notes_of(index), task_ids(wiring.exams()))
    for problem in problems:
        say(str(problem))
    if problems:
        raise BadInput(f"{counted(len(problems), 'problem')} in {counted(len(names), 'file')}; mend them, check again")
    tell(f"{counted(len(read.entries), 'question')}, all sound")


@questions.command(name="import")
def take_questions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of questions, in TOML.")],
    learner: LearnerOption = ME,
    index: IndexOption = None,
) -> None:
    """Add your own questions; those with the same id are replaced. Where one is wrong, none is taken."""
    text = text_of(file)
    note = notes_of(index)
    with opened_learners() as store:
        count = OwnQuestions(store, note, task_ids(wiring.exams())).take(learner, text, file.name)
    tell(f"{counted(count, 'question')} for {learner}")


@learner.command(name="export")
def export_one(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The JSON file to write.")],
    learner: LearnerOption = ME,
    force: ForceOption = False,
) -> None:
    """Write all that is kept of one learner as one JSON file."""
    with opened_learners() as store:
        document = export_learner(store, learner)
    files.put(file, files.json_bytes(document), force=force)
    tell(f"{document['learner']}, {counted(len(document['attempts']), 'attempt')}: {file}")


@learner.command(name="import")
def import_one(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `learner export` wrote.")],
    learner: Annotated[
        str | None, typer.Option("--learner", metavar="NAME", help="For whom; as in the file where left out.")
    ] = None,
) -> None:
    """Add what is new in an exported file; the same file twice changes nothing."""
    document = read_json(file)
    named = document.get("learner")
    name = learner or (named if isinstance(named, str) and named.strip() else ME)
    with opened_learners() as store:
        try:
            new = import_learner(store, name, document)
        except BadInput as error:
            raise BadInput(f"{file}: {error}") from error
    parts = ("attempts", "sittings", "cards", "reviews", "questions")
    tell(f"New for {name}: " + ", ".join(f"{getattr(new, part)} {part}" for part in parts))


@learner.command(name="backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")], force: ForceOption = False
) -> None:
    """Copy what is kept of all learners into one file, also while the page is open."""
    with opened_learners() as store, files.new_file(file, force=force) as part:
        store.backup(part)
    tell(f"All learners: {file}")


@learner.command(name="restore")
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `learner backup` wrote.")]) -> None:
    """Put a backup in the place of all that is kept; what was there is kept beside it as NAME.before-restore."""
    settings = load_settings()
    wiring.restore_learners(settings, file)
    tell(f"{file} is in the place of {wiring.learner_file(settings)}; what was there is kept beside it")


@contextlib.contextmanager
def opened_learners() -> Iterator[LearnerStore]:
    with contextlib.closing(wiring.open_learners(load_settings())) as store:
        yield store


def notes_of(index: Path | None) -> Callable[[str], Note]:
    """The notes of the index by their paths, each read once."""
    return cache(wiring.open_assistant(load_settings(index=index)).note)


def read_json(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(text_of(file))
    except json.JSONDecodeError as error:
        raise BadInput(f"{file}, line {error.lineno}: no JSON ({error.msg}); export the learner again") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is no JSON of ours ({error}); export the learner again") from error
    if not isinstance(document, dict):
        raise BadInput(f"{file} holds no learner; name a file that `dva-assist learner export` wrote")
    return document


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
