"""The nouns of the program, as immutable values.

    Note -> Section -> Sentence
                    -> Chunk -> Passage -> Answer with Citations | NoAnswer
                                        -> QuizItem

One rule holds everywhere: offsets count characters of ``note.raw``, the decoded text of the file as it was
indexed, and ``note.raw[s.start:s.end] == s.text`` for each Sentence and each Citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal


class SentenceKind(StrEnum):
    """What a span is in the Markdown; decides how it is shown and whether it may answer."""

    PROSE = "prose"
    ITEM = "item"  # a list item's own text, without its nested items
    HEADER = "header"  # the head row of a table
    ROW = "row"  # a body row of a table
    CODE = "code"  # up to ten lines of a code block
    LINK = "link"  # nothing but a link or a bare URL
    PICTURE = "picture"  # an image that the notes show and we cannot read


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that can be quoted.

    ``plain`` is the same words for matching and embedding, without Markdown; a table row reads
    "Memory; Default: 128 MB; Maximum: 10,240 MB" there. ``plain`` is never quoted.
    """

    start: int
    end: int
    text: str
    plain: str
    kind: SentenceKind
    block: int  # ordinal of the paragraph, list, table or code block within the section
    line_start: int  # 1-based, inclusive
    line_end: int
    depth: int = 0  # nesting of a list item, 0 for the outermost
    ordered: bool = False  # an item of a numbered list


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it up to the next heading.

    ``headings`` runs from the note's title to this heading. ``id`` is readable and stable:
    ``lambda.md#concurrency/reserved``.
    """

    id: str
    note: str  # path of the note, relative to the folder given
    headings: tuple[str, ...]
    level: int  # 0 for text before the first heading
    start: int
    end: int
    line_start: int
    line_end: int
    sentences: tuple[Sentence, ...]

    @property
    def heading(self) -> str:
        return self.headings[-1]

    @property
    def has_picture(self) -> bool:
        return any(s.kind is SentenceKind.PICTURE for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Note:
    """One Markdown file. ``path`` uses forward slashes and names the note in every citation."""

    path: str
    title: str
    raw: str
    sections: tuple[Section, ...]
    front_matter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive sentences of one section that fit the encoder's token budget.

    ``embedded`` is the text that the encoder sees: heading chain, context of a tiny section, sentences.
    ``id`` is unique in an index; ``fingerprint`` depends on ``embedded`` alone, so a renamed note keeps its vectors.
    """

    id: str
    fingerprint: str
    section: Section
    first: int  # section.sentences[first:last]
    last: int
    embedded: str
    tokens: int

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.section.sentences[self.first : self.last]

    @property
    def text(self) -> str:
        """The plain words of the chunk, without the heading chain."""
        return "\n".join(s.plain for s in self.sentences if s.plain)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that a retriever believes is relevant. ``score`` compares only within its own list."""

    chunk: Chunk
    score: float
    rank: int  # 1-based
    similarity: float  # cosine of question and chunk, -1..1; nan where only the words matched
    similarities: tuple[float, ...] = ()  # cosine of question and each sentence of the chunk

    @property
    def section(self) -> Section:
        return self.chunk.section


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of an answer stands in the notes. Build it with ``Citation.of``."""

    marker: int
    section: Section
    start: int
    end: int
    quote: str
    line_start: int
    line_end: int

    @classmethod
    def of(cls, marker: int, section: Section, sentence: Sentence) -> Citation:
        return cls(
            marker,
            section,
            sentence.start,
            sentence.end,
            sentence.text,
            sentence.line_start,
            sentence.line_end,
        )


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer; ``text`` is Markdown, ``citations`` are markers and never empty.

    Neighbours with the same ``block`` belong to one list, table or paragraph.
    """

    text: str
    citations: tuple[int, ...]
    kind: SentenceKind = SentenceKind.PROSE
    block: int = 0
    depth: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    status: Literal["answered", "partial"]
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    confidence: float  # calibrated chance that the notes answer the question, 0..1
    remark: str = ""  # what the reader should know, such as a picture that could not be read
    wording: Wording | None = None  # where a language model was asked to word it


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language model worded an answer. ``unproved`` are its sentences that are shown without proof."""

    model: str
    used: bool = False  # whether the sentences of the answer are its own; else it was asked in vain
    unproved: tuple[str, ...] = ()
    not_carried: int = 0  # sentences that the notes do not carry, shown or not
    first_token_s: float = 0.0  # seconds from the question to the first piece of the reply
    seconds: float = 0.0  # and to its end
    tokens: int = 0  # pieces of the reply, which are tokens with the servers we know

    @property
    def tokens_per_second(self) -> float:
        writing = self.seconds - self.first_token_s
        return (self.tokens - 1) / writing if self.tokens > 1 and writing > 0 else 0.0


class Decline(StrEnum):
    """Why there is no answer."""

    NOT_IN_NOTES = "not_in_notes"
    SMALL_TALK = "small_talk"
    BAD_QUESTION = "bad_question"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Declining is a result, not an error."""

    kind: Decline
    reason: str
    passages: tuple[Passage, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


class QuestionKind(StrEnum):
    """What sort of answer is asked for; decides which sentences are taken."""

    DEFINITION = "definition"
    NUMBER = "number"
    LIST = "list"
    STEPS = "steps"
    COMPARISON = "comparison"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its typing errors corrected; ``changes`` are pairs of what was written and what it was read as."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for retrieval.

    ``standalone`` can be read without the conversation: a follow-up carries what it refers to.
    ``terms`` are the content words of ``standalone``; ``asked`` are those of the last message alone. Two questions in
    one are the ``parts`` of it, each a question of its own.
    """

    text: str
    standalone: str
    terms: tuple[str, ...]
    asked: tuple[str, ...]
    kind: QuestionKind
    sides: tuple[str, ...] = ()  # what a comparison compares
    read_as: tuple[tuple[str, str], ...] = ()  # typing errors and what they were read as
    parts: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    text: str
    citation: Citation


class ReplyForm(StrEnum):
    """What a learner gives in reply to a question."""

    ONE = "one"  # one option
    SEVERAL = "several"  # as many options as are right
    TYPED = "typed"  # a word, a term or a figure
    ORDER = "order"  # all options, in their order
    MATCH = "match"  # one option for each prompt


Reply = tuple[int, ...] | str  # options by index, in the order given; or the words typed


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A drill or exam question. There is one explanation for each option.

    ``correct`` holds indexes into ``options``: the key, all keys ascending, the options in their right order, or for
    ``MATCH`` the option of each of the ``prompts``. For ``TYPED`` the only option is the answer as it is shown, and
    ``accepted`` are other ways to write it.
    """

    id: str
    kind: str
    stem: str
    options: tuple[str, ...]
    correct: tuple[int, ...]
    explanations: tuple[Explanation, ...]
    citation: Citation
    topics: tuple[str, ...]
    exam_tasks: tuple[str, ...]  # "dva-c03:1.2"
    difficulty: float  # 0 easy .. 1 hard
    form: ReplyForm = ReplyForm.ONE
    prompts: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
