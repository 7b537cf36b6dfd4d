"""What a learner has done as JSON documents and back, for the store and for the file of one learner.

Questions are large and come again and again, so a card and a paper name theirs by its print: ``keep`` takes a question
and gives its print, ``item`` gives the question back. Reading raises KeyError, TypeError or ValueError where a document
is something else.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dva_assist.quiz.snapshot import item_json
from dva_assist.records import Attempt, PaperQuestion, ReviewCard, Sitting, Source, Standing
from dva_assist.types import QuizItem, Reply

Json = dict[str, Any]
Keep = Callable[[QuizItem], str]
Item = Callable[[str], QuizItem]


def text(document: Any) -> str:
    """The shortest JSON; letters beyond ASCII are escaped, so half a surrogate pair is kept too."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def item_print(item: QuizItem) -> str:
    """The same for questions that are the same in every word, in 32 hexadecimal digits."""
    return hashlib.sha256(text(item_json(item)).encode()).hexdigest()[:32]


def each_once(keep: Keep) -> Keep:
    """The same, asked once for each object that is a question, for reckoning a print takes some 50 microseconds."""
    prints: dict[int, tuple[QuizItem, str]] = {}  # the question is held, so that no other one takes its id

    def kept(item: QuizItem) -> str:
        if id(item) not in prints:
            prints[id(item)] = item, keep(item)
        return prints[id(item)][1]

    return kept


def time_text(time: datetime) -> str:
    """UTC, always of the same length, so that texts sort as times do. Raises ValueError for a time without a zone."""
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone; pass UTC")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def time_from(kept: str) -> datetime:
    return datetime.fromisoformat(kept).astimezone(UTC)


def reply_json(reply: Reply) -> str | list[int]:
    return reply if isinstance(reply, str) else list(reply)


def reply_from(kept: str | Sequence[int]) -> Reply:
    return kept if isinstance(kept, str) else tuple(kept)


def attempt_json(attempt: Attempt) -> Json:
    return {
        "id": attempt.id,
        "item": attempt.item,
        "kind": attempt.kind,
        "fact": attempt.fact,
        "note": attempt.note,
        "section": attempt.section,
        "exam_tasks": list(attempt.exam_tasks),
        "reply": reply_json(attempt.reply),
        "right": attempt.right,
        "source": attempt.source.value,
        "at": time_text(attempt.at),
        "difficulty": attempt.difficulty,
        "seconds": attempt.seconds,
    }


def attempt_from(kept: Mapping[str, Any]) -> Attempt:
    plain = {key: kept[key] for key in ("id", "item", "kind", "fact", "note", "section", "difficulty", "seconds")}
    return Attempt(
        **plain,
        exam_tasks=tuple(kept["exam_tasks"]),
        reply=reply_from(kept["reply"]),
        right=bool(kept["right"]),
        source=Source(kept["source"]),
        at=time_from(kept["at"]),
    )


def card_json(card: ReviewCard, keep: Keep) -> Json:
    return {
        "fact": card.fact,
        "item": keep(card.item),
        "section_print": card.section_print,
        "due": time_text(card.due),
        "added": time_text(card.added),
        "memory": dict(card.memory),
        "reviews": card.reviews,
        "lapses": card.lapses,
        "standing": card.standing.value,
        "leech": card.leech,
    }


def card_from(kept: Mapping[str, Any], item: Item) -> ReviewCard:
    return ReviewCard(
        fact=kept["fact"],
        item=item(kept["item"]),
        section_print=kept["section_print"],
        due=time_from(kept["due"]),
        added=time_from(kept["added"]),
        memory=kept["memory"],
        reviews=kept["reviews"],
        lapses=kept["lapses"],
        standing=Standing(kept["standing"]),
        leech=kept["leech"],
    )


def paper_json(questions: Sequence[PaperQuestion], keep: Keep) -> list[Json]:
    return [
        {
            "item": keep(one.item),
            "domain": one.domain,
            "task": one.task,
            "scored": one.scored,
            "generated": one.generated,
        }
        for one in questions
    ]


def paper_from(kept: Sequence[Mapping[str, Any]], item: Item) -> tuple[PaperQuestion, ...]:
    return tuple(
        PaperQuestion(item(one["item"]), one["domain"], one["task"], one["scored"], one["generated"]) for one in kept
    )


def sitting_json(sitting: Sitting, keep: Keep) -> Json:
    """No limit of time is null, for JSON has no infinity."""
    return {
        "id": sitting.id,
        "exam": sitting.exam,
        "title": sitting.title,
        "seed": sitting.seed,
        "questions": paper_json(sitting.questions, keep),
        "seconds": sitting.seconds if math.isfinite(sitting.seconds) else None,
        "started": time_text(sitting.started),
        "seen": time_text(sitting.seen),
        "spent": sitting.spent,
        "at": sitting.at,
        "replies": {str(position): reply_json(reply) for position, reply in sorted(sitting.replies.items())},
        "flagged": sorted(sitting.flagged),
        "handed_in": time_text(sitting.handed_in) if sitting.handed_in else None,
    }


def sitting_from(kept: Mapping[str, Any], item: Item) -> Sitting:
    plain = {key: kept[key] for key in ("id", "exam", "title", "seed", "spent", "at")}
    return Sitting(
        **plain,
        seconds=math.inf if kept["seconds"] is None else kept["seconds"],
        questions=paper_from(kept["questions"], item),
        started=time_from(kept["started"]),
        seen=time_from(kept["seen"]),
        replies={int(position): reply_from(reply) for position, reply in kept["replies"].items()},
        flagged=frozenset(kept["flagged"]),
        handed_in=time_from(kept["handed_in"]) if kept["handed_in"] else None,
    )
