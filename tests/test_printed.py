"""The page to print: complete in itself, answers apart, and nothing of a note obeyed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from quiz_items import cited, item, of_every_form

from dva_assist.outputs.printed import printed_html
from dva_assist.types import Explanation, ReplyForm

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """Tags that are opened and closed in pairs, and what would load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.outside += [name for name, _ in attrs if name in ("src", "href", "action") or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    read = Outline()
    read.feed(html)
    read.close()
    return read


def numbers(html: str) -> list[str]:
    return re.findall(r'<span class="number">(\d+)\.</span>', html)


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_a_page_is_whole_and_loads_nothing() -> None:
    html = printed_html(of_every_form(4), "Quiz: Kiln", 7, answers=True)
    read = outline(html)
    assert read.open == []
    assert read.outside == []
    assert not {"script", "img", "link", "iframe", "object"} & set(read.seen)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert "20 questions, seed 7" in html


def test_answers_stand_apart_under_the_same_numbers() -> None:
    items = of_every_form(4)
    html = printed_html(items, "Quiz", None, answers=True)
    questions, _, answers = html.partition('<section class="answers">')
    assert numbers(questions) == numbers(answers) == [str(number) for number in range(1, 21)]
    assert "Because" not in questions
    assert "seed" not in questions.partition("<body>")[2]
    each = answers.split("<article>")[1:]
    for one, solved in zip(items, each, strict=True):
        assert one.options[one.correct[0]] in solved
        assert all(why.text in solved for why in one.explanations)
        assert "pots/kiln one.md, Kiln &gt; Limits, line 9" in solved or one.form is ReplyForm.TYPED


def test_without_answers_nothing_gives_them_away() -> None:
    items = of_every_form(2)
    without = printed_html(items, "Quiz", 7, answers=False)
    assert without.partition("</main>")[0] == printed_html(items, "Quiz", 7, answers=True).partition("</main>")[0]
    assert outline(without).open == []
    assert "Answers" not in without
    assert "Because" not in without
    assert "shelf zero" not in without  # what is typed
    assert not re.search(r"\bRight\b|\bWrong\b", without)


@pytest.mark.parametrize(
    ("form", "boxes", "blanks", "asks"),
    [
        (ReplyForm.ONE, 4, 0, ""),
        (ReplyForm.SEVERAL, 5, 0, ""),
        (ReplyForm.TYPED, 0, 0, "Write the answer."),
        (ReplyForm.ORDER, 0, 3, "Number the steps in their right order."),
        (ReplyForm.MATCH, 0, 3, "Write the letter of what belongs to it beside each."),
    ],
)
def test_each_form_has_a_place_for_the_reply(form: ReplyForm, boxes: int, blanks: int, asks: str) -> None:
    html = printed_html([item(form)], "Quiz", 7, answers=False)
    assert html.count('<span class="box">') == boxes
    assert html.count('<span class="blank">') == blanks
    assert html.count('<span class="blank wide">') == (form is ReplyForm.TYPED)
    assert asks in html


def test_a_quote_that_has_just_been_said_is_not_said_again() -> None:
    said = item(explanations=(Explanation("A kiln holds shelves & clay <hot>.", cited()), *item().explanations[1:]))
    answers = printed_html([said], "Quiz", 7, answers=True).partition('<section class="answers">')[2]
    first, second = answers.split('<div class="why">')[1:3]
    assert "<blockquote>" not in first
    assert "<blockquote>| Heat | 1,060 °C |</blockquote>" in second


def test_what_proves_the_key_is_always_there() -> None:
    bare = item(explanations=(Explanation("So it is.", item().explanations[1].citation),) * 4)
    answers = printed_html([bare], "Quiz", 7, answers=True).partition('<section class="answers">')[2]
    assert text(answers).count(cited().quote) == 1


@pytest.mark.parametrize("hostile", ["<script>x</script>", '"><img src=x onerror=y>', "</style><b>", "a\x1f\ud800b"])
def test_what_a_note_says_is_shown_and_not_obeyed(hostile: str) -> None:
    html = printed_html([item(stem=hostile, options=(hostile,) * 4)], hostile, 7, answers=True)
    read = outline(html)
    assert not {"script", "img", "b"} & set(read.seen)
    assert text(html).count(re.sub(r"[\x1f\ud800]", "", hostile)) >= 6
    assert html.encode()
