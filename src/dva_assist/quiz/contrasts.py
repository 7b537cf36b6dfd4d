"""Tables that compare things: each column is a thing, each row a point in which they differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from dva_assist.quiz.definitions import is_aside, is_remark
from dva_assist.quiz.facts import Contrast, Difference, Origin
from dva_assist.quiz.rules_families import families
from dva_assist.quiz.tables import Row, Table, tables
from dva_assist.quiz.wording import balanced, content, key_of, similarity

_POINT = re.compile(r"^(?:points?|questions?|features?|aspects?|propert(?:y|ies)|criteri(?:on|a)|topics?)$", re.I)
# Half a question, which its cells answer only under their own heads.
_NO_POINT = re.compile(r"^(?:choose|use|best|good|who|how|what|where|when|more|less|better|why)\b", re.I)
_UNCLEAR_POINT = re.compile(r"^(?:needs?|)$", re.I)  # heads a comparison only where the heading says so
_COMPARED = re.compile(r"\b(?:compared|versus|vs\.?|or)\b", re.I)
_ASPECT = re.compile(
    r"^(?:default|maximum|minimum|limit|scope|value|notes?|use|typical use|purpose|example|meaning|choose.*|effect|"
    r"reason|cure|cause|because|answer|service|tool|adds|how .*|what .*|today|then|now|before|after)s?$",
    re.I,
)
_BARE = re.compile(r"^(?:yes|no|none|not|-|–|—|n/a|same|both|either|all|any|required|optional|possible)\b", re.I)
_LEANS = re.compile(r"^(?:as|also|only|even|likewise|too) |\b(?:the other|the same|likewise|see|both)\b", re.I)
MOST_WORDS = 16  # of a cell
ALIKE = 0.4
VERY_DIFFERENT = 0.3
LEAST_ROWS = 5  # of a difference
MOST_LETTERS = 80


def contrasts(origin: Origin) -> Iterator[Contrast]:
    """Each two cells of a row that differ, in tables whose heads are things."""
    if is_aside(origin):
        return
    for table in tables(origin.section):
        if _compares(table, origin.section.heading):
            for row in table.rows:
                yield from _of_row(origin, table, row)


def differences(found: Iterable[Contrast]) -> Iterator[Difference]:
    """For each side of a table what sets it apart, row by row; sides with few such rows are left out."""
    groups: defaultdict[str, dict[str, dict[int, list[Contrast]]]] = defaultdict(dict)
    for contrast in filter(_tells_apart, found):
        for side in contrast.sides:
            rows = groups[contrast.origin.section.id].setdefault(side, {})
            rows.setdefault(contrast.sentence.start, []).append(contrast)
    for sides in groups.values():
        for at, (side, rows) in enumerate(sides.items()):
            if len(rows) >= LEAST_ROWS:
                yield Difference(side, tuple(map(tuple, rows.values())), at % len(rows))


_NAMES_ITSELF = frozenset("model kind type what service pattern unit nature".split())  # "Model: Queue"


def _tells_apart(contrast: Contrast) -> bool:
    """Whether both cells can stand among others: neither names a side, both are short and clearly differ."""
    if contrast.point.lower() in _NAMES_ITSELF:
        return False
    named = content(" ".join(contrast.sides))
    said = content(" ".join((contrast.point, *contrast.cells)))
    longest = max(len(f"{contrast.point}: {cell}") for cell in contrast.cells)
    shown = families(" ".join(contrast.sides)) & families(" ".join(contrast.cells))
    return not shown and not named & said and longest <= MOST_LETTERS and similarity(*contrast.cells) < VERY_DIFFERENT


def _compares(table: Table, heading: str) -> bool:
    head = table.heads[0]
    clear = _POINT.match(head) or (_UNCLEAR_POINT.match(head) and _COMPARED.search(heading))
    return bool(clear) and not any(_ASPECT.match(head) for head in table.heads[1:])


def _of_row(origin: Origin, table: Table, row: Row) -> Iterator[Contrast]:
    if not content(row.cells[0]) or row.cells[0].endswith("?") or _NO_POINT.match(row.cells[0]):
        return
    for one, other in combinations(range(1, len(table.heads)), 2):
        sides, cells = (table.heads[one], table.heads[other]), (row.cells[one], row.cells[other])
        if all(map(content, sides)) and _differ(*cells):
            yield Contrast(origin, row.sentence, row.cells[0], sides, cells)


def _differ(one: str, other: str) -> bool:
    """Whether what is said of one thing cannot be taken as said of the other."""
    if not one or not other or _BARE.match(one) or _BARE.match(other):
        return False
    mine, theirs = content(one), content(other)
    if not mine or not theirs or mine <= theirs or theirs <= mine or key_of(one) == key_of(other):
        return False
    return similarity(one, other) <= ALIKE and all(_can_be_quoted(cell) for cell in (one, other))


def _can_be_quoted(cell: str) -> bool:
    return len(cell.split()) <= MOST_WORDS and balanced(cell) and not _LEANS.search(cell) and not is_remark(cell)
