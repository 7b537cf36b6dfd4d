"""The conversation as Gradio's chat holds it: messages of Markdown, some with options to click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dva_assist.ui.markdown import unescape
from dva_assist.ui.render import aside

Messages = list[dict[str, Any]]
ALONE = "#alone"  # value of the option that asks the model without the notes; what is typed never comes as an option
STOPPED = aside("Stopped.")


def asked_message(markdown: str) -> dict[str, Any]:
    return {"role": "user", "content": markdown}


def reply(markdown: str, questions: Sequence[str] = (), alone: str = "") -> dict[str, Any]:
    """``questions`` can be clicked to ask them; ``alone`` names a model that can be asked without the notes."""
    options = [{"value": ALONE, "label": f"Ask {alone} without the notes"}] if alone else []
    options += [{"value": question} for question in questions]
    message: dict[str, Any] = {"role": "assistant", "content": markdown}
    return message | ({"options": options} if options else {})


def without_options(messages: Messages) -> Messages:
    return [{"role": role, "content": text} for role, text in texts(messages)]


def texts(messages: Messages) -> list[tuple[str, str]]:
    """(role, Markdown) of each message, as Gradio hands them back."""
    return [(m["role"], "".join(part.get("text", "") for part in m["content"])) for m in messages]


def questions_offered(messages: Messages) -> list[str]:
    """The questions that can be clicked under the last message."""
    options = (messages[-1].get("options") or []) if messages else []
    return [option["value"] for option in options if option["value"] != ALONE]


def last_question(messages: Messages) -> str:
    """In the words of the learner, empty where nothing was asked."""
    return next((unescape(text) for role, text in reversed(texts(messages)) if role == "user"), "")


def stopped(messages: Messages) -> Messages:
    """What was shown stays; under an answer that was not finished it says that it was stopped."""
    kept = without_options(messages)
    if questions_offered(messages):  # they come last, so it was finished
        return kept
    last = max((at for at, message in enumerate(kept) if message["role"] == "user"), default=-1)
    if last + 1 == len(kept):
        return [*kept, reply(STOPPED)]
    answer = kept[last + 1]  # where two stand side by side, the first is the model's
    kept[last + 1] = reply(f"{answer['content']}\n\n{STOPPED}")
    return kept
