"""Whether what is said of a term can be read without the rest of its row or sentence."""

from __future__ import annotations

import re

from dva_assist.quiz.facts import ERRORS, Form
from dva_assist.quiz.wording import content, is_led

LEAST_TOLD = 3  # content words of a cause or a cure
LEAST_CASE = 4  # of a case that says no "when" or "for"
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
