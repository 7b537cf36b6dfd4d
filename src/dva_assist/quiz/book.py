"""All facts of the notes, extracted once and looked up by term, note and form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

from dva_assist.quiz.definitions import definitions
from dva_assist.quiz.facts import Definition, Fact, Figure, Origin, Roster
from dva_assist.quiz.figures import figures
from dva_assist.quiz.rosters import rosters
from dva_assist.quiz.wording import key_of, short_forms
from dva_assist.types import Note, Section

_MAKER = re.compile(r"^(?:AWS|Amazon) ")
_NO_SUBJECT = re.compile(
    r"\b(?:notes?|exam|cert\w*|study|guide|cheat|summary|dva|saa|c0[123])\b"
    r"|(?-i:^[a-z0-9]+(?:[-_.][a-z0-9]+)+$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FactBook:
    """Immutable; facts stand in the order of the notes given."""

    definitions: tuple[Definition, ...]
    figures: tuple[Figure, ...]
    rosters: tuple[Roster, ...]
    sections: frozenset[str]  # ids of all sections, with facts or without
    names: Mapping[str, frozenset[str]]  # topic in lower case -> ids of its sections
    topics: tuple[str, ...]  # as written, of sections with facts
    by_term: Mapping[tuple[str, ...], tuple[Definition, ...]]
    by_subject: Mapping[str, tuple[Fact, ...]]
    services: frozenset[tuple[str, ...]]  # names of what the notes are about, as wording.key_of gives them

    @classmethod
    def of(cls, notes: Iterable[Note]) -> Self:
        origins = [(note, origin_of(note, section)) for note in notes for section in note.sections]
        found_definitions = [fact for note, origin in origins for fact in definitions(origin, note.raw)]
        found_figures = [fact for _, origin in origins for fact in figures(origin)]
        found_rosters = [fact for _, origin in origins for fact in rosters(origin)]
        names: defaultdict[str, set[str]] = defaultdict(set)
        for note, origin in origins:
            for name in (*origin.topics, *origin.exam_tasks, note.path, PurePosixPath(note.path).stem):
                names[name.lower()].add(origin.section.id)
        found: list[Fact] = [*found_definitions, *found_figures, *found_rosters]
        return cls(
            tuple(found_definitions),
            tuple(found_figures),
            tuple(found_rosters),
            frozenset(origin.section.id for _, origin in origins),
            {name: frozenset(ids) for name, ids in names.items()},
            tuple(sorted({topic for fact in found for topic in (*fact.origin.topics, *fact.origin.exam_tasks)})),
            _by_term(found_definitions),
            _by_subject(found),
            _services(origin for _, origin in origins),
        )


def topics(book: FactBook) -> list[str]:
    """What a quiz can be about: titles, services and exam tasks of the sections that hold a fact."""
    return list(book.topics)


def _by_term(found: list[Definition]) -> dict[tuple[str, ...], tuple[Definition, ...]]:
    terms: defaultdict[tuple[str, ...], list[Definition]] = defaultdict(list)
    for fact in found:
        for name in {key_of(fact.term), *(key_of(short) for short in short_forms(fact.term))}:
            terms[name].append(fact)
    return {name: tuple(facts) for name, facts in terms.items()}


def _by_subject(facts: list[Fact]) -> dict[str, tuple[Fact, ...]]:
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.origin.subject].append(fact)
    return {subject: tuple(group) for subject, group in groups.items()}


def _services(origins: Iterable[Origin]) -> frozenset[tuple[str, ...]]:
    names = {name for origin in origins for name in origin.topics}
    names |= {short for name in names for short in short_forms(name)}
    return frozenset(key_of(_MAKER.sub("", name)) for name in names)


def origin_of(note: Note, section: Section) -> Origin:
    """What the facts of a section are about."""
    services = _strings(note.front_matter.get("services"))
    subject = _subject(note, section, bool(services))
    tasks = note.front_matter.get("exam_tasks")
    by_exam = tasks if isinstance(tasks, Mapping) else {}
    exam_tasks = tuple(f"{exam}:{task}" for exam, ids in by_exam.items() for task in _strings(ids))
    return Origin(section, subject, tuple(dict.fromkeys([note.title, subject, *services])), exam_tasks)


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _subject(note: Note, section: Section, has_services: bool) -> str:
    """The note's title, or the chapter's heading where the title names no service ("aws-cert-notes")."""
    if has_services or len(section.headings) < 2 or not _NO_SUBJECT.search(note.title):
        return note.title.strip()
    return section.headings[1].strip()
