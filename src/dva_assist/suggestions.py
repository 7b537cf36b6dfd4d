"""Questions that sections answer, made from their headings and first sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from dva_assist.types import Section, SentenceKind

_DEFINED = re.compile(
    r"^(?P<article>an?|the)\s+(?P<term>[^,.;:()]{2,60}?)\s*(\([^)]*\)\s*)?\b(is|are)\b\s+(an?|the|one)\b", re.IGNORECASE
)
_LIMITS = re.compile(r"\b(limits?|quotas?|defaults?)\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(compared|comparison|versus|vs)\b", re.IGNORECASE)
_ORDER = re.compile(r"\b(order|steps?|sequence|life ?cycle|flow)\b", re.IGNORECASE)
_VAGUE = re.compile(r"^(concepts?|overview|introduction|misc\w*|notes?|summary|exam traps|then and now|example)$", re.I)


def suggest(sections: Iterable[Section], used: Collection[str], count: int) -> list[str]:
    """At most ``count`` questions for sections that were not used, in the order given."""
    found: dict[str, None] = {}
    for section in sections:
        if section.id not in used and (question := question_for(section)) is not None:
            found.setdefault(question)
        if len(found) == count:
            break
    return list(found)


def spread(sections: Sequence[Section], count: int) -> list[str]:
    """Example questions from all over the notes: at most one of a note."""
    step = max(1, len(sections) // (4 * count))
    notes: set[str] = set()
    found: list[str] = []
    for section in sections[step // 2 :: step]:
        question = question_for(section)
        if question is not None and section.note not in notes and question not in found:
            notes.add(section.note)
            found.append(question)
        if len(found) == count:
            break
    return found


def question_for(section: Section) -> str | None:
    """A question in a learner's words that the section answers, or None where its heading says too little."""
    heading, title = section.heading.strip(" :"), section.headings[0]
    prose = [s for s in section.sentences if s.kind is not SentenceKind.LINK]
    if not prose or section.level == 0 or _VAGUE.match(heading):
        return None
    about = "" if title.lower() in heading.lower() or " " not in title else f" ({title})"
    if heading.endswith("?"):
        return heading
    if _COMPARED.search(heading):
        return f"How do {_COMPARED.sub('', heading).strip(' :')} compare{about}?".replace("  ", " ")
    if _LIMITS.search(heading):
        return f"What are the {_lower_first(heading)}{about}?"
    if _ORDER.search(heading):
        return f"What is the {_lower_first(heading)}{about}?"
    if defined := _DEFINED.match(prose[0].plain):
        return f"What is {defined['article'].lower()} {defined['term']}?"
    return f"What do the notes say about {_lower_first(heading)}{about}?"


def _lower_first(heading: str) -> str:
    """Lower the first letter unless the word is a name or an acronym."""
    first = heading.split()[0]
    plain_word = first[1:].islower() and first.isalpha() and len(first) > 1
    names = {"amazon", "aws", "lambda", "kinesis", "cognito", "route", "fargate", "step", "secrets", "parameter"}
    return heading[0].lower() + heading[1:] if plain_word and first.lower() not in names else heading
