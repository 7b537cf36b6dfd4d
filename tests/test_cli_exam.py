"""`dva-assist exam` and `dva-assist review` through the real command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from exam_papers import bank, generated
from test_cli import Run, run

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.exam import draw
from dva_assist.terminal_practice import exam_json, show_exam

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


def test_an_exam_on_notes_that_serve_no_task_says_how_many_there_are_and_what_to_do(
    run: Run, learners: Path, library_index: Path
) -> None:
    done = run("exam", "--exam", "dva-c03", "--index", library_index)
    assert (done.code, done.out, len(done.err.splitlines())) == (3, "", 1)
    assert "0 of the 65 questions of a full exam" in done.err
    unknown = run("exam", "--exam", "saa-c03", "--index", library_index)
    assert (unknown.code, "dva-c01, dva-c02, dva-c03" in unknown.err) == (3, True)


def test_a_wrong_ending_is_told_before_anything_is_drawn(run: Run, learners: Path, tmp_path: Path) -> None:
    done = run("exam", "--out", tmp_path / "exam.docx", "--index", tmp_path / "nowhere")
    assert (done.code, ".apkg" in done.err) == (2, True)


def test_an_exam_is_printed_with_its_keys_and_what_was_made_from_the_notes(capsys: pytest.CaptureFixture[str]) -> None:
    exam = wiring.exams()["dva-c03"]
    made = generated(bank(exam, 4))
    paper = draw(exam, bank(exam, 4), made, length="short", mix=0.5, seed=5)
    show_exam(exam, paper, 5)
    printed = capsys.readouterr().out
    assert printed.startswith("DVA-C03: 20 questions, of which 15 are scored\n")
    assert printed.count("made from the notes") == sum(one.generated for one in paper) > 0
    two = next(one.item for one in paper if len(one.item.correct) == 2)
    for key in two.correct:
        assert f"* {'ABCDE'[key]}. {two.options[key]}" in printed
        assert two.explanations[key].text in printed
    document = exam_json(exam, paper, 5)
    assert (document["exam"], document["minutes"], document["pass_mark"]) == ("dva-c03", 40, 720)
    assert [item["task"] for item in document["items"]] == [one.task for one in paper]
    assert sum(item["scored"] for item in document["items"]) == 15
