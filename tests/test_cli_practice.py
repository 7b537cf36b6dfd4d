"""Questions out and in, and a learner's data, through the real command line."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from quiz_items import item
from test_cli import Done, Run, run

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.records import Attempt, Source
from dva_assist.terminal import show_quiz
from dva_assist.types import ReplyForm

__all__ = ["run"]

QUESTION = '''
[[question]]
id = "a-glaze-that-is-dull"
stem = """
A potter finds a glaze still dull after the firing, and the kiln cannot get any hotter than it was.
What should the potter add to it?"""
tasks = { dva-c03 = ["1.1"] }
level = 2
checked = 2026-11-28
'''
OPTIONS = [
    ("A flux that suits the glaze", True, "A flux lowers the melting point of a glaze."),
    ("A shelf that is set higher", False, "A kiln is an insulated oven that turns dried clay into ceramic."),
    ("A program that runs longer", False, "The controller keeps 32 firing programs."),
    ("A third stage of the firing", False, "A firing is one heating and cooling of the kiln."),
]
SECTIONS = ["glaze.md#flux", "kiln.md#the-kiln", "kiln.md#limits-and-defaults", "kiln.md#firing-stages"]


def option(text: str, right: bool, quote: str, section: str) -> str:
    return f"""
  [[question.options]]
  text = "{text}"
  right = {str(right).lower()}
  why = "The notes say so in a sentence of theirs."
  section = "{section}"
  quote = "{quote}"
"""


GOOD = QUESTION + "".join(option(*one, section) for one, section in zip(OPTIONS, SECTIONS, strict=True))


@pytest.fixture
def learners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    file = tmp_path / "store" / "learners.sqlite"
    monkeypatch.setenv("DVA_ASSIST_LEARNERS", str(file))
    return file


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def attempt(id: str) -> Attempt:
    at = datetime(2026, 11, 28, tzinfo=UTC)
    return Attempt(id, "item", "number", "fact", "kiln.md", "kiln.md#the-kiln", (), (1,), True, Source.DRILL, at)


def fill(learners: Path, name: str, *ids: str) -> None:
    store = LearnerFile(learners)
    store.add_attempts(name, [attempt(id) for id in ids])
    store.close()


def kept(learners: Path, name: str) -> list[str]:
    store = LearnerFile(learners)
    found = [one.id for one in store.attempts(name)]
    store.close()
    return found


def questions_of(learners: Path, name: str) -> list[str]:
    store = LearnerFile(learners)
    found = [str(one["id"]) for one in store.questions(name)]
    store.close()
    return found


Quiz = Callable[..., Done]


@pytest.fixture
def quiz(run: Run, library_index: Path) -> Quiz:
    return lambda *more: run("quiz", "--count", "3", "--seed", "7", "--index", library_index, *more)


def test_a_quiz_goes_into_an_anki_package(quiz: Quiz, tmp_path: Path) -> None:
    done = quiz("--out", tmp_path / "a.apkg")
    assert (done.code, done.out) == (0, f"3 questions, seed 7: {tmp_path / 'a.apkg'}\n")
    assert set(zipfile.ZipFile(tmp_path / "a.apkg").namelist()) == {"collection.anki2", "media"}


def test_a_quiz_goes_into_a_table(quiz: Quiz, tmp_path: Path) -> None:
    items = quiz("--out", tmp_path / "a.csv", "--json").json["items"]
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert [row["quote"] for row in rows] == [item["citation"]["quote"] for item in items]


def test_a_quiz_goes_onto_a_page_to_print(quiz: Quiz, tmp_path: Path) -> None:
    assert quiz("--topic", "kiln", "--out", tmp_path / "a.html").code == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<h1>Quiz: kiln</h1>" in page
    assert "3 questions, seed 7" in page
    assert "<h1>Answers</h1>" in page


def test_a_json_file_holds_what_json_prints(quiz: Quiz, tmp_path: Path) -> None:
    printed = quiz("--json").json
    assert quiz("--out", tmp_path / "a.json").code == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == printed


def test_a_file_that_is_there_is_replaced_by_force_alone(quiz: Quiz, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    refused = quiz("--out", tmp_path / "a.csv")
    assert (refused.code, refused.out) == (3, "")
    assert "--force" in refused.err
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"
    assert quiz("--out", tmp_path / "a.csv", "--force").code == 0
    assert "question" in (tmp_path / "a.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "code", "says"), [("a.pdf", 2, ".apkg, .csv, .html, .json"), ("no/a.csv", 3, "folder")]
)
def test_a_file_that_cannot_be_written_is_one_line(quiz: Quiz, tmp_path: Path, name: str, code: int, says: str) -> None:
    done = quiz("--out", tmp_path / name)
    assert (done.code, done.out, len(done.err.splitlines())) == (code, "", 1)
    assert says in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (ReplyForm.SEVERAL, ["  A. shelf 0 of 1", "* B. shelf 1 of 1", "* E. shelf 4 of 1"]),
        (ReplyForm.TYPED, ["* shelf 0 of 1"]),
        (ReplyForm.ORDER, ["  A. shelf 0 of 1", "  C. shelf 2 of 1", "* C, A, B"]),
        (ReplyForm.MATCH, ["  1. first", "  A. shelf 0 of 1", "* 1B, 2C, 3A"]),
    ],
)
def test_people_are_shown_each_form_with_its_answer(
    capsys: pytest.CaptureFixture[str], form: ReplyForm, shown: list[str]
) -> None:
    show_quiz([item(form)], 7)
    lines = [line.removeprefix("   ") for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line in shown] == shown
    assert sum(line.startswith("* ") for line in lines) == (2 if form is ReplyForm.SEVERAL else 1)


def test_a_file_of_no_question_is_not_written(quiz: Quiz, tmp_path: Path) -> None:
    done = quiz("--kind", "match", "--section", "kiln.md#wiring-diagram", "--out", tmp_path / "a.csv")
    assert (done.code, done.out) == (3, "")
    assert "choose" in done.err
    assert not list(tmp_path.iterdir())


def test_sound_questions_are_sound(run: Run, library_index: Path, mine: Path, learners: Path) -> None:
    done = run("questions", "check", mine, "--index", library_index)
    assert (done.code, done.out, done.err) == (0, "1 question, all sound\n", "")
    assert not learners.exists()


def test_problems_are_told_by_line(run: Run, library_index: Path, mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(GOOD.replace("a-glaze", "b-glaze").replace("32 firing programs", "33 firing programs"), "utf-8")
    mine.write_text(GOOD.replace("level = 2", "level = 9"), encoding="utf-8")
    done = run("questions", "check", mine, other, "--index", library_index)
    assert (done.code, done.out) == (3, "")
    told = done.err.splitlines()
    assert f"mine.toml, line {GOOD.splitlines().index('level = 2') + 1}: level" in told[0]
    assert "other.toml, line 2: b-glaze" in told[1]
    assert "33 firing programs" in told[1]
    assert "2 problems in 2 files" in told[-1]


def test_own_questions_are_taken_and_taken_again(run: Run, library_index: Path, mine: Path, learners: Path) -> None:
    for _ in range(2):
        done = run("questions", "import", mine, "--index", library_index)
        assert (done.code, done.out) == (0, "1 question for me\n")
    assert run("questions", "import", mine, "--learner", "Ada", "--index", library_index).code == 0
    assert questions_of(learners, "me") == questions_of(learners, "ada") == ["own-a-glaze-that-is-dull"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("flux lowers", "flux raises", "[[question]]", "does not say"),
        ("dva-c03", "dva-c99", "[[question]]", "dva-c99:1.1"),
        ("level = 2", "level = 9", "level = 2", "level"),
        ("[[question]]", "[[question", "[[question]]", ""),
    ],
)
def test_of_a_file_with_a_wrong_question_none_is_taken(
    run: Run, library_index: Path, mine: Path, learners: Path, old: str, new: str, line: str, says: str
) -> None:
    second = GOOD.replace("a-glaze", "b-glaze").replace(old, new)
    mine.write_text(GOOD + second, encoding="utf-8")
    done = run("questions", "import", mine, "--index", library_index)
    assert (done.code, done.out, len(done.err.splitlines())) == (3, "", 1)
    number = len(GOOD.splitlines()) + GOOD.splitlines().index(line) + 1
    assert f"mine.toml, line {number}" in done.err
    assert says in done.err
    assert not learners.exists() or not questions_of(learners, "me")


def test_a_learner_goes_to_another_machine(
    run: Run, learners: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(learners, "Ada", "a1", "a2")
    file = tmp_path / "ada.json"
    done = run("learner", "export", file, "--learner", "ada")
    assert (done.code, done.out) == (0, f"Ada, 2 attempts: {file}\n")
    elsewhere = tmp_path / "elsewhere.sqlite"
    monkeypatch.setenv("DVA_ASSIST_LEARNERS", str(elsewhere))
    assert "New for Ada: 2 attempts, 0 sittings" in run("learner", "import", file).out
    assert "New for Ada: 0 attempts" in run("learner", "import", file).out
    assert run("learner", "import", file, "--learner", "Grace").code == 0
    assert kept(elsewhere, "ada") == kept(elsewhere, "grace") == ["a1", "a2"]


def test_an_export_is_not_overwritten(run: Run, learners: Path, tmp_path: Path) -> None:
    fill(learners, "me", "a1")
    file = tmp_path / "me.json"
    file.write_text("{}", encoding="utf-8")
    assert run("learner", "export", file).code == 3
    assert file.read_text(encoding="utf-8") == "{}"
    assert run("learner", "export", file, "--force").code == 0
    assert len(json.loads(file.read_text(encoding="utf-8"))["attempts"]) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{\n,", "line 2"),
        ("[]", "holds no learner"),
        ("{}", "format"),
        ("[" * 100_000, "no JSON"),
        ('{"format": "dva-assist learner", "version": 99}', "update dva-assist"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_learner_is_told(
    run: Run, learners: Path, tmp_path: Path, text: str | None, says: str
) -> None:
    file = tmp_path / "other.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = run("learner", "import", file)
    assert (done.code, done.out, len(done.err.splitlines())) == (3, "", 1)
    assert says in done.err
    assert "other.json" in done.err


def test_a_backup_is_put_back(run: Run, learners: Path, tmp_path: Path) -> None:
    fill(learners, "me", "a1")
    file = tmp_path / "all.backup"
    assert run("learner", "backup", file).code == 0
    fill(learners, "me", "a2")
    refused = run("learner", "backup", file)
    assert refused.code == 3
    assert "--force" in refused.err
    assert run("learner", "restore", file).code == 0
    assert kept(learners, "me") == ["a1"]
    assert kept(learners.with_name("learners.sqlite.before-restore"), "me") == ["a1", "a2"]


def test_a_backup_replaces_another_by_force(run: Run, learners: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    fill(learners, "me", "a1")
    run("learner", "backup", file)
    fill(learners, "me", "a2")
    assert run("learner", "backup", file, "--force").code == 0
    assert kept(file, "me") == ["a1", "a2"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["all.backup"]


def test_a_damaged_store_can_be_restored(run: Run, learners: Path, tmp_path: Path) -> None:
    fill(learners, "me", "a1")
    file = tmp_path / "all.backup"
    run("learner", "backup", file)
    learners.write_bytes(b"no database" * 1_000)
    assert run("learner", "export", tmp_path / "x.json").code == 5
    assert run("learner", "restore", file).code == 0
    assert kept(learners, "me") == ["a1"]


def test_what_is_no_backup_changes_nothing(run: Run, learners: Path, tmp_path: Path) -> None:
    fill(learners, "me", "a1")
    (tmp_path / "no.backup").write_text("no database", encoding="utf-8")
    assert run("learner", "restore", tmp_path / "no.backup").code == 3
    assert kept(learners, "me") == ["a1"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["learner"], 2, "Missing command"),
        (["questions", "frobnicate"], 2, "frobnicate"),
        (["questions", "check"], 2, "FILE"),
        (["questions", "check", "no/such/file", "--index", "LIBRARY"], 3, "no/such/file"),
        (["questions", "import", "no/such/file", "--index", "LIBRARY"], 3, "no/such/file"),
        (["questions", "import", "no/such/file", "--index", "NOWHERE"], 3, "no/such/file"),
        (["questions", "check", "MINE", "--index", "NOWHERE"], 4, "dva-assist index"),
        (["learner", "export", "x.json", "--learner", "nobody"], 3, "nobody"),
        (["learner", "restore", "no/such/file"], 3, "no/such/file"),
        (["learner", "backup", "no/such/folder/x"], 3, "no/such/folder"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    run: Run,
    library_index: Path,
    mine: Path,
    learners: Path,
    tmp_path: Path,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    places = {"LIBRARY": str(library_index), "NOWHERE": str(tmp_path / "nowhere"), "MINE": str(mine)}
    done = run(*(places.get(argument, argument) for argument in arguments))
    assert (done.code, done.out, len(done.err.splitlines())) == (code, "", 1)
    assert says in done.err
