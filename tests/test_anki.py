"""The Anki package, opened by Anki itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.notes import Note
from quiz_items import NOTE, RAW, cited, item, of_every_form

from dva_assist import wiring
from dva_assist.notes import parse_note
from dva_assist.outputs.anki import FIELDS, anki_package, guid, tags
from dva_assist.quiz import KINDS, FactBook, make_quiz
from dva_assist.types import Explanation, QuizItem, ReplyForm

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


class Anki:
    """A fresh collection, as a learner has it who imports with Anki's own choices."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))

    def take(self, items: list[QuizItem], at: datetime = AT, deck: str = "dva-assist::Kiln") -> Any:
        file = self.folder / "taken.apkg"
        file.write_bytes(anki_package(items, deck, at))
        options = ImportAnkiPackageOptions()
        request = ImportAnkiPackageRequest(package_path=str(file), options=options)
        return self.collection.import_anki_package(request).log

    def notes(self) -> list[Note]:
        return [self.collection.get_note(id) for id in self.collection.find_notes("")]

    def note(self, id: str) -> Note:
        [found] = self.collection.find_notes(f'"Id:{id}"')
        return self.collection.get_note(found)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    opened = Anki(tmp_path)
    yield opened
    opened.collection.close()


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_a_question_becomes_a_note_with_one_card(anki: Anki) -> None:
    anki.take([item()])
    [note] = anki.notes()
    assert tuple(note.keys()) == FIELDS
    assert note["Question"] == "Question 1: which <code>shelf</code> is &lt; 3 &amp; <strong>first</strong>?"
    assert note["Options"].startswith('<ol class="options" type="A"><li>shelf 0 of 1</li>')
    assert (note["Prompts"], note["Answer"], note["Id"]) == ("", "C. shelf 2 of 1", "one-1")
    assert note["Explanations"].count('<div class="why wrong">') == 3
    assert "Because 3 is so." in note["Explanations"]
    assert "| Heat | 1,060 °C |" in note["Explanations"]
    assert "pots/kiln one.md, Kiln &gt; Limits, line 9" in note["Explanations"]
    assert text(note["Source"]) == f"pots/kiln one.md, Kiln, line 3{cited().quote}"
    assert cited().quote in RAW
    assert set(note.tags) == {"pot-01::1.1", "pot-02::2", "note::pots/kiln_one", "kind::one-kind", "level::2"}
    [card] = note.cards()
    assert anki.collection.decks.name(card.did) == "dva-assist::Kiln"


def test_both_sides_of_a_card_show_what_they_should(anki: Anki) -> None:
    anki.take([item()])
    [card] = anki.notes()[0].cards()
    front, back = card.question(), card.answer()
    assert "which <code>shelf</code>" in front
    assert "shelf 3 of 1" in front
    assert "Because" not in front
    assert "C. shelf 2 of 1" in back
    assert text(back).count(cited().quote) >= 2  # under Why and under In the notes
    assert ".card.nightMode" in front  # the style comes with it
    assert "http" not in front + back
    assert "<script" not in front + back


@pytest.mark.parametrize(
    ("form", "answer", "options"),
    [
        (ReplyForm.SEVERAL, "B. shelf 1 of 1<br>E. shelf 4 of 1", 5),
        (ReplyForm.TYPED, "shelf 0 of 1<br>also accepted: shelf zero", 0),
        (ReplyForm.ORDER, "<ol><li>C. shelf 2 of 1</li><li>A. shelf 0 of 1</li><li>B. shelf 1 of 1</li></ol>", 3),
        (
            ReplyForm.MATCH,
            "<ol><li>first: B. shelf 1 of 1</li><li>second: C. shelf 2 of 1</li><li>third: A. shelf 0 of 1</li></ol>",
            3,
        ),
    ],
)
def test_each_form_has_its_answer(anki: Anki, form: ReplyForm, answer: str, options: int) -> None:
    anki.take([item(form)])
    [note] = anki.notes()
    assert note["Answer"] == answer
    assert note["Options"].count("<li>") == options
    assert note["Prompts"].count("<li>") == (3 if form is ReplyForm.MATCH else 0)


def test_sixty_of_each_form_in_the_order_of_the_quiz(anki: Anki) -> None:
    given = of_every_form(60)
    log = anki.take(given)
    assert len(log.new) == len(given) == 300
    cards = [anki.collection.get_card(id) for id in anki.collection.find_cards("", order="c.due")]
    assert [card.note()["Id"] for card in cards] == [one.id for one in given]


def test_questions_of_all_kinds_that_the_notes_give(anki: Anki) -> None:
    files = sorted(wiring.corpus().glob("*.md"))[::4]
    book = FactBook.of(parse_note(file.name, file.read_text(encoding="utf-8")) for file in files)
    given: dict[str, QuizItem] = {}
    for kind in KINDS:
        given |= {guid(one): one for one in make_quiz(book, count=60, seed=1, kind=kind)}
    anki.take(list(given.values()))
    kept = {note["Id"]: note for note in anki.notes()}
    assert len(kept) == len(given)
    for one in given.values():
        assert text(kept[one.id]["Source"]).endswith(one.citation.quote)
        assert kept[one.id].cards()


def test_a_second_export_updates_and_does_not_double(anki: Anki) -> None:
    first = of_every_form(60)
    anki.take(first)
    before = {note["Id"]: note.id for note in anki.notes()}
    anki.collection.sched.set_due_date([anki.note("one-7").cards()[0].id], "5")
    second = [
        replace(one, explanations=tuple(Explanation(f"Mended: {why.text}", why.citation) for why in one.explanations))
        for one in first
    ]
    second[6] = replace(second[6], options=("a new wording", *second[6].options[1:]), difficulty=0.9)
    log = anki.take([*second, item(number=61)], LATER)
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (1, 300, 0)
    after = {note["Id"]: note.id for note in anki.notes()}
    assert {id: after[id] for id in before} == before
    mended = anki.note("one-7")
    assert "a new wording" in mended["Options"]
    assert "Mended: Because 0 is so." in mended["Explanations"]
    assert "level::3" in mended.tags
    assert mended.cards()[0].ivl == 5  # what has been learned stays


def test_the_same_package_twice_changes_nothing(anki: Anki) -> None:
    anki.take(of_every_form(3))
    log = anki.take(of_every_form(3))
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert len(anki.notes()) == 15


def test_two_exports_of_one_moment_with_other_questions_both_arrive(anki: Anki) -> None:
    """Their rows have the same ids; only the question tells the notes apart."""
    anki.take([item(number=number) for number in range(1, 20)])
    anki.take([item(number=number) for number in range(15, 40)])
    assert {note["Id"] for note in anki.notes()} == {f"one-{number}" for number in range(1, 40)}


def test_a_question_given_twice_is_one_note(anki: Anki) -> None:
    again = replace(item(), options=("other", *item().options[1:]))
    anki.take([item(), item(number=2), again])
    assert [note["Id"] for note in anki.notes()] == ["one-1", "one-2"]
    assert "other" not in anki.note("one-1")["Options"]


def test_a_note_is_known_by_what_is_asked() -> None:
    moved = replace(item().citation, start=500, end=540, line_start=50, line_end=50)
    assert guid(replace(item(), id="another", citation=moved)) == guid(item())  # the note grew above it
    assert guid(replace(item(), stem="Which one?")) != guid(item())
    assert guid(replace(item(), citation=cited(1, NOTE.sections[1]))) != guid(item())
    match = item(ReplyForm.MATCH)
    assert guid(replace(match, prompts=("a", "b", "c"))) != guid(match)


def test_a_question_written_by_hand_is_known_by_its_id() -> None:
    mine = item(kind="bank", id="my-kiln")
    assert guid(replace(mine, stem="Said better?", citation=cited(1, NOTE.sections[1]))) == guid(mine)
    assert guid(replace(mine, id="my-other-kiln")) != guid(mine)


def test_the_same_questions_give_the_same_bytes() -> None:
    assert anki_package(of_every_form(2), "Kiln", AT) == anki_package(of_every_form(2), "Kiln", AT)
    assert anki_package(of_every_form(2), "Kiln", AT) != anki_package(of_every_form(2), "Kiln", LATER)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "a\x1fb\x00c",
        "[sound:x.mp3] [latex]\\input{x}[/latex] [$]x[/$] [anki:tts]x[/anki:tts]",
        "{{Answer}} {{c1::x}}",
        "\ud800 half",
        '<img src="http://a.example/x.png">',
    ],
)
def test_what_a_note_says_is_shown_and_not_obeyed(anki: Anki, hostile: str) -> None:
    anki.take([item(stem=hostile, options=(hostile,) * 4, topics=(hostile,))])
    [note] = anki.notes()
    assert len(note.fields) == len(FIELDS)
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\ud800]", "", hostile)
    assert text(note["Question"]) == shown
    [card] = note.cards()
    html = card.question()
    assert "<script" not in html
    assert "<img" not in html
    assert not card.question_av_tags()
    assert text(html.partition("</style>")[2]).strip().startswith(shown.strip())


def test_a_tag_has_no_space_and_no_quotes() -> None:
    assert all(not re.search(r'[\s"]', tag) for tag in tags(item(kind='a "b"\tc', exam_tasks=("x y:1.1",))))


@pytest.mark.parametrize(("difficulty", "level"), [(0.3, 1), (0.55, 2), (0.8, 3), (0.0, 1), (1.0, 3)])
def test_levels_are_those_of_the_question_bank(difficulty: float, level: int) -> None:
    assert f"level::{level}" in list(tags(item(difficulty=difficulty)))
