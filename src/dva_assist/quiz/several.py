"""Questions with several right options: members of a list, or what a table says of one of two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from dva_assist.quiz.assembly import MULTIPLE_RESPONSE, Option, Proof, choice
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.facts import Contrast, Difference, Membership, Roster
from dva_assist.quiz.items import member_option, outsider_option
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.outsiders import outsiders_for
from dva_assist.quiz.pairs import of_side
from dva_assist.quiz.rules_stem import NUMBERS
from dva_assist.quiz.wording import capitalised, quoted
from dva_assist.types import QuizItem, ReplyForm, SentenceKind

FEWEST, MOST = 5, 6  # options


def multiple_response(fact: Roster | Difference, book: FactBook, rng: Random) -> QuizItem | None:
    """Two of five options are right, or three of six."""
    wanted = rng.choice((2, 2, 3))
    if isinstance(fact, Roster):
        return _of_list(fact, wanted, book, rng) or _of_list(fact, 2, book, rng)
    return _of_table(fact, wanted, rng) or _of_table(fact, 2, rng)


def _of_list(roster: Roster, wanted: int, book: FactBook, rng: Random) -> QuizItem | None:
    form, _ = Counter(member.form for member in roster.members).most_common(1)[0]
    alike = [member for member in roster.members if member.form == form]
    members = rng.sample(alike, min(wanted, len(alike)))
    if len(members) < wanted:
        return None
    outsiders = outsiders_for(members[0], roster, book, rng, _wrong(wanted))
    if len(outsiders) < _wrong(wanted):
        return None
    keys = [member_option(Membership(roster, member)) for member in members]
    stem = roster.question.replace("hich of these is one of", "hich of these are among")
    stem = stem.replace("hich of these completes", "hich of these complete")
    options = [outsider_option(other) for other in outsiders]
    is_table = roster.lead.kind is SentenceKind.HEADER
    return _chosen(stem, keys, options, rng, (roster.origin, members[0].sentence if is_table else roster.lead))


def _of_table(fact: Difference, wanted: int, rng: Random) -> QuizItem | None:
    """Each option speaks of another row, so that no two of them stand against each other."""
    need = wanted + _wrong(wanted)
    rivals = sorted({side for row in fact.rows for one in row for side in one.sides} - {fact.side})
    for rival in rng.sample(rivals, len(rivals)):
        first, *others = [_against(row, rival) for row in (fact.rows[fact.anchor], *_others(fact))]
        rest = [one for one in others if one is not None]
        if first is not None and len(rest) >= need - 1:
            return _compared(fact, rival, [first, *rng.sample(rest, need - 1)], wanted, rng)
    return None


def _others(fact: Difference) -> list[tuple[Contrast, ...]]:
    return [row for at, row in enumerate(fact.rows) if at != fact.anchor]


def _against(row: Sequence[Contrast], rival: str) -> Contrast | None:
    return next((one for one in row if rival in one.sides), None)


def _compared(fact: Difference, rival: str, drawn: Sequence[Contrast], wanted: int, rng: Random) -> QuizItem:
    keys = [_statement(one, one.sides.index(fact.side)) for one in drawn[:wanted]]
    distractors = [_statement(one, one.sides.index(rival)) for one in drawn[wanted:]]
    stem = f"{lead_in(fact.origin)}which of these are true of {quoted(fact.side)} rather than of {quoted(rival)}?"
    return _chosen(stem, keys, distractors, rng, (fact.origin, keys[0].sentence))


def _wrong(right: int) -> int:
    return FEWEST - 2 if right == 2 else MOST - 3


def _statement(contrast: Contrast, side: int) -> Option:
    text = f"{capitalised(contrast.point)}: {contrast.cells[side].rstrip('.')}"
    return Option(text, of_side(contrast, side), contrast.origin, contrast.sentence)


def _chosen(stem: str, keys: Sequence[Option], others: Sequence[Option], rng: Random, proof: Proof) -> QuizItem:
    asked = f"{stem} (Choose {NUMBERS[len(keys)]}.)"
    return choice(MULTIPLE_RESPONSE, asked, keys, others, rng, proof, form=ReplyForm.SEVERAL)
