"""One answer out of those to the parts of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dva_assist.answering import interleaved, merge
from dva_assist.notes import parse_note
from dva_assist.question import Reader
from dva_assist.types import Answer, AnswerSentence, Chunk, Citation, Decline, NoAnswer, Passage, Question

NOTE = parse_note(
    "queue.md", "# Queue\n\nA queue keeps messages. A message lives 4 days. A message has 1 MiB at most.\n"
)
SECTION = NOTE.sections[0]
CHUNKS = [Chunk(str(n), str(n), SECTION, n, n + 1, "", 1) for n in range(3)]
READ = Reader().read("What is a queue and how long does a message live?")
assert isinstance(READ, Question)
PARTS = READ.parts


def answer(*positions: int, remark: str = "", confidence: float = 0.9) -> Answer:
    cited = [Citation.of(marker, SECTION, SECTION.sentences[at]) for marker, at in enumerate(positions, start=1)]
    sentences = tuple(AnswerSentence(c.quote, (c.marker,)) for c in cited)
    passages = tuple(Passage(CHUNKS[at], 1.0, rank, 1.0) for rank, at in enumerate(positions, start=1))
    return Answer("answered", sentences, tuple(cited), passages, confidence, remark)


NONE = NoAnswer(Decline.NOT_IN_NOTES, "Not there.", (Passage(CHUNKS[2], 0.1, 1, 0.1),), 0.2)


def test_markers_are_numbered_through_and_nothing_is_said_twice() -> None:
    merged = merge(PARTS, [answer(0, 1), answer(1, 2, confidence=0.7)])
    assert isinstance(merged, Answer)
    assert merged.status == "answered"
    assert [sentence.text for sentence in merged.sentences] == [s.text for s in SECTION.sentences]
    assert [sentence.citations for sentence in merged.sentences] == [(1,), (2,), (3,)]
    assert [citation.quote for citation in merged.citations] == [s.text for s in SECTION.sentences]
    assert merged.confidence == 0.7
    assert [passage.rank for passage in merged.passages] == [1, 2]


def test_a_part_without_an_answer_is_named() -> None:
    merged = merge(PARTS, [answer(0, remark="A picture."), NONE])
    assert isinstance(merged, Answer)
    assert merged.status == "partial"
    assert merged.remark == 'A picture. The notes do not answer "how long does a message live?".'


def test_without_any_answer_there_is_none() -> None:
    other = replace(NONE, passages=(Passage(CHUNKS[1], 0.1, 1, 0.1),))
    merged = merge(PARTS, [NONE, other])
    assert isinstance(merged, NoAnswer)
    assert merged.reason == "Not there."
    assert [passage.chunk.id for passage in merged.passages] == ["2"]


@pytest.mark.parametrize(
    ("lists", "order"), [([[0, 1], [2, 1]], "02"), ([[0, 1, 2]], "012"), ([[0], [0]], "0"), ([], ""), ([[], [1]], "1")]
)
def test_lists_are_interleaved_each_chunk_once(lists: list[list[int]], order: str) -> None:
    passages = [[Passage(CHUNKS[n], 1.0, 1, 1.0) for n in one] for one in lists]
    assert "".join(passage.chunk.id for passage in interleaved(passages)) == order
