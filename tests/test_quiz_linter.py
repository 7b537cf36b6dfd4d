"""Each rule of the linter with an item that breaks it, and one good item that breaks none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dva_assist.notes import parse_note
from dva_assist.quiz.linter import RULES, lint
from dva_assist.types import Citation, Explanation, QuizItem

RAW = "# Tide\n\nA lane is a track for parcels. A quay is a door for receivers.\n"
(SECTION,) = parse_note("tide.md", RAW).sections
KEY, OTHER = (
    Citation.of(marker, SECTION, sentence)
    for marker, sentence in enumerate([s for s in SECTION.sentences if " is a " in s.plain], start=1)
)
GOOD = QuizItem(
    id="0" * 12,
    kind="definition-to-term",
    stem="In Tide, what is the term for a track on which parcels travel?",
    options=("Quay", "Lane", "Stamp", "Wreck"),
    correct=(1,),
    explanations=(
        Explanation("A quay is a door for receivers.", OTHER),
        Explanation("A lane is a track for parcels.", KEY),
        Explanation("A quay is a door for receivers.", OTHER),
        Explanation("A quay is a door for receivers.", OTHER),
    ),
    citation=KEY,
    topics=("Tide",),
    exam_tasks=(),
    difficulty=0.5,
)
LONG = "Lane for all parcels that travel between two harbors at night"

BAD: dict[str, list[dict[str, Any]]] = {
    "shape": [{"options": ("Quay", "Lane", "Stamp")}, {"correct": (0, 1)}],
    "options_differ": [{"options": ("Quay", "Lane", "lanes", "Wreck")}],
    "stem_asks": [
        {"stem": "In Tide, a lane is a track."},
        {"stem": "What is it?"},
        {"stem": "what is a good track for them?"},
    ],
    "stem_stands_alone": [
        {"stem": "In Tide, which of the following is a track?"},
        {"stem": "What is the track above?"},
    ],
    "stem_is_positive": [
        {"stem": "In Tide, which of these is not a track for parcels?"},
        {"stem": "In Tide, what carries all parcels except wrecks?"},
    ],
    "stem_hides_key": [{"stem": "In Tide, what is the term for a track with lanes?"}],
    "words_give_no_clue": [{"options": ("Quay", "Parcel track", "Stamp", "Wreck")}],
    "length_gives_no_clue": [
        {"options": ("Quay", LONG, "Stamp", "Wreck")},
        {"options": (LONG, "Lane", LONG + "s", LONG + " x")},
    ],
    "options_are_parallel": [
        {"options": ("Quay.", "Lane", "Stamp", "Wreck")},
        {"options": ("5 quays", "Lane", "Stamp", "Wreck")},
        {"options": ("quay", "Lane", "Stamp", "Wreck")},
    ],
    "grammar_gives_no_clue": [{"stem": 'In Tide, which value completes this statement: "It is an ____ of parcels"?'}],
    "no_sweeping_option": [{"options": ("All of these", "Lane", "Stamp", "Wreck")}],
    "amounts_differ": [{"options": ("1 KB", "1,024 bytes", "4 KB", "8 KB")}],
    "no_markup": [
        {"stem": "In Tide, what is the **term** for a track?"},
        {"options": ("Quay (A", "Lane", "Stamp", "Wreck")},
    ],
    "options_are_explained": [{"citation": OTHER}, {"explanations": (*GOOD.explanations[:3], Explanation(" ", OTHER))}],
}


def test_good_item_breaks_no_rule() -> None:
    assert lint(GOOD) == []


@pytest.mark.parametrize(("rule", "change"), [(rule, change) for rule, changes in BAD.items() for change in changes])
def test_bad_item_breaks_its_rule(rule: str, change: dict[str, Any]) -> None:
    item = replace(GOOD, **change)
    assert rule in {wrong.split(":")[0] for wrong in lint(item)}


def test_each_rule_has_a_bad_item() -> None:
    assert {rule.__name__ for rule in RULES} | {"shape"} == set(BAD)


@pytest.mark.parametrize(
    "stem",
    [
        'In Tide, what is the term for a parcel that was "not fetched" in time?',
        "In Tide, what is the term for a door that cannot be locked?",
    ],
)
def test_negation_inside_what_is_described_is_fine(stem: str) -> None:
    assert lint(replace(GOOD, stem=stem)) == []
