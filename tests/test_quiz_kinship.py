"""Which wrong options could tempt: of one category and near in meaning, with no mark that tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import numpy as np
import pytest

from dva_assist.notes import parse_note
from dva_assist.protocols import Vectors
from dva_assist.quiz import FactBook, make_quiz
from dva_assist.quiz.distractors import amounts_for
from dva_assist.quiz.facts import Definition
from dva_assist.quiz.kinship import cosine, genus, gives_away, head, is_measure, shape, tempts
from dva_assist.quiz.pairs import is_confused

LINES = (
    "A calm lane is a track that keeps the order of all parcels.",
    "A swift lane is a track for goods that nobody needs.",
    "A harbor is a door that opens for receivers of goods.",
    "A stamp is a moment at which the queue took something.",
    "A backlog is the number of parcels that wait.",
)


def book(*lines: str, angles: Mapping[str, float] | None = None) -> FactBook:
    """A note of ``lines``; ``angles`` are those of the vectors in degrees, by a word of the sentence."""
    note = parse_note("tide.md", "\n".join(["# Tide", "", *lines, ""]))
    starts = {
        sentence.start: np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))], np.float32)
        for section in note.sections
        for sentence in section.sentences
        for word, angle in (angles or {}).items()
        if word in sentence.plain
    }

    def lookup(section_id: str, start: int) -> Vectors | None:
        return starts.get(start)

    return FactBook.of([note], (), lookup if angles else None)


def term(found: FactBook, name: str) -> Definition:
    return next(fact for fact in found.definitions if fact.term == name)


def test_without_an_index_there_is_no_cosine_and_one_subject_will_do() -> None:
    found = book(*LINES)
    assert cosine(term(found, "harbor"), term(found, "stamp"), found) is None
    assert tempts(term(found, "harbor"), term(found, "stamp"), found)


@pytest.mark.parametrize(
    ("key", "other", "angle", "expected"),
    [
        ("calm lane", "swift lane", 60, True),  # one head: a cosine of 0.5 is enough
        ("calm lane", "swift lane", 80, False),  # 0.17 is implausible all the same
        ("calm lane", "swift lane", 5, False),  # 0.996 says the same: the wrong option may be right
        ("harbor", "stamp", 60, False),  # a door and a moment
        ("harbor", "stamp", 30, True),  # unless they are spoken of alike: 0.87
        ("harbor", "backlog", 40, False),  # a quantity is never taken for a thing
    ],
)
def test_a_floor_for_each_category_and_a_ceiling(key: str, other: str, angle: float, expected: bool) -> None:
    found = book(*LINES, angles={key: 0.0, other: angle})
    assert tempts(term(found, key), term(found, other), found) is expected


def test_a_sentence_without_a_vector_is_judged_by_its_category() -> None:
    found = book(*LINES, angles={"harbor": 0.0})
    assert cosine(term(found, "harbor"), term(found, "stamp"), found) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A gate is a rule that sends parcels on.", {"rule"}),
        ("A gate is a set of rules that send parcels on.", {"rule"}),
        ("A gate is a standard queue whose parcels carry a stamp.", {"queue"}),
    ],
)
def test_the_genus_of_a_definition(line: str, expected: set[str]) -> None:
    (fact,) = book(line).definitions
    assert genus(fact) == expected


def test_the_head_of_a_term() -> None:
    assert head("gateway endpoint for parcels") == head("interface endpoint") == {"endpoint"}
    assert head("DeletionPolicy") == {"policy"}
    assert head("gateway load balancer (GLB)") != head("gateway endpoint")


def test_what_is_counted_is_a_measure() -> None:
    found = book(*LINES)
    assert is_measure(term(found, "backlog"))
    assert not is_measure(term(found, "harbor"))


def test_code_is_told_apart_by_how_it_is_written() -> None:
    found = book(
        "- `CALM_LANE` is a track that keeps order.",
        "- `swiftLane` is a track for lost goods.",
        "- `LaneException` is a reply that a lost parcel gets.",
    )
    assert [shape(fact, found) for fact in found.definitions] == ["code capitals", "code name", "error"]


def test_a_mark_of_the_wrong_options_alone_gives_the_key_away() -> None:
    wrong = ["FULL_REQUEST_CACHING", "PER_RESOLVER_CACHING", "OPERATION_LEVEL_CACHING"]
    assert gives_away("AMAZON_DYNAMODB", wrong)
    assert not gives_away("FULL_CACHING", wrong)
    assert not gives_away("AMAZON_DYNAMODB", [*wrong[:2], "AWS_LAMBDA"])


def test_only_what_is_alike_makes_a_pair() -> None:
    found = book(*LINES)
    assert is_confused(term(found, "calm lane"), term(found, "swift lane"), found)
    assert not is_confused(term(found, "harbor"), term(found, "stamp"), found)


def test_what_a_sentence_contrasts_makes_a_pair() -> None:
    found = book(*LINES, "A harbor looks like a stamp, but nobody can walk through a stamp.")
    assert is_confused(term(found, "harbor"), term(found, "stamp"), found)


def test_a_pair_lies_near_where_an_index_tells() -> None:
    far = book(*LINES, angles={"calm lane": 0.0, "swift lane": 70.0})
    assert not is_confused(term(far, "calm lane"), term(far, "swift lane"), far)


def test_a_wrong_amount_is_of_the_same_unit_and_of_a_believable_size() -> None:
    found = book(
        "A parcel in the queue may weigh up to 64 KB.",
        "A crate in the harbor may weigh up to 9,000 KB.",
        "A lorry at the quay is unloaded within 48 minutes.",
    )
    wrong = [text for text, _ in amounts_for(found.figures[0], found, Random(1))]
    assert len(wrong) == 3
    assert all(text.endswith(" KB") and 8 <= float(text.split()[0]) <= 512 for text in wrong)


def test_an_odd_number_and_many_nines_have_no_believable_multiples() -> None:
    found = book("The harbor listens on the port number 3,001 KB by default.", "A crate survives with 99.99% chance.")
    assert [amounts_for(figure, found, Random(1)) for figure in found.figures] == [[] for _ in found.figures]


def test_a_statement_does_not_name_the_term_that_is_judged() -> None:
    good = book(*LINES[:4])
    assert make_quiz(good, count=9, seed=1, kind="true-false")
    named = book("A parcel lane is a track that keeps the order of a parcel.", *LINES[1:4])
    stems = [item.stem for item in make_quiz(named, count=9, seed=1, kind="true-false")]
    assert stems
    assert not [stem for stem in stems if "keeps the order of a parcel" in stem]


def test_a_statement_with_several_other_amounts_is_not_judged() -> None:
    lone = "A crate at the quay waits for a receiver up to 20 minutes."
    many = "A crate at the quay waits up to 60 minutes in 3 rounds of 20 minutes with 4 calls by 2 guards."
    assert make_quiz(book(lone), count=5, seed=1, kind="true-false")
    assert not make_quiz(book(many), count=5, seed=1, kind="true-false")
