"""Questions as an Anki package, which can be imported again: what is there already is updated, not doubled.

Three ids make that so, and all follow from what is exported. The note type's comes from its name, the deck's from the
name of the deck, and a note's from the question: of one written by hand its id; of a generated one its kind, the fact
it is on and its stem, so that an edit elsewhere in the note changes nothing. Neither options nor explanations count.
Anki updates a note where the package is newer than what it has, and keeps the learner's schedule.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from importlib import resources

import genanki  # type: ignore[import-untyped]  # it publishes no types

from dva_assist.outputs.markup import (
    answer_html,
    clean,
    lettered,
    options_html,
    place,
    prompts_html,
    quote_html,
    verdict,
    words_html,
)
from dva_assist.quiz.bank import BANK
from dva_assist.records import fact_of
from dva_assist.types import QuizItem

FIELDS = ("Question", "Options", "Prompts", "Answer", "Explanations", "Source", "Id")
NOTE_TYPE = "dva-assist question"
LEVELS = (0.43, 0.68)  # up to which difficulty a question is of level 1 and of level 2; above, of level 3
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_COMMAND = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$)", re.IGNORECASE)  # Anki would play or typeset it
_NO_TAG = re.compile(r'[\s"\x00-\x1f\x7f]+')


def anki_package(items: Sequence[QuizItem], deck: str, at: datetime) -> bytes:
    """The bytes of an .apkg file with one note and one card for each question, in their order.

    ``at`` is the time of the export, aware. The same arguments give the same bytes.
    """
    model = _note_type()
    made = genanki.Deck(_id(f"deck\n{deck}"), deck, "Made by dva-assist from your notes.")
    notes: dict[str, QuizItem] = {}
    for item in items:
        notes.setdefault(guid(item), item)
    for number, (key, item) in enumerate(notes.items()):
        made.add_note(genanki.Note(model, _fields(item), guid=key, tags=list(tags(item)), due=number))
    return _zipped(_database(genanki.Package(made), at.timestamp()))


def guid(item: QuizItem) -> str:
    """Of a question: the same as long as it asks the same, whatever becomes of its options and explanations."""
    if item.kind == BANK:
        return str(genanki.guid_for(BANK, clean(item.id)))
    return str(genanki.guid_for(item.kind, fact_of(item.citation), *map(clean, (item.stem, *item.prompts))))


def tags(item: QuizItem) -> Iterable[str]:
    """ "dva-c03::1.2", "note::lambda", "kind::number", "level::2": Anki shows them as a tree."""
    level = 1 + sum(item.difficulty > most for most in LEVELS)
    note = item.citation.section.note.removesuffix(".md")
    tasks = (task.replace(":", "::", 1) for task in item.exam_tasks)
    return (_NO_TAG.sub("_", clean(tag)) for tag in (*tasks, f"note::{note}", f"kind::{item.kind}", f"level::{level}"))


def _fields(item: QuizItem) -> list[str]:
    source = f"<p>{words_html(place(item.citation))}</p>{quote_html(item.citation.quote)}"
    explained = "".join(_explained(item, at) for at in range(len(item.options)))
    values = words_html(item.stem), options_html(item), prompts_html(item), answer_html(item), explained, source
    return [_COMMAND.sub("&#91;", value) for value in (*values, words_html(item.id))]


def _explained(item: QuizItem, at: int) -> str:
    """Why an option is right or wrong, with the words of the notes a touch away."""
    why, said = item.explanations[at], verdict(item, at)
    mark = f'<span class="verdict">{said}.</span> ' if said else ""
    return (
        f'<div class="why {said.lower()}"><p><strong>{words_html(lettered(item, at))}</strong></p>'
        f"<p>{mark}{words_html(why.text)}</p>"
        f"<details><summary>{words_html(place(why.citation))}</summary>{quote_html(why.citation.quote)}</details></div>"
    )


def _note_type() -> genanki.Model:
    return genanki.Model(
        _id(f"note type\n{NOTE_TYPE}"),
        NOTE_TYPE,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": _packaged("anki_front.html"), "afmt": _packaged("anki_back.html")}],
        css=_packaged("anki.css"),
    )


def _packaged(name: str) -> str:
    return (resources.files("dva_assist.outputs") / name).read_text(encoding="utf-8")


def _id(name: str) -> int:
    """A positive number of 31 bits, as Anki has them for note types and decks."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % (1 << 30)


def _database(package: genanki.Package, timestamp: float) -> bytes:
    """The collection in memory: genanki's own way to a file leaves a copy of it in the system's temporary folder."""
    with closing(sqlite3.connect(":memory:")) as connection:
        package.write_to_db(connection.cursor(), timestamp, itertools.count(int(timestamp * 1_000)))
        connection.commit()
        return connection.serialize()


def _zipped(collection: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("collection.anki2", collection), ("media", json.dumps({}).encode())):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
