"""The sentences that a model may use, numbered, and how many of them fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dva_assist.types import Passage, Section, Sentence, SentenceKind

CHARACTERS_PER_TOKEN = 3.5  # fewer than English takes with the tokenizers we know, so that the estimate errs upwards
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
    """Sentences of the best passages, in the order of the notes within a section, for at most ``budget`` tokens.

    The first sentence is taken however long it is.
    """
    taken: dict[tuple[str, int], tuple[Section, Sentence]] = {}
    spent = 0
    headed: set[str] = set()
    for passage in passages:
        section = passage.section
        for sentence in passage.chunk.sentences:
            if sentence.kind in _SILENT or (section.id, sentence.start) in taken:
                continue
            cost = estimate_tokens(sentence.plain) + MARK_TOKENS
            cost += 0 if section.id in headed else estimate_tokens(heading_of(section))
            if taken and spent + cost > budget:
                return _numbered(taken.values())
            taken[section.id, sentence.start] = section, sentence
            headed.add(section.id)
            spent += cost
    return _numbered(taken.values())


def _numbered(taken: Iterable[tuple[Section, Sentence]]) -> list[Source]:
    pairs = list(taken)
    order = {section.id: rank for rank, (section, _) in reversed(list(enumerate(pairs)))}
    pairs.sort(key=lambda pair: (order[pair[0].id], pair[1].start))
    return [Source(number, section, sentence) for number, (section, sentence) in enumerate(pairs, start=1)]


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
