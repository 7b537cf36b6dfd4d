"""The kinds of items beyond a single answer of four, each made from a few lines of notes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook, make_quiz
from dva_assist.quiz.grading import is_right
from dva_assist.quiz.ordering import without_place
from dva_assist.types import QuizItem, ReplyForm

TERMS = (
    "A lane is a track on which parcels travel in order.",
    "A quay is a door through which receivers fetch goods.",
    "A stamp is a moment at which the queue took something.",
    "A wreck is a message whose delivery failed too often.",
)
LIMITS = (
    "A parcel in the queue may weigh up to 64 KB.",
    "A manifest with its labels holds up to 16 KB.",
    "A receipt for the sender takes up to 32 KB.",
    "A stamp with its history takes up to 128 KB.",
)
STEPS = (
    "A parcel passes through these steps:",
    "",
    "1. The sender hands it over.",
    "2. The quay writes a stamp.",
    "3. A receiver fetches it.",
    "4. The queue forgets it.",
)
COMPARED = """## Lanes compared

| Point | Calm lane | Swift lane |
|---|---|---|
| Speed | forty a second | no bound worth a word |
| Doubles | sorted out by stamp | left to the receiver |
| Price | twice that of storage | next to nothing |
| Cargo | letters and bills | postcards |
| Harbor | one at a time | whichever is free |
| Night work | by appointment | around the clock |
"""


def book(*lines: str) -> FactBook:
    return FactBook.of([parse_note("tide.md", "\n".join(["# Tide", "", *lines, ""]))])


def items(found: FactBook, kind: str, count: int = 50) -> list[QuizItem]:
    return make_quiz(found, count=count, seed=1, kind=kind)


def keys(item: QuizItem) -> list[str]:
    return [item.options[at] for at in item.correct]


def explanation(item: QuizItem, option: str) -> str:
    return item.explanations[item.options.index(option)].text


def test_multiple_response_from_a_list() -> None:
    lanes = ("- **Calm**: keeps order.", "- **Swift**: drops order.", "- **Twin**: copies all.")
    (item,) = items(book("Tide has these lanes:", "", *lanes, "", "## Harbors", "", *TERMS), "multiple-response")
    assert (item.form, len(item.options)) == (ReplyForm.SEVERAL, 5 if len(item.correct) == 2 else 6)
    assert item.stem.startswith("Which of these are among the lanes that Tide has? (Choose t")
    assert set(keys(item)) <= {"Calm", "Swift", "Twin"}
    assert all(explanation(item, key).startswith(f"Tide has these lanes: {key}: ") for key in keys(item))
    assert item.citation.quote == "Tide has these lanes:"


def test_multiple_response_from_a_comparison() -> None:
    found = items(book(COMPARED), "multiple-response")
    assert {item.stem for item in found} == {
        'In Tide, which of these are true of "Calm lane" rather than of "Swift lane"? (Choose two.)',
        'In Tide, which of these are true of "Swift lane" rather than of "Calm lane"? (Choose three.)',
    } or len(found) == 2
    for item in found:
        side = "Calm lane" if '"Calm lane" rather' in item.stem else "Swift lane"
        said = {text.split(", ")[0] for text in (explanation(item, key) for key in keys(item))}
        assert said == {side}
        assert len({option.split(":")[0] for option in item.options}) == len(item.options)


def test_fill_number_says_its_unit_and_takes_another() -> None:
    stem = 'In Tide, which value, in KB, completes this statement: "A parcel in the queue may weigh up to ____"?'
    item = next(item for item in items(book(*LIMITS), "fill-number") if item.stem == stem)
    assert (item.form, item.options, item.correct, item.accepted) == (ReplyForm.TYPED, ("64 KB",), (0,), ("64",))
    assert [is_right(item, reply) for reply in ("64 KB", "64", "65,536 bytes", "0.0625 MB", "64 MB", "16 KB", "")] == [
        *[True] * 4,
        *[False] * 3,
    ]


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("30 seconds", "In Tide, what is the default value, in seconds, of"),
        ("25%", "In Tide, what is the default value, in percent, of"),
        ("40", "In Tide, what is the default value of"),
        ("600 per second", "In Tide, what is the default value, as a number per second, of"),
        ("7 quays", "In Tide, what is the default value, as a number of quays, of"),
    ],
)
def test_fill_number_of_a_table(cell: str, asked: str) -> None:
    (item,) = items(book("| What | Default |", "|-|-|", f"| Lanes of a harbor | {cell} |"), "fill-number")
    assert item.stem == f'{asked} "Lanes of a harbor"?'
    assert is_right(item, cell) and is_right(item, cell.split()[0].rstrip("%"))


def test_order_steps_are_never_shown_in_order() -> None:
    found = [make_quiz(book(*STEPS), count=1, seed=seed, kind="order-steps")[0] for seed in range(30)]
    for item in found:
        assert keys(item) == [step[3:-1] for step in STEPS[2:]] != list(item.options)
        assert is_right(item, item.correct) and not is_right(item, tuple(reversed(item.correct)))
    item = found[0]
    assert item.stem == 'In Tide, in which order do these steps come: "A parcel passes through these steps"?'
    assert explanation(item, "The quay writes a stamp") == "Number 2 of 4: The quay writes a stamp."
    assert item.citation.quote == STEPS[0]


def test_of_many_steps_five_are_asked() -> None:
    many = ["A parcel passes through these phases:", "", *(f"{n}. Phase {'abcdefghi'[n - 1]}." for n in range(1, 10))]
    (item,) = items(book(*many), "order-steps")
    assert len(item.options) == 5 and keys(item) == sorted(item.options)


@pytest.mark.parametrize(
    ("lead", "steps"),
    [
        ("Callers follow these rules:", STEPS[2:]),
        ("Answer these questions in order:", ("1. Is it late?", "2. Is it heavy?", "3. Is it wet?")),
        ("The setup takes these steps:", ("1. Check the lane.", "2. Check the quay.", "3. Check the stamp.")),
        ("The setup takes these steps:", ("1. The policy of the lane names the quay.", *STEPS[3:])),
        ("A parcel passes through these steps:", ("1. The sender hands it over.", "2. The quay writes a stamp.")),
        ("A parcel passes through these steps:", (STEPS[2], "2. Otherwise the quay writes a stamp.", *STEPS[4:])),
        ("A parcel passes through these steps:", (STEPS[2], "2. If the quay is shut, it waits.", *STEPS[4:])),
        ("Look at a parcel in this order:", ("1. Check the weight.", "2. Compare the label.", STEPS[4])),
        ("Parcels travel between accounts in these steps:", STEPS[2:]),
        ("Try these cures in this order:", STEPS[2:]),
    ],
)
def test_lists_without_an_order_of_their_own_are_not_asked(lead: str, steps: Sequence[str]) -> None:
    assert not [fact for fact in book(lead, "", *steps).facts if type(fact).__name__ == "Procedure"]


def test_a_last_step_of_another_outcome_is_left_out() -> None:
    steps = (*STEPS[:5], "4. Without a receiver, the parcel goes back.")
    (item,) = items(book(*steps), "order-steps")
    assert keys(item) == ["The sender hands it over", "The quay writes a stamp", "A receiver fetches it"]


@pytest.mark.parametrize(
    ("lead", "noun"),
    [
        ("A parcel passes through these phases:", "these phases"),
        ("Events travel in this order:", "these come"),
        ("The harbor looks at lanes in this order:", "these come"),
    ],
)
def test_only_steps_are_called_steps(lead: str, noun: str) -> None:
    (item,) = items(book(lead, "", "1. Lane of the harbor.", "2. Quay of it.", "3. Stamp of it."), "order-steps")
    assert f"in which order do {noun}" in item.stem


@pytest.mark.parametrize(
    ("step", "bare"),
    [
        ("Rotate the key at once, before anything else", "Rotate the key"),
        ("Finally, lock the door", "lock the door"),
        ("Open the first door", "Open the first door"),
    ],
)
def test_words_that_tell_the_place_of_a_step_are_taken_off(step: str, bare: str) -> None:
    assert without_place(step) == bare


def test_match_of_terms_and_descriptions() -> None:
    item = items(book(*TERMS), "match")[0]
    assert item.stem == "In Tide, which description belongs to which of these: Lane, Quay, Stamp and Wreck?"
    assert sorted(item.prompts) == ["Lane", "Quay", "Stamp", "Wreck"]
    said = dict(zip(item.prompts, keys(item), strict=True))
    assert said["Quay"] == "A door through which receivers fetch goods."
    assert explanation(item, said["Quay"]) == TERMS[1]
    assert is_right(item, item.correct) and not is_right(item, (*item.correct[1:], item.correct[0]))


def test_match_leaves_out_cures_that_are_much_the_same() -> None:
    rows = (
        "| Late | wind | hoist all sails early |",
        "| Wet | rain | hoist all sails in a coat |",
        "| Lost | fog | ask the old pilot |",
    )
    found = items(book("| Error | Cause | Cure |", "|-|-|-|", *rows), "match")
    assert all("cures" not in item.stem for item in found)


def test_true_false_of_figures() -> None:
    found = [item for seed in range(12) for item in make_quiz(book(*LIMITS), count=4, seed=seed, kind="true-false")]
    right = [item for item in found if keys(item) == ["True"]]
    assert 0.2 < len(right) / len(found) < 0.6
    for item in found:
        told = next(limit for limit in LIMITS if item.citation.quote == limit)
        assert (told.rstrip(".") in item.stem) is (item in right)
        if item not in right:
            assert keys(item) == [f"False: it is {told.split('up to ')[1].rstrip('.')}"]
        assert item.options.count("True") == 1 and len(item.options) == 4


def test_true_false_of_terms() -> None:
    found = [item for seed in range(8) for item in make_quiz(book(*TERMS), count=4, seed=seed, kind="true-false")]
    wrong = next(item for item in found if keys(item) != ["True"] and item.citation.quote == TERMS[0])
    assert wrong.stem.startswith('In Tide, is this statement right: "A ')
    assert wrong.stem.endswith(' is a track on which parcels travel in order"?')
    assert keys(wrong) == ["False: that is true of a lane"]
    assert explanation(wrong, keys(wrong)[0]) == TERMS[0]
    assert explanation(wrong, "True").startswith("That is said of ")  # what the swapped term really is


def test_true_false_names_the_figure_where_there_are_several() -> None:
    found = items(book("A lease lasts 45 seconds and may be renewed for up to 6 hours by its receiver."), "true-false")
    assert all("not " in option for item in found for option in item.options if option != "True")


def test_cloze_accepts_short_forms_and_slips_but_no_other_term() -> None:
    found = book(
        "## Dead letter lane",
        "",
        "A dead letter lane (DLL) is a track that collects parcels after too many failed attempts at delivery.",
        "A harbor master is a person who alone may close the gates of all lanes in a storm.",
    )
    item = next(item for item in items(found, "cloze") if item.options == ("Dead letter lane",))
    assert '"A(n) ____ is a track that collects parcels' in item.stem
    assert item.accepted == ("DLL", "Tide dead letter lane")
    replies = ("dead-letter lane", "a DLL", "Dead leter lanes", "harbor master", "lane", "DL")
    assert [is_right(item, reply) for reply in replies] == [True, True, True, False, False, False]


def test_cloze_is_not_made_where_a_slip_is_another_term() -> None:
    near = (
        "A stage is a named step of the voyage that the harbor prints on each parcel label.",
        "A state is a named mood of the weather that the pilot writes into the morning book.",
    )
    assert items(book(near[0]), "cloze")[0].options == ("Stage",)
    assert items(book(*near), "cloze") == []


def test_cloze_takes_other_names_that_are_given() -> None:
    note = parse_note(
        "tide.md",
        "# Tide\n\n## Harbor master\n\nA harbor master is a person who alone may close the gates in a storm.\n",
    )
    (item,) = items(FactBook.of([note], [("harbor master", "port captain", "HM")]), "cloze")
    assert item.accepted == ("port captain", "HM", "Tide harbor master")


def test_cloze_takes_the_name_with_and_without_its_service() -> None:
    lines = (
        "A Tide path is the record of one parcel on its way over all lanes and quays to its receiver.",
        "Each path has a number of its own.",
        "Strandline address is a number that leads letters to one door of the harbor at all times.",
        "Rude data is a text which no captain may read aloud before the whole crew of the harbor.",
    )
    found = {item.options[0]: item for item in items(book(*lines), "cloze")}
    assert found["Path"].accepted == ("Tide path",)
    assert "data" not in found["Rude data"].accepted
    assert not is_right(found["Rude data"], "data")


def test_cloze_takes_the_closed_form_of_a_word_with_a_hyphen() -> None:
    line = "A life-cycle hook is a pause of a parcel in which your own crew can act on its load."
    (item,) = items(book("## Life-cycle hook", "", line), "cloze")
    assert "lifecycle hook" in item.accepted
    assert all(is_right(item, typed) for typed in ("lifecycle hook", "Life cycle hook", "LIFE-CYCLE HOOK"))


@pytest.mark.parametrize(
    "line",
    [
        "A closing watch is a person who alone may shut all gates of a quay in a storm.",  # also a gate keeper
        "A night lane is a lane for parcels that the harbor sends under the moon.",  # spells its term
        "The cure is a longer lease with a second quay for each of the captains.",  # names nothing in particular
        "A lane works in the console, at the quay, on deck, by letter and over the wire.",
        "The lane types are CALM (always on), SWIFT, ICE, TWIN, DARK and LATE.",
    ],
)
def test_no_cloze_of_a_sentence_that_does_not_lead_to_one_term(line: str) -> None:
    assert items_or_none(book(line, LIMITS[0]), "cloze") == []


def items_or_none(found: FactBook, kind: str) -> list[QuizItem]:
    try:
        return items(found, kind)
    except BadInput:
        return []


def test_confusable_pair_of_siblings() -> None:
    lanes = (
        "A calm lane is a track that keeps the order of all parcels.",
        "A swift lane is a track for goods that nobody will miss.",
    )
    found = {item.stem: item for item in items(book(*lanes), "confusable-pair")}
    item = found[
        "In Tide, which of the two is a track that keeps the order of all parcels: a calm lane or a swift lane?"
    ]
    assert (keys(item), sorted(item.options)) == (["Calm lane"], ["Calm lane", "Swift lane"])
    assert explanation(item, "Swift lane") == lanes[1]


def test_confusable_pair_of_table_columns() -> None:
    found = items(book(COMPARED), "confusable-pair")
    stem = 'In Tide (Lanes compared), which of the two matches "Cargo: {}": Calm lane or Swift lane?'
    by_stem = {item.stem: item for item in found}
    item = by_stem.get(stem.format("postcards")) or by_stem[stem.format("letters and bills")]
    side, cell = ("Swift lane", "postcards") if "postcards" in item.stem else ("Calm lane", "letters and bills")
    assert keys(item) == [side]
    assert explanation(item, side) == f"{side}, cargo: {cell}."
    assert item.citation.quote == "| Cargo | letters and bills | postcards |"


def test_a_table_of_aspects_is_no_comparison() -> None:
    table = ("| Point | Default | Maximum |", "|-|-|-|", "| Lanes | ten of them | twenty of them |")
    assert not [fact for fact in book(*table).facts if type(fact).__name__ == "Contrast"]


def test_cloze_takes_the_name_that_its_heading_has() -> None:
    said = "Rotation is the periodic change of a key both in the chest and on the door that it opens."
    (item,) = items(book("## Chest rotation", "", said), "cloze")
    assert "chest rotation" in item.accepted


def test_no_cloze_of_what_a_twin_does_too() -> None:
    said = "A global cargo index holds a choice of marks from the main ledger of the harbor and its crew."
    head = "## Global cargo index"
    assert items(book(head, "", said), "cloze")[0].options == ("Global cargo index",)
    assert (
        items_or_none(book(head, "", said, "Each crew may write up to 5 local cargo index cards a day."), "cloze") == []
    )
