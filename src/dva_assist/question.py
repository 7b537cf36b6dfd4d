"""From what a person typed to a Question that can be looked up, or to the friendly line that says why not."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from dva_assist.types import Decline, Mended, NoAnswer, Question, QuestionKind, Turn
from dva_assist.words import STOP_WORDS, content_words, words

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

_FOLLOW_UP = re.compile(
    r"^\W*((and|but|so|also|or|then|what about|how about|what if)\b|(why( not)?|how( so| come)?)\W*$)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|she|one|ones|the (same|former|latter|other))\b",
    re.IGNORECASE,
)
# "is it possible", "a table that grows": no reference to what was said before
_NO_REFERENCE = re.compile(
    r"\bit (true|possible|better|safe|ok)\b|(?<=\w)\s+that\s+(?!is\b|for\b)[a-z]+", re.IGNORECASE
)
_NAMED = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][A-Za-z0-9]*\b|\b[A-Z]{2,}[a-z0-9]*\b|\b[A-Za-z]+\d+[A-Za-z0-9]*\b")
# "the limits of a function": the question itself says what it is about
_COMPLEMENT = re.compile(r"\b(of|for|in|on|with)\s+\w+", re.IGNORECASE)
_MEASURE = re.compile(r"\bhow (many|much|long|large|big|often|fast|old|far|high|small|soon)\b", re.IGNORECASE)
_CONTEXT_TURNS = 3
_ASKING = r"(?:since when|from which|on which|how|what|which|when|where|why|who|is|are|can|does|do|must|may)"
_ASKS = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_SECOND = re.compile(rf"(?:\?\s*(?:and|or)?|[,;]\s*(?:and\s+)?|\s+and\s+)\s*(?={_ASKING}\s+\w+\s+\w+)", re.IGNORECASE)
# "when a function fails, which ...": no question, but the circumstances of one
_CLAUSE = re.compile(r"(when|where|if)\s+(?!(do|does|did|is|are|can|could|should|must|will|would)\b)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s")
_EMPTY = frozenset("both order way ways reason now instead effect then else".split())

_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    (
        QuestionKind.COMPARISON,
        r"""\bdiffer(s|ent|ence|ences)?\b.*\b(between|from|to|and)\b
          | \bcompar(e|ed|ison)\b | \bversus\b | \bvs\b | \bdistinguish\b | \b(better|rather)\sthan\b | \binstead\sof\b
          | ^\W*(when|should)\b.*\sor\b | ^\W*which\b.*,.*\bor\b""",
    ),
    (QuestionKind.NUMBER, r"\bhow\s(many|much|long|large|big|often|fast)\b | \b(maximum|minimum|max|min|default)\b"),
    (QuestionKind.LIST, r"\bwhat\sare\b.*\b(limits|quotas)\b"),
    (
        QuestionKind.NUMBER,
        r"""\bhow\s(old|far|high|small|soon)\b
          | \b(limits?|quotas?|size|timeout|retention|capacity|number\sof|throughput|at\smost|at\sleast)\b""",
    ),
    (
        QuestionKind.STEPS,
        r"""\bhow\s(do|can|should|would|could)\s(i|we|you|one)\b | \bhow\sto\b
          | \b(steps?|order|sequence|procedure)\b""",
    ),
    (
        QuestionKind.LIST,
        r"""\bwhich\b | \bwhat\sare\b | \bwhat\s(kinds?|types?|sorts?|options?|ways?)\b | \blist\b
          | \bname\s(the|all|some)\b | \benumerate\b
          | \bwhat\s.*\b(are\sthere|does\s.*(consist|support|offer|include|provide)|exist|available)\b""",
    ),
    (
        QuestionKind.DEFINITION,
        r"""^\W*(what|who)('s|\sis|\sare|\sdoes)\b(?!.*\b(when|if|happens?)\b)
          | \bdefin(e|ition)\b | \bmean(s|ing)?\b | \bexplain\b | \bdescribe\b | \bstands?\sfor\b""",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _KINDS)
_SIDES = (
    re.compile(r"\bbetween\s+(?P<a>.+?)\s+and\s+(?P<b>.+?)(\s+in\b.*)?[?.!]*$", re.IGNORECASE),
    re.compile(r"\bcompare\s+(?P<a>.+?)\s+(?:and|with|to|against)\s+(?P<b>.+?)[?.!]*$", re.IGNORECASE),
    re.compile(r"\bhow\s+(?:does|do|is|are)\s+(?P<a>.+?)\s+differ(?:ent)?\s+from\s+(?P<b>.+?)[?.!]*$", re.IGNORECASE),
    re.compile(
        r"(?:^|.*\b(?:use|choose|is)\s+|.*[,:]\s*)(?P<a>[^,:]+?)\s+"
        r"(?:or|vs\.?|versus|instead of|rather than)\s+(?P<b>[^,?]+?)[?.!]*$",
        re.IGNORECASE,
    ),
)


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


def split(text: str, earlier: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The questions in a text with two ("how long is X kept, and how large may it be?"), each also standing alone.

    A second question that names nothing of its own is about what the first names. Empty for a single question.
    """
    found = _SECOND.search(text)
    if found is None or kind_of(text) is QuestionKind.COMPARISON:
        return []
    first, second = text[: found.start()].strip(" ,;"), text[found.end() :].strip()
    if (
        not _ASKS.search(first)
        or _CLAUSE.match(first)
        or _SENTENCE_END.search(first)
        or not _full(first)
        or not _full(second)
    ):
        return []
    alone = resolve(first, earlier)
    names = " ".join(dict.fromkeys(_names(alone))) or alone.rstrip("?!. ")
    refers = _is_follow_up(second) or not _names(second)
    return [(first, alone), (second, f"{names}: {second}" if refers else second)]


def _full(text: str) -> bool:
    """Whether the words after "and" ask for something themselves: "and how?" and "and in what order?" do not."""
    return bool(set(content_words(text)) - STOP_WORDS - _EMPTY)


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


def resolve(text: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves to the conversation put in front of it."""
    if not earlier or not _is_follow_up(text):
        return text
    before = resolve(earlier[-1], earlier[max(0, len(earlier) - _CONTEXT_TURNS) : -1])
    context = before
    if set(_names(text)):
        # "and for SNS?" replaces what was named before, and keeps what was asked about it
        for name in _names(before):
            context = re.sub(rf"\b{re.escape(name)}\b", " ", context)
    return " ".join(f"{context.rstrip('?!. ')}: {text}".split())


def _is_follow_up(text: str) -> bool:
    if _FOLLOW_UP.match(text):
        return True
    if _PRONOUN.search(_NO_REFERENCE.sub(" ", text)):
        return True
    elliptical = len(content_words(text)) <= 2 and not _names(text) and not _COMPLEMENT.search(text)
    return elliptical and kind_of(text) is not QuestionKind.DEFINITION


def _names(text: str) -> list[str]:
    return [name for name in _NAMED.findall(text) if name != "I"]


def kind_of(text: str) -> QuestionKind:
    """The sort of answer asked for; the first pattern that matches."""
    for kind, pattern in _COMPILED:
        if pattern.search(text):
            return kind
    # a bare term is a wish to know what it is
    return QuestionKind.DEFINITION if len(words(text)) <= 3 else QuestionKind.OTHER


def sides_of(text: str) -> tuple[str, ...]:
    """The two things that a comparison compares, or nothing."""
    if kind_of(text) is not QuestionKind.COMPARISON:
        return ()
    for pattern in _SIDES:
        if found := pattern.search(text):
            sides = tuple(" ".join(content_words(found[side])) for side in "ab")
            if all(sides):
                return sides
    return ()
