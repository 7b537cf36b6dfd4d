"""Links inside the page: to a span of a section that is quoted, to a section in the reading view, or to a drill.

A link carries all that is needed to follow it, so it works after a reload and after a restart:
``#cite/lambda.md%23limits@120-184.5f3a9c01`` quotes characters 120 to 184, whose CRC-32 ends the link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote
from zlib import crc32

from dva_assist.errors import BadInput
from dva_assist.types import Citation, Passage

_CITE = re.compile(r"#cite/(?P<section>[^@]+)@(?P<start>\d{1,9})-(?P<end>\d{1,9})\.(?P<check>[0-9a-f]{8})")
_NOTE = re.compile(r"#note/(?P<section>.+)")
_DRILL = "#drill/"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads. A link into the reading view has no span."""

    section_id: str
    start: int = 0
    end: int = 0
    check: str = ""

    def quotes(self, raw: str) -> bool:
        """Whether the note still has the words that the link was made for."""
        return bool(self.check) and self.check == _checksum(raw[self.start : self.end])


def citation_link(citation: Citation) -> str:
    return _cite(citation.section.id, citation.start, citation.end, citation.quote)


def passage_link(passage: Passage) -> str:
    """To the sentence of the passage that is nearest to the question."""
    nearness = passage.similarities
    best = max(range(len(nearness)), key=nearness.__getitem__) if nearness else 0
    sentence = passage.chunk.sentences[best]
    return _cite(passage.section.id, sentence.start, sentence.end, sentence.text)


def note_link(section_id: str) -> str:
    return f"#note/{quote(section_id, safe='')}"


def drill_link(topic: str) -> str:
    """To the Quiz tab with the topic chosen, such as "dva-c03:1.2"."""
    return f"{_DRILL}{quote(topic, safe='')}"


def drilled(link: str) -> str | None:
    """The topic that a link wants drilled; None for any other link."""
    return unquote(link.removeprefix(_DRILL)) if link.startswith(_DRILL) else None


def read_link(link: str) -> Target:
    """Raises BadInput for anything that is not a link of this page."""
    if found := _CITE.fullmatch(link):
        return Target(unquote(found["section"]), int(found["start"]), int(found["end"]), found["check"])
    if found := _NOTE.fullmatch(link):
        return Target(unquote(found["section"]))
    raise BadInput("this link leads nowhere; ask the question again to get a new one")


def _cite(section_id: str, start: int, end: int, words: str) -> str:
    return f"#cite/{quote(section_id, safe='')}@{start}-{end}.{_checksum(words)}"


def _checksum(words: str) -> str:
    return f"{crc32(words.encode('utf-8', 'surrogatepass')):08x}"
