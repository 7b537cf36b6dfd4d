"""Markdown that is safe to show: no HTML of a note survives, no picture is fetched, no link leads out of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from html import escape as escape_html
from html import unescape as unescape_html
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SPECIAL = re.compile(
    r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<=\w)@(?=\w)|(?<=\w):(?=//)|(?<=[wW]{3})\."
)
_LINE_START = re.compile(r"^([#+=-])|^(\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_CELL_END = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]+)`")

_ITEM = re.compile(r"( *)([-*]|\d{1,2}[.)]) +")

_PLAIN = {"text", "text_special", "code_inline", "strong_open", "strong_close", "em_open", "em_close", "softbreak"}
_WRITTEN = {"strong_open": "**", "strong_close": "**", "em_open": "*", "em_close": "*"}


def escape(text: str) -> str:
    r"""Markdown that shows exactly this text, escaping no more than that takes.

    >>> print(escape("5 * 3 is [not] <b>15</b>"))
    5 \* 3 is \[not\] \<b\>15\</b\>
    """
    return _LINE_START.sub(_escaped_start, _SPECIAL.sub(r"\\\g<0>", text))


def _escaped_start(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\"


def unescape(markdown: str) -> str:
    """The text that was given to ``escape``."""
    return _ESCAPED.sub(r"\1", markdown)


def inline_markdown(source: str, plain: str) -> str:
    """A sentence of a note with its code and emphasis, made safe; ``plain`` itself where the markup is torn apart.

    ``plain`` are the words that must be shown, and nothing but its markup may differ.
    """
    tokens = _PARSER.parseInline(source)[0].children or []
    words = "".join(t.content or " " for t in tokens if not t.nesting and t.type != "html_inline")
    if "".join(words.split()) != "".join(plain.split()) or any(t.type == "image" for t in tokens):
        return escape(plain)
    return _rewritten(tokens)


def _rewritten(tokens: Iterable[Token], in_table: bool = False) -> str:
    """The markup that is kept, and every text escaped.

    Texts between which markup is dropped are escaped as one, and two codes are kept apart: what is harmless in pieces,
    as are "http:" and "//a.example" or the marks of two codes, need not be so in one.
    """
    shown = ""
    kept = [(_text(token), _markup(token, in_table)) for token in tokens]
    for is_text, some in groupby(filter(any, kept), key=lambda one: bool(one[0])):
        texts, marks = zip(*some, strict=True)
        for part in [escape("".join(texts))] if is_text else marks:
            shown += (" " if shown.endswith("`") and part.startswith("`") else "") + part
    return shown.strip()


def _text(token: Token) -> str:
    if token.type == "image":
        return _picture_text(token)
    return token.content if token.type in ("text", "text_special") else ""


def _markup(token: Token, in_table: bool) -> str:
    match token.type:
        case "code_inline":
            code = code_span(token.content)
            return code.replace("|", "\\|") if in_table else code
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline":
            return " " if _BREAK.match(token.content) else ""
        case _:
            return _WRITTEN.get(token.type, "")


def model_markdown(text: str) -> str:
    r"""A sentence of a model with its code and emphasis; as it stands where there is any other markup in it.

    >>> print(model_markdown("`PutItem` is **not** a read"), model_markdown("`GetItem` is [one](http://a.example)"))
    `PutItem` is **not** a read \`GetItem\` is \[one\](http\://a.example)
    """
    tokens = _PARSER.parseInline(text)[0].children or []
    if all(token.type in _PLAIN and not token.markup.startswith("_") for token in tokens):  # __init__ is a name
        return _rewritten(tokens)
    return escape(text)


def model_text(text: str) -> str:
    """What a model says by itself: its paragraphs, lists and code stay; links, pictures and HTML are shown as text."""
    return "\n".join(_model_parts(text.strip().splitlines()))


def _model_parts(lines: Iterable[str]) -> Iterator[str]:
    code: list[str] | None = None  # lines of the code block that is open
    for line in lines:
        if line.lstrip().startswith("```"):
            if code is not None:
                yield f"\n{code_block(code)}\n"
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        else:
            yield _model_line(line)
    if code is not None:
        yield f"\n{code_block(code)}\n"


def _model_line(line: str) -> str:
    """Indented by three at most, as more would make code of it."""
    item = _ITEM.match(line)
    sign = f"{' ' * min(3, len(item[1]))}{item[2]} " if item else ""
    return sign + model_markdown(line[item.end() :] if item else line.strip())


def cells(row: str) -> list[str]:
    """The cells of a table row, each as safe Markdown."""
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_cell(cell.strip().replace("\\|", "|")) for cell in _CELL_END.split(inner)]


def _cell(source: str) -> str:
    return _rewritten(_PARSER.parseInline(source)[0].children or [], in_table=True)


def code_span(code: str) -> str:
    """Code within a line, between marks that it cannot close.

    >>> print(code_span("GetItem"), code_span("a `b` c"), code_span("``a"))
    `GetItem` ``a `b` c`` ``` ``a ```
    """
    mark = "`" * (1 + _longest_run(code))
    edges = code[:1] + code[-1:]
    pad = " " if "`" in edges or (edges == "  " and code.strip()) else ""
    return f"{mark}{pad}{code}{pad}{mark}"


def code_block(lines: Iterable[str]) -> str:
    """Lines as a fenced block, in a fence that they cannot close."""
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + _longest_run(text))
    return f"{fence}\n{text}\n{fence}"


def _longest_run(code: str) -> int:
    return max(map(len, re.findall(r"`+", code)), default=0)


def words_html(text: str) -> str:
    """Plain words in HTML, with `code` shown as code."""
    return _CODE.sub(r"<code>\1</code>", escape_html(text))


def note_html(raw: str, whole: str = "") -> str:
    """A section's Markdown as HTML for reading. ``whole`` is the note's text, for the link definitions in it."""
    env: MutableMapping[str, Any] = {}
    if whole and "]:" in whole:
        _PARSER.parse(whole, env)
    return str(_PARSER.render(raw, env))


def _picture_text(token: Token) -> str:
    alt = "".join(child.content or " " for child in token.children or ()).strip()
    return f"picture: {alt or str(token.attrs.get('src', '')).rsplit('/', 1)[-1]}"


def _level(heading: Token) -> int:
    """One below the heading of the page."""
    return min(int(heading.tag[1:]) + 1, 6)


def _html_text(source: str) -> str:
    visible = _PICTURE.sub(" (picture) ", _HIDDEN.sub(" ", source))
    return escape_html(unescape_html(_TAG.sub(" ", visible)).strip())


def _inert_parser() -> MarkdownIt:
    """Pictures become a line that says so, links become their words, HTML becomes its text."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    wide = '<div class="wide" tabindex="0" role="region" aria-label="Table">'
    rules: dict[str, Callable[[Token], str]] = {
        "heading_open": lambda token: f"<h{_level(token)}>",
        "heading_close": lambda token: f"</h{_level(token)}>\n",
        "image": lambda token: f'<span class="picture">{escape_html(_picture_text(token))}</span>',
        "link_open": lambda token: f'<span class="outside" title="{escape_html(str(token.attrs.get("href", "")))}">',
        "link_close": lambda token: "</span>",
        "html_block": lambda token: f"<p>{text}</p>\n" if (text := _html_text(token.content)) else "",
        "html_inline": lambda token: "<br>" if _BREAK.match(token.content) else _html_text(token.content),
        "table_open": lambda token: f"{wide}<table>\n",
        "table_close": lambda token: "</table></div>\n",
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, _as_renderer_method(rule))
    return parser


def _as_renderer_method(rule: Callable[[Token], str]) -> Callable[..., str]:
    return lambda renderer, tokens, idx, options, env: rule(tokens[idx])


_PARSER = _inert_parser()
