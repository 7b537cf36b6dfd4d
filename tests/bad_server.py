"""A small server that speaks OpenAI's protocol well, or badly on purpose.

    with BadServer("429", "well") as server:
        OpenAIServer("tiny", server.url)

``script`` names a fault for each request for a reply, one after the other, then the last one again and again; FAULTS
lists them. ``reply`` is what a well-meaning answer says, or a function that makes it of the body of the request. From a
command line: ``python tests/bad_server.py PORT FAULT [REPLY]``.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from threading import Thread
from typing import Any, Self

LETTERS = 4  # of a piece
SLOW_S = 30.0  # longer than any test waits
SLOW_PIECE_S = 0.3
DRIP_S = 0.2  # between two lines of what never ends
FORMAT_REFUSED = {"error": {"message": "'response_format.type' is not supported by this server", "code": 400}}
SIZES = "request (9412 tokens) exceeds the available context size (4096 tokens), try increasing it"
OVERFLOW = "Trying to keep the first 9412 tokens when context the overflows. However, it is only 4096 tokens long."
MAXIMUM = "This model's maximum context length is 4096 tokens. However, you requested 9412 tokens."
TOO_LONG: dict[str, dict[str, Any]] = {  # how each server says it, with status 400
    "openai": {"error": {"message": "Please shorten the messages.", "code": "context_length_exceeded"}},
    "llama.cpp": {"error": {"message": SIZES, "code": 400, "type": "exceed_context_size_error", "n_ctx": 4096}},
    "vllm": {"object": "error", "message": MAXIMUM, "type": "BadRequestError", "code": 400},
    "ollama": {"error": {"message": "prompt too long; exceeded max context length by 5316 tokens"}},
    "lm studio": {"error": OVERFLOW},
}


class _Gone(Exception):
    """The client went away."""


@dataclass
class Asked:
    """A question as it came, and when its client went away before the end, by ``time.monotonic``."""

    body: dict[str, Any]
    headers: Mapping[str, str]
    left_at: float | None = None


class BadServer:
    def __init__(
        self,
        *script: str,
        reply: str | Callable[[dict[str, Any]], str] = "Lambda runs for 900 seconds at most.",
        models: Sequence[str] = ("tiny",),
        port: int = 0,
    ) -> None:
        unknown = set(script) - FAULTS.keys()
        assert not unknown, f"no such fault: {unknown}"
        self.script = script or ("well",)
        self.reply = reply
        self.models = models
        self.asked: list[Asked] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._http.daemon_threads = True
        self._http.bad_server = self  # type: ignore[attr-defined]
        self.thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="bad server")
        self.port = self._http.server_address[1]

    @property
    def fault(self) -> str:
        """Of the next request."""
        return self.script[min(len(self.asked), len(self.script) - 1)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self.thread.join()

    def wait_for_leave(self, seconds: float = 1.0) -> bool:
        """Whether the client of the last question goes away within that time."""
        until = time.monotonic() + seconds
        while not (self.asked and self.asked[-1].left_at) and time.monotonic() < until:
            time.sleep(0.01)
        return bool(self.asked and self.asked[-1].left_at)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def bad(self) -> BadServer:
        found: BadServer = self.server.bad_server  # type: ignore[attr-defined]
        return found

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""

    def do_GET(self) -> None:
        fault = self.bad.fault
        if fault in ("html", "401", "drip header", "drip body"):
            with self.leaving():
                FAULTS[fault](self, {})
        elif self.path == "/v1/models":
            self.tell(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.bad.models]})
        else:
            self.tell(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self.bad.fault
        asked = Asked(body, {name.lower(): value for name, value in self.headers.items()})
        self.bad.asked.append(asked)
        with self.leaving(asked):
            FAULTS[fault](self, body)

    @contextmanager
    def leaving(self, asked: Asked | None = None) -> Iterator[None]:
        """Where the client goes away meanwhile."""
        try:
            yield
        except (_Gone, BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            if asked is not None:
                asked.left_at = time.monotonic()

    def tell(self, status: int, body: Any, **headers: str) -> None:
        """A whole response, of JSON or of a page."""
        kind = "text/html; charset=utf-8" if isinstance(body, str) else "application/json"
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()

    def write(self, text: str) -> None:
        self.pause(0.0)
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def event(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.write(f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n")

    def say(self, text: str, letters: int = LETTERS, between: float = 0.0) -> None:
        for at in range(0, len(text), letters):
            self.event({"content": text[at : at + letters]})
            self.pause(between)

    def end(self, finish: str | None = "stop") -> None:
        if finish:
            self.event({}, finish)
            self.write("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def pause(self, seconds: float) -> None:
        """Raises _Gone as soon as the client has closed the connection."""
        readable, _, _ = select.select([self.connection], [], [], seconds)  # after its request it sends no more
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise _Gone

    def answer(self, body: dict[str, Any]) -> str:
        return self.bad.reply if isinstance(self.bad.reply, str) else self.bad.reply(body)


Fault = Callable[[_Handler, dict[str, Any]], None]


def well(to: _Handler, body: dict[str, Any]) -> None:
    text = to.answer(body)
    if not body.get("stream"):
        message = {"role": "assistant", "content": text}
        to.tell(200, {"object": "chat.completion", "choices": [{"message": message, "finish_reason": "stop"}]})
        return
    stream(to, text)


def stream(to: _Handler, text: str, letters: int = LETTERS, between: float = 0.0) -> None:
    to.begin()
    to.event({"role": "assistant", "content": None})
    to.say(text, letters, between)
    to.end()


def told(status: int, body: Any, **headers: str) -> Fault:
    return lambda to, _: to.tell(status, body, **headers)


def html(to: _Handler, _: dict[str, Any]) -> None:
    to.tell(200, "<!doctype html><title>A printer</title>")


def half(after: Callable[[_Handler], None]) -> Fault:
    """Half of the reply, and then something else."""

    def answer(to: _Handler, body: dict[str, Any]) -> None:
        text = to.answer(body)
        to.begin()
        to.say(text[: len(text) // 2])
        after(to)

    return answer


def hang_up(to: _Handler, _: object = None) -> None:
    to.close_connection = True


def slow_first(to: _Handler, body: dict[str, Any]) -> None:
    """As a server that reads a long prompt: not even the header comes."""
    to.pause(SLOW_S)
    well(to, body)


def slow_between(to: _Handler, body: dict[str, Any]) -> None:
    stream(to, to.answer(body), between=SLOW_PIECE_S)


def without(*formats: str) -> Fault:
    """Refuses what is asked for in these ways: json_schema, json_object, grammar."""

    def answer(to: _Handler, body: dict[str, Any]) -> None:
        wanted = body.get("response_format", {}).get("type") or ("grammar" if "grammar" in body else "")
        if wanted in formats:
            to.tell(400, FORMAT_REFUSED if wanted != "grammar" else {"detail": "extra fields not permitted: grammar"})
        else:
            well(to, body)

    return answer


def thinking(to: _Handler, body: dict[str, Any]) -> None:
    stream(to, "\n<think>The notes <b>say</b> 900.</think>\n\n" + to.answer(body), letters=3)


def reasoning(field: str, *, replies: bool, finish: str = "length") -> Fault:
    """Thoughts in a field of their own, and then the reply or nothing more."""

    def answer(to: _Handler, body: dict[str, Any]) -> None:
        to.begin()
        for word in ("The", " notes", " say"):
            to.event({field: word, "content": ""})
        to.say(to.answer(body) if replies else "")
        to.end(finish)

    return answer


def thinking_only(to: _Handler, _: dict[str, Any]) -> None:
    to.begin()
    to.say("<think>The notes say so much that")
    to.end("length")


def drip(to: _Handler, _: dict[str, Any]) -> None:
    """A header that has no end, a line now and then."""
    to.send_response(200)
    for number in range(int(SLOW_S / DRIP_S)):
        to.send_header(f"X-Drip-{number}", "1")
        to.flush_headers()
        to.pause(DRIP_S)


def drip_body(to: _Handler, _: dict[str, Any]) -> None:
    to.begin()
    for _number in range(int(SLOW_S / DRIP_S)):
        to.write(" ")
        to.pause(DRIP_S)


def endless(to: _Handler, body: dict[str, Any]) -> None:
    to.begin()
    for text in repeat(to.answer(body) + " "):
        to.say(text)
        to.pause(0.005)


FAULTS: dict[str, Fault] = {
    "well": well,
    "html": html,
    "401": told(401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}),
    "no model": told(404, {"error": {"message": "model 'other' not found", "type": "not_found_error"}}),
    "redirect": told(307, {}, Location="http://127.0.0.1:9/elsewhere"),
    "429": told(429, {"error": {"message": "Too many requests"}}),
    "429, retry after": told(429, {"error": {"message": "Too many requests"}}, Retry_After="0.05"),
    "500": told(500, {"error": {"message": "CUDA out of memory"}}, Retry_After="0.05"),
    "loading": told(503, {"error": {"message": "Loading model", "code": 503}}, Retry_After="0.05"),
    "hang up": hang_up,
    "slow first": slow_first,
    "slow between": slow_between,
    "stuck": half(lambda to: to.pause(SLOW_S)),
    "cut": half(hang_up),
    "cut quietly": half(lambda to: to.end(None)),
    "garbage": half(lambda to: to.write("data: <b>not JSON</b>\n\n")),
    "error event": half(lambda to: to.write('data: {"error": {"message": "the slot was lost", "code": 500}}\n\n')),
    "error line": half(lambda to: to.write('{"error": "the runner has stopped"}\n')),
    "empty": lambda to, _: stream(to, ""),
    "think": thinking,
    "think only": thinking_only,
    "reasoning": reasoning("reasoning_content", replies=True),
    "reasoning only": reasoning("reasoning_content", replies=False),
    "reasoning only, as ollama": reasoning("reasoning", replies=False),
    "reasoning, then no words": reasoning("reasoning_content", replies=False, finish="stop"),
    "drip header": drip,
    "drip body": drip_body,
    "endless": endless,
    "no json_schema": without("json_schema"),
    "no response_format": without("json_schema", "json_object"),
    "only words": without("json_schema", "json_object", "grammar"),
} | {f"context {name}": told(400, body) for name, body in TOO_LONG.items()}


if __name__ == "__main__":
    port, *script = sys.argv[1:3]
    with BadServer(*script, port=int(port)) as here:
        here.reply = sys.argv[3] if len(sys.argv) > 3 else here.reply
        print(here.url, flush=True)
        here.thread.join()
