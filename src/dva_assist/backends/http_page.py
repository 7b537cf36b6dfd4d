"""One page of a server, within so many seconds and bytes.

The client's own time-outs are for each read, so that whatever sends a byte now and then could keep us for hours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from dva_assist.backends.openai_errors import NotAServer
from dva_assist.backends.own_thread import found_in_own_thread
from dva_assist.backends.server_address import ServerAddress

_LARGEST = 1 << 20  # bytes of a list of models, of which the longest have some 100,000


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    headers: Mapping[str, str]
    body: bytes


def page_at(url: str, headers: Mapping[str, str], seconds: float) -> Page:
    """Raises httpx2.HTTPError, which is its ReadTimeout after ``seconds``, and NotAServer where it is too large."""
    return found_in_own_thread(partial(_get, url, headers, seconds))


def manners(address: ServerAddress) -> dict[str, Any]:
    """No proxy between this machine and itself; no redirects, which could lead off it."""
    return {
        "trust_env": not address.loopback,
        "follow_redirects": False,
        "verify": address.encrypted,  # reading the certificates takes 0.15 s, and plain HTTP has none
    }


async def _get(url: str, headers: Mapping[str, str], seconds: float) -> Page:
    import httpx2

    body = b""
    timeout = httpx2.Timeout(None, connect=seconds / 2)  # so that "nothing is there" is told from "it is slow"
    try:
        async with (
            asyncio.timeout(seconds),
            httpx2.AsyncClient(**manners(ServerAddress(url)), timeout=timeout, headers=dict(headers)) as client,
            client.stream("GET", url) as response,
        ):
            async for part in response.aiter_bytes():
                body += part
                if len(body) > _LARGEST:
                    raise NotAServer
    except TimeoutError as error:
        raise httpx2.ReadTimeout(f"{url} took longer than {seconds:g} seconds") from error
    return Page(response.status_code, response.headers, body)
