"""What the page shows: exact words, escaped, with links that can be followed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.types import (
    Answer,
    AnswerSentence,
    Chunk,
    Citation,
    Decline,
    NoAnswer,
    Note,
    Passage,
    Section,
    SentenceKind,
)
from dva_assist.ui.links import citation_link, note_link, passage_link, read_link
from dva_assist.ui.markdown import cells, code_block, escape, inline_markdown, note_html, unescape
from dva_assist.ui.render import (
    answer_markdown,
    decline_markdown,
    evidence_html,
    question_markdown,
    source_html,
    turns,
)
from dva_assist.ui.render_notes import Branch, Entry, found_html, named_like, reading_html, tree_html

HOSTILE = (Path(__file__).parent / "data" / "page" / "notes" / "hostile.md").read_text(encoding="utf-8")
BROWSER = MarkdownIt("gfm-like", {"html": True, "breaks": True, "linkify": False})


class Page(HTMLParser):
    """The words of HTML, those inside <mark>, and what a browser would fetch, run or follow."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.marked, self._inside = "", "", False
        self.tags: set[str] = set()
        self.active: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "mark"
        self.tags.add(tag)
        if tag in FETCHES:
            self.active.append(tag)
        for name, value in attrs:
            leads_out = name in ("href", "src", "action", "data") and not (value or "").startswith("#")
            if name.startswith("on") or name == "style" or leads_out:
                self.active.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.words += data
        self.marked += data if self._inside else ""


FETCHES = frozenset(
    "img script iframe object embed link style svg math form input video audio source base meta".split()
)


def parsed(raw: str, path: str = "note.md") -> Note:
    return parse_note(path, raw)


def section_of(note: Note, heading: str) -> Section:
    return next(section for section in note.sections if section.heading == heading)


def cite_all(section: Section) -> Answer:
    """An answer made of every sentence of a section, as the extractive answerer would show them."""
    quoted = [s for s in section.sentences if s.kind is not SentenceKind.PICTURE]
    verbatim = {SentenceKind.ROW, SentenceKind.HEADER, SentenceKind.CODE}
    sentences = tuple(
        AnswerSentence(s.text if s.kind in verbatim else s.plain, (number,), s.kind, s.block, s.depth, s.ordered)
        for number, s in enumerate(quoted, start=1)
    )
    citations = tuple(Citation.of(number, section, s) for number, s in enumerate(quoted, start=1))
    return Answer("answered", sentences, citations, (), 0.9)


KINDS_NOTE = parsed(
    """# Queues

A queue holds `messages` for **later** use. It keeps *them* safe.

- first item
    - nested item
- second item

1. put it
2. get it

| Limit | Value |
|:------|------:|
| Size `max` | 256 KB \\| 1 MB |
| Wait | 20 s |

```python
queue.send("```")
queue.receive()
```
"""
)


def test_an_answer_is_shown_in_the_form_that_the_notes_have() -> None:
    shown = answer_markdown(cite_all(KINDS_NOTE.sections[0]))
    assert shown.startswith("A queue holds `messages` for **later** use. [1] It keeps *them* safe. [2]\n\n")
    assert "- first item [3]\n    - nested item [4]\n- second item [5]" in shown
    assert "1) put it [6]\n2) get it [7]" in shown or "1. put it [6]\n2. get it [7]" in shown
    assert "| Limit | Value [8] |\n| --- | --- |\n| Size `max` | 256 KB \\| 1 MB [9] |\n| Wait | 20 s [10] |" in shown
    assert '````\nqueue.send("```")\nqueue.receive()\n````\n\n[11]' in shown


def test_every_marker_leads_to_its_quote() -> None:
    answer = cite_all(KINDS_NOTE.sections[0])
    shown = answer_markdown(answer)
    links = dict(re.findall(r"^\[(\d+)\]: (\S+) ", shown, re.MULTILINE))
    assert set(links) == {str(c.marker) for c in answer.citations}
    for citation in answer.citations:
        target = read_link(links[str(citation.marker)])
        assert (target.section_id, target.start, target.end) == (citation.section.id, citation.start, citation.end)
        html = source_html(citation.section, KINDS_NOTE.raw, target, links[str(citation.marker)])
        assert Page(html).marked == citation.quote


def test_while_an_answer_grows_only_shown_markers_are_defined() -> None:
    whole = cite_all(KINDS_NOTE.sections[0])
    begun = Answer("answered", whole.sentences[:1], whole.citations, (), 0.9)
    assert re.findall(r"^\[(\d+)\]:", answer_markdown(begun), re.MULTILINE) == ["1"]


def test_a_remark_is_shown_apart() -> None:
    whole = cite_all(KINDS_NOTE.sections[0])
    remarked = Answer("partial", whole.sentences[:1], whole.citations[:1], (), 0.9, "There is a picture [here].")
    assert "\n\n> There is a picture \\[here\\].\n\n[1]: #cite/" in answer_markdown(remarked)


@given(
    st.text(alphabet="ab1 _*`[]<>&#-+=.|~:/@\\\\!()$w;", max_size=12)
    | st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)
)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    assert unescape(escape(line)) == line
    tokens = BROWSER.parse(escape(line))
    assert [t.type for t in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    inside = tokens[1].children or [] if tokens else []
    assert {t.type for t in inside} <= {"text", "text_special"}
    assert "".join(t.content for t in inside) == line


def test_text_that_markdown_would_change() -> None:
    for text in [
        "# no heading",
        "1. no list",
        "- no list",
        "---",
        "=== ",
        "> no quote",
        "a | b",
        "[1]",
        "![x](y)",
        "<img src=x>",
        "&lt;",
        "_a_",
        "__init__",
        "*a*",
        "~~a~~",
        "`a`",
        "https://a.example",
        "a@b.example",
    ]:
        inside = BROWSER.parse(escape(text.strip()))[1].children or []
        assert "".join(t.content for t in inside) == text.strip()


def test_a_question_of_markup_is_inert() -> None:
    typed = '# <img src="http://outside.example/x.png" onerror="alert(1)">\n\n    code\n*x* http://outside.example'
    page = Page(BROWSER.render(question_markdown(typed)))
    assert page.tags == {"p", "br"}
    assert page.words.split() == typed.split()


def test_what_is_not_inert_is_noticed() -> None:
    page = Page('<img src="x"><b onclick="y">c</b><a href="http://d">e</a><p style="f">g</p>')
    assert page.active == ["img", "img src=x", "b onclick=y", "a href=http://d", "p style=f"]


def test_a_very_long_question_is_cut() -> None:
    assert len(question_markdown("x" * 20_000)) < 1_000


def test_torn_markup_falls_back_to_the_plain_words() -> None:
    assert inline_markdown("**Warning: the limit is 5.", "Warning: the limit is 5.") == "Warning: the limit is 5."
    assert inline_markdown("see [the docs](http://x.example)", "see the docs") == "see the docs"
    assert inline_markdown("![alt](http://x.example/a.png)", "alt") == "alt"


def test_cells_of_a_row() -> None:
    assert cells("| a | `b` \\| c | <img src=x> **d** |") == ["a", "`b` \\| c", "**d**"]
    assert cells("a | b") == ["a", "b"]


def test_a_code_block_cannot_be_closed_from_inside() -> None:
    assert code_block(["```", "````x"]) == "`````\n```\n````x\n`````"


def test_hostile_notes_are_inert_everywhere() -> None:
    note = parsed(HOSTILE, 'x"><img src=x>.md')
    for section in note.sections:
        link = note_link(section.id)
        shown = [
            source_html(section, note.raw, read_link(link), link),
            reading_html(note, section.id),
            evidence_html([passage(section, 1)]),
            found_html([Entry.of(section)], [passage(section, 1)]),
            BROWSER.render(answer_markdown(cite_all(section))),
        ]
        assert [Page(html).active for html in shown] == [[]] * len(shown)
    tree = Page(tree_html([Branch.of(note)], more=False))
    assert [problem for problem in tree.active if not problem.startswith("li style=--depth:")] == []


def test_the_source_is_the_raw_text_of_the_section() -> None:
    note = parsed(HOSTILE)
    for section in note.sections:
        raw = note.raw[section.start : section.end].rstrip()
        html = source_html(section, note.raw, read_link(note_link(section.id)), "")
        assert raw in Page(html).words


def test_words_that_are_gone_are_said_to_be_gone() -> None:
    section = KINDS_NOTE.sections[0]
    citation = Citation.of(1, section, section.sentences[0])
    other = KINDS_NOTE.raw.replace("A queue holds", "A list keeps ")
    html = source_html(section, other, read_link(citation_link(citation)), "")
    assert "<mark>" not in html and "these words are gone" in html


def passage(section: Section, rank: int, similarities: tuple[float, ...] = ()) -> Passage:
    chunk = Chunk(f"{section.id}/0", "", section, 0, len(section.sentences), "", 1)
    return Passage(chunk, 1 / rank, rank, 0.5, similarities)


def test_evidence_shows_cited_sections_first_with_their_markers() -> None:
    note = parsed("# N\n\n## One\n\nFirst words.\n\n## Two\n\nOther words. More words.\n")
    one, two = section_of(note, "One"), section_of(note, "Two")
    citations = [Citation.of(n, two, s) for n, s in enumerate(two.sentences, start=1)]
    html = evidence_html([passage(one, 1), passage(two, 2), passage(two, 3)], citations)
    assert html.index("Other words.") < html.index("First words.")
    assert html.count("<li") == 2 and "1–2" in html


def test_a_passage_opens_at_its_nearest_sentence() -> None:
    note = parsed("# N\n\nFirst words. Second words. Third words.\n")
    section = note.sections[0]
    target = read_link(passage_link(passage(section, 1, (0.1, 0.9, 0.3))))
    assert note.raw[target.start : target.end] == "Second words."


def test_a_decline_offers_the_nearest_passages() -> None:
    note = parsed("# N\n\n## [One]\n\nFirst words.\n")
    shown = decline_markdown(NoAnswer(Decline.NOT_IN_NOTES, "Not <here>.", (passage(note.sections[-1], 1),)))
    assert shown.startswith("Not \\<here\\>.\n\n- [N \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} \\[One\\]](#cite/")
    assert decline_markdown(NoAnswer(Decline.SMALL_TALK, "Hello.")) == "Hello."


def test_history_is_what_was_said_and_not_how_it_was_shown() -> None:
    shown = answer_markdown(cite_all(section_of(KINDS_NOTE, "Queues")))
    said = turns([("user", question_markdown("what is *that*, a_b?")), ("assistant", shown)])
    assert (said[0].role, said[0].content) == ("user", "what is *that*, a_b?")
    assert "#cite/" not in said[1].content and "[1]" not in said[1].content
    assert said[1].content.startswith("A queue holds `messages`")


@pytest.mark.parametrize(
    "link", ["", "#", "#cite/", "#cite/a@1-2", "#cite/a@x-2.00000000", "http://a.example/", "#note/"]
)
def test_a_link_that_is_none_is_refused(link: str) -> None:
    with pytest.raises(BadInput, match="leads nowhere"):
        read_link(link)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_links_keep_any_section_id(section_id: str) -> None:
    link = note_link(section_id)
    assert read_link(link).section_id == section_id
    assert not re.search(r"[\s()\"'<>]", link)


def test_search_finds_headings_while_they_are_typed() -> None:
    branches = [Branch.of(parsed("# Lambda\n\n## Dead-letter queues\n\nText.\n\n## Layers\n\nText.\n"))]
    assert [e.headings[-1] for e in named_like(branches, "dead le", 5)] == ["Dead-letter queues"]
    assert [e.headings[-1] for e in named_like(branches, "la", 5)] == ["Lambda", "Layers"]
    assert named_like(branches, "  ", 5) == []


def test_a_search_that_finds_nothing_says_why() -> None:
    assert "Nothing found." in found_html([], [])
    assert "&lt;b&gt;" in found_html([], [], "No <b>")


def test_the_reading_view_shows_markdown() -> None:
    html = note_html(
        "## Two\n\nA **b** `c` [d](http://e.example) ![f](http://g.example/h.png)\n\n| a |\n|---|\n| b |\n"
    )
    assert "<h3>Two</h3>" in html and "<strong>b</strong>" in html and "<code>c</code>" in html
    assert "<td>b</td>" in html and "picture: f" in html
    assert "<img" not in html and "href" not in html and "src=" not in html
