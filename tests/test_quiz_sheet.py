"""What two readers found in generated questions: the shares, the agreement, and that the committed sheets are whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, make_quiz
from evals.quiz.sheet import MARKS, Judged, as_text, both_readers, read_judged, report


def judged(id: str, kind: str = "cloze", **wrong: int) -> Judged:
    return Judged(id, kind, tuple(wrong.get(mark, 1) for mark in MARKS), "")


def sheet(*items: Judged) -> dict[str, Judged]:
    return {one.item: one for one in items}


def test_the_report_counts_by_reader_by_mark_and_by_kind() -> None:
    first = sheet(judged("a"), judged("b", "match", plausible=0), judged("c"), judged("d", key=0))
    second = sheet(judged("a"), judged("b", "match", plausible=0), judged("c", clear=0), judged("d"))
    lines = list(report(first, second))
    assert lines[0].startswith("first reader, flawless: 2 of 4, 0.500 (95% 0.150 to 0.850)")
    assert "  key: 3 of 4, 0.750 (95% 0.301 to 0.954)" in lines[1:7]
    assert "flawless for both: 1 of 4, 0.250 (95% 0.046 to 0.699)" in lines
    assert "agreement on flawless: 2 of 4, Cohen's kappa 0.00" in lines
    assert lines[-1].startswith("  match: 0 of 1")


def test_a_line_that_lacks_a_mark_is_no_sheet(tmp_path: Path) -> None:
    file = tmp_path / "sheet.jsonl"
    file.write_text(json.dumps({"id": "a", "kind": "cloze", "key": 1}), encoding="utf-8")
    with pytest.raises(KeyError):
        read_judged(file)


@pytest.mark.parametrize(("notes", "count"), [("corpus", 200), ("original", 62)])
def test_the_committed_sheets_are_whole(notes: str, count: int) -> None:
    first, second = both_readers(notes)
    assert len(first) == len(second) == count
    assert first.keys() == second.keys()
    for judged in (*first.values(), *second.values()):
        assert set(judged.marks) <= {0, 1}
        assert judged.flawless or judged.remark, judged.item


def test_a_row_is_read_under_the_heads_of_its_table() -> None:
    rows = (f"| Weight of {what} | {size} KB |" for what, size in (("a parcel", 8), ("a letter", 2), ("a stamp", 1)))
    lines = ("# Tide", "", "## Limits and defaults", "", "| What | Maximum |", "|---|---|", *rows, "")
    book = FactBook.of([parse_note("tide.md", "\n".join(lines))])
    text = as_text(make_quiz(book, count=1, seed=1, kind="fill-number")[0])
    assert "(under | What | Maximum |) | Weight of " in text
