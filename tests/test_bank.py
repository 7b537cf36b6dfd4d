"""The question bank: what is read, what each citation covers, and where a mistake is said to stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dva_assist import wiring
from dva_assist.errors import BadInput, NotFound
from dva_assist.notes import parse_note
from dva_assist.quiz import bank
from dva_assist.types import Note, ReplyForm
from evals.bank.__main__ import note_of as corpus_note
from evals.bank.counts import LONGEST_KEYS, cover, longest

QUEUES = """# Queues

A queue holds messages for one
consumer. A topic sends each message to many receivers.

## Limits

| What | Default | Maximum |
|---|---|---|
| Retention | 4 days | 14 days |
| Message size | 256 KB | 1 MB |

### Order

- A FIFO queue keeps the order. It needs a **group ID**.
- A standard queue does not.
"""
QUESTION = '''
[[question]]
id = "press-orders"
stem = """
A printer takes orders in bursts, and each order must be worked on by exactly one press when it is free.
Where should the shop put the orders?"""
tasks = { dva-c03 = ["1.1"] }
level = 2
checked = 2026-11-28

  [[question.options]]
  text = "Into a queue that the presses read"
  right = true
  why = "A queue keeps a message for the one consumer that works on it."
  section = "queues.md#queues"
  quote = "A queue holds messages for one consumer."

  [[question.options]]
  text = "Into a topic with a filter a press"
  why = "A topic gives each message to many receivers."
  section = "queues.md#queues"
  quote = "each message to many receivers"

  [[question.options]]
  text = "Into a table of all the retentions"
  why = "That only says how long messages stay."
  section = "queues.md#limits"
  quote = "| Retention | 4 days | 14 days |"

  [[question.options]]
  text = "Into a line that is kept in order"
  why = "Order is not what is asked for here."
  section = "queues.md#limits/order"
  quote = "It needs a **group ID**."
'''


@pytest.fixture
def note() -> Callable[[str], Note]:
    return note_named({"queues.md": QUEUES})


def note_named(texts: dict[str, str]) -> Callable[[str], Note]:
    notes = {path: parse_note(path, text) for path, text in texts.items()}

    def named(path: str) -> Note:
        if path not in notes:
            raise NotFound(f"there is no note {path!r}")
        return notes[path]

    return named


def tasks(exam: str) -> list[str]:
    return {"dva-c03": ["1.1", "1.2"]}.get(exam, [])


def taken(text: str, note: Callable[[str], Note]) -> list[str]:
    return [item.id for item in bank.import_questions(text, "mine.toml", note, tasks)]


def problem(text: str, note: Callable[[str], Note]) -> str:
    with pytest.raises(BadInput) as refused:
        bank.import_questions(text, "mine.toml", note, tasks)
    return str(refused.value)


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def test_a_question_becomes_an_item_whose_options_are_cited(note: Callable[[str], Note]) -> None:
    [item] = bank.import_questions(QUESTION, "mine.toml", note, tasks)
    assert (item.kind, item.form, item.correct, item.difficulty) == ("bank", ReplyForm.ONE, (0,), 0.55)
    assert item.exam_tasks == ("dva-c03:1.1",)
    assert item.stem.startswith("A printer takes orders in bursts, and each order")
    for explanation in item.explanations:
        cited = explanation.citation
        assert QUEUES[cited.start : cited.end] == cited.quote


def test_citations_are_whole_sentences_items_and_rows_as_they_are_written(note: Callable[[str], Note]) -> None:
    [item] = bank.import_questions(QUESTION, "mine.toml", note, tasks)
    quotes = [explanation.citation.quote for explanation in item.explanations]
    assert quotes == [
        "A queue holds messages for one\nconsumer.",
        "A topic sends each message to many receivers.",
        "| Retention | 4 days | 14 days |",
        "A FIFO queue keeps the order. It needs a **group ID**.",
    ]
    assert (item.citation.line_start, item.citation.line_end) == (3, 4)


def test_several_keys_are_asked_for_in_the_stem(note: Callable[[str], Note]) -> None:
    two = QUESTION.replace("Where should the shop put the orders?", "Which two places fit?").replace(
        'text = "Into a topic with a filter a press"', 'text = "Into a topic with a filter a press"\n  right = true'
    )
    fifth = two + QUESTION[QUESTION.rindex("  [[question.options]]") :].replace("kept in order", "put in a row")
    assert f"line {line_of(fifth, '[[question]]')}: the stem has to end with (Choose two.)" in problem(fifth, note)
    [item] = bank.import_questions(fifth.replace("places fit?", "places fit? (Choose two.)"), "mine.toml", note, tasks)
    assert (item.form, item.correct) == (ReplyForm.SEVERAL, (0, 1))


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("level = 2", "level = 4", "level = 4", "less than or equal to 3"),
        ("level = 2", "", "[[question]]", "level: Field required"),
        ('id = "press-orders"', 'id = "Press Orders"', 'id = "Press', "match"),
        ("checked = 2026-11-28", 'checked = "soon"', "checked", "valid date"),
        ("right = true", "", "[[question]]", "four with one right"),
        ('why = "That only', 'wy = "That only', "wy =", "not permitted"),
        ('{ dva-c03 = ["1.1"] }', '{ dva-c03 = ["9.9"] }', "[[question]]", "there is no task dva-c03:9.9"),
        ('{ dva-c03 = ["1.1"] }', '{ saa-c03 = ["1.1"] }', "[[question]]", "there is no task saa-c03:1.1"),
        ("queues.md#limits/order", "queues.md#limits/chaos", "[[question]]", "no section 'queues.md#limits/chaos'"),
        ("queues.md#limits/order", "topics.md#order", "[[question]]", "no note 'topics.md'"),
        ("messages for one consumer", "messages for two consumers", "[[question]]", "does not say"),
        ("Into a line that is kept in order", "All of the above", "[[question]]", "sums up the others"),
        ("Where should the shop put the orders?", "The shop stores the orders.", "[[question]]", "question"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    note: Callable[[str], Note], old: str, new: str, at: str, said: str
) -> None:
    assert old in QUESTION
    wrong = QUESTION.replace(old, new, 1)
    told = problem(wrong, note)
    assert f"mine.toml, line {line_of(wrong, at)}: " in told
    assert said in told


def test_toml_that_does_not_parse_is_told_with_its_line(note: Callable[[str], Note]) -> None:
    wrong = QUESTION.replace("level = 2", "level = two")
    assert problem(wrong, note).startswith(f"mine.toml, line {line_of(wrong, 'level = two')}: not valid TOML")


def test_a_header_inside_a_string_of_several_lines_does_not_shift_the_lines(note: Callable[[str], Note]) -> None:
    second = QUESTION.replace("press-orders", "second").replace("level = 2", "level = 9")
    first = QUESTION.replace("when it is free.", "when it is free.\n[[question]]\n[[question.options]]")
    both = first + second
    assert f"line {line_of(both, 'level = 9')}: level" in problem(both, note)


def test_all_or_none_of_a_file_is_taken(note: Callable[[str], Note]) -> None:
    second = QUESTION.replace("press-orders", "second")
    assert taken(QUESTION + second, note) == ["press-orders", "second"]
    assert "level" in problem(QUESTION + second.replace("level = 2", "level = 9"), note)
    assert "'press-orders' twice" in problem(QUESTION + QUESTION, note)


@pytest.mark.parametrize("text", ["", "[[questions]]\nid = 1\n", "title = 'mine'\n", "question = 3\n"])
def test_a_file_of_something_else_is_refused(note: Callable[[str], Note], text: str) -> None:
    assert "[[question]]" in problem(text, note)


def test_a_file_of_other_line_ends_is_read(note: Callable[[str], Note]) -> None:
    assert taken(QUESTION.replace("\n", "\r\n"), note) == ["press-orders"]


def test_a_huge_file_is_refused_before_it_is_parsed(note: Callable[[str], Note]) -> None:
    assert "split it" in problem("#" * (bank.MOST_BYTES + 1), note)


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 20_000 + "]" * 20_000], ids=["long", "deep"])
def test_what_the_parser_cannot_take_is_told(note: Callable[[str], Note], value: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml, line 1: .*(?:number|nested)"):
        bank.import_questions(f"[[question]]\nlevel = {value}\n", "mine.toml", note, tasks)


def test_an_id_is_given_once_in_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "b.toml").write_text("\n" + QUESTION, encoding="utf-8")
    with pytest.raises(BadInput, match=r"b\.toml, line 3: the id 'press-orders' is taken by a\.toml, line 2"):
        bank.read_bank(tmp_path)


def test_questions_are_asked_only_where_the_notes_carry_them(note: Callable[[str], Note]) -> None:
    [entry] = bank.read_text(QUESTION, "mine.toml").entries
    assert [item.id for item in bank.usable([entry.question], note)] == ["press-orders"]
    changed = note_named({"queues.md": QUEUES.replace("one\nconsumer", "two\nconsumers")})
    assert bank.usable([entry.question], changed) == []


@cache
def read_corpus() -> bank.Read:
    return bank.read_files(sorted(wiring.questions().glob("*.toml")))


def test_the_bank_of_the_corpus_keeps_its_rules() -> None:
    exams = wiring.exams()

    def known(exam: str) -> list[str]:
        return [task.id for task in exams[exam].tasks()] if exam in exams else []

    problems = bank.check(read_corpus(), cache(corpus_note), known)
    assert [str(one) for one in problems] == []


def test_the_bank_of_the_corpus_covers_the_exams() -> None:
    read = read_corpus()
    assert [str(one) for one in cover(read, wiring.exams().values())] == []
    keys = [len(entry.question.keys) for entry in read.entries]
    assert len(keys) >= 300
    assert keys.count(1) >= 220
    assert len(keys) - keys.count(1) >= 80


def test_a_thin_bank_and_one_that_gives_its_keys_away_are_found(note: Callable[[str], Note]) -> None:
    long = QUESTION.replace("Into a queue that the presses read", "Into a queue that the presses read when they can")
    read = bank.read_text(long, "mine.toml")
    assert longest(entry.question for entry in read.entries) == 1.0 > LONGEST_KEYS
    told = " ".join(str(one) for one in cover(read, wiring.exams().values()))
    assert "task 1.2 has 0 questions" in told
    assert "a full exam takes" in told
    assert "longest option in 100%" in told
