"""One index, one Chromium and two servers for all browser tests, one of them with a language model."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import HERE, NOTES, environment, find_chromium, launched, serving, visiting
from modelled import Place
from playwright.sync_api import Browser, Page

from tests.bad_server import BadServer


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    command = [sys.executable, "-m", "dva_assist.cli", "index", str(NOTES), "--index", str(folder / "index")]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment(folder))
    return folder / "index"


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the server's process notes what it connects to."""
    return tmp_path_factory.mktemp("watched") / "addresses.jsonl"


@pytest.fixture(scope="session")
def server(index: Path, addresses: Path) -> Iterator[str]:
    arguments = [HERE / "watched_server.py", addresses, "serve", "--port", "0", "--index", index]
    with serving(arguments, index.parent) as address:
        yield address


@pytest.fixture(scope="session")
def place(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The page on the same notes, with a model that can be chosen."""
    folder = tmp_path_factory.mktemp("model")
    with socket.create_server(("127.0.0.1", 0)) as found:
        free = found.getsockname()[1]
    with BadServer(models=("tiny:1b", "other:7b")) as model:
        arguments = ["-m", "dva_assist.cli", "serve", "--port", "0", "--index", index]
        with serving(arguments, folder, [model.port, free]) as address:
            yield Place(address, model, free)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        reason = "no Chromium here: install the package chromium, or name its program in CHROMIUM_PATH"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with launched(path) as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """The page on the small notes. Each test fails where something outside was asked for, or a script went wrong."""
    with visiting(chromium) as visit:
        yield visit.open(server)
