"""A small server that lists models as each program does; nobody can chat with it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

HANGS = "hangs"
HANGS_S = 4.0  # longer than anyone waits for a list
DRIPS = "drips"
DRIPS_S = 12.0
DRIP_S = 0.2  # shorter than anyone waits for a line


def models(*ids: str, owned_by: str = "someone", **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": name, "object": "model", "owned_by": owned_by, **more} for name in ids]}


OLLAMA: dict[str, Any] = {
    "/v1/models": {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": 1757891103, "owned_by": owner}
            for name, owner in (
                ("llama3.2:3b", "library"),
                ("qwen2.5:1.5b", "library"),
                ("hf.co/bartowski/Tiny-GGUF:Q4_K_M", "bartowski"),
                ("bge-m3:latest", "library"),
                ("arctic:latest", "library"),
                ("gpt-oss:120b-cloud", "library"),
            )
        ],
    },
    "/api/tags": {
        "models": [
            {"name": "llama3.2:3b", "details": {"family": "llama"}},
            {"name": "qwen2.5:1.5b", "details": {"family": "qwen2"}, "capabilities": ["completion", "tools"]},
            {"name": "bge-m3:latest", "details": {"family": "bert"}},
            {"name": "arctic:latest", "details": {"family": "other"}, "capabilities": ["embedding"]},
            {"name": "gpt-oss:120b-cloud", "remote_model": "gpt-oss:120b", "remote_host": "https://ollama.com:443"},
        ]
    },
    "/api/ps": {"models": [{"name": "qwen2.5:1.5b", "model": "qwen2.5:1.5b", "context_length": 2048}]},
}
LM_STUDIO: dict[str, Any] = {
    "/v1/models": models("gemma-3-12b", "qwen3-8b", "small", "nomic-thing", owned_by="organization_owner"),
    "/api/v0/models": {
        "object": "list",
        "data": [
            {"id": "gemma-3-12b", "type": "vlm", "state": "not-loaded", "max_context_length": 131072},
            {
                "id": "qwen3-8b",
                "type": "llm",
                "state": "loaded",
                "max_context_length": 131072,
                "loaded_context_length": 8192,
            },
            {"id": "small", "type": "llm", "state": "not-loaded", "max_context_length": 1024},
            {"id": "nomic-thing", "type": "embeddings", "state": "loaded", "max_context_length": 2048},
        ],
    },
}
LLAMA_CPP: dict[str, Any] = {
    "/v1/models": models("tiny.gguf", owned_by="llamacpp", meta={"n_ctx": 8192, "n_ctx_train": 32768}),
}
VLLM: dict[str, Any] = {
    "/v1/models": models("Qwen/Qwen2.5-1.5B-Instruct", owned_by="vllm", max_model_len=16384),
}


@dataclass
class ListingServer:
    """``pages`` are JSON values, text for a page that is no JSON, an address to be sent on to, HANGS, or
    DRIPS, which is a header without an end. Anything else is ``missing``.

    ``asked`` keeps each path that was asked for, with its headers.
    """

    pages: Mapping[str, Any]
    missing: tuple[int, Any] = (404, "not found")
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        listing = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listing.asked.append((self.path, self.headers))
                status, page = (200, listing.pages[self.path]) if self.path in listing.pages else listing.missing
                if page == HANGS:
                    time.sleep(HANGS_S)
                    return
                if page == DRIPS:
                    self.drip()
                    return
                moved = isinstance(page, str) and page.startswith("http")
                body = (page if isinstance(page, str) else json.dumps(page)).encode()
                self.send_response(307 if moved else status)
                if moved:
                    self.send_header("Location", page)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def drip(self) -> None:
                self.send_response(200)
                with suppress(OSError):  # the client has gone
                    for number in range(int(DRIPS_S / DRIP_S)):
                        self.send_header(f"X-Drip-{number}", "1")
                        self.flush_headers()
                        time.sleep(DRIP_S)
                self.close_connection = True

            def log_message(self, format: str, *arguments: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
