"""`dva-assist review` through the real command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_cli import Run, run

from dva_assist.backends.learner_file import LearnerFile

__all__ = ["run"]


@pytest.fixture
def learners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    file = tmp_path / "learners.sqlite"
    monkeypatch.setenv("DVA_ASSIST_LEARNERS", str(file))
    return file


def test_review_json_is_one_document(run: Run, learners: Path, library_index: Path) -> None:
    done = run("review", "--learner", "Ana", "--index", library_index, "--json")
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert list(found) == ["learner", "due", "new", "later", "done", "streak", "cards"]
    assert (found["learner"], found["due"], found["later"], found["done"], found["streak"]) == ("Ana", 0, 0, 0, 0)
    assert 0 < len(found["cards"]) == found["new"] <= 10
    first = found["cards"][0]
    assert list(first) == ["fact", "stem", "section_id", "due", "reviews", "lapses", "standing", "leech"]
    assert (first["reviews"], first["lapses"], first["standing"], first["leech"]) == (0, 0, "active", False)
    assert first["due"].endswith("+00:00")
    assert first["section_id"].partition("#")[0] in {"glaze.md", "kiln.md", "wheel.md"}


def test_review_keeps_what_it_makes_and_says_it_again(run: Run, learners: Path, library_index: Path) -> None:
    first = run("review", "--index", library_index)
    found = re.match(r"0 due, (\d+) new, 0 later today, 0 done today; a streak of 0 days\.\n", first.out)
    assert found is not None
    assert first.out.count("\nnew: ") == int(found[1]) > 0
    assert "dva-assist serve" in first.out
    assert run("review", "--index", library_index).out == first.out
    store = LearnerFile(learners)
    assert len(store.cards("me")) == int(found[1])
    store.close()


def test_review_without_an_index_or_with_a_damaged_store_says_what_to_do(
    run: Run, learners: Path, library_index: Path, tmp_path: Path
) -> None:
    nowhere = run("review", "--index", tmp_path / "nowhere")
    assert (nowhere.code, "dva-assist index" in nowhere.err) == (4, True)
    learners.write_bytes(b"no database at all" * 100)
    damaged = run("review", "--index", library_index)
    assert (damaged.code, len(damaged.err.splitlines())) == (5, 1)
    assert "restore" in damaged.err
