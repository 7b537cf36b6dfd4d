"""The blocks of a note: which lines are a paragraph, an item, a table or code, and where their words begin.

markdown-it gives line numbers; the offset at which the text of a line begins inside quotes and lists is taken from
its block state while a rule runs, where it is exact for tabs, nested containers and lazy continuation lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from dva_assist.notes.inline import ALNUM, MOST_NESTED, Env, Markdown
from dva_assist.notes.lines import Lines

Rule = Callable[[StateBlock, int, int, bool], bool]

CONTAINER_MARKERS = re.compile(r"(?:[ \t>*+-]|\d{1,9}[.)](?=\s|$))*")


class BlockKind(Enum):
    HEADING = auto()
    TEXT = auto()  # a paragraph, also of a list item or a quote
    TABLE = auto()
    CODE = auto()
    HTML = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the document. ``starts[i]`` and ``ends[i]`` are raw offsets of the text of line ``line + i``.

    ``top`` is the number of the outermost block around it: the blocks of one list share it. ``content`` is the
    code of a code block and the source of a heading.
    """

    kind: BlockKind
    line: int  # 0-based
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    top: int
    level: int = 0  # of a heading
    depth: int = -1  # of the list around it; -1 outside of lists
    ordered: bool = False
    quoted: bool = False
    content: str = ""

    @property
    def in_list(self) -> bool:
        return self.depth >= 0

    @property
    def nested(self) -> bool:
        return self.in_list or self.quoted


@dataclass(slots=True)
class Document:
    blocks: list[Block]
    front_matter: str | None
    body_line: int  # first line after the front matter
    env: Env


def read_blocks(raw: str, lines: Lines, with_front_matter: bool = True) -> Document:
    env: Env = {}
    markdown = MARKDOWN if with_front_matter else PLAIN_MARKDOWN
    tokens = markdown.parse(raw, env)
    document = Document([], None, 0, env)
    if tokens and tokens[0].type == "front_matter" and tokens[0].map:
        document.front_matter = tokens[0].content
        document.body_line = tokens[0].map[1]
    document.blocks.extend(_Walk(raw, lines).blocks(tokens))
    return document


@dataclass(slots=True)
class _Walk:
    """Follows the tokens and remembers the containers around the current one."""

    raw: str
    lines: Lines
    top: int = -1
    quotes: int = 0
    lists: list[bool] = field(default_factory=list)  # whether each open list is numbered

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        for number, token in enumerate(tokens):
            if token.level == 0 and token.nesting >= 0:
                self.top += 1
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self.lists.append(token.type == "ordered_list_open")
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "blockquote_open":
                    self.quotes += 1
                    yield from self.cut_off(token, tokens[number + 1])
                case "blockquote_close":
                    self.quotes -= 1
                case "list_item_open":
                    yield from self.cut_off(token, tokens[number + 1])
                case "paragraph_open":
                    yield self.block(BlockKind.TEXT, token)
                case "heading_open":
                    yield self.heading(token, tokens[number + 1].content)
                case "table_open":
                    yield self.block(BlockKind.TABLE, token)
                case "fence":
                    yield self.block(BlockKind.CODE, token, skip=1, content=token.content)
                case "code_block":
                    yield self.block(BlockKind.CODE, token, content=token.content)
                case "html_block":
                    yield self.block(BlockKind.HTML, token)

    def block(self, kind: BlockKind, token: Token, skip: int = 0, level: int = 0, content: str = "") -> Block:
        assert token.map is not None
        first = token.map[0] + skip
        lengths = token.meta["lengths"][skip:]
        starts = tuple(self.lines.ends[first + number] - length for number, length in enumerate(lengths))
        return self.of(kind, first, starts, level=level, content=content)

    def of(self, kind: BlockKind, line: int, starts: tuple[int, ...], **rest: Any) -> Block:
        ends = self.lines.ends[line : line + len(starts)]
        depth, ordered = len(self.lists) - 1, bool(self.lists and self.lists[-1])
        return Block(kind, line, starts, tuple(ends), self.top, depth=depth, ordered=ordered,
                     quoted=self.quotes > 0, **rest)  # fmt: skip

    def heading(self, token: Token, content: str) -> Block:
        """A heading inside a list or a quote opens no section: it is text there."""
        if token.level == 0:
            return self.block(BlockKind.HEADING, token, level=int(token.tag[1]), content=content)
        block = self.block(BlockKind.TEXT, token)
        if not token.markup.startswith("#"):
            return self.of(BlockKind.TEXT, block.line, block.starts[:-1])
        start = self.raw.find(content, block.starts[0], block.ends[0])
        return replace(block, starts=(start,), ends=(start + len(content),)) if start >= 0 else block

    def cut_off(self, token: Token, following: Token) -> Iterator[Block]:
        """What the parser left out of a container that is nested too deeply for it."""
        if token.level < MOST_NESTED - 1 or following.nesting >= 0 or token.map is None:
            return
        first, last = token.map
        starts = []
        for line in range(first, last):
            found = CONTAINER_MARKERS.match(self.raw, self.lines.starts[line], self.lines.ends[line])
            starts.append(found.end() if found else self.lines.starts[line])
        if last > first and ALNUM.search(self.raw, starts[0], self.lines.ends[last - 1]):
            yield self.of(BlockKind.TEXT, first, tuple(starts))


def _noting_lengths(rule: Rule) -> Rule:
    """The rule, which also notes on its first token how long the text of each of its lines is."""

    def noting(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start_line, end_line, silent):
            return False
        if not silent:
            state.tokens[before].meta["lengths"] = [
                max(state.eMarks[line] - state.bMarks[line] - state.tShift[line], 0)
                for line in range(start_line, state.line)
            ]
        return True

    return noting


def _html_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The rule for HTML, except that a comment that nobody closes is text: nothing of a note gets lost."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.src.startswith("<!--", start):
        if "last_comment_end" not in state.env:
            state.env["last_comment_end"] = state.src.rfind("-->")
        if start > state.env["last_comment_end"]:
            return False
    return rules_block.html_block(state, start_line, end_line, silent)


INTERRUPTS = ["paragraph", "reference", "blockquote"]  # what a rule may end, as in the library
LEAF_RULES: dict[str, tuple[Rule, list[str]]] = {
    "table": (rules_block.table, ["paragraph", "reference"]),
    "code": (rules_block.code, []),
    "fence": (rules_block.fence, [*INTERRUPTS, "list"]),
    "html_block": (_html_block, INTERRUPTS),
    "heading": (rules_block.heading, INTERRUPTS),
    "lheading": (rules_block.lheading, []),
    "paragraph": (rules_block.paragraph, []),
}


def _markdown(with_front_matter: bool) -> Markdown:
    markdown = Markdown()
    for name, (rule, interrupts) in LEAF_RULES.items():
        markdown.block.ruler.at(name, _noting_lengths(rule), {"alt": interrupts})
    if with_front_matter:
        markdown.use(front_matter_plugin)
    return markdown


MARKDOWN = _markdown(with_front_matter=True)
PLAIN_MARKDOWN = _markdown(with_front_matter=False)
