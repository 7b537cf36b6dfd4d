"""The question bank: questions written by hand as TOML files, each option with the words of the notes that prove it.

[[question]]
id = "orders-lost-at-peak"
stem = "... Which change keeps every order?"
tasks = { dva-c03 = ["1.1"] }
level = 2
checked = 2026-11-28
  [[question.options]]
  text = "Put an SQS queue in front of the function"
  right = true
  why = "The queue stores each message until it is processed."
  section = "sqs.md#life-cycle-of-an-sqs-message"
  quote = "A producer calls `SendMessage`, and Amazon SQS stores the message on several servers."
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dva_assist.errors import BadInput, NotFound
from dva_assist.quiz.book import origin_of
from dva_assist.quiz.linter import lint_choice
from dva_assist.types import Citation, Explanation, Note, QuizItem, ReplyForm, Section

BANK = "bank"
NUMBERS = {2: "two", 3: "three"}
MOST_BYTES = 2_000_000  # of a file of questions
_DIFFICULTY = {1: 0.3, 2: 0.55, 3: 0.8}
_HEADER = re.compile(r"\s*\[\[\s*(?P<table>question(?:\.options)?)\s*\]\]")
_KEY = re.compile(r"\s*\"?(?P<key>[\w-]+)\"?\s*=")

_OneLine = Annotated[str, BeforeValidator(lambda text: " ".join(text.split()) if isinstance(text, str) else text)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BankOption(_Read):
    """``why`` says why it is right or wrong; ``quote`` stands in ``section`` and carries that."""

    text: _OneLine = Field(min_length=1, max_length=400)
    right: bool = False
    why: _OneLine = Field(min_length=10, max_length=800)
    section: str = Field(min_length=1)
    quote: _OneLine = Field(min_length=10, max_length=1_200)


class BankQuestion(_Read):
    """``tasks`` are those that it serves, by exam. ``level`` is 1 a fact in a setting .. 3 several things weighed."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)
    stem: _OneLine = Field(min_length=20, max_length=1_500)
    tasks: dict[str, tuple[str, ...]] = Field(min_length=1)
    level: int = Field(ge=1, le=3)
    checked: date
    options: tuple[BankOption, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(at for at, option in enumerate(self.options) if option.right)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        keys, count = len(self.keys), len(self.options)
        if not (keys == 1 and count == 4) and not (keys in NUMBERS and count in (5, 6)):
            raise ValueError(
                f"{count} options, {keys} of them right; a question has four with one right, or five or six with two "
                "or three right"
            )
        if keys > 1 and not self.stem.endswith(f"(Choose {NUMBERS[keys]}.)"):
            raise ValueError(f"the stem has to end with (Choose {NUMBERS[keys]}.)")
        return self


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a question, and where in its file (1-based)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and the place where it is written."""

    question: BankQuestion
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Read:
    """What files of questions hold; ``problems`` are of those that could not be read."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_files(files: Iterable[Path]) -> Read:
    """The questions of all files, each id once."""
    parts = [read_text(text_of(file), file.name) for file in files]
    entries: dict[str, Entry] = {}
    problems = [problem for part in parts for problem in part.problems]
    for entry in (entry for part in parts for entry in part.entries):
        first = entries.setdefault(entry.question.id, entry)
        if first is not entry:
            what = f"the id {entry.question.id!r} is taken by {first.file}, line {first.line}"
            problems.append(Problem(entry.file, entry.line, what))
    return Read(tuple(entries.values()), tuple(problems))


def read_bank(folder: Path) -> tuple[BankQuestion, ...]:
    """The questions of a folder of TOML files; none where there is no such folder.

    Raises BadInput with the first problem, its file and its line.
    """
    read = read_files(sorted(folder.glob("*.toml")))
    if read.problems:
        raise BadInput(_told(read.problems))
    return tuple(entry.question for entry in read.entries)


def text_of(file: Path) -> str:
    """Raises BadInput where it cannot be read or is no text in UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}); name a text file") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is no text in UTF-8; save it as UTF-8") from error


def read_text(text: str, name: str) -> Read:
    """The questions of one file; a question that is wrong is a problem, and the others are read all the same."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = int(found[1]) if (found := re.search(r"line (\d+)", str(error))) else len(text.splitlines())
        return Read((), (Problem(name, line, f"not valid TOML: {error}"),))
    except ValueError:
        return Read((), (Problem(name, 1, "a number or a date in it is out of bounds; write a usual one"),))
    except RecursionError:
        return Read((), (Problem(name, 1, "it is nested too deep; questions have options and nothing below"),))
    lines = _Lines.of(text)
    if unknown := sorted(document.keys() - {"question"}):
        return Read((), (Problem(name, 1, f"{unknown[0]!r} is not known; questions begin with [[question]]"),))
    given = document.get("question")
    if not isinstance(given, list) or not given:
        return Read((), (Problem(name, 1, "there is no [[question]] in it"),))
    entries, problems = [], []
    for number, raw in enumerate(given):
        try:
            entries.append(Entry(BankQuestion.model_validate(raw), name, lines.of_question(number)))
        except ValidationError as error:
            problems += [Problem(name, *lines.explain(number, one)) for one in error.errors()]
    return Read(tuple(entries), tuple(problems))


def resolve(question: BankQuestion, note: Callable[[str], Note]) -> QuizItem:
    """The question with its citations. ``note`` gives a note by its path and may raise NotFound.

    Raises BadInput where a section or a quote is not in the notes.
    """
    found = [_cited(at, option, note) for at, option in enumerate(question.options, start=1)]
    first = question.keys[0]
    home = note(found[first].section.note)
    return QuizItem(
        id=question.id,
        kind=BANK,
        stem=question.stem,
        options=tuple(option.text for option in question.options),
        correct=question.keys,
        explanations=tuple(
            Explanation(option.why, citation) for option, citation in zip(question.options, found, strict=True)
        ),
        citation=found[first],
        topics=origin_of(home, found[first].section).topics,
        exam_tasks=tuple(f"{exam}:{task}" for exam, tasks in question.tasks.items() for task in tasks),
        difficulty=_DIFFICULTY[question.level],
        form=ReplyForm.ONE if len(question.keys) == 1 else ReplyForm.SEVERAL,
    )


def usable(questions: Iterable[BankQuestion], note: Callable[[str], Note]) -> list[QuizItem]:
    """Those whose every citation stands in the notes that are indexed; on other notes there may be none."""
    items = []
    for question in questions:
        try:
            items.append(resolve(question, note))
        except BadInput:
            continue  # these notes do not carry it, so it is not asked on them
    return items


def check(read: Read, note: Callable[[str], Note], tasks: Callable[[str], Sequence[str]]) -> list[Problem]:
    """All that is wrong: what could not be read, citations that do not resolve, unknown tasks, rules of item writing.

    ``tasks`` gives the ids of the tasks of an exam, none for an unknown one.
    """
    problems = list(read.problems)
    for entry in read.entries:
        try:
            item = resolve(entry.question, note)
        except BadInput as error:
            problems.append(Problem(entry.file, entry.line, f"{entry.question.id}: {error}"))
            continue
        unknown = [
            f"{exam}:{task}" for exam, some in entry.question.tasks.items() for task in some if task not in tasks(exam)
        ]
        wrong = [f"there is no task {unknown[0]}"] if unknown else []
        problems += [Problem(entry.file, entry.line, f"{item.id}: {what}") for what in (*wrong, *lint_choice(item))]
    return problems


def import_questions(
    text: str, name: str, note: Callable[[str], Note], tasks: Callable[[str], Sequence[str]]
) -> list[QuizItem]:
    """A learner's own questions. Raises BadInput with the problems by line, and then none is taken."""
    if len(text) > MOST_BYTES:
        raise BadInput(f"{name} is larger than {MOST_BYTES:,} characters; split it")
    read = read_text(text, name)
    if problems := check(read, note, tasks):
        raise BadInput(_told(problems))
    ids = [entry.question.id for entry in read.entries]
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise BadInput(f"{name} has the id {twice!r} twice; each question needs its own")
    return [resolve(entry.question, note) for entry in read.entries]


def _told(problems: Sequence[Problem], most: int = 5) -> str:
    more = f"; and {len(problems) - most} more" if len(problems) > most else ""
    return "; ".join(str(problem) for problem in problems[:most]) + more


def _cited(marker: int, option: BankOption, note: Callable[[str], Note]) -> Citation:
    """The whole sentences that the quote stands in, as they are written."""
    path = option.section.partition("#")[0]
    home = note(path)
    section = next((one for one in home.sections if one.id == option.section), None)
    if section is None:
        raise NotFound(f"there is no section {option.section!r} in {path}")
    pattern = r"\s+".join(map(re.escape, option.quote.split()))
    found = re.compile(pattern).search(home.raw, section.start, section.end)
    if found is None:
        raise BadInput(f"{option.section} does not say {option.quote[:80]!r}")
    return _whole(marker, section, home, found.start(), found.end())


def _whole(marker: int, section: Section, home: Note, start: int, end: int) -> Citation:
    touched = [one for one in section.sentences if one.start < end and start < one.end]
    if not touched:
        raise BadInput(f"{section.id}: the quote lies in no sentence")
    start, end = min(start, touched[0].start), max(end, touched[-1].end)
    return Citation(marker, section, start, end, home.raw[start:end], touched[0].line_start, touched[-1].line_end)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where the tables of a file begin; a header inside a string of several lines is none."""

    lines: tuple[str, ...]
    questions: tuple[int, ...]  # lines, 1-based
    options: tuple[tuple[int, ...], ...]  # of each question

    @classmethod
    def of(cls, text: str) -> Self:
        questions: list[int] = []
        options: list[list[int]] = []
        inside = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if not inside and (header := _HEADER.match(line)):
                if header["table"] == "question":
                    questions.append(number)
                    options.append([])
                elif options:
                    options[-1].append(number)
            for mark in re.findall(r'"""|\'\'\'', line):
                inside = "" if mark == inside else inside or mark
        return cls(tuple(text.splitlines()), tuple(questions), tuple(map(tuple, options)))

    def of_question(self, number: int) -> int:
        return self.questions[number] if number < len(self.questions) else 1

    def explain(self, number: int, error: object) -> tuple[int, str]:
        """(line, what is wrong) of an error of pydantic in a question."""
        assert isinstance(error, dict)
        place: tuple[int | str, ...] = error["loc"]
        line = self.of_question(number)
        match place:
            case ("options", int(option), *_) if number < len(self.options) and option < len(self.options[number]):
                line = self.options[number][option]
        key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
        shown = error["msg"].removeprefix("Value error, ")
        return self._line_of(key, line), f"{'.'.join(map(str, place)) + ': ' if place else ''}{shown}"

    def _line_of(self, key: str, start: int) -> int:
        """The line from ``start`` on that sets the key, before the next table; ``start`` where there is none."""
        for number, line in enumerate(self.lines[start:], start=start + 1):
            if _HEADER.match(line):
                break
            if (found := _KEY.match(line)) and found["key"] == key:
                return number
        return start
