"""The command line finds a real server and asks its model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from asking import ANSWER_TOKENS, PASSAGE_TOKENS
from llm_server import LlmServer

pytestmark = pytest.mark.llm


def test_the_command_line_asks_the_model_that_it_finds(
    llm_server: LlmServer, library: Path, library_index: Path, tmp_path: Path
) -> None:
    read = llm_server.tokens_read()
    question = ["ask", "How many firing programs does the controller keep?", "--index", str(library_index)]
    done = subprocess.run(
        [sys.executable, "-m", "dva_assist.cli", *question, "--llm", llm_server.model, "--json"],
        capture_output=True,
        text=True,
        timeout=200,
        env=environment(llm_server, tmp_path),
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] in ("answered", "partial") and answer["llm"] in (llm_server.model, None)
    assert llm_server.tokens_read() > read
    for citation in answer["citations"]:
        raw = (library / citation["note"]).read_bytes().decode()
        assert raw[citation["char_start"] : citation["char_end"]] == citation["quote"]


def environment(server: LlmServer, folder: Path) -> dict[str, str]:
    """Without settings of the person who runs the tests, and with one server to find."""
    settings = folder / "settings.toml"
    settings.write_text(f"llm_passage_tokens = {PASSAGE_TOKENS}\nllm_answer_tokens = {ANSWER_TOKENS}\n")
    own = {name: value for name, value in os.environ.items() if not name.startswith("DVA_ASSIST_")}
    return {**own, "DVA_ASSIST_SETTINGS": str(settings), "DVA_ASSIST_LLM_PORTS": f"[{server.port}]"}
