"""From notes to items: golden items of each kind, choice of sections, determinism, and what holds for every item."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import KINDS, FactBook, make_quiz, topics
from dva_assist.quiz.distractors import SAMPLE
from dva_assist.quiz.linter import lint
from dva_assist.types import Note, QuizItem, ReplyForm

FOLDER = Path(__file__).parent / "data" / "quiz"


@lru_cache
def notes() -> tuple[Note, ...]:
    return tuple(parse_note(path.name, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md")))


@lru_cache
def fixture() -> FactBook:
    return FactBook.of(notes())


@lru_cache
def two_hundred() -> list[QuizItem]:
    return make_quiz(fixture(), count=200, seed=1)


def tide(*lines: str) -> FactBook:
    return FactBook.of([parse_note("tide.md", "\n".join(["# Tide", "", *lines, ""]))])


def only(book: FactBook, kind: str, stem: str) -> QuizItem:
    """The item of a kind with that stem; the message lists what there is instead."""
    found = {item.stem: item for item in make_quiz(book, count=50, seed=1, kind=kind)}
    assert stem in found, list(found)
    return found[stem]


def key(item: QuizItem) -> str:
    return item.options[item.correct[0]]


TERMS = (
    "A lane is a track on which parcels travel in order.",
    "A quay is a door through which receivers fetch goods.",
    "A stamp is a moment at which the queue took something.",
    "A wreck is a message whose delivery failed too often.",
)


def test_definition_to_term() -> None:
    item = only(
        tide(*TERMS), "definition-to-term", "In Tide, what is the term for a track on which parcels travel in order?"
    )
    assert (key(item), sorted(item.options)) == ("Lane", ["Lane", "Quay", "Stamp", "Wreck"])
    assert item.explanations[item.options.index("Quay")].text == TERMS[1]
    assert item.explanations[item.options.index("Quay")].citation.quote == TERMS[1]
    assert (item.citation.quote, item.citation.marker) == (TERMS[0], 1)


def test_term_to_definition() -> None:
    item = only(tide(*TERMS), "term-to-definition", "In Tide, what is a quay?")
    assert key(item) == "A door through which receivers fetch goods."
    assert "A track on which parcels travel in order." in item.options
    wrong = item.options.index("A track on which parcels travel in order.")
    assert item.explanations[wrong].text == f"That is said of a lane: {TERMS[0]}"


def test_number_prefers_amounts_that_the_notes_give() -> None:
    book = tide(
        "A parcel in the queue may weigh up to 64 KB.",
        "A manifest with its labels holds up to 16 KB.",
        "A receipt for the sender takes up to 32 KB.",
        "A stamp with its history takes up to 128 KB.",
    )
    stem = 'In Tide, which value completes this statement: "A parcel in the queue may weigh up to ____"?'
    item = only(book, "number", stem)
    assert (key(item), set(item.options)) == ("64 KB", {"16 KB", "32 KB", "64 KB", "128 KB"})
    wrong = item.explanations[item.options.index("16 KB")]
    assert wrong.text == "16 KB stands elsewhere (Tide): A manifest with its labels holds up to 16 KB."
    assert wrong.citation.quote == "A manifest with its labels holds up to 16 KB."


def test_number_derives_what_the_notes_lack_and_says_so() -> None:
    (item,) = make_quiz(tide("A parcel in the queue may weigh up to 64 KB."), count=5, seed=3, kind="number")
    assert len({option.split()[1] for option in item.options}) == 1
    for option, explanation in zip(item.options, item.explanations, strict=True):
        if option != "64 KB":
            assert explanation.text.startswith(f"Not {option}: the notes give 64 KB: A parcel")
            assert explanation.citation.quote == item.citation.quote


def test_list_member() -> None:
    book = tide(
        *("Tide has these lanes:", "", "- **Calm**: keeps the order.", "- **Swift**: drops the order.", ""),
        *("## Harbors", "", *TERMS),
    )
    item = only(book, "list-member", "Which of these is one of the lanes that Tide has?")
    assert key(item) in ("Calm", "Swift")
    assert {option for option in item.options if option != key(item)} <= {"Quay", "Stamp", "Wreck"}
    assert item.explanations[item.correct[0]].text.startswith("Tide has these lanes: ")
    assert "That is no part of the list: A quay is a door" in " ".join(one.text for one in item.explanations)


def test_choices_are_asked_and_errors_are_matched_only() -> None:
    items = make_quiz(fixture(), count=1_000, seed=1)
    stems = {item.stem: key(item) for item in items if item.correct}
    chosen = "In Tidewater Queue, what should you choose when a whole harbor may fail?"
    assert stems[chosen] == "Twin lane"
    asked = {item.kind for item in items if "VeinBroken" in item.options or "VeinBroken" in item.prompts}
    assert asked == {"match"}


def test_broader_and_narrower_terms_are_no_distractors() -> None:
    book = tide(
        *TERMS,
        "A night lane is a track that opens after sunset only.",
        "A harbor is a place where a lane of any kind may end.",
    )
    item = only(book, "definition-to-term", "In Tide, what is the term for a track on which parcels travel in order?")
    assert not {"Night lane", "Harbor"} & set(item.options)


def test_same_seed_same_quiz_and_another_seed_another_one() -> None:
    again = make_quiz(FactBook.of(notes()), count=40, seed=1)
    assert again == make_quiz(fixture(), count=40, seed=1)
    assert [item.id for item in again] != [item.id for item in make_quiz(fixture(), count=40, seed=2)]


def test_quiz_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys; from pathlib import Path; from dva_assist.notes import parse_note\n"
        "from dva_assist.quiz import FactBook, make_quiz\n"
        "notes = [parse_note(p.name, p.read_text(encoding='utf-8')) for p in sorted(Path(sys.argv[1]).glob('*.md'))]\n"
        "for item in make_quiz(FactBook.of(notes), count=60, seed=5): print(item.id, item.options)\n"
    )
    command = [sys.executable, "-c", code, str(FOLDER)]
    printed = [
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        for seed in ("1", "2")
    ]
    assert printed[0].stdout == printed[1].stdout != ""


def test_two_hundred_sound_items_without_a_double() -> None:
    items = two_hundred()
    assert len(items) == 200
    assert [wrong for item in items for wrong in lint(item)] == []
    assert len({item.id for item in items}) == len({item.stem for item in items}) == 200
    assert {item.kind for item in items} == set(KINDS)
    assert all(0 <= item.difficulty <= 1 for item in items)


def test_key_stands_anywhere_and_is_seldom_the_longest() -> None:
    items = [item for item in two_hundred() if item.form is ReplyForm.ONE and len(item.options) == 4]
    places, each = Counter(item.correct[0] for item in items), len(items) / 4
    # chi-square with 3 degrees of freedom: 11.34 is passed by chance in one quiz of a hundred
    assert sum((places[place] - each) ** 2 / each for place in range(4)) < 11.34
    longest = [item for item in items if all(len(key(item)) > len(one) for one in item.options if one != key(item))]
    assert len(longest) <= 0.3 * len(items)


def test_every_citation_is_exact() -> None:
    raw = {note.path: note.raw for note in notes()}
    for item in two_hundred():
        for citation in (item.citation, *(explanation.citation for explanation in item.explanations)):
            assert raw[citation.section.note][citation.start : citation.end] == citation.quote != ""


def test_small_quiz_is_spread_over_sections_and_kinds() -> None:
    items = make_quiz(fixture(), count=12, seed=4)
    assert max(Counter(item.citation.section.id for item in items).values()) <= 2
    assert max(Counter(item.kind for item in items).values()) <= 2
    assert len({(item.citation.section.id, item.citation.start) for item in items}) == 12


def sections_of(items: Iterable[QuizItem]) -> set[str]:
    return {item.citation.section.id for item in items}


@pytest.mark.parametrize("name", ["Tidewater Queue", "tidewater queue", "tidewater", "tidewater.md", "dva-c03:3.1"])
def test_topic_is_title_file_service_or_exam_task(name: str) -> None:
    items = make_quiz(fixture(), count=10, seed=1, topic=name)
    assert {citation.split("#")[0] for citation in sections_of(items)} == {"tidewater.md"}
    assert all("Tidewater Queue" in item.topics and "dva-c03:3.1" in item.exam_tasks for item in items)


def test_service_of_the_front_matter_is_a_topic() -> None:
    items = make_quiz(fixture(), count=3, seed=1, topic="Pebble Cache")
    assert {section.split("#")[0] for section in sections_of(items)} == {"granite.md"}
    assert {"Pebble Cache", "Lantern Functions", "dva-c02:1.2"} <= set(topics(fixture()))


def test_keys_come_from_the_sections_asked_for_and_distractors_from_all() -> None:
    wanted = {"tidewater.md#delivery"}
    items = make_quiz(fixture(), count=10, seed=1, sections=wanted)
    assert sections_of(items) == wanted
    others = {one.citation.section.id for item in items for one in item.explanations}
    assert others > wanted


def test_one_kind_only() -> None:
    assert {item.kind for item in make_quiz(fixture(), count=10, seed=1, kind="number")} == {"number"}


def test_fewer_facts_give_fewer_items() -> None:
    assert len(make_quiz(fixture(), count=5_000, seed=1)) < 5_000
    assert make_quiz(fixture(), count=0, seed=1) == []


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"kind": "numbers"}, r"unknown kind 'numbers'; did you mean 'number'"),
        ({"topic": "Tidewater Que"}, r"unknown topic 'tidewater que'; did you mean .*'tidewater queue'"),
        ({"sections": ["tidewater.md#deliver"]}, r"unknown section .*; did you mean .*'tidewater.md#delivery'"),
        ({"sections": ["tidewater.md#exam-traps"]}, r"nothing that a question can be made from; choose more topics"),
        ({"sections": []}, r"nothing that a question can be made from; choose more topics"),
    ],
)
def test_bad_choice_says_what_to_do(choice: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        make_quiz(fixture(), count=5, seed=1, **choice)  # type: ignore[arg-type]


def test_no_notes_hold_nothing() -> None:
    with pytest.raises(BadInput, match="choose more topics"):
        make_quiz(FactBook.of([]), count=5, seed=1)


@pytest.mark.parametrize(
    "matter", ["services: yes", "exam_tasks: [a, b]", "exam_tasks: {dva-c03: 1.2}", "services: [1, null]"]
)
def test_odd_front_matter_is_borne(matter: str) -> None:
    raw = f"---\n{matter}\n---\n\n# Tide\n\n" + "\n".join(TERMS)
    assert make_quiz(FactBook.of([parse_note("tide.md", raw)]), count=2, seed=1)


def test_large_library_is_sampled_and_keeps_its_own_subject_near() -> None:
    letters = "abcdefghij"
    words = [one + two + three for one in letters for two in letters for three in letters]
    raw = "# Word book\n\n" + "\n".join(f"A {word}x is a thing that opens door {word}q." for word in words)
    book = FactBook.of([parse_note("words.md", raw), *notes()])
    assert len(book.definitions) > SAMPLE
    item = make_quiz(
        book, count=1, seed=1, kind="term-to-definition", topic="tidewater", sections=["tidewater.md#delivery"]
    )[0]
    assert sum(one.citation.section.note == "tidewater.md" for one in item.explanations) >= 2


LINES = st.lists(
    st.sampled_from(
        [
            *TERMS,
            "**Bold lane**: a track that is *always* open.",
            "- `code_term` keeps the first part of it.",
            "- [Link](a.md): a way to another place that helps.",
            "- **Heavy**: copies each parcel to 3 places.",
            "A lane takes up to 40 parcels per second.",
            "A seal lasts at least 30 days — or 5 weeks.",
            "Tide offers these things:",
            "## Part ß of it",
            "| What | Default | Maximum |\n|---|---|---|\n| a \\| b | 5 | 10 KB |\n| `x` | 3 s | 900 s |",
            "| Error | Cause | Cure |\n|---|---|---|\n| Lost | the clock runs ahead | set it right again |",
            "",
            "😀 A flag is a sign that says **something** to all.",
        ]
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(0, 3))
def test_items_of_any_note_are_sound_and_exact(lines: list[str], end: str, seed: int) -> None:
    raw = end.join(["# Tide", "", *(line.replace("\n", end) for line in lines)])
    book = FactBook.of([parse_note("tide.md", raw)])
    if not (book.definitions or book.figures or book.rosters):
        return
    for item in make_quiz(book, count=20, seed=seed):
        assert lint(item) == []
        for citation in (item.citation, *(explanation.citation for explanation in item.explanations)):
            assert raw[citation.start : citation.end] == citation.quote
