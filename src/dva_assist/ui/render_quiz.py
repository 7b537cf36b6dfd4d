"""A quiz as HTML: where the learner is, what was right and why, and the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as escape_html

from dva_assist.types import Citation, QuizItem
from dva_assist.ui.links import citation_link
from dva_assist.ui.markdown import words_html
from dva_assist.ui.render import chain, lines

LETTERS = "ABCDEFGHIJ"


def question_html(item: QuizItem, number: int, count: int, right: int) -> str:
    done = round(100 * (number - 1) / count)
    return (
        f'<div class="quiz-progress"><span>Question {number} of {count}</span><span>{right} right so far</span></div>'
        f'<div class="bar" aria-hidden="true"><div style="width:{done}%"></div></div>'
        f'<h2 class="stem" tabindex="-1">{words_html(item.stem)}</h2>'
    )


def writing_html(items: Sequence[QuizItem], doing: str, told: str = "") -> str:
    """``doing`` is HTML that says what a model does; under it the yield as ``told``, and what it has written so far."""
    stems = "".join(f"<li>{words_html(item.stem)}</li>" for item in items)
    return (
        f'<div class="writing"><p role="status" class="doing">{doing}</p>'
        f'<p class="meta">{escape_html(told)}</p><ol>{stems}</ol></div>'
    )


def option_label(position: int, text: str) -> str:
    return f"{LETTERS[position]}. {text}"


def hint_html(text: str = "", calm: bool = False) -> str:
    """A line where the feedback will be; ``calm`` where nothing is amiss.

    A screen reader speaks what comes into an element that is there already.
    """
    return f'<div role="status" class="{"calm" if calm else ""}">{escape_html(text)}</div>'


def feedback_html(item: QuizItem, choice: int) -> str:
    """Whether it was right, why the key is right and, after a wrong choice, what that choice is."""
    key = item.correct[0]
    if choice == key:
        return f'<div role="status" class="feedback right"><h3>Right.</h3>{_explained(item, key)}</div>'
    return (
        f'<div role="status" class="feedback wrong"><h3>Not this one. The answer is {LETTERS[key]}.</h3>'
        f"{_explained(item, key)}<h4>Why not {LETTERS[choice]}</h4>{_explained(item, choice)}</div>"
    )


def _explained(item: QuizItem, position: int) -> str:
    explanation = item.explanations[position]
    return f"<p>{words_html(explanation.text)} {_source(explanation.citation)}</p>"


def _source(citation: Citation) -> str:
    where = f"{chain(citation.section)}, {lines(citation.line_start, citation.line_end)}"
    return f'<a class="source-link" href="{citation_link(citation)}">{escape_html(where)}</a>'


def score_html(items: Sequence[QuizItem], replies: Mapping[int, int], seed: int | None) -> str:
    """``replies`` are the options chosen, by position in ``items``. Without a seed the questions cannot come again."""
    right = sum(choice == items[at].correct[0] for at, choice in replies.items())
    share = round(100 * right / len(replies))
    praise = "Every one right." if right == len(replies) else f"{share}% right."
    again = "" if seed is None else f"Seed {seed}: type it above to get the same questions again."
    rows = "".join(_result(items[at], choice) for at, choice in sorted(replies.items()))
    return (
        f'<div class="score"><h2 tabindex="-1">{right} of {len(replies)}</h2><p>{praise}</p>'
        f'<div class="bar" aria-hidden="true"><div style="width:{share}%"></div></div>'
        f'<ol class="results">{rows}</ol><p class="meta">{again}</p></div>'
    )


def _result(item: QuizItem, choice: int) -> str:
    key = item.correct[0]
    right = choice == key
    mine = "" if right else f'<p class="mine">You chose: {words_html(item.options[choice])}</p>'
    return (
        f'<li class="{"right" if right else "wrong"}"><p><span class="verdict">{"Right" if right else "Wrong"}</span> '
        f"{words_html(item.stem)}</p><p>{words_html(item.options[key])} {_source(item.citation)}</p>{mine}</li>"
    )
