"""Running text cut into sentences whose places in the source are exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from dva_assist.notes.inline import ALNUM, URL, Inline, Role

END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f]")
ABBREVIATION = re.compile(
    r"\b(?:approx|avg|ca|cf|chap|eq|est|excl|fig|figs|incl|max|min|no|nos|pp|resp|sec|v|ver|vol|vs)\.$", re.IGNORECASE
)
MISSED = re.compile(r"\bID\.\s(?=[A-Z])")  # an abbreviation for the splitter
WIDE_ENDS = "\u3002\uff01\uff1f"  # after these no space follows
LONGEST_ABBREVIATION = 20
ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
SEPARATOR = re.compile("[\u2028\u2029\u0085]")  # of lines; the splitter loses its way at them
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which the splitter cannot take


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of running text: places in the source, and in the plain text."""

    start: int
    end: int
    plain_start: int
    plain_end: int


def sentence_cuts(inline: Inline, length: int) -> list[Cut]:
    """Cuts that tile a source of the given length; pieces without a letter or digit join a neighbour."""
    borders = dict(_borders(inline))
    borders.update(inline.breaks)
    places = [(0, 0), *sorted(item for item in borders.items() if item[0] > 0), (len(inline.plain), length)]
    cuts: list[Cut] = []
    waiting: tuple[int, int] | None = None  # where a first piece without words begins
    for (plain_start, start), (plain_end, end) in pairwise(places):
        if ALNUM.search(inline.plain, plain_start, plain_end):
            plain_start, start = waiting or (plain_start, start)
            waiting = None
            cuts.append(Cut(start, end, plain_start, plain_end))
        elif cuts:
            cuts[-1] = Cut(cuts[-1].start, end, cuts[-1].plain_start, plain_end)
        else:
            waiting = waiting or (plain_start, start)
    return cuts


def _borders(inline: Inline) -> Iterator[tuple[int, int]]:
    """(place in plain, offset in the source) between two sentences, where a cut harms no link or code span."""
    if not END.search(inline.plain):
        return
    text = SEPARATOR.sub(" ", SURROGATE.sub("\ufffd", inline.plain))
    begin = 0
    found = {boundary["start_index"] for boundary in get_sentence_boundaries("en", text)}
    found.update(match.end() for match in MISSED.finditer(text))
    for place in sorted(found):
        if place == 0 or belongs_together(inline, begin, place):
            continue
        end = place
        while text[end - 1].isspace():
            end -= 1
        offset = inline.source_of(end)
        if offset is not None:
            yield end, offset
            begin = place


def belongs_together(inline: Inline, begin: int, place: int) -> bool:
    """Whether the splitter took the point of a name, an abbreviation or a number for the end of a sentence."""
    before = inline.plain[max(begin, place - LONGEST_ABBREVIATION) : place].strip()
    after = inline.plain[place : place + 1]
    glued = not inline.plain[place - 1].isspace() and inline.plain[place - 1] not in WIDE_ENDS  # Lambda.ErrorName
    if glued or (place - begin < LONGEST_ABBREVIATION and ENUMERATOR.fullmatch(before)):
        return True
    if after.islower() and not URL.match(inline.plain, place):
        return inline.run_at(place).role is not Role.CODE
    return after.isdigit() and ABBREVIATION.search(before) is not None
