"""What is embedded beside the words of a section: its headings, and context for a tiny one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from dva_assist.types import Section, Sentence, SentenceKind

TINY_WORDS = 25  # a section with fewer gets a sentence from its surroundings
LEAD_WORDS = 4  # fewer words say nothing about the surroundings
SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")
VAGUE = {"overview", "introduction", "general", "notes", "misc", "miscellaneous", "other", "summary", "basics", "more"}
SILENT = {SentenceKind.HEADER, SentenceKind.LINK}  # rows repeat their header, links say nothing


def sentence_text(section: Section, sentence: Sentence) -> str:
    """What is embedded for one sentence: the two most telling headings and its words.

    ``"AWS Lambda > Limits: Default timeout: 3s"``. Not budgeted: cut it with ``windows``.
    """
    headings = telling_headings(section)
    specific = [heading for heading in headings if heading.lower() not in VAGUE] or headings
    return ": ".join(filter(None, (" > ".join(specific[-2:]), sentence.plain)))


def telling_headings(section: Section) -> list[str]:
    """The headings, less a title that only repeats the file's name or is a slug, unless there is no other."""
    title, *below = section.headings
    named_by_file = title == PurePosixPath(section.note).stem or SLUG.fullmatch(title)
    return below if below and named_by_file else [title, *below]


def heading_chain(section: Section) -> str:
    return " > ".join(telling_headings(section))


def is_voiced(sentence: Sentence) -> bool:
    return bool(sentence.plain) and sentence.kind not in SILENT


def contexts_of(sections: Sequence[Section]) -> dict[str, str]:
    """For tiny sections, the lead sentence of the nearest section above, else of the first one below."""
    leads: dict[tuple[str, ...], str] = {}
    contexts = {}
    for section, following in pairwise([*sections, None]):
        assert section is not None
        above = (leads.get(section.headings[:length]) for length in range(len(section.headings) - 1, 0, -1))
        words = sum(len(sentence.plain.split()) for sentence in section.sentences if is_voiced(sentence))
        if 0 < words < TINY_WORDS:
            child = following and following.headings[:-1] == section.headings and _lead(following)
            contexts[section.id] = next(filter(None, above), child or "")
        leads[section.headings] = _lead(section)
    return contexts


def _lead(section: Section) -> str:
    sentences = (s.plain for s in section.sentences if s.kind is SentenceKind.PROSE)
    return next((plain for plain in sentences if len(plain.split()) >= LEAD_WORDS), "")
