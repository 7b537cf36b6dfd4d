"""The sentences that a model may make a question of: those of a section that can be read alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from dva_assist.quiz.book import origin_of
from dva_assist.quiz.definitions import is_aside
from dva_assist.quiz.facts import Origin
from dva_assist.quiz.wording import stands_alone
from dva_assist.types import Note, Sentence, SentenceKind

LEAST = 2  # statements below which there is nothing to choose from
ROOM = 1_200  # characters, about 350 tokens, which a slow machine reads in seven seconds
SHORT = 400  # characters below which the next section is added


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the notes under the number that the model sees."""

    number: int
    origin: Origin
    sentence: Sentence

    @property
    def words(self) -> str:
        return " ".join(self.sentence.plain.split())


def material(note: Note, section_id: str, rng: Random) -> tuple[Statement, ...]:
    """Statements of the section and, where they are few, of the next one of the note; empty where there are too few.

    Of a long section ``rng`` chooses a part.
    """
    at = next(at for at, section in enumerate(note.sections) if section.id == section_id)
    found = _stated(origin_of(note, note.sections[at]))
    if len(found) < LEAST:
        return ()
    taken = _part(found, rng)
    if _size(found) < SHORT and at + 1 < len(note.sections):
        more = _stated(origin_of(note, note.sections[at + 1]))
        taken += more if _size(taken + more) <= ROOM else []
    return tuple(Statement(number, origin, sentence) for number, (origin, sentence) in enumerate(taken, start=1))


Stated = tuple[Origin, Sentence]


def _stated(origin: Origin) -> list[Stated]:
    if is_aside(origin):
        return []
    return [(origin, sentence) for sentence in origin.section.sentences if _states(sentence)]


def _states(sentence: Sentence) -> bool:
    if sentence.kind is SentenceKind.ROW:
        return ": " in sentence.plain
    return sentence.kind in (SentenceKind.PROSE, SentenceKind.ITEM) and stands_alone(sentence.plain)


def _part(found: Sequence[Stated], rng: Random) -> list[Stated]:
    """As many neighbours as there is room for; all where they fit, and at least one."""
    if _size(found) <= ROOM:
        return list(found)
    start = rng.randrange(len(found))
    while start and _size(found[start:]) <= ROOM:
        start -= 1
    end = start + 1
    while end < len(found) and _size(found[start : end + 1]) <= ROOM:
        end += 1
    return list(found[start:end])


def _size(found: Sequence[Stated]) -> int:
    return sum(len(sentence.plain) for _, sentence in found)
