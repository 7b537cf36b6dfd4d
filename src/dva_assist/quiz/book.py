"""All facts of the notes, extracted once and looked up by term, note and form."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

from dva_assist.protocols import Vectors
from dva_assist.quiz.acronyms import acronyms
from dva_assist.quiz.contrasts import contrasts, differences
from dva_assist.quiz.definitions import definitions
from dva_assist.quiz.facts import Definition, Fact, Figure, Membership, Origin, Roster
from dva_assist.quiz.figures import figures
from dva_assist.quiz.procedures import procedures
from dva_assist.quiz.rosters import rosters
from dva_assist.quiz.wording import in_running_text, key_of, short_forms
from dva_assist.types import Note, Section

Lookup = Callable[[str, int], Vectors | None]  # (section id, start of a sentence) -> its unit vector
_MAKER = re.compile(r"^(?:AWS|Amazon) ")
_SAYS_NOTHING = re.compile(
    r"(?:limits?|quotas?|defaults?|basics|overview|introduction|summary|key (?:facts|points)|facts|figures|pricing|"
    r"costs?|more|notes?)(?: and (?:defaults?|limits?|quotas?))?$",
    re.I,
)
_NO_SUBJECT = re.compile(
    r"\b(?:notes?|exam|cert\w*|study|guide|cheat|summary|dva|saa|c0[123])\b"
    r"|(?-i:^[a-z0-9]+(?:[-_.][a-z0-9]+)+$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FactBook:
    """Immutable; facts stand in the order of the notes given."""

    facts: tuple[Fact, ...]
    definitions: tuple[Definition, ...]
    figures: tuple[Figure, ...]
    rosters: tuple[Roster, ...]
    sections: Mapping[str, int]  # ids of all sections, with facts or without, to their place in the notes
    names: Mapping[str, frozenset[str]]  # topic in lower case -> ids of its sections
    topics: tuple[str, ...]  # as written, of sections with facts
    by_term: Mapping[tuple[str, ...], tuple[Definition, ...]]
    by_subject: Mapping[str, tuple[Fact, ...]]
    by_section: Mapping[str, tuple[Fact, ...]]
    other_names: Mapping[
        tuple[str, ...], tuple[str, ...]
    ]  # a term, as wording.key_of gives it -> how else it is called
    fingerprint: str  # of the text of all notes
    services: frozenset[tuple[str, ...]]  # names of what the notes are about, as wording.key_of gives them
    texts: Mapping[str, str]  # path of a note -> its text
    vectors: Lookup | None = None  # where an index holds the notes

    @classmethod
    def of(cls, notes: Iterable[Note], names: Iterable[Sequence[str]] = (), vectors: Lookup | None = None) -> Self:
        """``names`` are names of one thing, such as ("dead-letter queue", "DLQ"), beside those that the notes give."""
        kept = tuple(notes)
        origins = [(note, origin_of(note, section)) for note in kept for section in note.sections]
        defined = tuple(fact for note, origin in origins for fact in definitions(origin, note.raw))
        measured = tuple(fact for _, origin in origins for fact in figures(origin))
        listed = tuple(fact for _, origin in origins for fact in rosters(origin))
        members = tuple(Membership(roster, member) for roster in listed for member in roster.members)
        ordered = tuple(fact for _, origin in origins for fact in procedures(origin))
        compared = tuple(fact for _, origin in origins for fact in contrasts(origin))
        apart = tuple(differences(compared))
        found: tuple[Fact, ...] = (*defined, *measured, *listed, *members, *ordered, *compared, *apart)
        return cls(
            found,
            defined,
            measured,
            listed,
            {origin.section.id: place for place, (_, origin) in enumerate(origins)},
            _names(origins),
            tuple(sorted({topic for fact in found for topic in (*fact.origin.topics, *fact.origin.exam_tasks)})),
            _by_term(defined),
            _grouped(found, lambda fact: fact.origin.subject),
            _grouped(found, lambda fact: fact.origin.section.id),
            _other_names((*names, *acronyms(kept))),
            _fingerprint(kept),
            _services(origin for _, origin in origins),
            {note.path: note.raw for note in kept},
            vectors,
        )


def topics(book: FactBook) -> list[str]:
    """What a quiz can be about: titles, services and exam tasks of the sections that hold a fact."""
    return list(book.topics)


def _names(origins: Iterable[tuple[Note, Origin]]) -> dict[str, frozenset[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for note, origin in origins:
        for name in (*origin.topics, *origin.exam_tasks, note.path, PurePosixPath(note.path).stem):
            names[name.lower()].add(origin.section.id)
    return {name: frozenset(ids) for name, ids in names.items()}


def _by_term(found: Iterable[Definition]) -> dict[tuple[str, ...], tuple[Definition, ...]]:
    terms: defaultdict[tuple[str, ...], list[Definition]] = defaultdict(list)
    for fact in found:
        for name in {key_of(fact.term), *(key_of(short) for short in short_forms(fact.term))}:
            terms[name].append(fact)
    return {name: tuple(facts) for name, facts in terms.items()}


def _grouped(facts: Iterable[Fact], by: Callable[[Fact], str]) -> dict[str, tuple[Fact, ...]]:
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[by(fact)].append(fact)
    return {name: tuple(group) for name, group in groups.items()}


def _other_names(names: Iterable[Sequence[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each name of a thing leads to all of its names."""
    found: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for same in names:
        for name in same:
            found[key_of(name)] |= dict.fromkeys(same)
    return {key: tuple(same) for key, same in found.items()}


def _fingerprint(notes: Iterable[Note]) -> str:
    digest = hashlib.sha256()
    for note in sorted(notes, key=lambda note: note.path):
        digest.update(f"{note.path}\0{len(note.raw)}\0{note.raw}\0".encode())
    return digest.hexdigest()[:16]


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
    topics = tuple(dict.fromkeys([note.title, subject, *services]))
    about = "" if _SAYS_NOTHING.match(section.heading) else in_running_text(section.heading, note.raw)
    return Origin(section, subject, _spoken(subject, note), topics, exam_tasks, about)


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _spoken(subject: str, note: Note) -> str:
    """A title such as "Caching strategies" as it is written inside a sentence; names keep their capitals."""
    first, _, rest = subject.partition(" ")
    if first == "The":
        return f"the {rest}"
    if rest[:1].isupper() or not rest or not re.fullmatch(r"[A-Z][a-z]+(?:-[a-z]+)*", first):
        return subject

    def small(match: re.Match[str]) -> str:
        word = match[0].lower()
        return word if len(re.findall(rf"(?<![\w:=./`-]){word}(?![\w:=`-])", note.raw)) >= 2 else match[0]

    spoken = re.sub(r"(?<![\w-])[A-Z][a-z]+(?![\w])", small, subject)
    names = " ".join(_strings(note.front_matter.get("services")))
    if any(word not in names for word in re.findall(r"(?<=\s)[A-Z][a-z]+", spoken)):
        return subject  # a title in capitals throughout
    return spoken[:1].lower() + spoken[1:] if first.endswith("ing") else spoken


def _subject(note: Note, section: Section, has_services: bool) -> str:
    """The note's title, or the chapter's heading where the title names no service ("aws-cert-notes")."""
    if has_services or len(section.headings) < 2 or not _NO_SUBJECT.search(note.title):
        return note.title.strip()
    return section.headings[1].strip()
