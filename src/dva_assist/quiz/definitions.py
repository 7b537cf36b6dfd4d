"""Definitions of a section: sentences, list items, tables and headings that say what a term is, does or is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from dva_assist.quiz.facts import ERRORS, Definition, Form, Origin
from dva_assist.quiz.fragments import is_fragment, is_outside
from dva_assist.quiz.patterns import (
    MAX_BODY_WORDS,
    Candidate,
    checked,
    in_item,
    in_sentence,
    in_topic_sentence,
    is_term,
    under_heading,
)
from dva_assist.quiz.tables import tables
from dva_assist.quiz.wording import contains, in_running_text, is_led, is_plural, key_of, stands_alone, tokens
from dva_assist.types import Sentence, SentenceKind

_ASIDE = re.compile(
    r"\b(?:then and now|worked|examples?|exams?|history|outdated|deprecated|further reading|references)\b", re.I
)
_ABOUT_EXAM = re.compile(r"^the-exam\b|\bexam-guide\b", re.I)
_REMARK = re.compile(r"\bexams?\b|\b(?:DVA|SAA|SOA|DOP|CLF)\b|\b(?:these|older|my) notes\b", re.I)
_KIND = re.compile(
    r"^(?:\w+ )??(?P<kind>(?:[A-Za-z]+ )?(?:policies|groups|actions|modes|types|classes|environments))(?: compared)?$"
)
_DESCRIBES = re.compile(
    r"^(?:description|meaning|purpose|what it (?:is|does|means)|effect|job|definition|result)$", re.I
)
_NO_BODY = re.compile(r"\bsteps? \d|^never\b", re.I)  # what only the numbers of a list tell, and what nobody chooses
_STATE = re.compile(r"^[\w.-]+(?: \([^)]*\))?: ")  # "PENDING: waits for a dependency"
_CHOICES = re.compile(r"^(?:choose (?:when|for)|use (?:when|for)|when to (?:use|choose))$", re.I)
_STARTS_WITH_CODE = re.compile(r"[-*+\d.\s]*`([^`]+)`")
_DASHED = re.compile(r"^[^:–—]{2,50} [–—] ")


def definitions(origin: Origin, raw: str) -> Iterator[Definition]:
    """All definitions of a section, in the order of the text, those of tables last."""
    if is_aside(origin):
        return
    opening = True
    for sentence in origin.section.sentences:
        if sentence.kind in (SentenceKind.PROSE, SentenceKind.ITEM):
            found = _candidate(origin, sentence, opening)
            good = checked(found) if found else None
            if good is not None:
                term, article = _in_text(good, origin, sentence, raw)
                body = _body_in_text(good, raw)
                if not (
                    is_remark(f"{term} {body}") or is_fragment(term, body, good.form) or is_outside(sentence.plain)
                ):
                    yield Definition(origin, sentence, term, body, good.form, article, good.plural)
            opening = opening and not stands_alone(sentence.plain)
    yield from _of_tables(origin, raw)


def is_aside(origin: Origin) -> bool:
    """Whether a section tells what used to hold, what is wrong, a worked example, or something of an exam."""
    about_exam = _ABOUT_EXAM.search(PurePosixPath(origin.section.note).name)
    return bool(about_exam) or any(_ASIDE.search(heading) for heading in origin.section.headings[1:])


def is_remark(text: str) -> bool:
    """Whether a statement is about an exam or the notes themselves: "small sites, outside the exam"."""
    return bool(_REMARK.search(text))


def full_label(label: str, heading: str) -> str:
    """The label of a row with the kind that only the heading says.

    >>> full_label("Cluster", "Placement groups"), full_label("gp3", "Volume types")
    ('cluster placement group', 'gp3')
    """
    kind = _KIND.match(heading)
    if kind is None or not re.fullmatch(r"[A-Z][a-z]+", label):
        return label
    head = re.sub(r"ies$", "y", re.sub(r"(?<=ss)es$|(?<=[^s])s$(?<!ies)", "", kind["kind"]))
    return f"{label} {head}".lower()


def _candidate(origin: Origin, sentence: Sentence, opening: bool) -> Candidate | None:
    text = " ".join(sentence.plain.split())
    if sentence.ordered and not _STATE.match(text):
        return None  # a step tells what to do
    heading = origin.section.heading
    is_item = sentence.kind is SentenceKind.ITEM
    if is_item or _DASHED.match(text):
        code = _STARTS_WITH_CODE.match(sentence.text) if is_item else None
        found = in_item(text, is_code=code is not None)
        if found is not None and (code is None or found.term not in code[1] or found.term == code[1]):
            return found
    if opening and (found := under_heading(text, heading)):
        return found
    if not stands_alone(text):
        return None
    return in_sentence(text) or in_topic_sentence(text, heading, origin.subject, opening)


def _body_in_text(found: Candidate, raw: str) -> str:
    """A noun phrase from the start of a list item, as it is written inside a sentence."""
    first, _, rest = found.body.partition(" ")
    return f"{in_running_text(first, raw)} {rest}" if found.form is Form.NOUN else found.body


def _in_text(found: Candidate, origin: Origin, sentence: Sentence, raw: str) -> tuple[str, str]:
    """The term as it is written inside a sentence, and its article; code and names of services keep their letters."""
    term, article = found.term, found.article
    if article or f"`{term}`" in sentence.text or contains(tokens(origin.subject), key_of(term)):
        return term, article
    listed = sentence.kind is SentenceKind.ITEM and found.form is Form.NOUN
    is_acronym = bool(re.match(r"[A-Z]{2}", term))
    if (
        listed
        and not is_acronym
        and not found.plural
        and re.match(r"an? ", found.body, re.IGNORECASE)
        and not is_plural(term)
    ):
        article = "an" if re.match(r"[aeiou]", term, re.IGNORECASE) else "a"
        if re.fullmatch(r"[A-Z][a-z]+(?: [a-z-]+)*", term):
            return term[:1].lower() + term[1:], article
    return in_running_text(term, raw), article


def _of_tables(origin: Origin, raw: str) -> Iterator[Definition]:
    for table in tables(origin.section):
        errors = re.match(r"error|exception|symptom|message", table.heads[0], re.IGNORECASE)
        for column, head in enumerate(table.heads[1:], start=1):
            form = _column_form(head, bool(errors))
            if form is None:
                continue
            for row in table.rows:
                term, body = row.cells[0], row.cells[column].strip(" .,;")
                if form is Form.CLAUSE:
                    body = body.split("; ")[0].rstrip(" .,")
                words = len(body.split())
                if (
                    (form in ERRORS or is_term(term))
                    and term
                    and 3 <= words <= MAX_BODY_WORDS
                    and not _NO_BODY.search(body)
                    and not is_remark(f"{term} {body}")
                    and not is_fragment(term, body, form)
                ):
                    label, article = term, ""
                    if form is Form.CHOICE:
                        term, body = full_label(label, origin.section.heading), _choice(head, body, raw)
                        article = "the" if term != label else ""
                    yield Definition(origin, row.sentence, term, body, form, article, is_plural(term))


def _choice(head: str, body: str, raw: str) -> str:
    """A cell under "Choose for" joins its term with "for"; one under "Choose when" may be no clause and stays."""
    if is_led(body) or not head.lower().endswith("for"):
        return body
    first, gap, rest = body.partition(" ")
    return f"for {in_running_text(first, raw)}{gap}{rest}"


def _column_form(head: str, errors: bool) -> Form | None:
    if errors:
        if re.fullmatch(r"(?:usual |likely )?causes?", head, re.IGNORECASE):
            return Form.CAUSE
        return Form.CURE if re.fullmatch(r"cures?|fix(?:es)?|remedy|solution|what to do", head, re.IGNORECASE) else None
    if _CHOICES.match(head):
        return Form.CHOICE
    return Form.CLAUSE if _DESCRIBES.match(head) else None
