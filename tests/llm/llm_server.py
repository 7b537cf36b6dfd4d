"""A real llama.cpp server in a process of its own, which a test may kill.

    python tests/llm/llm_server.py MODEL.gguf [PORT]

prints its address when it is ready, and ends with its standard input, so that it never outlives the one who started it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

CONTEXT = 4_096  # tokens
READ_AT_ONCE = 32  # tokens of a prompt, between which it looks whether anyone still wants the reply
STOPS = 20.0  # seconds in which it stops on a machine that is busy; two on one that is not
LOOKS = 1.2  # seconds between two looks at whether it is idle; see ``idle_within``

_direct = build_opener(ProxyHandler({}))  # no proxy stands between us and this machine


def serve(model: str, port: int) -> None:
    import xllamacpp

    given = xllamacpp.CommonParams()
    given.model.path = model
    given.model_alias = {Path(model).stem}
    given.n_ctx = CONTEXT
    given.n_parallel = 1
    given.hostnames = ["127.0.0.1"]
    given.port = port
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 2
    given.n_batch = given.n_ubatch = READ_AT_ONCE
    given.cache_ram_mib = 0  # else up to 8 GiB of earlier prompts
    given.endpoint_metrics = True
    given.verbosity = 2  # warnings and errors
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)  # llama.cpp's own end may wait for ever


@dataclass(frozen=True)
class LlmServer:
    """A server that runs. ``address`` is without a path; ``model`` is as it calls the model itself."""

    address: str
    model: str
    process: subprocess.Popen[str]

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def is_busy(self) -> bool:
        """Whether it reads or writes for anyone."""
        return any(slot["is_processing"] for slot in json.loads(_get(f"{self.address}/slots")))

    def tokens_read(self) -> int:
        """Tokens of all prompts so far, by its own count: unchanged where it was asked nothing."""
        return self._count("prompt_tokens_total")

    def tokens_written(self) -> int:
        return self._count("tokens_predicted_total")

    def _count(self, name: str) -> int:
        found = re.search(rf"^llamacpp:{name} (\d+)", _get(f"{self.address}/metrics"), re.MULTILINE)
        assert found is not None
        return int(found[1])

    def idle_within(self, seconds: float) -> bool:
        """Whether it stops working; waits for that.

        llama.cpp looks whether a client is still there when it has given nobody a result for a second, and what it
        says of its slots is a result: hence the pauses.
        """
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit:
            time.sleep(LOOKS)
            if not self.is_busy():
                return True
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


def _get(url: str) -> str:
    with _direct.open(url, timeout=10) as reply:
        return str(reply.read().decode())


@contextmanager
def running(model: Path) -> Iterator[LlmServer]:
    """The server on any free port, for as long as the block runs."""
    command = [sys.executable, __file__, str(model)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, f"the server did not start: {' '.join(command)}"
            yield LlmServer(address, _model(address), process)
        finally:
            process.kill()


def _model(address: str) -> str:
    served: dict[str, Any] = json.loads(_get(f"{address}/v1/models"))
    return str(served["data"][0]["id"])


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
