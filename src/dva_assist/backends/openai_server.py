"""A language model behind a server that speaks OpenAI's protocol: Ollama, LM Studio, llama.cpp, vLLM and others.

Each reply has a connection, an event loop and a thread of its own, so that closing the generator closes the
connection at once, also while the server still reads the prompt. llama.cpp looks once a second whether its client is
there, and stops after the part of the prompt that it is at (its batch size).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dva_assist.backends.http_page import manners, page_at
from dva_assist.backends.openai_errors import BrokeOff, NotAServer, Situation, Told, explained, told_by
from dva_assist.backends.openai_json import JsonWay, json_fields, refuses_format
from dva_assist.backends.openai_stream import Reply, payloads
from dva_assist.backends.own_thread import Say, in_own_thread
from dva_assist.backends.server_address import ServerAddress

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

_RETRIES = 2  # of a request that was not answered
_CONNECT_S = 5.0
_LOOK_S = 2.0  # to see what is there
_NO_KEY = "none"  # the client wants one, and a server that has none set does not look at it
_OUR_HEADERS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "x-stainless-raw-response",  # by which the client knows that we read the stream
}


class OpenAIServer:
    """``base_url`` ends in /v1. ``patience`` is how many seconds may pass without a piece, the first one included.

    The environment is not asked for keys, headers or addresses: a key goes only to the server that it was given for.
    """

    def __init__(
        self, model: str, base_url: str, *, key: str = "", context_tokens: int = 4_096, patience: float = 120.0
    ) -> None:
        self.name = model
        self.context_tokens = context_tokens
        self._address = ServerAddress(base_url.rstrip("/"))
        self._key = key
        self._patience = patience
        # The strictest that this server has not refused. All learners share it, and it never goes back up:
        # a server that learns a stricter way has been restarted, and then the weaker one still works.
        self._json_way = JsonWay.SCHEMA

    def available(self) -> tuple[bool, str]:
        """Within about two seconds."""
        try:
            served = self._look()
        except Exception as error:  # whatever it is, the model cannot be asked
            return False, str(explained(error, self._situation()))
        if {self.name, f"{self.name}:latest"} & set(served):  # Ollama takes a name without its tag
            return True, ""
        missing = Told("", kind="model_not_found")
        return False, str(explained(missing, replace(self._situation(), served=lambda: served)))

    def generate(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, None]:
        """As TextGenerator says. Thoughts of a reasoning model are left out, an empty piece stands for each.

        With a schema the pieces are those of one JSON object or array, without fences and words around it, if the
        model wrote one.
        """
        options: dict[str, Any] = {"model": self.name, "max_tokens": max_tokens, "temperature": temperature}
        if stop:
            options["stop"] = list(stop)
        if seed is not None:
            options["seed"] = seed
        try:
            yield from in_own_thread(partial(self._talk, messages, options, schema))
        except Exception as error:  # of three libraries; they become ours here
            raise explained(error, replace(self._situation(), max_tokens=max_tokens)) from error

    async def _talk(
        self,
        messages: Sequence[Mapping[str, str]],
        options: Mapping[str, Any],
        schema: Mapping[str, Any] | None,
        say: Say,
    ) -> None:
        async with self._client() as client, asyncio.timeout(self._patience) as limit:
            if schema is None:
                await self._reply(client, {**options, "messages": list(messages)}, Reply(say), limit)
                return
            for way in list(JsonWay)[self._json_way :]:
                reply = Reply(say, schema)
                try:
                    await self._reply(client, {**options, **json_fields(way, schema, messages)}, reply, limit)
                except Told as told:
                    if reply.begun or way is JsonWay.PLAIN or not refuses_format(told):
                        raise
                else:
                    self._json_way = way
                    return

    async def _reply(self, client: AsyncOpenAI, asked: Mapping[str, Any], reply: Reply, limit: asyncio.Timeout) -> None:
        """Ask once and say what comes. Raises what ``explained`` knows, and what the client raises."""
        import httpx2
        import openai

        create: Any = client.chat.completions.with_streaming_response.create
        try:
            async with create(**asked, stream=True) as response:
                if not response.headers.get("content-type", "").startswith("text/event-stream"):
                    _whole(await response.read(), response.headers, reply)
                    return
                async with aclosing(payloads(response.iter_bytes())) as lines:
                    async for payload in lines:
                        limit.reschedule(asyncio.get_running_loop().time() + self._patience)
                        reply.take(payload)
                        if reply.finished:
                            return
        except openai.APIStatusError as error:
            failed = error.response
            raise told_by(failed.status_code, failed.headers, failed.content) from error
        except openai.APIConnectionError as error:
            raise (error.__cause__ or error) from None  # the reason tells whether anything is there
        except httpx2.TransportError as error:  # of the stream: the client makes its own of those before it
            raise BrokeOff from error
        raise BrokeOff

    def _client(self) -> AsyncOpenAI:
        import httpx2
        from openai import AsyncOpenAI

        async def send_only_ours(request: httpx2.Request) -> None:
            """OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID and the like are meant for another server."""
            for name in set(request.headers) - _OUR_HEADERS:
                del request.headers[name]
            request.headers.update(self._headers())

        timeout = httpx2.Timeout(None, connect=_CONNECT_S)  # for the rest ``patience`` cares
        http = httpx2.AsyncClient(**manners(self._address), timeout=timeout, event_hooks={"request": [send_only_ours]})
        return AsyncOpenAI(
            api_key=self._key or _NO_KEY,
            base_url=self._address.base_url,
            max_retries=_RETRIES,
            timeout=timeout,
            http_client=http,
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key or _NO_KEY}", "User-Agent": "dva-assist"}

    def _situation(self) -> Situation:
        return Situation(self.name, self._address, bool(self._key), self._patience, self._served)

    def _served(self) -> list[str]:
        """The models that the server lists, none where it does not."""
        import httpx2

        try:
            return self._look()
        except (httpx2.HTTPError, NotAServer, Told):
            return []

    def _look(self) -> list[str]:
        """The models that the server lists. Raises httpx2.HTTPError, NotAServer and Told."""
        page = page_at(f"{self._address.base_url}/models", self._headers(), _LOOK_S)
        if not 200 <= page.status < 300:
            raise told_by(page.status, page.headers, page.body)
        try:
            return [str(model["id"]) for model in json.loads(page.body)["data"] or []]
        except (ValueError, TypeError, LookupError) as error:
            raise NotAServer from error


def _whole(body: bytes, headers: Mapping[str, str], reply: Reply) -> None:
    """A reply that does not come as a stream, if it is one. Raises Told and NotAServer."""
    if "json" in headers.get("content-type", ""):
        reply.take(body)
    if not reply.finished:
        raise NotAServer
