"""A quiz as a code: there and back, short, safe in an address, and refused where it is mistyped."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, QuizChoices, decode, encode, make_quiz

WHOLE = QuizChoices(20, 12_345, "cloze", "Tide", ("tide.md#lanes", "tide.md#ß"), "0123456789abcdef")
RAW = "# Tide\n\nA lane is a track on which parcels travel in order.\n"
SAFE = set(string.ascii_letters + string.digits + "-_")


@pytest.mark.parametrize(
    "choices",
    [WHOLE, QuizChoices(10, 1, notes="0123456789abcdef"), QuizChoices(1, 0, None, "Tide"), QuizChoices(3, 9, "match")],
)
def test_there_and_back(choices: QuizChoices) -> None:
    assert decode(encode(choices)) == choices
    assert set(encode(choices)) <= SAFE


def test_short_for_a_quiz_of_all_notes() -> None:
    assert len(encode(QuizChoices(20, 999_999, notes="0123456789abcdef"))) <= 60


def test_space_and_line_breaks_around_a_code_are_borne() -> None:
    code = encode(WHOLE)
    assert decode(f" {code[:30]}\n{code[30:]} ") == WHOLE


@pytest.mark.parametrize("at", range(0, len(encode(WHOLE)), 5))
def test_a_mistyped_code_is_refused(at: int) -> None:
    code = encode(WHOLE)
    other = "A" if code[at] != "A" else "B"
    with pytest.raises(BadInput, match=r"copy it once more|another version"):
        decode(code[:at] + other + code[at + 1 :])


@pytest.mark.parametrize("code", ["", "1", "2", "hello", "1" * 50, "ü" * 20, encode(WHOLE)[:-3], "A" * 100_000])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadInput, match="copy it once more"):
        decode(code)


def test_a_code_of_another_version_says_so() -> None:
    with pytest.raises(BadInput, match="another version"):
        decode("9" + encode(WHOLE)[1:])


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        QuizChoices,
        st.integers(0, 500),
        st.integers(0, 2**63),
        st.none() | st.text(max_size=20),
        st.none() | st.text(max_size=30),
        st.lists(st.text(max_size=30), max_size=6).map(tuple),
        st.text("0123456789abcdef", min_size=16, max_size=16),
    )
)
def test_any_choices_survive(choices: QuizChoices) -> None:
    assert decode(encode(choices)) == choices


def test_other_notes_are_recognised_and_the_order_of_files_does_not_matter() -> None:
    one, two = parse_note("a.md", RAW), parse_note("b.md", RAW)
    book = FactBook.of([one, two])
    choices = QuizChoices(5, 1, notes=book.fingerprint)
    assert choices.fits(FactBook.of([two, one]).fingerprint)
    assert not choices.fits(FactBook.of([one]).fingerprint)
    assert not choices.fits(FactBook.of([one, parse_note("b.md", RAW + " ")]).fingerprint)


def test_the_same_code_gives_the_same_quiz() -> None:
    book = FactBook.of([parse_note("a.md", RAW + "\nA parcel in the queue may weigh up to 64 KB.\n")])
    chosen = decode(encode(QuizChoices(4, 7, notes=book.fingerprint)))
    again = FactBook.of([parse_note("a.md", RAW + "\nA parcel in the queue may weigh up to 64 KB.\n")])
    assert chosen.fits(again.fingerprint)
    assert make_quiz(again, count=chosen.count, seed=chosen.seed) == make_quiz(book, count=4, seed=7) != []
