"""What the commands read and print: batches of questions, results for people, JSON, progress."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dva_assist import shapes
from dva_assist.errors import BadInput
from dva_assist.outputs.markup import key_of, lettered
from dva_assist.types import Answer, NoAnswer, Passage, QuizItem, ReplyForm, Turn

Result = TypeVar("Result")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class BatchLine(BaseModel):
    """One line of ``--batch``."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = None
    question: str
    history: list[Turn] = Field(default_factory=list)


def answer_each(
    question: str | None,
    batch: str | None,
    as_json: bool,
    one: Callable[[BatchLine], Result],
    as_document: Callable[[str | None, str, Result, float], dict[str, Any]],
    show: Callable[[Result], None],
) -> None:
    """Answer the question, or each line of the batch; a bad line is reported and the others are answered."""
    if question is not None:
        started = time.perf_counter()
        result = one(BatchLine(question=question))
        elapsed = 1_000 * (time.perf_counter() - started)
        if as_json:
            emit(as_document(None, question, result, elapsed))
        else:
            show(result)
        return
    bad: list[str] = []
    for number, text in enumerate(read_lines(str(batch)), start=1):
        try:
            line = parse_line(BatchLine, str(batch), number, text)
        except BadInput as error:
            bad.append(str(error))
            emit({"id": None, "error": str(error)}, lines=True)
            continue
        started = time.perf_counter()
        result = one(line)
        emit(as_document(line.id, line.question, result, 1_000 * (time.perf_counter() - started)), lines=True)
    if bad:
        raise BadInput(f"{len(bad)} of the lines could not be used; the first: {bad[0]}")


Line = TypeVar("Line", bound=BaseModel)


def parse_line(shape: type[Line], name: str, number: int, text: str) -> Line:
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{name}, line {number}: {where + ': ' if where else ''}{first['msg']}") from error


def read_lines(name: str) -> Iterator[str]:
    """The lines of a file, or of standard input for "-", without the blank ones."""
    try:
        with contextlib.nullcontext(sys.stdin) if name == "-" else open(name, encoding="utf-8-sig") as stream:
            yield from (line for line in stream if line.strip())
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}; give a file of JSON lines") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text; save it as UTF-8") from error


def show_passages(result: tuple[Passage, ...] | NoAnswer) -> None:
    if isinstance(result, NoAnswer):
        tell(result.reason)
        return
    for passage in result:
        shape = shapes.passage_json(passage)
        tell(f"{passage.rank}. {' > '.join(passage.section.headings)}")
        tell(f"   {shape['section_id']}, lines {shape['line_start']}-{shape['line_end']}")
        tell("   " + passage.chunk.text.replace("\n", "\n   ") + "\n")


def show_answer(result: Answer | NoAnswer) -> None:
    if isinstance(result, NoAnswer):
        tell(result.reason)
        for passage in result.passages[:3]:
            tell(f"  - {' > '.join(passage.section.headings)}  ({passage.section.id})")
        return
    tell(shapes.plain_answer(result.sentences))
    if result.remark:
        tell(f"\n{result.remark}")
    if result.wording and result.wording.unproved:
        tell("\nNot in your notes:")
        tell("\n".join(f"  - {sentence}" for sentence in result.wording.unproved))
    tell()
    for c in result.citations:
        tell(f"[{c.marker}] {c.section.id}, lines {c.line_start}-{c.line_end}")


def show_quiz(items: list[QuizItem], seed: int) -> None:
    for number, item in enumerate(items, start=1):
        show_item(item, number)
    tell(f"Seed {seed}: the same seed gives the same quiz.")


def show_item(item: QuizItem, number: int, remark: str = "") -> None:
    """A question with its keys, why they are right, and where the notes say so."""
    tell(f"{number}. {item.stem}")
    for line in quiz_lines(item):
        tell(f"   {line}")
    for key in item.correct if item.form is ReplyForm.SEVERAL else item.correct[:1]:
        proof = item.explanations[key]
        tell(f"   {proof.text}\n   {proof.citation.section.id}, line {proof.citation.line_start}")
    tell(f"{remark}\n" if remark else "")


def quiz_lines(item: QuizItem) -> list[str]:
    """The options with their keys marked; what is typed, put in order or matched with the answer under it."""
    if item.form in (ReplyForm.ONE, ReplyForm.SEVERAL):
        return [f"{'*' if at in item.correct else ' '} {lettered(item, at)}" for at in range(len(item.options))]
    offered = [] if item.form is ReplyForm.TYPED else [f"  {lettered(item, at)}" for at in range(len(item.options))]
    prompts = [f"  {number}. {prompt}" for number, prompt in enumerate(item.prompts, start=1)]
    return [*prompts, *offered, f"* {key_of(item)}"]


def tell(text: str = "") -> None:
    """For people. Notes and models say what a terminal must not read as an order: ESC ]8 makes a link of it."""
    print(_CONTROL.sub("", text))


def emit(document: dict[str, Any], *, lines: bool = False) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=None if lines else 2)
    print(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=lines)  # JSON leaves \x7f to \x9f


def say(message: str) -> None:
    print(f"dva-assist: {_CONTROL.sub('', message)}", file=sys.stderr)


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
