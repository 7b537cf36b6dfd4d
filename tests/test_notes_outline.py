"""Notes to sections: headings, ids, spans, tables of contents."""

from __future__ import annotations

from pathlib import Path

import pytest

from dva_assist.notes import parse_note
from dva_assist.types import Note

MESSY = Path(__file__).parent / "data" / "messy.md"


def outline(note: Note) -> list[str]:
    """One line for each section: level, headings below the title, number of sentences."""
    return [f"{s.level} {' > '.join(s.headings[1:])} ({len(s.sentences)})" for s in note.sections]


def names(raw: str, path: str = "n.md") -> list[str]:
    return [section.id.partition("#")[2] for section in parse_note(path, raw).sections]


def test_outline_of_a_messy_note() -> None:
    note = parse_note("messy.md", MESSY.read_text(encoding="utf-8"))
    assert note.title == "cloud-notes-2019"
    assert outline(note) == [
        "1  (0)",
        "2 Queues (2)",
        "3 Queues > What is a queue? (3)",
        "3 Queues > Limits (8)",
        "2 Streams (0)",
        "3 Streams > Words of the trade (0)",
        "4 Streams > Words of the trade > Shard (2)",
        "4 Streams > Words of the trade > Retention Period (4)",
        "4 Streams > Words of the trade > Reading With Several Consumers (2)",
        "4 Streams > Words of the trade > How many shards are enough? (1)",
        "4 Streams > Words of the trade > Growing and Shrinking (1)",
        "2 Keys (0)",
        "3 Keys > rotate-key (2)",
        "2 Limits (2)",
    ]


def test_sentences_of_a_messy_note() -> None:
    note = parse_note("messy.md", MESSY.read_text(encoding="utf-8"))
    found = {s.id.partition("#")[2]: [(x.kind.value, x.depth, x.plain) for x in s.sentences] for s in note.sections}
    assert found["queues"] == [("link", 0, "Link to the guide"), ("picture", 0, "queue flow diagram")]
    assert found["queues/what-is-a-queue"] == [
        ("prose", 0, "A queue keeps messages until a worker takes them."),
        ("prose", 0, "The max. size of a message is 256 KB."),
        ("prose", 0, "Workers poll the queue in their own rhythm."),
    ]
    assert found["queues/limits"] == [
        ("item", 0, "Retention: 4 days"),
        ("item", 0, "Size of a batch:"),
        ("item", 1, "10 messages"),
        ("item", 1, "256 KB in all"),
        ("item", 0, "Delay queues show:"),
        ("item", 0, "Current delay"),
        ("item", 0, "Oldest message"),
        ("prose", 0, "TODO: dead letters"),
    ]


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("---\ntitle: From the  front\n---\n# Heading\n", "From the front"),
        ("## Two\n\n# One *with* `marks`\n", "One with marks"),
        ("Lambda\n======\n", "Lambda"),
        ("## Only two\n", "stem"),
        ("", "stem"),
        ("---\ntitle: 2019\n---\ntext\n", "stem"),
    ],
)
def test_title(raw: str, title: str) -> None:
    assert parse_note("folder/stem.md", raw).title == title


def test_headings_run_from_the_title_and_do_not_repeat_it() -> None:
    raw = "intro\n\n# Lambda\n\na\n\n## Limits\n\nb\n\n#### Deep\n\nc\n\n# Second\n\nd\n"
    assert [(s.headings, s.level) for s in parse_note("x.md", raw).sections] == [
        (("Lambda",), 0),
        (("Lambda",), 1),
        (("Lambda", "Limits"), 2),
        (("Lambda", "Limits", "Deep"), 4),
        (("Lambda", "Second"), 1),
    ]


def test_a_top_heading_other_than_the_title_is_kept() -> None:
    note = parse_note("x.md", "---\ntitle: T\n---\n# H\n\n## I\n")
    assert [s.headings for s in note.sections] == [("T", "H"), ("T", "H", "I")]


def test_names_of_sections() -> None:
    assert names("pre\n\n# My Note\n\n## CI/CD: what's new?\n\n### `Lambda@Edge`\n\n## \U0001f600\n") == [
        "top",
        "my-note",
        "ci-cd-whats-new",
        "ci-cd-whats-new/lambda-edge",
        "section",
    ]


def test_names_are_unique_and_a_literal_number_keeps_its_own() -> None:
    assert names("## a\n\n## a\n\n## a 2\n\n## a\n\n## \U0001f600\n\n## \U0001f680\n") == [
        "a",
        "a-3",
        "a-2",
        "a-4",
        "section",
        "section-2",
    ]


def test_a_long_heading_has_a_short_name() -> None:
    (name,) = names("## " + "word " * 40)
    assert len(name) <= 80
    assert name.endswith("word")


def test_path_is_part_of_the_id() -> None:
    assert parse_note("aws/lambda.md", "## Limits\n").sections[0].id == "aws/lambda.md#limits"


def test_sections_tile_the_text_after_the_front_matter() -> None:
    raw = "---\na: 1\n---\npre\r\n\r\n# A\r\ntext\r\n\r\n**B**\r\n\r\nmore\r\n"
    sections = parse_note("x.md", raw).sections
    assert "".join(raw[s.start : s.end] for s in sections) == raw[len("---\na: 1\n---\n") :]
    assert [(s.line_start, s.line_end) for s in sections] == [(4, 5), (6, 8), (9, 11)]


@pytest.mark.parametrize(
    "heading",
    [
        '## Creating a table<a name="creating"></a>\n',
        "## **Creating** a [table](t.md) ##\n",
        "Creating a table\n---\n",
        "## Creating a&#32;table <!-- draft -->\n",
    ],
)
def test_headings_are_plain(heading: str) -> None:
    assert parse_note("x.md", heading).sections[0].heading == "Creating a table"


def test_escapes_in_headings_are_resolved() -> None:
    assert parse_note("x.md", "# A \\(b\\) &amp; c\\.d\n").title == "A (b) & c.d"


@pytest.mark.parametrize(
    ("raw", "heading"),
    [
        ("*Shard*\n\nA shard is a sequence.\n", "Shard"),
        ("**Shard:** \n\nA shard is a sequence.\n", "Shard"),
        ("__Shard__\nA shard is a sequence.\n", "Shard"),
        ("**Shard**  \nA shard is a sequence.\n", "Shard"),
        ("What is a trace?\n\nA trace is a tree.\n", "What is a trace?"),
        ("Monitoring Tools\n\nThere are many tools with which one can watch a database.\n", "Monitoring Tools"),
        ("Scan and Query\n\nA scan reads all of the items, which a query does not.\n", "Scan and Query"),
        (
            "Manual Monitoring Tools  \nWatch by hand what the alarms of the service leave out.\n",
            "Manual Monitoring Tools",
        ),
    ],
)
def test_informal_headings(raw: str, heading: str) -> None:
    sections = parse_note("x.md", "## Real\n\nlead\n\n" + raw).sections
    assert [(s.headings[1:], s.level) for s in sections] == [(("Real",), 2), (("Real", heading), 3)]
    assert len(sections[1].sentences) == 1


@pytest.mark.parametrize(
    "raw",
    [
        "*Stream Events* - Subscribe to them.\n\nText follows here.\n",
        "**Never delete the bucket.**\n\nText follows here.\n",
        "**Note**  \nSequence numbers are no index.\n",
        "**Last words**\n",
        "**Before a heading**\n\n## Next\n",
        "Is this the last question?\n",
        "PUT Bucket lifecycle\n\nThis is a paragraph of prose of more than eight words.\n",
        "Monitoring Tools\n\nToo short.\n",
        "A Title That Ends Here.\n\nThis is a paragraph of prose of more than eight words.\n",
        "- **Item**\n\n- This is an item of more than eight words in all.\n",
        "> **Quoted**\n>\n> This is a quote of more than eight words in all.\n",
        "Soft Title\nand this line goes on with the text of the same long paragraph\n",
    ],
)
def test_prose_that_is_no_heading(raw: str) -> None:
    sections = parse_note("x.md", "# T\n\n" + raw).sections
    assert all(section.headings[1:] in ((), ("Next",)) for section in sections)
    assert sections[0].sentences


def test_a_real_heading_is_never_below_an_informal_one() -> None:
    raw = "## A\n\n**x**\n\none\n\n**y**\n\ntwo\n\n#### Deep\n\nthree\n"
    assert [s.headings[1:] for s in parse_note("t.md", raw).sections] == [
        ("A",),
        ("A", "x"),
        ("A", "y"),
        ("A", "Deep"),
    ]


def test_a_paragraph_above_a_line_is_no_heading() -> None:
    (section,) = parse_note("x.md", "First line of text\nand a second one.\n---\n").sections
    assert [s.plain for s in section.sentences] == ["First line of text and a second one."]


def test_a_heading_inside_a_list_or_quote_is_text() -> None:
    (section,) = parse_note("x.md", "- ## In a list\n\n> # In a quote #\n\n- Under\n  -----\n").sections
    assert [s.text for s in section.sentences] == ["In a list", "In a quote", "Under"]


@pytest.mark.parametrize(
    "toc",
    [
        "* [A](#a)\n* [B](#b)\n* [C](#c)\n",
        "- [A](#a)\n  - [B \\(old\\)](#b-old)\n    - [**C**](#c)\n",
        "<!-- toc -->\n1. [A](#a)\n2. [B](#b)\n3. [C](#c)\n<!-- /toc -->\n",
    ],
)
def test_a_table_of_contents_is_no_text(toc: str) -> None:
    assert parse_note("x.md", f"## Contents\n\n{toc}\n").sections[0].sentences == ()


def test_what_is_not_a_link_stays_of_a_table_of_contents() -> None:
    raw = "\n".join(f"* [A{n}](#a{n})" for n in range(9)) + "\n* Written in 2019\n"
    assert [s.plain for s in parse_note("x.md", raw).sections[0].sentences] == ["Written in 2019"]


@pytest.mark.parametrize("raw", ["* [A](#a)\n* [B](#b)\n", "* [A](a.md)\n* [B](b.md)\n* [C](c.md)\n"])
def test_short_or_outward_lists_of_links_stay(raw: str) -> None:
    assert parse_note("x.md", raw).sections[0].sentences


def test_front_matter_becomes_plain_values() -> None:
    raw = "---\ntitle: T\nchecked: 2026-11-23\nservices: [A, B]\ntasks:\n  c01: ['3.2']\n1: true\n---\ntext\n"
    assert parse_note("x.md", raw).front_matter == {
        "title": "T",
        "checked": "2026-11-23",
        "services": ["A", "B"],
        "tasks": {"c01": ["3.2"]},
        "1": True,
    }


@pytest.mark.parametrize(
    "yaml", ["a: [1", "a: 2026-13-45", "\ta: 1", "a: &a [*a]", "a: !!python/object:os.system x", "? [1]\n: 2"]
)
def test_broken_front_matter_is_neither_text_nor_an_error(yaml: str) -> None:
    note = parse_note("x.md", f"---\n{yaml}\n---\n# H\n\ntext\n")
    assert note.title == "H"
    assert [s.plain for s in note.sections[0].sentences] == ["text"]


def test_a_bomb_of_aliases_is_not_unfolded() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert parse_note("x.md", "---\n" + "\n".join(lines) + "\n---\ntext\n").front_matter == {}


def test_text_between_two_rules_is_text() -> None:
    note = parse_note("x.md", "---\nJust a remark of mine\n---\n\nmore\n")
    assert note.front_matter == {}
    assert note.sections[-1].heading == "Just a remark of mine"
