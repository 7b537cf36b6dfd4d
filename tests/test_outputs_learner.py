"""One learner as one JSON file: out and in again without a loss, twice without a change, and never half."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.errors import BadInput
from dva_assist.outputs.learner import export_learner, import_learner
from dva_assist.quiz.snapshot import item_json
from dva_assist.records import Attempt, Counts, LearnerRecord, Sitting, Source
from tests.learner_records import NOON, a_card, a_record, a_review, a_sitting, an_attempt, an_item, minutes


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LearnerFile]:
    with closing(LearnerFile(tmp_path / "learners.sqlite")) as store:
        yield store


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    """A fresh copy for each test to spoil."""
    with closing(LearnerFile(tmp_path / "source.sqlite")) as source:
        source.merge("Ana", replace(a_record(), questions=(item_json(an_item(5)),)))
        return export_learner(source, "ana")


def sent(document: dict[str, Any]) -> Any:
    """As it comes out of a file."""
    return json.loads(json.dumps(document))


TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
CHOSEN = st.lists(st.integers(0, 3), max_size=4).map(tuple)
REPLIES = st.one_of(st.text(), st.lists(st.integers(0, 5), max_size=6).map(tuple))
SECONDS = st.floats(0, 1e6)


@st.composite
def attempts(draw: st.DrawFn, id: str) -> Attempt:
    attempt = an_attempt(id, draw(st.integers(0, 9)), at=draw(TIMES), reply=draw(REPLIES), right=draw(st.booleans()))
    tasks = tuple(draw(st.lists(st.text(max_size=9), max_size=2)))
    source = draw(st.sampled_from([Source.DRILL, Source.EXAM]))
    return replace(attempt, seconds=draw(SECONDS), source=source, exam_tasks=tasks)


@st.composite
def sittings(draw: st.DrawFn, id: str) -> Sitting:
    paper = a_sitting(id, started=draw(TIMES))
    return replace(
        paper,
        seed=draw(st.integers(-(2**63) + 1, 2**63 - 1)),
        seconds=draw(st.one_of(SECONDS, st.just(float("inf")))),
        seen=draw(TIMES),
        spent=draw(SECONDS),
        replies=draw(st.dictionaries(st.integers(0, 2), CHOSEN)),
        flagged=draw(st.frozensets(st.integers(0, 2))),
        handed_in=draw(st.none() | TIMES),
    )


@st.composite
def records(draw: st.DrawFn) -> LearnerRecord:
    """In the order in which a store gives it."""
    given = [draw(attempts(f"a{n}")) for n in range(draw(st.integers(0, 4)))]
    card = replace(a_card(due=draw(TIMES)), leech=draw(st.booleans()), lapses=draw(st.integers(0, 9)))
    reviews = [a_review(f"r{n}", card, at=draw(TIMES)) for n in range(draw(st.integers(0, 3)))]
    exams = [draw(sittings(f"s{n}")) for n in range(draw(st.integers(0, 2)))]
    wishes = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=9))
    return LearnerRecord(
        tuple(sorted([*given, *(review.attempt for review in reviews)], key=lambda one: one.at)),
        tuple(sorted(reversed(exams), key=lambda one: one.started, reverse=True)),
        (reviews[-1].after,) if reviews else (card,),
        tuple(sorted(reviews, key=lambda review: review.attempt.at)),
        draw(wishes),
        tuple(item_json(an_item(n)) for n in range(draw(st.integers(0, 2)))),
    )


@given(records())
@settings(max_examples=40, deadline=None)
def test_out_and_in_again_is_the_same(record: LearnerRecord) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(LearnerFile(Path(folder) / "here.sqlite")) as here:
        here.merge("Ana", record)
        document = sent(export_learner(here, "ANA"))
        with closing(LearnerFile(Path(folder) / "there.sqlite")) as there:
            import_learner(there, "Ben", document)
            assert there.record("ben") == here.record("Ana")
            assert sent(export_learner(there, "Ben")) == document | {"learner": "Ben"}
            assert import_learner(there, "BEN", document) == Counts()
            assert there.record("Ben") == here.record("Ana")


def test_what_is_new_is_counted_and_added_to_what_is_there(store: LearnerFile, document: dict[str, Any]) -> None:
    store.add_attempts("Ana", [an_attempt("a1"), an_attempt("own", at=NOON - minutes(1))])
    store.set_wishes("Ana", {"new_a_day": 3})
    assert import_learner(store, "Ana", sent(document)) == Counts(2, 1, 2, 1, 1)
    assert [attempt.id for attempt in store.attempts("Ana")] == ["own", "a1", "a2", "r1"]
    assert store.wishes("Ana") == {"new_a_day": 3, "theme": "ünï"}


def test_a_question_stands_in_the_file_once(store: LearnerFile) -> None:
    store.merge("Ana", a_record())
    store.put_cards("Ana", [replace(a_card(n), item=an_item()) for n in range(5)])
    assert len(export_learner(store, "Ana")["items"]) == 5


def test_half_a_letter_comes_through(store: LearnerFile) -> None:
    store.add_attempts("Ana", [an_attempt("a", reply="half \ud800")])
    import_learner(store, "Ben", sent(export_learner(store, "Ana")))
    assert store.attempts("Ben") == store.attempts("Ana")


def test_a_name_written_otherwise_is_the_same_learner(store: LearnerFile) -> None:
    store.add_attempts("Zoë ﬁn", [an_attempt("a")])
    assert export_learner(store, "ZOE\u0308  FIN")["learner"] == "Zoë ﬁn"


def test_nobody_is_not_exported(store: LearnerFile) -> None:
    with pytest.raises(BadInput, match="no learner 'Ana'; there are: none yet"):
        export_learner(store, "Ana")


Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.pop("format"), "^format: Field required"),
        (lambda d: d.update(version=2), "^version is 2, this dva-assist knows 1; update"),
        (lambda d: d.update(extra=1), "^extra: Extra inputs"),
        (lambda d: d["attempts"][1].update(reply={"a": 1}), "^attempts.1.reply: write a list of option numbers"),
        (lambda d: d["attempts"][1].update(reply=[True]), "^attempts.1.reply: write a list of option numbers"),
        (lambda d: d["attempts"][0].update(at="yesterday"), "^attempts.0.at: write a time with its zone"),
        (lambda d: d["attempts"][0].update(at="2026-12-01T09:30:00"), "^attempts.0.at: write a time with its zone"),
        (lambda d: d["attempts"][2].update(right="yes"), "^attempts.2.right: "),
        (lambda d: d["attempts"][2].update(source="dream"), "^attempts.2.source: "),
        (lambda d: d["attempts"].pop(), "^reviews.0.attempt: 'r1' is not in attempts"),
        (lambda d: d["cards"][1].update(item="nothing"), "^cards.1.item: there is no 'nothing' in items"),
        (lambda d: d["cards"][1].update(memory={"a": float("nan")}), "^cards.1.memory.card_id: Field required"),
        (lambda d: d["reviews"][0].update(rating=5), "^reviews.0.rating: "),
        (lambda d: d["reviews"][0]["after"].update(fact="f"), "^reviews.0.after.fact: not the fact of before"),
        (lambda d: d["sittings"][0].update(seed=2**70), "^sittings.0.seed: "),
        (lambda d: d["sittings"][0]["replies"].update({"3": [0]}), "^sittings.0: a reply or a flag is at position 3"),
        (lambda d: d["sittings"][0]["replies"].update({"x": [0]}), r"^sittings.0.replies.x.*: "),
        (lambda d: d["sittings"][0]["questions"][1].pop("item"), "^sittings.0.questions.1.item: Field required"),
        (
            lambda d: d["questions"][0].update(correct=[4]),
            "^questions.0: correct names option 4, and the last one is 3",
        ),
        (lambda d: d["questions"][0]["explanations"].pop(), "^questions.0: 3 explanations for 4 options"),
        (lambda d: d["questions"][0].update(form="song"), "^questions.0.form: "),
        (lambda d: d["attempts"][0].update(at="0001-01-01T00:00:00+10:00"), "^attempts.0.at: write a time from 1970"),
        (lambda d: d["attempts"][0].update(at="1970-01-01T00:00:00+01:00"), "^attempts.0.at: write a time from 1970"),
        (lambda d: d["cards"][0].update(due="9999-12-31T23:00:00-10:00"), "^cards.0.due: write a time from 1970"),
        (lambda d: d["cards"][0].update(memory=None), "^cards.0.memory: write what the scheduler kept"),
        (lambda d: d["cards"][0]["memory"].update(state=4), "^cards.0.memory.state: "),
        (lambda d: d["cards"][0]["memory"].update(step="x"), "^cards.0.memory.step: "),
        (lambda d: d["cards"][0]["memory"].update(step=None), "^cards.0.memory: state 1 has a step"),
        (lambda d: d["cards"][0]["memory"].update(stability=None), "^cards.0.memory: stability and difficulty"),
        (
            lambda d: d["cards"][0]["memory"].update(state=2, stability=None, difficulty=None),
            "^cards.0.memory: state 2 has a stability",
        ),
        (lambda d: d["reviews"][0]["after"]["memory"].update(due="soon"), "^reviews.0.after.memory.due: write a time"),
        (lambda d: d["sittings"][0].update(at=3), "^sittings.0: at is 3, and the last question is at 2"),
        (lambda d: d["sittings"][0]["replies"].update({"1": [4]}), "^sittings.0.replies.1: it names option 4"),
        (lambda d: d["sittings"][0]["replies"].update({"1": "w"}), "^sittings.0.replies.1: .* list of option numbers"),
        (
            lambda d: d["items"][d["sittings"][0]["questions"][0]["item"]].update(form="typed"),
            "^sittings.0.replies.0: the question takes the words typed",
        ),
        (lambda d: d["questions"][0].update(options=["o"] * 11), "^questions.0.options: "),
        (lambda d: d["questions"][0].update(id="a/b"), "^questions.0.id: "),
        (lambda d: d["sittings"][0].update(id="s/1"), "^sittings.0.id: "),
        (lambda d: d["cards"][0].update(fact="f" * 201), "^cards.0.fact: "),
        (lambda d: d["attempts"][0].update(fact="f/1"), "^attempts.0.fact: "),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_kept(
    store: LearnerFile, document: dict[str, Any], change: Change, says: str
) -> None:
    wrong = sent(document)
    change(wrong)
    with pytest.raises(BadInput, match=says):
        import_learner(store, "Ana", wrong)
    assert store.learners() == []


def test_what_is_no_document_is_refused(store: LearnerFile) -> None:
    for wrong in ([], "words", None):
        with pytest.raises(BadInput, match="not the file of a learner"):
            import_learner(store, "Ana", wrong)  # type: ignore[arg-type]
