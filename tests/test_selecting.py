"""Which sentences make an answer, and in which order."""

from __future__ import annotations

from dva_assist.answering.scoring import score_sentences
from dva_assist.answering.selecting import select
from dva_assist.notes import parse_note
from dva_assist.question import Reader
from dva_assist.types import Chunk, Passage, Question
from dva_assist.words import stem

KILN = """# Kiln timeout

- **Then:** the timeout of a kiln was 3 hours. **Now:** the timeout of a kiln is 8 hours.

The timeout of a kiln is 8 hours.
"""
BAKING = """# Firing a pot

Firing a pot takes these steps:

1. Dry the pot.
2. Then warm the kiln.
3. Fire the pot.
"""
SHELVES = """# Shelves

A kiln takes no broken things. The kiln takes:

- bricks
- posts
"""


def shown(text: str, note: str, cosines: dict[int, float] | None = None) -> list[str]:
    """The answer that is made of a note of one section; ``cosines`` are those of its sentences, 0.5 without."""
    question = Reader().read(text)
    assert isinstance(question, Question)
    [section] = parse_note("note.md", note).sections
    chunk = Chunk("c", "f", section, 0, len(section.sentences), "", 10)
    similarities = tuple((cosines or {}).get(at, 0.5) for at in range(len(section.sentences)))
    weights = {stem(word): 1 / len(question.terms) for word in question.terms}
    scored = score_sentences(question, [Passage(chunk, 0.6, 1, 0.5, similarities)], weights)
    return [section.sentences[at].plain for section, at in select(question, scored)]


def test_the_value_of_today_leads_and_that_of_former_times_follows() -> None:
    first, *others = shown("what is the timeout of a kiln", KILN, {0: 0.9})
    assert first == "The timeout of a kiln is 8 hours."
    assert any(other.startswith("Then:") for other in others)


def test_the_value_of_today_is_shown_where_that_of_former_times_is_nearer() -> None:
    apart = KILN.replace("The timeout of a kiln is 8 hours.", "A kiln stops by itself after 8 hours.")
    lines = shown("what was the timeout of a kiln", apart, {0: 0.9, 1: 0.1})
    assert lines[0] == "A kiln stops by itself after 8 hours."
    assert lines[1].startswith("Then:")


def test_a_step_that_begins_with_then_stays_in_its_place() -> None:
    lines = shown("how do I fire a pot?", BAKING)
    assert lines[-3:] == ["Dry the pot.", "Then warm the kiln.", "Fire the pot."]


def test_the_best_sentence_comes_beside_a_list_that_is_near() -> None:
    lines = shown("what are the things that a kiln takes?", SHELVES, {0: 0.6, 1: 0.6})
    assert "A kiln takes no broken things." in lines
    assert {"bricks", "posts"} <= set(lines)
