"""Questions that lean on others: follow-ups on the conversation, and two questions in one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dva_assist.question.kinds import kind_of
from dva_assist.types import QuestionKind
from dva_assist.words import STOP_WORDS, content_words

_FOLLOW_UP = re.compile(
    r"^\W*((and|but|so|also|or|then|what about|how about|what if)\b|(why( not)?|how( so| come)?)\W*$)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|she|one|ones|the (same|former|latter|other))\b",
    re.IGNORECASE,
)
# "is it possible", "a table that grows", "One Zone-IA": no reference to what was said before
_NO_REFERENCE = re.compile(
    r"\bit (true|possible|better|safe|ok)\b|(?<=\w)\s+that\s+(?!is\b|for\b)[a-z]+|\b(?-i:One\s[A-Z])\w*", re.IGNORECASE
)
_NAMED = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][A-Za-z0-9]*\b|\b[A-Z]{2,}[a-z0-9]*\b|\b[A-Za-z]+\d+[A-Za-z0-9]*\b")
# "the limits of a function": the question itself says what it is about
_COMPLEMENT = re.compile(r"\b(of|for|in|on|with)\s+\w+", re.IGNORECASE)
_CONTEXT_TURNS = 3
_ASKING = r"(?:since\swhen|from\swhich|on\swhich|how|what|which|when|where|why|who|is|are|can|does|do|must|may)"
_ASKING_TOO = (
    rf"(?:{_ASKING}|in\swhich|for\show|at\swhich|by\swhich|until\swhen|am|could|will|would|should|did|has|have)"
)
_ASKS = re.compile(rf"\b{_ASKING_TOO}\b", re.IGNORECASE)
# Where the second question begins; after "and" alone fewer words can open one.
_SECOND = re.compile(
    rf"""(?:\?\s*(?:(?:and|or|also)\b)?|[,;]\s*(?:and|or)\s)\s*(?:also\s)?(?:if\s(?:so|not),?\s)?(?={_ASKING_TOO}\s\w+\s\w+)
      | (?:[,;]\s*|\sand\s)\s*(?={_ASKING}\s\w+\s\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
# "when a function fails, which ...": no question, but the circumstances of one
_CLAUSE = re.compile(r"(when|where|if)\s+(?!(do|does|did|is|are|can|could|should|must|will|would)\b)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s")
_EMPTY = frozenset("both order way ways reason now effect then else".split())


def split(text: str, earlier: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The questions in a text with two ("how long is X kept, and how large may it be?"), each also standing alone.

    A second question that names nothing of its own is about what the first names. Empty for a single question.
    """
    found = _SECOND.search(text)
    if found is None or kind_of(text) is QuestionKind.COMPARISON:
        return []
    first, second = text[: found.start()].strip(" ,;"), text[found.end() :].strip()
    if (
        not _ASKS.search(first)
        or _CLAUSE.match(first)
        or _SENTENCE_END.search(first)
        or not _full(first)
        or not _full(second)
    ):
        return []
    alone = resolve(first, earlier)
    names = " ".join(dict.fromkeys(_names(alone))) or alone.rstrip("?!. ")
    refers = _is_follow_up(second) or not _names(second)
    return [(first, alone), (second, f"{names}: {second}" if refers else second)]


def _full(text: str) -> bool:
    """Whether the words after "and" ask for something themselves: "and how?" and "and in what order?" do not."""
    return bool(set(content_words(text)) - STOP_WORDS - _EMPTY)


def resolve(text: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves to the conversation put in front of it."""
    if not earlier or not _is_follow_up(text):
        return text
    before = resolve(earlier[-1], earlier[max(0, len(earlier) - _CONTEXT_TURNS) : -1])
    context = before
    if set(_names(text)):
        # "and for SNS?" replaces what was named before, and keeps what was asked about it
        for name in _names(before):
            context = re.sub(rf"\b{re.escape(name)}\b", " ", context)
    return " ".join(f"{context.rstrip('?!. ')}: {text}".split())


def _is_follow_up(text: str) -> bool:
    if _FOLLOW_UP.match(text):
        return True
    if _PRONOUN.search(_NO_REFERENCE.sub(" ", text)):
        return True
    elliptical = len(content_words(text)) <= 2 and not _names(text) and not _COMPLEMENT.search(text)
    return elliptical and kind_of(text) is not QuestionKind.DEFINITION


def _names(text: str) -> list[str]:
    return [name for name in _NAMED.findall(text) if name != "I"]
