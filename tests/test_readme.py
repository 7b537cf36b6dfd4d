"""What the README tells a newcomer to type works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from dva_assist.cli import app, main
from dva_assist.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("dva-assist ")]
TARGETS = sorted(set(re.findall(r"^make (\w+)", "\n".join(BLOCKS), re.MULTILINE)))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notes that the README's questions are about."""
    folder = tmp_path_factory.mktemp("readme")
    notes = [str(ROOT / "corpus" / "notes" / f"{name}.md") for name in ("dynamodb", "kms", "lambda")]
    with pytest.raises(SystemExit) as exit_:
        main(["index", *notes, "--index", str(folder / "index")])
    assert exit_.value.code == 0
    return folder / "index"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files that the commands write, one after the other."""
    return tmp_path_factory.mktemp("written")


@pytest.mark.parametrize("command", [command for command in COMMANDS if "--llm" not in command])
def test_the_commands_run(
    command: str, index: Path, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DVA_ASSIST_INDEX", str(index))
    monkeypatch.setenv("DVA_ASSIST_LLM_PORTS", "[]")
    monkeypatch.setenv("DVA_ASSIST_LEARNERS", str(store / "learners.sqlite"))
    monkeypatch.chdir(store)
    with pytest.raises(SystemExit) as exit_:
        main(shlex.split(command)[1:])
    printed = capsys.readouterr()
    assert exit_.value.code == 0, printed.err
    assert printed.out


@pytest.mark.parametrize("command", [command for command in COMMANDS if "--llm" in command])
def test_a_model_of_the_commands_that_is_not_running_is_said(
    command: str, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DVA_ASSIST_INDEX", str(index))
    monkeypatch.setenv("DVA_ASSIST_LLM_PORTS", "[]")
    with pytest.raises(SystemExit) as exit_:
        main(shlex.split(command)[1:])
    assert exit_.value.code == 5
    assert "no language model is running here" in capsys.readouterr().err


def test_there_are_commands_to_run() -> None:
    assert {shlex.split(command)[1] for command in COMMANDS} >= {"ask", "search", "quiz", "doctor"}


@pytest.mark.parametrize("target", TARGETS)
def test_the_make_targets_exist(target: str) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_the_two_commands_are_run_and_test() -> None:
    assert {"run", "test"} <= set(TARGETS)


def test_every_setting_is_documented() -> None:
    named = {name.removeprefix(PREFIX).lower() for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", README)}
    assert named == set(Settings.model_fields)


def test_links_lead_to_files() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_command_line_is_as_promised() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert names == {"index", "search", "ask", "quiz", "exam", "review", "eval", "serve", "doctor"}
    assert {group.name for group in app.registered_groups} == {"questions", "learner"}
