"""One result out of those of the parts of a question: "how long is it kept, and how large may it be?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from dva_assist.types import Answer, AnswerSentence, Citation, NoAnswer, Passage, Question

_APART = 100_000  # added to the blocks of each further answer, so that no two lists run together
UNANSWERED = 'The notes do not answer "{part}".'


def merge(parts: Sequence[Question], results: Sequence[Answer | NoAnswer]) -> Answer | NoAnswer:
    """The answers in the order of the parts, markers numbered through; partial where a part has none.

    Without any answer the refusal of the first part, with the passages of all.
    """
    answers = [result for result in results if isinstance(result, Answer)]
    passages = interleaved([result.passages for result in results])
    if not answers:
        first = next(result for result in results if isinstance(result, NoAnswer))
        return replace(first, passages=passages)
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    seen: set[tuple[str, int, int]] = set()
    for number, answer in enumerate(answers):
        markers = {citation.marker: citation for citation in answer.citations}
        for sentence in answer.sentences:
            cited = [markers[marker] for marker in sentence.citations]
            places = {(c.section.id, c.start, c.end) for c in cited}
            if places <= seen:
                continue
            seen |= places
            numbered = [replace(c, marker=len(citations) + at) for at, c in enumerate(cited, start=1)]
            citations += numbered
            block = sentence.block + number * _APART
            sentences.append(replace(sentence, citations=tuple(c.marker for c in numbered), block=block))
    open_parts = [part.text for part, result in zip(parts, results, strict=True) if isinstance(result, NoAnswer)]
    remarks = [answer.remark for answer in answers] + [UNANSWERED.format(part=part) for part in open_parts]
    whole = not open_parts and all(answer.status == "answered" for answer in answers)
    return Answer(
        "answered" if whole else "partial",
        tuple(sentences),
        tuple(citations),
        passages,
        min(answer.confidence for answer in answers),
        " ".join(dict.fromkeys(remark for remark in remarks if remark)),
    )


def interleaved(lists: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """The best of each list, then the second of each, as many as the longest list has; each chunk once."""
    most = max(map(len, lists), default=0)
    every = (passage for passage in chain.from_iterable(zip_longest(*lists)) if passage is not None)
    kept = list({passage.chunk.id: passage for passage in reversed(list(every))}.values())[::-1][:most]
    return tuple(replace(passage, rank=rank) for rank, passage in enumerate(kept, start=1))
