"""The support gate by sentences that a quote carries and sentences that it does not."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dva_assist.support import gate, supports
from dva_assist.support.tokens import tokens

FERRY = "Ferry to Oss; Default: 4 trips; Maximum: 9 trips; Adjustable: No; Scope: each day"
MILL = "The mill grinds rye, and its owner sells the flour on Fridays."

CARRIED = [
    ("word for word", "The cellar floods in March.", "The cellar floods in March."),
    ("markup apart", "Call `OpenGate` first.", "**Call** OpenGate first."),
    ("what follows a comma left out", "The mill grinds rye.", MILL),
    ("an item of a list left out", "The cart carries oats and hay.", "The cart carries oats, coal and hay."),
    ("an insertion left out", "The lock opens at six.", "The lock, built in 1820, opens at six."),
    ("the second of two verbs", "The lamp burns at night.", "The lamp is new, but it burns at night."),
    ("the second statement", "Geese fly south.", "Hens stay, and geese fly south."),
    ("a condition kept", "The lift stops if the lamp is red.", "The lift stops if the lamp is red, and a bell rings."),
    ("a denial kept", "A seal can't be repaired.", "A seal cannot be repaired, so it is cut."),
    ("brackets left out", "The hall seats 90 guests.", "The hall seats 90 guests (80 in winter)."),
    ("a number word", "A ticket is valid for twelve days.", "A ticket is valid for 12 days; a pass is dearer."),
    ("a thousands separator", "The hall seats 1000 guests.", "The hall seats 1,000 guests, and a gallery 90."),
    ("one for many", "A guest pays the tax.", "Guests pay the tax, and so does the host."),
    ("a cell of a row", "The ferry to Oss: 9 trips at maximum.", FERRY),
    ("a cell in another order", "By default, there may be 4 trips of the ferry to Oss.", FERRY),
    ("the maximum in other words", "The ferry to Oss has up to 9 trips.", FERRY),
    ("brackets of a cell left out", "A small hall: 90 seats.", "Small hall; Seats: 90 (80 in winter); Heated: No"),
    ("a denying cell", "The ferry to Oss is not adjustable.", FERRY),
]

NOT_CARRIED = [
    ("another number", "The lock holds 14 boats.", "The lock holds 12 boats.", 'not say "14"'),
    ("another unit", "A token lasts 300 minutes.", "A token lasts 300 seconds.", 'not say "minutes"'),
    ("numbers exchanged", "Reads cost 8 and writes 2.", "Reads cost 2 and writes 8.", "of this"),
    ("maximum for default", "The ferry to Oss: 9 trips by default.", FERRY, "of this"),
    ("a cell without its head", "The ferry to Oss: 9 trips.", FERRY, 'restrict this: "Maximum"'),
    ("the default as the maximum", "The ferry to Oss has up to 4 trips.", FERRY, "not say"),
    ("two cells in one", "The ferry to Oss has 4 trips by default and 9 at maximum.", FERRY, "of this"),
    ("another row's subject", "The ferry has 4 trips by default.", FERRY, 'restrict this: "Oss"'),
    ("another name", "Call OpenDoor first.", "Call OpenGate first.", '"OpenDoor"'),
    ("a longer name", "OpenGateNow lets boats in.", "OpenGate lets boats in.", '"OpenGateNow"'),
    ("a name of another quote's kind", "The task role reads logs.", "The task execution role reads logs.", "execution"),
    ("another subject", "Larches lose their needles.", "Pines lose their needles.", "Larches"),
    ("a subject of another clause", "Geese stay.", "Hens stay, and geese fly south.", "of this"),
    ("a subject lost", "Bees keep hives.", "Ants keep aphids, and people who like bees keep hives.", "restrict"),
    ("a verb lost", "Ants keep hives.", "Ants keep aphids, and bees keep hives.", "restrict"),
    ("a denial left out", "The seal can be repaired.", "The seal cannot be repaired.", "not"),
    ("a denial put in", "The seal cannot be repaired.", "The seal can be repaired.", "not"),
    ("one denial of two", "The king has no son and has a ship.", "The king has no son and has no ship.", "no"),
    ("a denied cell", "The ferry to Oss is adjustable.", FERRY, "not"),
    ("roles exchanged", "The hens feed the farmer.", "The farmer feeds the hens.", "of this"),
    ("a passive", "The gate is closed.", "The gate closes, and a bell rings.", '"is"'),
    ("unless left out", "The bridge opens.", "The bridge opens unless fog lies on it.", "restrict"),
    ("if left out", "Goods are taken back.", "Goods are taken back if the box is sealed.", "restrict"),
    ("only left out", "The court hears appeals.", "The court hears only written appeals.", "restrict"),
    ("an opening phrase left out", "The pond freezes.", "In hard winters, the pond freezes.", "restrict"),
    ("a qualifying word left out", "Trains are quiet.", "Electric trains are quiet.", "restrict"),
    ("a closing phrase left out", "Tickets are free.", "Tickets are free for children.", "restrict"),
    ("an alternative left out", "It lasts a year.", "It lasts a year or 90 trips, whichever is less.", "restrict"),
    ("a doubt left out", "The fee is 9.", "The fee is 9, says a guest who is wrong.", "restrict"),
    ("a doubt in brackets left out", "The lamp burns.", "The lamp burns (wrong).", "restrict"),
    ("only, behind but", "A queue keeps order.", "A queue keeps order, but only for FIFO.", "restrict"),
    ("a row turned round", "The miller pays the farmer.", "Farmer; Pays: the miller; Often: no", "restrict"),
    ("a word put in", "The pond always freezes.", "The pond freezes.", '"always"'),
    ("a clause put in", "The mill grinds rye, and the miller bakes.", MILL, '"miller"'),
    ("a paraphrase", "Rye is milled there.", MILL, ""),
]


@pytest.mark.parametrize(("what", "sentence", "quote"), CARRIED, ids=[row[0] for row in CARRIED])
def test_carried(what: str, sentence: str, quote: str) -> None:
    verdict = supports(sentence, [quote])
    assert verdict.supported, f"{what}: {verdict.reason}"
    assert verdict.reason == ""


@pytest.mark.parametrize(("what", "sentence", "quote", "reason"), NOT_CARRIED, ids=[row[0] for row in NOT_CARRIED])
def test_not_carried(what: str, sentence: str, quote: str, reason: str) -> None:
    verdict = supports(sentence, [quote])
    assert not verdict.supported, what
    assert reason in verdict.reason


def test_quotes_do_not_lend_each_other_their_words() -> None:
    quotes = ["A producer calls SendMessage.", "A consumer calls ReceiveMessage and gets a receipt handle."]
    assert supports("A consumer calls ReceiveMessage.", quotes).supported
    assert supports("A consumer calls SendMessage.", quotes).reason == 'the quotes do not say "consumer" of this'


def test_a_heading_lends_no_denial() -> None:
    quote = "The lamp burns at night."
    assert not supports("The lamp never burns at night.", [quote], headings=["What the lamp never does"]).supported


def test_a_name_may_stand_in_a_heading() -> None:
    quote = "A message is kept for 4 days."
    assert not supports("In SQS a message is kept for 4 days.", [quote]).supported
    assert supports("In SQS a message is kept for 4 days.", [quote], headings=["Retention in Amazon SQS"]).supported


def test_what_a_row_is_about_may_stand_in_the_question_but_not_which_limit_it_is() -> None:
    asked = "How many trips does the ferry to Oss make, what is the maximum?"
    assert supports("By default it has 4 trips.", [FERRY], asked=asked).supported
    assert not supports("By default it has 4 trips.", [FERRY]).supported
    assert not supports("It has 9 trips.", [FERRY], asked=asked).supported
    assert not supports("It has 9 trips a week at maximum.", [FERRY], asked=f"{asked} a week").supported


@pytest.mark.parametrize(("sentence", "quotes"), [("The pond freezes.", []), ("", ["The pond freezes."])])
def test_with_nothing_to_compare_nothing_is_carried(sentence: str, quotes: list[str]) -> None:
    assert supports(sentence, quotes).reason == "there is nothing to compare"


def test_tokens_are_compared_by_value_name_or_stem() -> None:
    assert [t.key for t in tokens("Twelve SCPs aren't 1,440-minute `Gates`.")] == [
        *("12.0", "scp", "be", "not", "1,440-minute", "gates", ".")
    ]


def test_the_examples_of_the_gate_hold() -> None:
    assert doctest.testmod(gate).failed == 0


WORDS = st.sampled_from("lamp river stone bell never only unless 7 12 OpenGate 40 MB, and is not (red) if or".split())
TEXT = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


@given(TEXT, st.lists(TEXT, max_size=2))
def test_a_quote_supports_itself(text: str, more: list[str]) -> None:
    assert supports(text, [*more, text]).supported


@given(
    st.sampled_from(["The lamp burns for {} hours.", "At most {} boats pass the lock.", "The fee is {}% a year."]),
    st.integers(2, 10**6),
    st.integers(2, 10**6),
)
def test_a_quote_with_another_number_never_supports(text: str, one: int, other: int) -> None:
    assert supports(text.format(one), [text.format(other)]).supported == (one == other)


@given(TEXT, TEXT)
def test_a_word_that_no_quote_has_is_never_carried(text: str, quote: str) -> None:
    assert not supports(f"{text} heron", [quote, text]).supported


@given(TEXT, TEXT)
def test_any_text_gets_a_verdict_and_a_reason(sentence: str, quote: str) -> None:
    verdict = supports(sentence, [quote])
    assert verdict.supported == (verdict.reason == "")
    assert not re.search(r"\s\s|\n", verdict.reason)
