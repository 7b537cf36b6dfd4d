"""A model that the program runs itself, out of its file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.llm

RUN_A_FILE = """
import sys
from pathlib import Path
from dva_assist.backends.llama_cpp import LlamaCpp

model = LlamaCpp(Path(sys.argv[1]), context_tokens=512)
print("".join(model.generate([{"role": "user", "content": "Say yes."}], max_tokens=4)))
"""


def test_a_file_is_run_without_a_server_and_all_of_it_ends(model_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_A_FILE, str(model_file)], capture_output=True, text=True, timeout=200
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() and "llama" not in done.stdout
