"""What can go wrong between us and a language model's server, in one line for the learner.

``explained`` is the one place where an error of the client or of the server becomes one of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dva_assist.backends.server_address import ServerAddress
from dva_assist.errors import GenerationFailed, PromptTooLong

_QUOTED = 160  # letters of a server's message that are shown
_NAMED = 5  # models that are named

# context_length_exceeded (OpenAI), exceed_context_size_error (llama.cpp, and Ollama on top of it), "maximum context
# length" and "maximum model length" (vLLM), "context the overflows" and "n_keep >= n_ctx" (LM Studio), and vLLM's
# complaint about what a prompt that long leaves for the answer.
_TOO_LONG = re.compile(
    r"context.?(?:length|size|window|overflow)|exceed_context|context the overflows|n_keep.{0,20}n_ctx"
    r"|maximum model length|prompt (?:is )?too long|too large to process|max_tokens must be at least 1, got -",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model_not_found|\bmodel\b.{0,200}(?:not found|not exist)|no models? (?:is |are )?loaded",
    re.IGNORECASE | re.DOTALL,
)


class Garbled(Exception):
    """The server sent something that is not of the protocol."""

    def __init__(self, sent: bytes) -> None:
        super().__init__(one_line(sent[:_QUOTED].decode(errors="replace")))


class NotAServer(Exception):
    """What answers is something else, such as a web page."""


class BrokeOff(Exception):
    """The stream ended before the reply did."""


class StillThinking(Exception):
    """All the tokens that a reply may have went into thoughts."""


@dataclass(eq=False)
class Told(Exception):
    """An error that the server tells. ``status`` is 0 for one in the middle of a stream."""

    message: str
    kind: str = ""  # its code and its type
    status: int = 0
    location: str = ""  # where a redirect leads

    @property
    def too_long(self) -> bool:
        return bool(_TOO_LONG.search(f"{self.kind} {self.message}"))

    @property
    def no_model(self) -> bool:
        return bool(_NO_MODEL.search(f"{self.kind} {self.message}"))


def told_of(body: Any, status: int = 0, location: str = "") -> Told:
    """From what servers send, whatever its shape.

    {"error": {"message": ..., "type": ..., "code": ...}}, {"error": "..."}, {"object": "error", "message": ...},
    {"detail": ...}, or a text.
    """
    inner = (body.get("error") or body.get("detail") or body) if isinstance(body, dict) else body
    if not isinstance(inner, dict):
        return Told(one_line(str(inner)), status=status, location=location)
    kind = f"{inner.get('code') or ''} {inner.get('type') or ''}"
    code = inner.get("code")
    message = one_line(str(inner.get("message") or inner))
    return Told(message, kind, status or (code if isinstance(code, int) else 0), location)


def told_by(status: int, headers: Mapping[str, str], body: bytes) -> Told:
    """From a whole response."""
    text = body.decode(errors="replace")
    try:
        said = json.loads(text)
    except ValueError:  # a text; of a page nothing is worth telling
        said = "" if "html" in headers.get("content-type", "") else text
    return told_of(said, status, headers.get("location", ""))


def one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


@dataclass(frozen=True, slots=True)
class Situation:
    """Who was asked, and for how long a reply (0 for none).

    ``served`` looks up the models that there are; it may find none, and never raises.
    """

    model: str
    address: ServerAddress
    has_key: bool
    patience: float
    served: Callable[[], Sequence[str]]
    max_tokens: int = 0


def explained(error: Exception, at: Situation) -> GenerationFailed:
    """What has happened and what to do, as a clause of one line. Itself where it is one of ours already."""
    import httpx2

    match error:
        case GenerationFailed():
            return error
        case Told():
            return _told(error, at)
        case httpx2.TransportError():
            return GenerationFailed(_unreachable(error, at.address))
        case _:
            return GenerationFailed(_odd(error, at))


def _unreachable(error: Exception, address: ServerAddress) -> str:
    import httpx2

    if isinstance(error, httpx2.ReadTimeout):
        return f"{address.shown} does not answer in time; see whether {address.program} is busy, and try again"
    if isinstance(error, httpx2.ReadError | httpx2.WriteError | httpx2.RemoteProtocolError):
        return (
            f"{address.shown} closed the connection before it answered; restart {address.program}, "
            "or choose a smaller model"
        )
    return f"nothing answers at {address.shown}; start {address.program}, or choose another model"


def _odd(error: Exception, at: Situation) -> str:
    shown, program = at.address.shown, at.address.program
    match error:
        case TimeoutError():
            return (
                f"{at.model} said nothing for {at.patience:g} seconds; try again when {program} is less busy, "
                "choose a smaller model, or raise llm_timeout"
            )
        case BrokeOff():
            return f"{at.model} broke off in the middle of its reply; see whether {program} still runs, and ask again"
        case StillThinking():
            return (
                f"{at.model} was still thinking when its {at.max_tokens} tokens were used up; "
                "raise the longest answer, or choose a model that does not think aloud"
            )
        case Garbled():
            return f"{shown} sent something that is no reply ({error}); restart {program}, and ask again"
        case NotAServer():
            return f"what answers at {shown} is not a language model's server; check the address and its port"
        case _:
            said = one_line(str(error)) or type(error).__name__
            return f"{at.model} at {shown} cannot be asked ({said}); choose another model"


def _told(told: Told, at: Situation) -> GenerationFailed:
    shown, program = at.address.shown, at.address.program
    said = f"{told.status}: {told.message}" if told.status and told.message else told.message or str(told.status)
    if told.too_long:
        return PromptTooLong(
            f"the prompt is longer than the context of {at.model}; start {program} with a larger one, "
            "or ask a shorter question"
        )
    if told.status in (401, 403):
        what = "refuses the key" if at.has_key else "wants a key"
        return GenerationFailed(f"{shown} {what}; set DVA_ASSIST_LLM_KEY to the one of that server")
    if told.no_model:
        return GenerationFailed(_no_model(at))
    match told.status:
        case 404 | 405:
            line = f"{shown} has no chat completions; give the address that its manual calls the base URL, up to /v1"
        case 429:
            line = f"{shown} takes no more questions now ({said}); ask again later"
        case 503:
            line = f"{shown} is not ready ({said}); ask again in a moment"
        case status if 300 <= status < 400:
            line = f"{shown} sends its visitors on to {one_line(told.location)}; give that address"
        case status if status >= 500 or not status:
            line = f"{at.model} failed ({said}); see what {program} says about it, and ask again"
        case _:
            line = f"{shown} refuses the question ({said}); choose another model"
    return GenerationFailed(line)


def _no_model(at: Situation) -> str:
    served = [name for name in at.served() if name != at.model]
    if not served:
        return f"{at.address.shown} has no model {at.model}; load it in {at.address.program}, or choose another model"
    more = f" and {len(served) - _NAMED} more" if len(served) > _NAMED else ""
    return f"{at.address.shown} has no model {at.model}; choose one that it has: {', '.join(served[:_NAMED])}{more}"
