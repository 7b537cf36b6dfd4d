"""Everything of one learner as one JSON document, to be taken to another machine or kept.

{"format": "dva-assist learner", "version": 1, "learner": NAME, "items": {KEY: question, ...}, "attempts": [...],
 "sittings": [...], "cards": [...], "reviews": [...], "wishes": {...}, "questions": [...]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from dva_assist.errors import BadInput
from dva_assist.outputs.learner_document import FORMAT, VERSION, LearnerShape
from dva_assist.protocols import LearnerStore
from dva_assist.quiz.record_json import (
    Item,
    Json,
    Keep,
    attempt_from,
    attempt_json,
    card_from,
    card_json,
    each_once,
    item_print,
    sitting_from,
    sitting_json,
)
from dva_assist.quiz.snapshot import item_from, item_json
from dva_assist.records import Attempt, Counts, LearnerRecord, Review, folded
from dva_assist.types import QuizItem


def export_learner(store: LearnerStore, learner: str) -> Json:
    """All of one learner, of one moment. Raises BadInput where nobody has this name."""
    name = next((name for name in store.learners() if _same(name, learner)), None)
    if name is None:
        raise BadInput(f"there is no learner {learner!r}; there are: {', '.join(store.learners()) or 'none yet'}")
    record = store.record(name)
    items: Json = {}
    keep = _keeper(items)
    return {
        "format": FORMAT,
        "version": VERSION,
        "learner": name,
        "items": items,
        "attempts": [attempt_json(attempt) for attempt in record.attempts],
        "sittings": [sitting_json(sitting, keep) for sitting in record.sittings],
        "cards": [card_json(card, keep) for card in record.cards],
        "reviews": [_review_json(review, keep) for review in record.reviews],
        "wishes": dict(record.wishes),
        "questions": [dict(question) for question in record.questions],
    }


def import_learner(store: LearnerStore, learner: str, document: Mapping[str, Any]) -> Counts:
    """Add what is new in a document to what is kept of the learner, who may be new; twice changes nothing.

    Raises BadInput with the place of the first wrong value, such as ``attempts.3.reply``; nothing is kept then.
    """
    shape = _checked(document)
    kept = shape.model_dump()
    item = _reader(kept["items"])
    attempts = {one["id"]: attempt_from(one) for one in kept["attempts"]}
    record = LearnerRecord(
        attempts=tuple(attempts.values()),
        sittings=tuple(sitting_from(one, item) for one in kept["sittings"]),
        cards=tuple(card_from(one, item) for one in kept["cards"]),
        reviews=tuple(_review_from(one, attempts, item) for one in kept["reviews"]),
        wishes=kept["wishes"],
        questions=tuple(item_json(item_from(one)) for one in kept["questions"]),
    )
    return store.merge(learner, record)


def _same(name: str, other: str) -> bool:
    return folded(name) == folded(other)


def _checked(document: Mapping[str, Any]) -> LearnerShape:
    if not isinstance(document, Mapping):  # whatever a JSON file holds
        raise BadInput("this is not the file of a learner; nothing was imported. Export the learner again")
    if document.get("format") == FORMAT and document.get("version") not in (None, VERSION):
        raise BadInput(f"version is {document['version']!r}, this dva-assist knows {VERSION}; update dva-assist")
    try:
        shape = LearnerShape.model_validate(dict(document))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        why = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"{place}: {why}; nothing was imported. Export the learner again, or mend this place") from error
    _refers(shape)
    return shape


def _refers(shape: LearnerShape) -> None:
    """Raises BadInput where something is named that is not in the document."""
    for place, name in shape.item_names():
        if name not in shape.items:
            raise BadInput(f"{place}: there is no {name!r} in items; nothing was imported")
    for place, wrong in shape.wrong_replies():
        raise BadInput(f"{place}: {wrong}; nothing was imported")
    attempts = {attempt.id for attempt in shape.attempts}
    for number, review in enumerate(shape.reviews):
        if review.attempt not in attempts:
            raise BadInput(f"reviews.{number}.attempt: {review.attempt!r} is not in attempts; nothing was imported")
        if review.before.fact != review.after.fact:
            raise BadInput(f"reviews.{number}.after.fact: not the fact of before; nothing was imported")


def _keeper(items: Json) -> Keep:
    def keep(item: QuizItem) -> str:
        mark = item_print(item)
        if mark not in items:
            items[mark] = item_json(item)
        return mark

    return each_once(keep)


def _reader(items: Mapping[str, Json]) -> Item:
    read: Callable[[str], QuizItem] = cache(lambda mark: item_from(items[mark]))
    return read


def _review_json(review: Review, keep: Keep) -> Json:
    return {
        "attempt": review.attempt.id,
        "rating": review.rating,
        "before": card_json(review.before, keep),
        "after": card_json(review.after, keep),
    }


def _review_from(kept: Mapping[str, Any], attempts: Mapping[str, Attempt], item: Item) -> Review:
    before, after = card_from(kept["before"], item), card_from(kept["after"], item)
    return Review(attempts[kept["attempt"]], kept["rating"], before, after)
