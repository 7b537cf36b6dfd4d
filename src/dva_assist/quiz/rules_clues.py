"""Whether a question's words give its answer away. For generated items: a scenario's setting shares words with all.

Compared are stems of words, and the parts of names too: QUOTA_EXCEEDED and "quota used up", AUTH and "authenticate",
CodePipeline and "pipeline", NAT and "Network Address Translation".
"""

from __future__ import annotations

import re
from functools import lru_cache

from dva_assist.quiz.amounts import measured
from dva_assist.quiz.leads import LEAD_IN
from dva_assist.quiz.rules_options import split
from dva_assist.quiz.wording import BLANK, VERBS, content, quotations, spread
from dva_assist.types import QuizItem
from dva_assist.words import STOP_WORDS

_MAKERS = content("AWS Amazon")
_SUBJECT_END = re.compile(rf" (?:is|are|when|for|to|if|{'|'.join(VERBS)}) ")
_CORRECTED = re.compile(r"^False: (?:it is|not .+ but|that is true of|the choice is) ")
_WORDS = re.compile(r"[^\W_]+")
LONG = 5  # letters of a word that is a clue inside another one: "segment", "subsegment"
PREFIX = 3  # letters from which a word that begins another is a clue to it: "org", "organ"
SHORTEST = 2  # letters of a short form that stands for words


@lru_cache(maxsize=50_000)
def parts(text: str) -> frozenset[str]:
    """Stems of the content words, names taken apart; the maker's name tells nothing."""
    return content(spread(text)) - _MAKERS


def shared(text: str, other: str) -> frozenset[str]:
    """The parts of ``other`` that ``text`` says too, whole, by their beginning or by their initials."""
    there, said = parts(text), parts(other)
    found = {part for part in said if any(_akin(part, one) for one in there)}
    return frozenset(found) | _spelled(other, text) | _spelled(text, other)


def _akin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= PREFIX and long.startswith(short))


def _spelled(short: str, text: str) -> frozenset[str]:
    """Short forms in ``short``, in lower case, whose words stand in ``text``: "NAT", "Network Address Translation"."""
    words = [word.lower() for word in _WORDS.findall(spread(text))]
    every = "".join(word[0] for word in words)
    telling = "".join(word[0] for word in words if word not in STOP_WORDS)
    names = {name.lower() for name in re.findall(rf"\b([A-Z]{{{SHORTEST},5}})s?\b", short)}
    # Of two letters chance finds too many in all words: "in D..." is no ID.
    return frozenset(name for name in names if name in telling or (len(name) > SHORTEST and name in every))


def question_shares_no_word_with_key(item: QuizItem) -> str | None:
    """No word of the question stands in a key and in none of the wrong options. Figures are looked at elsewhere."""
    keys, others = split(item)
    if all(key[:1].isdigit() for key in keys):
        return None
    covered = frozenset().union(*(shared(item.stem, other) for other in others))
    words = frozenset().union(*(shared(item.stem, key) for key in keys))
    clues = {word for word in words if not any(_akin(word, other) for other in covered)}
    return f"only the key shares {', '.join(sorted(clues))} with the question" if clues else None


def sentence_does_not_spell_its_term(item: QuizItem) -> str | None:
    """The sentence with the blank has no word of the term that is blanked."""
    if item.options[0][:1].isdigit():
        return None  # a figure; its unit may be said
    said = " ".join(quotations(item.stem)).replace(BLANK, " ")
    lead = found[0] if (found := LEAD_IN.match(item.stem)) else ""
    answer = item.options[0].lower()
    inside = {word for word in _WORDS.findall(said.lower()) if len(word) >= LONG and word in answer}
    clues = shared(said, item.options[0]) | inside or _told_of_all(lead, (item.options[0], *item.accepted))
    return f"the sentence has {', '.join(sorted(clues))} of the term that is missing" if clues else None


def _told_of_all(lead: str, names: tuple[str, ...]) -> frozenset[str]:
    """Words of the lead-in that each name has: "In concurrency and throttling, ..." of a throttling error."""
    return frozenset.intersection(*(shared(lead, name) for name in names))


def statement_does_not_prove_itself(item: QuizItem) -> str | None:
    """Neither the right term of a statement nor the right correction repeats what the statement says of it."""
    said = " ".join(quotations(item.stem))
    if any(option[-1:].isdigit() or re.match(r"False: (?:it is|not )", option) for option in item.options):
        return None  # of figures
    term, gap, body = _halves(said)
    key = item.options[item.correct[0]]
    right = term if key == "True" else _CORRECTED.sub("", key)
    wrong = [_CORRECTED.sub("", option) for option in item.options if option not in (key, "True")]
    covered = frozenset().union(*(shared(body, other) for other in wrong))
    clues = {word for word in shared(body, right) if not any(_akin(word, other) for other in covered)}
    return f"only the right term has {', '.join(sorted(clues))} of what is said of it" if gap and clues else None


def _halves(statement: str) -> tuple[str, str, str]:
    found = _SUBJECT_END.search(statement)
    return (statement[: found.start()], found[0], statement[found.end() :]) if found else (statement, "", "")


def pair_is_not_told(item: QuizItem) -> str | None:
    """What is asked of two things has no word of one of them alone."""
    question = item.stem.rpartition(":")[0]
    words = [shared(question, option) for option in item.options]  # the lead-in too: "In MemoryDB"
    clues = words[0] ^ words[1]
    return f"the question has {', '.join(sorted(clues))} of one option only" if clues else None


def prompts_are_not_told(item: QuizItem) -> str | None:
    """No word of a prompt stands in its own option and in no other one."""
    for prompt, at in zip(item.prompts, item.correct, strict=True):
        others = frozenset().union(
            *(shared(prompt, option) for number, option in enumerate(item.options) if number != at)
        )
        if clues := shared(prompt, item.options[at]) - others:
            return f"only the right option has {', '.join(sorted(clues))} of its prompt"
    return None


def answer_is_no_sum(item: QuizItem) -> str | None:
    """Neither sum nor difference of the figures of the sentence is the one that is asked for: 32 + 8 KB, 40 - 8 KB."""
    wanted = next(iter(measured(item.options[item.correct[0]])), None)
    told = [amount for said in quotations(item.stem) for amount in measured(said)]
    alike = [amount.base for amount in told if wanted and amount.dimension == wanted.dimension]
    differences = (one - other for one in alike for other in alike)
    adds_up = wanted is not None and len(alike) > 1 and wanted.base in (sum(alike), *differences)
    return "the figures of the sentence add up to the answer" if adds_up else None
