"""Quantities in the notes and the question that asks for each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dva_assist.quiz.amounts import Amount, amounts, cell_amount
from dva_assist.quiz.definitions import is_aside, is_remark
from dva_assist.quiz.facts import Figure, Origin
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.tables import Row, tables
from dva_assist.quiz.wording import BLANK, capitalised, content, quoted, stands_alone
from dva_assist.types import Sentence, SentenceKind

_LIMITS = re.compile(r"^(?:what|limit|quota|resource|setting|parameter|item)s?$", re.IGNORECASE)
_ASPECTS = {
    "default": "default value",
    "default value": "default value",
    "default quota": "default quota",
    "maximum": "maximum",
    "max": "maximum",
    "minimum": "minimum",
    "min": "minimum",
    "limit": "limit",
    "quota": "quota",
    "value": "value",
}
_LABELLED = re.compile(r"^(?P<label>[A-Za-z/`.][^:;.]{2,60}): (?:up to |from )?(?P<value>[^:;]+?)\.?$")
_SUPERLATIVE = re.compile(r"(?:Shortest|Longest|Smallest|Largest|Lowest|Highest|Minimum|Maximum|Least|Most)\b")
_OTHER = re.compile(r"(?:Other|Another|Others|Same|The same|Each other|Further|Any other)\b")  # than in the row before
_NO_STATEMENT = re.compile(
    r"\?|^(?:Make sure|Remember|Note|Most|Many|Some|Other|Usually|The \d[\w,. ]* limit) "
    r"|\bthis (?:with|by|in|for|at|on|after)\b|\bthat (?:second|minute|hour|day|week|month|year)\b"
)
_HALF_TOLD = re.compile(r"\b(?:\d[\d,.]*|one|two|three) (?:or|and) $")  # "the 7 or 14 days"
_EXAMPLE = re.compile(
    r"\b(?:therefore|thus|hence|example|e\.g|such as|suppose|assum\w+|would|if you have|roughly)\b|=| x \d",
    re.IGNORECASE,
)


def figures(origin: Origin) -> Iterator[Figure]:
    """All quantities of a section that one question can ask for, in the order of the text, tables last."""
    if is_aside(origin):
        return
    for sentence in origin.section.sentences:
        if sentence.kind in (SentenceKind.PROSE, SentenceKind.ITEM):
            yield from _of_sentence(origin, sentence)
    yield from _of_limits(origin)


def _of_sentence(origin: Origin, sentence: Sentence) -> Iterator[Figure]:
    text = " ".join(sentence.plain.split())
    labelled = _LABELLED.match(text) if sentence.kind is SentenceKind.ITEM else None
    if labelled and (amount := cell_amount(labelled["value"])):
        is_limit = re.search(r"\b(?:limit|quota)s?\b", origin.section.heading, re.IGNORECASE)
        what = "limit" if is_limit else "figure"
        question = f"{lead_in(origin, sentence)}what is the {what} for {quoted(labelled['label'])}?"
        said = f"The limit for '{labelled['label']}' is {BLANK}" if is_limit else f"{labelled['label']}: {BLANK}"
        yield Figure(origin, sentence, amount, question, said)
        return
    if not stands_alone(text) or _EXAMPLE.search(text) or is_remark(text) or _NO_STATEMENT.search(text):
        return
    found = amounts(text)
    for amount in found:
        statement = _blanked(text, amount, found)
        if statement is not None and len(content(re.sub(r"\([^)]*\)", "", statement))) >= 3:
            question = f"{lead_in(origin, sentence)}which value completes this statement: {quoted(statement)}?"
            yield Figure(origin, sentence, amount, question, statement)


def _blanked(text: str, amount: Amount, found: list[Amount]) -> str | None:
    """The sentence with a blank for the amount, or None where the rest of it gives the amount away."""
    start, end = amount.start, amount.end
    others = [other for other in found if other is not amount]
    for other in others:
        if not (same_size(other, amount) or other.value == amount.value):
            continue
        between = text[end : other.start] if other.start > end else text[other.end : start]
        if between == " (" and text[other.end : other.end + 1] == ")" and other.start > end:
            end = other.end + 1
        else:
            return None
    if _HALF_TOLD.search(text[:start]):
        return None
    if re.search(r"\b(?:an?|between|from)\s$", text[:start]) and text[:start].rstrip().endswith(("a", "an")):
        return None
    return f"{text[:start]}{BLANK}{text[end:]}".strip().rstrip(".")


def same_size(one: Amount, other: Amount) -> bool:
    """Whether two amounts say nearly the same, as 1 KB and 1 KiB or 168 hours and 7 days do."""
    return one.dimension == other.dimension and abs(one.base - other.base) <= 0.1 * max(one.base, other.base)


def _of_limits(origin: Origin) -> Iterator[Figure]:
    for table in tables(origin.section):
        if not _LIMITS.match(table.heads[0]):
            continue
        scope = next((at for at, head in enumerate(table.heads) if head.lower() == "scope"), None)
        for column, head in enumerate(table.heads):
            aspect = _ASPECTS.get(head.lower())
            for row in table.rows if aspect else ():
                amount = cell_amount(row.cells[column])
                repeats = aspect == "default value" and row.cells[column] in _others(row, column)
                if amount and amount.value and not repeats and not _OTHER.match(row.cells[0]):
                    where = row.cells[scope] if scope is not None else ""
                    limit = _limit(row.cells[0], "value" if _is_bound(row, column) else aspect or "", where)
                    question = f"{lead_in(origin)}what is {limit}?"
                    yield Figure(origin, row.sentence, amount, question, f"{capitalised(limit)} is {BLANK}")


def _others(row: Row, column: int) -> tuple[str, ...]:
    """The other cells of a row, its label aside."""
    return (*row.cells[1:column], *row.cells[column + 1 :])


def _is_bound(row: Row, column: int) -> bool:
    """Whether the label itself says that its one figure is a bound: "Longest run time"."""
    return bool(_SUPERLATIVE.match(row.cells[0])) and not any(map(cell_amount, _others(row, column)))


def _limit(what: str, aspect: str, scope: str) -> str:
    bound = f" (scope: {scope})" if scope.strip("- ") else ""
    return f"the {aspect} of {quoted(what)}{bound}"
