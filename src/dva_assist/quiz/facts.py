"""What the notes state, as typed facts with the spans that carry them.

Definition   a term and what it is, does or is chosen for
Figure       a quantity and the statement or table cell that it stands in
Roster       a list, its lead-in and its members
Procedure    steps, stages or places whose order matters
Contrast     the cells of two columns of a table that compares things, and the row that they stand in
Difference   all contrasts of one thing with others in one table
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dva_assist.quiz.amounts import Amount
from dva_assist.types import Section, Sentence


class Form(StrEnum):
    """How the body of a definition is put; only bodies of one form are parallel."""

    NOUN = "noun"  # "a set of shards": what it is
    VERB = "verb"  # "lets you create triggers": what it does
    CLAUSE = "clause"  # "pay by the second": words of a list or table
    CHOICE = "choice"  # "when traffic is steady": what it is chosen for
    CAUSE = "cause"  # of an error
    CURE = "cure"  # of an error


ERRORS = (Form.CAUSE, Form.CURE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A section and what its facts are about."""

    section: Section
    subject: str  # the service: "Amazon Kinesis"
    spoken: str  # the same as it is written inside a sentence: "In choosing a database, ..."
    topics: tuple[str, ...]
    exam_tasks: tuple[str, ...]  # "dva-c03:1.2"
    about: str = ""  # the heading of the section as inside a sentence: "hook order for Lambda deployments"


@dataclass(frozen=True, slots=True)
class Definition:
    """``term`` is written as inside a sentence, without article; ``body`` follows the verb, without a full stop."""

    origin: Origin
    sentence: Sentence
    term: str
    body: str
    form: Form
    article: str = ""  # "a", "an", "the" or none, for "What is a shard?"
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """``question`` asks for the amount and does not contain it; ``statement`` says it with a BLANK in its place."""

    origin: Origin
    sentence: Sentence
    amount: Amount
    question: str
    statement: str


@dataclass(frozen=True, slots=True)
class Member:
    text: str
    sentence: Sentence
    form: str  # "term", "code", "action" or "phrase": members of one form are parallel


@dataclass(frozen=True, slots=True)
class Roster:
    """``question`` asks which option is a member."""

    origin: Origin
    lead: Sentence
    members: tuple[Member, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One member of a list."""

    roster: Roster
    member: Member

    @property
    def origin(self) -> Origin:
        return self.roster.origin


@dataclass(frozen=True, slots=True)
class Procedure:
    """``steps`` are in their right order; ``lead`` is the sentence that introduces them, or the first step."""

    origin: Origin
    lead: Sentence
    steps: tuple[Sentence, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a table says of two things in one row: ``point`` is the head of the row, ``cells`` belong to ``sides``."""

    origin: Origin
    sentence: Sentence
    point: str
    sides: tuple[str, str]
    cells: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What sets one side of a table apart: for each row its contrasts with the other sides.

    ``anchor`` is the row that is always asked about; another one for each side of the table.
    """

    side: str
    rows: tuple[tuple[Contrast, ...], ...]
    anchor: int

    @property
    def origin(self) -> Origin:
        return self.rows[0][0].origin


Fact = Definition | Figure | Roster | Membership | Procedure | Contrast | Difference


def place(fact: Fact) -> int:
    """The start of the sentence that an item on a fact cites."""
    match fact:
        case Roster() | Procedure():
            return fact.lead.start
        case Membership():
            return fact.member.sentence.start
        case Difference():
            return fact.rows[fact.anchor][0].sentence.start
        case _:
            return fact.sentence.start
