"""Words of a text for matching: lower case, stems, and what carries meaning in a question."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
CAMEL_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_stemmer = Stemmer.Stemmer("english")

# Words that a question is built with; they say how something is asked, not about what.
STOP_WORDS = frozenset(
    """
    compare compared comparison define definition describe differ difference differences different explain
    happen happened happens mean meaning means versus vs
    a about after all also am an and any are as at be because been before being between both but by can cannot could
    did do does doing done during each either for from get gets getting give given gives had has have having he
    her here him his how i if in into is isn't it its it's just kind kinds let like many may me might more most much
    must my no nor not notes of on once one or other our out over own per please regarding say same say says shall she
    should so some something such tell than that that's the their them then there these they thing things this those
    through to too under until up us use used uses using very via want was way ways we were what what's when where
    whether which while who whom whose why will with within without would yes you your
    """.split()
)


def words(text: str) -> list[str]:
    """Lower-case words in order; "aws:MultiFactorAuthAge" gives aws, multifactorauthage."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word: retries, retry -> retri."""
    return str(_stemmer.stemWord(word.removesuffix("'s")))


def stems(text: str) -> frozenset[str]:
    """Stems of all words; parts of camel-case names count too, so GetItem is found by "get item"."""
    spread = CAMEL_SEAM.sub(" ", text)
    found = {stem(word) for word in words(text)}
    if spread != text:
        found.update(stem(word) for word in words(spread))
    return frozenset(found)


def content_words(text: str) -> list[str]:
    """Words that are not stop words, each once, in order. All words where nothing else is left."""
    every = words(text)
    kept = [word for word in every if word not in STOP_WORDS]
    return list(dict.fromkeys(kept or every))
