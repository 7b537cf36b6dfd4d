"""What the notes state, as typed facts with the spans that carry them.

Definition   a term and what it is, does or is chosen for
Figure       a quantity and the statement or table cell that it stands in
Roster       a list, its lead-in and its members
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


@dataclass(frozen=True, slots=True)
class Origin:
    """A section and what its facts are about."""

    section: Section
    subject: str  # the service, for "In Amazon Kinesis, ..."
    topics: tuple[str, ...]
    exam_tasks: tuple[str, ...]  # "dva-c03:1.2"


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
    """``question`` asks for the amount and does not contain it."""

    origin: Origin
    sentence: Sentence
    amount: Amount
    question: str


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


Fact = Definition | Figure | Roster
