"""The gates on 300 items made from the corpus, and that each gate notices what it is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from dva_assist import wiring
from dva_assist.notes import find_notes, parse_note
from dva_assist.notes.files import read_note
from dva_assist.quiz import KINDS, FactBook, make_quiz
from dva_assist.types import Note, QuizItem, ReplyForm
from evals.quiz import gates

MAX_BYTES = 5_000_000


@lru_cache
def notes() -> tuple[Note, ...]:
    return tuple(parse_note(file.path, read_note(file, MAX_BYTES)) for file in find_notes([wiring.corpus()]))


@lru_cache
def items() -> tuple[QuizItem, ...]:
    return tuple(make_quiz(FactBook.of(notes()), count=300, seed=1))


def raw() -> dict[str, str]:
    return {note.path: note.raw for note in notes()}


def failing(found: list[gates.Gate]) -> list[str]:
    return [str(gate) for gate in found if not gate.holds]


def test_three_hundred_items_of_the_corpus_pass_the_gates() -> None:
    assert len(items()) == 300
    assert failing(gates.gates(items(), raw())) == []


def test_all_kinds_are_there_and_none_prevails() -> None:
    kinds = Counter(item.kind for item in items())
    assert set(kinds) == set(KINDS)
    assert max(kinds.values()) <= 40


FAULTY = ("definition-to-term", "term-to-definition", "confusable-pair")


def test_kinds_that_readers_found_fault_with_come_every_second_turn() -> None:
    kinds = Counter(item.kind for item in items())
    assert all(0 < kinds[kind] <= 0.6 * kinds["number"] for kind in FAULTY)


def test_keys_that_always_stand_first_are_noticed() -> None:
    fixed = [replace(item, correct=(0,)) for item in items() if item.form is ReplyForm.ONE]
    assert {gate.holds for gate in gates.positions(fixed)} == {False}


def test_long_keys_are_noticed() -> None:
    choices = [item for item in items() if item.form is ReplyForm.ONE]
    long = [
        replace(item, options=tuple(o + " " * 500 * (at in item.correct) for at, o in enumerate(item.options)))
        for item in choices
    ]
    assert not gates.longest(long).holds


def test_a_double_is_noticed() -> None:
    assert not gates.duplicates([*items()[:5], items()[0]]).holds


def test_a_citation_that_is_not_exact_is_noticed() -> None:
    item = items()[0]
    moved = replace(item, citation=replace(item.citation, start=item.citation.start + 1))
    assert not gates.exact([moved], raw()).holds


def test_an_item_against_the_rules_is_noticed() -> None:
    assert not gates.clean([replace(items()[0], stem="it")]).holds


def test_search_that_finds_nothing_is_noticed() -> None:
    item = items()[0]
    assert not gates.found_again([item], lambda question: [])[0].holds
    assert gates.found_again([item], lambda question: [item.citation.section.id])[0].holds


def test_the_question_to_the_search_carries_stem_and_key() -> None:
    item = next(item for item in items() if item.form is ReplyForm.ONE)
    assert gates.asked(item) == f"{item.stem} {item.options[item.correct[0]]}"
