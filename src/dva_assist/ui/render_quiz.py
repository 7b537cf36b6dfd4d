"""A quiz as HTML: where the learner is, the question, and the score. What was right and why is in render_feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as escape_html

from dva_assist.drill_room import OWN
from dva_assist.quiz import SCENARIO
from dva_assist.quiz.bank import BANK
from dva_assist.quiz.grading import is_right
from dva_assist.types import QuizItem, Reply
from dva_assist.ui.markdown import words_html
from dva_assist.ui.render_feedback import answer_html, reply_html, source_link
from dva_assist.ui.reply_values import LETTERS, option_label

__all__ = ["LETTERS", "hint_html", "kind_label", "option_label", "question_html", "score_html", "writing_html"]

KIND_LABELS = {
    "definition-to-term": "Find the term",
    "term-to-definition": "Find the definition",
    "number": "Choose the number",
    "list-member": "Part of a list",
    "multiple-response": "Several right answers",
    "fill-number": "Type the number",
    "order-steps": "Put steps in order",
    "match": "Match terms and definitions",
    "true-false": "True or false",
    "cloze": "Type the missing term",
    "confusable-pair": "Tell two apart",
    SCENARIO: "Scenario, written by the model",
    BANK: "Exam question (written by hand)",
    OWN: "My own questions",
}
LONG = 240  # characters of a stem from which it is set like text, not like a heading
ONCE_MORE = "Once more, in another form"


def kind_label(kind: str) -> str:
    """In words; a kind that is not known here is named as it is."""
    return KIND_LABELS.get(kind, kind.replace("-", " ").capitalize())


def question_html(item: QuizItem, number: int, count: int, right: int, once_more: bool = False) -> str:
    """``number`` is that of the question among ``count``, and ``right`` are those of them that were right so far."""
    done = round(100 * (number - 1) / count)
    again = f'<span class="again">{ONCE_MORE}</span> ' if once_more else ""
    return (
        f'<div class="quiz-progress"><span>Question {number} of {count}</span><span>{right} right so far</span></div>'
        f'<div class="bar" aria-hidden="true"><div style="width:{done}%"></div></div>'
        f'<p class="kind">{again}{escape_html(kind_label(item.kind))}</p>'
        f'<h2 class="stem{" long" if len(item.stem) > LONG else ""}" tabindex="-1">{words_html(item.stem)}</h2>'
    )


def writing_html(items: Sequence[QuizItem], doing: str, told: str = "") -> str:
    """``doing`` is HTML that says what a model does; under it the yield as ``told``, and what it has written so far."""
    stems = "".join(f"<li>{words_html(item.stem)}</li>" for item in items)
    return (
        f'<div class="writing"><p role="status" class="doing">{doing}</p>'
        f'<p class="meta">{escape_html(told)}</p><ol>{stems}</ol></div>'
    )


def hint_html(text: str = "", calm: bool = False) -> str:
    """A line where the feedback will be; ``calm`` where nothing is amiss.

    A screen reader speaks what comes into an element that is there already.
    """
    return f'<div role="status" class="{"calm" if calm else ""}">{escape_html(text)}</div>'


def score_html(items: Sequence[QuizItem], replies: Mapping[int, Reply], main: int, seed: int | None) -> str:
    """``replies`` are by position in ``items``, of which the first ``main`` count; the others were asked once more.

    Without a seed the questions cannot come again.
    """
    counted = {at: is_right(items[at], reply) for at, reply in replies.items() if at < main}
    right, of = sum(counted.values()), len(counted)
    share = round(100 * right / of) if of else 0
    praise = "Every one right." if right == of else f"{share}% right."
    again = "" if seed is None else f"Seed {seed}: type it above to get the same questions again."
    rows = "".join(_result(items[at], reply, at >= main) for at, reply in replies.items())
    return (
        f'<div class="score"><h2 tabindex="-1">{right} of {of}</h2><p>{praise}{_once_more(items, replies, main)}</p>'
        f'<div class="bar" aria-hidden="true"><div style="width:{share}%"></div></div>'
        f'<ol class="results">{rows}</ol><p class="meta">{again}</p></div>'
    )


def _once_more(items: Sequence[QuizItem], replies: Mapping[int, Reply], main: int) -> str:
    marks = [is_right(items[at], reply) for at, reply in replies.items() if at >= main]
    return f" Asked once more: {sum(marks)} of {len(marks)} right." if marks else ""


def _result(item: QuizItem, reply: Reply, once_more: bool) -> str:
    right = is_right(item, reply)
    mine = "" if right else f'<p class="mine">{reply_html(item, reply)}</p>'
    again = f'<span class="again">{ONCE_MORE}</span> ' if once_more else ""
    return (
        f'<li class="{"right" if right else "wrong"}"><p><span class="verdict">{"Right" if right else "Wrong"}</span> '
        f"{again}{words_html(item.stem)}</p>{answer_html(item)}{source_link(item.citation)}{mine}</li>"
    )


def keys_html(said: str) -> str:
    """What the keys do, and whether they do it: the script of the page remembers it in the browser."""
    return f'<label class="meta keys"><input type="checkbox" data-keys checked> <span>Use keys: {said}</span></label>'
