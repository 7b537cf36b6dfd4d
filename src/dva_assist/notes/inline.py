"""The inside of a paragraph: its words without Markdown, and where in the paragraph each of them stands."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Env = MutableMapping[str, Any]

MOST_NESTED = 100  # containers; the library's 20 would drop the text of a list eleven deep
MARKUP = re.compile(r"[\\`*_~\[\]<>&!]")
URL = re.compile(r"<?(?:(?:https?|ftp)://|www\.)\S+", re.IGNORECASE)
ALNUM = re.compile(r"[^\W_]")
HTML_ATTRIBUTE = re.compile(r"""\b(alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|drawio|pdf)", re.IGNORECASE)


class Role(Enum):
    """What a run of words is a part of."""

    TEXT = auto()
    CODE = auto()
    LINK = auto()
    PICTURE = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Words of ``Inline.plain`` from ``at`` on; ``start`` is where their source begins.

    ``exact`` runs are the same characters in both; others stand for a whole construct (an escape, a code span).
    """

    at: int
    start: int
    role: Role
    exact: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """``plain`` in order of ``runs``, whose ``at`` ascends from 0; ``breaks`` are (place in plain, in source)."""

    plain: str
    runs: Sequence[Run]
    breaks: Sequence[tuple[int, int]]
    targets: Sequence[str]  # what the links point at

    @classmethod
    def literal(cls, text: str) -> Inline:
        """Text without markup; new lines become spaces, so that places agree."""
        ends = (found.start() for found in re.finditer("\n", text))
        breaks = [(end, end) for end in ends if line_break_is_meant(text, end)]
        return cls(text.replace("\n", " "), [Run(0, 0, Role.TEXT, True)], breaks, ())

    def run_at(self, place: int) -> Run:
        return self.runs[bisect_right(self.runs, place, key=lambda run: run.at) - 1]

    def source_of(self, place: int) -> int | None:
        """The source offset of a character of ``plain``; None inside a link, a code span or a picture."""
        run = self.run_at(place)
        if run.role is not Role.TEXT:
            return None
        return run.start + (place - run.at if run.exact else 0)

    def roles(self, start: int, end: int) -> set[Role]:
        """The roles of the words in ``plain[start:end]``; punctuation has none."""
        first = bisect_right(self.runs, start, key=lambda run: run.at) - 1
        found = set()
        for number in range(max(first, 0), len(self.runs)):
            run = self.runs[number]
            if run.at >= end:
                break
            stop = self.runs[number + 1].at if number + 1 < len(self.runs) else len(self.plain)
            if ALNUM.search(self.plain, max(run.at, start), min(stop, end)):
                found.add(run.role)
        return found


def line_break_is_meant(text: str, end: int) -> bool:
    """Two spaces before the new line at ``end``, or nothing but a URL on the line before it or after it."""
    if text.endswith("  ", 0, end):
        return True
    before = text[text.rfind("\n", 0, end) + 1 : end]
    stop = text.find("\n", end + 1)
    after = text[end + 1 : stop if stop >= 0 else len(text)]
    return any(URL.fullmatch(line.strip()) for line in (before, after))


def fold(text: str) -> str:
    return " ".join(text.split())


def plain_text(text: str, env: Env) -> str:
    """The words of a heading or a table cell."""
    return fold(read_inline(text, env).plain)


def read_inline(text: str, env: Env) -> Inline:
    """``env`` holds the link definitions of the note, as the block parser left them."""
    if not MARKUP.search(text):
        return Inline.literal(text)
    tokens: list[Token] = []
    try:
        MARKDOWN.inline.parse(text, MARKDOWN, env, tokens)
    except RecursionError:  # brackets nested hundreds of times
        return Inline.literal(text)
    return _Reading(text).inline(tokens)


class _Reading:
    """Collects the words of the tokens of one paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.length = 0
        self.runs: list[Run] = []
        self.breaks: list[tuple[int, int]] = []
        self.targets: list[str] = []
        self.links = 0

    def inline(self, tokens: Sequence[Token]) -> Inline:
        for token in tokens:
            self.take(token)
        runs = self.runs or [Run(0, 0, Role.TEXT, True)]
        return Inline("".join(self.parts), runs, self.breaks, self.targets)

    def take(self, token: Token) -> None:
        start = token.meta.get("start", 0)
        match token.type:
            case "text" | "text_special":
                self.add(token.content, start, Role.TEXT, exact=token.meta.get("exact", False))
            case "code_inline":
                self.add(token.content, start, Role.CODE)
            case "softbreak" | "hardbreak":
                self.line_break(start, hard=token.type == "hardbreak")
            case "link_open":
                self.links += 1
                self.targets.append(str(token.attrs["href"]))
            case "link_close":
                self.links -= 1
            case "image":
                alt = "".join(child.content or " " for child in token.children or ())
                self.add(picture_words(alt, str(token.attrs["src"])), start, Role.PICTURE)
            case "html_inline":
                self.html(token.content, start)

    def add(self, words: str, start: int, role: Role, exact: bool = False) -> None:
        if not words:
            return
        if self.links and role is not Role.PICTURE:
            role = Role.LINK
        if role is Role.PICTURE and self.runs and self.runs[-1].role is Role.PICTURE:
            words = f" {words}"
        self.runs.append(Run(self.length, start, role, exact))
        self.parts.append(words)
        self.length += len(words)

    def line_break(self, start: int, hard: bool) -> None:
        if not self.links and (hard or line_break_is_meant(self.text, start)):
            self.breaks.append((self.length, start))
        self.add(" ", start, Role.TEXT)

    def html(self, tag: str, start: int) -> None:
        name = tag[1:4].lower()
        if name == "img":
            self.add(html_picture(tag), start, Role.PICTURE)
        elif name in ("br>", "br ", "br/"):
            self.breaks.append((self.length, start + len(tag)))
            self.add(" ", start, Role.TEXT)


def picture_words(alt: str, source: str) -> str:
    """What an image says of itself: its alternative text, else the words of its file's name."""
    alt = fold(alt).strip("[]")
    if ALNUM.search(alt) and not FILE_NAME.fullmatch(alt):
        return alt
    stem = PurePosixPath(unquote(alt or source.split("?")[0])).stem
    return fold(re.sub(r"[\W_]+", " ", stem))


def html_picture(tag: str) -> str:
    found = {name.lower(): html.unescape(a or b or c) for name, a, b, c in HTML_ATTRIBUTE.findall(tag)}
    return picture_words(found.get("alt", ""), found.get("src", ""))


class _State(StateInline):
    """Notes on each token where its source starts."""

    def pushPending(self) -> Token:
        # Pending text is a copy of the source that ends at or shortly before the place reached.
        start = self.src.rfind(self.pending, 0, self.pos)
        token = super().pushPending()
        token.meta.update(start=max(start, 0), exact=start >= 0)
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["start"] = self.pos
        return token


class _ParserInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Env, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Markdown(MarkdownIt):
    """CommonMark with tables and strikethrough. Links are kept as written: nothing is rendered from them here."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"maxNesting": MOST_NESTED})
        self.inline = _ParserInline()
        self.configure("commonmark", {"maxNesting": MOST_NESTED})
        self.enable(["table", "strikethrough"])
        self.inline.ruler2.disable("fragments_join")  # it would merge tokens and lose their places
        self.core.ruler.disable(["inline", "text_join"])

    def normalizeLink(self, url: str) -> str:
        return url

    def validateLink(self, url: str) -> bool:
        return True


MARKDOWN = Markdown()
