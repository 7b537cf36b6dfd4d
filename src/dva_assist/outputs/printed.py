"""Questions as a page to print: on any paper, black on white, complete in itself, the answers apart at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib import resources

from dva_assist.outputs.markup import (
    answer_html,
    clean,
    letter,
    lettered,
    place,
    quote_html,
    verdict,
    words_html,
)
from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm

_BOX = '<span class="box"></span>'
_BLANK = '<span class="blank"></span>'
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_TASKS = {
    ReplyForm.TYPED: "Write the answer.",
    ReplyForm.ORDER: "Number the steps in their right order.",
    ReplyForm.MATCH: "Write the letter of what belongs to it beside each.",
}


def printed_html(items: Sequence[QuizItem], title: str, seed: int | None, answers: bool) -> str:
    """A whole HTML document. ``seed`` is printed where there is one, so that the same quiz can be had again.

    With ``answers``, pages with the numbered answers and their cited explanations follow, beginning on a new page.
    Nothing is loaded from elsewhere, and nothing runs.
    """
    count = f"{len(items)} question{'' if len(items) == 1 else 's'}"
    about = count if seed is None else f"{count}, seed {seed}"
    questions = "".join(_question(item, number) for number, item in enumerate(items, start=1))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(clean(title))}</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_style()}</style></head><body><main><h1>{escape(clean(title))}</h1>"
        f'<p class="about">{about}</p><p class="filled"><span>Name</span><span>Date</span></p>{questions}</main>'
        f"{_answers(items) if answers else ''}</body></html>\n"
    )


def _style() -> str:
    return (resources.files("dva_assist.outputs") / "printed.css").read_text(encoding="utf-8")


def _question(item: QuizItem, number: int) -> str:
    task = f'<p class="task">{_TASKS[item.form]}</p>' if item.form in _TASKS else ""
    prompts = [(_BLANK, f"{at}.", text) for at, text in enumerate(item.prompts, start=1)]
    body = f'<p class="stem">{words_html(item.stem)}</p>{task}{_list(prompts, "prompts")}{_choices(item)}'
    return _numbered(number, body)


def _choices(item: QuizItem) -> str:
    """What there is to tick, to number or to pick from; a line to write on where the answer is typed."""
    if item.form is ReplyForm.TYPED:
        return '<p><span class="blank wide"></span></p>'
    mark = {ReplyForm.ORDER: _BLANK, ReplyForm.MATCH: ""}.get(item.form, _BOX)
    options = [(mark, f"{letter(at)}.", text) for at, text in enumerate(item.options)]
    return _list(options, "prompts" if item.form is ReplyForm.ORDER else "options")


def _list(rows: Sequence[tuple[str, str, str]], name: str) -> str:
    items = "".join(
        f"<li><span>{mark}</span><span>{sign}</span><span>{words_html(text)}</span></li>" for mark, sign, text in rows
    )
    return f'<ul class="{name}">{items}</ul>' if rows else ""


def _answers(items: Sequence[QuizItem]) -> str:
    solved = "".join(_answer(item, number) for number, item in enumerate(items, start=1))
    return f'<section class="answers"><h1>Answers</h1>{solved}</section>'


def _answer(item: QuizItem, number: int) -> str:
    whys = "".join(_explained(item, at, why) for at, why in enumerate(item.explanations))
    proof = "" if any(_same(why.citation, item.citation) for why in item.explanations) else _cited("", item.citation)
    return _numbered(number, f'<div class="key">{answer_html(item)}</div>{whys}{proof}')


def _explained(item: QuizItem, at: int, why: Explanation) -> str:
    said = verdict(item, at)
    mark = f"{said}. " if said else ""
    return (
        f'<div class="why"><p><strong>{words_html(lettered(item, at))}</strong> {mark}{words_html(why.text)}</p>'
        f"{_cited(why.text, why.citation)}</div>"
    )


def _cited(said: str, citation: Citation) -> str:
    """Where it stands, and the words themselves where they have not just been said."""
    quote = "" if _bare(citation.quote) in _bare(said) else quote_html(citation.quote)
    return f'<p class="place">{words_html(place(citation))}</p>{quote}'


def _bare(text: str) -> str:
    """Only the words, to see whether two texts say the same."""
    words = re.sub(r"[`*_]", "", _LINK.sub(r"\1", text)).replace("|", " ")
    return " ".join(words.split()).rstrip(".")


def _same(one: Citation, other: Citation) -> bool:
    return (one.section.id, one.start, one.end) == (other.section.id, other.start, other.end)


def _numbered(number: int, body: str) -> str:
    return f'<article><span class="number">{number}.</span><div>{body}</div></article>'
