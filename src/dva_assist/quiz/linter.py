"""Rules of item writing, after Haladyna, that a program can check. Each says what is wrong with an item, or None."""

from __future__ import annotations

import re
from collections.abc import Callable

from dva_assist.quiz.amounts import measured
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.wording import balanced, content, is_name, tokens
from dva_assist.types import QuizItem

Rule = Callable[[QuizItem], str | None]
OPTIONS = 4
_FRAME = re.compile(r"\"[^\"]*\"")
_NEGATED = re.compile(
    r"\b(?:which|what|who|where)\b[^,]*?\b(?:is|are|does|do|can|should) not\b|\bexcept\b", re.IGNORECASE
)
_DANGLING = re.compile(
    r"\b(?:the following|as follows|above|below|this (?:section|page|guide)|mentioned|described earlier)\b",
    re.IGNORECASE,
)
_SWEEPING = re.compile(r"^(?:all|none|both|neither) of (?:the|these)\b|^(?:all|none)$", re.IGNORECASE)
MARKUP = re.compile(r"\*\*|`|\]\(|<[a-z/]+>|https?://|^\s*[-#|]|\s\|\s")


def lint(item: QuizItem) -> list[str]:
    """What breaks the rules, as "rule: what is wrong"; empty for a good item."""
    if len(item.options) != OPTIONS or len(item.correct) != 1 or len(item.explanations) != OPTIONS:
        return ["shape: four options, one key and one explanation for each option are needed"]
    found = ((rule.__name__, rule(item)) for rule in RULES)
    return [f"{name}: {wrong}" for name, wrong in found if wrong]


def _split(item: QuizItem) -> tuple[str, list[str]]:
    key = item.options[item.correct[0]]
    return key, [option for at, option in enumerate(item.options) if at != item.correct[0]]


def options_differ(item: QuizItem) -> str | None:
    forms = [tuple(tokens(option)) or option for option in item.options]
    return "two options say the same" if len(set(forms)) < len(forms) else None


def stem_asks(item: QuizItem) -> str | None:
    if not item.stem.endswith("?") or not item.stem[:1].isupper():
        return "the stem is no question"
    return None if 4 <= len(item.stem.split()) <= 60 else "the stem is too short or too long"


def stem_stands_alone(item: QuizItem) -> str | None:
    return "the stem points at something that is not there" if _DANGLING.search(item.stem) else None


def stem_is_positive(item: QuizItem) -> str | None:
    return "the stem asks for what is not the case" if _NEGATED.search(_FRAME.sub("", item.stem)) else None


def stem_hides_key(item: QuizItem) -> str | None:
    key, _ = _split(item)
    words, stem = tokens(key), tokens(item.stem)
    run = any(stem[at : at + len(words)] == words for at in range(len(stem) - len(words) + 1))
    return "the stem contains the key" if words and run else None


def words_give_no_clue(item: QuizItem) -> str | None:
    """A content word that only stem and key share points at the key."""
    key, others = _split(item)
    stem = content(item.stem)
    shared = stem & content(key)
    most = max(len(stem & content(other)) for other in others)
    covered = frozenset().union(*(content(other) for other in others))
    head = frozenset(tokens(key)[-1:])
    if len(key.split()) <= 6 and head & shared - covered:
        return f"only the key has its head {', '.join(head)} in common with the stem"
    if len(shared) > most + 1 or (len(shared) > most and shared - covered and len(shared) / len(content(key)) > 0.3):
        return f"only the key shares {', '.join(sorted(shared - covered))} with the stem"
    return None


def length_gives_no_clue(item: QuizItem) -> str | None:
    key, others = _split(item)
    longest, shortest = max(map(len, others)), min(map(len, others))
    if len(key) > max(1.35 * longest, longest + 12) or len(key) < min(0.6 * shortest, shortest - 12):
        return "the key stands out by its length"
    return None


def options_are_parallel(item: QuizItem) -> str | None:
    stops = {option.endswith(".") for option in item.options}
    digits = {option[:1].isdigit() for option in item.options}
    if len(stops) > 1 or len(digits) > 1:
        return "the options are not parallel in form"
    upper = [option[:1].isupper() or is_name(option.split()[0]) for option in item.options]
    return None if all(upper) or not any(upper) else "the options differ in their first letter"


def grammar_gives_no_clue(item: QuizItem) -> str | None:
    return "an article before the blank gives the key away" if re.search(r"\b(?:a|an) ____", item.stem) else None


def no_sweeping_option(item: QuizItem) -> str | None:
    return "an option sums up the others" if any(_SWEEPING.match(option) for option in item.options) else None


def amounts_differ(item: QuizItem) -> str | None:
    amounts = [amount for option in item.options for amount in measured(option)[:1] if amount.start == 0]
    pairs = ((one, two) for at, one in enumerate(amounts) for two in amounts[at + 1 :])
    clash = len(amounts) == OPTIONS and any(same_size(one, two) for one, two in pairs)
    return "two options are nearly the same amount" if clash else None


def no_markup(item: QuizItem) -> str | None:
    texts = (item.stem, *item.options)
    if any(MARKUP.search(text) for text in texts):
        return "there is Markdown or an address in the text"
    return None if all(balanced(text) for text in texts) else "a bracket or quotation mark is not closed"


def options_are_explained(item: QuizItem) -> str | None:
    whole = all(one.text.strip() and one.citation.quote for one in item.explanations)
    proof = item.explanations[item.correct[0]].citation
    if not whole or (proof.section.id, proof.start, proof.end) != (
        item.citation.section.id,
        item.citation.start,
        item.citation.end,
    ):
        return "an option lacks its explanation, or the key its citation"
    return None


RULES: tuple[Rule, ...] = (
    options_differ,
    stem_asks,
    stem_stands_alone,
    stem_is_positive,
    stem_hides_key,
    words_give_no_clue,
    length_gives_no_clue,
    options_are_parallel,
    grammar_gives_no_clue,
    no_sweeping_option,
    amounts_differ,
    no_markup,
    options_are_explained,
)
