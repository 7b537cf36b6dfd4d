"""From what a person typed to a Question that can be looked up, or to the friendly line that says why not."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from dva_assist.question.context import resolve, split
from dva_assist.question.kinds import kind_of, sides_of
from dva_assist.types import Decline, Mended, NoAnswer, Question, Turn
from dva_assist.words import content_words, words

_FENCE = re.compile(r"(```|~~~).*?(\1|\Z)", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

_SMALL_TALK = re.compile(
    r"""^\W*(
        (hi|hello|hey|howdy|good\s(morning|afternoon|evening|day)|greetings)(\s(there|all|you|friend|everyone))?
      | (ok(ay)?[\s,]+)?(thanks|thank\syou|thx|cheers|great|nice|perfect)(\s(a\slot|(so|very)\smuch|job|work))?
      | (good)?\s?bye | see\syou(\slater)? | how\sare\syou(\sdoing)?(\stoday)?
      | (who|what)\sare\syou | what('s|\sis)\syour\sname | what\s(can|do)\syou\s(do|know)(\sfor\sme)?
      | help(\sme)?(\splease)? | how\s(do|can)\si\suse\s(this|you)(\s(app|page|tool))?
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
WELCOME = (
    "I answer questions from your notes, and each sentence of an answer points at the words that carry it. "
    'Ask me something such as "What is a shard?", or open the Quiz tab to be asked.'
)

# Function words that give a language away; two of them and no English one are needed.
_FOREIGN = {
    "German": "der die das und ist wie kann ich nicht mit für eine einen wird was warum welche wieviel den dem",
    "Spanish": "el los las qué que es cómo como una por para con cuál cuántos puedo del está son",
    "French": "le les des est une comment pourquoi que quel quelle avec pour dans puis-je du combien qu'est",
    "Italian": "il lo gli che è come una per con quale quanto posso della sono cosa",
    "Portuguese": "o os as que é como uma por para com qual quantos posso do da são não",
}
_ENGLISH = frozenset("the is are what how does do can why when which of to in for with a an i my between and".split())
_MEASURE = re.compile(r"\bhow (many|much|long|large|big|often|fast|old|far|high|small|soon)\b", re.IGNORECASE)


class Reader:
    """Reads what a person typed as a question.

    ``mend`` corrects typing errors, ``expand`` puts the name that the notes use behind another name; each takes the
    text of a question that can be answered in principle.
    """

    def __init__(
        self,
        *,
        max_chars: int = 4_000,
        mend: Callable[[str], Mended] = Mended,
        expand: Callable[[str], str] = str,
    ) -> None:
        self._max_chars = max_chars
        self._mend = mend
        self._expand = expand

    def read(self, text: str, history: Sequence[Turn] = ()) -> Question | NoAnswer:
        """The question, or why it is none.

        A follow-up ("and how long can it be at most?") takes what it refers to from the last user turns.
        """
        if (refusal := _refuse_raw(text, self._max_chars)) is not None:
            return refusal
        cleaned = clean(text)
        if (refusal := _refuse(text, cleaned)) is not None:
            return refusal
        mended = self._mend(cleaned)
        earlier = [self._mend(clean(turn.content)).text for turn in history if turn.role == "user"]
        whole = self._question(mended.text, resolve(mended.text, earlier))
        parts = [self._question(text, standalone) for text, standalone in split(mended.text, earlier)]
        return replace(whole, read_as=mended.changes, parts=tuple(parts))

    def _question(self, text: str, standalone: str) -> Question:
        spoken = self._expand(standalone)
        asked = tuple(_terms(text))
        return Question(text, spoken, tuple(_terms(spoken)), asked, kind_of(text), sides_of(text))


def _terms(text: str) -> list[str]:
    return content_words(_MEASURE.sub(" ", text))


def clean(text: str) -> str:
    """Without code blocks, scripts and HTML tags, white space folded."""
    without = _TAG.sub(" ", _SCRIPT.sub(" ", _FENCE.sub(" ", text)))
    return " ".join(html.unescape(without).split())


def _bad(reason: str) -> NoAnswer:
    return NoAnswer(Decline.BAD_QUESTION, reason)


def _refuse_raw(text: str, max_chars: int) -> NoAnswer | None:
    if not text.strip():
        return _bad("The question is empty. Type what you want to know.")
    if len(text) > max_chars:
        return _bad(
            f"The question has {len(text):,} characters and {max_chars:,} are allowed. "
            "Ask for one thing in a few sentences."
        )
    return None


def _refuse(text: str, cleaned: str) -> NoAnswer | None:
    if not words(cleaned):
        if _FENCE.search(text):
            return _bad("I see only a code block. Add a question about it in words.")
        if _TAG.search(text):
            return _bad("I see only HTML. Ask your question in plain words.")
        return _bad("I see no words in the question. Ask it in plain words.")
    if _SMALL_TALK.match(cleaned):
        return NoAnswer(Decline.SMALL_TALK, WELCOME)
    if (language := foreign_language(cleaned)) is not None:
        return _bad(f"The question looks {language}. The encoder and the notes are English, so ask in English.")
    return None


def foreign_language(text: str) -> str | None:
    """A name for the language if the text is clearly not English."""
    letters = [c for c in text if c.isalpha()]
    other = [c for c in letters if not unicodedata.name(c, "").startswith("LATIN")]
    if letters and len(other) > len(letters) / 2:
        return "as if it were not in the Latin script"
    found = set(words(text))
    if found & _ENGLISH:
        return None
    best = max(_FOREIGN, key=lambda name: len(found & set(_FOREIGN[name].split())))
    return best if len(found & set(_FOREIGN[best].split())) >= 2 else None
