"""What the page says about the model: who words the answers, what it is doing, and where what is asked goes."""

from __future__ import annotations

from html import escape as escape_html

from dva_assist.ui.choice import Choice

OWN_WORDS = "Answers: the notes’ own words"
IN_LINE = "is busy with another question…"
START_ONE = (
    "No model is running on this machine, and none is needed. To have answers worded by one, start Ollama, LM Studio, "
    "llama.cpp’s server or vLLM with a model, and press “Look again”."
)


def line(choice: Choice) -> str:
    """The quiet line under the question: who words the answers."""
    if not choice.in_use:
        return OWN_WORDS
    return f"Answers: {'with and without' if choice.compare else 'worded by'} {choice.name}"


def working_html(model: str = "", doing: str = "") -> str:
    """What a model is doing, in an element that is always there; the page counts the seconds (page.js)."""
    return f'<div role="status">{doing_html(model, doing) if doing else ""}</div>'


def doing_html(model: str, doing: str) -> str:
    """On one line: a name too long for it is cut."""
    return (
        f'<span class="who">{escape_html(model)}</span> <span>{escape_html(doing)}</span> '
        '<span class="seconds" data-seconds aria-hidden="true"></span>'
    )


def notice_html(text: str) -> str:
    return f'<p class="notice" role="status">{escape_html(text)}</p>' if text else ""


def leaves(host: str, what: str = "Your questions and the passages") -> str:
    return f"{what} go to {host}, which is not this machine."


def gone(model: str) -> str:
    return f"{model}, which you chose before, is not running now: answers are the notes’ own words."
