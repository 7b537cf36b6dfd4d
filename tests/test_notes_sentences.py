"""Sections to sentences: exact spans of prose, lists, tables, code, quotes and HTML."""

from __future__ import annotations

import pytest

from dva_assist.notes import parse_note
from dva_assist.types import Sentence, SentenceKind

PROSE, ITEM, HEADER, ROW, CODE, LINK, PICTURE = SentenceKind


def sentences(raw: str) -> list[Sentence]:
    found = [sentence for section in parse_note("x.md", raw).sections for sentence in section.sentences]
    assert all(raw[s.start : s.end] == s.text for s in found)
    return found


def texts(raw: str) -> list[str]:
    return [sentence.text for sentence in sentences(raw)]


def plains(raw: str) -> list[str]:
    return [sentence.plain for sentence in sentences(raw)]


def kinds(raw: str) -> list[tuple[SentenceKind, str]]:
    return [(sentence.kind, sentence.plain) for sentence in sentences(raw)]


@pytest.mark.parametrize(
    "prose",
    [
        ["The first one.", "Is this the second?", "Yes!"],
        ["The max. size is 256 KB, approx. 10 ms.", "See v1.2 of it."],
        ["It holds max. 5 GB.", "Then it stops."],
        ["Call Lambda.ServiceException or docs.aws.amazon.com.", "Then retry."],
        ["Use S3, e.g. for logs, i.e. objects.", "It costs $0.20 per 1M requests."],
        ["Größe 😀 ist klein.", "Dann 😀😀 mehr."],
        ["Call `a. B`.", "See [the guide. Now](x.md).", "It *is.", "Done*"],
        ["**Then:** the old way.", "**Now:** the new way."],
        ["It is known by its ID.", "A trace has one."],
        ["iam:PassRole is one permission.", "`s3:GetObject` is another."],
        ["Use the console \\(new\\)\\.", "Version 2\\.1 is out\\."],
        ["你好。", "世界。"],
    ],
)
def test_prose_is_cut_between_sentences(prose: list[str]) -> None:
    joint = "" if prose[0].endswith("。") else " "
    assert texts(joint.join(prose) + "\n") == prose


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_separators_of_lines_inside_a_line_do_no_harm(separator: str) -> None:
    """Text that is copied from a page may hold them, and the splitter panics at them."""
    raw = f"{separator}. One lane.{separator}Another lane. A third.\n"
    assert "".join(texts(raw)).replace(separator, "").replace(" ", "") == ".Onelane.Anotherlane.Athird."
    assert all(raw[one.start : one.end] == one.text for one in sentences(raw))


def test_plain_has_no_marks() -> None:
    raw = 'A **bold**, *soft*, ~~old~~ `code_x` [label](u "t") <b>tag</b>&nbsp;&amp; \\*star\\* ![alt](p.png)<!-- -->'
    assert plains(raw) == ["A bold, soft, old code_x label tag & *star* alt"]
    assert texts(raw) == [raw]


def test_reference_links_read_as_their_label_and_definitions_are_no_text() -> None:
    raw = "See [the guide][g] or [g].\n\n[g]: https://docs.example.com 'Title'\n"
    assert plains(raw) == ["See the guide or g."]


def test_lines_of_a_paragraph_are_one_text() -> None:
    raw = "A sentence over\r\n  two lines. And\r\nanother.\r\n"
    assert texts(raw) == ["A sentence over\r\n  two lines.", "And\r\nanother."]
    assert plains(raw) == ["A sentence over two lines.", "And another."]
    assert [(s.line_start, s.line_end) for s in sentences(raw)] == [(1, 2), (2, 3)]


@pytest.mark.parametrize("line_break", ["  \n", "\\\n", "<br>\n", "<br/>"])
def test_a_hard_break_ends_a_sentence(line_break: str) -> None:
    assert plains(f"Type: String{line_break}Required: No") == ["Type: String", "Required: No"]


def test_items_with_depth_order_and_one_block() -> None:
    raw = "Lead:\n\n- One\n  - Two\n\n    1. Three\n- [x] Four\n-\n\nAfter.\n"
    assert [(s.kind, s.text, s.depth, s.ordered, s.block) for s in sentences(raw)] == [
        (PROSE, "Lead:", 0, False, 0),
        (ITEM, "One", 0, False, 1),
        (ITEM, "Two", 1, False, 1),
        (ITEM, "Three", 2, True, 1),
        (ITEM, "Four", 0, False, 1),
        (PROSE, "After.", 0, False, 2),
    ]


def test_an_item_of_two_sentences_is_whole_and_of_three_is_cut() -> None:
    assert texts("- One here. Two here.\n- One. Two is. Three is.\n") == [
        "One here. Two here.",
        "One.",
        "Two is.",
        "Three is.",
    ]


def test_an_item_goes_on_in_its_next_paragraph_and_lazy_line() -> None:
    raw = "1. First\nlazy line\n\n   Second paragraph\n\n       code = 1\n"
    assert kinds(raw) == [(ITEM, "First lazy line"), (ITEM, "Second paragraph"), (CODE, "code = 1")]


def test_text_glued_to_a_list_belongs_to_its_last_item() -> None:
    assert plains("Concepts:\n- A\n- B\nglued\n") == ["Concepts:", "A", "B glued"]


def test_quotes_lose_their_marks_in_plain() -> None:
    raw = "> One line\n> goes on\nlazily. Two.\n>\n> > Deep\n> > text\n"
    assert texts(raw) == ["One line\n> goes on\nlazily.", "Two.", "Deep\n> > text"]
    assert plains(raw) == ["One line goes on lazily.", "Two.", "Deep text"]


def test_rows_name_their_columns() -> None:
    raw = (
        "| What | Default | Maximum: |\n| --- | :-: | --: |\n| Memory | 128 MB | 10,240 MB |\n"
        "| **Time** | 3 s | - |\n|  | `a\\|b` |\nBare | 1 | 2 | 3\n"
    )
    assert kinds(raw) == [
        (HEADER, "What; Default; Maximum:"),
        (ROW, "Memory; Default: 128 MB; Maximum: 10,240 MB"),
        (ROW, "Time; Default: 3 s"),
        (ROW, "Default: a|b"),
        (ROW, "Bare; Default: 1; Maximum: 2; 3"),
    ]
    assert texts(raw)[1] == "| Memory | 128 MB | 10,240 MB |"
    assert {s.block for s in sentences(raw)} == {0}


def test_a_head_without_rows_is_a_row() -> None:
    assert kinds("| A | B |\n|---|---|\n") == [(ROW, "A; B")]


def test_a_table_in_a_list_and_in_a_quote() -> None:
    raw = "- item\n\n  | A | B |\n  |---|---|\n  | 1 | 2 |\n\n> | C | D |\n> |---|---|\n> | 3 | 4 |\n"
    assert texts(raw) == ["item", "| A | B |", "| 1 | 2 |", "| C | D |", "| 3 | 4 |"]


def test_code_is_cut_at_blank_lines_and_keeps_its_shape_in_plain() -> None:
    raw = "```json title\n{\n  'a': 1\n}\n\nlast\n```\n\n    indented **x**\n"
    assert [(s.kind, s.text, s.plain) for s in sentences(raw)] == [
        (CODE, "{\n  'a': 1\n}", "{\n  'a': 1\n}"),
        (CODE, "last", "last"),
        (CODE, "indented **x**", "indented **x**"),
    ]


def test_long_code_is_cut_every_ten_lines() -> None:
    raw = "~~~\n" + "".join(f"line{n}\n" for n in range(25)) + "~~~\n"
    assert [len(s.plain.split()) for s in sentences(raw)] == [10, 10, 5]


def test_code_in_a_list_and_in_a_quote() -> None:
    raw = "- item\n\n  ```\n  a\n    b\n  ```\n\n> ```\n> c\n> d\n> ```\n"
    assert [(s.text, s.plain) for s in sentences(raw)[1:]] == [("a\n    b", "a\n  b"), ("c\n> d", "c\nd")]


def test_an_open_fence_runs_to_the_end() -> None:
    assert kinds("text\n\n```\na = 1\n") == [(PROSE, "text"), (CODE, "a = 1")]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("[Link to AWS](https://docs.example.com)\n", "Link to AWS"),
        ("https://docs.example.com/a.B/c_d.html\n", ""),
        ("<https://docs.example.com>\n", ""),
        ("[https://docs.example.com](https://docs.example.com)\n", ""),
        ("[One](a.md) | [Two](b.md)\n", "One | Two"),
        ("- https://docs.example.com\n", ""),
    ],
)
def test_nothing_but_links(raw: str, plain: str) -> None:
    assert kinds(raw) == [(LINK, plain)]


def test_a_url_glued_to_a_paragraph_is_a_link_of_its_own() -> None:
    assert kinds("Text of it \nhttps://a.example/b\nMore. www.example.com/x") == [
        (PROSE, "Text of it"),
        (LINK, ""),
        (PROSE, "More."),
        (LINK, ""),
    ]


def test_a_labelled_link_in_a_list_is_an_item() -> None:
    assert kinds("- [CodeBuild](b.md)\n") == [(ITEM, "CodeBuild")]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("![A flow](flow.png)\n", "A flow"),
        ("![iam-users-800.png](iam-users-800.png)\n", "iam users 800"),
        ("![](img/life%20cycle_order.svg?raw=true)\n", "life cycle order"),
        ("[![Badge](b.svg)](https://example.com)\n", "Badge"),
        ('<img src="x/the-flow.png">\n', "the flow"),
        ('<p><img alt="The flow" src="f.png"/></p>\n', "The flow"),
        ("- ![A flow](flow.png)\n", "A flow"),
    ],
)
def test_pictures(raw: str, plain: str) -> None:
    assert kinds(raw) == [(PICTURE, plain)]


def test_html_is_read_without_its_tags() -> None:
    raw = '<div class="x">\nFirst <b>sentence</b>. Second &amp; last.\n<p>Third</p></div>\n\nA <sup>1</sup>b.\n'
    assert texts(raw) == ["First <b>sentence</b>.", "Second &amp; last.", "Third", "A <sup>1</sup>b."]
    assert plains(raw) == ["First sentence.", "Second & last.", "Third", "A 1b."]


@pytest.mark.parametrize(
    "raw",
    [
        "<!-- a comment -->\n",
        "<!--\n\n## hidden\n\ntext\n-->\n",
        "<script>\nlet hidden = 1;\n</script>\n",
        "<style>p { color: red }</style>\n",
        '<a name="anchor"></a>\n',
        "<hr>\n\n---\n***\n",
        "[x]: https://example.com\n",
        "-\n-\n",
        "*** \n",
        "| |\n|-|\n",
        "\u2192\n",
    ],
)
def test_what_is_no_text(raw: str) -> None:
    assert sentences(raw) == []


def test_a_comment_that_nobody_closes_hides_nothing() -> None:
    assert plains("<!-- todo\n\nText.\n\n## H\n\nMore.\n")[-2:] == ["Text.", "More."]


def test_text_beside_a_comment_stays() -> None:
    assert plains("<!-- a --> Text <!-- b --> here.\n") == ["Text here."]


def test_lists_deeper_than_the_parser_goes_are_kept() -> None:
    assert "bottom" in texts("- " * 80 + "bottom\n")[-1]
    assert "bottom" in texts("> " * 200 + "bottom\n")[-1]


@pytest.mark.parametrize("raw", ["[" * 3000, "![" * 3000 + "](a)" * 3000, "\ud800. A \udfff b", "\0", "\x1c# a\x0b"])
def test_odd_texts_are_survived(raw: str) -> None:
    parse_note("x.md", raw)


@pytest.mark.parametrize("unit", ["x <!-- ", "<!-- \n", "**a", "a  \n", "<a ", "\\", "a b. c "])
@pytest.mark.timeout(20)  # a second or two; minutes where time grows with the square
def test_time_grows_with_the_text_only(unit: str) -> None:
    sentences(unit * 60_000)
