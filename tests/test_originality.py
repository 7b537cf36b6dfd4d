"""Words in common with other texts are found, names and code aside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evals.originality import common_runs, files

SENTENCE = "a queue keeps each message until some consumer has read and deleted it"


def runs(folder: Path, note: str, reference: str) -> list[tuple[int, str]]:
    ours, theirs = folder / "note.md", folder / "theirs.md"
    ours.write_text(note, encoding="utf-8")
    theirs.write_text(reference, encoding="utf-8")
    return [(run.line, run.words) for run in common_runs([ours], [theirs])]


def test_a_run_of_words_is_found_once_and_whole(tmp_path: Path) -> None:
    found = runs(tmp_path, f"# Queue\n\nHere {SENTENCE} today.\n", f"As we said, {SENTENCE}!\n")
    assert found == [(3, SENTENCE)]


@pytest.mark.parametrize(
    "note",
    [
        "A queue keeps each message until a reader has read and deleted it.",  # seven words in a row at most
        "Amazon SQS, Amazon SNS, AWS Lambda and Amazon EventBridge Scheduler",  # names
        "```bash\na queue keeps each message until some consumer has read and deleted it\n```",
        "- a queue keeps each message until some\n- consumer has read and deleted it",  # a run crosses no item
        "| a queue keeps each message until some | consumer has read and deleted it |",  # and no cell
        "---\ntitle: a queue keeps each message until some consumer has read and deleted it\n---\n",
    ],
)
def test_what_is_no_run(tmp_path: Path, note: str) -> None:
    reference = f"{SENTENCE}. Amazon SQS, Amazon SNS, AWS Lambda and Amazon EventBridge Scheduler"
    assert runs(tmp_path, note, reference) == []


def test_case_punctuation_and_line_breaks_make_no_difference(tmp_path: Path) -> None:
    found = runs(tmp_path, f"{SENTENCE.upper().lower().capitalize()}.", SENTENCE.replace(" until", ",\nuntil"))
    assert len(found) == 1


def test_no_reference_is_an_error_and_no_pass(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(files([tmp_path]))
    command = [sys.executable, "-m", "evals.originality", str(tmp_path / "nothing")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "nothing holds no Markdown" in ended.stderr


def test_the_command_says_what_it_found(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(f"{SENTENCE}\n", encoding="utf-8")
    command = [sys.executable, "-m", "evals.originality", str(tmp_path), "--notes", str(tmp_path / "note.md")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert SENTENCE in ended.stdout
