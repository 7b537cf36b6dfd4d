"""The checks of the notes: each passes on a good note and fails on a bad one; all of them pass on the corpus."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dva_assist import wiring
from dva_assist.exams import Exam
from dva_assist.glossary import Entry
from evals.notes.bounds import Bound, against_models, read_bounds
from evals.notes.checks import CHECKS, Corpus, read_corpus, unexplained
from evals.notes.coverage import coverage, matrix
from evals.notes.figures import Figure, as_csv, double, figures, suspects
from evals.notes.fragments import check, fragments
from evals.notes.glossary import glossary
from evals.notes.library import CorpusNote, Finding, Fragment, read_note, read_notes
from evals.notes.quantities import Quantity, in_unit, quantities
from evals.notes.structure import structure

TODAY = date(2026, 11, 24)
GOOD = """---
title: Amazon SQS
services: [Amazon SQS]
exam_tasks:
  dva-c03: ["1.1"]
sources:
  - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
checked: 2026-11-24
---

# Amazon SQS

Amazon SQS is a queue. See [Amazon SQS](queue.md) too.

## Visibility timeout

The visibility timeout of an SQS queue is 30 seconds by default.

```json
{"Version": "2012-10-17"}
```

## Limits and defaults

| What | Default | Maximum | Adjustable | Scope |
|---|---|---|---|---|
| Visibility timeout of a queue | 30 seconds | 12 hours | No | each queue |
| Message retention of a queue | 4 days | 14 days | No | each queue |

## Exam traps

- Looks like a topic. Is a queue.

## Then and now

- **Then:** 256 KB. **Now:** 1 MiB for an Amazon SQS message.
"""


@pytest.fixture(scope="module")
def exams() -> dict[str, Exam]:
    return wiring.exams()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus()


def note(*changes: tuple[str, str], name: str = "queue") -> dict[str, CorpusNote]:
    raw = GOOD
    for old, new in changes:
        assert old in raw
        raw = raw.replace(old, new)
    return {name: read_note(name, raw)}


@pytest.mark.parametrize("name", CHECKS)
def test_the_corpus_passes(corpus: Corpus, name: str) -> None:
    assert [str(finding) for finding in CHECKS[name](corpus)] == []


def test_the_corpus_is_read_whole(corpus: Corpus) -> None:
    assert len(corpus.notes) >= 75
    assert sum(len(one.raw.split()) for one in corpus.notes.values()) >= 100_000
    assert len(corpus.ledger) >= 600


def test_no_notes_are_no_pass(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_notes(tmp_path)


# Structure


def test_a_good_note_has_the_shape(exams: dict[str, Exam]) -> None:
    assert list(structure(note(), exams, TODAY)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: Amazon SQS\n", "", 0, "no title"),
        ("services: [Amazon SQS]", "services: Amazon SQS", 0, "services is no list"),
        ("services: [Amazon SQS]", "services: [Amazon SQS, Amazon SQS]", 0, "names twice"),
        ("https://docs", "docs", 0, "no address of a page"),
        ("checked: 2026-11-24", "checked: 2026-11-25", 0, "still to come"),
        ("checked: 2026-11-24", "checked: lately", 0, "no date"),
        ('dva-c03: ["1.1"]', 'dva-c03: ["1.9"]', 0, "no task 1.9 in dva-c03"),
        ('dva-c03: ["1.1"]', 'dva-c04: ["1.1"]', 0, "no task 1.1 in dva-c04"),
        ("# Amazon SQS\n", "Amazon SQS\n", 0, "0 titles"),
        ("## Exam traps", "## Visibility timeout", 30, "stands on line 15 already"),
        ("## Exam traps", "#### Exam traps", 30, "skips a level"),
        ("## Then and now", "## History", 0, "no section 'Then and now'"),
        ("| Default | Maximum |", "| Maximum | Default |", 25, "the columns of limits are"),
        ("| 14 days | No | each queue |", "| 14 days | No |", 28, "4 cells"),
        ("| 14 days | No |", "| | No |", 28, "an empty cell"),
        ("| 14 days | No |", "| 14 days | through support |", 28, "begins with Yes, No or -"),
        ("(queue.md)", "(queues.md)", 13, "queues.md, which is no note"),
        ("is a queue. See", "is a queue ![](a.png). See", 13, "a picture"),
        ("is a queue. See", "is a <b>queue</b>. See", 13, "HTML"),
        ("is a queue. See", "is at https://aws.amazon.com now. See", 13, "a bare address"),
        ("Amazon SQS is a queue.", "Amazon SQS is a “queue”.", 13, "plain quotes"),
        ("Amazon SQS is a queue.", "It is a queue.", 13, "does not stand on its own"),
    ],
)
def test_structure_can_fail(exams: dict[str, Exam], old: str, new: str, line: int, says: str) -> None:
    found = list(structure(note((old, new)), exams, TODAY))
    assert any(says in finding.problem and finding.line == line for finding in found), found


# Fragments


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("json", '{"a": 1}', ""),
        ("json", '{"a": 1,}', "no JSON"),
        ("yaml", "a: !Sub '${b}'", ""),
        ("yaml", "a: [", "no YAML"),
        ("bash", "aws s3 ls", ""),
        ("bash", "if true; then", "no shell"),
        ("python", "a = 1", ""),
        ("python", "a = ", "no Python"),
        ("text", "anything {", ""),
        ("", "anything", "no named language"),
        ("yaml", "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n", ""),
        ("yaml", "Resources:\n  Queue:\n    Type: AWS::SQS::Queueue\n", "E3006"),
        ("json", '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Propertys": {}}}}', "Propertys"),
    ],
)
def test_a_fragment_must_be_valid_in_its_language(language: str, text: str, says: str) -> None:
    problem = check(Fragment(1, language, text))
    assert says in problem if says else problem == ""


def test_a_broken_fragment_is_found_where_it_stands() -> None:
    assert [finding.line for finding in fragments(note(('{"Version"', '{Version"')))] == [19]


# Coverage


def small_exam(exams: dict[str, Exam], **skills: tuple[str, ...]) -> dict[str, Exam]:
    """DVA-C03 with one domain of one task."""
    whole = exams["dva-c03"].model_dump()
    served = [{"id": name.replace("_", ".").removeprefix("s"), "text": "t", "notes": n} for name, n in skills.items()]
    task = {"id": "1.1", "title": "t", "skills": served}
    whole["domains"] = [{"id": "1", "title": "t", "weight": 100, "tasks": [task]}]
    whole["services"] = {"in_scope": ["Amazon SQS"], "out_of_scope": []}
    return {"dva-c03": Exam.model_validate(whole)}


def test_a_covered_exam_has_no_hole(exams: dict[str, Exam]) -> None:
    assert list(coverage(note(), small_exam(exams, s1_1_1=("queue",)))) == []


@pytest.mark.parametrize(
    ("skill", "change", "says"),
    [
        ((), ("checked", "checked"), "no note serves 1.1.1"),
        (("topic",), ("checked", "checked"), "served by topic.md, which does not exist"),
        (("queue",), ('["1.1"]', '["1.2"]'), "whose front matter lacks task 1.1"),
        (("queue",), ("services: [Amazon SQS]", "services: [Amazon SQSX]"), "no note names the service Amazon SQS"),
        (("queue",), ('dva-c03: ["1.1"]', "dva-c03: []"), "serves no task of any exam"),
    ],
)
def test_coverage_can_fail(exams: dict[str, Exam], skill: tuple[str, ...], change: tuple[str, str], says: str) -> None:
    found = list(coverage(note(change), small_exam(exams, s1_1_1=skill)))
    assert any(says in finding.problem for finding in found), found


def test_the_matrix_names_each_skill_and_service_with_its_notes(corpus: Corpus) -> None:
    for exam in corpus.exams.values():
        lines = matrix(exam, corpus.notes).splitlines()
        for task in exam.tasks():
            for skill in task.skills:
                assert f"| {skill.id} | {skill.text} | {', '.join(skill.notes)} |" in lines
        for service in exam.services.in_scope:
            (line,) = [line for line in lines if line.startswith(f"| {service} |")]
            assert not line.endswith("|  |")


# Figures


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("30 seconds", [("time", 30)]),
        ("15 minutes (900 s)", [("time", 900), ("time", 900)]),
        ("256 KiB or 256 KB", [("bytes", 262_144), ("bytes", 262_144)]),
        ("10,240 MB", [("bytes", 10_240 * 2**20)]),
        ("7-30 days", [("time", 604_800), ("time", 2_592_000)]),
        ("from 0 to 900 seconds", [("time", 0), ("time", 900)]),
        ("1,000 per second", [("rate", 1000)]),
        ("1 MB per second", [("rate", 1)]),
        ("300 messages a second", [("rate", 300)]),
        ("at most 10 entries", [("count", 10)]),
        ("no limit", []),
        ("DVA-C03, TLS 1.2 and S3", [("count", 1.2)]),
    ],
)
def test_quantities(text: str, amounts: list[tuple[str, float]]) -> None:
    assert quantities(text) == [Quantity(kind, amount) for kind, amount in amounts]


def test_amounts_in_the_units_of_the_models() -> None:
    assert in_unit(2, "hours") == Quantity("time", 7_200)
    assert in_unit(5, "items") == Quantity("count", 5)
    with pytest.raises(KeyError):
        in_unit(5, "furlongs")


def test_the_ledger_is_made_of_the_limits_tables() -> None:
    ledger = list(figures(note()))
    assert [(figure.what, figure.default, figure.maximum, figure.line) for figure in ledger] == [
        ("Visibility timeout of a queue", "30 seconds", "12 hours", 27),
        ("Message retention of a queue", "4 days", "14 days", 28),
    ]
    assert as_csv(ledger).splitlines()[1].startswith("queue,Amazon SQS,Visibility timeout of a queue,30 seconds,12 h")


def test_two_rows_for_one_thing_must_agree() -> None:
    second = ("Message retention of a queue", "Queue visibility timeout")
    found = [finding.problem for finding in double(list(figures(note(second))))]
    assert found == ["a second row for 'Queue visibility timeout'"]
    other = note(("| 12 hours |", "| 6 hours |"), name="other")
    found = [finding.problem for finding in double(list(figures({**note(), **other})))]
    assert found == ["Visibility timeout of a queue: 30 seconds / 6 hours, but queue.md:27 says 30 seconds / 12 hours"]
    assert list(double(list(figures({**note(), **note(name="other")})))) == []


def test_a_sentence_with_another_figure_than_the_table_is_suspect() -> None:
    notes = note(("is 30 seconds by default", "is 45 seconds by default"))
    ((figure, finding),) = suspects(notes, list(figures(notes)))
    assert figure.what == "Visibility timeout of a queue"
    assert finding.line == 17
    assert list(suspects(note(), list(figures(note())))) == []


def test_an_explanation_is_used_or_is_a_finding_itself() -> None:
    figure = Figure("queue", "Amazon SQS", "Timeout", "3 s", "-", "No", "-", "-", "-", 1)
    found = [(figure, Finding("queue", 1, "but: 45 seconds"))]
    assert list(unexplained(found, [("queue: Timeout", "45 seconds")])) == []
    assert len(list(unexplained(found, []))) == 1
    assert [finding.note for finding in unexplained([], [("queue: Timeout", "45 seconds")])] == ["explained"]


SQS = {
    "note": "queue",
    "what": "Visibility timeout of a queue",
    "model": "sqs",
    "shape": "CreateQueueRequest.Attributes",
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cell": "maximum", "says": "An integer from 0 to 43,200 (12 hours)"}, None),
        ({"cell": "maximum", "says": "An integer from 0 to 900 seconds"}, "'12 hours', but sqs"),
        ({"cell": "maximum", "says": "no such words"}, "no such bound"),
        ({"cell": "maximum", "says": "An integer from 0 to 43,200 (12 hours)", "differs": "wider"}, "take its explan"),
        ({"cell": "default", "shape": "NoSuchShape", "max": "seconds"}, "no such bound"),
        ({"cell": "default", "what": "Invented", "max": "seconds"}, "which no limits table has"),
        ({"cell": "maximum", "model": "lambda", "shape": "Timeout", "max": "seconds"}, "5400 time"),
        ({"cell": "maximum", "model": "lambda", "shape": "Timeout", "max": "seconds", "differs": "wider"}, None),
        ({"cell": "default", "model": "lambda", "shape": "Timeout", "min": "minutes"}, "60 time"),
    ],
)
def test_figures_are_held_against_the_models(changes: dict[str, str], says: str | None) -> None:
    found = list(against_models(list(figures(note())), [Bound.model_validate(SQS | changes)]))
    if says is None:
        assert found == []
    else:
        assert [says in finding.problem for finding in found] == [True], found


def test_enough_figures_are_held_against_the_models() -> None:
    assert len(read_bounds()) >= 60


# Glossary


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([Entry(name="Amazon SQS", acronyms=("SQS",))], None),
        ([Entry(name="Amazon SNS", acronyms=("SNS",))], "no note writes"),
        ([Entry(name="Amazon SQS")], "no other name"),
        ([Entry(name="Amazon SQS", aliases=("queue service",), until="2020-01")], "no former name"),
        ([Entry(name="Amazon SQS", aliases=("Q",)), Entry(name="queue", aliases=("q",))], "leads to 'Amazon SQS' and"),
        ([Entry(name="Amazon SQS", aliases=("queue",)), Entry(name="queue", aliases=("q",))], "a term of its own"),
    ],
)
def test_the_glossary_leads_to_words_of_the_notes(entries: list[Entry], says: str | None) -> None:
    found = list(glossary(entries, note()))
    assert ([says in finding.problem for finding in found] == [True]) if says else found == []
