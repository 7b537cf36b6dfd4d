"""One reply of a model, sentence by sentence, each proved before it is given on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from dva_assist.errors import GenerationFailed, PromptTooLong
from dva_assist.protocols import TextGenerator
from dva_assist.types import AnswerSentence, Citation, Passage, Question, Turn, Wording
from dva_assist.writing.pieces import Cutter, Piece, repeats
from dva_assist.writing.prompt import Message, messages, prompt_tokens, unproved_messages
from dva_assist.writing.proof import prove
from dva_assist.writing.sources import Source, number_sources

SEED = 0
SMALLEST = 100  # tokens of passages below which asking makes no sense

EMPTY = "it said nothing"
DECLINED = "it finds no answer in these passages"
NOT_PROVED = "the notes carry nothing of what it said"
REPEATED = "it began to repeat itself and was stopped"
CUT_SHORT = "its answer reached the length allowed and was cut"
NO_ROOM = "its context of {tokens} tokens leaves no room for the passages; start its server with a larger one"

_DECLINES = re.compile(
    r"^(?:i'?m sorry,? )?(?:but )?(?:the|your|these) (?:notes|sentences|passages)(?: given| provided)? "
    r"(?:do not|don't|does not|doesn't|say nothing|give no|contain no)\b",
    re.IGNORECASE,
)

_REFERS = re.compile(r"^(?:it|its|they|their|this|these|that|those|such)\b", re.IGNORECASE)


def is_refusal(sentence: str) -> bool:
    """Whether a sentence says that the notes do not say."""
    return _DECLINES.match(sentence) is not None


@dataclass(frozen=True, slots=True)
class Style:
    """What the learner may choose. Lengths are in tokens."""

    temperature: float = 0.0
    answer_tokens: int = 250
    passage_tokens: int = 350
    mark_unproved: bool = False  # show what the notes do not carry, marked as such


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been proved so far. ``trouble`` says in a clause what went wrong; ``done`` that nothing follows."""

    wording: Wording
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    trouble: str = ""
    done: bool = False


@dataclass
class _Sheet:
    """The draft as it grows."""

    asked: str
    sources: Sequence[Source]
    style: Style
    sentences: list[AnswerSentence] = field(default_factory=list)
    cited: dict[int, Citation] = field(default_factory=dict)  # by the number of the source
    unproved: list[str] = field(default_factory=list)
    not_carried: int = 0
    declined: bool = False
    seen: set[str] = field(default_factory=set)
    last: Source | None = None  # behind the last sentence, if it was carried
    seen_more: bool = False  # whether there was a sentence before

    def add(self, pieces: Iterable[Piece]) -> bool:
        """Whether the draft has changed. After a sentence that declines nothing counts."""
        return any([not self.declined and self._add(piece) for piece in pieces])

    def _add(self, piece: Piece) -> bool:
        words = piece.text.casefold()
        if words in self.seen:
            return False
        self.seen.add(words)
        if is_refusal(piece.text):
            self.declined = True
            return False
        source = prove(piece, self.sources, self.asked)
        if source is not None and self.seen_more and _REFERS.match(piece.text) and not _goes_on(self.last, source):
            source = None  # "it" would now be something else
        self.last, self.seen_more = source, True
        if source is None:
            self.not_carried += 1
            if self.style.mark_unproved:
                self.unproved.append(piece.text)
            return True
        marker = len(self.cited) + 1
        citation = self.cited.setdefault(source.number, Citation.of(marker, source.section, source.sentence))
        self.sentences.append(
            AnswerSentence(piece.text, (citation.marker,), piece.kind, self._block(piece), ordered=piece.ordered)
        )
        return True

    def _block(self, piece: Piece) -> int:
        if not self.sentences:
            return 0
        last = self.sentences[-1]
        return last.block if last.kind is piece.kind else last.block + 1

    def draft(self, wording: Wording) -> Draft:
        told = replace(wording, unproved=tuple(self.unproved), not_carried=self.not_carried)
        return Draft(told, tuple(self.sentences), tuple(self.cited.values()))


def _goes_on(last: Source | None, source: Source) -> bool:
    """Whether a source is the last one, or the sentence after it in the notes."""
    if last is None or last.section.id != source.section.id:
        return False
    sentences = source.section.sentences
    return sentences.index(source.sentence) - sentences.index(last.sentence) in (0, 1)


class Writer:
    """A model, and how it is to write. Holds nothing of any question."""

    def __init__(
        self, generator: TextGenerator, style: Style | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.generator = generator
        self.style = style or Style()
        self._clock = clock

    @property
    def name(self) -> str:
        return self.generator.name

    def write(
        self, question: Question, passages: Sequence[Passage], history: Sequence[Turn] = ()
    ) -> Generator[Draft, None, None]:
        """Drafts as they grow; the last is ``done``. The same draft again means that the model is still at work.

        Closing it stops the model. What goes wrong is said in the last draft.
        """
        started = self._clock()
        sources = self._fitting(question, passages, history, self.style.passage_tokens)
        if not sources:
            trouble = NO_ROOM.format(tokens=self.generator.context_tokens)
            yield Draft(Wording(self.name), trouble=trouble, done=True)
            return
        draft, failed = Draft(Wording(self.name)), ""
        for some in (sources, sources[: max(1, len(sources) // 2)]):
            try:
                with closing(self._drafts(question, some, history, started)) as drafts:
                    for draft in drafts:
                        yield draft
                return
            except PromptTooLong as error:
                failed = str(error)
            except GenerationFailed as error:
                failed = str(error)
                break
        seconds = self._clock() - started
        yield replace(draft, wording=replace(draft.wording, seconds=seconds), trouble=failed, done=True)

    def alone(self, question: str) -> Generator[str, None, None]:
        """What the model says by itself, as pieces. Nothing of it is proved. Raises GenerationFailed."""
        said, tokens = "", 0
        with closing(self._reply(unproved_messages(question))) as pieces:
            for piece in pieces:
                yield piece
                said, tokens = said + piece, tokens + bool(piece)
                if repeats(said) or tokens >= self.style.answer_tokens:
                    return

    def _fitting(
        self, question: Question, passages: Sequence[Passage], history: Sequence[Turn], budget: int
    ) -> list[Source]:
        """As many passages as the style allows and the context holds beside the rest; empty where it holds none."""
        fixed = prompt_tokens(question, [], history) + self.style.answer_tokens
        room = min(budget, self.generator.context_tokens - fixed)
        return number_sources(passages, room) if room >= SMALLEST else []

    def _drafts(
        self, question: Question, sources: Sequence[Source], history: Sequence[Turn], started: float
    ) -> Generator[Draft, None, None]:
        sheet, cutter, said, trouble = _Sheet(question.standalone, sources, self.style), Cutter(), "", ""
        wording = Wording(self.name)
        draft = sheet.draft(wording)
        with closing(self._reply(messages(question, sources, history))) as pieces:
            for piece in pieces:
                if piece:
                    said += piece
                    now = self._clock() - started
                    wording = replace(
                        wording, first_token_s=wording.first_token_s or now, seconds=now, tokens=wording.tokens + 1
                    )
                    if sheet.add(cutter.feed(piece)):
                        draft = sheet.draft(wording)
                    if sheet.declined or repeats(said) or wording.tokens >= self.style.answer_tokens:
                        break
                yield draft
        if repeats(said):
            trouble = REPEATED
        elif wording.tokens >= self.style.answer_tokens:
            trouble = CUT_SHORT
        elif not sheet.declined:
            sheet.add(cutter.rest())
        if not sheet.sentences:
            trouble = trouble or (DECLINED if sheet.declined else NOT_PROVED if said.strip() else EMPTY)
        wording = replace(wording, seconds=self._clock() - started)
        yield replace(sheet.draft(wording), trouble=trouble, done=True)

    def _reply(self, asked: Sequence[Message]) -> Generator[str, None, None]:
        return self.generator.generate(
            asked, max_tokens=self.style.answer_tokens, temperature=self.style.temperature, seed=SEED
        )
