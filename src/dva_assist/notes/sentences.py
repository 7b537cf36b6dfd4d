"""Blocks to sentences: the spans that can be quoted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.rules_block.table import escapedSplit

from dva_assist.notes.blocks import Block, BlockKind
from dva_assist.notes.html_text import INVISIBLE, PICTURE, SEGMENT, visible_text
from dva_assist.notes.inline import ALNUM, URL, Env, Inline, Role, fold, html_picture, plain_text, read_inline
from dva_assist.notes.lines import Lines, Source, trimmed
from dva_assist.notes.prose import Cut, sentence_cuts
from dva_assist.types import Sentence, SentenceKind

CODE_LINES = 10  # longest piece of code that is one span
ITEM_SENTENCES = 2  # an item with more of them is cut
EMPTY_CELLS = {"", "-", "\u2013", "\u2014"}
TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")


class Span(NamedTuple):
    """A sentence in the making; raw offsets."""

    start: int
    end: int
    plain: str
    kind: SentenceKind


def sentences_of(blocks: Sequence[Block], raw: str, lines: Lines, env: Env) -> tuple[Sentence, ...]:
    """Blocks of one section, in order; the spans ascend and do not overlap."""
    result: list[Sentence] = []
    ordinals: dict[tuple[int, int], int] = {}
    for number, block in enumerate(blocks):
        key = (block.top, -1 if block.in_list else number)  # all blocks of a list are one
        for span in spans_of(block, raw, env):
            ordinal = ordinals.setdefault(key, len(ordinals))
            result.append(
                Sentence(
                    span.start,
                    span.end,
                    raw[span.start : span.end],
                    span.plain,
                    span.kind,
                    ordinal,
                    lines.number(span.start),
                    lines.number(span.end - 1),
                    max(block.depth, 0),
                    block.ordered,
                )
            )
    return tuple(result)


def spans_of(block: Block, raw: str, env: Env) -> Iterator[Span]:
    match block.kind:
        case BlockKind.TABLE:
            return table_spans(block, raw, env)
        case BlockKind.CODE:
            return code_spans(block, raw)
        case BlockKind.HTML:
            return html_spans(block, raw)
        case _:
            return text_spans(block, raw, env)


def text_spans(block: Block, raw: str, env: Env) -> Iterator[Span]:
    source = Source.of(raw, block.starts, block.ends)
    if block.in_list and (task := TASK.match(source.text)):
        source = Source.of(raw, (block.starts[0] + task.end(), *block.starts[1:]), block.ends)
    inline = read_inline(source.text, env)
    cuts = sentence_cuts(inline, len(source.text))
    kind = SentenceKind.ITEM if block.in_list else SentenceKind.PROSE
    if block.in_list and 1 < len(cuts) <= ITEM_SENTENCES:
        cuts = [Cut(cuts[0].start, cuts[-1].end, cuts[0].plain_start, cuts[-1].plain_end)]
    for cut in cuts:
        start, end = trimmed(source.text, cut.start, cut.end)
        plain = fold(inline.plain[cut.plain_start : cut.plain_end])
        plain, found = classify(plain, inline.roles(cut.plain_start, cut.plain_end), kind)
        yield Span(*source.span(start, end), plain, found)


def classify(plain: str, roles: set[Role], kind: SentenceKind) -> tuple[str, SentenceKind]:
    """Pictures and links stand alone or not at all; a bare URL has no words."""
    if roles <= {Role.PICTURE}:
        return plain, SentenceKind.PICTURE
    if URL.fullmatch(plain):
        return "", SentenceKind.LINK
    if roles <= {Role.LINK, Role.PICTURE} and kind is SentenceKind.PROSE:
        return plain, SentenceKind.LINK
    return plain, kind


def table_spans(block: Block, raw: str, env: Env) -> Iterator[Span]:
    """A row reads "first cell; Head 2: cell 2"; without any body row the head is the row."""
    rows = [cells_of(raw[start:end], env) for start, end in zip(block.starts, block.ends, strict=True)]
    heads = rows[0]
    for number, cells in enumerate(rows):
        start, end = block.starts[number], block.ends[number]
        if number == 1 or not ALNUM.search(raw, start, end):
            continue
        start, end = trimmed(raw, start, end)
        if number == 0 and len(rows) > 2:
            yield Span(start, end, "; ".join(filter(None, heads)), SentenceKind.HEADER)
        else:
            yield Span(start, end, row_text(heads if number else [], cells), SentenceKind.ROW)


def cells_of(line: str, env: Env) -> list[str]:
    columns = escapedSplit(line.strip())
    columns = columns[1 if not columns[0] else 0 :]
    return [plain_text(column.strip(), env) for column in columns]


def row_text(heads: Sequence[str], cells: Sequence[str]) -> str:
    parts = []
    for number, cell in enumerate(cells):
        if cell in EMPTY_CELLS:
            continue
        head = heads[number].rstrip(":") if 0 < number < len(heads) else ""
        parts.append(f"{head}: {cell}" if head else cell)
    return "; ".join(parts)


def code_spans(block: Block, raw: str) -> Iterator[Span]:
    """Runs of lines without a blank one between them, at most CODE_LINES long."""
    texts = block.content.split("\n")
    run: list[int] = []
    for number in range(len(block.starts) + 1):
        blank = number == len(block.starts) or number >= len(texts) or not texts[number].strip()
        if run and (blank or len(run) == CODE_LINES):
            yield code_span(block, raw, run, texts)
            run = []
        if not blank:
            run.append(number)


def code_span(block: Block, raw: str, run: Sequence[int], texts: Sequence[str]) -> Span:
    start, end = trimmed(raw, block.starts[run[0]], block.ends[run[-1]])
    return Span(start, end, "\n".join(texts[number].rstrip() for number in run), SentenceKind.CODE)


def html_spans(block: Block, raw: str) -> Iterator[Span]:
    source = Source.of(raw, block.starts, block.ends)
    text = visible_text(source.text)
    if not ALNUM.search(text):
        for found in PICTURE.finditer(source.text):
            yield Span(*source.span(*found.span()), html_picture(found[0]), SentenceKind.PICTURE)
    for segment in re.finditer(f"[^{SEGMENT}]+", text):
        inline = Inline.literal(segment[0])
        for cut in sentence_cuts(inline, len(segment[0])):
            start, end = trimmed(text, segment.start() + cut.start, segment.start() + cut.end)
            words = fold(html.unescape(text[start:end].replace(INVISIBLE, "")))
            plain, kind = classify(words, {Role.TEXT}, SentenceKind.PROSE)
            yield Span(*source.span(start, end), plain, kind)
