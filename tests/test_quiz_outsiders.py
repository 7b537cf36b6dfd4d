"""Wrong options for a list are things of the kind that the list is of."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from dva_assist.notes import parse_note
from dva_assist.protocols import Vectors
from dva_assist.quiz import FactBook
from dva_assist.quiz.outsiders import noun_of, outsiders_for

NOTE = """# Tide

## Parcels

The Tide has these states of a parcel:

- `WAITING` is at the gate.
- `MOVING` is on a lane.
- `GONE` is with its receiver.

## Lanes

Every track in the deep winter has these states of ice and water:

- `OPEN` takes every crate.
- `SHUT` takes none.
- `FROZEN` is under ice.

## Guards

The Tide has these tools of a guard:

- `HOOK` pulls a crate.
- `LAMP` shows the way.
- `BELL` calls for help.

## Lane policies compared

| Policy | Effect |
|---|---|
| Calm | the order is kept |
| Swift | crates overtake each other |
| Fair | each sender has a turn |
"""


def book(cosine: float | None) -> FactBook:
    """Any two sentences have this cosine, or no vector."""

    def lookup(section_id: str, start: int) -> Vectors | None:
        vector = np.zeros(5_000, np.float32)
        vector[0], vector[start + 1] = np.sqrt(cosine or 0), np.sqrt(1 - (cosine or 0))
        return vector

    return FactBook.of([parse_note("tide.md", NOTE)], (), None if cosine is None else lookup)


def names(found: FactBook) -> set[str]:
    roster = next(one for one in found.rosters if "states of a parcel" in one.question)
    return {one.text for one in outsiders_for(roster.members[0], roster, found, Random(1), 9)}


def test_with_an_index_states_stand_against_states_only() -> None:
    assert names(book(0.5)) == {"OPEN", "SHUT", "FROZEN"}


def test_states_of_which_nobody_would_think_are_left_out() -> None:
    assert names(book(0.1)) == set()


def test_without_an_index_other_lists_of_the_subject_will_do() -> None:
    assert names(book(None)) == {"OPEN", "SHUT", "FROZEN", "HOOK", "LAMP", "BELL"}


def test_the_rows_of_a_table_that_its_heading_names_are_a_list() -> None:
    (roster,) = [one for one in book(None).rosters if "policies" in one.question]
    assert roster.question == "In Tide, which of these is one of the lane policies?"
    assert [member.text for member in roster.members] == ["Calm", "Swift", "Fair"]


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Which of these is one of the deployment modes of the Tide?", "mode"),
        ("Which of these is one of the policy types?", "polici type"),
        ("Which of these is one of the kinds of service scaling that the Tide supports?", "scale"),
        ("Which of these is one of the ways to call the harbor?", ""),
    ],
)
def test_what_a_list_is_of(question: str, noun: str) -> None:
    assert noun_of(question) == noun
