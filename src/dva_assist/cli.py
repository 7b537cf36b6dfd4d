"""The command line. Results go to standard output, messages and progress to standard error.

Exit codes: 0 done, 2 usage, 3 the input is bad, 4 the index is missing or stale, 5 a backend is not available.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from dva_assist import shapes, wiring
from dva_assist.cli_exam import exam, review
from dva_assist.cli_options import IndexOption, JsonOption, ModelOption, chosen_model
from dva_assist.cli_practice import learner, questions, quiz
from dva_assist.config import load_settings
from dva_assist.errors import BadInput, DvaAssistError
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


app.command()(quiz)
app.command()(exam)
app.command()(review)
app.add_typer(questions, name="questions")
app.add_typer(learner, name="learner")


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
