"""How good the answers are: the packaged figures, how they are made, and what the page says of them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from small_index import update, write_notes

from dva_assist import quality, wiring
from dva_assist.answering import packaged_calibration
from dva_assist.backends.generations import Manifest
from dva_assist.backends.index_folder import open_index
from dva_assist.config import Settings
from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quality import Quality, packaged_quality, read_quality
from dva_assist.ui.quality import doubts, index_facts, quality_page
from dva_assist.ui.quality_words import KINDS
from dva_assist.ui.render_quality import IndexFacts, quality_html
from evals.questions import CORPUS, FOREIGN
from evals.summary import newest, summary, write_summary

ROWS = [
    {"name": "dev: by section", "questions": 10, "recall@1": [0.7, 0.5, 0.9]},
    {"name": "locked: by section", "questions": 20, "recall@1": [0.82, 0.77, 0.87], "recall@5": [0.95, 0.9, 1.0]},
    {"name": "locked: answers", "questions": 20, "a span shown": [0.75, 0.6, 0.9]},
    {"name": "locked: declining", "questions": 32, "wrongly declined": [0.06, 0.0, 0.1], "brand new": [0.5, 0.4, 0.6]},
    {"name": "kind: number", "questions": 29, "span shown": [0.9, 0.8, 1.0], "served": [0.8, 0.7, 0.9]},
    {"name": "kind: brand-new", "questions": 1, "span shown": [1.0, 1.0, 1.0]},
    {"name": "kind: unasked", "questions": 0},
    {"name": "not in the notes: near-miss", "questions": 12, "served": [0.25, 0.0, 0.5]},
    {"name": "dense alone", "questions": 30, "recall@1": [0.6, 0.5, 0.7]},
]
RESULT: dict[str, Any] = {
    "date": "2026-11-24T05:13:06+00:00",
    "commit": "570699c",
    "machine": "2 cores, a processor",
    "encoder": "MiniLM@1",
    "sets": {
        "corpus": {"chunks": 1979, "rows": ROWS, "hits": {}, "measures": []},
        "foreign": {"chunks": 200, "rows": ROWS[:3]},
    },
}
FACTS = IndexFacts("MiniLM@1", ("/notes",), 3, 6, 7, "2026-11-23 12:00 UTC", 0.352, "267 questions, 2026-11-24")


class Page(HTMLParser):
    """The words of HTML as a reader sees them, and its tags and attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.open = "", 0
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.feed(source)
        self.words = re.sub(r"\s+", " ", self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += tag != "br"
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.open -= 1

    def handle_data(self, data: str) -> None:
        self.words += data + " "


def manifest_of(tmp_path: Path, **changes: Any) -> Manifest:
    update(write_notes(tmp_path / "notes"), tmp_path / "index")
    opened = open_index(tmp_path / "index", "hash-embedder")
    opened.close()
    return opened.manifest.model_copy(update=changes)


def test_the_packaged_figures_are_whole() -> None:
    packaged = packaged_quality()
    assert [one.name for one in packaged.sets] == [CORPUS.name, FOREIGN.name]
    for one in packaged.sets:
        assert {"by section", "by span", "answers", "declining"} <= one.locked.keys() & one.dev.keys()
        assert one.answerable >= 150 and one.others >= 40
        assert one.kinds.keys() | one.absent.keys() <= KINDS.keys(), "a kind without words for a learner"
        assert all(0 <= m.low <= m.value <= m.high <= 1 for g in one.locked.values() for m in g.measures.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Invalid JSON"),
        ('{"date": ', "Invalid JSON"),
        ("[]", "quality.json cannot be used"),
        ('{"date": "2026-11-24"}', "commit: Field required"),
        (json.dumps({"date": "soon", "commit": "", "machine": "", "encoder": "", "sets": []}), "date: "),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / quality.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(says)):
        packaged_quality(tmp_path)


def test_figures_that_are_no_numbers_are_refused() -> None:
    made = summary(RESULT).model_dump(mode="json")
    made["sets"][0]["locked"]["answers"]["measures"]["a span shown"] = [0.7, float("nan"), 0.9]
    with pytest.raises(BadInput, match=r"sets.0.locked.answers.*span shown"):
        read_quality(json.dumps(made))


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        packaged_quality(tmp_path)
    (tmp_path / quality.FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        packaged_quality(tmp_path)


def test_a_run_becomes_a_summary() -> None:
    made = summary(RESULT)
    corpus, foreign = made.sets
    assert (made.date.isoformat(), made.commit, made.machine) == ("2026-11-24", "570699c", "2 cores, a processor")
    assert (corpus.chunks, corpus.answerable, corpus.others) == (1979, 30, 12)
    assert corpus.locked["by section"].measures["recall@1"] == (0.82, 0.77, 0.87)
    assert corpus.locked["declining"].measures["brand new"].value == 0.5
    assert list(corpus.kinds) == ["number", "brand-new"] and list(corpus.absent) == ["near-miss"]
    assert "dense alone" not in json.dumps(made.model_dump(mode="json"))
    assert foreign.kinds == {} and foreign.dev["by section"].questions == 10


def test_a_summary_is_written_and_read_again(tmp_path: Path) -> None:
    written = write_summary(RESULT, tmp_path / quality.FILE)
    assert packaged_quality(tmp_path) == written == summary(RESULT)
    lines = (tmp_path / quality.FILE).read_text(encoding="utf-8").splitlines()
    assert sum('"questions"' in line for line in lines) == 7 + 3, "one line for each group"


def test_the_machine_is_this_one_where_a_run_does_not_say() -> None:
    unsaid = {key: value for key, value in RESULT.items() if key != "machine"}
    assert re.match(r"\d+ cores, .", summary(unsaid).machine)
    assert summary(RESULT | {"machine": {"cores": 4, "cpu": "one", "memory_gb": 8}}).machine == "4 cores, one"


def test_the_newest_run_with_sets_is_taken(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="run python -m evals"):
        newest(tmp_path)
    for name, run in {
        "a": {"date": "2026-11-24T05", "sets": {}},
        "b": {"date": "2026-11-24T04", "sets": {}},
        "c": {"date": "2026-11-25", "rows": []},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(run), encoding="utf-8")
    assert newest(tmp_path).name == "a.json"


def test_the_figures_in_plain_words() -> None:
    page = Page(quality_html(summary(RESULT), FACTS))
    assert "The section that answers is found first 82 of 100 (77 to 87) The notes that come along 20 questions" in (
        page.words
    )
    assert "that the notes answer is declined all the same (fewer is better) 6 of 100 (0 to 10)" in page.words
    assert "How much, how many? 90 (80 to 100) 29 asked not asked" in page.words
    assert "Close to what the notes say 25 (0 to 50) 12 asked" in page.words
    assert "2026-11-24 at commit 570699c , on 2 cores, a processor" in page.words
    assert "by construction" in page.words
    assert page.open == 0


def test_the_best_kind_comes_first_and_new_kinds_and_measures_are_shown_by_name() -> None:
    words = Page(quality_html(summary(RESULT), FACTS)).words
    assert words.index("brand new 100 (100 to 100) 1 asked") < words.index("How much, how many?")
    assert "declining: brand new 0.50 (0.40–0.60)" in words


def test_bars_repeat_what_is_written_and_are_hidden_from_screen_readers() -> None:
    html = quality_html(summary(RESULT), FACTS)
    bars = re.findall(r'<div class="scale[^>]*>', html)
    assert bars and all('aria-hidden="true"' in bar for bar in bars)
    assert "--value:82%;--low:77%;--high:87%" in html
    assert html.count("<th scope=") == html.count("<th ")
    assert html.count("<caption>") == 2


def test_a_set_without_a_measure_leaves_its_place_out() -> None:
    bare = summary(RESULT | {"sets": {"corpus": {"chunks": 3, "rows": ROWS[:1]}}})
    words = Page(quality_html(bare, None)).words
    assert "of 100 (" not in words and "By kind of question" not in words
    assert "by section: recall@1" in words


def test_hostile_text_is_only_text() -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    rows = [row | {"name": f"{row['name']}{evil}", evil: [0.1, 0.0, 0.2]} for row in ROWS]
    made = summary(
        RESULT
        | {"commit": evil, "machine": evil, "encoder": evil}
        | {"sets": {name: {"chunks": 1, "rows": [*ROWS, *rows]} for name in ("corpus", evil)}}
    )
    facts = IndexFacts(evil, (evil,), 1, 1, 1, evil, 0.5, evil, (evil,), 0, f"{evil}.md#{evil}", evil)
    for one in (quality_html(made, facts), quality_html(None, facts, evil)):
        page = Page(one)
        assert page.tags.isdisjoint({"img", "script", "a", "svg", "iframe", "link", "style"})
        assert {name for name in page.attributes if name.startswith("on") or name in ("src", "href")} == set()
        assert "<script>alert(2)</script>" in page.words
        assert page.open == 0


def test_on_the_notes_that_come_along_the_figures_hold(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, roots=(str(wiring.corpus()),), encoder="MiniLM@1", chunks=1979)
    settings, made = Settings(index=tmp_path / "my index"), summary(RESULT)
    assert doubts(manifest, settings, made) == ()
    words = Page(quality_html(made, index_facts(manifest, settings, made, packaged_calibration()))).words
    assert "their figures hold for it" in words
    assert "measured on these notes, with this encoder. Measure" in words
    assert f"dva-assist eval FILE.jsonl --index '{tmp_path}/my index'" in words
    edited = index_facts(manifest.model_copy(update={"chunks": 1980}), settings, made, packaged_calibration())
    assert "edited since: they had 1,979 chunks then" in Page(quality_html(made, edited)).words


def test_for_other_notes_another_encoder_or_other_settings_they_are_a_guess(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path)
    settings, made = Settings(index=tmp_path, passages=3), summary(RESULT)
    assert doubts(manifest, settings, made) == (
        "Its notes are others than those that were measured.",
        "Its encoder is hash-embedder; MiniLM@1 was measured.",
        "The setting passages is 3; 8 was measured.",
    )
    words = Page(quality_html(made, index_facts(manifest, settings, made, packaged_calibration()))).words
    assert "For your index these figures are a guess" in words
    assert "The figures are a guess for it Its notes are others" in words
    assert "with another encoder, so for this one it is a guess" in words
    assert "Notes 3 from" in words and "Sections 6" in words and "Made 2026-11-23 12:00 UTC" in words


def test_the_example_names_a_section_of_the_notes(tmp_path: Path) -> None:
    note = parse_note("pots.md", "# Pots\n\nWords.\n\n## Glaze\n\nMore words.\n")
    page = quality_page(iter([note]), manifest_of(tmp_path), Settings(index=tmp_path))
    assert '{"question": "A question of yours", "gold": ["pots.md#glaze"]}' in Page(page).words


def test_without_figures_or_index_the_page_says_so(tmp_path: Path) -> None:
    def missing() -> Quality:
        return packaged_quality(tmp_path)

    page = Page(quality_page(iter(()), manifest_of(tmp_path), Settings(index=tmp_path), missing))
    assert "The figures are missing: quality.json cannot be read (FileNotFoundError)." in page.words
    assert "python -m evals and then python -m evals.summary" in page.words
    assert "Sections 6" in page.words and "figures hold" not in page.words
    bare = Page(quality_page(iter(()), None, Settings(index=tmp_path)))
    assert "The index cannot be looked at; dva-assist doctor" in bare.words
    assert "found first" in bare.words
