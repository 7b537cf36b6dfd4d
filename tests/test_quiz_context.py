"""What a question says of its place in the notes, and what is too little, too odd or too plain to be asked."""

from __future__ import annotations

from random import Random

import pytest

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, make_quiz
from dva_assist.quiz.distractors import amounts_for, terms_for
from dva_assist.quiz.facts import Contrast, Form
from dva_assist.quiz.generate import RARER
from dva_assist.quiz.items import tells_little
from dva_assist.quiz.patterns import Candidate, checked, is_term
from dva_assist.quiz.rules_clues import shared
from dva_assist.types import QuizItem

SIGNALS = """## Signals of the harbor

| Signal | Meaning |
|---|---|
| Red lamp | the quay takes no parcels before the morning tide |
| Green flag | every lane is open to parcels of any weight |
| White horn | the last boat with letters leaves within minutes |
| Blue pennant | a pilot waits outside for boats without papers |
"""


def book(*lines: str) -> FactBook:
    """The facts of a note with the title "Tide"."""
    return FactBook.of([parse_note("tide.md", "\n".join(["# Tide", "", *lines, ""]))])


def items(found: FactBook, kind: str) -> list[QuizItem]:
    try:
        return make_quiz(found, count=50, seed=1, kind=kind)
    except BadInput:
        return []


@pytest.mark.parametrize("kind", ["definition-to-term", "term-to-definition"])
def test_a_cell_is_asked_about_under_its_heading(kind: str) -> None:
    found = items(book(SIGNALS), kind)
    assert found
    assert all(item.stem.startswith("In Tide (Signals of the harbor), which ") for item in found)


def test_a_sentence_that_says_its_subject_needs_no_heading() -> None:
    known, unknown = (
        "A parcel in the queue weighs up to 64 KB before it is split.",
        "A letter with all its seals weighs up to 16 KB.",
    )
    stems = [figure.question for figure in book("## The queue", "", known, unknown).figures]
    assert [stem.partition(", ")[0] for stem in stems] == ["In Tide", "In Tide (the queue)"]


@pytest.mark.parametrize("heading", ["Limits and defaults", "Overview", "Key facts"])
def test_a_heading_that_says_nothing_is_not_told(heading: str) -> None:
    (figure,) = book(f"## {heading}", "", "A letter with all its seals weighs up to 16 KB.").figures
    assert figure.question.startswith("In Tide, which value")


def test_what_is_told_with_a_few_words_is_not_asked_for() -> None:
    found = book(SIGNALS.replace("the quay takes no parcels before the morning tide", "no parcels before noon"))
    little = {fact.term for fact in found.definitions if tells_little(fact)}
    assert little == {"Red lamp"}
    stems = [item.stem for item in items(found, "definition-to-term")]
    assert stems and not [stem for stem in stems if "before noon" in stem]


def test_a_name_that_holds_words_of_its_meaning_is_not_asked_for_it() -> None:
    found = book(SIGNALS.replace("Red lamp", "`QuayParcelsStop`"))
    assert not [item for item in items(found, "term-to-definition") if "QuayParcelsStop" in item.stem]


@pytest.mark.parametrize(
    "body",
    [
        "tests for rope, and tide:SailVersion tests the sails of a boat",
        "protects the crew, masking protects the cargo of the boat",
        "sends the boat to another quay, and a detour (marked 200) serves other goods",
    ],
)
def test_a_second_statement_makes_no_definition(body: str) -> None:
    assert checked(Candidate("mast", body, Form.VERB)) is None


def test_a_remark_in_brackets_is_no_part_of_a_name() -> None:
    assert not is_term("OpenLane (no hook)") and is_term("Tide Service Line (TSL)")
    assert not is_term("Tide result in a harbor")


def test_one_thing_does_not_stand_among_the_options_twice() -> None:
    found = book(
        "A calm lane is a track on which parcels travel in the order of their stamps.",
        "A night lane is a track that opens after sunset for boats with lamps.",
        "A night lane line is a track that nobody but the pilot may use.",
        "A twin lane is a track with a second harbor behind the first.",
        "A swift lane is a track for goods that nobody will miss.",
    )
    key = next(fact for fact in found.definitions if fact.term == "calm lane")
    for seed in range(20):
        terms = {one.term for one in terms_for(key, found, Random(seed))}
        assert len(terms) == 3
        assert not {"night lane", "night lane line"} <= terms


def test_the_kind_of_all_options_is_no_option() -> None:
    found = book(
        "A calm lane policy is a harbor policy that keeps the order of all parcels.",
        "A night lane policy is a harbor policy that waits until sunset.",
        "A twin lane policy is a harbor policy that copies goods to another place.",
        "A harbor policy is the setting of a quay by which its boats are chosen.",
        "A swift lane policy is a harbor policy without any memory.",
    )
    key = next(fact for fact in found.definitions if fact.term == "calm lane policy")
    assert "harbor policy" not in {one.term for one in terms_for(key, found, Random(1))}


def amounts(*lines: str) -> list[float]:
    """What stands beside the figure of the first line."""
    notes = [parse_note("tide.md", f"# Tide\n\n{lines[0]}\n")]
    notes += [parse_note(f"n{at}.md", f"# Lantern {at}\n\n{line}\n") for at, line in enumerate(lines[1:])]
    found = FactBook.of(notes)
    texts = [text for text, _ in amounts_for(found.figures[0], found, Random(1))]
    return [float(text.rstrip("%").split()[0].replace(",", "")) for text in texts]


def test_amounts_lie_where_the_sentence_lets_them() -> None:
    wrong = amounts("A calm lane keeps its parcels for a time of 30 to 60 seconds before noon.")
    assert wrong and all(value > 30 for value in wrong)


def test_no_amount_is_the_whole_or_more() -> None:
    wrong = amounts("A quay is safe when 60% of its planks are dry and sound.", "A lamp burns 150% brighter in fog.")
    assert wrong and max(wrong) < 100
    assert amounts("A quay is safe when 100% of its planks are dry and sound.") == []


def test_an_odd_amount_of_another_service_is_not_believed() -> None:
    mine, odd, plain = (
        "A quay forgets the boats that it served after 24 hours at most.",
        "A lamp is cleaned every 36 hours by its keeper and twice in winter.",
        "A wick is trimmed every 8 hours by its keeper and twice in winter.",
    )
    wrong = amounts(mine, odd, plain)
    assert 8 in wrong and 36 not in wrong


def test_a_default_that_is_the_maximum_too_is_asked_for_as_the_maximum() -> None:
    found = book(
        "## Limits and defaults",
        "",
        "| What | Default | Maximum |",
        "|---|---|---|",
        "| Weight of a parcel | 8 KB | 8 KB |",
        "| Weight of a letter | 2 KB | 4 KB |",
        "| Other goods | 1 KB | 16 KB |",
    )
    asked = [figure.question.removeprefix("In Tide, what is the ") for figure in found.figures]
    assert asked == [
        'default value of "Weight of a letter"?',
        'maximum of "Weight of a parcel"?',
        'maximum of "Weight of a letter"?',
    ]


def test_half_a_question_heads_no_contrast() -> None:
    table = (
        "| Point | Calm lane | Swift lane |",
        "|-|-|-|",
        "| Choose for | letters and bills | bulky postcards |",
        "| Who pays | the sender of goods | any receiver nearby |",
        "| Cargo | letters and bills | bulky postcards |",
    )
    found = book("## Lanes compared", "", *table)
    assert {fact.point for fact in found.facts if isinstance(fact, Contrast)} == {"Cargo"}


def test_a_statement_with_a_lower_bound_is_not_made_wrong_by_a_higher_one() -> None:
    lines = (
        "Merge small parcels into bales of about 128 KB or more.",
        "A chest with its ropes holds 64 KB of goods.",
        "A crate with its nails holds 32 KB of goods.",
        "A barrel with its hoops holds 256 KB of goods.",
    )
    stems = [item.stem for item in items(book(*lines), "true-false")]
    assert stems and not [stem for stem in stems if "Merge" in stem]


def test_a_short_form_of_three_letters_is_a_clue() -> None:
    assert shared("every account of an organization", "aws:PrincipalOrgID") == {"org"}


def test_cloze_tells_how_its_answer_begins_and_whose_it_is() -> None:
    line = "A berth in Harbor Gate is a walled place with its own crane, rope store and lamp."
    (item,) = items(book("## Berths", "", line), "cloze")
    assert "which term (one word: b…) is missing here" in item.stem
    assert '"A(n) ____ in Harbor Gate is a walled place' in item.stem


def test_no_cloze_of_a_page_of_the_console() -> None:
    line = "The Tide console shows every lane with its parcels, stamps, wrecks and open quays."
    assert items(book("## Tide console", "", line), "cloze") == []


def test_another_figure_of_the_same_line_is_not_said_to_stand_elsewhere() -> None:
    found = book(
        "## Limits and defaults",
        "",
        "| What | Default | Maximum |",
        "|---|---|---|",
        "| Weight of a parcel | 8 KB | 64 KB |",
        "| Weight of a letter | 2 KB | 16 KB |",
        "| Weight of a stamp | 1 KB | 4 KB |",
    )
    told = [one.text for item in items(found, "number") for one in item.explanations]
    assert "8 KB is another figure of the same line: Weight of a parcel; Default: 8 KB; Maximum: 64 KB." in told
    assert not [
        text
        for text in told
        if text.startswith("8 KB stands elsewhere (Tide): Weight of a parcel") and "64" in text[:4]
    ]


def test_a_default_of_a_bound_is_asked_for_as_a_value() -> None:
    rows = ("| What | Default |", "|---|---|", "| Longest voyage of a parcel | 8 hours |")
    (figure,) = book("## Limits and defaults", "", *rows).figures
    assert figure.question == 'In Tide, what is the value of "Longest voyage of a parcel"?'


def test_a_cell_that_lists_names_is_not_asked_for() -> None:
    found = book(SIGNALS.replace("a pilot waits outside for boats without papers", "pilots, harbor boats, paper rolls"))
    assert {fact.term for fact in found.definitions if tells_little(fact)} == {"Blue pennant"}


def test_half_a_noun_phrase_is_not_asked_for() -> None:
    found = book(
        "A calm lane is a harbor track without bends: it leads to the pier and bills each parcel.",
        "A swift lane is a harbor track with a second pier for goods that nobody will miss.",
    )
    assert {fact.term: tells_little(fact) for fact in found.definitions} == {"calm lane": True, "swift lane": False}


def test_an_odd_figure_is_not_to_be_known_by_heart() -> None:
    odd, plain = "A quay with its cranes serves up to 1,003 parcels.", "A boat with its crew takes up to 1,000 parcels."
    stems = [item.stem for item in items(book(odd, plain), "fill-number")]
    assert len(stems) == 1 and "A boat" in stems[0]


@pytest.mark.parametrize(
    ("text", "other", "clue"),
    [
        ("a set of machine learning features", "ML Insights", "ml"),
        ("resource control policies", "RCPs", "rcp"),
    ],
)
def test_short_forms_and_their_words_are_clues(text: str, other: str, clue: str) -> None:
    assert clue in shared(text, other)


def test_no_cloze_of_a_word_that_stands_inside_its_answer() -> None:
    line = "A subsegment is the part of a segment that times one call to a lamp, a quay or a boat."
    assert items(book("## Traces", "", line), "cloze") == []


def test_steps_are_asked_for_under_their_heading() -> None:
    steps = (
        "The pilot comes in these steps, in this order:",
        "",
        "1. He looks at the lamp.",
        "2. He rows to the boat.",
    )
    (item,) = items(book("## Search for papers", "", *steps, "3. He takes the helm."), "order-steps")
    assert item.stem.startswith("In Tide (Search for papers), in which order")


def test_a_bound_with_two_figures_is_asked_for_by_name() -> None:
    rows = ("| What | Default | Maximum |", "|---|---|---|", "| Longest voyage of a parcel | 8 hours | 12 hours |")
    asked = [figure.question.partition("what is the ")[2] for figure in book("## Limits", "", *rows).figures]
    assert asked == ['default value of "Longest voyage of a parcel"?', 'maximum of "Longest voyage of a parcel"?']


def test_advice_is_neither_right_nor_wrong() -> None:
    lines = (
        "Search the books of the last 90 days for parcels without a stamp.",
        "A parcel without a stamp is kept for 60 days in the cellar.",
        "A letter without a stamp is kept for 30 days in the cellar.",
        "A boat without papers is kept for 10 days at the pier.",
    )
    stems = [item.stem for item in items(book(*lines), "true-false")]
    assert stems and not [stem for stem in stems if "Search" in stem]


def test_kinds_that_go_wrong_more_often_take_every_second_turn() -> None:
    lanes = [
        f"A {name} lane is a track {body}."
        for name, body in (
            ("calm", "on which parcels travel in the order of their stamps"),
            ("night", "that opens after sunset for boats with lamps"),
            ("twin", "with a second harbor behind the first one"),
            ("swift", "for goods that nobody at the quay will miss"),
            ("cold", "whose parcels are kept on ice until winter ends"),
            ("dark", "that no lamp of the harbor master ever reaches"),
        )
    ]
    sizes = [f"A {what} with its ropes holds {size} KB of goods." for what, size in (("crate", 8), ("barrel", 32))]
    more = [f"A {what} with its nails takes {size} KB of goods." for what, size in (("chest", 2), ("box", 64))]
    drawn = make_quiz(book(*lanes, "", *sizes, *more), count=8, seed=3)
    turns = [item.kind for item in drawn]
    rare = [at for at, kind in enumerate(turns) if kind in RARER]
    assert rare and len(rare) < len(turns) / 2
    alone = make_quiz(book(*lanes), count=3, seed=3, kind="definition-to-term")
    assert len(alone) == 3  # where it is asked for, it comes in each turn
