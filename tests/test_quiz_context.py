"""What a question says of its place in the notes, and what is too little, too odd or too plain to be asked."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, make_quiz
from dva_assist.quiz.distractors import amounts_for, bodies_for, terms_for
from dva_assist.quiz.facts import Contrast, Form
from dva_assist.quiz.fragments import tells_little
from dva_assist.quiz.items import term_to_definition
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
    def built(name: str) -> QuizItem | None:
        found = book(SIGNALS.replace("Red lamp", name))
        fact = next(one for one in found.definitions if one.term in (name, name.strip("`")))
        return term_to_definition(fact, found, Random(1))

    assert built("Red lamp") and built("`QuayParcelsStop`") is None


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
        "A night lane wooden pier line is a track that nobody but the pilot may use.",
        "A twin lane is a track with a second harbor behind the first.",
        "A swift lane is a track for goods that nobody will miss.",
    )
    key = next(fact for fact in found.definitions if fact.term == "calm lane")
    for seed in range(20):
        terms = {one.term for one in bodies_for(key, found, Random(seed))}
        assert len(terms) == 3
        assert not {"night lane", "night lane wooden pier line"} <= terms


def test_the_kind_of_all_options_is_no_option() -> None:
    found = book(
        "A calm lane policy is a policy of the harbor that keeps the order of all parcels.",
        "A night lane policy is a policy of the harbor that waits until sunset.",
        "A twin lane policy is a policy of the harbor that copies goods to another place.",
        "A harbor policy is the setting of a quay by which its boats are chosen.",
        "A swift lane policy is a policy of the harbor without any memory.",
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


@pytest.mark.parametrize(
    ("line", "least"),
    [
        ("A calm lane keeps its parcels for a time of 30 to 80 seconds before noon.", 30),
        ("A calm lane has 40 lamps and 80 seconds of rest before noon.", 0),  # tells nothing of the seconds
    ],
)
def test_amounts_lie_where_the_sentence_lets_them(line: str, least: float) -> None:
    wrong = amounts(line, "A lamp is lit for 15 seconds by its keeper.", "A wick burns for 20 seconds by itself.")
    assert wrong and min(wrong) > least
    assert (min(wrong) < 20) == (least == 0)


def test_no_amount_lies_above_the_end_of_its_range() -> None:
    line = "A night lane sleeps for a time of 10 seconds to 12 seconds before noon."
    assert amounts(line) == [5]  # and not 20 or 40


def test_no_amount_is_the_whole_or_more() -> None:
    found = book(
        "A quay is safe when 60% of its planks are dry and sound.",
        "A boat is safe when 100% of its planks are dry and sound.",
    )
    key, whole = found.figures
    wrong = [text for text, _ in amounts_for(key, found, Random(1))]
    assert wrong and "100%" not in wrong and "120%" not in wrong
    assert amounts_for(whole, found, Random(1)) == []


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
        "A good bale of small parcels weighs about 128 KB or more.",
        "A chest with its ropes holds 64 KB of goods.",
        "A crate with its nails holds 32 KB of goods.",
        "A barrel with its hoops holds 256 KB of goods.",
    )
    stems = [item.stem for item in items(book(*lines), "true-false")]
    assert stems and not [stem for stem in stems if "bale" in stem]


def test_a_short_form_of_three_letters_is_a_clue() -> None:
    assert shared("every account of an organization", "aws:PrincipalOrgID") == {"org"}


def test_cloze_tells_how_its_answer_begins_and_whose_it_is() -> None:
    line = "A berth in Harbor Gate is a walled place with its own crane, rope store and lamp."
    (item,) = items(book("## Berths", "", line), "cloze")
    assert "which term (one word: b…) is missing here" in item.stem
    assert '"A(n) ____ in Harbor Gate is a walled place' in item.stem


def test_no_cloze_of_a_page_of_the_console() -> None:
    line = "A harbor {} is a bound book in which the pilot draws lanes, parcels, stamps and wrecks."
    assert items(book("## Harbor ledger", "", line.format("ledger")), "cloze")
    assert items(book("## Harbor console", "", line.format("console")), "cloze") == []


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


@pytest.mark.parametrize("advice", ["Search Event history of the last 90 days", "Choose calm lanes for up to 90 days"])
def test_advice_is_neither_right_nor_wrong(advice: str) -> None:
    lines = (
        f"{advice} for parcels without a stamp.",
        "A parcel without a stamp is kept for 60 days in the cellar.",
        "Letters without a stamp are kept for 30 days in the cellar.",
        "A boat without papers is kept for 10 days at the pier.",
    )
    stems = [item.stem for item in items(book(*lines), "true-false")]
    assert stems and not [stem for stem in stems if advice[:6] in stem]


def test_kinds_that_go_wrong_more_often_take_every_second_turn() -> None:
    names = "calm night twin swift cold dark".split()
    ends = (
        "on which parcels travel in the order of their stamps",
        "that opens after sunset for boats with lamps",
        "with a second harbor behind the first one",
        "for goods that nobody at the quay will miss",
        "whose parcels are kept on ice until winter ends",
        "that no lamp of the harbor master ever reaches",
    )
    lanes = [f"A {name} lane is a track {end}." for name, end in zip(names, ends, strict=True)]
    sizes = [
        f"A {what} with its ropes holds {size} KB of goods."
        for what, size in zip("crate barrel chest box bale sack".split(), (8, 32, 2, 64, 128, 16), strict=True)
    ]
    counts = Counter(item.kind for item in make_quiz(book(*lanes, "", *sizes), count=12, seed=3))
    assert 0 < counts["definition-to-term"] < counts["number"]
    alone = make_quiz(book(*lanes), count=3, seed=3, kind="definition-to-term")
    assert len(alone) == 3  # where it is asked for, it comes in each turn


def test_a_cell_that_breaks_off_is_a_cell_all_the_same() -> None:
    found = book(SIGNALS.replace("every lane is open to parcels of any weight", "long boats, heavy ropes, ..."))
    assert "Green flag" in {fact.term for fact in found.definitions}
    assert items(found, "definition-to-term")


def test_a_cure_of_two_steps_stays_whole() -> None:
    rows = ("| Error | Cure |", "|---|---|", "| TideBroken | sign in again; send the hash of the key along |")
    (cure,) = [fact for fact in book(*rows).definitions if fact.form is Form.CURE]
    assert cure.body == "sign in again; send the hash of the key along"


def test_code_that_looks_like_a_word_is_not_read_as_one() -> None:
    found = book(SIGNALS.replace("every lane is open to parcels", "every lane is open over `quay` parcels"))
    assert {fact.term for fact in found.definitions if tells_little(fact)} == {"Green flag"}


@pytest.mark.parametrize(
    "body", ["an agent that reads configuration, running processes and network use", "a class for old, audit records"]
)
def test_a_list_of_nouns_is_no_second_statement(body: str) -> None:
    assert checked(Candidate("mast", body, Form.NOUN)) is not None


def test_a_heading_with_a_word_of_the_term_is_left_out() -> None:
    found = book(SIGNALS.replace("Signals of the harbor", "Red lamp, flag, horn and pennant"))
    stems = [item.stem for item in items(found, "definition-to-term")]
    assert stems and all(stem.startswith("In Tide, which") for stem in stems)


def test_a_word_alone_may_be_true_of_both() -> None:
    table = ("| Point | Calm lane | Swift lane |", "|-|-|-|", "| Crew | handlers | resolvers |")
    found = book("## Lanes compared", "", *table)
    assert [fact.point for fact in found.facts if isinstance(fact, Contrast)] == ["Crew"]
    assert items(found, "confusable-pair") == []


def test_a_figure_of_the_same_line_is_told_before_an_equal_one_of_another() -> None:
    rows = ("| What | Default | Maximum |", "|---|---|---|", "| Parcel | 8 KB | 64 KB |", "| Letter | 2 KB | 64 KB |")
    found = book("## Limits and defaults", "", *rows)
    key = next(figure for figure in found.figures if figure.amount.value == 8)
    for seed in range(10):
        given = dict(amounts_for(key, found, Random(seed)))
        assert given["64 KB"] is not None and given["64 KB"].sentence == key.sentence
