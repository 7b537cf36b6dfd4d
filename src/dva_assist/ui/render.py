"""Results as Markdown for the chat and as HTML for the panel beside it. Every word of a note is escaped here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape as escape_html
from itertools import groupby

from dva_assist.types import (
    Answer,
    AnswerSentence,
    Citation,
    Decline,
    NoAnswer,
    Passage,
    Section,
    SentenceKind,
    Turn,
    Wording,
)
from dva_assist.ui.links import Target, citation_link, note_link, passage_link
from dva_assist.ui.markdown import cells, code_block, escape, inline_markdown, model_markdown, unescape

LONGEST_SHOWN = 600  # characters of a question in the chat
UNPROVED = "Not in your notes"
NEAREST = 4  # passages offered where there is no answer
SNIPPET = 220  # characters of a passage in the panel
BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "  # headings of a chain

Words = Callable[[AnswerSentence], str]

_DEFINITION = re.compile(r"^\[\d+\]: #cite/\S+ \".*\"$", re.MULTILINE)
_MARKER = re.compile(r"(?<!\\)\[(\d+)\](?!\()")
_LINK = re.compile(r"(?<!\\)\[([^\]]*)\]\(#cite/[^)]*\)")
# A line break inside a paragraph of the file: shown as a space, so that the text fits the panel.
_SOFT_BREAK = re.compile(r"(?<=\S)\n[ \t]*(?!&gt;)(?=[^\s#|*+\-\d`~=]|\d+[^\d.)])")
# What stands by an answer and is none: titles, remarks, what a model says without proof, and lines in italics alone.
_ASIDE = re.compile(r"^(?:###\s.*|>.*|\*[^*\s].*\*)$", re.MULTILINE)
_VERBATIM = {SentenceKind.HEADER, SentenceKind.ROW, SentenceKind.CODE}


def question_markdown(text: str) -> str:
    """What the person typed, shown as it is; a very long text is cut."""
    shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + " …"
    return "\n".join(escape(line.strip()) for line in shown.strip().splitlines())


def answer_markdown(answer: Answer) -> str:
    """Paragraphs, lists, tables and code with markers like [1], then where each marker leads.

    Markers are reference links, so a copied answer is readable text that ends with its sources.
    """
    cited = {c.marker: c for c in answer.citations}
    of_model = answer.wording is not None and answer.wording.used
    words = partial(_words, cited, model_markdown if of_model else escape)
    runs = [list(run) for _, run in groupby(answer.sentences, key=lambda s: _run(s, {} if of_model else cited))]
    parts, lists = [], 0
    for run in runs:
        lists = lists + 1 if run[0].kind is SentenceKind.ITEM else 0
        parts.append(_block(run, words, lists))
    parts.append(remark_markdown(answer.remark))
    if answer.wording:
        parts.append(unproved_markdown(UNPROVED, [f"- {model_markdown(s)}" for s in answer.wording.unproved]))
    shown = {marker for sentence in answer.sentences for marker in sentence.citations}
    parts.append("\n".join(_definition(c) for c in answer.citations if c.marker in shown))
    return paragraphs(*parts)


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def remark_markdown(text: str) -> str:
    return f"> {escape(text)}" if text else ""


def heading(text: str) -> str:
    """Answers of the notes have none: a title tells apart what is not one, or not the only one."""
    return f"### {escape(text)}"


def _run(sentence: AnswerSentence, cited: Mapping[int, Citation]) -> tuple[str, int, str]:
    """Neighbours with the same value are one paragraph, list, table or code block.

    Blocks are counted within a section by the notes, and through the whole answer by a model, which gives no ``cited``.
    """
    kind = {SentenceKind.HEADER: "table", SentenceKind.ROW: "table"}.get(sentence.kind, str(sentence.kind))
    section = cited[sentence.citations[0]].section.id if cited else ""
    return section, sentence.block, kind


def _block(run: Sequence[AnswerSentence], words: Words, lists: int) -> str:
    match run[0].kind:
        case SentenceKind.ITEM:
            return _list(run, words, lists)
        case SentenceKind.HEADER | SentenceKind.ROW:
            return _table(run)
        case SentenceKind.CODE:
            return f"{code_block(s.text for s in run)}\n\n{' '.join(_markers(s) for s in run)}"
        case _:
            return " ".join(f"{words(s)} {_markers(s)}" for s in run)


def _words(cited: Mapping[int, Citation], written: Callable[[str], str], sentence: AnswerSentence) -> str:
    """The sentence with the code and emphasis of the note, where it is the note's own sentence; else as ``written``."""
    citation = cited[sentence.citations[0]]
    for source in citation.section.sentences:
        if source.start == citation.start and source.plain == sentence.text:
            return inline_markdown(source.text, source.plain)
    return written(sentence.text)


def _markers(sentence: AnswerSentence) -> str:
    return " ".join(f"[{marker}]" for marker in sentence.citations)


def _list(run: Sequence[AnswerSentence], words: Words, lists: int) -> str:
    """Lists that follow each other use other signs, or Markdown would make one of them."""
    bullet, after = ("-", ".") if lists % 2 else ("*", ")")
    outermost = min(s.depth for s in run)
    counts: dict[int, int] = {}
    lines, above = [], -1
    for sentence in run:
        depth = min(sentence.depth - outermost, above + 1)
        counts = {level: count for level, count in counts.items() if level <= depth}
        counts[depth] = counts.get(depth, 0) + 1
        sign = f"{counts[depth]}{after}" if sentence.ordered else bullet
        lines.append(f"{'    ' * depth}{sign} {words(sentence)} {_markers(sentence)}")
        above = depth
    return "\n".join(lines)


def _table(run: Sequence[AnswerSentence]) -> str:
    rows = [cells(s.text) for s in run]
    width = len(rows[0])
    rows = [[*row, *[""] * width][:width] for row in rows]
    for row, sentence in zip(rows, run, strict=True):
        row[-1] = f"{row[-1]} {_markers(sentence)}".strip()
    if run[0].kind is not SentenceKind.HEADER:
        rows.insert(0, [" "] * width)
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _definition(citation: Citation) -> str:
    title = f"{chain(citation.section)} ({citation.section.note}, {lines(citation.line_start, citation.line_end)})"
    return f'[{citation.marker}]: {citation_link(citation)} "{escape(title).replace(chr(34), chr(39))}"'


def aside(text: str) -> str:
    """A line of ours about the answer, in italics."""
    return f"*{escape(text)}*"


def unproved_markdown(title: str, parts: Sequence[str]) -> str:
    """Lines of safe Markdown that nothing proves, set apart under a title; empty where there are none."""
    lines = "\n".join(parts).splitlines()
    return "\n".join([f"> {heading(title)}", ">", *(f"> {line}".rstrip() for line in lines)]) if lines else ""


def timing(wording: Wording) -> str:
    """Worded by qwen2.5:1.5b, first word after 8.9 s, 14 tokens a second; without the speed where it cannot be told."""
    parts = [f"Worded by {wording.model}", f"first word after {wording.first_token_s:.1f} s"]
    if speed := wording.tokens_per_second:
        parts.append(f"{speed:.0f} tokens a second" if speed >= 1 else "less than one token a second")
    return aside(" · ".join(parts))


def decline_markdown(result: NoAnswer) -> str:
    """The reason, and the nearest passages as links."""
    parts = [escape(result.reason)]
    if result.kind is Decline.NOT_IN_NOTES and result.passages:
        nearest = {p.section.id: p for p in reversed(result.passages)}
        best = sorted(nearest.values(), key=lambda p: p.rank)[:NEAREST]
        parts.append("\n".join(f"- [{escape(chain(p.section))}]({passage_link(p)})" for p in best))
    return "\n\n".join(parts)


def turns(messages: Iterable[tuple[str, str]]) -> list[Turn]:
    """The conversation as it was meant, from (role, Markdown) as the chat shows it."""
    return [
        Turn("user", unescape(text)) if role == "user" else Turn("assistant", _spoken(text)) for role, text in messages
    ]


def _spoken(markdown: str) -> str:
    """Without links, and without what is no answer of the notes."""
    return unescape(_MARKER.sub("", _LINK.sub(r"\1", _ASIDE.sub("", _DEFINITION.sub("", markdown))))).strip()


def evidence_html(
    passages: Sequence[Passage], citations: Sequence[Citation] = (), title: str = "Passages from your notes"
) -> str:
    """The passages of an answer, best first; those that it cites carry its markers."""
    if not passages:
        return ""
    markers: dict[str, list[int]] = {}
    for citation in citations:
        markers.setdefault(citation.section.id, []).append(citation.marker)
    unique = {p.section.id: p for p in reversed(passages)}
    ordered = sorted(unique.values(), key=lambda p: (p.section.id not in markers, p.rank))
    items = "".join(_evidence_item(p, markers.get(p.section.id, [])) for p in ordered)
    return f'<h2 class="panel-title">{title}</h2><ol class="evidence">{items}</ol>'


def _evidence_item(passage: Passage, markers: Sequence[int]) -> str:
    used = f'<span class="used" title="cited in the answer">{_ranges(markers)}</span>' if markers else ""
    text = " ".join(passage.chunk.text.split())
    snippet = text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + " …"
    return (
        f'<li class="{"cited" if markers else "near"}"><a href="{passage_link(passage)}">'
        f'<span class="where">{escape_html(chain(passage.section))}</span>{used}'
        f'<span class="snippet">{escape_html(snippet)}</span></a></li>'
    )


def _ranges(markers: Sequence[int]) -> str:
    """[1, 2, 3, 5] -> "1-3, 5" with an en dash."""
    found = []
    for _, run in groupby(enumerate(sorted(markers)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        found.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(found)


def source_html(section: Section, raw: str, target: Target, link: str, changed: bool = False) -> str:
    """A section as the note has it, with the quoted words in one ``<mark>``: its text content is the quote, exactly."""
    quoted = target.quotes(raw) and section.start <= target.start < target.end <= section.end
    start, end = (target.start, target.end) if quoted else (section.end, section.end)
    first, last = (raw.count("\n", 0, start) + 1, raw.count("\n", 0, end) + 1) if quoted else (0, 0)
    notices = [
        "" if quoted or not target.check else "The notes were indexed again since, and these words are gone.",
        "This note has changed on disk since it was indexed." if changed else "",
    ]
    where = lines(first, last) if quoted else lines(section.line_start, section.line_end)
    return (
        f'<article class="source" data-link="{escape_html(link)}" aria-label="Source">'
        f'<div class="source-head"><div>{_breadcrumb(section)}<h2 tabindex="-1">{escape_html(section.heading)}</h2>'
        f'<p class="meta"><span class="path">{escape_html(section.note)}</span> · {where} · '
        f'<a href="{note_link(section.id)}">Open in Notes</a></p></div>'
        '<button type="button" class="close" data-close aria-label="Close the source">&times;</button></div>'
        + "".join(f'<p class="notice">{notice}</p>' for notice in notices if notice)
        + '<div class="raw" tabindex="0" role="region" aria-label="Text of the note">'
        + _raw_html(section, raw, section.start, start)
        + (f"<mark>{_raw_html(section, raw, start, end)}</mark>" if quoted else "")
        + _raw_html(section, raw, end, section.end).rstrip()
        + '</div><p class="back"><button type="button" data-back>Back to the answer</button></p></article>'
    )


def _raw_html(section: Section, raw: str, start: int, end: int) -> str:
    """``raw[start:end]`` escaped; tables and code in fixed width."""
    parts, place = [], start
    for sentence in section.sentences:
        if sentence.kind in _VERBATIM and sentence.start < end and sentence.end > start:
            first, last = max(sentence.start, start), min(sentence.end, end)
            parts += [_prose_html(raw[place:first]), f'<span class="verbatim">{escape_html(raw[first:last])}</span>']
            place = last
    return "".join([*parts, _prose_html(raw[place:end])])


def _prose_html(text: str) -> str:
    return _SOFT_BREAK.sub(r'<span class="soft">\g<0></span>', escape_html(text))


def _breadcrumb(section: Section) -> str:
    above = section.headings[:-1]
    items = "".join(f"<li>{escape_html(heading)}</li>" for heading in above)
    return f'<ol class="breadcrumb" aria-label="Under these headings">{items}</ol>' if above else ""


def chain(section: Section) -> str:
    return BETWEEN.join(section.headings)


def lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}–{last}"
