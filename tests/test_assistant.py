"""Asking the library of the tests, with the real encoder and the real index."""

from __future__ import annotations

import pytest

from dva_assist.assistant import Assistant, Evidence
from dva_assist.types import Answer, Decline, NoAnswer, SentenceKind, Turn


def ask(assistant: Assistant, text: str, history: list[Turn] | None = None) -> Answer:
    result = assistant.ask(text, history or [])
    assert isinstance(result, Answer), result
    assert_cited(assistant, result)
    return result


def assert_cited(assistant: Assistant, answer: Answer) -> None:
    """Every sentence has a citation, and every quote is what the note says there."""
    markers = {c.marker for c in answer.citations}
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.citations
        assert set(sentence.citations) <= markers
    for c in answer.citations:
        raw = assistant.note(c.section.note).raw
        assert raw[c.start : c.end] == c.quote
        assert raw[: c.start].count("\n") + 1 == c.line_start


def texts(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences]


def test_a_definition(assistant: Assistant) -> None:
    answer = ask(assistant, "What is a kiln?")
    assert texts(answer)[0] == "A kiln is an insulated oven that turns dried clay into ceramic."
    assert answer.citations[0].section.note == "kiln.md"


def test_a_definition_under_a_pseudo_heading(assistant: Assistant) -> None:
    answer = ask(assistant, "what does a flux do?")
    assert "A flux lowers the melting point of a glaze." in texts(answer)
    assert answer.citations[0].section.headings[-1] == "Flux"


def test_a_number_in_a_table_comes_with_the_head_of_the_table(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the maximum chamber temperature?")
    assert answer.sentences[0].kind is SentenceKind.HEADER
    assert answer.sentences[1].kind is SentenceKind.ROW
    assert "1,300 °C" in answer.sentences[1].text


def test_a_number_in_a_sentence(assistant: Assistant) -> None:
    answer = ask(assistant, "How many firing programs does the controller keep?")
    assert texts(answer)[0] == "The controller keeps 32 firing programs."


def test_a_list_comes_whole_with_its_lead_in(assistant: Assistant) -> None:
    answer = ask(assistant, "Which are the common fluxes?")
    assert texts(answer) == ["Common fluxes are:", "feldspar", "whiting", "zinc oxide"]


def test_steps_come_in_order(assistant: Assistant) -> None:
    answer = ask(assistant, "How do I throw a bowl?")
    steps = [s.text for s in answer.sentences if s.kind is SentenceKind.ITEM]
    assert steps == [
        "Centre the clay.",
        "Open the centre with both thumbs.",
        "Pull up the walls.",
        "Cut the bowl off with a wire.",
    ]
    assert all(s.ordered for s in answer.sentences if s.kind is SentenceKind.ITEM)


def test_a_comparison_in_a_table(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the difference between an electric kiln and a gas kiln?")
    assert any("Oxidation or reduction" in text for text in texts(answer))
    assert any("Copper red glazes" in text for text in texts(answer))


def test_a_comparison_in_sentences_takes_both_sides(assistant: Assistant) -> None:
    answer = ask(assistant, "kick wheel vs motor wheel")
    assert "A kick wheel is driven by the foot." in texts(answer)
    assert "A motor wheel is driven by a motor of 400 watts." in texts(answer)


def test_a_comparison_with_an_unknown_side_is_partial(assistant: Assistant) -> None:
    result = assistant.ask("What is the difference between a kiln and a microwave?")
    if isinstance(result, Answer):
        assert result.status == "partial"
        assert "microwave" in result.remark


def test_a_picture_is_owned_up_to(assistant: Assistant) -> None:
    answer = ask(assistant, "How are the heating circuits wired?")
    assert answer.status == "partial"
    assert "picture" in answer.remark


def test_a_sentence_that_leans_on_another_brings_it_along(assistant: Assistant) -> None:
    answer = ask(assistant, "Is a stabiliser usually alumina?")
    found = texts(answer)
    assert "It is usually alumina." in found
    assert found.index("It is usually alumina.") > 0


def test_a_follow_up_uses_the_history(assistant: Assistant) -> None:
    history = [
        Turn("user", "What is the default heating rate of the kiln?"),
        Turn("assistant", "60 °C per hour [1]"),
    ]
    answer = ask(assistant, "and what is it at most?", history)
    assert any("150 °C per hour" in text for text in texts(answer))


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football world cup in 1990?",
        "How do I install a database on my phone?",
        "What is the price of a plane ticket to Rome?",
        "Explain the theory of relativity",
    ],
)
def test_what_the_notes_do_not_say_is_declined_with_the_nearest_passages(assistant: Assistant, question: str) -> None:
    result = assistant.ask(question)
    assert isinstance(result, NoAnswer), result
    assert result.kind is Decline.NOT_IN_NOTES
    assert result.passages


def test_small_talk_needs_no_notes(assistant: Assistant) -> None:
    result = assistant.ask("hello!")
    assert isinstance(result, NoAnswer)
    assert result.kind is Decline.SMALL_TALK
    assert not result.passages


def test_the_stream_shows_evidence_first_and_ends_with_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream("Which are the common fluxes?"))
    evidence, *answers = events
    assert isinstance(evidence, Evidence)
    assert evidence.passages
    assert all(isinstance(a, Answer) for a in answers)
    assert [len(a.sentences) for a in answers if isinstance(a, Answer)] == [1, 2, 3, 4]
    assert answers[-1] == assistant.ask("Which are the common fluxes?")


def test_search_ranks_and_does_not_let_one_section_fill_the_list(assistant: Assistant) -> None:
    passages = assistant.search("temperature of the kiln", limit=5)
    assert not isinstance(passages, NoAnswer)
    assert [p.rank for p in passages] == [1, 2, 3, 4, 5]
    assert passages[0].section.note == "kiln.md"
    assert sorted((p.score for p in passages), reverse=True) == [p.score for p in passages]
    sections = [p.section.id for p in passages]
    assert max(map(sections.count, sections)) <= 2


def test_a_question_longer_than_the_encoder_takes_is_read_to_its_end(assistant: Assistant) -> None:
    scenario = "I am in my studio and it rains. " * 60 + "Which filter do I wear when I mix dry glaze?"
    passages = assistant.search(scenario)
    assert not isinstance(passages, NoAnswer)
    assert "glaze.md#safety" in [p.section.id for p in passages[:3]]


def test_follow_ups_lead_to_what_was_not_cited(assistant: Assistant) -> None:
    answer = ask(assistant, "Which are the common fluxes?")
    follow_ups = assistant.follow_ups(answer)
    assert follow_ups
    assert "How do I test a glaze?" in follow_ups
    assert len(set(follow_ups)) == len(follow_ups) <= 3
