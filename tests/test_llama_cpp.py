"""A model out of a file: what is wrong with a file, and that nothing of a failed try is left. tests/llm loads one."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dva_assist.backends import llama_cpp_server
from dva_assist.backends.llama_cpp import LlamaCpp, check_model_file, threads
from dva_assist.errors import BackendUnavailable, GenerationFailed

HELLO = [{"role": "user", "content": "Hello"}]
with_llama_cpp = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None, reason='llama.cpp is not installed: pip install ".[llama-cpp]"'
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Begins as a GGUF file and is none."""
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF" + bytes(100))
    return file


@with_llama_cpp
def test_a_file_that_is_none_or_not_there(tmp_path: Path, broken: Path) -> None:
    check_model_file(broken)
    words = tmp_path / "words.gguf"
    words.write_text("# A note, by a wrong name", encoding="utf-8")
    renamed = tmp_path / "model.bin"
    renamed.write_bytes(broken.read_bytes())
    for file in (words, renamed):
        with pytest.raises(BackendUnavailable, match="is not a GGUF file"):
            check_model_file(file)
    with pytest.raises(BackendUnavailable, match=r"gone\.gguf cannot be read: No such file"):
        LlamaCpp(tmp_path / "gone.gguf")
    with pytest.raises(BackendUnavailable, match="cannot be read: Is a directory"):
        LlamaCpp(tmp_path)


def test_without_the_extra_the_message_names_it(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)  # as Python marks what cannot be imported
    with pytest.raises(BackendUnavailable, match=r'pip install "dva-assist\[llama-cpp\]"'):
        LlamaCpp(broken)


@with_llama_cpp
def test_a_model_that_does_not_load_says_so_each_time(broken: Path) -> None:
    model = LlamaCpp(broken, context_tokens=512)
    for _ in range(2):
        started = time.monotonic()
        pieces = model.generate(HELLO, max_tokens=5)
        assert next(pieces) == "", "whoever waits can stop while it loads"
        assert time.monotonic() - started < 1
        with pytest.raises(GenerationFailed, match=r"broken\.gguf could not be loaded.*512 tokens"):
            list(pieces)
    there, why = model.available()
    assert not there and "could not be loaded" in why


@with_llama_cpp
def test_a_model_that_hangs_while_it_loads_is_ended(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.gguf"
    os.mkfifo(pipe)
    begins = threading.Thread(target=pipe.write_bytes, args=[b"GGUF"])  # for the check; then nobody writes to it
    begins.start()
    model = LlamaCpp(pipe, patience=3.0)
    begins.join()
    started = time.monotonic()
    with pytest.raises(GenerationFailed, match=r"pipe\.gguf did not load within 3 seconds; .*raise llm_timeout"):
        assert set(model.generate(HELLO, max_tokens=5)) == {""}
    assert 3 <= time.monotonic() - started < 10
    with pytest.raises(OSError) as nobody_reads:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    assert nobody_reads.value.errno == errno.ENXIO


@with_llama_cpp
def test_the_process_says_nothing_but_one_line(broken: Path) -> None:
    asked = {"path": str(broken), "context_tokens": 512, "threads": 1, "key": "k"}
    script = Path(llama_cpp_server.__file__)
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(asked) + "\n", capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [["error"]]


def test_few_cores_are_all_used_and_half_of_many() -> None:
    assert [threads(cores) for cores in (None, 1, 2, 4, 6, 8, 16)] == [1, 1, 2, 4, 4, 4, 8]
