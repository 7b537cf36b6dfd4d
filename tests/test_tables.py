"""The table of questions, read back as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_items import cited, item, of_every_form

from dva_assist.outputs import tables
from dva_assist.outputs.tables import BOM, columns, csv_text, defused
from dva_assist.types import QuizItem, ReplyForm


def rows(items: list[QuizItem]) -> list[dict[str, str]]:
    text = csv_text(items).encode().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_holds_the_whole_question() -> None:
    [row] = rows([item()])
    assert (row["id"], row["kind"], row["form"], row["answer"]) == ("one-1", "one-kind", "one", "C")
    assert row["question"] == "Question 1: which `shelf` is < 3 & **first**?"
    assert (row["option_a"], row["option_d"], row["option_e"]) == ("shelf 0 of 1", "shelf 3 of 1", "")
    assert row["why_d"] == "Because 3 is so."
    assert (row["source_d"], row["quote_d"]) == ("pots/kiln one.md, Kiln > Limits, line 9", "| Heat | 1,060 °C |")
    assert (row["exam_tasks"], row["topics"], row["difficulty"]) == ("pot-01:1.1\npot-02:2", "Kiln\npots", "0.50")
    assert (row["note"], row["headings"], row["line_start"]) == ("pots/kiln one.md", "Kiln", "3")
    assert row["quote"] == cited().quote


@pytest.mark.parametrize(
    ("form", "answer", "first_option", "prompts"),
    [
        (ReplyForm.SEVERAL, "B, E", "shelf 0 of 1", ""),
        (ReplyForm.TYPED, "shelf 0 of 1", "", ""),
        (ReplyForm.ORDER, "C, A, B", "shelf 0 of 1", ""),
        (ReplyForm.MATCH, "1B, 2C, 3A", "shelf 0 of 1", "1. first\n2. second\n3. third"),
    ],
)
def test_each_form_has_its_answer(form: ReplyForm, answer: str, first_option: str, prompts: str) -> None:
    [row] = rows([item(form)])
    assert (row["answer"], row["option_a"], row["prompts"]) == (answer, first_option, prompts)
    assert row["why_a"] == "Because 0 is so."
    assert row["accepted"] == ("shelf zero" if form is ReplyForm.TYPED else "")


def test_one_row_for_each_question_and_one_head() -> None:
    items = of_every_form(20)
    assert [row["id"] for row in rows(items)] == [one.id for one in items]
    assert csv_text(items).startswith(f"{BOM}id,kind,form,question,")
    assert list(rows(items)[0]) == columns(items)


def test_the_columns_are_those_that_are_documented() -> None:
    documented = re.findall(r"^\| ([a-z_., ]+) \|", tables.__doc__ or "", re.MULTILINE)
    names = set(re.split(r", | \.\. ", ", ".join(documented[1:])))
    assert {name for name in columns([]) if not re.search(r"_[b-e]$", name)} == names
    many = item(options=tuple("abcdefg"), explanations=item().explanations[:1] * 7)
    assert "option_g" in columns([many])
    assert "option_g" not in columns([item()])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", " =", "\n@", "\uff1d", "\x00="])
def test_a_cell_that_could_be_a_formula_is_only_text(start: str) -> None:
    [row] = rows([item(stem=f'{start}HYPERLINK("http://a.example")')])
    assert row["question"][0] == "'"
    assert row["question"].endswith('HYPERLINK("http://a.example")')


@pytest.mark.parametrize("text", ["", "a = b", "3 - 2", "`x`", '"quoted", with a comma', "two\nlines", "ü € 漢"])
def test_other_text_comes_back_as_it_is(text: str) -> None:
    assert rows([item(stem=text)])[0]["question"] == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_text_comes_back_with_an_apostrophe_at_most(text: str) -> None:
    [row] = rows([item(stem=text)])
    assert row["question"] in (text, f"'{text}")
    assert row["question"] == defused(text)
