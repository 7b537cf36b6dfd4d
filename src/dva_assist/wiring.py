"""From settings to objects: the one place that picks classes. Heavy libraries are imported where they are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from dva_assist.config import Settings
from dva_assist.errors import IndexMissing
from dva_assist.exams import Exam, read_exams, task_ids
from dva_assist.glossary import Entry, read_glossary
from dva_assist.protocols import Embedder, LearnerStore, Reranker, TextGenerator

if TYPE_CHECKING:
    from dva_assist.assistant import Assistant
    from dva_assist.backends.index_folder import OpenIndex
    from dva_assist.indexing import IndexReport
    from dva_assist.models import Models
    from dva_assist.study import Study
    from dva_assist.types import QuizItem
    from dva_assist.writing import Style


def corpus() -> Path:
    """The notes that come with the program."""
    return _corpus_folder() / "notes"


def exams() -> dict[str, Exam]:
    """The exams that the corpus describes, by id, the oldest first."""
    return read_exams(_corpus_folder() / "exams")


def glossary() -> list[Entry]:
    """Acronyms, aliases and former names that the corpus knows."""
    return read_glossary(_corpus_folder() / "glossary.toml")


def questions() -> Path:
    """The question bank that comes with the program."""
    return _corpus_folder() / "questions"


def _corpus_folder() -> Path:
    """Beside the package when installed, in the checkout otherwise."""
    packaged = Path(str(resources.files("dva_assist"))) / "corpus"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "corpus"


def make_embedder(settings: Settings) -> Embedder:
    from dva_assist.backends.torch_embedder import TorchEmbedder

    return TorchEmbedder(settings.encoder)


def make_reranker(settings: Settings) -> Reranker | None:
    """None where the settings name none. Raises BackendUnavailable."""
    if not settings.reranker:
        return None
    from dva_assist.backends.torch_reranker import TorchReranker

    return TorchReranker(settings.reranker)


def make_models(settings: Settings) -> Models:
    """Raises BadInput where the settings name a server beyond this machine without allowing it."""
    from dva_assist.models import Models

    return Models(settings)


def make_generator(name: str, settings: Settings) -> TextGenerator:
    """The model that a learner means by ``name``. Raises BackendUnavailable, naming what there is, and BadInput."""
    models = make_models(settings)
    return models.generator(models.find(name).ref)


def make_style(settings: Settings) -> Style:
    """How a language model is to write."""
    from dva_assist.writing import Style

    return Style(
        temperature=settings.llm_temperature,
        answer_tokens=settings.llm_answer_tokens,
        passage_tokens=settings.llm_passage_tokens,
        mark_unproved=settings.llm_unproved == "mark",
    )


def update_index(
    settings: Settings,
    roots: Sequence[Path],
    *,
    rebuild: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> IndexReport:
    """Index the notes under the roots (without any, the notes of the corpus)."""
    from dva_assist import indexing
    from dva_assist.notes import find_notes

    places = list(roots) or [corpus()]
    return indexing.update_index(
        find_notes(places),
        settings.index,
        make_embedder(settings),
        clock=lambda: datetime.now(UTC),
        roots=places,
        budget=settings.chunk_tokens,
        max_note_bytes=settings.max_note_bytes,
        rebuild=rebuild,
        progress=progress,
    )


def open_index(settings: Settings) -> OpenIndex:
    """Raises IndexUnavailable, with the command that mends it."""
    from dva_assist.backends.index_folder import open_index

    return open_index(settings.index, make_embedder(settings).name)


def open_assistant(settings: Settings) -> Assistant:
    """An assistant on the index of the settings. Raises IndexUnavailable; the encoder loads with the first question."""
    from dva_assist.answering import packaged_calibration
    from dva_assist.assistant import Assistant

    opened = open_index(settings)
    return Assistant(
        make_embedder(settings),
        opened.vectors,
        opened.lexical,
        opened.store,
        packaged_calibration(),
        glossary=glossary(),
        passages=settings.passages,
        max_question_chars=settings.max_question_chars,
        reranker=make_reranker(settings),
    )


def learner_file(settings: Settings) -> Path:
    """Where what learners did is kept; the file need not exist."""
    return settings.learners


def open_learners(settings: Settings) -> LearnerStore:
    """The store of what learners did, made where it is missing. Raises StoreUnavailable, DiskFull."""
    from dva_assist.backends.learner_file import LearnerFile

    return LearnerFile(learner_file(settings))


def restore_learners(settings: Settings, file: Path) -> None:
    """Put a backup in the place of the store, also where that one is damaged. Raises BadInput where it is none."""
    from dva_assist.backends.learner_backup import restore_file

    restore_file(learner_file(settings), file)


def open_or_build(settings: Settings, progress: Callable[[int, int], None] | None = None) -> Assistant:
    """An assistant; where there is no index yet, the corpus is indexed first."""
    try:
        return open_assistant(settings)
    except IndexMissing:
        update_index(settings, [], progress=progress)
        return open_assistant(settings)


def open_study(settings: Settings, assistant: Assistant) -> Study:
    """Exams, drills, reviews and progress, kept in the learners' file. Raises StoreUnavailable, DiskFull.

    The question bank is read when it is first needed.
    """
    from dva_assist.drill_room import DrillRoom
    from dva_assist.exam_room import ExamRoom, steady_clock
    from dva_assist.own_questions import OwnQuestions
    from dva_assist.progress_desk import ProgressDesk
    from dva_assist.quiz.bank import read_bank, usable
    from dva_assist.review_room import ReviewRoom, local_zone
    from dva_assist.study import Study, exam_questions

    known = exams()
    store = open_learners(settings)

    @cache
    def bank() -> tuple[QuizItem, ...]:
        return tuple(usable(read_bank(questions()), cache(assistant.note)))

    def generate(count: int, seed: int, exam: str) -> list[QuizItem]:
        return exam_questions(assistant.quiz, known[exam], count, seed)

    def now() -> datetime:
        return datetime.now(UTC)

    own = OwnQuestions(store, assistant.note, task_ids(known))
    zone = local_zone()

    def asked(learner: str) -> tuple[QuizItem, ...]:
        return *bank(), *own.items(learner)

    exam_room = ExamRoom(store, known, asked, generate, steady_clock(), zone=zone)
    review_room = ReviewRoom(store, assistant, now, zone, lambda: exam_room.exam_today().id)
    drill_room = DrillRoom(assistant, store, bank, now, to_review=review_room.add_wrong, own=own)
    progress_desk = ProgressDesk(store, assistant, known, now, zone)
    return Study(store, exam_room, drill_room, review_room, progress_desk)
