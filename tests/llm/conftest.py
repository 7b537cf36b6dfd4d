"""One real model on one real server for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import generator_of
from llm_server import LlmServer, running
from model_files import HOW, FetchFailed, any_kept, cache_folder, obtain_any

from dva_assist.backends.openai_server import OpenAIServer

FETCHING = 130.0  # seconds for each model, together within the time-out of one test


@pytest.fixture(scope="session")
def model_file() -> Path:
    """What is there, else what can be fetched: in CI also the smaller model, and one of them has to be had."""
    in_ci = bool(os.environ.get("CI"))
    try:
        return any_kept(cache_folder()) or obtain_any(cache_folder(), FETCHING, or_small=in_ci)
    except FetchFailed as error:
        reason = f"no language model to test with: {error}. To get one: {HOW}, or {HOW} --small"
        if in_ci:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def llm_server(model_file: Path) -> Iterator[LlmServer]:
    """Loaded and warmed up, as llama.cpp does by itself."""
    with running(model_file) as server:
        yield server


@pytest.fixture(scope="session")
def generator(llm_server: LlmServer) -> OpenAIServer:
    return generator_of(llm_server)
