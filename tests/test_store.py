"""What goes into the SQLite file comes out of it, and nothing that a learner types is a query language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from fakes import HashEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist.backends.sqlite_journal import Kind, VectorJournal
from dva_assist.backends.sqlite_notes import (
    KEY_BYTES,
    IndexedNote,
    NoteWriter,
    SqliteNoteStore,
    write_sentence_vectors,
)
from dva_assist.backends.sqlite_words import Fts5Index, WordWriter, camel_parts
from dva_assist.chunking import chunk_note
from dva_assist.errors import IndexCorrupt, NotFound
from dva_assist.notes import parse_note

DYNAMO = """---
title: Amazon DynamoDB
services: [Amazon DynamoDB]
checked: 2026-11-23
---

# Amazon DynamoDB

A table holds items. **GetItem** reads one item by its key.

## Reading

| What | Default |
|---|---|
| Page size | 1 MB |

- Query reads a partition:
  1. with `KeyConditionExpression`;
  2. without it, all of it.

![a picture](p.png)
"""
CLI = """# Command line

Add `--dry-run` to try. Put files into `.ebextensions`. The condition key aws:MultiFactorAuthAge counts seconds.
It retries 10,240 times. CloudWatch keeps the log of the elasticbeanstalk-ec2-role.

```bash
aws s3 cp "x" s3://bucket --recursive
```
"""


def entry_of(path: str, raw: str, budget: int = 40) -> IndexedNote:
    note = parse_note(path, raw)
    keys = tuple(tuple(bytes([row % 256] * KEY_BYTES) for row in range(len(s.sentences))) for s in note.sections)
    return IndexedNote(note, tuple(chunk_note(note, HashEmbedder().count_tokens, budget)), keys)


def write(folder: Path, entries: Sequence[IndexedNote]) -> None:
    with NoteWriter(folder / "notes.sqlite") as notes:
        words = WordWriter(notes.connection)
        for entry in entries:
            words.add(notes.add(entry), entry.note.title, entry.chunks)
        words.finish()
        notes.finish()
        vectors = np.random.default_rng(0).normal(size=(notes.sentences, 8)).astype(np.float16)
    write_sentence_vectors(folder / "sentences.npy", vectors.shape, iter([vectors[:3], vectors[3:]]))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[SqliteNoteStore, Fts5Index]]:
    store = SqliteNoteStore(folder / "notes.sqlite", folder / "sentences.npy")
    words = Fts5Index(folder / "notes.sqlite")
    try:
        yield store, words
    finally:
        store.close()
        words.close()


ENTRIES = [entry_of("dynamo.md", DYNAMO), entry_of("tools/cli.md", CLI)]
CHUNKS = [chunk for entry in ENTRIES for chunk in entry.chunks]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    write(folder, ENTRIES)
    return folder


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteNoteStore]:
    with opened(folder) as (store, _):
        yield store


@pytest.fixture
def words(folder: Path) -> Iterator[Fts5Index]:
    with opened(folder) as (_, words):
        yield words


def test_notes_sections_and_chunks_come_back_as_they_went_in(store: SqliteNoteStore) -> None:
    assert list(store.notes()) == [entry.note for entry in ENTRIES]
    assert len(store) == len(CHUNKS) > 4
    assert store.chunks(range(len(store))) == CHUNKS
    assert store.chunks([3, 0, 3]) == [CHUNKS[3], CHUNKS[0], CHUNKS[3]]
    section = ENTRIES[0].note.sections[-1]
    assert store.section(section.id) == section
    assert [store.entry(entry.note.path) for entry in ENTRIES] == ENTRIES
    assert store.fingerprints() == [chunk.fingerprint for chunk in CHUNKS]
    assert store.sentence_keys() == [key for e in ENTRIES for keys in e.sentence_keys for key in keys]


@settings(max_examples=60, deadline=None)
@given(raw=st.text(st.sampled_from("aA1 .!?:#-*|`>\n\r\t[]()é漢😀\u2028\x01\\\"'&<_"), max_size=200))
def test_any_note_comes_back(raw: str) -> None:
    entry = entry_of("any.md", raw)
    with TemporaryDirectory() as name:
        write(Path(name), [entry])
        with opened(Path(name)) as (store, _):
            assert store.entry("any.md") == entry


def test_a_sentence_that_is_not_in_its_note_is_refused(tmp_path: Path) -> None:
    entry = ENTRIES[0]
    with NoteWriter(tmp_path / "notes.sqlite") as writer, pytest.raises(ValueError, match="is not the span"):
        writer.add(replace(entry, note=replace(entry.note, raw="x" + entry.note.raw)))


def test_sentence_vectors_belong_to_the_sentences_of_the_chunk(folder: Path, store: SqliteNoteStore) -> None:
    stored = np.load(folder / "sentences.npy").astype(np.float32)
    sections = [section for entry in ENTRIES for section in entry.note.sections]
    for row, chunk in enumerate(CHUNKS):
        before = sections.index(chunk.section)
        start = sum(len(section.sentences) for section in sections[:before]) + chunk.first
        expected = stored[start : start + len(chunk.sentences)]
        [found] = store.sentence_vectors([row])
        assert found.dtype == np.float32 and found.shape == (len(chunk.sentences), 8)
        np.testing.assert_allclose(found, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_what_is_not_there_is_not_found(store: SqliteNoteStore) -> None:
    for look_up in (
        lambda: store.section("dynamo.md#nowhere"),
        lambda: store.note("nowhere.md"),
        lambda: store.chunks([len(store)]),
        lambda: store.chunks([-1]),
        lambda: store.sentence_vectors([0, len(store)]),
    ):
        with pytest.raises(NotFound):
            look_up()


def test_threads_may_share_it(store: SqliteNoteStore, words: Fts5Index) -> None:
    def look(number: int) -> bool:
        row = number % len(CHUNKS)
        note = ENTRIES[number % 2].note
        return (
            store.chunks([row]) == [CHUNKS[row]]
            and store.note(note.path) == note
            and words.search(["GetItem"], 1)[0][0] == 0
            and words.document_frequency([f"none{number}"]) == {f"none{number}": 0}
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(400)))


def test_it_reads_on_after_its_file_is_deleted(tmp_path: Path) -> None:
    write(tmp_path, ENTRIES)
    with opened(tmp_path) as (store, words):
        (tmp_path / "notes.sqlite").unlink()
        (tmp_path / "sentences.npy").unlink()
        assert store.chunks(range(len(store))) == CHUNKS
        assert words.search(["item"], 5)
        assert store.sentence_vectors([0])[0].shape[1] == 8


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(3_000)])
def test_a_damaged_file_is_named(tmp_path: Path, damage: bytes) -> None:
    write(tmp_path, ENTRIES)
    (tmp_path / "notes.sqlite").write_bytes(damage)
    with pytest.raises(IndexCorrupt, match=r"notes\.sqlite is damaged.*run: mend it"):
        SqliteNoteStore(tmp_path / "notes.sqlite", tmp_path / "sentences.npy", "mend it")
    words = Fts5Index(tmp_path / "notes.sqlite", "mend it")
    with pytest.raises(IndexCorrupt, match="mend it"):
        words.search(["item"], 1)
    words.close()


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"notes\.sqlite"):
        SqliteNoteStore(tmp_path / "notes.sqlite", tmp_path / "sentences.npy")
    write(tmp_path, ENTRIES)
    (tmp_path / "sentences.npy").unlink()
    with pytest.raises(IndexCorrupt, match=r"sentences\.npy"):
        SqliteNoteStore(tmp_path / "notes.sqlite", tmp_path / "sentences.npy")


def texts_found(words: Fts5Index, *query: str) -> list[str]:
    return [CHUNKS[row].text for row, _ in words.search(query, 10)]


@pytest.mark.parametrize(
    ("word", "fragment"),
    [
        ("GetItem", "GetItem"),
        ("getitem", "GetItem"),
        ("aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge"),
        ("MultiFactorAuthAge", "aws:MultiFactorAuthAge"),
        ("factor", "aws:MultiFactorAuthAge"),
        ("--dry-run", "--dry-run"),
        (".ebextensions", ".ebextensions"),
        ("ebextensions", ".ebextensions"),
        ("10,240", "10,240"),
        ("watch", "CloudWatch"),
        ("elasticbeanstalk-ec2-role", "elasticbeanstalk-ec2-role"),
        ("s3://bucket", "s3://bucket"),
        ("retry", "retries"),
        ("KEYCONDITIONEXPRESSION", "KeyConditionExpression"),
    ],
)
def test_names_and_word_forms_are_found(words: Fts5Index, word: str, fragment: str) -> None:
    found = texts_found(words, word)
    assert len(found) == 1 and fragment in found[0]
    assert words.document_frequency([word]) == {word: 1}


@pytest.mark.parametrize("word", ["run-dry", "240,10", "MultiFactorAuthAge:aws", "role-ec2"])
def test_the_parts_of_a_name_must_stand_in_its_order(words: Fts5Index, word: str) -> None:
    assert words.search([word], 10) == []


def test_any_of_the_words_will_do_and_more_are_better(words: Fts5Index) -> None:
    found = words.search(["partition", "page", "size", "unheard-of"], 10)
    scores = [score for _, score in found]
    assert len(found) == len({row for row, _ in found}) >= 1
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    assert words.search(["partition", "page", "size"], 1) == found[:1]
    assert words.search([], 5) == words.search(["item"], 0) == []


def test_a_word_in_the_heading_counts_more_than_in_the_text(tmp_path: Path) -> None:
    text = entry_of("a.md", "# Title\n\n## Some things\n\nThe word throttling stands in here once.\n")
    heading = entry_of("b.md", "# Title\n\n## About throttling\n\nThe word itself stands in here nowhere.\n")
    write(tmp_path, [text, heading])
    with opened(tmp_path) as (store, words):
        found = [store.chunks([row])[0].section.note for row, _ in words.search(["throttling"], 5)]
    assert found == ["b.md", "a.md"]


@pytest.mark.parametrize(
    "word",
    [
        *('"', '""', '"item', "*", "item*", "^item", "+", "(", ":", "-", "{text}", "text:item", "", " "),
        *("NEAR(", "NEAR(item key, 5)", "AND", "OR", "NOT", "'; DROP TABLE notes; --"),
        *("😀", "\0", "item\0", "\ud800", "é" * 5_000),
    ],
)
def test_query_syntax_is_only_text(words: Fts5Index, word: str) -> None:
    assert all(row in range(len(CHUNKS)) for row, _ in words.search([word], 10))
    assert words.document_frequency([word])[word] <= len(CHUNKS)
    alone = words.search(["table"], 10)
    assert {row for row, _ in alone} <= {row for row, _ in words.search([word, "table"], 10)}


def test_operators_are_looked_up_as_words(words: Fts5Index) -> None:
    assert words.search(["item NOT key"], 10) == []
    assert words.search(["text:item"], 10) == []
    assert words.document_frequency(["dynam*"]) == {"dynam*": 0}


@settings(max_examples=200)
@given(query=st.lists(st.text(max_size=12), max_size=6))
def test_any_words_may_be_asked_for(folder: Path, query: list[str]) -> None:
    with opened(folder) as (_, words):
        words.search(query, 5)
        words.document_frequency(query)


def test_a_thousand_words_may_be_asked_for(words: Fts5Index) -> None:
    assert words.search([*(f"word{number}" for number in range(1_000)), "GetItem"], 3)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("call GetItem on DynamoDB", "Get Item Dynamo DB"),
        ("AWSLambda and S3 and XML", "AWS Lambda"),
        ("plain words, SQS", ""),
        ("GetItem GetItem", "Get Item"),
    ],
)
def test_camel_case_is_taken_apart(text: str, parts: str) -> None:
    assert camel_parts(text) == parts


def test_a_journal_outlives_its_process_but_not_its_encoder(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    vector = np.array([0.1, 0.2], np.float32)
    first = VectorJournal(path, "mini", 2)
    first.put([(Kind.CHUNK, b"a", vector), (Kind.SENTENCE, b"b", vector)])
    first.close()
    again = VectorJournal(path, "mini", 2)
    assert (again.keys(Kind.CHUNK), again.keys(Kind.SENTENCE)) == ({b"a"}, {b"b"})
    np.testing.assert_array_equal(again.vectors(Kind.CHUNK, [b"a", b"a"]), np.stack([vector, vector]))
    np.testing.assert_allclose(again.vectors(Kind.SENTENCE, [b"b"])[0], vector, atol=1e-3)
    again.close()
    other = VectorJournal(path, "another", 2)
    assert not other.keys(Kind.CHUNK)
    other.clear()
    assert not path.exists()


def test_a_damaged_journal_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"no database at all" * 100)
    journal = VectorJournal(path, "mini", 2)
    assert not journal.keys(Kind.CHUNK)
    journal.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
