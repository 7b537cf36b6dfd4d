"""Rules of item writing about the options and their explanations. Each says what is wrong with an item, or None."""

from __future__ import annotations

import re
from itertools import combinations

from dva_assist.quiz.amounts import measured, value_of
from dva_assist.quiz.figures import same_size
from dva_assist.quiz.wording import balanced, content, is_name, spread, tokens
from dva_assist.types import QuizItem

_SWEEPING = re.compile(r"^(?:all|none|both|neither) of (?:the|these)\b|^(?:all|none)$", re.IGNORECASE)
MARKUP = re.compile(r"\*\*|`|\]\(|<[a-z/]+>|https?://|^\s*[-#|]|\s\|\s")
_LINK_OR_BOLD = re.compile(r"\*\*|\]\(|<[a-z/]+>|^\s*[-#|]")
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(?:always|never)\b", re.IGNORECASE)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})(?: ?[-–] ?| to )(?P<high>{_NUMBER})(?P<unit>\D*)")
_OPEN_RANGE = re.compile(
    rf"(?P<way>up to|at most|less than|at least|more than|over|under) (?P<end>{_NUMBER})(?P<unit>\D*)", re.IGNORECASE
)
NAME_WORDS = 5
_GENERAL = re.compile(r"\b(?:Amazon|AWS|class|service|type|family|model)\b", re.IGNORECASE)
MUCH_MORE = 3  # content words that only the key shares with a scenario


def split(item: QuizItem) -> tuple[list[str], list[str]]:
    """The keys and the other options."""
    keys = [option for at, option in enumerate(item.options) if at in item.correct]
    return keys, [option for at, option in enumerate(item.options) if at not in item.correct]


def options_differ(item: QuizItem) -> str | None:
    forms = [tuple(tokens(_ARTICLE.sub("", option))) or option for option in item.options]
    return "two options say the same" if len(set(forms)) < len(forms) else None


def no_option_is_a_kind_of_another(item: QuizItem) -> str | None:
    """ "Amazon CodeGuru" beside "CodeGuru Profiler": what is true of one is true of the other."""
    names = [content(_GENERAL.sub("", option)) for option in item.options if len(option.split()) <= NAME_WORDS]
    if len(names) < len(item.options):
        return None
    pairs = ((one, two) for one in names for two in names if one is not two)
    return "an option is a kind of another" if any(one and one <= two for one, two in pairs) else None


def words_give_no_clue(item: QuizItem) -> str | None:
    """A content word that only stem and key share points at the key."""
    keys, others = split(item)
    return next(filter(None, (_telling(item.stem, key, others) for key in keys)), None)


def _telling(text: str, key: str, others: list[str]) -> str | None:
    stem = content(text)
    key, others = spread(key), [spread(other) for other in others]
    shared = stem & content(key)
    most = max(len(stem & content(other)) for other in others)
    covered = frozenset().union(*(content(other) for other in others))
    head = frozenset(tokens(key)[-1:])
    if len(key.split()) <= 6 and head & shared - covered:
        return f"only the key has its head {', '.join(head)} in common with the stem"
    if len(shared) > most + 1 or (len(shared) > most and shared - covered and len(shared) / len(content(key)) > 0.3):
        return f"only the key shares {', '.join(sorted(shared - covered))} with the stem"
    return None


def setting_gives_no_clue(item: QuizItem) -> str | None:
    """A long setting shares words with every option; a key that shares far more than the others stands out."""
    keys, others = split(item)
    stem = content(item.stem)
    most = max(len(stem & content(other)) for other in others)
    covered = frozenset().union(*(content(other) for other in others))
    for key in keys:
        only = stem & content(key) - covered
        if len(stem & content(key)) >= most + MUCH_MORE and len(only) >= MUCH_MORE:
            return f"only the key shares {', '.join(sorted(only))} with the stem"
    return None


def length_gives_no_clue(item: QuizItem) -> str | None:
    keys, others = split(item)
    longest, shortest = max(map(len, others)), min(map(len, others))
    too_long = any(len(key) > max(1.35 * longest, longest + 12) for key in keys)
    too_short = any(len(key) < min(0.6 * shortest, shortest - 12) for key in keys)
    return "the key stands out by its length" if too_long or too_short else None


def specificity_gives_no_clue(item: QuizItem) -> str | None:
    """A key that alone has a bracket or, in a phrase, a number looks better informed than the rest."""
    keys, others = split(item)
    for mark, what in (("(", "a bracket"), ('"', "a quotation")):
        if all(mark in key for key in keys) and not any(mark in other for other in others):
            return f"only the key has {what}"
    digits = [bool(re.search(r"(?<![\w-])\d", text)) for text in (*keys, *others)]
    phrases = all(len(text.split()) >= 4 for text in (*keys, *others))
    alone = phrases and all(digits[: len(keys)]) and not any(digits[len(keys) :])
    return "only the key has a number" if alone else None


def absolutes_give_no_clue(item: QuizItem) -> str | None:
    """ "always" and "never" in most wrong options and in no key give them away."""
    keys, others = split(item)
    marked = sum(bool(_ABSOLUTE.search(other)) for other in others)
    clue = marked > len(others) / 2 and not any(_ABSOLUTE.search(key) for key in keys)
    return "the wrong options say always or never, and the key does not" if clue else None


def options_are_parallel(item: QuizItem) -> str | None:
    stops = {option.endswith(".") for option in item.options}
    digits = {option[:1].isdigit() for option in item.options}
    if len(stops) > 1 or len(digits) > 1:
        return "the options are not parallel in form"
    upper = [option[:1] in "`\"'" or option[:1].isupper() or is_name(option.split()[0]) for option in item.options]
    return None if all(upper) or not any(upper) else "the options differ in their first letter"


def no_sweeping_option(item: QuizItem) -> str | None:
    return "an option sums up the others" if any(_SWEEPING.match(option) for option in item.options) else None


def amounts_differ(item: QuizItem) -> str | None:
    amounts = [amount for option in item.options for amount in measured(option)[:1] if amount.start == 0]
    clash = len(amounts) == len(item.options) and any(same_size(one, two) for one, two in combinations(amounts, 2))
    return "two options are nearly the same amount" if clash else None


def ranges_do_not_overlap(item: QuizItem) -> str | None:
    ranges = [found for option in item.options if (found := _range(option.rstrip("."))) is not None]
    pairs = combinations(ranges, 2)
    clash = any(a[2] == b[2] and a[0] < b[1] and b[0] < a[1] for a, b in pairs)
    return "the ranges of two options overlap" if clash else None


def _range(option: str) -> tuple[float, float, str] | None:
    """ "5 to 10 minutes" -> (5, 10, "minutes"); None for what is no range from end to end."""
    if match := _RANGE.fullmatch(option):
        return value_of(match["low"]), value_of(match["high"]), match["unit"].strip()
    if match := _OPEN_RANGE.fullmatch(option):
        upward = match["way"].lower() in ("at least", "more than", "over")
        end = value_of(match["end"])
        return (end, float("inf"), match["unit"].strip()) if upward else (0.0, end, match["unit"].strip())
    return None


def no_markup(item: QuizItem) -> str | None:
    return _marked(item, MARKUP)


def no_links(item: QuizItem) -> str | None:
    """As ``no_markup``, but code may stand in backticks and an address in a setting."""
    return _marked(item, _LINK_OR_BOLD)


def _marked(item: QuizItem, marks: re.Pattern[str]) -> str | None:
    texts = (item.stem, *item.options, *item.prompts)
    if any(marks.search(text) for text in texts):
        return "there is Markdown or an address in the text"
    return None if all(balanced(text) for text in texts) else "a bracket or quotation mark is not closed"


def options_are_explained(item: QuizItem) -> str | None:
    """Each option has its explanation; the key cites what the item cites, several keys at least the same section."""
    if not all(one.text.strip() and one.citation.quote for one in item.explanations):
        return "an option lacks its explanation"
    mine = item.citation
    proofs = [item.explanations[at].citation for at in item.correct]
    cited = any((one.section.id, one.start, one.end) == (mine.section.id, mine.start, mine.end) for one in proofs)
    at_home = len(proofs) > 1 and all(one.section.id == mine.section.id for one in proofs)
    return None if cited or at_home else "no key has the citation of the item"
