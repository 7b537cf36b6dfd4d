"""The conversation as Gradio's chat holds it: messages of Markdown, some with options to click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dva_assist.ui.render import aside

Messages = list[dict[str, Any]]
ALONE = "#alone "  # how the value of the option begins that asks the model without the notes; no question does
STOPPED = aside("Stopped.")


def reply(markdown: str, questions: Sequence[str] = (), alone: Mapping[str, str] | None = None) -> dict[str, Any]:
    """``questions`` can be clicked to ask them; ``alone`` is the option to ask a model without the notes."""
    options = [*([alone] if alone else []), *({"value": question} for question in questions)]
    message: dict[str, Any] = {"role": "assistant", "content": markdown}
    return message | ({"options": options} if options else {})


def alone_option(model: str, question: str) -> dict[str, str]:
    """It carries the question as it was asked: the chat shows no more than the beginning of a very long one."""
    return {"value": ALONE + question, "label": f"Ask {model} without the notes"}


def without_options(messages: Messages) -> Messages:
    return [{"role": role, "content": text} for role, text in texts(messages)]


def texts(messages: Messages) -> list[tuple[str, str]]:
    """(role, Markdown) of each message, as Gradio hands them back."""
    return [(m["role"], "".join(part.get("text", "") for part in m["content"])) for m in messages]


def questions_offered(messages: Messages) -> list[str]:
    """The questions that can be clicked under the last message."""
    options = (messages[-1].get("options") or []) if messages else []
    return [option["value"] for option in options if not option["value"].startswith(ALONE)]


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
