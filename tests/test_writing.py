"""From the pieces of a model's reply to sentences that the notes carry."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from itertools import count

import pytest
from fakes import ScriptedGenerator
from hypothesis import given
from hypothesis import strategies as st

from dva_assist.assistant import Assistant, Evidence, Waiting
from dva_assist.errors import GenerationFailed, PromptTooLong
from dva_assist.notes import parse_note
from dva_assist.support import supports
from dva_assist.types import Answer, NoAnswer, Passage, SentenceKind, Turn
from dva_assist.writing import Style, Writer, number_sources, pieces
from dva_assist.writing.pieces import Cutter, Piece, repeats
from dva_assist.writing.prompt import DECLINES
from dva_assist.writing.proof import prove
from dva_assist.writing.sources import Source, estimate_tokens

KILN = "What is a kiln?"
OVEN = "A kiln is an insulated oven that turns dried clay into ceramic."


def cut(text: str, letters: int = 3) -> list[Piece]:
    cutter = Cutter()
    found = [piece for at in range(0, len(text), letters) for piece in cutter.feed(text[at : at + letters])]
    return [*found, *cutter.rest()]


def test_a_reply_is_cut_into_sentences_with_their_numbers() -> None:
    assert cut("Clay dries slowly. [S1] It shrinks by 8.5 % [S2, S3]. Then it is fired [S4] and cooled.") == [
        Piece("Clay dries slowly.", (1,)),
        Piece("It shrinks by 8.5 %.", (2, 3)),
        Piece("Then it is fired and cooled.", (4,)),
    ]


def test_lists_and_code_keep_their_kind() -> None:
    found = cut("Three things:\n\n1. Dry it. [S1]\n- Fire it (S2)\n\n```python\nheat(items[0])\n\ncool()\n```\n\nDone.")
    assert [(p.text, p.kind, p.ordered) for p in found] == [
        ("Three things:", SentenceKind.PROSE, False),
        ("Dry it.", SentenceKind.ITEM, True),
        ("Fire it", SentenceKind.ITEM, False),
        ("heat(items[0])\n\ncool()", SentenceKind.CODE, False),
        ("Done.", SentenceKind.PROSE, False),
    ]
    assert [p.hints for p in found] == [(), (1,), (2,), (), ()]


@pytest.mark.parametrize(
    "text",
    [
        "The path $$.Task.Token reads the token.",
        "Use `items[0]`, e.g. in version 1.5 of the tool.",
        "The limit (5) holds.",
        "Call a.b.c() first.",
    ],
)
def test_names_are_not_cut(text: str) -> None:
    assert [p.text for p in cut(text + " [S1]\n")] == [text]


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    cutter = Cutter()
    assert list(cutter.feed("Clay dries slowly. [S1")) == []
    assert [p.text for p in cutter.feed("] It sh")] == ["Clay dries slowly."]
    assert cutter.open.strip() == "It sh"


@given(st.text(max_size=200), st.integers(1, 9))
def test_any_text_is_cut_and_the_size_of_its_pieces_makes_no_difference(text: str, letters: int) -> None:
    found = cut(text, letters)
    assert all(piece.text.strip() for piece in found)
    assert cut("A kiln is hot. [S1] " + text, letters)[0].text.startswith("A kiln is hot.")


def test_docstrings() -> None:
    assert doctest.testmod(pieces).failed == 0
    assert not repeats("")


def test_a_schedule_is_no_repetition() -> None:
    assert not repeats("Use the schedule 0 * * * *")


def passages(assistant: Assistant, question: str = KILN) -> tuple[Passage, ...]:
    found = assistant.search(question)
    assert not isinstance(found, NoAnswer)
    return found


def test_the_nearest_sentences_are_sources_in_the_order_of_the_notes(assistant: Assistant) -> None:
    found = passages(assistant)
    few, many = number_sources(found, 100), number_sources(found, 10_000)
    assert [s.number for s in many] == list(range(1, len(many) + 1))
    assert few[0].words == OVEN and few[0].section.id == found[0].section.id
    for section in {s.section.id for s in many}:
        places = [s.sentence.start for s in many if s.section.id == section]
        assert places == sorted(places)
    assert {s.words for s in few} < {s.words for s in many}
    assert sum(estimate_tokens(s.words) for s in few) <= 100 < sum(estimate_tokens(s.words) for s in many)
    assert len({(s.section.id, s.sentence.start) for s in many}) == len(many)
    assert {s.sentence.kind for s in many}.isdisjoint({SentenceKind.LINK, SentenceKind.PICTURE, SentenceKind.HEADER})
    assert len(number_sources(found, 1)) == 1, "the first is taken however long it is"


def writing(*replies: str | Exception, **style: object) -> Writer:
    return Writer(ScriptedGenerator(replies), Style(**style))  # type: ignore[arg-type]


def ask(assistant: Assistant, writer: Writer, question: str = KILN) -> Answer:
    result = assistant.ask(question, writer=writer)
    assert isinstance(result, Answer)
    for citation in result.citations:
        raw = assistant.note(citation.section.note).raw
        assert raw[citation.start : citation.end] == citation.quote
    return result


def test_what_the_notes_carry_is_shown_with_their_words_behind_it(assistant: Assistant) -> None:
    answer = ask(assistant, writing(f"{OVEN} [S1] Choose a kiln when a piece must hold water. [S2]"))
    assert [s.text for s in answer.sentences] == [OVEN, "Choose a kiln when a piece must hold water."]
    assert [s.citations for s in answer.sentences] == [(1,), (2,)]
    assert answer.status == "answered" and answer.remark == ""
    assert answer.wording is not None and answer.wording.used and answer.wording.model == "scripted"


def test_what_they_do_not_carry_is_left_out_and_counted(assistant: Assistant) -> None:
    answer = ask(assistant, writing(f"{OVEN} [S1] It costs 900 dollars. [S1] A kiln is made of gold. [S2]"))
    assert [s.text for s in answer.sentences] == [OVEN]
    assert answer.wording is not None
    assert (answer.wording.not_carried, answer.wording.unproved) == (2, ())
    assert answer.remark == "2 sentences of scripted left out, because your notes do not carry them."


def test_or_it_is_marked(assistant: Assistant) -> None:
    answer = ask(assistant, writing(f"{OVEN} [S1] A kiln is made of gold.", mark_unproved=True))
    assert answer.wording is not None and answer.wording.unproved == ("A kiln is made of gold.",)
    assert [s.text for s in answer.sentences] == [OVEN]
    assert answer.remark == ""


def test_the_gate_decides_what_is_cited_and_not_the_model(assistant: Assistant) -> None:
    answer = ask(assistant, writing(f"{OVEN} [S7] [S999]"))
    (citation,) = answer.citations
    assert citation.quote == OVEN
    assert supports(answer.sentences[0].text, [citation.quote]).supported


def test_a_pronoun_without_the_sentence_that_it_refers_to_is_left_out(assistant: Assistant) -> None:
    said = "A potter owns a cat. It melts glaze into glass."
    answer = ask(assistant, writing(said, mark_unproved=True))
    assert answer.wording is not None and len(answer.wording.unproved) == 2


def test_a_pronoun_is_not_carried_over_to_another_subject(assistant: Assistant) -> None:
    question, alumina = "What does a stabiliser do to a glaze?", "It is usually alumina."
    right = ask(assistant, writing(f"A stabiliser stops a molten glaze from running off the pot. {alumina}"), question)
    assert right.wording is not None and right.wording.not_carried == 0
    wrong = ask(assistant, writing(f"A glaze is a thin layer of glass on a ceramic surface. {alumina}"), question)
    assert wrong.wording is not None and wrong.wording.not_carried == 1


def test_a_question_in_the_notes_states_nothing() -> None:
    note = "# Kilns\n\nDoes a kiln run on wood? No, it does not.\n"
    section = parse_note("kilns.md", note).sections[0]
    sources = [Source(1, section, sentence) for sentence in section.sentences]
    assert prove(Piece("A kiln runs on wood."), sources) is None
    assert prove(Piece("Does a kiln run on wood?"), sources) is None
    assert prove(Piece("No, it does not."), sources) is not None


def test_a_server_that_writes_without_end_is_stopped(assistant: Assistant) -> None:
    endless = ScriptedGenerator([" ".join(f"word{n}" for n in range(3_000))], obeys_limit=False)
    writer = Writer(endless, Style(answer_tokens=50))
    assert "reached the length" in ask(assistant, writer).remark
    assert sum(1 for piece in writer.alone("Who are you?") if piece) == 50
    assert endless.closed == 2


def test_one_quote_has_one_number(assistant: Assistant) -> None:
    answer = ask(
        assistant, writing(f"{OVEN} [S1]\n- The kiln is an insulated oven that turns the dried clay into ceramic.")
    )
    assert [s.citations for s in answer.sentences] == [(1,), (1,)]
    assert [s.kind for s in answer.sentences] == [SentenceKind.PROSE, SentenceKind.ITEM]
    assert answer.sentences[0].block != answer.sentences[1].block
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("Kilns are made of gold.", "the notes carry nothing of what it said"),
        ("", "it said nothing"),
        (DECLINES, "it finds no answer"),
        ("The notes don't mention that. A kiln is an insulated oven.", "it finds no answer"),
        (GenerationFailed("nothing answers at http://127.0.0.1:1; start it"), "nothing answers at http://127.0.0.1:1"),
        ("Gold is |the stream broke off", "the stream broke off"),
        ("I fire clay and clay. " * 30, "repeat itself"),
    ],
)
def test_where_nothing_is_proved_the_notes_own_words_stand(
    assistant: Assistant, reply: str | Exception, says: str
) -> None:
    own = assistant.ask(KILN)
    answer = ask(assistant, writing(reply))
    assert isinstance(own, Answer)
    assert (answer.sentences, answer.citations) == (own.sentences, own.citations)
    assert says in answer.remark and "the notes' own words" in answer.remark
    assert answer.wording is not None and not answer.wording.used


def test_where_the_model_chose_other_sentences_those_of_the_program_come_first(assistant: Assistant) -> None:
    own = assistant.ask(KILN)
    assert isinstance(own, Answer)
    stage = "Candling dries the last moisture out of the clay at 90 °C."
    assert stage not in [c.quote for c in own.citations]
    answer = ask(assistant, writing(stage, passage_tokens=2_000))
    assert [s.text for s in answer.sentences] == [*(s.text for s in own.sentences), stage]
    assert [c.marker for c in answer.citations] == list(range(1, len(own.citations) + 2))
    assert answer.sentences[-1].citations == (answer.citations[-1].marker,)
    assert answer.citations[-1].quote == stage
    assert "those of the program come first" in answer.remark
    assert answer.sentences[-1].block not in {s.block for s in own.sentences}


def test_a_model_that_finds_no_answer_makes_it_an_answer_in_part(assistant: Assistant) -> None:
    assert ask(assistant, writing(DECLINES)).status == "partial"


def test_what_was_proved_before_a_stream_broke_is_kept(assistant: Assistant) -> None:
    answer = ask(assistant, writing(f"{OVEN} [S1] Choose a|the connection was lost"))
    assert [s.text for s in answer.sentences] == [OVEN]
    assert "the connection was lost" in answer.remark


def test_a_sentence_that_the_length_cut_is_not_shown(assistant: Assistant) -> None:
    generator = ScriptedGenerator([f"{OVEN} [S1] Choose a kiln when a piece must hold water"], letters=4)
    answer = ask(assistant, Writer(generator, Style(answer_tokens=len(f"{OVEN} [S1] Choose") // 4 + 1)))
    assert [s.text for s in answer.sentences] == [OVEN]
    assert "reached the length" in answer.remark


def test_a_prompt_that_is_too_long_is_tried_once_more_with_half_of_the_passages(assistant: Assistant) -> None:
    generator = ScriptedGenerator([PromptTooLong("the prompt is too long"), f"{OVEN} [S1]"])
    answer = ask(assistant, Writer(generator))
    assert [s.text for s in answer.sentences] == [OVEN]
    first, second = (asked[-1]["content"].count("\n[S") for asked in generator.asked)
    assert second == first // 2
    again = ask(assistant, writing(PromptTooLong("the prompt is too long")))
    assert "the prompt is too long" in again.remark


def test_a_context_that_is_too_small_is_said_without_asking(assistant: Assistant) -> None:
    generator = ScriptedGenerator([OVEN], context_tokens=512)
    answer = ask(assistant, Writer(generator))
    assert "context of 512 tokens" in answer.remark and not generator.asked


def test_a_question_that_the_notes_do_not_answer_never_reaches_the_model(assistant: Assistant) -> None:
    generator = ScriptedGenerator([OVEN])
    assert isinstance(assistant.ask("Who won the football match in Lisbon?", writer=Writer(generator)), NoAnswer)
    assert isinstance(assistant.ask("hello", writer=Writer(generator)), NoAnswer)
    assert not generator.asked


def test_evidence_then_the_notes_own_answer_then_the_words_of_the_model(assistant: Assistant) -> None:
    steps = list(assistant.stream(KILN, writer=writing(f"{OVEN} [S1] Choose a kiln when a piece must hold water.")))
    assert isinstance(steps[0], Evidence)
    kinds = [type(step) for step in steps[1:]]
    assert kinds == [Waiting] * kinds.count(Waiting) + [Answer] * kinds.count(Answer)
    assert kinds.count(Waiting) > 1 and kinds.count(Answer) > 1
    waiting = steps[1]
    assert isinstance(waiting, Waiting) and waiting.model == "scripted" and waiting.answer == assistant.ask(KILN)


def test_closing_the_stream_stops_the_model(assistant: Assistant) -> None:
    generator = ScriptedGenerator([f"{OVEN} [S1]"])
    steps = assistant.stream(KILN, writer=Writer(generator))
    while not isinstance(next(steps), Waiting):
        assert generator.closed == 0
    assert isinstance(steps, Iterator) and hasattr(steps, "close")
    steps.close()
    assert generator.closed == 1


def test_times_are_those_of_the_clock(assistant: Assistant) -> None:
    ticks = count(10)
    writer = Writer(ScriptedGenerator([OVEN], letters=30), clock=lambda: float(next(ticks)))
    wording = ask(assistant, writer).wording
    assert wording is not None
    assert (wording.first_token_s, wording.seconds, wording.tokens) == (1.0, 4.0, 3)
    assert wording.tokens_per_second == pytest.approx(2 / 3)


def test_the_prompt_holds_the_numbered_sentences_and_the_question_last(assistant: Assistant) -> None:
    generator = ScriptedGenerator([OVEN])
    history = [Turn("user", "What is clay?"), Turn("assistant", "Clay is earth."), Turn("user", "And fire?")]
    assistant.ask("How hot is a kiln?", history, writer=Writer(generator))
    (asked,) = generator.asked
    last = asked[-1]["content"]
    assert "\n[S1] " in last and "## The Kiln" in last
    assert last.splitlines()[-1].startswith("Question: How hot is a kiln?")
    assert "Asked before: What is clay? / And fire?" in last and "Clay is earth." not in last
    assert DECLINES in [m["content"] for m in asked if m["role"] == "assistant"], "an example declines"


def test_the_beginning_of_the_prompt_never_changes(assistant: Assistant) -> None:
    generator = ScriptedGenerator([OVEN])
    for question in (KILN, "How many shelves are there?"):
        assistant.ask(question, writer=Writer(generator))
    first, second = generator.asked
    assert first[:-1] == second[:-1] and first[-1] != second[-1]


def test_what_the_model_says_alone_is_asked_without_the_notes() -> None:
    generator = ScriptedGenerator(["Perhaps."])
    assert "".join(Writer(generator).alone("Who are you?")) == "Perhaps."
    assert not any("[S1]" in m["content"] for m in generator.asked[0])
