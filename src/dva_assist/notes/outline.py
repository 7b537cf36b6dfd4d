"""Which blocks belong to which heading, and which short lines are headings without saying so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dva_assist.notes.blocks import Block, BlockKind
from dva_assist.notes.inline import ALNUM, Env, Role, plain_text, read_inline
from dva_assist.notes.lines import Source

LONGEST_HEADING = 120  # characters of an underlined heading; more is a paragraph above a line
LONGEST_EMPHASISED = 80
EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_])(?P<words>.+?)(?<=[^\s*_])\1:?")
ADMONITIONS = {"note", "notes", "important", "warning", "caution", "tip", "tips", "hint", "attention"}
SMALL_WORDS = set("a an and as at but by for from in into is nor of on onto or per the to via vs with".split())


@dataclass(slots=True)
class Heading:
    """``line`` is 0-based. ``informal`` headings are lines of text that serve as one."""

    text: str
    level: int
    line: int
    informal: bool = False


@dataclass(slots=True)
class Part:
    """A heading and the blocks under it; None is the text before the first heading."""

    heading: Heading | None
    blocks: list[Block] = field(default_factory=list)


def outline(blocks: Sequence[Block], raw: str, env: Env) -> list[Part]:
    """The parts in order; the first has no heading and may be empty."""
    parts = [Part(None)]
    level = 0  # of the enclosing real heading
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and not is_underlined_text(block):
            level = block.level
            parts.append(Part(Heading(plain_text(block.content, env), level, block.line)))
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        found = informal_heading(block, following, raw, env)
        if found is None:
            parts[-1].blocks.append(as_text(block))
            continue
        text, rest = found
        parts.append(Part(Heading(text, level + 1, block.line, informal=True)))
        if rest is not None:
            parts[-1].blocks.append(rest)
    return parts


def is_underlined_text(block: Block) -> bool:
    """A paragraph directly above ``---`` is a heading for Markdown, but hardly for its writer."""
    lines = len(block.starts)
    return lines > 2 or (lines == 2 and (len(block.content) > LONGEST_HEADING or block.content.endswith(".")))


def as_text(block: Block) -> Block:
    if block.kind is not BlockKind.HEADING:
        return block
    return replace(block, kind=BlockKind.TEXT, starts=block.starts[:-1], ends=block.ends[:-1])


def informal_heading(block: Block, following: Block | None, raw: str, env: Env) -> tuple[str, Block | None] | None:
    """The words of a line that serves as a heading, and what is left of its paragraph."""
    if block.kind is not BlockKind.TEXT or block.nested:
        return None
    line = raw[block.starts[0] : block.ends[0]]
    rest = below_first_line(block)
    if rest is None and (following is None or following.kind is BlockKind.HEADING):
        return None
    text = plain_text(line, env)
    if not ALNUM.search(text) or text.lower().rstrip(":") in ADMONITIONS:
        return None
    if is_emphasised(line.strip(), text):
        return text.rstrip(":").rstrip(), rest
    if rest is not None and not line.endswith(("  ", "\\")):
        return None
    if Role.TEXT not in (roles := read_inline(line, env).roles(0, len(text))) or len(roles) > 1:
        return None
    answer = rest or following
    if is_question(text) or (is_title(text) and answer and is_prose(answer, raw, env)):
        return text, rest
    return None


def below_first_line(block: Block) -> Block | None:
    if len(block.starts) == 1:
        return None
    return replace(block, line=block.line + 1, starts=block.starts[1:], ends=block.ends[1:])


def is_emphasised(line: str, text: str) -> bool:
    found = EMPHASISED.fullmatch(line)
    if not found or len(text) > LONGEST_EMPHASISED or text.endswith((".", "!", ";", ",")):
        return False
    return found[1] not in found["words"]


def is_question(text: str) -> bool:
    return text.endswith("?") and len(text.split()) <= 12


def is_title(text: str) -> bool:
    """``Creating a Deployment Package``: two to eight words, all but the small ones capitalised."""
    words = text.split()
    if not 2 <= len(words) <= 8 or not words[0][0].isupper() or not (text[-1].isalnum() or text[-1] == ")"):
        return False
    if any(mark in text for mark in (":", ";", ". ", "? ", " - ", "\u2013", "\u2014")):
        return False
    return all(word in SMALL_WORDS or not word.lstrip("(\"'")[:1].islower() for word in words)


def is_prose(block: Block, raw: str, env: Env) -> bool:
    if block.kind is not BlockKind.TEXT or block.nested:
        return False
    return len(plain_text(Source.of(raw, block.starts, block.ends).text, env).split()) >= 8
