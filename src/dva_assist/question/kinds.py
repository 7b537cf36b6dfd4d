"""What sort of answer a question asks for, and what a comparison compares."""

from __future__ import annotations

import re

from dva_assist.types import QuestionKind
from dva_assist.words import content_words, words

_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    (
        QuestionKind.COMPARISON,
        r"""\bdiffer(s|ent|ence|ences)?\b.*\b(between|from|to|and)\b
          | \bcompar(e|ed|ison)\b | \bversus\b | \bvs\b | \bdistinguish\b | \b(better|rather)\sthan\b | \binstead\sof\b
          | ^\W*(when|should)\b.*\sor\b | ^\W*which\b.*,.*\bor\b""",
    ),
    (QuestionKind.NUMBER, r"\bhow\s(many|much|long|large|big|often|fast)\b | \b(maximum|minimum|max|min|default)\b"),
    (QuestionKind.LIST, r"\bwhat\sare\b.*\b(limits|quotas)\b"),
    (
        QuestionKind.NUMBER,
        r"""\bhow\s(old|far|high|small|soon)\b
          | \b(limits?|quotas?|size|timeout|retention|capacity|number\sof|throughput|at\smost|at\sleast)\b""",
    ),
    (
        QuestionKind.STEPS,
        r"""\bhow\s(do|can|should|would|could)\s(i|we|you|one)\b | \bhow\sto\b
          | \b(steps?(?!\sfunctions?)|order|sequence|procedure)\b""",
    ),
    (
        QuestionKind.LIST,
        r"""\bwhich\s(?!is|was|does|has|this|process|address|class|access)\w+[^\Ws]s\b
          | \bwhich\s\w+\s\w+[^\Ws]s\s
            (do|does|are|can|may|have|must|should|will|could|would|exist|in|for|to|there|I|we|you)\b
          | \bwhich\s(ones|of)\b | \bwhat\sare\b | \bwhat\s(kinds?|types?|sorts?|options?|ways?)\b | \blist\b
          | \bname\s(the|all|some)\b | \benumerate\b
          | \bwhat\s.*\b(are\sthere|does\s.*(consist|support|offer|include|provide)|exist|available)\b""",
    ),
    (
        QuestionKind.DEFINITION,
        r"""^\W*(what|who)(\sexactly)?('s|\sis|\sare|\sdoes)\b(?!.*\b(when|if|happens?)\b)
          | \bdefin(e|ition)\b | \bmean(s|ing)?\b | \bexplain\b | \bdescribe\b | \bstands?\sfor\b""",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _KINDS)
_SENTENCE = re.compile(r"\S.*?(?:[.!?]+(?=\s|$)|$)", re.DOTALL)
_OPENS = re.compile(r"(how|what|which|when|where|why|who|name|list|tell|explain|give)\b", re.IGNORECASE)
_SIDES = (
    re.compile(r"\bbetween\s+(?P<a>.+?)\s+and\s+(?P<b>.+?)(\s+in\b.*)?[?.!]*$", re.IGNORECASE),
    re.compile(r"\bcompare\s+(?P<a>.+?)\s+(?:and|with|to|against)\s+(?P<b>.+?)[?.!]*$", re.IGNORECASE),
    re.compile(r"\bhow\s+(?:does|do|is|are)\s+(?P<a>.+?)\s+differ(?:ent)?\s+from\s+(?P<b>.+?)[?.!]*$", re.IGNORECASE),
    re.compile(
        r"(?:^|.*\b(?:use|choose|is)\s+|.*[,:]\s*)(?P<a>[^,:]+?)\s+"
        r"(?:or|vs\.?|versus|instead of|rather than)\s+(?P<b>[^,?]+?)[?.!]*$",
        re.IGNORECASE,
    ),
)


def asked_in(text: str) -> str:
    """The sentence that asks, where others tell the circumstances: the last one with a question mark or that opens so.

    >>> asked_in("A queue fills up. Its function is throttled. Which setting helps? We are in a hurry.")
    'Which setting helps?'
    """
    sentences: list[str] = _SENTENCE.findall(text)
    asking = [sentence for sentence in sentences if sentence.rstrip().endswith("?") or _OPENS.match(sentence)]
    return (asking or sentences or [text])[-1].strip()


def kind_of(text: str) -> QuestionKind:
    """The sort of answer asked for; the first pattern that matches the sentence that asks."""
    asked = asked_in(text)
    for kind, pattern in _COMPILED:
        if pattern.search(asked):
            return kind
    # a bare term is a wish to know what it is
    return QuestionKind.DEFINITION if len(words(text)) <= 3 else QuestionKind.OTHER


def sides_of(text: str) -> tuple[str, ...]:
    """The two things that a comparison compares, or nothing."""
    if kind_of(text) is not QuestionKind.COMPARISON:
        return ()
    for pattern in _SIDES:
        if found := pattern.search(text):
            sides = tuple(" ".join(content_words(found[side])) for side in "ab")
            if all(sides):
                return sides
    return ()
