"""Whether what is quoted from the notes can be read without them. For generated items only."""

from __future__ import annotations

import re

from dva_assist.quiz.amounts import measured
from dva_assist.quiz.wording import BLANK, contains, key_of, quotations
from dva_assist.types import QuizItem

_DANGLING = re.compile(
    r"\bthere\b(?! (?:is|are|was|were|can|may|must|has|have|exists?)\b)"
    r"|\bthe \w+ (?:above|below)\b(?! (?:_|\d))|\b(?:this|these) (?:table|list|note|limit|value)s?\b"
    r"|\b(?:the )?(?:latter|former)\b|\b(?:see|as) (?:above|below)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(rf"^(?:Of (?:the )?{BLANK}|It|They|This|That|These|Those)\b", re.IGNORECASE)
_REMARK = re.compile(
    r"\bexams?\b|\b(?:DVA|SAA|SOA|DOP|CLF)-C\d\d\b|\b(?:these|older|my) notes\b|\bout of scope\b|\bnot in scope\b", re.I
)
_CUT_OFF = re.compile(
    r"(?:\b(?:and|or|but|the|an?|such as|than|because)|[,;:–—(])$",
    re.IGNORECASE,
)
_COMMA_SPLICE = re.compile(
    rf"{BLANK} (?:is|are) [^,]+, (?:costs|needs|takes|has|uses|runs|works|gives|holds|keeps) [^,]+$"
)
_MISSPELT = re.compile(r"\d\.%|\b(\w+) \1\b(?<!that that)(?<!had had)|\b[Aa] (?=[aei]\w+ [a-z])(?!a one)", re.DOTALL)
_IS = re.compile(r"^(?P<article>(?:an?|the) )?(?P<term>[^,;:]{2,60}?) (?P<verb>is|are) (?=an?\b|the\b)", re.IGNORECASE)
_PLAIN_PLURAL = re.compile(r"(?:^|[ -])[A-Z]?[a-z]+(?<![sui])s$")
_NOT_GIVEN = re.compile(r"^No figure of (?P<text>.+?) is given")


def nothing_dangles(item: QuizItem) -> str | None:
    """ "there", "in this table" and "Of the ____" lean on a sentence that is not quoted."""
    for said in (*quotations(item.stem), *item.options):
        if found := _DANGLING.search(said) or _NO_SUBJECT.match(said):
            return f'"{found[0]}" points at something that is not there'
    return None


def no_remarks(item: QuizItem) -> str | None:
    """What the notes say of an exam or of themselves is no subject."""
    texts = (item.stem, *item.options, *item.prompts)
    found = next(filter(None, map(_REMARK.search, texts)), None)
    return f'"{found[0]}" is a remark on an exam or the notes' if found else None


def sentences_are_whole(item: QuizItem) -> str | None:
    """Quotations and options do not break off, and nothing is garbled."""
    for text in (*quotations(item.stem), *(option.rstrip(".") for option in item.options if len(option.split()) > 2)):
        if _CUT_OFF.search(text.strip()) and not text.rstrip().endswith(BLANK):
            return "a sentence breaks off"
        if _COMMA_SPLICE.search(text):
            return "an enumeration breaks off"
    garbled = next(filter(None, map(_MISSPELT.search, (item.stem, *item.options))), None)
    return f'"{garbled[0]}" is garbled' if garbled else None


def verbs_agree(item: QuizItem) -> str | None:
    """Not "VPC Endpoints is a ...". A name of a service may be plural in form: "Step Functions is a ..." """
    names = [key_of(topic) for topic in item.topics]
    for said in quotations(item.stem):
        found = _IS.match(said)
        if found is None or found["verb"] == "are" or found["article"] or not _PLAIN_PLURAL.search(found["term"]):
            continue
        term = key_of(found["term"])
        if not re.match(r"(?:AWS|Amazon) ", found["term"]) and not any(contains(name, term) for name in names):
            return f'"{found["term"]} is" does not agree'
    return None


def absent_figures_are_absent(item: QuizItem) -> str | None:
    """ "No figure of 8 vCPUs is given here" is not said of a section that gives one."""
    for one in item.explanations:
        found = _NOT_GIVEN.match(one.text)
        wanted = next(iter(measured(found["text"])), None) if found else None
        texts = [sentence.plain for sentence in one.citation.section.sentences]
        given = [amount for text in texts for amount in measured(text)]
        if wanted and any(amount.dimension == wanted.dimension and amount.base == wanted.base for amount in given):
            return f"the section does give {wanted.written()}"
    return None
