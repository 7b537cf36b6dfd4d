"""A language model out of a GGUF file, by llama.cpp, without a server that somebody has to start.

llama.cpp runs in a process of its own that ends with ours. In our process it would hold every thread while it loads
(8 s for 0.5 billion weights on 2 cores), so that the page would stand still and Stop would not work; and what kills
it, such as a lack of memory, would end the page as well.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import subprocess
import sys
import threading
import weakref
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.errors import BackendUnavailable, DvaAssistError, GenerationFailed

WAKES_S = 0.2  # how often whoever waits for a piece gets an empty one
_MAGIC = b"GGUF"
_ALL_CORES = 4  # with more, half of them are taken: the others are mostly second threads of the same cores


def check_model_file(path: Path) -> None:
    """Raises BackendUnavailable, with what to do, where the file cannot be tried."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise BackendUnavailable(
            f'{path.name} needs llama.cpp, which is not installed; run: pip install "dva-assist[llama-cpp]"'
        )
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise BackendUnavailable(f"{path} cannot be read: {error.strerror}; name a model file that is there") from error
    if path.suffix.lower() != ".gguf" or magic != _MAGIC:
        raise BackendUnavailable(f"{path} is not a GGUF file, the format of llama.cpp; name one that ends in .gguf")


class LlamaCpp:
    """The model of one file. Loads with the first question and stays loaded; loads again where its process has died.

    ``patience`` is how many seconds it may take to load, and may then pass without a piece. Raises BackendUnavailable
    where ``check_model_file`` does.
    """

    def __init__(self, path: Path, *, context_tokens: int = 4_096, patience: float = 120.0) -> None:
        check_model_file(path)
        self.name = path.name
        self.context_tokens = context_tokens
        self._path = path.resolve()
        self._patience = patience
        self._lock = threading.Lock()
        self._running: Future[_Running] | None = None

    def available(self) -> tuple[bool, str]:
        """Loads the model, which takes some seconds."""
        try:
            self._load().result()
        except DvaAssistError as error:
            return False, str(error)
        return True, ""

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
        """As TextGenerator says. Closing it while the model loads lets it load, for the next question."""
        running = self._load()
        while not running.done():
            yield ""
            wait([running], timeout=WAKES_S)
        yield from running.result().server.generate(
            messages, max_tokens=max_tokens, temperature=temperature, stop=stop, seed=seed, schema=schema
        )

    def _load(self) -> Future[_Running]:
        with self._lock:
            if self._running is None or _is_over(self._running):
                self._running = Future()
                threading.Thread(target=self._start, args=[self._running], name="loads a model", daemon=True).start()
            return self._running

    def _start(self, running: Future[_Running]) -> None:
        try:
            running.set_result(_Running(self._path, self.context_tokens, self._patience))
        except Exception as error:  # whoever waits for it raises it
            running.set_exception(error)


class _Running:
    """A process that has loaded the model. Raises GenerationFailed where it could not."""

    def __init__(self, path: Path, context_tokens: int, patience: float) -> None:
        key = secrets.token_urlsafe(32)
        asked = {"path": str(path), "context_tokens": context_tokens, "threads": threads(os.cpu_count()), "key": key}
        script = Path(__file__).with_name("llama_cpp_server.py")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._hung = False
        self.end = weakref.finalize(self, _end, self._process)  # at the latest when the program ends
        told = self._told(path, asked, patience)
        self.server = OpenAIServer(
            path.name, f"{told['address']}/v1", key=key, context_tokens=context_tokens, patience=patience
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def _told(self, path: Path, asked: Mapping[str, Any], patience: float) -> dict[str, str]:
        """What the process says once it has tried."""
        line = self._line(path, asked, patience)
        told: dict[str, str] = json.loads(line) if line else {}
        if "address" in told:
            return told
        self.end()
        if self._hung:
            raise GenerationFailed(
                f"{path.name} did not load within {patience:g} seconds; ask again, choose a smaller model, "
                "or raise llm_timeout"
            )
        why = "llama.cpp does not know this kind of model, or there is not" if told else "it took too much memory: not"
        raise GenerationFailed(
            f"{path.name} could not be loaded: {why} enough memory for {asked['context_tokens']} tokens of context; "
            "choose a smaller model, or set DVA_ASSIST_LLM_CONTEXT lower"
        )

    def _line(self, path: Path, asked: Mapping[str, Any], patience: float) -> str:
        """Empty where it has died, or was ended because it took too long."""
        assert self._process.stdin is not None and self._process.stdout is not None
        limit = threading.Timer(patience, self._give_up)
        limit.daemon = True
        limit.start()
        try:
            print(json.dumps(asked), file=self._process.stdin)
            return self._process.stdout.readline()
        except (OSError, ValueError) as error:  # it has gone, or the program ends and has closed the pipes
            raise GenerationFailed(f"{path.name} was not loaded: its process has ended; ask again") from error
        finally:
            limit.cancel()

    def _give_up(self) -> None:
        self._hung = True
        self._process.kill()


def _is_over(running: Future[_Running]) -> bool:
    return running.done() and (running.exception() is not None or not running.result().alive)


def _end(process: subprocess.Popen[str]) -> None:
    """It holds nothing that would have to be saved."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def threads(cores: int | None) -> int:
    """How many threads write fastest: all of few cores, half of many."""
    counted = cores or 1
    return counted if counted <= _ALL_CORES else max(_ALL_CORES, counted // 2)
