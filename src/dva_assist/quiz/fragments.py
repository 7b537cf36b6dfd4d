"""Whether what is said of a term can be read without the rest of its row or sentence."""

from __future__ import annotations

import re

from dva_assist.quiz.facts import ERRORS, Definition, Form
from dva_assist.quiz.wording import BASE_VERBS, VERBS, content, is_led, spread

LEAST_TOLD = 3  # content words of a cause or a cure
LEAST_BESIDE = 4  # of a cell or of what a thing does, beside those of its term and its service
LIST = 3  # parts from which a cell is a list
LEAST_CASE = 4  # of a case that says no "when" or "for"
_VERBS = frozenset((*BASE_VERBS, *VERBS))
_BARE_CODE = re.compile(r"`([a-z]+)`")
_LEANS_AT_START = re.compile(
    r"^[A-Za-z]+(?:e|s|t|y|d|w|k|n|p|r|x|h|l)? (?:it|them|this|that|these|those)\b(?! (?:is|are))"
)
_LEANS_AT_END = re.compile(r"\b(?:any|them|it|ones?|so|this|these|the other|the others)$", re.IGNORECASE)
_BARE_OBJECT = re.compile(
    r"^\w+ the (?:file|value|setting|name|key|role|policy|function|error|call|request|code|item|stack)$", re.IGNORECASE
)
_APHORISM = re.compile(
    r"^(?:an?|the) (?:\w+ )?(?:draft|choice|trap|promise|sign|symptom|mistake|compromise|trade-off|half|habit|hint|"
    r"question|answer|decision|duty|risk|danger|virtue|judge|friend|enemy|guess|opinion|claim|wish|excuse)\b"
    r"|\bof all$",
    re.IGNORECASE,
)
_CRYPTIC = re.compile(r"^[45]\d\d (?:by|on|with|in|from|at|for) \w+$")
_OUTSIDE = re.compile(
    r"\b(?:outside|out of|beyond|no part of|not (?:a )?(?:part of|in|on)|not (?:asked|tested)\b[^.;]*) (?:the )?"
    r"(?:scope of the )?exam",
    re.IGNORECASE,
)


def is_fragment(term: str, body: str, form: Form) -> bool:
    """Whether a body leans on what is not quoted with it, or is too little to be asked for.

    >>> is_fragment("Old settings", "Change the file", Form.CURE)
    True
    >>> is_fragment("Old settings", "Change the build settings in amplify.yml", Form.CURE)
    False
    """
    bare = body.strip().rstrip(".")
    if _LEANS_AT_START.match(bare) or _LEANS_AT_END.search(bare) or _BARE_OBJECT.match(bare):
        return True
    if form in ERRORS:
        return len(content(bare)) < LEAST_TOLD or bool(_CRYPTIC.match(term))
    if form is Form.CHOICE:
        return not is_led(bare) and len(content(bare)) < LEAST_CASE
    return form is Form.NOUN and bool(_APHORISM.search(bare))


def is_outside(sentence: str) -> bool:
    """Whether a sentence says that its subject is not asked about."""
    return bool(_OUTSIDE.search(sentence))


def tells_little(fact: Definition) -> bool:
    """Whether a cell or a half sentence fits too much, or says no more than its term: "lookups without a result"."""
    told = content(fact.body) - content(f"{spread(fact.term)} {fact.origin.subject}")
    if fact.form is Form.NOUN:
        is_cut = not fact.sentence.plain.rstrip(" .").endswith(fact.body)  # "a query service without servers | : it"
        return ": " in fact.body or (is_cut and len(told) <= LEAST_BESIDE)
    if _has_bare_code(fact):
        return True
    return fact.form in (Form.CLAUSE, Form.VERB) and (len(told) < LEAST_BESIDE or _is_list(fact))


def _is_list(fact: Definition) -> bool:
    """ "Managed instances, volumes, load balancers": a cell of names says nothing of what is done with them."""
    parts = fact.body.split(", ")
    told = _VERBS & {part.partition(" ")[0].lower() for part in parts}
    return fact.form is Form.CLAUSE and len(parts) >= LIST and not told


def _has_bare_code(fact: Definition) -> bool:
    """Whether code that looks like a word would be read as one: "over `parallelism` builds"."""
    words = (word for word in _BARE_CODE.findall(fact.sentence.text) if word != fact.term)
    return any(re.search(rf"(?<!\w){word}(?!\w)", fact.body) for word in words)
