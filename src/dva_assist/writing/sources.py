"""The sentences that a model may use, numbered, and how many of them fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dva_assist.types import Passage, Section, Sentence, SentenceKind

CHARACTERS_PER_TOKEN = 3.5  # fewer than English takes with the tokenizers we know, so that the estimate errs upwards
RANK_WEIGHT = 0.15  # what the best passage adds to the cosine of its sentences; the second adds half of it
MARK_TOKENS = 6  # "[S12] " and the end of the line
_SILENT = {SentenceKind.LINK, SentenceKind.PICTURE, SentenceKind.HEADER}


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a passage under the number that the model sees."""

    number: int
    section: Section
    sentence: Sentence

    @property
    def words(self) -> str:
        """What the model reads: code as it is written, everything else without Markdown."""
        return self.sentence.text if self.sentence.kind is SentenceKind.CODE else self.sentence.plain


def estimate_tokens(text: str) -> int:
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1


def number_sources(passages: Sequence[Passage], budget: int) -> list[Source]:
    """The sentences nearest to the question, for at most ``budget`` tokens with their headings.

    They are numbered section by section in the order of the notes, the section of the nearest first. The nearest is
    taken however long it is.
    """
    taken: dict[tuple[str, int], tuple[Section, Sentence]] = {}
    headed: set[str] = set()
    spent = 0
    for section, sentence in _nearest_first(passages):
        cost = estimate_tokens(sentence.plain) + MARK_TOKENS
        cost += 0 if section.id in headed else estimate_tokens(heading_of(section))
        if (section.id, sentence.start) in taken or (taken and spent + cost > budget):
            continue
        taken[section.id, sentence.start] = section, sentence
        headed.add(section.id)
        spent += cost
    order = {section.id: rank for rank, (section, _) in reversed(list(enumerate(taken.values())))}
    pairs = sorted(taken.values(), key=lambda pair: (order[pair[0].id], pair[1].start))
    return [Source(number, section, sentence) for number, (section, sentence) in enumerate(pairs, start=1)]


def _nearest_first(passages: Sequence[Passage]) -> list[tuple[Section, Sentence]]:
    """By the nearness of the sentence, with something for the rank of its passage."""
    scored = [
        (similarity + RANK_WEIGHT / passage.rank, passage.section, sentence)
        for passage in passages
        for sentence, similarity in zip(passage.chunk.sentences, passage.similarities, strict=True)
        if sentence.kind not in _SILENT
    ]
    return [(section, sentence) for _, section, sentence in sorted(scored, key=lambda one: -one[0])]


def heading_of(section: Section) -> str:
    return " > ".join(section.headings)


def as_text(sources: Sequence[Source]) -> str:
    """Each section's headings, and under them its sentences with their numbers."""
    parts = []
    for _, group in groupby(sources, key=lambda source: source.section.id):
        own = list(group)
        lines = [f"[S{source.number}] {source.words}" for source in own]
        parts.append("\n".join([f"## {heading_of(own[0].section)}", *lines]))
    return "\n\n".join(parts)
