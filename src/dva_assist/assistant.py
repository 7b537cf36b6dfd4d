"""What a learner can do: search, ask, be quizzed, look around in the notes. The page to read first."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import PurePosixPath

import numpy as np

from dva_assist import quiz as drills
from dva_assist.answering import Calibration, ExtractiveAnswerer, interleaved, merge, topics
from dva_assist.chunking import windows
from dva_assist.glossary import Entry, Glossary
from dva_assist.protocols import Embedder, LexicalIndex, NoteStore, Reranker, TextGenerator, VectorIndex, Vectors
from dva_assist.question import Reader
from dva_assist.quiz import FactBook, Scenarios
from dva_assist.retrieval import Retriever
from dva_assist.spelling import Speller
from dva_assist.suggestions import suggest
from dva_assist.terms import TermWeights
from dva_assist.types import Answer, NoAnswer, Note, Passage, Question, QuizItem, Section, Turn
from dva_assist.writing import Writer, worded


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages that an answer will be made of, known before the answer is."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The notes' own answer, while a language model is still at work on one."""

    answer: Answer
    model: str


class Assistant:
    """One index, open for reading. Safe to share between threads; holds nothing of any learner."""

    def __init__(
        self,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        store: NoteStore,
        calibration: Calibration,
        *,
        glossary: Sequence[Entry] = (),
        passages: int = 8,
        max_question_chars: int = 4_000,
        reranker: Reranker | None = None,
    ) -> None:
        self._embedder = embedder
        self._reader = make_reader(lexical, glossary, max_question_chars)
        self._store = store
        weights = TermWeights(lexical, len(store))
        self._answerer = make_answerer(weights, calibration, store)
        self._retriever = Retriever(self._encode, vectors, lexical, store, weights, reranker=reranker)
        self._passages = passages
        self._names = [(entry.name, *entry.others()) for entry in glossary]

    def search(
        self, question: str, history: Sequence[Turn] = (), limit: int | None = None
    ) -> tuple[Passage, ...] | NoAnswer:
        """The passages nearest to the question, best first; NoAnswer where it is no question."""
        prepared = self._reader.read(question, history)
        if isinstance(prepared, NoAnswer):
            return prepared
        return interleaved([found for _, found in look_up(self._retriever, prepared, limit or self._passages)])

    def ask(self, question: str, history: Sequence[Turn] = (), writer: Writer | None = None) -> Answer | NoAnswer:
        """The whole answer at once, worded by a language model where there is a ``writer``."""
        steps = deque(self.stream(question, history, writer), maxlen=1)
        assert isinstance(steps[0], Answer | NoAnswer), "a stream ends with its result"
        return steps[0]

    def stream(
        self, question: str, history: Sequence[Turn] = (), writer: Writer | None = None
    ) -> Generator[Evidence | Waiting | Answer | NoAnswer, None, None]:
        """Evidence first, then the answer as it grows sentence by sentence; the last value is what ``ask`` gives.

        With a ``writer`` the notes' own answer comes as ``Waiting`` until the model has said something that the notes
        carry. A question that the notes do not answer never reaches the model. Closing the iterator stops the model.
        """
        prepared = self._reader.read(question, history)
        if isinstance(prepared, NoAnswer):
            yield prepared
            return
        found = look_up(self._retriever, prepared, self._passages)
        yield Evidence(interleaved([passages for _, passages in found]))
        answer = answer_all(self._answerer, prepared, found)
        if isinstance(answer, NoAnswer):
            yield answer
        elif writer is None:
            for length in range(1, len(answer.sentences)):
                yield replace(answer, sentences=answer.sentences[:length], remark="")
            yield answer
        else:
            with closing(writer.write(prepared, answer.passages, history)) as drafts:
                for draft in drafts:
                    is_answer = draft.done or draft.sentences
                    yield worded(answer, draft) if is_answer else Waiting(answer, draft.wording.model)

    def follow_ups(self, result: Answer | NoAnswer, count: int = 3) -> list[str]:
        """Questions that lead on from an answer, drawn from the sections next to those it cites."""
        sections = [c.section for c in result.citations] if isinstance(result, Answer) else []
        sections += [p.section for p in result.passages]
        beside = [s for name in dict.fromkeys(s.note for s in sections[:3]) for s in self._store.note(name).sections]
        used = {s.id for s in sections[: len(sections) - len(result.passages)]}
        return suggest([*beside, *sections], used, count)

    def quiz(
        self,
        *,
        count: int,
        seed: int,
        kind: str | None = None,
        topic: str | None = None,
        sections: Collection[str] | None = None,
    ) -> list[QuizItem]:
        """Drill questions; the same seed and choices give the same questions. Raises BadInput."""
        return drills.make_quiz(self._facts, count=count, seed=seed, kind=kind, topic=topic, sections=sections)

    def scenarios(
        self,
        generator: TextGenerator,
        *,
        count: int,
        seed: int,
        topic: str | None = None,
        sections: Collection[str] | None = None,
    ) -> Generator[Scenarios, None, None]:
        """Scenario questions as a language model writes them, of which those are kept that the notes prove.

        The last value is ``done``; closing the iterator stops the model. Raises BadInput.
        """

        def note_of(section_id: str) -> Note:
            return self._store.note(self._store.section(section_id).note)

        return drills.make_scenarios(
            generator, self._facts, note_of, count=count, seed=seed, topic=topic, sections=sections
        )

    def items_on(self, section_id: str, start: int, seed: int) -> list[QuizItem]:
        """Every question on the fact whose sentence starts there, one of each kind; empty where there is none."""
        return drills.items_on(self._facts, section_id, start, seed)

    def follow_up(self, sections: Sequence[str], seed: int, count: int = 3) -> list[QuizItem]:
        """Questions on what these sections say, then on what borders on it; empty where there is nothing."""
        return drills.follow_up(self._facts, sections, seed, count)

    def askable(self, sections: Collection[str] | None = None) -> list[tuple[str, int]]:
        """(section id, start of the sentence) of all facts in the order of the notes. Raises BadInput."""
        return drills.askable(self._facts, sections)

    def notes_print(self) -> str:
        """The fingerprint of the notes: with the same one, the same choices give the same questions."""
        return self._facts.fingerprint

    def topics(self) -> list[str]:
        """What a quiz can be about."""
        return drills.topics(self._facts)

    def notes(self) -> Iterator[Note]:
        return self._store.notes()

    def note(self, path: str) -> Note:
        """A note as it was indexed. Raises NotFound."""
        return self._store.note(path)

    def section(self, section_id: str) -> Section:
        """Raises NotFound."""
        return self._store.section(section_id)

    def warm_up(self) -> None:
        """Load the model and touch the index, so that the first question does not wait."""
        self._encode("warm up")

    @cached_property
    def _facts(self) -> FactBook:
        return FactBook.of(self._store.notes(), self._names, drills.sentence_lookup(self._store))

    def _encode(self, text: str) -> Vectors:
        return encode_whole(self._embedder, text)


Found = list[tuple[Question, tuple[Passage, ...]]]  # a question, or each part of one, with its passages


def look_up(retriever: Retriever, question: Question, limit: int) -> Found:
    """The passages of the question, or of each of its parts."""
    return [(part, retriever.search(part, limit)) for part in question.parts or (question,)]


def answer_all(answerer: ExtractiveAnswerer, question: Question, found: Found) -> Answer | NoAnswer:
    """One result, whether the question has parts or not."""
    results = [answerer.answer(replace(part, read_as=question.read_as), passages) for part, passages in found]
    return merge([part for part, _ in found], results) if question.parts else results[0]


def make_answerer(weights: TermWeights, calibration: Calibration, store: NoteStore) -> ExtractiveAnswerer:
    """An answerer that knows which words tell one note from the others."""

    @cache
    def told_apart() -> frozenset[str]:
        return topics(f"{title} {PurePosixPath(path).stem}" for path, title in store.titles())

    return ExtractiveAnswerer(weights, calibration, told_apart)


def make_reader(lexical: LexicalIndex, glossary: Sequence[Entry], max_question_chars: int) -> Reader:
    """A reader of questions that knows the words of the notes."""
    return Reader(max_chars=max_question_chars, mend=Speller(lexical).mend, expand=Glossary(glossary, lexical).expand)


def encode_whole(embedder: Embedder, text: str) -> Vectors:
    """One unit vector of shape (dimensions,); a text beyond the encoder's limit is the mean of its windows."""
    pieces = windows(text, embedder.count_tokens, embedder.max_tokens)
    mean: Vectors = embedder.encode(pieces).mean(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / np.float32(length or 1.0)
