"""Small questions about English text that extraction, distractors and linter all ask."""

from __future__ import annotations

import re
from functools import lru_cache

from dva_assist.words import CAMEL_SEAM, STOP_WORDS, stem

BLANK = "____"
# Verbs that a definition says what its term does with.
VERBS = (
    "accepts adds allows appears appends authorizes automates belongs blocks builds caches calls captures "
    "checks collects combines compares computes configures consists contains controls converts coordinates "
    "copies creates decides defines deletes delivers describes distributes eliminates enables encapsulates "
    "encrypts evaluates filters finds follows generates gives groups happens helps holds hosts invokes keeps "
    "lets limits lists loads maintains makes manages maps marks measures monitors moves names pauses places "
    "polls processes protects provides publishes reacts reads records redirects removes replaces replicates "
    "represents restores returns rotates routes runs schedules sends serves sets shows signs simplifies splits "
    "stores streams supports takes tells tracks transforms turns updates validates waits watches works writes"
).split()
# After a word that could be a plural noun too: "health checks do not ..." is no "health | checks ...".
VERB_NOT_NOUN = r"(?! (?:do|does|are|is|can|cannot|may|must|should|have|has|need|that|which|of|and|or)\b)"
_SIBILANT = ("shes", "sses", "tches")
BASE_VERBS = [
    verb[:-3] + "y" if verb.endswith("ies") else verb[:-2] if verb.endswith(_SIBILANT) else verb[:-1] for verb in VERBS
]

SCREEN = re.compile(r"\b(?:console|page|view|tab|wizard|button)$", re.IGNORECASE)  # a part of the console, no concept
OWNER = r" (?:in|of) (?:AWS |Amazon )?[A-Z][\w-]*(?: [A-Z]\w*)*"  # of a term: "a session | in AgentCore Runtime"
_QUOTED = re.compile(r"\"([^\"]*)\"")
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POINTS_ELSEWHERE = re.compile(
    r"^(?:\W*\||it|its|this|that|these|those|they|their|them|such|here|there|he|she|we|our|also|then|so|or|and|but|thus|both|"
    r"however|therefore|otherwise|instead|moreover|furthermore|additionally|similarly|conversely|in addition|in this|"
    r"in that|in these|in either|in both|for example|for instance|for this|as a result|e\.g\.|note|yes|no,|then:|now:|"
    r"another|others|neither|either|all of|some of|one of|most of|the (?:latter|former|same|other|second|third|next|"
    r"first|last|following|above|service|command|library|procedure|caveat|limit|default|value|result|rest))\b",
    re.IGNORECASE,
)
_NEEDS_NEIGHBOURS = re.compile(
    r"\b(?:the following|as follows|shown here|see also|figure \d|for example|e\.g|for instance|"
    r"(?:the|see|listed|described|shown|given|as) (?:above|below)|(?:above|below)(?=[.,;)]|$)|[;(,] see|to learn|"
    r"this (?:page|section|guide|example|topic|chapter)|20[012]\d|older notes|these notes)\b|\bthis\b.{0,40}$",
    re.IGNORECASE,
)
_PRONOUN_SUBJECT = re.compile(r"(?:,|;|\bif|\bwhen|\bbecause)\s+(?:we|they|this|these|those)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z0-9`$].*|.*[a-z][A-Z0-9].*|.*[/_.:$(*`].*")


def tokens(text: str) -> list[str]:
    """Stems of all words, in order."""
    return list(_tokens(text))


@lru_cache(maxsize=100_000)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(stem(word.lower().replace("’", "'")) for word in TOKEN.findall(text))


@lru_cache(maxsize=100_000)
def content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    every = (word.lower().replace("’", "'") for word in TOKEN.findall(text))
    return frozenset(stem(word) for word in every if word not in STOP_WORDS)


@lru_cache(maxsize=50_000)
def key_of(text: str) -> tuple[str, ...]:
    """What makes two terms the same: their stems, without article and without a bracketed short form."""
    return tuple(tokens(re.sub(r"^(?:an?|the)\s+|\([^)]*\)", "", text, flags=re.IGNORECASE)))


def contains(text: tuple[str, ...] | list[str], part: tuple[str, ...]) -> bool:
    """Whether the stems ``part`` stand in ``text`` as one run."""
    width = len(part)
    return bool(part) and any(tuple(text[at : at + width]) == part for at in range(len(text) - width + 1))


def similarity(one: str, other: str) -> float:
    """Shared content words, 0..1 (Jaccard)."""
    first, second = content(one), content(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def mask(text: str, term: str) -> str:
    """``text`` with each occurrence of ``term`` blanked, plurals and other cases too."""
    for wanted in filter(None, (key_of(term), *(tuple(tokens(part)) for part in short_forms(term)))):
        found = list(TOKEN.finditer(text))
        heads = [stem(match[0].lower().replace("’", "'")) for match in found]
        for at in reversed(range(len(found) - len(wanted) + 1)):
            if tuple(heads[at : at + len(wanted)]) == wanted:
                text = text[: found[at].start()] + BLANK + text[found[at + len(wanted) - 1].end() :]
    return text


def spread(text: str) -> str:
    """The words of names in one piece: "TemplateTooLarge" gives away what is "too large"."""
    return CAMEL_SEAM.sub(" ", text)


def short_forms(term: str) -> list[str]:
    """What stands in brackets after a term: "Amazon Machine Image (AMI)" gives ["AMI"]."""
    return re.findall(r"\(([^)]+)\)", term)


def stands_alone(sentence: str) -> bool:
    """Whether a sentence can be understood without its neighbours. Says no when in doubt."""
    count = len(sentence.split())
    if not 6 <= count <= 45 or sentence.rstrip().endswith(":"):
        return False
    return not (
        _POINTS_ELSEWHERE.match(sentence) or _NEEDS_NEIGHBOURS.search(sentence) or _PRONOUN_SUBJECT.search(sentence)
    )


def shown(term: str, markdown: str) -> str:
    """A term as an option: with a capital, but code as it is written in ``markdown``."""
    return term if f"`{term}`" in markdown else capitalised(term)


def balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def is_plural(term: str) -> bool:
    """Whether the head noun is plural: "Availability Zones", "sets of rules"; not "access", "DNS", "AWS"."""
    head = re.split(r"\s(?:of|for|in|on|with|to)\s", re.sub(r"\s*\([^)]*\)", "", term).strip())[0].split()
    return bool(head) and bool(re.fullmatch(r".*[a-z](?<!s)(?<!u)(?<!i)s", head[-1]))


def is_name(word: str) -> bool:
    """Whether a word is a name, an acronym or code rather than a plain English word."""
    return bool(_NAME.fullmatch(word))


def capitalised(text: str) -> str:
    """First letter in upper case, except in code such as "iam:PassRole" or "x86_64"."""
    first = text.split(maxsplit=1)[0] if text else ""
    return text if is_name(first) else text[:1].upper() + text[1:]


def as_sentence(text: str, markdown: str) -> str:
    """``text`` with a capital, unless it begins with code in ``markdown``."""
    first = text.split(maxsplit=1)[0] if text else ""
    return text if f"`{first}" in markdown else capitalised(text)


def in_running_text(term: str, raw: str) -> str:
    """``term`` as it is written inside a sentence: lower-cased where the note itself does so."""
    first, _, rest = term.partition(" ")
    lower = first[:1].lower() + first[1:]
    if first == lower or not re.fullmatch(r"[a-z-]+", first[1:]):
        return term
    candidate = f"{lower} {rest}" if rest else lower
    wanted = lower if rest.islower() else candidate
    small = len(re.findall(rf"(?<!\S){re.escape(wanted)}(?![\w:=.-])", raw))
    large = len(re.findall(rf"(?<=[a-z,] ){re.escape(wanted[:1].upper() + wanted[1:])}(?![\w:=.-])", raw))
    return candidate if small > large else term


def lower_first(text: str) -> str:
    """``text`` inside a sentence; acronyms and code keep their letters."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    plain = first[:1].isupper() and (first[1:].islower() or len(first) == 1)
    return text[:1].lower() + text[1:] if plain else text


def is_led(body: str) -> bool:
    """Whether a choice says by itself how it joins its term: "when traffic is steady", "for batch jobs"."""
    return bool(re.match(r"(?:when|for|to|if|where|while|in|as|with|without)\b", body, re.IGNORECASE))


def in_case(body: str) -> str:
    """A choice inside a sentence: "when traffic is steady", or else "in this case: "steady traffic"" """
    return lower_first(body) if is_led(body) else f"in this case, {quoted(body)}"


def lower_article(text: str) -> str:
    """``text`` inside a sentence, where only an article or number may lose its capital."""
    first, _, rest = text.partition(" ")
    small = first in (
        "A",
        "An",
        "The",
        "Two",
        "Three",
        "Four",
        "All",
        "Each",
        "Every",
        "Several",
        "Some",
        "Your",
        "You",
    )
    return f"{first.lower()} {rest}" if small else text


def quoted(text: str) -> str:
    """``text`` as a quotation inside a stem, with its own quotation marks made single."""
    return '"' + text.replace('"', "'").replace("“", "'").replace("”", "'") + '"'


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, in order."""
    return _QUOTED.findall(text)


def ended(text: str) -> str:
    """``text`` with one full stop at its end."""
    text = text.strip()
    return text if text[-1:] in ".?!" else text.rstrip(":;,") + "."
