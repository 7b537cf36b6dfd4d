"""What the sentence that leads an answer leaves out of what was asked, and how that is said to the learner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dva_assist.answering.scoring import LOWER, UPPER, Scored
from dva_assist.types import Passage, Question
from dva_assist.words import stem, stems, words

NOT_SURE = "I am not sure that this answers the question."
NO_HIGHEST = "The notes give no highest value here, only what follows."
NO_LOWEST = "The notes give no lowest value here, only what follows."
NO_PRICE = "The notes name no price here."
NOT_SAID = "This part of the notes does not speak of {words}."

_TITLES = 3  # a word in more titles names no topic
_BEYOND = re.compile(
    r"\b(rais\w+|increas\w+|grant\w*|approv\w+|ask\w*( \w+)? for more|ever|pushed|allow\w*|lift\w*|ceiling|beyond)\b"
    r"|\bnot the default\b",
    re.IGNORECASE,
)
# "how do I allow access" asks for no figure
_AMOUNT = re.compile(
    r"\bhow (many|much|long|large|big|far|high|often|fast)\b"
    r"|\b(numbers?|amount|most|max(imum)?|highest|largest|biggest|longest|ceiling|limits?|quotas?|size|rate)\b",
    re.IGNORECASE,
)
_PRICE_ASKED = re.compile(
    r"\b(prices?|pricing|costs?|charged?|fee|dollars?|usd|euros?|pay|cheap\w*)\b|\$", re.IGNORECASE
)
_PRICE_TOLD = re.compile(
    r"\$\s?\d|\b(free|charg\w+|price\w*|bill\w*|cost\w*|pay\w*|cents?|dollars?|usd|cheap\w*)\b", re.IGNORECASE
)
# "at least how far" asks for a figure that need not be called the lowest
_LOWEST = re.compile(r"\b(min(imum)?|smallest|shortest|lowest|fewest)\b", re.IGNORECASE)
# --options, camelCase, snake_case, ACRONYMS and words with a digit
_NAME = re.compile(
    r"--[\w-]+|\b\w*[a-z][A-Z]\w*\b|\b[A-Za-z]+_\w+\b|\b[A-Z]{2,}[a-z]?\w*\b|\b[^\W\d]+\d\w*\b|\b\d+[^\W\d]+\b"
)


def topics(titles: Iterable[str]) -> frozenset[str]:
    """Stems that tell one note from the others: those in few of the titles."""
    counts = Counter(key for title in titles for key in stems(title))
    return frozenset(key for key, count in counts.items() if count <= _TITLES and len(key) > 1)


@dataclass(frozen=True)
class Evidence:
    """A question, what was found for it, and what of its words the best of that holds.

    ``passages`` and ``scored`` are best first and not empty; ``weights`` are those of the question's words.
    """

    question: Question
    passages: Sequence[Passage]
    scored: Sequence[Scored]
    weights: Mapping[str, float]
    topics: Collection[str] = frozenset()

    @property
    def leading(self) -> Scored:
        return self.scored[0]

    @property
    def missing(self) -> list[str]:
        """Words of the question that the leading section lacks."""
        return [key for key in self.weights if key not in self._in_section]

    @property
    def unknown_names(self) -> list[str]:
        """Names and identifiers of the question that the leading section lacks."""
        names = {stem(word) for name in _NAME.findall(self.question.text) for word in words(name)}
        return [key for key in self.missing if key in names]

    @property
    def other_topics(self) -> list[str]:
        return [key for key in self.missing if key in self.topics]

    def heaviest(self, keys: Iterable[str]) -> float:
        return max((self.weights[key] for key in keys), default=0.0)

    @cached_property
    def _in_section(self) -> frozenset[str]:
        section = self.leading.section
        return stems(" ".join([*section.headings, section.note, *(s.plain for s in section.sentences)]))


def beyond_default(evidence: Evidence) -> bool:
    """Whether a figure beyond the default is asked for, and the leading sentence gives no highest one."""
    return bool(_AMOUNT.search(evidence.question.text)) and _untold(evidence, _BEYOND, UPPER)


def without_highest(evidence: Evidence) -> bool:
    return _untold(evidence, UPPER, UPPER)


def without_lowest(evidence: Evidence) -> bool:
    return _untold(evidence, _LOWEST, LOWER)


def without_price(evidence: Evidence) -> bool:
    return _untold(evidence, _PRICE_ASKED, _PRICE_TOLD)


def _untold(evidence: Evidence, asked: re.Pattern[str], told: re.Pattern[str]) -> bool:
    """Whether the question asks for something of which the leading sentence tells nothing."""
    return bool(asked.search(evidence.question.text)) and not told.search(evidence.leading.sentence.plain)


def doubt(evidence: Evidence) -> str:
    """Why an answer may be none, in a sentence: "This part of the notes does not speak of SnapStart." """
    if without_price(evidence):
        return NO_PRICE
    if beyond_default(evidence) or without_highest(evidence):
        return NO_HIGHEST
    if without_lowest(evidence):
        return NO_LOWEST
    missing = evidence.unknown_names + evidence.other_topics
    asked = [word for word in evidence.question.terms if stem(word) in missing]
    if not asked:
        return NOT_SURE
    quoted = [f'"{word}"' for word in dict.fromkeys(asked[:2])]
    return f"{NOT_SURE} {NOT_SAID.format(words=' or '.join(quoted))}"
