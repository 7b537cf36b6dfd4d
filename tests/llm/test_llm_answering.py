"""Answers that a real model words, asked for as a learner does. What it says differs; what is shown is proved."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from asking import writer_of
from llm_server import STOPS, LlmServer, running

from dva_assist.assistant import Assistant, Evidence, Waiting
from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.support import supports
from dva_assist.types import Answer, AnswerSentence, Citation, NoAnswer
from dva_assist.writing import Writer

pytestmark = pytest.mark.llm

FACT = "How many firing programs does the controller keep?"
SENTENCE = "The controller keeps 32 firing programs."


@pytest.fixture
def writer(llm_server: LlmServer) -> Writer:
    return writer_of(llm_server)


def assert_proved(assistant: Assistant, answer: Answer) -> None:
    """Each sentence is carried by what it cites, and each quote is what the note says there."""
    assert answer.sentences
    cited = {c.marker: c for c in answer.citations}
    for c in answer.citations:
        assert assistant.note(c.section.note).raw[c.start : c.end] == c.quote
    for sentence in answer.sentences:
        assert sentence.citations
        assert any(carries(cited[marker], sentence) for marker in sentence.citations), sentence


def carries(citation: Citation, sentence: AnswerSentence) -> bool:
    [plain] = [s.plain for s in citation.section.sentences if s.start == citation.start]
    return supports(sentence.text, [plain, citation.quote], headings=citation.section.headings).supported


def test_a_known_fact_is_asked_of_the_model_and_cited(
    assistant: Assistant, writer: Writer, llm_server: LlmServer
) -> None:
    read = llm_server.tokens_read()
    evidence, *steps, answer = assistant.stream(FACT, writer=writer)
    assert isinstance(evidence, Evidence) and isinstance(answer, Answer)
    assert any(isinstance(step, Waiting) for step in steps)
    assert SENTENCE in [c.quote for c in answer.citations]
    assert_proved(assistant, answer)
    assert answer.wording is not None and answer.wording.model == llm_server.model
    assert 0 < answer.wording.first_token_s <= answer.wording.seconds
    assert llm_server.tokens_read() > read


@pytest.mark.parametrize(
    "question", ["What does a flux do, and what does a stabiliser do?", "Why should I wear a mask with dry glaze?"]
)
def test_what_is_shown_is_proved(assistant: Assistant, writer: Writer, question: str) -> None:
    answer = assistant.ask(question, writer=writer)
    assert isinstance(answer, Answer)
    assert_proved(assistant, answer)


def test_a_question_beyond_the_notes_never_reaches_the_model(
    assistant: Assistant, writer: Writer, llm_server: LlmServer
) -> None:
    read = llm_server.tokens_read()
    assert isinstance(assistant.ask("Who won the world cup in 1990?", writer=writer), NoAnswer)
    assert llm_server.tokens_read() == read and not llm_server.is_busy()


def test_stop_in_the_middle_of_an_answer(assistant: Assistant, generator: OpenAIServer, llm_server: LlmServer) -> None:
    written = llm_server.tokens_written()
    steps = assistant.stream("What is the difference between an electric and a gas kiln?", writer=Writer(generator))
    while not llm_server.is_busy():
        step = next(steps)
    assert isinstance(step, Waiting)
    assert isinstance(steps, Generator)
    steps.close()
    assert llm_server.idle_within(STOPS)
    assert llm_server.tokens_written() - written < 20


def test_a_server_killed_in_the_middle_leaves_the_notes_own_answer(assistant: Assistant, model_file: Path) -> None:
    with running(model_file) as server:
        writer = writer_of(server)
        steps = assistant.stream(FACT, writer=writer)
        while not server.is_busy():
            next(steps)
        server.kill()
        *_, broken = steps
    after = assistant.ask(FACT, writer=writer)
    own = assistant.ask(FACT)
    for answer in (broken, after):
        assert isinstance(answer, Answer) and isinstance(own, Answer)
        assert answer.sentences == own.sentences and answer.citations == own.citations
        assert server.model in answer.remark and "\n" not in answer.remark
        assert answer.wording is not None and not answer.wording.used
