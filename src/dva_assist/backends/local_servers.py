"""Which language models are served on this machine, and by what.

Each program is asked only what it knows: LM Studio, for one, reports every other request as an error in its window.
What is no such server, or takes too long to say so, is passed over.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dva_assist.addresses import is_loopback
from dva_assist.backends.http_page import page_at
from dva_assist.backends.openai_errors import NotAServer

USUAL_PORTS = {"ollama": 11434, "lm-studio": 1234, "llama.cpp": 8080, "vllm": 8000}

# What they put into "owned_by". Ollama puts the namespace of a model there, which is "library" for most.
_OWNERS = {
    "library": "ollama",
    "organization_owner": "lm-studio",
    "llamacpp": "llama.cpp",
    "vllm": "vllm",
    "sglang": "sglang",
}
_TOLD_BY_PORT = {11434: "ollama", 1234: "lm-studio"}  # others that use 8080 and 8000 are many
_EMBEDS = re.compile(r"embed|rerank|minilm|\bbge\b", re.IGNORECASE)

_CLOUD = ("-cloud", ":cloud")  # how the names of Ollama's cloud models end
_CLOUD_HOST = "ollama.com"

_LOOK_S = 2.0  # for all that a server is asked
_FAR_LOOK_S = 6.0  # where it is not this machine
_MOST = 200  # models of a server

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """A model that can be asked. ``base_url`` ends in /v1; ``context_tokens`` hold the prompt and the reply.

    ``passed_on_to`` is the host to which the server itself hands what it is asked, as Ollama does for its cloud models.
    """

    server: str  # "ollama", "lm-studio", "llama.cpp", "vllm", "sglang" or "server"
    base_url: str
    model: str
    context_tokens: int
    passed_on_to: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    """What a server tells about one of its models."""

    context: int = 0  # tokens; 0 where it does not say
    at_most: int = 0  # tokens of a model that is not loaded, whatever it is loaded with; 0 where it does not say
    loaded: bool = False
    chats: bool = True
    passed_on_to: str = ""


def find_served(ports: Sequence[int], assumed_tokens: int) -> list[Served]:
    """The models behind these ports of this machine, in their order. Takes about two seconds at most.

    ``assumed_tokens`` is the context of a model whose server does not tell it.
    """
    addresses = [f"http://127.0.0.1:{port}/v1" for port in dict.fromkeys(ports)]
    with ThreadPoolExecutor(max_workers=max(1, len(addresses))) as pool:
        found = pool.map(partial(served_at, assumed_tokens=assumed_tokens), addresses)
        return [served for server in found for served in server]


def served_at(base_url: str, assumed_tokens: int, key: str = "") -> list[Served]:
    """The models of one server, those that are loaded first; none where nothing there lists models."""
    root, address = base_url.removesuffix("/v1"), urlsplit(base_url)
    until = time.monotonic() + (_LOOK_S if is_loopback(address.hostname or "") else _FAR_LOOK_S)
    entries = _entries(_get(f"{base_url}/models", key, until))
    server = program_of(entries, address)
    about = _about(server, entries, lambda path: _get(root + path, key, until)) if entries else {}
    models = {str(entry["id"]): about.get(str(entry["id"]), _About()) for entry in entries}
    chatting = {name: told for name, told in models.items() if told.chats and not _EMBEDS.search(name)}
    return [
        Served(server, base_url, name, _context(told, assumed_tokens), told.passed_on_to or _cloud_of(name))
        for name, told in sorted(chatting.items(), key=lambda item: not item[1].loaded)
    ]


def _get(url: str, key: str, until: float) -> Any:
    """The JSON there; None where there is nothing, something else, or no end of it ``until`` then (monotonic)."""
    import httpx2

    left = until - time.monotonic()
    if left <= 0:
        return None
    headers = {"User-Agent": "dva-assist"} | ({"Authorization": f"Bearer {key}"} if key else {})
    try:
        page = page_at(url, headers, left)
        return json.loads(page.body) if page.status == 200 else None
    except (httpx2.HTTPError, NotAServer, ValueError, RecursionError):
        return None


def _entries(listed: Any, key: str = "data", name: str = "id") -> list[Entry]:
    """The models of a list, without those whose name could not be shown in one line."""
    rows = listed.get(key) if isinstance(listed, dict) else None
    if not isinstance(rows, list):
        return []
    return [row for row in rows[:_MOST] if isinstance(row, dict) and _is_name(row.get(name))]


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= 300


def program_of(entries: Sequence[Entry], address: SplitResult) -> str:
    owners = (_OWNERS.get(entry["owned_by"]) for entry in entries if isinstance(entry.get("owned_by"), str))
    port = address.port if is_loopback(address.hostname or "") else 0
    return next(filter(None, owners), None) or _TOLD_BY_PORT.get(port or 0, "server")


def _about(server: str, entries: Sequence[Entry], get: Callable[[str], Any]) -> Mapping[str, _About]:
    """By the name of the model."""
    match server:
        case "ollama":
            return _ollama(_entries(get("/api/tags"), "models", "name"), _entries(get("/api/ps"), "models", "name"))
        case "lm-studio":
            return {str(entry["id"]): _lm_studio(entry) for entry in _entries(get("/api/v0/models"))}
        case "llama.cpp" if len(entries) == 1 and not _llama_cpp(entries[0]).context:
            return {str(entries[0]["id"]): _About(context=_props(get("/props")), loaded=True)}
        case "llama.cpp":
            return {str(entry["id"]): _llama_cpp(entry) for entry in entries}
        case _:
            return {str(e["id"]): _About(_tokens(e, "max_model_len") or _tokens(e, "context_length")) for e in entries}


def _ollama(tags: Sequence[Entry], running: Sequence[Entry]) -> dict[str, _About]:
    """It cuts a longer prompt in silence, so that only the context of a loaded model can be relied upon."""
    contexts = {str(entry["name"]): _tokens(entry, "context_length") for entry in running}
    about = {}
    for entry in tags:
        name = str(entry["name"])
        can = entry.get("capabilities")  # newer versions tell it
        family = str(_part(entry, "details").get("family") or "")
        chats = "completion" in can if isinstance(can, list) and can else not family.endswith("bert")
        host = urlsplit(str(entry.get("remote_host") or "")).hostname or ""
        about[name] = _About(contexts.get(name, 0), loaded=name in contexts, chats=chats, passed_on_to=host)
    return about


def _cloud_of(name: str) -> str:
    """The host that runs a model, where its name tells it.

    Asked of every program: an Ollama on another port is not known as one where all its models have a namespace.
    """
    return _CLOUD_HOST if name.endswith(_CLOUD) else ""


def _lm_studio(entry: Entry) -> _About:
    return _About(
        context=_tokens(entry, "loaded_context_length"),
        at_most=_tokens(entry, "max_context_length"),
        loaded=entry.get("state") == "loaded",
        chats=entry.get("type") != "embeddings",
    )


def _llama_cpp(entry: Entry) -> _About:
    """With several models to choose from, only those that are loaded tell their context."""
    context = _tokens(_part(entry, "meta"), "n_ctx")
    return _About(context=context, loaded=bool(context) or _part(entry, "status").get("value") == "loaded")


def _props(told: Any) -> int:
    return _tokens(_part(told, "default_generation_settings"), "n_ctx") if isinstance(told, dict) else 0


def _context(about: _About, assumed_tokens: int) -> int:
    if about.context:
        return about.context
    return min(assumed_tokens, about.at_most) if about.at_most else assumed_tokens


def _part(entry: Entry, key: str) -> Entry:
    part = entry.get(key)
    return part if isinstance(part, dict) else {}


def _tokens(entry: Entry, key: str) -> int:
    """0 where it is not told."""
    value = entry.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
