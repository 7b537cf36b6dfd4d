"""Serve the page until it is stopped."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from dva_assist import wiring
from dva_assist.addresses import is_loopback
from dva_assist.assistant import Assistant
from dva_assist.config import Settings
from dva_assist.errors import BackendUnavailable, BadInput, DvaAssistError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from dva_assist.models import Models
    from dva_assist.study import Study

# The browser itself refuses whatever would be fetched from elsewhere. Gradio's page builds functions from text.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'self'; "
    "form-action 'self'"
)
BACKLOG = 128

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def launch(assistant: Assistant, settings: Settings) -> None:
    """Serve until interrupted.

    Raises BackendUnavailable where the port is taken or the learners' file cannot be used, and BadInput where the
    settings name a model that may not be asked, all before anything slow is loaded.
    """
    models = wiring.make_models(settings)
    study = wiring.open_study(settings, assistant)
    with listen(settings.host, settings.port) as listening:
        # read when gradio is imported, and it looks up two hosts otherwise
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        app = make_app(assistant, settings, models, study)

        def ready() -> None:
            announce(settings.host, listening.getsockname()[1])
            threading.Thread(target=warm_up, args=[assistant], daemon=True).start()

        serve(app, listening, ready)


def make_app(assistant: Assistant, settings: Settings, models: Models, study: Study) -> FastAPI:
    import gradio as gr
    from fastapi import FastAPI

    from dva_assist.ui.freshness import Freshness
    from dva_assist.ui.page import build_page, head, style, theme

    app: FastAPI = gr.mount_gradio_app(
        FastAPI(docs_url=None, redoc_url=None, openapi_url=None),
        build_page(assistant, Freshness.of(settings), settings, models, study),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size="50mb",
        theme=theme(),
        css=style(),
        head=head(),
    )
    app.add_middleware(OnlyFromHere)
    return app


class OnlyFromHere:
    """Sends the page with a policy under which the browser fetches from this server only."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [(b"content-security-policy", POLICY.encode()), (b"referrer-policy", b"no-referrer")]
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self.app(scope, receive, with_policy)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BackendUnavailable or BadInput, each with what to do."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise BadInput(f"host {host!r} is not an address of this machine; leave out --host for 127.0.0.1") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BackendUnavailable(
                f"port {port} on {host} is in use, perhaps by a page that is open already; choose another with "
                f"--port {port + 1 if port < 65_535 else 0}, or --port 0 for any free one"
            ) from error
        why = error.strerror or str(error)
        raise BackendUnavailable(
            f"cannot serve on {host}:{port} ({why}); choose others with --host and --port"
        ) from error


def serve(app: FastAPI, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Run the server on this thread; ``ready`` is called once it takes requests."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    Server(config).run(sockets=[listening])


def announce(host: str, port: int) -> None:
    """Where the page is, on standard error; and who can see it where that is not only this machine."""
    shown = f"[{host}]" if ":" in host else host
    if host in ("0.0.0.0", "::"):
        shown = "localhost"
    print(f"dva-assist: the page is at http://{shown}:{port}/ (stop with Ctrl+C)", file=sys.stderr, flush=True)
    if not is_loopback(host):
        print(
            f"dva-assist: it is served on {host}, so others on the network can open it; there is no password",
            file=sys.stderr,
            flush=True,
        )


def warm_up(assistant: Assistant) -> None:
    """Load the encoder while the person looks at the page."""
    try:
        assistant.warm_up()
    except DvaAssistError as error:
        print(f"dva-assist: {error}", file=sys.stderr, flush=True)
