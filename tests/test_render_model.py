"""What a language model says, as the page shows it: cited where it is proved, else set apart, and always inert."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dva_assist.notes import parse_note
from dva_assist.types import Answer, AnswerSentence, Citation, SentenceKind, Wording
from dva_assist.ui.markdown import cells, code_span, inline_markdown, model_markdown, model_text
from dva_assist.ui.render import answer_markdown, remark_markdown, timing, turns, unproved_markdown
from dva_assist.writing.pieces import Cutter
from evals.injection.inert import live_in_markdown
from tests.test_render import BROWSER, KINDS_NOTE, Page, cite_all, parsed


def worded(*sentences: AnswerSentence, unproved: tuple[str, ...] = ()) -> Answer:
    """An answer in the words of a model, with every sentence of the small note cited."""
    return replace(
        cite_all(KINDS_NOTE.sections[0]), sentences=sentences, wording=Wording("tiny", used=True, unproved=unproved)
    )


def test_sentences_of_a_model_are_one_paragraph_whatever_they_cite() -> None:
    two = parsed("# N\n\n## One\n\nFirst words.\n\n## Two\n\nOther words.\n").sections[-2:]
    citations = tuple(Citation.of(n, section, section.sentences[0]) for n, section in enumerate(two, start=1))
    said = (AnswerSentence("The first words.", (1,)), AnswerSentence("And other words.", (2,)))
    answer = Answer("answered", said, citations, (), 0.9, wording=Wording("tiny", used=True))
    assert answer_markdown(answer).startswith("The first words. [1] And other words. [2]\n\n[1]: #cite/")


def test_lists_and_code_of_a_model_keep_their_form() -> None:
    item = SentenceKind.ITEM
    shown = answer_markdown(
        worded(
            AnswerSentence("Two things:", (1,)),
            AnswerSentence("the `first`", (3,), item, block=1, ordered=True),
            AnswerSentence("the second", (4,), item, block=1, ordered=True),
            AnswerSentence("queue.receive()", (11,), SentenceKind.CODE, block=2),
        )
    )
    assert "Two things: [1]\n\n1. the `first` [3]\n2. the second [4]\n\n```\nqueue.receive()\n```\n\n[11]" in shown


def test_what_a_model_says_without_proof_is_set_apart_and_has_no_marker() -> None:
    shown = answer_markdown(worded(AnswerSentence("Proved.", (1,)), unproved=("Not proved. [1]", "Nor this.")))
    assert "Proved. [1]\n\n> ### Not in your notes\n>\n> - Not proved. \\[1\\]\n> - Nor this.\n\n[1]: #cite/" in shown
    assert unproved_markdown("Title", []) == ""


HOSTILE_REPLY = """Sure, *really* **so** `code`:

1. <script>alert(1)</script> <img src=http://outside.example/a.png onerror=alert(1)>
   - ![x](http://outside.example/b.png) [a](http://outside.example/c) <http://outside.example/d>
[1]: http://outside.example/e
[1] [text][1] www.outside.example http://outside.example/f
        <iframe src=http://outside.example/g>
# heading
> quote
| a | b |
|---|---|
```html
<iframe src=http://outside.example/h>
"""


def test_a_hostile_reply_is_inert() -> None:
    sentence = HOSTILE_REPLY.replace("\n", " ")
    shown = [
        model_text(HOSTILE_REPLY),
        model_markdown(sentence),
        unproved_markdown("T <img src=x>", [model_text(HOSTILE_REPLY)]),
        answer_markdown(worded(AnswerSentence(sentence, (1,)), unproved=(sentence,))),
    ]
    pages = [Page(BROWSER.render(one)) for one in shown]
    assert [page.active for page in pages] == [[]] * len(pages)
    assert all("<iframe src=http://outside.example/g>" in page.words for page in pages)
    assert "a" not in Page(BROWSER.render(shown[0])).tags


@pytest.mark.parametrize(
    "source",
    [
        "See `` `[y](http://evil.example) `` now.",
        "See ``` a `` <http://evil.example> ``` now.",
        "See `a`<i>`` b`<http://evil.example> `` now.",
        "See `a`<i></i>`` b`[y](http://evil.example) `` now.",
        "See `code` on WWW.evil.example now.",
        "See ww<i>w.evil.example</i> now.",
        "See http<i>://evil.example</i> now.",
        "See http:<i>//evil.example</i> now.",
        "Ask me<i>@evil.example</i> now.",
    ],
)
def test_code_and_addresses_that_are_pieced_together_are_inert(source: str) -> None:
    note = parse_note("note.md", f"# N\n\n{source}\n\n| A | B |\n|---|---|\n| {source} | b |\n")
    quoted = next(s for s in note.sections[0].sentences if s.kind is SentenceKind.PROSE)
    shown = [
        answer_markdown(cite_all(note.sections[0])),
        answer_markdown(worded(AnswerSentence(source, (1,)), unproved=(source,))),
        model_text(source),
        model_markdown(source),
        inline_markdown(quoted.text, quoted.plain),
        *cells(f"| {source} |"),
    ]
    assert [live_in_markdown(one) for one in shown] == [[]] * len(shown)
    assert all("evil" in one for one in shown)


@given(st.text(alphabet="` a\\<[", min_size=1, max_size=12))
def test_a_span_of_code_shows_its_code(code: str) -> None:
    tokens = BROWSER.parseInline(f"x{code_span(code)}y")[0].children or []
    assert [token.content for token in tokens if token.type == "code_inline"] == [code]


def test_a_terminals_orders_are_no_part_of_what_a_model_says() -> None:
    said = "A \x1b]8;;x\x07kiln\x9b is \x00hot.\n```\n\x1b[2Jfire()\n```\n"
    cutter = Cutter()
    assert [piece.text for piece in [*cutter.feed(said), *cutter.rest()]] == ["A ]8;;xkiln is hot.", "[2Jfire()"]


def test_a_reply_keeps_its_paragraphs_lists_and_code() -> None:
    page = Page(BROWSER.render(model_text(HOSTILE_REPLY)))
    assert {"p", "ol", "ul", "em", "strong", "code", "pre"} <= page.tags
    assert not {"h1", "blockquote", "table"} & page.tags


@given(st.text(alphabet="ab1 _*`[]<>&#-+=.|~:/@\\\\!()$wW;\n", max_size=40))
def test_what_a_model_says_never_leads_out(text: str) -> None:
    for shown in (model_text(text), model_markdown(" ".join(text.split()))):
        page = Page(BROWSER.render(shown))
        assert page.active == []
        assert not {"a", "img"} & page.tags


def test_a_name_with_underscores_is_no_emphasis() -> None:
    assert Page(BROWSER.render(model_markdown("call __init__ and **not** my_name"))).words.strip() == (
        "call __init__ and **not** my_name"
    )


def test_timing_is_told_as_far_as_it_is_known() -> None:
    told = Wording("qwen2.5:1.5b", used=True, first_token_s=8.94, seconds=12.94, tokens=57)
    assert timing(told) == "*Worded by qwen2.5:1.5b · first word after 8.9 s · 14 tokens a second*"
    assert timing(Wording("a_b*", used=True, first_token_s=2, seconds=2, tokens=1)) == (
        "*Worded by a_b\\* · first word after 2.0 s*"
    )


def test_what_is_no_answer_of_the_notes_is_no_part_of_the_conversation() -> None:
    told = Wording("tiny", used=True, unproved=("Invented.",), first_token_s=1, seconds=2, tokens=9)
    answer = replace(worded(AnswerSentence("Proved.", (1,))), wording=told, remark="A remark.")
    by_itself = unproved_markdown("By itself", [model_text("Also invented.\n\n```\ncode\n```")])
    shown = "\n\n".join(["### With tiny", answer_markdown(answer), timing(told), by_itself, remark_markdown("Broken.")])
    assert turns([("assistant", shown)])[0].content == "Proved."
