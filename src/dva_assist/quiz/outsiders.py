"""Wrong options for a list: things near it that are no members, and of the category that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dva_assist.quiz.assembly import WANTED
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import names_another, nearby, nearness
from dva_assist.quiz.facts import Definition, Form, Member, Origin, Roster
from dva_assist.quiz.kinship import SYNONYM, cosine, genus, gives_away, head, parts, style
from dva_assist.quiz.wording import content, similarity, tokens
from dva_assist.types import Sentence, SentenceKind

OUTSIDE = 0.3  # least cosine of a member and an outsider of one service
FOREIGN = 0.35  # and of one of another service
LEADS_NEAR = 0.4  # cosine of the lead-ins of two lists of different services


@dataclass(frozen=True, slots=True)
class Outsider:
    """Something near a list that is no member of it; ``lead`` introduces the list where it belongs, if any."""

    text: str
    origin: Origin
    sentence: Sentence
    lead: str = ""


def outsiders_for(member: Member, roster: Roster, book: FactBook, rng: Random, wanted: int = WANTED) -> list[Outsider]:
    """Members of other lists and terms, of the form and category of ``member``, that seem to be no members."""
    key = Outsider(member.text, roster.origin, member.sentence)

    def score(other: Outsider) -> float:
        near = nearness(roster.origin, other.origin) + bool(other.lead) + 3 * (style(other.text) == style(key.text))
        near += 6 * (cosine(key, other, book) or 0)
        return near - 3 * abs(len(other.text) - len(key.text)) / max(len(key.text), 12)

    def fits(other: Outsider) -> bool:
        near = cosine(key, other, book)
        least = OUTSIDE if key.origin.subject == other.origin.subject else FOREIGN
        if near is not None and not least <= near <= SYNONYM:
            return False
        return style(other.text) == style(key.text) and not _belongs(other, roster, book)

    if (parts(key.text) & parts(roster.question)) - parts(roster.origin.subject):
        return []  # the question names it

    pool = [one for one in _outside(roster, member.form, book, rng) if fits(one)]
    ranked = [(score(one) + 1.5 * rng.random(), -at, one) for at, one in enumerate(pool)]
    picked: list[Outsider] = []
    for _, _, one in sorted(ranked, key=lambda entry: entry[:2], reverse=True):
        told = len(picked) == wanted - 1 and gives_away(key.text, [two.text for two in [*picked, one]], roster.question)
        if len(picked) < wanted and not told and all(similarity(one.text, two.text) < 0.5 for two in picked):
            picked.append(one)
    return picked


_NOUN = re.compile(
    r"\bone of (?:the )?(?:(?:[\w-]+ ){0,3}?(?:kind|type|form|part|way)s of )?"
    r"(?:[\w-]+ ){0,4}?(?P<noun>[\w-]+s|[\w-]+ing)"
    r"(?: (?:that|to|by|in|of|for|at|which|with|through|from|on|as|under)\b|\?)"
)
_EMPTY = frozenset(("kind", "form", "part", "thing", "way", "place", "point", "section"))


def noun_of(question: str) -> str:
    """What is listed, in the singular's stem: "one of the deployment modes that ..." gives the stem of mode.

    Types are of what stands before them: policy types are no resource types.
    """
    found = _NOUN.search(question)
    noun = tokens(found["noun"])[-1] if found else ""
    if found and noun == "type":
        return " ".join(tokens(question[: found.end("noun")])[-2:])
    return "" if noun in _EMPTY else noun


def _negated(question: str) -> bool:
    return bool(re.search(r"\b(?:cannot|not|never|without)\b", question))


def _outside(roster: Roster, form: str, book: FactBook, rng: Random) -> Iterator[Outsider]:
    """Members of lists of the same noun, and terms of that genus or with the head of a member."""
    noun = noun_of(roster.question)
    loose = book.vectors is None  # without an index, what is near in the notes has to do

    def is_home(home: Roster) -> bool:
        return home.origin.subject == roster.origin.subject

    for home in nearby(Roster, book.rosters, roster.origin, book, rng):
        opposed = _negated(home.question) != _negated(roster.question)
        if home is roster or not (opposed or similarity(home.question, roster.question) < 0.5):
            continue
        if (loose and is_home(home)) or (noun and noun == noun_of(home.question) and _near_by(roster, home, book)):
            for other in home.members:
                if other.form == form and not names_another(other.text, home.origin, roster.origin):
                    yield Outsider(other.text, home.origin, other.sentence, _lead(home))
    near = book.by_subject[roster.origin.subject]
    heads = frozenset[str]().union(*(head(member.text) for member in roster.members))
    listed = {member.sentence.start for home in near if isinstance(home, Roster) for member in home.members}
    for fact in near:
        if isinstance(fact, Definition) and fact.form in (Form.NOUN, Form.CLAUSE):
            code = "code" if f"`{fact.term}`" in fact.sentence.text else "term"
            kin = loose or noun in genus(fact) or bool(head(fact.term) & heads)
            if code == form and kin and fact.sentence.start not in listed:
                yield Outsider(fact.term, fact.origin, fact.sentence)


def _lead(home: Roster) -> str:
    """What introduces a list; of a table its heading."""
    if home.lead.kind is SentenceKind.HEADER:
        return f"{home.origin.subject}, {home.origin.section.heading.lower()}:"
    return home.lead.plain


def _near_by(roster: Roster, home: Roster, book: FactBook) -> bool:
    """Whether two lists are of one service, or speak of the same: their lead-ins lie near to each other."""
    if roster.origin.subject == home.origin.subject:
        return True
    if roster.members[0].form != "code":
        return False  # "Rolling" is no migration strategy, and nobody takes it for one
    if SentenceKind.HEADER in (roster.lead.kind, home.lead.kind):
        return True  # the rows are compared
    one, two = (Outsider("", found.origin, found.lead) for found in (roster, home))
    return (cosine(one, two, book) or 0) >= LEADS_NEAR


def _belongs(other: Outsider, roster: Roster, book: FactBook) -> bool:
    """Whether something is, or may be, a member: the section speaks of it, or it is a kind of what is listed."""
    text, words = other.text, content(other.text)
    abroad = other.origin.section.note != roster.origin.section.note
    near = (sentence.plain for sentence in roster.origin.section.sentences)
    kind = bool(set(tokens(text)[-1:]) & content(roster.question))
    if kind or not words or (abroad and text in book.texts[roster.origin.section.note]):
        return True
    return any(len(words & content(said)) / len(words) >= 0.6 for said in near)
