"""Rules of item writing about the stem. Each says what is wrong with an item, or None."""

from __future__ import annotations

import re

from dva_assist.quiz.wording import content, tokens
from dva_assist.types import QuizItem, ReplyForm

NUMBERS = {2: "two", 3: "three"}
_CHOOSE = re.compile(r"\s*\(Choose (?P<number>\w+)\.\)$")
_FRAME = re.compile(r"\"[^\"]*\"")
_NEGATED = re.compile(
    r"\b(?:[Ww]hich|[Ww]hat|[Ww]ho|[Ww]here)\b[^,]*?\b(?:is|are|does|do|can|should) not\b|\b[Ee]xcept\b"
)
_DANGLING = re.compile(
    r"\b(?:the following|as follows|above|below|this (?:section|page|guide)|mentioned|described earlier)\b",
    re.IGNORECASE,
)
_POINTS_AT_OPTIONS = re.compile(
    r"\bwhich of the following\b|\b(?:options?|answers?|choices) (?:above|below)\b"
    r"|\b(?:following|these) (?:options|statements)\b",
    re.IGNORECASE,
)
_TRIVIA = re.compile(
    r"\bheadings?\b|\b(?:according to|in|of|do|does) (?:the|these|your|my) notes\b|\bthis (?:guide|document)\b"
    r"|\bwhich (?:section|chapter|page)s?\b",
    re.IGNORECASE,
)
_BLANK_AFTER_ARTICLE = re.compile(r"\b(?:a|an) ____")


def asked(stem: str) -> str:
    """The stem without what says how to reply: "Which two help? (Choose two.)" -> "Which two help?" """
    return _CHOOSE.sub("", stem)


def question(stem: str) -> str:
    """The last sentence of a scenario: the question itself."""
    return re.split(r"(?<=[.?!]) (?=[A-Z\"`])", asked(stem))[-1]


def stem_asks(item: QuizItem) -> str | None:
    stem = asked(item.stem)
    if not stem.endswith("?") or not stem[:1].isupper():
        return "the stem is no question"
    return None if 4 <= len(stem.split()) <= 60 else "the stem is too short or too long"


def scenario_asks(item: QuizItem) -> str | None:
    """A scenario ends with its question and has at most 120 words."""
    stem = asked(item.stem)
    if not stem.endswith("?") or not (stem[:1].isupper() or stem[:1].isdigit() or stem[:1] in '`"'):
        return "the stem does not end with a question"
    if not 8 <= len(stem.split()) <= 120:
        return "the stem has fewer than 8 or more than 120 words"
    return None if len(question(item.stem).split()) >= 3 else "the question is too short"


def stem_says_how_many(item: QuizItem) -> str | None:
    """Where several options are right, the stem ends with "(Choose two.)"; else it says nothing of the kind."""
    found = _CHOOSE.search(item.stem)
    if item.form is not ReplyForm.SEVERAL:
        return "the stem asks for several options, but one is right" if found else None
    wanted = NUMBERS.get(len(item.correct), str(len(item.correct)))
    return None if found and found["number"] == wanted else f'the stem has to end with "(Choose {wanted}.)"'


def stem_stands_alone(item: QuizItem) -> str | None:
    bare = _FRAME.sub("", item.stem)
    return "the stem points at something that is not there" if _DANGLING.search(bare) else None


def question_stands_alone(item: QuizItem) -> str | None:
    """A scenario may speak of "the following day"; its question may not lean on the options."""
    pointing = _POINTS_AT_OPTIONS.search(item.stem)
    return f'the question leans on the options: "{pointing[0]}"' if pointing else None


def stem_is_positive(item: QuizItem) -> str | None:
    """What is not the case is asked for with NOT in capitals, if at all. What is quoted may say no."""
    negated = _NEGATED.search(_FRAME.sub("", question(item.stem)))
    return "the stem asks for what is not the case" if negated else None


def no_trivia(item: QuizItem) -> str | None:
    """Asked is what AWS does, not where or how the notes say it."""
    found = _TRIVIA.search(_FRAME.sub("", item.stem))
    return f'the stem asks about the text and not about its subject: "{found[0]}"' if found else None


def stem_hides_key(item: QuizItem) -> str | None:
    """The stem does not quote its answer. That it quotes each of the options is no clue."""
    stem = tokens(item.stem)
    keys = [option for at, option in enumerate(item.options) if at in item.correct]
    return "the stem contains the key" if any(_runs_in(stem, key) for key in keys) else None


def scenario_hides_key(item: QuizItem) -> str | None:
    """As ``stem_hides_key``, but a setting may name what several options are."""
    stem = tokens(item.stem)
    there = [at for at, option in enumerate(item.options) if content(option) and _runs_in(stem, option)]
    return "the stem contains the key and no other option" if there and set(there) <= set(item.correct) else None


def _runs_in(stem: list[str], option: str) -> bool:
    words = tokens(option)
    return bool(words) and any(stem[at : at + len(words)] == words for at in range(len(stem) - len(words) + 1))


def grammar_gives_no_clue(item: QuizItem) -> str | None:
    """ "an ____" fits only what begins with a vowel."""
    return "an article before the blank gives the key away" if _BLANK_AFTER_ARTICLE.search(item.stem) else None
