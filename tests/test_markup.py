"""Words of a question in HTML, and its answer in short and in full."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_items import cited, item

from dva_assist.outputs import markup
from dva_assist.outputs.markup import answer_lines, key_of, place, words_html
from dva_assist.types import Citation, ReplyForm, Section


def test_the_examples_of_the_module() -> None:
    assert doctest.testmod(markup).failed == 0


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("`a < b`", "<code>a &lt; b</code>"),
        ("**one** and **two**", "<strong>one</strong> and <strong>two</strong>"),
        ("**use `x`**", "<strong>use <code>x</code></strong>"),
        ("`**`", "<code>**</code>"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("a ` b", "a ` b"),
        ("****", "****"),
        ("**a*b**", "<strong>a*b</strong>"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("[a](http://a.example)", "[a](http://a.example)"),
    ],
)
def test_code_and_bold_are_kept_and_all_else_is_text(words: str, html: str) -> None:
    assert words_html(words) == html


@given(st.text(alphabet=st.sampled_from("ab`*<>&\" '\x1f\n")))
def test_elements_are_closed_and_no_other_is_made(words: str) -> None:
    html = words_html(words)
    assert re.sub(r"</?(code|strong)>", "", html).count("<") == 0
    open_: list[str] = []
    for closing, name in re.findall(r"<(/?)(code|strong)>", html):
        assert not closing or open_.pop() == name
        open_ += [] if closing else [name]
    assert not open_


@pytest.mark.parametrize(
    ("form", "key", "lines"),
    [
        (ReplyForm.ONE, "C", ["C. shelf 2 of 1"]),
        (ReplyForm.SEVERAL, "B, E", ["B. shelf 1 of 1", "E. shelf 4 of 1"]),
        (ReplyForm.TYPED, "shelf 0 of 1", ["shelf 0 of 1", "also accepted: shelf zero"]),
        (ReplyForm.ORDER, "C, A, B", ["C. shelf 2 of 1", "A. shelf 0 of 1", "B. shelf 1 of 1"]),
        (
            ReplyForm.MATCH,
            "1B, 2C, 3A",
            ["first: B. shelf 1 of 1", "second: C. shelf 2 of 1", "third: A. shelf 0 of 1"],
        ),
    ],
)
def test_the_answer_of_each_form(form: ReplyForm, key: str, lines: list[str]) -> None:
    assert key_of(item(form)) == key
    assert answer_lines(item(form)) == lines


def test_a_place_says_note_headings_and_lines() -> None:
    assert place(cited()) == "pots/kiln one.md, Kiln, line 3"
    bare = Section("a.md#", "a.md", (), 0, 0, 9, 1, 4, ())
    assert place(Citation(1, bare, 0, 9, "some words", 2, 4)) == "a.md, lines 2-4"
