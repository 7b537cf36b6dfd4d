"""What can be asked without the rest of its row or sentence, and what cannot."""

from __future__ import annotations

from random import Random

import pytest

from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, make_quiz
from dva_assist.quiz.distractors import amounts_for
from dva_assist.quiz.facts import Figure, Form
from dva_assist.quiz.fragments import is_fragment, is_outside


@pytest.mark.parametrize(
    ("term", "body", "form"),
    [
        ("Wet", "Grant it to the trusted harbor only", Form.CURE),
        ("Wet", "Change the file", Form.CURE),
        ("Wet", "Retry", Form.CURE),
        ("Wet", "No provider of the chain had any", Form.CAUSE),
        ("403 by plan", "The captain of the harbor closed the lane", Form.CAUSE),
        ("Lane", "standard web application", Form.CHOICE),
        ("Lane", "a draft by an author who knows no harbor", Form.NOUN),
        ("Lane", "the oldest of all", Form.NOUN),
    ],
)
def test_what_leans_on_its_row_is_a_fragment(term: str, body: str, form: Form) -> None:
    assert is_fragment(term, body, form)


@pytest.mark.parametrize(
    ("term", "body", "form"),
    [
        ("Wet", "Grant the right to the trusted harbor only", Form.CURE),
        ("Wet", "Change the file of the harbor's lanes", Form.CURE),
        ("403 Forbidden", "The captain of the harbor closed the lane", Form.CAUSE),
        ("Lane", "for a standard harbor", Form.CHOICE),
        ("Lane", "a track on which parcels travel", Form.NOUN),
    ],
)
def test_what_stands_alone_is_none(term: str, body: str, form: Form) -> None:
    assert not is_fragment(term, body, form)


def test_what_is_outside_the_exam_is_told_by_its_sentence() -> None:
    assert is_outside("Lightsail is a simple server and not part of the exam.")
    assert not is_outside("Lightsail is a simple server that is part of a plan.")


def tide(*lines: str) -> FactBook:
    return FactBook.of([parse_note("tide.md", "\n\n".join(("# Tide", *lines)) + "\n")])


def test_a_bound_that_is_open_is_not_changed_in_a_statement() -> None:
    others = "A quay holds up to 20 KB.\n\nA stamp takes up to 64 KB.\n\nA wreck keeps up to 90 KB of letters."
    for told, asked in (
        ("A parcel of more than 40 KB needs a boat.", False),
        ("A parcel of letters holds up to 40 KB at night.", True),
    ):
        found = make_quiz(tide(told, others), count=9, seed=1, kind="true-false")
        assert any(item.citation.quote == told for item in found) is asked


def test_figures_of_our_own_are_halves_doubles_and_fourfold_and_never_years() -> None:
    one = only_figure("A lane keeps parcels for up to 40 days at night.")
    assert {text for text, _ in amounts_for(one, tide(one.sentence.plain), Random(1))} <= {
        "20 days",
        "80 days",
        "160 days",
    }
    year = only_figure("A lane keeps parcels for up to 3 years at night.")
    assert amounts_for(year, tide(year.sentence.plain), Random(1)) == []


def only_figure(text: str) -> Figure:
    (figure,) = tide(text).figures
    return figure
