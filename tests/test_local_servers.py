"""What is found on the ports of this machine, from answers as each program gives them."""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from listing_server import DRIPS, HANGS, LLAMA_CPP, LM_STUDIO, OLLAMA, VLLM, ListingServer, models

from dva_assist.backends.local_servers import Served, find_served, program_of, served_at

ASSUMED = 4_096


def look(pages: dict[str, Any]) -> tuple[list[Served], list[str]]:
    with ListingServer(pages) as server:
        return served_at(server.url, ASSUMED), server.paths


def told(found: list[Served]) -> list[tuple[str, str, int]]:
    return [(served.server, served.model, served.context_tokens) for served in found]


def test_ollama_lists_the_loaded_model_first_and_no_embedding_models() -> None:
    found, paths = look(OLLAMA)
    assert told(found) == [
        ("ollama", "qwen2.5:1.5b", 2_048),
        ("ollama", "llama3.2:3b", ASSUMED),
        ("ollama", "hf.co/bartowski/Tiny-GGUF:Q4_K_M", ASSUMED),
        ("ollama", "gpt-oss:120b-cloud", ASSUMED),
    ]
    assert paths == ["/v1/models", "/api/tags", "/api/ps"]


def test_a_cloud_model_of_ollama_says_where_it_runs() -> None:
    found, _ = look(OLLAMA)
    assert {served.model: served.passed_on_to for served in found if served.passed_on_to} == {
        "gpt-oss:120b-cloud": "ollama.com"
    }
    older = {**OLLAMA, "/api/tags": {"models": [{"name": "gpt-oss:120b-cloud"}]}}
    assert look(older)[0][-1].passed_on_to == "ollama.com", "known by its name where the list does not say"


@pytest.mark.parametrize("owner", ["me", "vllm", "llamacpp", "organization_owner"])
def test_a_cloud_model_is_known_whatever_program_serves_it(owner: str) -> None:
    """An Ollama on another port whose models all have a namespace cannot be told from other programs."""
    found, _ = look({"/v1/models": models("me/notes", "me/gpt-oss:120b-cloud", "me/kimi:cloud", owned_by=owner)})
    assert {served.model: served.passed_on_to for served in found} == {
        "me/notes": "",
        "me/gpt-oss:120b-cloud": "ollama.com",
        "me/kimi:cloud": "ollama.com",
    }


def test_lm_studio_tells_what_is_loaded_and_with_which_context() -> None:
    found, paths = look(LM_STUDIO)
    assert told(found) == [
        ("lm-studio", "qwen3-8b", 8_192),
        ("lm-studio", "gemma-3-12b", ASSUMED),
        ("lm-studio", "small", 1_024),
    ]
    assert paths == ["/v1/models", "/api/v0/models"]


def test_an_older_lm_studio_gives_an_error_with_status_200() -> None:
    found, _ = look({**LM_STUDIO, "/api/v0/models": {"error": "Unexpected endpoint or method."}})
    assert [model for _, model, _ in told(found)] == ["gemma-3-12b", "qwen3-8b", "small", "nomic-thing"]


def test_llama_cpp_and_vllm_tell_their_context() -> None:
    assert told(look(LLAMA_CPP)[0]) == [("llama.cpp", "tiny.gguf", 8_192)]
    assert told(look(VLLM)[0]) == [("vllm", "Qwen/Qwen2.5-1.5B-Instruct", 16_384)]


def test_an_older_llama_cpp_tells_it_in_its_properties() -> None:
    pages = {
        "/v1/models": models("tiny.gguf", owned_by="llamacpp", meta={"n_ctx_train": 32_768}),
        "/props": {"default_generation_settings": {"n_ctx": 2_048}, "total_slots": 1},
    }
    assert told(look(pages)[0]) == [("llama.cpp", "tiny.gguf", 2_048)]


def test_a_llama_cpp_with_several_models_lists_the_loaded_ones_first() -> None:
    pages = models("a", "b", owned_by="llamacpp")
    pages["data"][0]["status"] = {"value": "unloaded"}
    pages["data"][1] |= {"status": {"value": "loaded"}, "meta": {"n_ctx": 512}}
    found, paths = look({"/v1/models": pages})
    assert told(found) == [("llama.cpp", "b", 512), ("llama.cpp", "a", ASSUMED)]
    assert paths == ["/v1/models"], "asking for its properties would load a model"


def test_a_program_that_nobody_knows() -> None:
    pages = {"/v1/models": models("some-model", "some-embedder", max_model_len=None)}
    assert told(look(pages)[0]) == [("server", "some-model", ASSUMED)]


def test_a_port_tells_the_program_where_its_models_do_not() -> None:
    entries = models("hf.co/x/y", owned_by="x")["data"]
    assert program_of(entries, urlsplit("http://127.0.0.1:11434/v1")) == "ollama"
    assert program_of(entries, urlsplit("http://127.0.0.1:8000/v1")) == "server"
    assert program_of(entries, urlsplit("http://192.0.2.1:11434/v1")) == "server"


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><title>A page of somebody</title>",
        "[" * 50_000,
        {"data": "nothing"},
        {"data": [1, {"id": 7}, {"id": ""}, {"id": "two\nlines"}, None]},
        {"error": "Unexpected endpoint or method. (GET /v1/models)"},
        {"data": [{"id": "m" * 2_000_000}]},
        ["a"],
        "",
    ],
    ids=["page", "nested", "no list", "no names", "error", "huge", "array", "empty"],
)
def test_what_lists_no_models_is_no_server(page: Any) -> None:
    assert look({"/v1/models": page})[0] == []
    with ListingServer({}, missing=(404, page)) as server:
        assert served_at(server.url, ASSUMED) == []


def test_all_ports_are_looked_at_together_and_a_hanging_one_is_left() -> None:
    with (
        ListingServer(LLAMA_CPP) as one,
        ListingServer({"/v1/models": HANGS}) as hanging,
        ListingServer({"/v1/models": HANGS}) as also_hanging,
        ListingServer(VLLM) as two,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        ports = [one.port, hanging.port, silent.getsockname()[1], also_hanging.port, two.port, one.port]
        started = time.monotonic()
        found = find_served(ports, ASSUMED)
        assert time.monotonic() - started < 4, "one after the other they would take 6 s"
    assert [served.server for served in found] == ["llama.cpp", "vllm"]


def test_a_server_that_drips_is_left_and_what_it_told_before_is_kept() -> None:
    started = time.monotonic()
    with (
        ListingServer({"/v1/models": DRIPS}) as dripping,
        ListingServer({**OLLAMA, "/api/tags": DRIPS, "/api/ps": DRIPS}) as half,
        ListingServer(VLLM) as well,
    ):
        found = find_served([dripping.port, half.port, well.port], ASSUMED)
        assert time.monotonic() - started < 5, "each line came in time, and all of them would take 12 s"
    assert [served.server for served in found] == ["ollama"] * 5 + ["vllm"]
    assert [served.passed_on_to for served in found if served.passed_on_to] == ["ollama.com"]


def test_ports_where_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert find_served([port], ASSUMED) == []
    assert find_served([], ASSUMED) == []


def test_a_redirect_is_not_followed_and_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert look(VLLM)[0]
    with ListingServer(VLLM) as elsewhere, ListingServer({"/v1/models": f"{elsewhere.url}/models"}) as server:
        assert served_at(server.url, ASSUMED) == []
    assert elsewhere.asked == []


def test_a_key_is_sent_only_where_it_is_given() -> None:
    with ListingServer(VLLM) as server:
        find_served([server.port], ASSUMED)
        served_at(server.url, ASSUMED, key="secret")
    assert [headers.get("Authorization") for _, headers in server.asked] == [None, "Bearer secret"]
