"""How well a single sentence answers a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dva_assist.terms import coverage
from dva_assist.types import Passage, Question, QuestionKind, Section, Sentence, SentenceKind
from dva_assist.words import stems

QUOTABLE = frozenset(SentenceKind) - {SentenceKind.LINK, SentenceKind.HEADER}
WANTS_BLOCK = frozenset({QuestionKind.LIST, QuestionKind.STEPS})

_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|unlimited|no limit)\b", re.IGNORECASE
)
UPPER = re.compile(r"\b(max(imum)?|at most|up to|limit(ed|s)?|no more than|quota|largest|longest|highest)\b", re.I)
LOWER = re.compile(r"\b(min(imum)?|at least|smallest|shortest|lowest)\b", re.IGNORECASE)
_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
# What a measure is asked in, and the units that answer it.
_UNITS = (
    (
        re.compile(
            r"\bhow (long|soon|old|fast)\b|\b(timeout|retention|duration|longest|interval|period)\b", re.IGNORECASE
        ),
        re.compile(r"\b(ms|s|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bhow (large|big)\b|\b(size|memory|storage|payload|megabytes?|gigabytes?)\b", re.IGNORECASE),
        re.compile(r"\b([KMGT]i?B|bytes?|kilobytes?|megabytes?|gigabytes?|terabytes?|characters?)\b", re.IGNORECASE),
    ),
)
# A sentence that opens by telling how things used to be.
_FORMERLY = re.compile(r"^(then|formerly|previously|in the past|originally)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(choose|use|prefer|pick|suits?|when|unlike|whereas|instead|better)\b", re.IGNORECASE)
_LEADING = re.compile(r"^(a|an|the|aws|amazon)\s+", re.IGNORECASE)
_DEFINING = re.compile(
    r"""(\s*\([^)]*\))?\s*(
        : | - | – | —
      | \b(is|are|was|means|refers|stands|provides?|lets|enables?|allows|gives|consists|describes|holds
         |contains|lists|defines|stores|captures|keeps)\b
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage, how well it answers, and where it stands in the section."""

    section: Section
    position: int  # section.sentences[position]
    score: float
    similarity: float
    coverage: float
    passage: Passage

    @property
    def sentence(self) -> Sentence:
        return self.section.sentences[self.position]


def score_sentences(question: Question, passages: Sequence[Passage], weights: Mapping[str, float]) -> list[Scored]:
    """Every quotable sentence of the passages, best first, each once."""
    scored: dict[tuple[str, int], Scored] = {}
    subject = definition_subject(question)
    for passage in passages:
        heading_stems = stems(" ".join(passage.section.headings))
        by_heading = coverage(weights, stems(passage.section.heading))
        for offset, similarity in enumerate(passage.similarities):
            position = passage.chunk.first + offset
            key = (passage.section.id, position)
            sentence = passage.section.sentences[position]
            if key in scored or sentence.kind not in QUOTABLE:
                continue
            words_there = stems(sentence.plain)
            own = coverage(weights, words_there)
            with_headings = coverage(weights, words_there | heading_stems)
            score = (
                0.40 * similarity
                + 0.20 * own
                + 0.15 * with_headings
                + 0.35 * passage.score
                + _fit(question, sentence, passage.section, position, subject)
                + (0.1 * by_heading if question.kind in WANTS_BLOCK else 0.0)
            )
            scored[key] = Scored(passage.section, position, score, similarity, with_headings, passage)
    return sorted(scored.values(), key=lambda s: -s.score)


def definition_subject(question: Question) -> str:
    """What a definition question wants defined, without articles: "What is an AMI?" -> "ami"."""
    text = re.sub(
        r"^\W*(what|who)('s|\s+is|\s+are|\s+does)\s+|^\W*(define|explain|describe)\s+",
        "",
        question.text,
        flags=re.I,
    )
    text = re.sub(r"\s+(mean|stand for|do|in aws)?\W*$", "", text, flags=re.IGNORECASE)
    return _LEADING.sub("", _LEADING.sub("", text)).strip(" ?.!\"'`").lower()


def _fit(question: Question, sentence: Sentence, section: Section, position: int, subject: str) -> float:
    """How far the sentence is of the sort that is asked for, about -0.2 to 0.3."""
    fit = 0.0
    match question.kind:
        case QuestionKind.NUMBER:
            fit += 0.12 if _NUMBER.search(sentence.plain) else -0.15
            fit += _bound_fit(question.text, sentence.plain) + _unit_fit(question.text, sentence.plain)
        case QuestionKind.DEFINITION:
            fit += _definition_fit(sentence, section, position, subject)
        case QuestionKind.STEPS:
            fit += 0.08 if sentence.ordered else 0.0
            fit += 0.03 if sentence.kind is SentenceKind.CODE else 0.0
        case QuestionKind.LIST:
            fit += 0.05 if sentence.kind in (SentenceKind.ITEM, SentenceKind.ROW) else 0.0
            fit -= 0.08 if sentence.ordered else 0.0
            fit += 0.08 if is_lead_in(section, position) else 0.0
        case QuestionKind.COMPARISON:
            fit += 0.06 if _CHOICE.search(sentence.plain) else 0.0
        case QuestionKind.OTHER:
            pass
    if _FORMERLY.match(sentence.plain):
        fit -= 0.03
    if sentence.kind is SentenceKind.CODE and question.kind is not QuestionKind.STEPS:
        fit -= 0.08
    return fit


def _bound_fit(question: str, plain: str) -> float:
    for wanted in (UPPER, LOWER, _DEFAULT):
        if wanted.search(question):
            return 0.08 if wanted.search(plain) else -0.04
    return 0.0


def _unit_fit(question: str, plain: str) -> float:
    for asked, unit in _UNITS:
        if asked.search(question):
            return 0.06 if unit.search(plain) else -0.06
    return 0.0


def _definition_fit(sentence: Sentence, section: Section, position: int, subject: str) -> float:
    if not subject:
        return 0.0
    if is_lead_in(section, position):
        return -0.1
    plain = _LEADING.sub("", _LEADING.sub("", sentence.plain)).lower()
    if plain.startswith(subject) and _DEFINING.match(plain.removeprefix(subject).removeprefix("s")):
        return 0.3
    heading = _LEADING.sub("", _LEADING.sub("", section.heading.lower())).strip(" ?:")
    about = stems(subject) <= stems(heading) and len(heading.split()) <= len(subject.split()) + 5
    return 0.12 if about and position == 0 else 0.0


def is_lead_in(section: Section, position: int) -> bool:
    """Whether the sentence introduces the list, table or code block that follows it."""
    sentence = section.sentences[position]
    following = section.sentences[position + 1 : position + 2]
    return (
        sentence.kind is SentenceKind.PROSE
        and sentence.plain.endswith(":")
        and bool(following)
        and following[0].kind is not SentenceKind.PROSE
    )
