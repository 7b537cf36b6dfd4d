"""The page on a server of its own, with a learners' file of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dva_assist import wiring

PATIENCE_S = 120.0
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]
    address: str


def indexed(notes: Sequence[str], folder: Path) -> Path:
    """An index of some notes of the corpus, by their names."""
    files = [str(wiring.corpus() / f"{name}.md") for name in notes]
    command = [sys.executable, "-m", "dva_assist.cli", "index", *files, "--index", str(folder / "index")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment(folder))
    return folder / "index"


def environment(folder: Path) -> dict[str, str]:
    """The learners' file in the folder, and nothing of whoever runs it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DVA_ASSIST_")}
    settings = folder / "settings.toml"
    settings.touch()
    learners = {"DVA_ASSIST_LEARNERS": str(folder / "learners.sqlite"), "DVA_ASSIST_SETTINGS": str(settings)}
    return {**own, **learners, "DVA_ASSIST_LLM_PORTS": "[]"}


def page_of(index: Path) -> list[str | Path]:
    """Arguments that serve the page."""
    return ["-m", "dva_assist.cli", "serve", "--port", "0", "--index", index]


@contextmanager
def serving(arguments: Sequence[str | Path], folder: Path) -> Iterator[Server]:
    """What these arguments make of Python, with the learners' file in the folder.

    Raises RuntimeError where it does not start, and at the end where it has said anything but its address.
    """
    command = [sys.executable, *map(str, arguments)]
    file = folder / "server.txt"
    with file.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, text=True, env=environment(folder))
    try:
        yield Server(process, address_of(process, file))
        if len(file.read_text(encoding="utf-8").splitlines()) > 1:
            raise RuntimeError(f"the server had something to say: {file.read_text(encoding='utf-8')[:4_000]}")
    finally:
        process.terminate()
        process.wait()


def address_of(process: subprocess.Popen[str], file: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        if found := ADDRESS.search(file.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {file.read_text(encoding='utf-8')}")
