"""All questions on one fact, what can be asked, and the questions that follow up on an answer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import KINDS, FactBook, askable, follow_up, items_on
from dva_assist.quiz.linter import lint

FOLDER = Path(__file__).parent / "data" / "quiz"
LEASE = "A lease is the time during which one receiver\nalone may see a parcel."


@lru_cache
def book() -> FactBook:
    files = sorted(FOLDER.glob("*.md"))
    return FactBook.of(parse_note(file.name, file.read_text(encoding="utf-8")) for file in files)


def start_of(words: str, note: str = "tidewater.md") -> int:
    return (FOLDER / note).read_text(encoding="utf-8").index(words)


def test_all_kinds_on_one_fact_cite_it() -> None:
    start = start_of(LEASE)
    found = items_on(book(), "tidewater.md#delivery", start, 1)
    kinds = [item.kind for item in found]
    assert {"definition-to-term", "term-to-definition", "cloze"} <= set(kinds)
    assert len(kinds) == len(set(kinds))
    assert {item.citation.quote for item in found} == {LEASE}
    assert [wrong for item in found for wrong in lint(item)] == []


def test_kinds_are_chosen_and_the_seed_decides() -> None:
    start = start_of(LEASE)
    only = items_on(book(), "tidewater.md#delivery", start, 1, kinds=("definition-to-term",))
    assert [item.kind for item in only] == ["definition-to-term"]
    again = [items_on(book(), "tidewater.md#delivery", start, seed) for seed in (3, 3, 4)]
    assert again[0] == again[1] != again[2]


def test_a_member_of_a_list_and_the_list_are_facts_of_their_own() -> None:
    section = "granite.md#classes-of-disk"
    marble, lead = start_of("Marble keeps slabs", "granite.md"), start_of("Granite Store offers", "granite.md")
    member, whole = (items_on(book(), section, start, 1) for start in (marble, lead))
    assert [(item.kind, item.options[item.correct[0]]) for item in member] == [("list-member", "Marble")]
    assert {item.kind for item in whole} == {"multiple-response"}


@pytest.mark.parametrize("place", [("tidewater.md#delivery", 3), ("tidewater.md#gone", 0), ("gone.md#x", 0)])
def test_no_such_fact_gives_nothing(place: tuple[str, int]) -> None:
    assert items_on(book(), *place, 1) == []


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="did you mean 'cloze'"):
        items_on(book(), "tidewater.md#delivery", 0, 1, kinds=("clozes",))


def test_askable_lists_each_place_once_in_the_order_of_the_notes() -> None:
    places = askable(book())
    assert len(places) == len(set(places)) > 80
    assert [section.split("#")[0] for section, _ in places] == sorted(section.split("#")[0] for section, _ in places)
    of_one = [start for section, start in places if section == "tidewater.md#delivery"]
    assert of_one == sorted(of_one) and start_of(LEASE) in of_one


def test_askable_of_chosen_sections() -> None:
    assert {section for section, _ in askable(book(), ["tidewater.md#delivery"])} == {"tidewater.md#delivery"}
    assert askable(book(), []) == []
    with pytest.raises(BadInput, match="unknown section"):
        askable(book(), ["tidewater.md#gone"])


def test_most_places_give_a_question() -> None:
    places = askable(book())
    assert sum(bool(items_on(book(), *place, 1)) for place in places) >= 0.8 * len(places)


def test_follow_up_asks_about_what_was_cited() -> None:
    found = follow_up(book(), ["tidewater.md#delivery"], seed=1)
    assert len(found) == 3
    assert {item.citation.section.id for item in found} == {"tidewater.md#delivery"}
    assert len({item.citation.start for item in found}) == len({item.kind for item in found}) == 3


def test_follow_up_takes_turns_between_the_cited_sections() -> None:
    cited = ["tidewater.md#delivery", "granite.md#slabs-and-shelves"]
    found = follow_up(book(), cited, seed=1, count=4)
    assert [item.citation.section.id for item in found] == cited * 2


def test_follow_up_goes_on_with_the_neighbours() -> None:
    found = follow_up(book(), ["tidewater.md#choosing-a-lane"], seed=1, count=8)
    sections = [item.citation.section.id for item in found]
    assert sections[:4] == ["tidewater.md#choosing-a-lane"] * 4
    assert {section.split("#")[0] for section in sections} == {"tidewater.md"}
    assert set(sections[4:]) <= {"tidewater.md#calm-and-swift-lanes-compared", "tidewater.md#limits-and-defaults"}
    assert len({(item.citation.section.id, item.citation.start) for item in found}) == 8


def test_follow_up_starts_from_a_section_without_facts() -> None:
    found = follow_up(book(), ["tidewater.md#then-and-now"], seed=1)
    assert len(found) == 3 and {item.citation.section.note for item in found} == {"tidewater.md"}


def test_follow_up_repeats_a_fact_in_another_form_where_there_are_too_few() -> None:
    small = FactBook.of([parse_note("a.md", "# Tide\n\nA parcel in the queue may weigh up to 64 KB.\n")])
    found = follow_up(small, ["a.md#tide"], seed=1)
    assert len(found) == len({item.kind for item in found}) == len({item.stem for item in found}) > 1


@pytest.mark.parametrize("sections", [[], ["gone.md#x"]])
def test_nothing_to_follow_up_gives_nothing(sections: list[str]) -> None:
    assert follow_up(book(), sections, seed=1) == []


def test_same_seed_same_follow_up() -> None:
    runs = [follow_up(book(), ["tidewater.md#delivery"], seed=seed) for seed in (5, 5, 6)]
    assert runs[0] == runs[1] != runs[2]


def test_every_kind_is_reached_from_some_fact() -> None:
    kinds = {item.kind for place in askable(book()) for item in items_on(book(), *place, 1)}
    assert kinds == set(KINDS)
