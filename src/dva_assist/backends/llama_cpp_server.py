"""Serves one GGUF file on loopback until standard input ends; ``llama_cpp`` runs this script as a process of its own.

Standard input: one line of JSON, {"path", "context_tokens", "threads", "key"}. Standard output: one line of JSON,
{"address"} or {"error"}. When whoever started it ends, however it ends, so does this.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

PROMPT_CACHE_MIB = 512  # of llama.cpp's 8 GiB, which are too many for a laptop


def serve(asked: dict[str, Any]) -> Any:
    """A running server. Raises RuntimeError where llama.cpp cannot load the file."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = asked["path"]
    params.n_ctx = asked["context_tokens"]
    params.n_batch = 32  # between two batches of a prompt it looks whether anybody still waits for it
    params.n_parallel = 1  # the whole context for one reply; the others wait
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = asked["threads"]
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.use_jinja = True  # the chat template that the file brings
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any that is free
    params.api_keys = [asked["key"]]
    params.ui = params.endpoint_slots = False
    params.verbosity = -1
    return xllamacpp.Server(params)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; whoever started this decides
    asked = json.loads(sys.stdin.readline())
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())  # llama.cpp writes there from C
    try:
        server = serve(asked)
        told = {"address": server.listening_address}
    except RuntimeError as error:
        told = {"error": str(error)}
    print(json.dumps(told), file=answers, flush=True)
    if "address" in told:
        sys.stdin.read()
    os._exit(0)  # its server's own end waits for ever where nothing was asked yet


if __name__ == "__main__":
    main()
