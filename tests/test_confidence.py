"""What speaks against an answer: signals of the evidence, and how a doubt is said."""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEmbedder, NoWords
from small_index import update, write_notes

from dva_assist.answering import Calibration, ExtractiveAnswerer, topics
from dva_assist.answering.confidence import Signals, signals
from dva_assist.answering.doubts import NO_HIGHEST, NO_LOWEST, NO_PRICE, NOT_SURE, Evidence, doubt
from dva_assist.answering.scoring import score_sentences
from dva_assist.assistant import make_answerer
from dva_assist.backends.index_folder import open_index
from dva_assist.notes import parse_note
from dva_assist.question import Reader
from dva_assist.terms import TermWeights
from dva_assist.types import Answer, Chunk, NoAnswer, Passage, Question, Section
from dva_assist.words import stem

NOTE = """# Kilns

A kiln fires clay. The default firing takes 8 hours.

## Shelves

| What | Default |
|---|---|
| Shelves of a kiln | 4 |
"""


def section(number: int) -> Section:
    return parse_note("kilns.md", NOTE).sections[number]


def passage(of: Section) -> Passage:
    chunk = Chunk("c", "f", of, 0, len(of.sentences), "", 10)
    return Passage(chunk, 0.6, 1, 0.5, tuple(0.5 for _ in of.sentences))


def evidence(text: str, *, number: int = 0, known: frozenset[str] = frozenset()) -> Evidence:
    question = Reader().read(text)
    assert isinstance(question, Question)
    weights = {stem(word): 1 / len(question.terms) for word in question.terms}
    found = (passage(section(number)),)
    return Evidence(question, found, score_sentences(question, found, weights), weights, known)


def test_a_word_that_the_leading_section_lacks_is_missing() -> None:
    asked = evidence("Which gas does a kiln burn?")
    assert asked.missing == ["gas", "burn"]
    assert signals(asked).missing_word == pytest.approx(1 / 3)
    assert signals(evidence("default firing kiln")).missing_word == 0


def test_names_count_apart_from_words() -> None:
    asked = evidence("does the kiln take a maxTemp or the --ramp option?")
    assert set(asked.unknown_names) == {"maxtemp", "ramp"}
    assert evidence("which gas does the kiln burn?").unknown_names == []


def test_a_topic_of_another_note_counts_apart_too() -> None:
    known = topics(["Kilns", "Glazes", "Wheels and clay"])
    assert "glaze" in known
    assert evidence("which glazes fit a kiln?", known=known).other_topics == ["glaze"]


def test_a_word_of_many_titles_names_no_topic() -> None:
    assert topics([f"Clay {name}" for name in ("kilns", "wheels", "glazes", "slips")]) == {
        "kiln",
        "wheel",
        "glaze",
        "slip",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("how many shelves may a kiln have at most after a raise", NO_HIGHEST),
        ("smallest number of shelves of a kiln", NO_LOWEST),
        ("what does a kiln shelf cost", NO_PRICE),
        ("how many shelves has a kiln at NASA", f'{NOT_SURE} This part of the notes does not speak of "nasa".'),
        ("how many shelves has a blue kiln", NOT_SURE),
        ("kiln shelves", NOT_SURE),
        ("how do I allow a kiln to heat its shelves", NOT_SURE),
    ],
)
def test_a_doubt_says_what_is_not_there(text: str, says: str) -> None:
    assert doubt(evidence(text, number=1)) == says


def test_an_answerer_learns_the_topics_from_the_titles_of_the_index(tmp_path: Path) -> None:
    update(write_notes(tmp_path / "notes"), tmp_path / "index")
    with closing(open_index(tmp_path / "index", HashEmbedder().name)) as opened:
        answerer = make_answerer(TermWeights(opened.lexical, len(opened.store)), NEUTRAL, opened.store)
        question = Reader().read("which queues fit a kiln?")
        assert isinstance(question, Question)
        asked = answerer.weigh(question, [passage(section(0))])
    assert asked is not None
    assert asked.other_topics == ["queue"]


NEUTRAL = Calibration(0.0, dict.fromkeys(Signals.__slots__, 0.0), 0.2, 0.4, "e", "f", "d")


def answered(confidence: float) -> Answer | NoAnswer:
    question = Reader().read("What does a kiln shelf cost?")
    assert isinstance(question, Question)
    calibration = replace(NEUTRAL, bias=math.log(confidence / (1 - confidence)))
    return ExtractiveAnswerer(TermWeights(NoWords(), 1), calibration).answer(question, [passage(section(0))])


def test_three_outcomes() -> None:
    sure, unsure, declined = answered(0.9), answered(0.3), answered(0.1)
    assert isinstance(sure, Answer)
    assert (sure.status, sure.remark) == ("answered", "")
    assert isinstance(unsure, Answer)
    assert (unsure.status, unsure.remark) == ("partial", NO_PRICE)
    assert unsure.citations
    assert isinstance(declined, NoAnswer)
    assert declined.confidence == pytest.approx(0.1)


def test_each_signal_has_a_coefficient_of_the_sign_that_its_name_promises() -> None:
    from dva_assist.answering import packaged_calibration

    packaged = packaged_calibration()
    assert set(packaged.coefficients) == set(Signals.__slots__)
    assert 0 < packaged.threshold <= packaged.sure < 1
    for name in ("score", "lead"):
        assert packaged.coefficients[name] > 0, name
    against = ("missing_word", "unknown_name", "other_topic", "beyond_default", "without_lowest", "without_price")
    for name in against:
        assert packaged.coefficients[name] < 0, name
