"""The command line: shapes, exit codes, and one line on standard error for what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dva_assist.cli import main


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DVA_ASSIST_LLM_PORTS", "[]")  # whatever runs on the machine of the one who tests

    def call(*arguments: str | Path) -> Done:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert isinstance(exit_.value.code, int)
        return Done(exit_.value.code, printed.out, printed.err)

    return call


def test_index_reports_what_it_did(run: Run, library: Path, tmp_path: Path) -> None:
    first = run("index", library, "--index", tmp_path / "i", "--json")
    assert first.code == 0
    report = first.json
    assert list(report) == [
        "notes", "sections", "chunks", "added", "kept", "removed", "seconds", "encoder", "index",
    ]  # fmt: skip
    assert report["notes"] == 3
    assert report["added"] == report["chunks"] > 0
    again = run("index", library, "--index", tmp_path / "i", "--json").json
    assert (again["added"], again["kept"], again["removed"]) == (0, report["chunks"], 0)


def test_index_skips_what_it_cannot_read_and_says_so(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "good.md").write_text("# Good\n\nA good note is one that can be read.\n", encoding="utf-8")
    (notes / "empty.md").write_bytes(b"")
    (notes / "binary.md").write_bytes(b"\x00\x01\x02\xff")
    done = run("index", notes, "--index", tmp_path / "i")
    assert done.code == 0
    assert "1 notes" in done.out
    assert sum(line.startswith("dva-assist: skipped: ") for line in done.err.splitlines()) == 2


def test_search_json(run: Run, library_index: Path) -> None:
    done = run("search", "melting point of a glaze", "--limit", "3", "--index", library_index, "--json")
    assert done.code == 0
    found = done.json
    assert set(found) == {"id", "question", "passages", "elapsed_ms"}
    assert len(found["passages"]) == 3
    first = found["passages"][0]
    assert list(first) == ["rank", "score", "note", "section_id", "headings", "line_start", "line_end", "text"]
    assert (first["rank"], first["section_id"]) == (1, "glaze.md#flux")
    assert "lowers the melting point" in first["text"]


def test_ask_json_cites_by_offsets_into_the_file(run: Run, library: Path, library_index: Path) -> None:
    answer = run("ask", "What is a flux?", "--index", library_index, "--json").json
    assert set(answer) == {
        "id", "question", "status", "answer", "sentences", "citations", "reason", "confidence", "passages", "llm",
        "elapsed_ms",
    }  # fmt: skip
    assert answer["status"] == "answered"
    assert "[1]" in answer["answer"]
    assert answer["llm"] is None
    for citation in answer["citations"]:
        raw = (library / citation["note"]).read_bytes().decode()
        assert raw[citation["char_start"] : citation["char_end"]] == citation["quote"]
        assert citation["quote"] in "\n".join(raw.split("\n")[citation["line_start"] - 1 : citation["line_end"]])


def test_ask_declines(run: Run, library_index: Path) -> None:
    done = run("ask", "Who won the world cup in 1990?", "--index", library_index, "--json")
    assert done.code == 0
    assert done.json["status"] == "no_answer"
    assert done.json["sentences"] == done.json["citations"] == []
    assert done.json["reason"]
    assert done.json["passages"]


def test_ask_for_people(run: Run, library_index: Path) -> None:
    done = run("ask", "Which are the common fluxes?", "--index", library_index)
    assert "- feldspar [2]" in done.out
    assert "[2] glaze.md#flux" in done.out


@pytest.mark.parametrize("order", ["\x1b]8;;http://evil.example\x1b", "\x9b2J", "\x7f"])
def test_a_note_cannot_give_a_terminal_orders(run: Run, tmp_path: Path, order: str) -> None:
    note = f"# Kiln\n\nA kiln is an oven {order} that turns clay into ceramic.\n"
    (tmp_path / "kiln.md").write_text(note, encoding="utf-8")
    run("index", tmp_path / "kiln.md", "--index", tmp_path / "i")
    for arguments in (["ask", "What is a kiln?"], ["search", "kiln"], ["search", "kiln", "--json"]):
        done = run(*arguments, "--index", tmp_path / "i")
        assert "into ceramic" in done.out
        assert order[0] not in done.out
    assert order in done.json["passages"][0]["text"]


def test_batch_answers_every_good_line_and_reports_the_bad(run: Run, library_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    history = [{"role": "user", "content": "What is the default heating rate of the kiln?"}]
    lines = [
        json.dumps({"id": "q1", "question": "What is a kiln?"}),
        "not json",
        json.dumps({"id": "q3", "question": "and what is it at most?", "history": history}),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = run("ask", "--batch", file, "--index", library_index)
    assert done.code == 3
    assert "line 2" in done.err
    first, bad, third = done.lines
    assert (first["id"], first["status"]) == ("q1", "answered")
    assert "line 2" in bad["error"]
    assert "150 °C per hour" in third["answer"]


def test_quiz_json_is_seeded(run: Run, library_index: Path) -> None:
    first = run("quiz", "--count", "3", "--seed", "7", "--index", library_index, "--json").json
    assert first["seed"] == 7
    assert 1 <= len(first["items"]) <= 3
    for item in first["items"]:
        assert len(item["options"]) == len(item["explanations"]) >= 1
        assert all(0 <= key < len(item["options"]) for key in item["correct"])
        assert item["form"] in {"one", "several", "typed", "order", "match"}
        assert item["citation"]["quote"]
    assert run("quiz", "--count", "3", "--seed", "7", "--index", library_index, "--json").json == first


def test_quiz_for_people_shows_the_seed(run: Run, library_index: Path) -> None:
    done = run("quiz", "--count", "2", "--index", library_index)
    assert done.code == 0
    assert "Seed " in done.out


def test_eval(run: Run, library_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    rows = [
        {"id": "1", "question": "What is a flux?", "gold": ["glaze.md#flux"]},
        {"id": "2", "question": "Which mask do I wear?", "gold": ["glaze.md#safety"]},
        {"id": "3", "question": "Who won the world cup?", "gold": []},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = run("eval", file, "--index", library_index, "--json").json
    assert result["questions"] == 2
    assert result["recall@1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert set(result) == {"questions", "recall@1", "recall@3", "recall@5", "mrr@10"}


def test_eval_measures_answers_where_the_lines_allow_it(run: Run, library_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    flux = "A flux lowers the melting point of a glaze."
    rows = [
        {"question": "What is a flux?", "gold": ["glaze.md#flux"], "spans": [flux], "kind": "definition"},
        {"question": "Who won the world cup?", "answerable": False},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = run("eval", file, "--index", library_index, "--json").json
    assert result["questions"] == 1
    assert {name: result[name]["value"] for name in ("a span shown", "wrongly declined", "rightly declined")} == {
        "a span shown": 1.0,
        "wrongly declined": 0.0,
        "rightly declined": 1.0,
    }
    assert result["kinds"]["definition"]["recall@1"]["value"] == 1.0
    people = run("eval", file, "--index", library_index)
    assert people.out.splitlines()[0] == "1 questions"
    assert "definition: recall@1 1.000" in people.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask"], 2, "--batch"),
        (["ask", "x", "--batch", "y"], 2, "not both"),
        (["search", "x", "--limit", "0"], 2, "--limit"),
        (["frobnicate"], 2, "frobnicate"),
        (["index", "no/such/folder"], 3, "no/such/folder"),
        (["ask", "--batch", "no/such/file", "--index", "LIBRARY"], 3, "no/such/file"),
        (["quiz", "--topic", "astronomy", "--index", "LIBRARY"], 3, "astronomy"),
        (["quiz", "--section", "kiln.md#nowhere", "--index", "LIBRARY"], 3, "kiln.md#nowhere"),
        (["ask", "x", "--index", "NOWHERE"], 4, "dva-assist index"),
        (["ask", "x", "--llm", "gpt", "--index", "LIBRARY"], 5, "--llm"),
        (["exam", "--index", "NOWHERE"], 4, "dva-assist index"),
        (["exam", "--mix", "2"], 2, "--mix"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    run: Run, library_index: Path, tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    places = {"LIBRARY": str(library_index), "NOWHERE": str(tmp_path / "nowhere")}
    done = run(*(places.get(argument, argument) for argument in arguments))
    assert done.code == code
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert says in done.err


def test_a_folder_without_markdown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("index", tmp_path / "empty", "--index", tmp_path / "i")
    assert done.code == 3
    assert "Markdown" in done.err


@pytest.mark.parametrize("question", ["", "😀", "x" * 20_000, "<script>alert(1)</script>", "```\ncode\n```"])
def test_a_question_that_is_none_is_answered_with_what_to_do(run: Run, library_index: Path, question: str) -> None:
    done = run("ask", question, "--index", library_index, "--json")
    assert done.code == 0
    assert done.json["status"] == "no_answer"
    assert done.json["reason"]
    assert done.json["passages"] == []


def test_without_arguments_help_is_shown(run: Run) -> None:
    done = run()
    assert done.code == 0
    assert "index" in done.out


def test_doctor_names_the_command_that_mends(run: Run, library: Path, tmp_path: Path) -> None:
    missing = run("doctor", "--index", tmp_path / "none")
    assert missing.code == 4
    assert "MEND  index" in missing.out
    assert "dva-assist index" in missing.out


def test_doctor_on_a_fresh_and_on_a_stale_index(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# A\n\nAn apple is a fruit that grows on trees.\n", encoding="utf-8")
    assert run("index", notes, "--index", tmp_path / "i").code == 0
    fresh = run("doctor", "--index", tmp_path / "i")
    assert "MEND" not in fresh.out.replace("MEND  port", "")
    (notes / "b.md").write_text("# B\n\nA bean is a seed.\n", encoding="utf-8")
    stale = run("doctor", "--index", tmp_path / "i")
    assert stale.code == 4
    assert "1 new" in stale.out
