"""Commands on what the page does over days: draw a mock exam, say what is due for review."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from dva_assist import wiring
from dva_assist.cli_options import ME, ForceOption, IndexOption, JsonOption, LearnerOption
from dva_assist.cli_practice import OutOption, check_out, write_out
from dva_assist.config import load_settings
from dva_assist.exam import Length
from dva_assist.study import Study
from dva_assist.terminal import emit, tell
from dva_assist.terminal_practice import exam_json, review_json, show_exam, show_review


def exam(
    exam: Annotated[
        str | None, typer.Option("--exam", metavar="ID", help="dva-c01, dva-c02 or dva-c03; none: the one in force.")
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="20 questions, in the same proportions.")] = False,
    mix: Annotated[
        float, typer.Option("--mix", min=0, max=1, metavar="SHARE", help="Share of questions made from the notes.")
    ] = 0.0,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The same seed, the same exam.")] = None,
    out: OutOption = None,
    force: ForceOption = False,
    learner: LearnerOption = ME,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a mock exam, as the exam is: to print it, or to see what it asks. The page lets you sit one."""
    if out is not None:
        check_out(out, force)
    room = open_study(index).exam_room
    chosen = room.exam(exam) if exam else room.exam_today()
    number = secrets.randbelow(1_000_000) if seed is None else seed
    length: Length = "short" if short else "full"
    paper = room.paper(learner, chosen.id, length, mix=mix, seed=number)
    document = exam_json(chosen, paper, number)
    if out is not None:
        write_out(out, document, [one.item for one in paper], chosen.code, number, force)
    if as_json:
        emit(document)
    elif out is None:
        show_exam(chosen, paper, number)
    else:
        tell(f"{len(paper)} questions, seed {number}: {out}")


def review(learner: LearnerOption = ME, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what is due for review; the page asks it. The new cards of the day are made."""
    room = open_study(index).review_room
    today, streak, cards = room.open(learner), room.streak(learner), room.cards(learner)
    if as_json:
        emit(review_json(learner, today, streak, cards))
    else:
        show_review(today, streak, cards, room.now())


def open_study(index: Path | None) -> Study:
    settings = load_settings(index=index)
    return wiring.open_study(settings, wiring.open_assistant(settings))
