"""Each rule of the linter with an item that breaks it, and for each form one good item that breaks none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dva_assist.notes import parse_note
from dva_assist.quiz.linter import BANK_RULES, RULES, lint, lint_choice
from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm

RAW = "# Tide\n\nA lane is a track for parcels. A quay is a door for receivers.\n"
BULKY_RAW = "# Tide\n\nA stamp takes 8 KB of the head.\n"
(BULKY_SECTION,) = parse_note("bulk.md", BULKY_RAW).sections
BULKY = Citation.of(3, BULKY_SECTION, BULKY_SECTION.sentences[-1])
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
KEYS = tuple(Explanation("A lane is a track for parcels.", KEY) for _ in range(6))
SEVERAL = replace(
    GOOD,
    kind="multiple-response",
    form=ReplyForm.SEVERAL,
    stem="In Tide, which of these are tracks on which parcels travel? (Choose two.)",
    options=("Quay", "Lane", "Stamp", "Wreck", "Sluice"),
    correct=(1, 4),
    explanations=KEYS[:5],
)
TYPED = replace(
    GOOD,
    kind="cloze",
    form=ReplyForm.TYPED,
    stem='In Tide, which term is missing here: "A(n) ____ is a track for parcels"?',
    options=("Lane",),
    correct=(0,),
    explanations=KEYS[:1],
)
ORDER = replace(
    GOOD,
    kind="order-steps",
    form=ReplyForm.ORDER,
    stem='In Tide, in which order do these steps come: "A parcel passes through these steps"?',
    options=("A receiver fetches the parcel", "A sender hands it over", "The quay writes a stamp"),
    correct=(1, 2, 0),
    explanations=KEYS[:3],
)
MATCH = replace(
    GOOD,
    kind="match",
    form=ReplyForm.MATCH,
    stem="In Tide, which description belongs to which of these: Lane, Quay and Stamp?",
    prompts=("Lane", "Quay", "Stamp"),
    options=("A door for receivers.", "A track for parcels.", "A moment of arrival."),
    correct=(1, 0, 2),
    explanations=KEYS[:3],
)
JUDGED = replace(
    GOOD,
    kind="true-false",
    stem='In Tide, is this statement right: "A quay is a track for parcels"?',
    options=(
        "False: that is true of a stamp",
        "False: that is true of a lane",
        "True",
        "False: that is true of a wreck",
    ),
)
PAIR = replace(
    GOOD,
    kind="confusable-pair",
    stem="In Tide, which of the two is a track for parcels: a lane or a quay?",
    options=("Quay", "Lane"),
    explanations=GOOD.explanations[:2],
)
BANK = replace(
    GOOD,
    kind="bank",
    stem=(
        "A harbor sends parcels at night. On the following day some of them are gone although `KeepAll` is set. "
        "What keeps them?"
    ),
    options=(
        "A lane with `Night` set",
        "A quay with a second door",
        "A stamp for each parcel",
        "A wreck of the old lane",
    ),
)
GOODS = (GOOD, SEVERAL, TYPED, ORDER, MATCH, JUDGED, PAIR)
LONG = "Lane for all parcels that travel between two harbors at night"

BAD: dict[str, list[tuple[QuizItem, dict[str, Any]]]] = {
    "meaning_gives_no_clue": [
        (
            GOOD,
            {
                "stem": 'In Tide, how do you cure the error "ThrottlingException"?',
                "options": ("Quay", "Retry", "Stamp", "Wreck"),
            },
        ),
        (
            GOOD,
            {
                "stem": 'In Tide, which error has this cause: "more than 20 boats"?',
                "options": ("BoatLost", "QuotaReached", "BoatWet", "BoatLate"),
            },
        ),
    ],
    "statement_meaning_gives_no_clue": [
        (
            JUDGED,
            {
                "stem": 'In Tide, is this statement right: "A quay is a track with a price"?',
                "options": (
                    "True",
                    "False: that is true of a toll that is paid",
                    "False: that is true of a lane",
                    "False: that is true of a door",
                ),
                "correct": (1,),
            },
        ),
    ],
    "pair_meaning_gives_no_clue": [
        (
            PAIR,
            {
                "stem": "In Tide, which of the two lies on a continent: a lane or a geolane?",
                "options": ("Lane", "Geolane"),
            },
        ),
    ],
    "prompts_meaning_gives_no_clue": [
        (
            MATCH,
            {
                "prompts": ("AccessDenied", "Wreck", "Stamp"),
                "options": ("A permission for boats.", "A wall at sea.", "A rope at sea."),
                "correct": (0, 1, 2),
            },
        ),
    ],
    "shape": [
        (GOOD, {"options": ("Quay", "Lane", "Stamp")}),
        (GOOD, {"correct": (0, 1)}),
        (SEVERAL, {"correct": (1,)}),
        (TYPED, {"options": ("Lane", "Quay"), "explanations": KEYS[:2]}),
        (ORDER, {"correct": (1, 2, 2)}),
        (MATCH, {"prompts": ("Lane", "Quay")}),
        (PAIR, {"options": ("Quay", "Lane", "Stamp"), "explanations": KEYS[:3]}),
    ],
    "options_differ": [
        (GOOD, {"options": ("Quay", "Lane", "lanes", "Wreck")}),
        (ORDER, {"options": ("It is sent", "It is sent", "It is gone")}),
    ],
    "no_option_is_a_kind_of_another": [
        (GOOD, {"options": ("AWS Quay", "Lane", "Quay ledger", "Wreck")}),
        (SEVERAL, {"options": ("Amber class", "Lane", "Stamp", "S3 amber vault", "Sluice")}),
    ],
    "stem_asks": [
        (GOOD, {"stem": "In Tide, a lane is a track."}),
        (GOOD, {"stem": "What is it?"}),
        (GOOD, {"stem": "what is a good track for them?"}),
    ],
    "stem_says_how_many": [
        (SEVERAL, {"stem": "In Tide, which of these are tracks on which parcels travel?"}),
        (SEVERAL, {"stem": "In Tide, which of these are tracks on which parcels travel? (Choose three.)"}),
        (GOOD, {"stem": "In Tide, what is the term for a track on which parcels travel? (Choose two.)"}),
    ],
    "stem_stands_alone": [
        (GOOD, {"stem": "In Tide, which of the following is a track?"}),
        (GOOD, {"stem": "What is the track above?"}),
    ],
    "stem_is_positive": [
        (GOOD, {"stem": "In Tide, which of these is not a track for parcels?"}),
        (GOOD, {"stem": "In Tide, what carries all parcels except wrecks?"}),
    ],
    "no_trivia": [
        (GOOD, {"stem": "In Tide, under which heading do you read of tracks?"}),
        (GOOD, {"stem": "According to the notes, what is a track for parcels?"}),
    ],
    "stem_hides_key": [
        (GOOD, {"stem": "In Tide, what is the term for a track with lanes?"}),
        (TYPED, {"stem": 'In lanes of Tide, which term is missing here: "____ is a track"?'}),
    ],
    "words_give_no_clue": [(GOOD, {"options": ("Quay", "Parcel track", "Stamp", "Wreck")})],
    "length_gives_no_clue": [
        (GOOD, {"options": ("Quay", LONG, "Stamp", "Wreck")}),
        (GOOD, {"options": (LONG, "Lane", LONG + "s", LONG + " x")}),
    ],
    "specificity_gives_no_clue": [
        (GOOD, {"options": ("Quay", "Lane (L)", "Stamp", "Wreck")}),
        (GOOD, {"options": ("Door for any one", "Band for all 40", "Mark of some hour", "Thing in the sea")}),
    ],
    "absolutes_give_no_clue": [(GOOD, {"options": ("Never a quay", "A lane", "Always stamps", "Always wrecks")})],
    "options_are_parallel": [
        (GOOD, {"options": ("Quay.", "Lane", "Stamp", "Wreck")}),
        (GOOD, {"options": ("5 quays", "Lane", "Stamp", "Wreck")}),
        (GOOD, {"options": ("quay", "Lane", "Stamp", "Wreck")}),
    ],
    "grammar_gives_no_clue": [
        (GOOD, {"stem": 'In Tide, which value completes this statement: "It is an ____ of parcels"?'})
    ],
    "no_sweeping_option": [(GOOD, {"options": ("All of these", "Lane", "Stamp", "Wreck")})],
    "amounts_differ": [(GOOD, {"options": ("1 KB", "1,024 bytes", "4 KB", "8 KB")})],
    "ranges_do_not_overlap": [
        (GOOD, {"options": ("1 to 5 days", "4 to 9 days", "20 to 30 days", "40 to 50 days")}),
        (GOOD, {"options": ("Up to 5 days", "Up to 9 days", "More than 20 days", "Lanes")}),
    ],
    "no_markup": [
        (GOOD, {"stem": "In Tide, what is the **term** for a track?"}),
        (GOOD, {"options": ("Quay (A", "Lane", "Stamp", "Wreck")}),
        (MATCH, {"prompts": ("`Lane`", "Quay", "Stamp")}),
    ],
    "options_are_explained": [
        (GOOD, {"citation": OTHER}),
        (GOOD, {"explanations": (*GOOD.explanations[:3], Explanation(" ", OTHER))}),
    ],
    "corrections_are_parallel": [
        (JUDGED, {"options": ("False: that is true of a stamp", "False: it is 4 KB", "True", "False: it is 9 KB")}),
        (JUDGED, {"options": ("Not so", "False: that is true of a lane", "True", "False: that is true of a wreck")}),
    ],
    "pair_is_named": [
        (PAIR, {"stem": "In Tide, which of the two is a track for parcels: a lane or a stamp?"}),
        (PAIR, {"stem": "In Tide, which of the two is a track like a quay: a lane or a quay?"}),
    ],
    "answer_can_be_typed": [
        (TYPED, {"options": (LONG,)}),
        (TYPED, {"options": ("?!",)}),
    ],
    "steps_hide_their_place": [
        (ORDER, {"options": ("A receiver fetches it", "First a sender hands it over", "The quay writes a stamp")}),
        (ORDER, {"options": ("A receiver fetches it before anything else", "A sender pays", "The quay writes")}),
        (ORDER, {"options": ("A receiver fetches it " * 12, "A sender hands it over", "The quay writes a stamp")}),
    ],
    "steps_are_shuffled": [(ORDER, {"correct": (0, 1, 2)})],
    "prompts_differ": [(MATCH, {"prompts": ("Lane", "Night lane", "Stamp")})],
    "prompts_hide_their_options": [
        (MATCH, {"options": ("A door for receivers.", "A lane for parcels.", "A moment of arrival.")})
    ],
    "question_shares_no_word_with_key": [
        (
            GOOD,
            {"stem": "In Tide, what is the term for a way of going round?", "options": ("A", "GoingRound", "B", "C")},
        ),
        (GOOD, {"stem": "In Tide, what means that a quota is used up?", "options": ("A", "QUOTA_LIMIT", "B", "C")}),
        (GOOD, {"stem": "In Tide, which of these authenticates senders?", "options": ("A", "AUTH", "B", "C")}),
        (
            GOOD,
            {"stem": "In Tide, what is made by Network Address Translation?", "options": ("A", "NAT gate", "B", "C")},
        ),
    ],
    "sentence_does_not_spell_its_term": [
        (TYPED, {"options": ("Parcel lane",)}),
        (TYPED, {"stem": 'In Tide, which term is missing here: "A(n) ____ is a file in .tide/laning"?'}),
        (TYPED, {"stem": 'In lanes of Tide, which term is missing here: "____ is a track"?'}),
    ],
    "statement_does_not_prove_itself": [
        (JUDGED, {"stem": 'In Tide, is this statement right: "A quay is a track with lanes"?'}),
        (JUDGED, {"stem": 'In Tide, is this statement right: "A track lane is a track"?', "correct": (2,)}),
    ],
    "pair_is_not_told": [(PAIR, {"stem": "In Tide, which of the two is a lane for parcels: a lane or a quay?"})],
    "prompts_are_not_told": [(MATCH, {"prompts": ("Lane", "ReceiverQuay", "Stamp")})],
    "answer_is_no_sum": [
        (
            GOOD,
            {
                "stem": 'In Tide, which value completes this statement: "Of ____, 32 KB are head and 8 KB are tail"?',
                "options": ("64 KB", "40 KB", "20 KB", "128 KB"),
            },
        ),
        (
            GOOD,
            {
                "stem": 'In Tide, which value completes this statement: "Of 40 KB, 8 KB are head and ____ are tail"?',
                "options": ("64 KB", "32 KB", "20 KB", "128 KB"),
            },
        ),
    ],
    "absent_figures_are_absent": [
        (GOOD, {"explanations": (Explanation("No figure of 8 KB is given here.", BULKY), *GOOD.explanations[1:])})
    ],
    "nothing_dangles": [
        (TYPED, {"stem": 'In Tide, which term is missing here: "A(n) ____ is a track that ends there"?'}),
        (TYPED, {"stem": 'In Tide, which term is missing here: "All in this table are ____ of parcels"?'}),
        (TYPED, {"stem": 'In Tide, which value completes this statement: "Of the ____, 3 KB are read"?'}),
    ],
    "no_remarks": [
        (GOOD, {"options": ("Quay", "Lane", "Stamp, outside the exam", "Wreck")}),
        (TYPED, {"stem": 'In Tide, which term is missing here: "A(n) ____ came with DVA-C03 in May"?'}),
    ],
    "sentences_are_whole": [
        (TYPED, {"stem": 'In Tide, which term is missing here: "A(n) ____ is a track for parcels and"?'}),
        (TYPED, {"stem": 'In Tide, which term is missing here: "A(n) ____ is a track, costs half a unit"?'}),
        (GOOD, {"options": ("100.%", "25%", "10%", "15%")}),
    ],
    "verbs_agree": [(JUDGED, {"stem": 'In Tide, is this statement right: "Quays is a track for parcels"?'})],
    "matches_are_similar_in_length": [
        (MATCH, {"options": ("A door.", f"A track {'for parcels ' * 8}", "A moment of arrival.")})
    ],
}
BAD_OF_BANK: dict[str, list[dict[str, Any]]] = {
    "shape": [{"options": ("A lane", "A quay", "A stamp"), "explanations": KEYS[:3]}, {"form": ReplyForm.TYPED}],
    "scenario_asks": [
        {"stem": "A harbor sends parcels at night, and some of them are gone. Name the cause."},
        {"stem": "What keeps the parcels of a harbor?"},
        {"stem": f"A harbor sends {'very ' * 120} many parcels. What keeps them safe?"},
    ],
    "stem_says_how_many": [{"stem": f"{BANK.stem} (Choose two.)"}],
    "question_stands_alone": [
        {"stem": "A harbor sends parcels at night and loses some. Which of the following keeps them?"}
    ],
    "stem_is_positive": [{"stem": "A harbor sends parcels at night and loses some. Which part does not lose any?"}],
    "no_trivia": [{"stem": "A harbor sends parcels at night. According to the notes, what keeps them safe?"}],
    "no_links": [{"stem": "A harbor sends **parcels** at night and some of them are gone. What keeps them?"}],
    "options_differ": [{"options": ("A lane", "A quay", "A stamp", "The stamp")}],
    "scenario_hides_key": [
        {"stem": "A harbor sends parcels at night over a quay with a second door and loses some. What keeps them?"}
    ],
    "setting_gives_no_clue": [
        {"options": ("A lane", "A harbor whose parcels of the night are set to day", "A stamp", "A wreck")},
    ],
    "length_gives_no_clue": [{"options": ("A lane", LONG, "A stamp", "A wreck")}],
    "absolutes_give_no_clue": [{"options": ("Never a lane", "A quay", "Always stamps", "Always wrecks")}],
    "options_are_parallel": [{"options": ("A lane.", "A quay", "A stamp", "A wreck")}],
    "no_sweeping_option": [{"options": ("All of these", "A quay", "A stamp", "A wreck")}],
    "amounts_differ": [{"options": ("1 KB", "1,024 bytes", "4 KB", "8 KB")}],
    "ranges_do_not_overlap": [{"options": ("1 to 5 days", "4 to 9 days", "20 to 30 days", "40 to 50 days")}],
    "options_are_explained": [{"citation": OTHER}],
}


def names(found: list[str]) -> set[str]:
    return {wrong.split(":")[0] for wrong in found}


@pytest.mark.parametrize("item", GOODS, ids=lambda item: item.kind)
def test_good_item_breaks_no_rule(item: QuizItem) -> None:
    assert lint(item) == []


@pytest.mark.parametrize(("rule", "item", "change"), [(rule, *one) for rule, changes in BAD.items() for one in changes])
def test_bad_item_breaks_its_rule(rule: str, item: QuizItem, change: dict[str, Any]) -> None:
    assert rule in names(lint(replace(item, **change)))


@pytest.mark.parametrize(
    ("item", "change"),
    [
        # A word that a wrong option has too tells nothing, nor does one of the service that all belong to.
        (
            GOOD,
            {
                "stem": "In Tide, which lanes are for parcels?",
                "options": ("Lane B", "Night lane", "Lane C", "Day lane"),
            },
        ),
        # A family that a wrong option is of as well tells nothing.
        (
            GOOD,
            {
                "stem": 'In Tide, how do you answer the error "ThrottlingException"?',
                "options": ("Back off", "Retry", "Stamp", "Wreck"),
            },
        ),
        (TYPED, {"stem": 'In Tide, which term is missing here: "If there is a storm, a(n) ____ closes"?'}),
        (JUDGED, {"stem": 'In Tide, is this statement right: "AWS Quays is a track for parcels"?'}),
        (JUDGED, {"stem": 'In Tide, is this statement right: "A quay is a moment of arrival"?'}),
        (
            TYPED,
            {"stem": 'In Tide, which value completes this statement: "A lane of ____ has 3 KB"?', "options": ("4 KB",)},
        ),
        (ORDER, {"options": ("The first receiver fetches it", "A sender hands it over", "The quay writes a stamp")}),
        (GOOD, {"explanations": (Explanation("No figure of 9 KB is given here.", BULKY), *GOOD.explanations[1:])}),
    ],
)
def test_what_only_looks_like_a_clue_breaks_no_rule(item: QuizItem, change: dict[str, Any]) -> None:
    assert lint(replace(item, **change)) == []


def test_each_rule_has_a_bad_item() -> None:
    assert {rule.__name__ for rules in RULES.values() for rule in rules} | {"shape"} == set(BAD)


def test_good_question_of_the_bank_breaks_no_rule() -> None:
    assert lint_choice(BANK) == []
    several = replace(
        BANK,
        form=ReplyForm.SEVERAL,
        stem=f"{BANK.stem} (Choose two.)",
        options=(*BANK.options, "A door to the sea"),
        correct=(0, 1),
        explanations=KEYS[:5],
    )
    assert lint_choice(several) == []


@pytest.mark.parametrize(("rule", "change"), [(rule, one) for rule, some in BAD_OF_BANK.items() for one in some])
def test_bad_question_of_the_bank_breaks_its_rule(rule: str, change: dict[str, Any]) -> None:
    assert rule in names(lint_choice(replace(BANK, **change)))


def test_each_rule_of_the_bank_has_a_bad_question() -> None:
    assert {rule.__name__ for rule in BANK_RULES} | {"shape"} == set(BAD_OF_BANK)


def test_negation_in_capitals_is_allowed() -> None:
    stem = "A harbor sends parcels at night and loses some. Which of its parts does NOT lose any?"
    assert lint_choice(replace(BANK, stem=stem)) == []


@pytest.mark.parametrize(
    "stem",
    [
        'In Tide, what is the term for a parcel that was "not fetched" in time?',
        "In Tide, what is the term for a door that cannot be locked?",
    ],
)
def test_negation_inside_what_is_described_is_fine(stem: str) -> None:
    assert lint(replace(GOOD, stem=stem)) == []
