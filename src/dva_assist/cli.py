"""The command line. Results go to standard output, messages and progress to standard error.

Exit codes: 0 done, 2 usage, 3 the input is bad, 4 the index is missing or stale, 5 a backend is not available.
"""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from dva_assist import shapes, wiring
from dva_assist.config import Settings, load_settings
from dva_assist.errors import BackendUnavailable, BadInput, DvaAssistError, GenerationFailed
from dva_assist.protocols import TextGenerator
from dva_assist.quiz import SCENARIO, Scenarios
from dva_assist.terminal import (
    BatchLine,
    answer_each,
    emit,
    parse_line,
    progress_bar,
    read_lines,
    say,
    show_answer,
    show_passages,
    show_quiz,
)
from dva_assist.types import Answer, NoAnswer, Passage
from dva_assist.writing import Writer

app = typer.Typer(
    name="dva-assist",
    help="An open-book tutor: ask your notes, get answers whose every sentence is cited, be quizzed on them.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
ModelOption = Annotated[
    str | None,
    typer.Option("--llm", metavar="NAME", help="A language model as `doctor` lists them, auto, or a .gguf file."),
]
QuestionArgument = Annotated[str | None, typer.Argument(help="What you want to know.")]
BatchOption = Annotated[
    str | None, typer.Option("--batch", metavar="FILE|-", help="Questions as JSON lines; one JSON line out for each.")
]


@app.command()
def index(
    notes: Annotated[list[Path] | None, typer.Argument(help="Files or folders of Markdown; none: the corpus.")] = None,
    index: IndexOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Embed everything again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Index notes, so that they can be asked. Only what changed is embedded again."""
    settings = load_settings(index=index)
    with progress_bar("Embedding") as progress:
        report = wiring.update_index(settings, notes or [], rebuild=rebuild, progress=progress)
    for problem in report.problems:
        say(f"skipped: {problem}")
    if as_json:
        emit(shapes.index_json(report))
    else:
        print(
            f"{report.notes} notes, {report.sections} sections, {report.chunks} chunks: {report.added} added, "
            f"{report.kept} kept, {report.removed} removed, in {report.seconds:.1f} s.\nIndex: {report.index}"
        )


@app.command()
def search(
    question: QuestionArgument = None,
    batch: BatchOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, metavar="N", help="Passages to show.")] = 8,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages nearest to a question."""
    require_one(question, batch)
    assistant = wiring.open_assistant(load_settings(index=index))

    def one(line: BatchLine) -> tuple[Passage, ...] | NoAnswer:
        return assistant.search(line.question, line.history, limit)

    answer_each(question, batch, as_json, one, shapes.search_json, show_passages)


@app.command()
def ask(
    question: QuestionArgument = None,
    batch: BatchOption = None,
    index: IndexOption = None,
    llm: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the notes, each sentence cited."""
    require_one(question, batch)
    settings = load_settings(index=index)
    generator = chosen_model(settings, llm)
    writer = Writer(generator, wiring.make_style(settings)) if generator else None
    assistant = wiring.open_assistant(settings)

    def one(line: BatchLine) -> Answer | NoAnswer:
        return assistant.ask(line.question, line.history, writer)

    answer_each(question, batch, as_json, one, shapes.ask_json, show_answer)


@app.command()
def quiz(
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="T", help="A note, a service or an exam task.")
    ] = None,
    section: Annotated[str | None, typer.Option("--section", metavar="ID", help="Only this section.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=200, metavar="N")] = 5,
    kind: Annotated[str | None, typer.Option("--kind", metavar="K", help="Only this kind of question.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The same seed, the same quiz.")] = None,
    llm: ModelOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make drill questions from the notes, or with --llm have a language model write scenario questions."""
    if llm and kind not in (None, SCENARIO):
        raise typer.BadParameter(f"with --llm all questions are of the kind {SCENARIO}; leave out --kind.")
    settings = load_settings(index=index)
    generator = chosen_model(settings, llm) if llm or kind == SCENARIO else None
    if kind == SCENARIO and generator is None:
        raise typer.BadParameter("scenario questions are written by a language model: name one with --llm.")
    assistant = wiring.open_assistant(settings)
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    sections = [section] if section else None
    written = None
    if generator is None:
        items = assistant.quiz(count=count, seed=chosen, kind=kind, topic=topic, sections=sections)
    else:
        written = write_scenarios(
            assistant.scenarios(generator, count=count, seed=chosen, topic=topic, sections=sections), count
        )
        items = list(written.items)
    if written is None and len(items) < count:
        say(f"these notes give {len(items)} of the {count} questions asked for")
    if as_json:
        emit(shapes.quiz_json(items, chosen, written))
    else:
        show_quiz(items, chosen)


@app.command()
def exam(
    exam: Annotated[str | None, typer.Option("--exam", metavar="ID")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """A mock exam (comes later)."""
    raise BackendUnavailable("mock exams come in a later version; `dva-assist quiz` asks drill questions now")


@app.command()
def review(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """What is due for review (comes later)."""
    raise BackendUnavailable("reviews come in a later version; `dva-assist quiz` asks drill questions now")


@app.command(name="eval")
def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help='Lines of {"question": ..., "gold": [section ids]}.')
    ],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure retrieval, and with spans or unanswerable questions also the answers, with 95% intervals."""
    from dva_assist.labelled import LabelledQuestion, measure

    lines = [
        parse_line(LabelledQuestion, file.name, number, text) for number, text in enumerate(read_lines(str(file)), 1)
    ]
    if not any(line.is_ranked for line in lines):
        raise BadInput(f'{file} has no line with "gold", the list of section ids that answer the question')
    measured = measure(wiring.open_assistant(load_settings(index=index)), lines)
    if as_json:
        by_kind = {kind: {name: vars_of(m) for name, m in some.items()} for kind, some in measured.kinds.items()}
        whole = {name: vars_of(m) for name, m in measured.whole.items()}
        emit({"questions": measured.questions, **whole, **({"kinds": by_kind} if by_kind else {})})
        return
    print(f"{measured.questions} questions")
    for name, m in measured.whole.items():
        print(f"{name:16} {m.value:.3f}  (95% {m.low:.3f} to {m.high:.3f})")
    for kind, some in measured.kinds.items():
        print(f"{kind}: " + ", ".join(f"{name} {m.value:.3f}" for name, m in some.items()))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", metavar="H", help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="P", help="Port to serve on; 0 for any.")] = None,
    index: IndexOption = None,
) -> None:
    """Open the page. Without an index, the notes of the corpus are indexed first."""
    from dva_assist.ui.launch import launch

    settings = load_settings(host=host, port=port, index=index)
    with progress_bar("Indexing the notes, once") as progress:
        assistant = wiring.open_or_build(settings, progress=progress)
    launch(assistant, settings)


@app.command()
def doctor(index: IndexOption = None) -> None:
    """Say what is installed, which model is used, whether the index is fresh, and what to do."""
    from dva_assist.diagnosis import diagnose

    findings = diagnose(load_settings(index=index))
    for finding in findings:
        print(f"{'ok  ' if finding.exit_code == 0 else 'MEND'}  {finding.what}: {finding.says}")
    raise typer.Exit(next((f.exit_code for f in findings if f.exit_code), 0))


def require_one(question: str | None, batch: str | None) -> None:
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch with a file of questions, and not both.")


def chosen_model(settings: Settings, llm: str | None) -> TextGenerator | None:
    """The model that the option or the settings name; None where they name none, or "" is given for none.

    Raises BackendUnavailable where the option names one that is not there. One of the settings that is not there is
    done without, and that is said.
    """
    name = settings.llm if llm is None else llm
    if not name:
        return None
    models = wiring.make_models(settings)
    try:
        model = models.find(name)
    except BackendUnavailable as error:
        if llm is not None:
            raise
        say(f"{error}; answers are the notes' own sentences")
        return None
    if model.leaves_machine:
        say(f"{model.ref} runs at {model.sent_to}: the question and passages of your notes leave this machine")
    return models.generator(model.ref)


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


def vars_of(measure: Any) -> dict[str, float]:
    return {name: round(getattr(measure, name), 4) for name in ("value", "low", "high")}


def main(arguments: list[str] | None = None) -> None:
    """Run a command; every error becomes one line on standard error and an exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = app(args=given or ["--help"], standalone_mode=False)
    except DvaAssistError as error:
        say(" ".join(str(error).split()))
        code = error.exit_code
    except typer.TyperException as error:
        say(f"{error.format_message()} See: dva-assist --help")
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        say("stopped")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the output has gone, as with `| head`
        code = 141
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
