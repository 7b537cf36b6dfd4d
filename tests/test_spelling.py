"""Typing errors and other names, mended by the words of the notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import HashEmbedder

from dva_assist.backends.sqlite_notes import IndexedNote, NoteWriter
from dva_assist.backends.sqlite_words import Fts5Index, WordWriter
from dva_assist.chunking import chunk_note
from dva_assist.errors import BadInput
from dva_assist.glossary import Entry, Glossary, read_glossary
from dva_assist.notes import parse_note
from dva_assist.spelling import Speller, english

NOTE = """# Amazon SQS

A dead-letter queue keeps what failed. A later letter of the queue is kept too. The visibility timeout of a queue is 30
seconds. A secure string is encrypted with a KMS key. The KMS key is rotated. DynamoDB Streams call a Lambda function.

## Visibility

The visibility timeout hides a message. A KMS key was once called CMK. Kubernetes pods read queues. Visibility matters.
"""


@pytest.fixture
def lexical(tmp_path: Path) -> Iterator[Fts5Index]:
    note = parse_note("sqs.md", NOTE)
    chunks = tuple(chunk_note(note, HashEmbedder().count_tokens, 60))
    with NoteWriter(tmp_path / "notes.sqlite") as notes:
        writer = WordWriter(notes.connection)
        keys = tuple(tuple(b"0" * 16 for _ in section.sentences) for section in note.sections)
        writer.add(notes.add(IndexedNote(note, chunks, keys)), note.title, chunks)
        writer.finish()
        notes.finish()
    index = Fts5Index(tmp_path / "notes.sqlite")
    yield index
    index.close()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("visibilty timout", "visibility timeout"),  # a letter missing
        ("timoeut of a queeue", "timeout of a queue"),  # letters swapped, a letter doubled
        ("Lamda functoin", "Lambda function"),  # a capital stays
        ("a dead leter queue", "a dead letter queue"),  # not "later": the neighbour tells
        ("securestring", "secure string"),  # two words run together
        ("dynamo db streams", "dynamodb streams"),  # one word split
        ("kubernets", "kubernetes"),
    ],
)
def test_a_typing_error_is_mended(lexical: Fts5Index, typed: str, read: str) -> None:
    mended = Speller(lexical).mend(typed)
    assert mended.text == read
    assert mended.changes


@pytest.mark.parametrize(
    "typed",
    [
        "visibility timeout",  # right
        "the weather in Lisbon",  # English, though not in the notes
        "a latter message",  # English, though a word of the notes is near
        "AWS SQL and AppTimeot",  # names: capitals
        "qeue-url queu.fifo sqs:SendMesage",  # inside of a name
        "letr",  # as near to "letter" as to nothing: two errors in a short word
        "what does it cost",
        "",
    ],
)
def test_what_is_left_alone(lexical: Fts5Index, typed: str) -> None:
    mended = Speller(lexical).mend(typed)
    assert (mended.text, mended.changes) == (typed, ())


def test_a_word_of_the_notes_is_never_mended(lexical: Fts5Index) -> None:
    for word in lexical.vocabulary():
        assert Speller(lexical).mend(word).text == word


def test_the_dictionary_is_there() -> None:
    assert len(english()) > 80_000
    assert {"weather", "queue"} <= english()
    assert "lamda" not in english()


ENTRIES = [
    Entry(name="KMS key", acronyms=("CMK",), former=("customer master key",)),
    Entry(name="Parameter Store", acronyms=("PS",)),
]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("rotate a CMK", "rotate a CMK (KMS key)"),
        ("Customer Master Key rotation", "Customer Master Key (KMS key) rotation"),
        ("is a CMK a KMS key?", "is a CMK a KMS key?"),  # said already
        ("a cmk and a CMKs", "a cmk and a CMKs"),  # an acronym only as it is, and whole
        ("PS", "PS"),  # the notes know nothing of it
    ],
)
def test_another_name_leads_to_that_of_the_notes(lexical: Fts5Index, typed: str, read: str) -> None:
    assert Glossary(ENTRIES, lexical).expand(typed) == read


def test_without_entries_nothing_is_expanded(lexical: Fts5Index) -> None:
    assert Glossary([], lexical).expand("rotate a CMK") == "rotate a CMK"


@pytest.mark.parametrize("text", ["entries = [{}]", "entries = [", "names = []"])
def test_a_file_that_is_no_glossary_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "glossary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"glossary\.toml is not a glossary"):
        read_glossary(tmp_path / "glossary.toml")
