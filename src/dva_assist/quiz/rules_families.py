"""Whether a question gives its answer away by meaning: "Throttling" and "back off" share no word and say the same.

A small table of word families. For generated items only: a scenario speaks of what its answer cures.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dva_assist.quiz.leads import LEAD_IN
from dva_assist.quiz.rules_options import split
from dva_assist.quiz.wording import quotations, spread
from dva_assist.types import QuizItem

_FAMILIES = {
    "throttling": r"throttl\w*|back(?:ing|s)?[ -]?off|retr(?:y|ies|ying)|rates?|429|too many requests",
    "limit": r"limit\w*|quotas?|exceed\w*|too many|more than|maximum|too large|larger|over \d[\d,]*",
    "access": r"denied|unauthori[sz]ed|not authori[sz]ed|forbidden|403|permissions?|grant\w*|rights?|roles?|lacks?",
    "time": r"tim(?:e|ed|es|ing) ?out|timeouts?|slow\w*|too long|longer",
    "use": r"in use|attached|referenced|still",
    "missing": r"not found|no such|missing|does not exist|404|wrong name|unknown|deleted",
    "read": r"gets?|reads?|fetch\w*|retriev\w*",
    "write": r"puts?|writes?",
    "network": r"vpc|nat|subnets?|security groups?|endpoints?",
    "price": r"pric\w+|moneti[sz]\w*|pay\w*|paid|402|cost\w*|charg\w+|bill\w*",
    "success": r"succe\w+",
    "place": r"geo\w+|continents?|countr(?:y|ies)",
    "tenant": r"(?:single|sole)[ -]tenant\w*|dedicated",
    "containers": r"eks|kubernetes",
    "list": r"acl|access control lists?",
    "stream": r"kinesis|shards?|streams?",
    "bus": r"eventbridge|event bus(?:es)?|rules",
    "transit": r"(?:in )?transit|https?|listeners?|network|eavesdrop\w*|tls",
    "broker": r"mq|brokers?",
    "conflict": r"conflict\w*|concurrent\w*|at the same time|another change",
    "format": r"malformed|invalid|syntax|format",
    "age": r"expir\w+|stale|outdated",
    "database": r"rds|databases?",
    "signal": r"signals?|reports?",
    "instance": r"ec2|amis?|instances?",
    "bucket": r"s3|buckets?",
    "queue": r"sqs|queues?",
    "finished": r"(?:un)?finished|incomplete|(?:not|never) (?:been )?completed",
    "hidden": r"unlisted|hidden|hides?",
    "let through": r"allow\w*|goes to|lets? through|passe[sd]",
    "desktop": r"ide|desktop|editors?",
    "browser": r"web|browsers?",
    "phone": r"mobile|phones?",
    "terminal": r"cli|terminal|command line",
    "miss": r"miss(?:es)?|without a result|not in the cache",
    "key": r"kms|decrypt\w*|encrypt\w*",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _FAMILIES.items()}
_CORRECTED = re.compile(r"^False: (?:that is true of|the choice is) ")


@lru_cache(maxsize=50_000)
def families(text: str) -> frozenset[str]:
    """The families that a text has a word of, parts of names included.

    >>> sorted(families("ThrottlingException")), sorted(families("retry with backoff"))
    (['throttling'], ['throttling'])
    """
    words = spread(text).replace("_", " ")
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(words))


def meaning_gives_no_clue(item: QuizItem) -> str | None:
    """The key is not the only option of a family of the question. Figures belong to none."""
    keys, others = split(item)
    if all(key[:1].isdigit() for key in keys):
        return None
    told = families(LEAD_IN.sub("", item.stem))
    clues = told & frozenset().union(*map(families, keys)) - frozenset().union(*map(families, others))
    return f"only the key speaks of {', '.join(sorted(clues))}, as the question does" if clues else None


def statement_meaning_gives_no_clue(item: QuizItem) -> str | None:
    """The same of a statement and the corrections of its term."""
    whats = [_CORRECTED.sub("", option) for option in item.options if _CORRECTED.match(option)]
    if not whats or item.options[item.correct[0]] == "True":
        return None
    key = _CORRECTED.sub("", item.options[item.correct[0]])
    told = families(" ".join(quotations(item.stem)))
    clues = told & families(key) - frozenset().union(*(families(one) for one in whats if one != key))
    return f"only the right correction speaks of {', '.join(sorted(clues))}" if clues else None


def pair_meaning_gives_no_clue(item: QuizItem) -> str | None:
    """What is asked of two things is not of the family of one of them alone."""
    told = families(LEAD_IN.sub("", item.stem.rpartition(":")[0]))
    clues = told & (families(item.options[0]) ^ families(item.options[1]))
    return f"only one of the two speaks of {', '.join(sorted(clues))}, as the question does" if clues else None


def prompts_meaning_gives_no_clue(item: QuizItem) -> str | None:
    """No prompt is of a family of which its own option is and no other one."""
    for prompt, at in zip(item.prompts, item.correct, strict=True):
        others = (families(option) for number, option in enumerate(item.options) if number != at)
        if clues := families(prompt) & families(item.options[at]) - frozenset().union(*others):
            return f"only the right option speaks of {', '.join(sorted(clues))}, as its prompt does"
    return None
