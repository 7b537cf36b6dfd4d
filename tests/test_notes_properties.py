"""Properties of parsing and chunking over generated and nasty Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fakes import HashEmbedder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dva_assist.chunking import chunk_note, windows
from dva_assist.notes import parse_note
from dva_assist.types import Note, SentenceKind

COUNT = HashEmbedder().count_tokens


@dataclass
class Writer:
    """Writes Markdown of words that occur once, and remembers where each must be found."""

    words: int = 0
    visible: list[str] = field(default_factory=list)  # in a sentence and in an embedded text
    quotable: list[str] = field(default_factory=list)  # in a sentence only
    headings: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def word(self, where: list[str], start: str) -> str:
        self.words += 1
        where.append(f"{start}{self.words}z")
        return where[-1]

    def v(self) -> str:
        return self.word(self.visible, "vis")

    def q(self) -> str:
        return self.word(self.quotable, "quo")

    def h(self) -> str:
        return self.word(self.headings, "hea")

    def x(self) -> str:
        return self.word(self.hidden, "hid")


Block = Callable[[Writer], str]

LEAVES: list[Block] = [
    lambda w: f"{w.v()} {w.v()}. Max. {w.v()}\n{w.v()}! {w.v()} 😀 é{w.v()}.",
    lambda w: f"**{w.v()} {w.v()}** and *{w.v()}. {w.v()}* `{w.v()} {w.v()}` ~~{w.v()}~~ {w.v()}\\_{w.v()} &amp;",
    lambda w: f"see [{w.v()} {w.v()}](http://{w.x()}.example '{w.x()}'), ![{w.v()}]({w.x()}.png) {w.v()}",
    lambda w: f"{w.v()} <!-- {w.x()} --> <b title='{w.x()}'>{w.v()}</b>  \n{w.v()}\\\n{w.v()}",
    lambda w: f"![{w.v()}]({w.x()}.png)",
    lambda w: f"| {w.q()} | {w.q()} |\n|---|:-:|\n| {w.v()} | `{w.v()}` |\n| | {w.v()} \\| {w.v()} |",
    lambda w: f"{w.q()} | {w.q()}\n-|-\n{w.v()} | {w.v()} | {w.v()}",
    lambda w: f"```{w.x()}\n{w.v()} = {w.v()}\n\n  {w.v()}\n```",
    lambda w: f"~~~\n# {w.v()}\n- {w.v()}\n~~~",
    lambda w: f"<div class='{w.x()}'>\n{w.v()} <b>{w.v()}</b>. {w.v()}\n<p>{w.v()}</p>\n</div>",
    lambda w: f"<!-- {w.x()}\n\n# {w.x()}\n-->",
    lambda w: f"<{'script'}>\nlet {w.x()};\n</script>",
    lambda w: f"[{w.x()}]: http://{w.x()}.example '{w.x()}'",
    lambda w: f"[{w.q()}](http://{w.x()}.example)",
    lambda w: "***",
    lambda w: f"{w.v()}\tb {w.v()}\u3000{w.v()}。{w.v()}",
]
SECTIONS: list[Block] = [
    lambda w: f"# {w.h()} {w.h()}",
    lambda w: f"### **{w.h()}** [{w.h()}](http://{w.x()}.example) <a name='{w.x()}'></a>",
    lambda w: f"{w.h()}\n---",
    lambda w: f"**{w.h()} {w.h()}:**\n\n{w.v()} {w.v()}",
    lambda w: f"*{w.h()}*\n{w.v()} {w.v()}",
    lambda w: f"What {w.h()} {w.h()}?\n\n{w.v()} {w.v()}",
]


def indented(text: str, first: str, rest: str) -> str:
    return "\n".join((first if n == 0 else rest if line else "") + line for n, line in enumerate(text.split("\n")))


def in_item(block: Block) -> Block:
    return lambda w: (
        f"- {w.v()}\n\n  1. {w.v()}. {w.v()}\n     {w.v()}\n\n{indented(block(w), '     ', '     ')}\n- [ ] {w.v()}"
    )


def in_first_line(block: Block) -> Block:
    return lambda w: indented(block(w), "* ", "  ") + f"\n* {w.v()} lazy\n{w.v()}"


def in_quote(block: Block) -> Block:
    return lambda w: f"> {w.v()} quoted\n{w.v()} lazy\n>\n" + indented(block(w), "> ", "> ").replace("\n\n", "\n>\n")


BLOCKS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(inner.map(in_item), inner.map(in_first_line), inner.map(in_quote)),
    max_leaves=3,
)
NOTES = st.lists(st.one_of(BLOCKS, BLOCKS, st.sampled_from(SECTIONS)), min_size=1, max_size=8)
LINES = [line + "\n" for line in ("---", "===", "```", "~~~", "<div>", "| --- |", "||", "[x]: y", "", "\r", "   ")]
MARKS = (
    "# |## |- |* |1. |> |    |\t|\n|\r|**|*|_|`|[|](#a)|](|)|![|<!--|-->|<a name='x'>|</a>|<br>|&amp;|&#0;|\\".split(
        "|"
    )
)
TEXTS = [
    "Word. ",
    "What? ",
    "e.g. ",
    ": ",
    "|",
    "http://x.y",
    "[x]",
    "é",
    "😀",
    "。",
    "\0",
    "\ud800",
    "\u2028",
    "\x0b",
    "\u3000",
]
SNIPPETS = [*LINES, *MARKS, *TEXTS]
NASTY = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=40).map("".join)
BUDGETS = st.integers(min_value=16, max_value=120)
QUICK = settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])


def check_places(note: Note) -> None:
    end = None
    for section in note.sections:
        assert section.start < section.end
        assert end in (None, section.start)
        end = section.end
        check_sentences(note, section.start, section.end, [(s.start, s.end) for s in section.sentences])
        for sentence in section.sentences:
            assert note.raw[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
            assert section.line_start <= sentence.line_start <= sentence.line_end <= section.line_end
            assert sentence.plain == " ".join(sentence.plain.split()) or sentence.kind is SentenceKind.CODE
    assert end in (None, len(note.raw))
    assert len({section.id for section in note.sections}) == len(note.sections)


def check_sentences(note: Note, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    flat = [start, *(offset for span in spans for offset in span), end]
    assert flat == sorted(flat)


def check_chunks(note: Note, budget: int) -> None:
    chunks = chunk_note(note, COUNT, budget)
    assert COUNT([chunk.embedded for chunk in chunks]) == [chunk.tokens for chunk in chunks]
    assert all(0 < chunk.tokens <= budget and chunk.embedded for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    ranges = list(dict.fromkeys((chunk.section.id, chunk.first, chunk.last) for chunk in chunks))
    assert [(section, number) for section, first, last in ranges for number in range(first, last)] == [
        (section.id, number) for section in note.sections for number in range(len(section.sentences))
    ]


@QUICK
@given(NASTY, BUDGETS)
def test_nasty_text_is_parsed_and_chunked(raw: str, budget: int) -> None:
    note = parse_note("n.md", raw)
    check_places(note)
    check_chunks(note, budget)


@QUICK
@given(NOTES, st.sampled_from(["\n", "\r\n"]), BUDGETS)
def test_no_word_is_lost_and_none_comes_from_nowhere(blocks: list[Block], newline: str, budget: int) -> None:
    writer = Writer()
    note = parse_note("n.md", "\n\n".join(block(writer) for block in blocks).replace("\n", newline))
    check_places(note)
    check_chunks(note, budget)
    sentences = [sentence for section in note.sections for sentence in section.sentences]
    embedded = "\n".join(chunk.embedded for chunk in chunk_note(note, COUNT, budget))
    for word in writer.visible:
        assert sum(word in sentence.plain for sentence in sentences) == 1, word
        assert word in embedded, word
    for word in writer.visible + writer.quotable:
        assert sum(word in sentence.text for sentence in sentences) == 1, word
    for word in writer.headings:
        assert any(word in heading for section in note.sections for heading in section.headings), word
        assert not any(word in sentence.plain for sentence in sentences), word
    for word in writer.hidden:
        assert not any(word in sentence.plain for sentence in sentences), word
        assert word not in embedded, word


@QUICK
@given(st.lists(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=3), min_size=2, max_size=5), st.data())
def test_an_edit_leaves_other_sections_and_chunks_alone(parts: list[list[Block]], data: st.DataObject) -> None:
    writer = Writer()
    filler = " ".join(["and so on"] * 10)  # tiny sections may borrow from others
    bodies = [f"{filler} {n}\n\n" + "\n\n".join(block(writer) for block in part) for n, part in enumerate(parts)]
    edited = data.draw(st.integers(0, len(bodies) - 1))
    changed = [*bodies]
    changed[edited] = data.draw(st.sampled_from(["", "New text.\n\n- item\n"])) + f"{filler} changed"

    def note(texts: list[str]) -> Note:
        return parse_note("n.md", "\n\n".join(f"## Same\n\n### Head {n}\n\n{text}" for n, text in enumerate(texts)))

    def chunk_ids(parsed: Note, section: str) -> list[str]:
        return [chunk.id for chunk in chunk_note(parsed, COUNT, 40) if chunk.section.id == section]

    before, after = note(bodies), note(changed)
    assert [section.id for section in before.sections] == [section.id for section in after.sections]
    for number in range(len(bodies)):
        section = f"n.md#same/head-{number}"
        assert (chunk_ids(before, section) == chunk_ids(after, section)) == (number != edited)


@QUICK
@given(st.text(alphabet=st.sampled_from("ab .\n\t😀é-"), max_size=300), st.integers(min_value=3, max_value=40))
def test_windows_fit_and_lose_nothing(text: str, budget: int) -> None:
    found = windows(text, COUNT, budget)
    assert all(tokens <= budget for tokens in COUNT(found))
    assert "".join("".join(found).split()) == "".join(text.split())
