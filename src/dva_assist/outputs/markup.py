"""The parts of a question in words and in HTML, for every file that is written of questions.

A note may say anything, so each text is escaped; of Markdown only `code` and **bold** are kept.
"""

from __future__ import annotations

import re
from html import escape

from dva_assist.types import Citation, QuizItem, ReplyForm

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # and half letters, which no file can hold
_MARKED = re.compile(r"`(?P<code>[^`]+)`|\*\*(?=\S)(?P<bold>(?:`[^`]*`|[^`*]|\*(?!\*))+?)(?<=\S)\*\*")
_LETTERED = (ReplyForm.ONE, ReplyForm.SEVERAL)


def clean(text: str) -> str:
    """Without control characters; line ends and tabs stay."""
    return _UNSEEN.sub("", text)


def words_html(text: str) -> str:
    """Words of a question in HTML.

    >>> words_html("Is **`a` < b** so?")
    'Is <strong><code>a</code> &lt; b</strong> so?'
    """
    return _marked(escape(clean(text)))


def quote_html(text: str) -> str:
    """A quote exactly as it is written in the note."""
    return f"<blockquote>{escape(clean(text))}</blockquote>"


def letter(at: int) -> str:
    return chr(ord("A") + at)


def lettered(item: QuizItem, at: int) -> str:
    """An option as it is named in an answer: with its letter, or bare where there are no options to choose from."""
    return item.options[at] if item.form is ReplyForm.TYPED else f"{letter(at)}. {item.options[at]}"


def key_of(item: QuizItem) -> str:
    """The answer in short: "B", "A, C", "C, A, B" for an order, "1B, 2A" for pairs; what to type for a typed one."""
    match item.form:
        case ReplyForm.TYPED:
            return item.options[item.correct[0]]
        case ReplyForm.MATCH:
            return ", ".join(f"{number}{letter(at)}" for number, at in enumerate(item.correct, start=1))
        case _:
            return ", ".join(map(letter, item.correct))


def answer_lines(item: QuizItem) -> list[str]:
    """The answer in full, one line for each key, step or pair."""
    lines = [lettered(item, at) for at in item.correct]
    if item.form is ReplyForm.MATCH:
        return [f"{prompt}: {line}" for prompt, line in zip(item.prompts, lines, strict=True)]
    also = [f"also accepted: {', '.join(item.accepted)}"] if item.accepted else []
    return lines + also


def verdict(item: QuizItem, at: int) -> str:
    """ "Right" or "Wrong" of an option that can be chosen; nothing where all options belong to the answer."""
    if item.form not in _LETTERED:
        return ""
    return "Right" if at in item.correct else "Wrong"


def place(citation: Citation) -> str:
    """ "lambda.md, Lambda > Memory, lines 12-13" """
    lines = f"lines {citation.line_start}-{citation.line_end}"
    if citation.line_start == citation.line_end:
        lines = f"line {citation.line_start}"
    return ", ".join(filter(None, (citation.section.note, " > ".join(citation.section.headings), lines)))


def options_html(item: QuizItem) -> str:
    """The options with their letters; nothing for a typed answer, whose only option is the answer."""
    if item.form is ReplyForm.TYPED:
        return ""
    return f'<ol class="options" type="A">{_items(item.options)}</ol>'


def prompts_html(item: QuizItem) -> str:
    return f'<ol class="prompts">{_items(item.prompts)}</ol>' if item.prompts else ""


def answer_html(item: QuizItem) -> str:
    lines = answer_lines(item)
    if item.form in (ReplyForm.ORDER, ReplyForm.MATCH):
        return f"<ol>{_items(lines)}</ol>"
    return "<br>".join(words_html(line) for line in lines)


def _items(texts: list[str] | tuple[str, ...]) -> str:
    return "".join(f"<li>{words_html(text)}</li>" for text in texts)


def _marked(escaped: str) -> str:
    return _MARKED.sub(_element, escaped)


def _element(found: re.Match[str]) -> str:
    if found["code"] is not None:
        return f"<code>{found['code']}</code>"
    return f"<strong>{_marked(found['bold'])}</strong>"
