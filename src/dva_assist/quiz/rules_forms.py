"""Rules of item writing about forms other than a choice. Each says what is wrong with an item, or None."""

from __future__ import annotations

import re

from dva_assist.quiz.wording import contains, content, key_of, spread, tokens
from dva_assist.types import QuizItem, ReplyForm

OPTIONS = 4
PAIR = 2
_PLACE = re.compile(
    r"^(?:first|firstly|second|secondly|third|then|next|finally|lastly|last|afterwards|at the end|to begin|"
    r"start(?:ing)? with|step \d|\d+[.)])\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"^(?:True|False: (?:it is|not .+ but|that is true of|the choice is) (?P<what>.+))$")
_PLACE_WITHIN = re.compile(
    r"(?<!the )(?<!its )(?<!\ba )(?<!at )\bfirst\b(?!-)|\b(?:before (?:anything|everything) else|finally|lastly|"
    r"(?:come|go|follow)s? (?:next|last)|next comes?|final (?:step|validation)|last (?:step|check))\b",
    re.IGNORECASE,
)
MOST_LETTERS = 60  # of an answer that is typed
LONGEST_STEP = 170  # characters


def shape(item: QuizItem) -> str | None:
    """How many options, keys, prompts and explanations there are, and whether the keys point at options."""
    options, keys = len(item.options), len(item.correct)
    if len(item.explanations) != options or any(not 0 <= at < options for at in item.correct):
        return "one explanation for each option is needed, and keys that are options"
    match item.form:
        case ReplyForm.ONE:
            counts = (OPTIONS, PAIR) if item.kind == "confusable-pair" else (OPTIONS,)
            return None if options in counts and keys == 1 else "four options and one key are needed"
        case ReplyForm.SEVERAL:
            whole = options in (5, 6) and keys in (2, 3) and len(set(item.correct)) == keys
            return None if whole else "five or six options are needed, two or three of them right"
        case ReplyForm.TYPED:
            return None if options == 1 and item.correct == (0,) else "a typed answer is the only option"
        case ReplyForm.ORDER:
            whole = 3 <= options <= 6 and sorted(item.correct) == list(range(options))
            return None if whole else "three to six steps are needed, each in its place"
        case _:
            whole = 3 <= options <= 4 and sorted(item.correct) == list(range(options)) and len(item.prompts) == options
            return None if whole else "three or four prompts are needed, each with an option of its own"


def corrections_are_parallel(item: QuizItem) -> str | None:
    """ "True" and three times "False: it is ..." with what is right instead, each of one sort."""
    found = [_CORRECTION.match(option) for option in item.options]
    if not all(found) or item.options.count("True") != 1:
        return 'the options are not "True" and three corrections'
    whats = [match["what"] for match in found if match and match["what"]]
    figures = {what[:1].isdigit() for what in whats}
    return None if len(figures) == 1 else "the corrections are not of one sort"


def pair_is_named(item: QuizItem) -> str | None:
    """The stem names both options at its end and gives neither away before."""
    question, _, end = item.stem.rpartition(":")
    if not all(contains(tokens(end), key_of(option)) for option in item.options):
        return "the stem does not name both options"
    told = tokens(question)
    words = [content(spread(option)) for option in item.options]
    own = [(words[0] - words[1]) & frozenset(told), (words[1] - words[0]) & frozenset(told)]
    return "the stem has a word of one option only" if any(own) else None


def answer_can_be_typed(item: QuizItem) -> str | None:
    answer = item.options[0]
    if len(answer) > MOST_LETTERS or len(answer.split()) > 5:
        return "the answer is too long to be typed"
    return None if tokens(answer) else "the answer has no letter or digit"


def steps_hide_their_place(item: QuizItem) -> str | None:
    if any(len(option) > LONGEST_STEP for option in item.options):
        return "a step is too long"
    told = any(_PLACE.match(option) or _PLACE_WITHIN.search(option) for option in item.options)
    return "a step says its own place" if told else None


def steps_are_shuffled(item: QuizItem) -> str | None:
    shuffled = item.correct != tuple(range(len(item.options)))
    return None if shuffled else "the steps stand in their right order already"


def prompts_differ(item: QuizItem) -> str | None:
    keys = [key_of(prompt) for prompt in item.prompts]
    alike = any(contains(one, two) for at, one in enumerate(keys) for other, two in enumerate(keys) if at != other)
    return "one prompt contains another" if alike else None


def prompts_hide_their_options(item: QuizItem) -> str | None:
    """No word of a prompt stands in its own option alone, where that tells them together."""
    texts = [content(option) for option in item.options]
    for prompt, at in zip(map(spread, item.prompts), item.correct, strict=True):
        others = frozenset().union(*(text for other, text in enumerate(texts) if other != at))
        if clue := content(prompt) & texts[at] - others:
            return f"only the right option shares {', '.join(sorted(clue))} with its prompt"
    return None


def matches_are_similar_in_length(item: QuizItem) -> str | None:
    lengths = [len(option) for option in item.options]
    return "one option is far longer than another" if max(lengths) > max(3 * min(lengths), 60) else None
