"""Settings: sources, bounds, and errors that say where to look. Each test runs a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

PRINT = "from dva_assist.config import load_settings; s = load_settings(port={port}); print(s.port, s.encoder or '-')"
CATCH = """
from dva_assist.config import load_settings
from dva_assist.errors import BadInput
try:
    load_settings()
except BadInput as error:
    print(error)
"""


def run(code: str, home: Path, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DVA_ASSIST_")}
    where = {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean | where | environment, text=True, capture_output=True, check=True
    )
    return done.stdout.strip()


def test_defaults(tmp_path: Path) -> None:
    assert run(PRINT.format(port=None), tmp_path) == "7860 -"


def test_arguments_beat_the_environment_and_that_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('port = 1111\nencoder = "from-file"\n', encoding="utf-8")
    named = {"DVA_ASSIST_SETTINGS": str(file)}
    assert run(PRINT.format(port=None), tmp_path, **named) == "1111 from-file"
    assert run(PRINT.format(port=None), tmp_path, **named, DVA_ASSIST_PORT="2222") == "2222 from-file"
    assert run(PRINT.format(port=3333), tmp_path, **named, DVA_ASSIST_PORT="2222") == "3333 from-file"


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    assert "DVA_ASSIST_ENCODR" in run(CATCH, tmp_path, DVA_ASSIST_ENCODR="x")


def test_an_unknown_key_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("colour = 1\n", encoding="utf-8")
    said = run(CATCH, tmp_path, DVA_ASSIST_SETTINGS=str(file))
    assert "colour" in said
    assert str(file) in said


def test_a_number_out_of_bounds_is_refused(tmp_path: Path) -> None:
    assert "'port'" in run(CATCH, tmp_path, DVA_ASSIST_PORT="70000")


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("port = = 1", encoding="utf-8")
    assert "not valid TOML" in run(CATCH, tmp_path, DVA_ASSIST_SETTINGS=str(file))


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    assert "not a file" in run(CATCH, tmp_path, DVA_ASSIST_SETTINGS=str(tmp_path / "gone.toml"))
