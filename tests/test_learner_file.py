"""What learners did is kept: in order, once, through kills, old formats and damage, and it comes back from a backup."""

from __future__ import annotations

import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dva_assist import wiring
from dva_assist.backends.learner_backup import restore_file
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.backends.learner_migrations import check_ours, migrate, migrations, schema, statements, version_of
from dva_assist.config import load_settings
from dva_assist.errors import BadInput, DiskFull, NotFound, StoreUnavailable
from dva_assist.quiz.record_json import text, time_text
from dva_assist.quiz.snapshot import item_json
from tests.learner_records import (
    NOON,
    a_card,
    a_record,
    a_review,
    a_sitting,
    an_attempt,
    an_item,
    minutes,
)

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "learners.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[LearnerFile]:
    with closing(LearnerFile(path)) as store:
        yield store


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.learner_records", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE)


def together(works: list[Callable[[], object]]) -> list[object]:
    """What each gives in a thread of its own, all begun at once."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)  # type: list[object]

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = works[number]()
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# ---- learners and attempts


def test_attempts_come_back_whole_and_the_oldest_first(store: LearnerFile) -> None:
    late, early = an_attempt("late", at=NOON + minutes(1)), an_attempt("early", 1, reply="1,001 °C", right=False)
    assert store.add_attempts("Ana", [late, early]) == 2
    assert store.attempts("Ana") == [early, late]
    assert store.attempts("Ana", NOON + minutes(1)) == [late]
    assert store.attempts("Ben") == []


def test_an_attempt_sent_twice_is_kept_once(store: LearnerFile) -> None:
    assert store.add_attempts("Ana", [an_attempt("a"), an_attempt("a")]) == 1
    assert store.add_attempts("Ana", [an_attempt("a", 1), an_attempt("b")]) == 1
    assert store.add_attempts("Ben", [an_attempt("a")]) == 1
    assert [attempt.item for attempt in store.attempts("Ana")] == ["item0", "item0"]


def test_learners_are_told_apart_without_regard_to_case(store: LearnerFile) -> None:
    store.add_attempts("Zoë  Straße", [an_attempt("a")])
    store.add_attempts(" ZOË STRASSE ", [an_attempt("b")])
    store.set_wishes("ana", {})
    assert store.learners() == ["ana", "Zoë Straße"]
    assert len(store.attempts("zoe\u0308 strasse")) == 2


@pytest.mark.parametrize("name", ["", " \t", "x" * 101])
def test_a_name_that_is_none_is_refused(store: LearnerFile, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        store.add_attempts(name, [an_attempt("a")])
    assert store.learners() == []


def test_broken_letters_are_kept_in_replies_and_refused_elsewhere(store: LearnerFile) -> None:
    store.add_attempts("Ana", [an_attempt("a", reply="half \ud800")])
    assert store.attempts("Ana")[0].reply == "half \ud800"
    with pytest.raises(BadInput, match="broken letter"):
        store.add_attempts("A\ud800", [an_attempt("a")])


def test_a_time_without_a_zone_is_refused(store: LearnerFile) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.add_attempts("Ana", [an_attempt("a"), an_attempt("b", at=NOON.replace(tzinfo=None))])
    assert store.attempts("Ana") == []


# ---- sittings


def test_a_sitting_comes_back_whole(store: LearnerFile) -> None:
    sitting = replace(a_sitting(), replies={0: (1, 2), 2: "words"}, flagged=frozenset({1, 2}), at=2, spent=3.5)
    endless = replace(a_sitting("later", started=NOON + minutes(1)), seconds=math.inf)
    store.add_sitting("Ana", sitting)
    store.add_sitting("Ana", endless)
    assert store.sitting("ANA", "s1") == sitting
    assert store.sittings("Ana") == [endless, sitting]
    with pytest.raises(NotFound, match="no exam s1"):
        store.sitting("Ben", "s1")


def test_a_sitting_that_is_known_stays_as_it_is(store: LearnerFile) -> None:
    store.add_sitting("Ana", a_sitting())
    store.keep_reply("Ana", "s1", 0, (3,), False)
    store.add_sitting("Ana", a_sitting())
    assert store.sitting("Ana", "s1").replies == {0: (3,)}


def test_replies_and_flags_are_kept_one_by_one(store: LearnerFile) -> None:
    store.add_sitting("Ana", a_sitting())
    assert store.keep_reply("Ana", "s1", 1, (0,), True)
    assert store.keep_reply("Ana", "s1", 2, None, True)
    assert store.keep_reply("Ana", "s1", 1, None, False)
    sitting = store.sitting("Ana", "s1")
    assert (sitting.replies, sitting.flagged) == ({}, frozenset({2}))
    with pytest.raises(NotFound):
        store.keep_reply("Ana", "other", 1, (0,), True)


def test_time_used_never_shrinks(store: LearnerFile) -> None:
    store.add_sitting("Ana", a_sitting())
    store.keep_place("Ana", "s1", at=2, seen=NOON + minutes(2), spent=120)
    store.keep_place("Ana", "s1", at=0, seen=NOON + minutes(1), spent=60)
    sitting = store.sitting("Ana", "s1")
    assert (sitting.at, sitting.seen, sitting.spent) == (2, NOON + minutes(2), 120)


def test_what_is_handed_in_does_not_change_any_more(store: LearnerFile) -> None:
    store.add_sitting("Ana", a_sitting())
    assert store.hand_in("Ana", "s1", NOON + minutes(9), [an_attempt("x")])
    assert not store.keep_reply("Ana", "s1", 0, (1,), True)
    store.keep_place("Ana", "s1", at=2, seen=NOON + minutes(10), spent=600)
    sitting = store.sitting("Ana", "s1")
    assert sitting == replace(a_sitting(), handed_in=NOON + minutes(9))
    assert len(store.attempts("Ana")) == 1


def test_two_hand_ins_at_once_give_one(store: LearnerFile, path: Path) -> None:
    store.add_sitting("Ana", a_sitting())
    with closing(LearnerFile(path)) as other:
        works = [
            lambda tab=tab, one=one: one.hand_in("Ana", "s1", NOON, [an_attempt(f"tab {tab}")])
            for tab, one in enumerate([store, other] * 4)
        ]
        assert sorted(map(str, together(works))) == ["False"] * 7 + ["True"]
    assert len(store.attempts("Ana")) == 1


def test_a_hand_in_that_fails_changes_nothing(store: LearnerFile) -> None:
    store.add_sitting("Ana", a_sitting())
    with pytest.raises(BadInput):
        store.hand_in("Ana", "s1", NOON, [an_attempt("good"), an_attempt("bad \ud800")])
    assert store.sitting("Ana", "s1").handed_in is None
    assert store.attempts("Ana") == []


# ---- cards, reviews, wishes, questions


def test_cards_are_replaced_by_fact_and_come_by_due_time(store: LearnerFile) -> None:
    store.put_cards("Ana", [a_card(1), a_card(2, due=NOON - minutes(5))])
    changed = replace(a_card(1, due=NOON - minutes(9)), leech=True, lapses=8)
    store.put_cards("Ana", [changed])
    assert store.cards("Ana") == [changed, a_card(2, due=NOON - minutes(5))]


def test_a_stale_copy_never_replaces_a_card_that_was_reviewed_more_often(store: LearnerFile, path: Path) -> None:
    store.put_cards("Ana", [a_card()])
    with closing(LearnerFile(path)) as other:
        [stale] = other.cards("Ana")
        review = a_review("r", a_card())
        store.add_review("Ana", review)
        other.put_cards("Ana", [replace(stale, due=NOON - minutes(5)), a_card(1)])
        assert store.cards("Ana") == [a_card(1), review.after]
        resting = replace(review.after, leech=True)
        other.put_cards("Ana", [resting])
    assert store.cards("Ana") == [a_card(1), resting]


def test_a_review_is_kept_with_its_attempt_and_the_card(store: LearnerFile) -> None:
    store.put_cards("Ana", [a_card()])
    review = a_review("r", a_card())
    assert store.add_review("Ana", review)
    assert not store.add_review("Ana", replace(review, rating=1))
    assert store.cards("Ana") == [review.after]
    assert store.attempts("Ana") == [review.attempt]
    assert store.reviews("Ana") == [review]
    assert store.reviews("Ana", NOON + minutes(1)) == []


def test_reviews_are_undone_from_the_last_to_the_first(store: LearnerFile) -> None:
    first = a_review("r1", a_card())
    second = a_review("r2", first.after, at=NOON - minutes(30))  # the clock was set back
    store.add_attempts("Ana", [an_attempt("drill")])
    store.add_review("Ana", first)
    store.add_review("Ana", second)
    assert store.undo_review("Ana") == second
    assert store.cards("Ana") == [first.after]
    assert store.undo_review("Ana") == first
    assert store.cards("Ana") == [a_card()]
    assert store.undo_review("Ana") is None
    assert [attempt.id for attempt in store.attempts("Ana")] == ["drill"]
    assert store.add_review("Ana", first)


def test_only_the_last_review_is_replaced(store: LearnerFile) -> None:
    first = a_review("r1", a_card())
    second = a_review("r2", first.after, at=NOON + minutes(1))
    store.add_review("Ana", first)
    store.add_review("Ana", second)
    easier = replace(second, rating=4, after=replace(second.after, due=NOON + minutes(9_000)))
    assert store.replace_review("ANA", easier)
    assert not store.replace_review("Ana", replace(first, rating=1))
    assert not store.replace_review("Ben", easier)
    assert store.reviews("Ana") == [first, easier]
    assert store.cards("Ana") == [easier.after]
    assert store.undo_review("Ana") == easier
    assert store.cards("Ana") == [first.after]


def test_a_question_that_is_kept_twice_takes_room_once(store: LearnerFile, path: Path) -> None:
    store.put_cards("Ana", [a_card()])
    store.put_cards("Ben", [a_card()])
    store.add_review("Ana", a_review("r", a_card()))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (2,)


def test_wishes_are_the_learners_own(store: LearnerFile) -> None:
    store.set_wishes("Ana", {"new_a_day": 5})
    store.set_wishes("Ana", {"new_a_day": 7, "days": [1, 2]})
    assert store.wishes("ana") == {"new_a_day": 7, "days": [1, 2]}
    assert store.wishes("Ben") == {}


def test_imported_questions_are_replaced_by_id_and_keep_their_place(store: LearnerFile) -> None:
    first, second = item_json(an_item(1)), item_json(an_item(2))
    store.put_questions("Ana", [second, first])
    store.put_questions("Ana", [second | {"stem": "Another?"}])
    assert store.questions("Ana") == [second | {"stem": "Another?"}, first]
    with pytest.raises(BadInput, match="no id"):
        store.put_questions("Ana", [item_json(an_item(3)), {"stem": "?"}])
    assert len(store.questions("Ana")) == 2


# ---- records of one learner


def test_a_record_moves_to_another_store_and_twice_changes_nothing(store: LearnerFile) -> None:
    record = replace(a_record(), questions=(item_json(an_item(5)),))
    counts = store.merge("Ana", record)
    assert (counts.attempts, counts.sittings, counts.cards, counts.reviews, counts.questions) == (3, 1, 2, 1, 1)
    assert store.record("Ana") == record
    assert store.merge("Ana", record) == type(counts)()
    assert store.record("Ana") == record


def test_merging_keeps_the_card_that_was_reviewed_more_often(store: LearnerFile) -> None:
    further = a_card(3, reviews=5)
    store.put_cards("Ana", [further, a_card(4)])
    store.merge("Ana", a_record())
    assert {card.fact: card.reviews for card in store.cards("Ana")} == {further.fact: 5, a_card(4).fact: 1}


def test_merging_takes_a_sitting_further_on_and_never_changes_one_handed_in(store: LearnerFile) -> None:
    here = replace(a_sitting(), replies={0: (3,)}, spent=10.0)
    store.add_sitting("Ana", here)
    done = replace(a_sitting(), replies={1: (2,)}, spent=5.0, handed_in=NOON + minutes(9))
    assert store.merge("Ana", replace(a_record(), sittings=(replace(here, spent=9.0),))).sittings == 0
    assert store.merge("Ana", replace(a_record(), sittings=(done,))).sittings == 1
    assert store.merge("Ana", replace(a_record(), sittings=(replace(here, spent=99.0),))).sittings == 0
    assert store.sitting("Ana", "s1") == done


def test_a_merge_that_fails_keeps_nothing(store: LearnerFile) -> None:
    with pytest.raises(BadInput, match="too large"):
        store.merge("Ana", replace(a_record(), sittings=(replace(a_sitting(), seed=2**70),)))
    assert store.learners() == []


def test_a_review_from_another_file_is_not_undone(store: LearnerFile) -> None:
    own = a_review("own", a_card(7))
    store.add_review("Ana", own)
    store.merge("Ana", a_record())
    assert store.undo_review("Ana") == own
    assert store.undo_review("Ana") is None
    later = a_review("later", own.after, at=NOON + minutes(20))
    store.add_review("Ana", own)
    store.merge("Ana", replace(a_record(), attempts=(later.attempt,), cards=(later.after,), reviews=(later,)))
    assert store.undo_review("Ana") is None
    assert later.after in store.cards("Ana")


# ---- many at once


def test_twenty_threads_lose_nothing(store: LearnerFile) -> None:
    store.add_sitting("all", a_sitting(questions=20))

    def work(number: int) -> int:
        for turn in range(5):
            store.add_attempts(f"learner {number}", [an_attempt(f"{turn}", at=NOON + minutes(turn))])
            store.keep_reply("all", "s1", number, (turn % 4,), False)
            assert len(store.attempts(f"LEARNER {number}")) == turn + 1
        return number

    assert together([lambda number=number: work(number) for number in range(20)]) == list(range(20))
    assert len(store.learners()) == 21
    assert store.sitting("all", "s1").replies == dict.fromkeys(range(20), (0,))


def test_processes_that_begin_at_once_on_no_file_share_it(path: Path) -> None:
    processes = [start("answer", path, f"p{number}", 10) for number in range(3)]
    assert [process.communicate()[0].count("\n") for process in processes] == [10, 10, 10]
    assert [process.returncode for process in processes] == [0, 0, 0]
    with closing(LearnerFile(path)) as store:
        assert [len(store.attempts(name)) for name in store.learners()] == [10, 10, 10]


def test_what_another_process_kept_is_seen_at_once(store: LearnerFile, path: Path) -> None:
    store.add_attempts("here", [an_attempt("a")])
    assert start("answer", path, "there", 3).communicate()[0].count("\n") == 3
    assert store.learners() == ["here", "there"]
    store.add_attempts("there", [an_attempt("b")])
    assert len(store.attempts("there")) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_loses_no_acknowledged_attempt(path: Path) -> None:
    acknowledged: set[str] = set()
    for turn in range(3):
        process = start("answer", path, f"turn {turn}", "forever")
        assert process.stdout
        acknowledged |= {process.stdout.readline().strip() for _ in range(5 + 10 * turn)}
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.communicate()[0].splitlines(keepends=True) if "\n" in line}
    with closing(LearnerFile(path)) as store:
        kept = {attempt.id for name in store.learners() for attempt in store.attempts(name)}
    assert acknowledged <= kept
    assert len(acknowledged) >= 45


# ---- formats


def rows_of(connection: sqlite3.Connection, version: int) -> None:
    """What a program of an older format has kept, with nothing but its own tables."""
    record = a_record()
    connection.execute("INSERT INTO learner VALUES (7, 'Ana', 'ana')")
    one = record.attempts[0]
    values = (7, one.id, one.item, one.kind, one.fact, one.note, one.section, text(one.exam_tasks), "[0]", 1, "drill")
    columns = "learner, id, item, kind, fact, note, section, exam_tasks, reply, right, source, at, difficulty, seconds"
    sql = f"INSERT INTO attempt ({columns}) VALUES ({', '.join('?' * 14)})"
    connection.execute(sql, (*values, time_text(one.at), one.difficulty, one.seconds))
    if version >= 2:
        connection.execute("INSERT INTO item VALUES ('i', ?)", (text(item_json(an_item())),))
        paper = '[{"item": "i", "domain": "1", "task": "1.2", "scored": false, "generated": false}]'
        times = (time_text(NOON), time_text(NOON))
        sql = "INSERT INTO sitting VALUES (7, 's1', 'dva-c03', 'Short exam', 7, ?, 2400.0, ?, ?, 0.0, 0, NULL)"
        connection.execute(sql, (paper, *times))
        connection.execute("INSERT INTO sitting_reply VALUES (7, 's1', 0, '[2]', 1)")
    if version >= 3:
        card = {"fact": "f", "item": "i", "section_print": "p", "due": time_text(NOON), "added": time_text(NOON)}
        card |= {"memory": {"state": 2}, "reviews": 1, "lapses": 0, "standing": "active", "leech": False}
        connection.execute("INSERT INTO card VALUES (7, 'f', ?, ?)", (time_text(NOON), json.dumps(card)))
        sql = "INSERT INTO review VALUES (1, 7, ?, 'f', ?, 3, ?, ?, 0)"
        connection.execute(sql, (one.id, time_text(NOON), json.dumps(card), json.dumps(card)))
        connection.execute("INSERT INTO wishes VALUES (7, '{\"new_a_day\": 3}')")
    if version >= 4:
        connection.execute("INSERT INTO question VALUES (1, 7, 'item1', ?)", (text(item_json(an_item(1))),))


def old_file(path: Path, version: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, migrations()[:version])
        assert version_of(connection) == version
        rows_of(connection, version)


@pytest.mark.parametrize("version", range(1, len(migrations()) + 1))
def test_a_file_of_an_older_format_is_brought_up_with_what_it_holds(path: Path, version: int) -> None:
    old_file(path, version)
    with closing(LearnerFile(path)) as store, closing(sqlite3.connect(path)) as connection:
        assert store.attempts("Ana") == [a_record().attempts[0]]
        assert [sitting.replies for sitting in store.sittings("Ana")] == [{0: (2,)}] * (version >= 2)
        assert [sitting.flagged for sitting in store.sittings("Ana")] == [{0}] * (version >= 2)
        assert [card.memory for card in store.cards("Ana")] == [{"state": 2}] * (version >= 3)
        assert [review.rating for review in store.reviews("Ana")] == [3] * (version >= 3)
        assert store.wishes("Ana") == ({"new_a_day": 3} if version >= 3 else {})
        assert store.questions("Ana") == [item_json(an_item(1))] * (version >= 4)
        assert version_of(connection) == len(migrations())
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
            migrate(fresh, path)
            assert schema(connection) == schema(fresh)


class Watched(sqlite3.Connection):
    """Another process makes the file between two looks of this connection at it, where it is let."""

    meanwhile: Path

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "PRAGMA application_id":
            other = sqlite3.connect(self.meanwhile, timeout=0, isolation_level=None)
            with closing(other), suppress(sqlite3.OperationalError):  # locked: it has to wait
                migrate(other, self.meanwhile)
        return super().execute(sql, *values)


def test_a_file_that_another_process_is_making_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None, factory=Watched)) as connection:
        connection.meanwhile = path
        check_ours(connection, path, len(migrations()))
        assert not connection.in_transaction
    with closing(LearnerFile(path)) as store:
        assert store.learners() == []


def test_a_migration_that_fails_leaves_the_format_before_it(path: Path) -> None:
    old_file(path, 2)
    broken = [*migrations()[:2], "CREATE TABLE extra (x);\nINSERT INTO nowhere VALUES (1);\n"]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = schema(connection)
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            migrate(connection, path, broken)
        assert (version_of(connection), schema(connection)) == (2, before)
    with closing(LearnerFile(path)) as store:
        assert len(store.sittings("Ana")) == 1


def test_a_migration_is_cut_into_its_statements() -> None:
    sql = "CREATE TABLE a (x); -- one; two\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\n"
    assert [one.split()[1] for one in statements(sql)] == ["TABLE", "TRIGGER"]
    with pytest.raises(ValueError, match="middle"):
        list(statements("CREATE TABLE a (x"))


def test_a_file_of_a_newer_version_is_refused_and_stays_as_it_is(path: Path) -> None:
    old_file(path, 4)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"newer dva-assist \(format 99, this one knows 4\); update"):
        LearnerFile(path)
    assert path.read_bytes() == before


def test_a_file_of_another_program_is_refused_and_stays_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE moz_places (url)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="belongs to another program; name another file"):
        LearnerFile(path)
    assert path.read_bytes() == before


# ---- damage and trouble


def filled(path: Path) -> None:
    with closing(LearnerFile(path)) as store:
        store.merge("Ana", a_record())
        store.add_attempts("Ana", [an_attempt(f"n{number}", number, reply="x" * 900) for number in range(100)])


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(start)
        file.write(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: overwrite(path, 0, b"not a database at all"),
        lambda path: overwrite(path, 4096 * 5, b"\xa5" * 4096 * 9),
        lambda path: os.truncate(path, 4096 * 9),
        lambda path: path.write_text("hello\n" * 999, encoding="utf-8"),
    ],
    ids=["head", "pages", "cut short", "text"],
)
def test_a_damaged_file_is_refused_and_a_backup_takes_its_place(
    tmp_path: Path, path: Path, damage: Callable[[Path], object]
) -> None:
    filled(path)
    with closing(LearnerFile(path)) as store:
        store.backup(tmp_path / "copy.sqlite")
    damage(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"is damaged .*dva-assist learner restore FILE, or .*: mv ") as said:
        LearnerFile(path)
    assert str(path) in str(said.value)
    assert path.read_bytes() == before
    restore_file(path, tmp_path / "copy.sqlite")
    with closing(LearnerFile(path)) as store:
        assert len(store.attempts("Ana")) == 103
    assert path.with_name("learners.sqlite.before-restore").read_bytes() == before


def test_words_that_are_no_record_are_damage(store: LearnerFile, path: Path) -> None:
    store.put_cards("Ana", [a_card()])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE card SET document = '{'")
    with pytest.raises(StoreUnavailable, match="is damaged"):
        store.cards("Ana")


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"cannot write .*allow writing there, or name another file with DVA_"):
        LearnerFile(tmp_path / "file" / "learners.sqlite")
    with pytest.raises(StoreUnavailable, match="cannot write"):
        LearnerFile(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_leave_to_write_is_said(path: Path) -> None:
    filled(path)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable, match="cannot write"):
            LearnerFile(path)
    finally:
        path.parent.chmod(0o700)


def test_a_full_disk_is_said_and_what_was_kept_is_whole(store: LearnerFile) -> None:
    store.add_attempts("Ana", [an_attempt("a")])
    with store._database.alone() as connection:
        [(pages,)] = connection.execute("PRAGMA page_count")
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="what was kept before is whole"):
        store.add_attempts("Ana", [an_attempt(f"{number}", reply="x" * 1_000) for number in range(50)])
    assert [attempt.id for attempt in store.attempts("Ana")] == ["a"]
    with store._database.alone() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    assert store.add_attempts("Ana", [an_attempt("b")]) == 1


def test_another_program_that_does_not_stop_writing_is_said(store: LearnerFile, path: Path) -> None:
    with closing(LearnerFile(path, patience_s=0.01)) as hurried, store._database.writing():
        with pytest.raises(StoreUnavailable, match=r"another program is writing .*try again"):
            hurried.add_attempts("Ana", [an_attempt("a")])
        assert hurried.learners() == []
    assert store.add_attempts("Ana", [an_attempt("a")]) == 1


def test_a_store_that_is_closed_says_so(path: Path) -> None:
    store = LearnerFile(path)
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.learners()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove open files")
def test_a_file_that_is_moved_away_is_begun_anew(store: LearnerFile, path: Path) -> None:
    store.add_attempts("Ana", [an_attempt("a")])
    path.rename(path.with_name("moved.sqlite"))
    assert store.learners() == []
    store.add_attempts("Ben", [an_attempt("b")])
    with closing(LearnerFile(path)) as again:
        assert again.learners() == ["Ben"]


# ---- backup and restore


def test_a_backup_is_one_file_that_is_never_written_over(store: LearnerFile, tmp_path: Path) -> None:
    store.merge("Ana", a_record())
    folder = tmp_path / "stick"
    with pytest.raises(BadInput, match="no folder"):
        store.backup(folder / "copy.sqlite")
    folder.mkdir()
    store.backup(folder / "copy.sqlite")
    assert [file.name for file in folder.iterdir()] == ["copy.sqlite"]
    with pytest.raises(BadInput, match="is there already"):
        store.backup(folder / "copy.sqlite")
    with closing(LearnerFile(folder / "copy.sqlite")) as copy:
        assert copy.record("Ana") == a_record()


def test_a_restore_reaches_everyone_who_has_the_file_open(store: LearnerFile, path: Path, tmp_path: Path) -> None:
    store.add_attempts("Ana", [an_attempt("a")])
    store.backup(tmp_path / "copy.sqlite")
    store.add_attempts("Ben", [an_attempt("b")])
    with closing(LearnerFile(path)) as other:
        assert other.learners() == ["Ana", "Ben"]
        store.restore(tmp_path / "copy.sqlite")
        assert other.learners() == store.learners() == ["Ana"]
        other.add_attempts("Cid", [an_attempt("c")])
    assert store.learners() == ["Ana", "Cid"]
    with closing(LearnerFile(path.with_name("learners.sqlite.before-restore"))) as old:
        assert old.learners() == ["Ana", "Ben"]


def test_what_was_before_a_restore_is_kept_each_time(store: LearnerFile, path: Path, tmp_path: Path) -> None:
    store.backup(tmp_path / "empty.sqlite")
    for name in ("Ana", "Ben"):
        store.add_attempts(name, [an_attempt("a")])
        restore_file(path, tmp_path / "empty.sqlite")
    with closing(LearnerFile(path.with_name("learners.sqlite.before-restore"))) as old:
        assert old.learners() == ["Ana"]
    with closing(LearnerFile(path.with_name("learners.sqlite.before-restore-2"))) as old:
        assert old.learners() == ["Ben"]
    assert store.learners() == []


def test_an_old_backup_is_brought_up_and_stays_as_it_is(store: LearnerFile, tmp_path: Path) -> None:
    old_file(tmp_path / "old.sqlite", 1)
    before = (tmp_path / "old.sqlite").read_bytes()
    store.restore(tmp_path / "old.sqlite")
    assert store.attempts("Ana") == [a_record().attempts[0]]
    store.add_sitting("Ana", a_sitting())
    assert (tmp_path / "old.sqlite").read_bytes() == before


def not_there(file: Path) -> None:
    pass


def of_words(file: Path) -> None:
    file.write_text("Dear diary " * 999, encoding="utf-8")


def of_others(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE moz_places (url)")


def of_tomorrow(file: Path) -> None:
    old_file(file, 4)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")


def without_a_table(file: Path) -> None:
    old_file(file, 4)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE wishes")


def damaged(file: Path) -> None:
    filled(file)
    overwrite(file, 4096 * 5, b"\xa5" * 4096 * 9)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (not_there, "there is no file"),
        (of_words, "damaged or no backup"),
        (of_others, "is no backup of what learners did"),
        (of_tomorrow, "newer dva-assist; update"),
        (without_a_table, "is no backup of what learners did"),
        (damaged, "damaged or no backup"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    store: LearnerFile, path: Path, tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    store.add_attempts("Ana", [an_attempt("a")])
    make(tmp_path / "bad.sqlite")
    for restore in (store.restore, lambda file: restore_file(path, file)):
        with pytest.raises(BadInput, match=says):
            restore(tmp_path / "bad.sqlite")
    assert store.learners() == ["Ana"]
    assert [file.name for file in path.parent.iterdir() if "-" not in file.name.removeprefix(path.name)] == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_in_a_restore_leaves_the_old_or_the_new(path: Path, tmp_path: Path) -> None:
    sizes = {}
    for name, learners in (("one", 3), ("two", 200)):
        with closing(LearnerFile(tmp_path / name / "store.sqlite")) as store:
            for number in range(learners):
                store.add_attempts(f"{name} {number}", [an_attempt("a", reply="x" * 3_000)])
            store.backup(tmp_path / name / "copy.sqlite")
        sizes[name] = learners
    for turn in range(4):
        process = start("restore", path, tmp_path / "one" / "copy.sqlite", tmp_path / "two" / "copy.sqlite")
        assert process.stdout
        for _ in range(turn + 2):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with closing(LearnerFile(path)) as store:
            learners_found = store.learners()
            [name] = {learner.split()[0] for learner in learners_found}
            assert len(learners_found) == sizes[name]


def test_the_settings_name_the_file(path: Path, tmp_path: Path) -> None:
    settings = load_settings(learners=path)
    assert wiring.learner_file(settings) == path
    with closing(wiring.open_learners(settings)) as store:
        store.add_attempts("Ana", [an_attempt("a")])
        store.backup(tmp_path / "copy.sqlite")
        store.set_wishes("Ben", {})
    wiring.restore_learners(settings, tmp_path / "copy.sqlite")
    with closing(wiring.open_learners(settings)) as store:
        assert store.learners() == ["Ana"]
    assert load_settings().learners.name == "learners.sqlite"
    assert load_settings().learners.parent == load_settings().index.parent
