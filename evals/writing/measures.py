"""The figures of the run: what is supported, what is cited, what is declined, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from dva_assist.evaluation import Measure, bootstrap, covers
from dva_assist.types import Answer, NoAnswer
from evals.writing.replies import Reply
from evals.writing.run import Worded
from evals.writing.sheet import Judged

SAMPLES = 2_000


def mean(values: Sequence[float]) -> Measure:
    if not values:
        return Measure(float("nan"), float("nan"), float("nan"))
    return bootstrap([float(value) for value in values], seed=0, samples=SAMPLES)


def supported(worded: Sequence[Worded], known: Judged) -> Iterator[tuple[str, int, Measure]]:
    """Of the sentences judged by hand, each once: what the model said, what is shown of it, what of the true passes."""
    judged = {
        key: (known[key], said.source is not None, isinstance(one.gated, Answer))
        for one in worded
        for said in one.said
        if (key := (one.asked.id, said.piece.text)) in known
    }
    told = list(judged.values())
    shown = [right for right, carried, sent in told if carried and sent]
    yield "raw model", len(told), mean([right for right, *_ in told])
    yield "shown", len(shown), mean(shown)
    passed = [carried for right, carried, _ in told if right]
    yield "passed by the gate, of those supported", len(passed), mean(passed)


def cited(worded: Sequence[Worded]) -> Iterator[tuple[str, Measure, Measure]]:
    """(system, precision, recall) of citations against gold spans, on the answerable questions.

    Precision is of quotes, recall the share of questions of which a gold span is among the quotes. The raw model cites
    by the numbers that it writes.
    """
    answerable = [one for one in worded if one.asked.answerable]
    for name, of in (("extractive", _of_extractive), ("raw model", _of_raw), ("gated", _of_gated)):
        quotes = [of(one) for one in answerable]
        on_span = [
            [any(covers(quote, span) for span in one.asked.spans) for quote in found]
            for one, found in zip(answerable, quotes, strict=True)
        ]
        yield name, mean([hit for found in on_span for hit in found]), mean([any(found) for found in on_span])


def _of_extractive(one: Worded) -> list[str]:
    return [c.quote for c in one.extractive.citations] if isinstance(one.extractive, Answer) else []


def _of_gated(one: Worded) -> list[str]:
    return [c.quote for c in one.gated.citations] if isinstance(one.gated, Answer) else []


def _of_raw(one: Worded) -> list[str]:
    numbered = {source.number: source.sentence.text for source in one.sources}
    return [numbered[n] for n in dict.fromkeys(n for said in one.said for n in said.piece.hints) if n in numbered]


def declined(worded: Sequence[Worded]) -> Iterator[tuple[str, Measure, Measure, Measure]]:
    """(system, wrongly declined of the answerable, rightly declined of the others, declined or in part of the others).

    The raw model declines where it says so and says nothing else; the gated answer is in part also where it did so and
    the notes' own words were shown.
    """
    answerable = [one.asked.answerable for one in worded]
    for name, results in (("extractive", [o.extractive for o in worded]), ("gated", [o.gated for o in worded])):
        refused = [isinstance(result, NoAnswer) for result in results]
        held = [isinstance(result, NoAnswer) or result.status == "partial" for result in results]
        yield name, *_by_kind(answerable, refused), mean(_others(answerable, held))
    refused = [one.refused and not one.said for one in worded]
    yield "raw model", *_by_kind(answerable, refused), mean(_others(answerable, refused))


def _by_kind(answerable: Sequence[bool], refused: Sequence[bool]) -> tuple[Measure, Measure]:
    wrongly = [no for good, no in zip(answerable, refused, strict=True) if good]
    return mean(wrongly), mean(_others(answerable, refused))


def _others(answerable: Sequence[bool], values: Sequence[bool]) -> list[bool]:
    return [value for good, value in zip(answerable, values, strict=True) if not good]


def outcomes(worded: Sequence[Worded]) -> dict[str, int]:
    """What became of the questions that were sent to the model."""
    sent = [one.gated for one in worded if isinstance(one.gated, Answer)]
    used = [answer for answer in sent if answer.wording and answer.wording.used]
    return {
        "questions": len(worded),
        "declined before the model": len(worded) - len(sent),
        "in the words of the model": len(used),
        "in the notes' own words": len(sent) - len(used),
        "of these because it found no answer": sum(one.refused and not one.said for one in worded if one.gated in sent),
    }


def times(replies: Sequence[Reply]) -> Iterator[tuple[str, float, float]]:
    """(what, median, 95th percentile)."""
    speeds = [(r.tokens - 1) / (r.seconds - r.first_token_s) for r in replies if r.tokens > 5]
    for name, values in (
        ("seconds to the first token", [r.first_token_s for r in replies]),
        ("seconds to the full answer", [r.seconds for r in replies]),
        ("tokens a second while it writes", speeds),
    ):
        yield name, float(np.median(values)), float(np.percentile(values, 95))
