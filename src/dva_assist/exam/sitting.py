"""A sitting as it goes on: time, place and replies. Every function gives a new value; the clock is passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dva_assist.errors import BadInput
from dva_assist.exam.blueprint import Length, seconds_for
from dva_assist.exams import Exam
from dva_assist.records import PaperQuestion, Sitting
from dva_assist.types import Reply, ReplyForm

TITLES: Mapping[Length, str] = {"full": "Full exam", "short": "Short exam", "weak": "Weak areas"}
AGAIN = "The wrong ones again"
SLACK = timedelta(seconds=2)  # two requests side by side read the clock in any order; that is no clock set back


def begin(id: str, exam: Exam, title: str, seed: int, questions: tuple[PaperQuestion, ...], now: datetime) -> Sitting:
    """With as much time for each question as in the exam."""
    return Sitting(id, exam.id, title, seed, questions, seconds_for(exam, len(questions)), started=now, seen=now)


def tick(sitting: Sitting, now: datetime) -> Sitting:
    """Time goes on. A clock that was set back adds nothing, and counts from where it stands then."""
    if sitting.handed_in:
        return sitting
    passed = max(0.0, (now - sitting.seen).total_seconds())
    return replace(sitting, seen=now, spent=sitting.spent + passed)


def clock_set_back(sitting: Sitting, now: datetime) -> bool:
    return not sitting.handed_in and now < sitting.seen - SLACK


def remaining(sitting: Sitting, now: datetime) -> float:
    """Seconds left, 0 where the time is over."""
    return max(0.0, sitting.seconds - tick(sitting, now).spent)


def is_over(sitting: Sitting, now: datetime) -> bool:
    return sitting.handed_in is not None or remaining(sitting, now) <= 0


def moved(sitting: Sitting, at: int) -> Sitting:
    """At another question; raises BadInput for one that is not there."""
    if not 0 <= at < len(sitting.questions):
        raise BadInput(f"this exam has no question {at + 1}; it has {len(sitting.questions)}")
    return replace(sitting, at=at)


def fits(sitting: Sitting, at: int, reply: Reply | None) -> Reply | None:
    """The reply as it is kept: ascending, None for none. Raises BadInput for one that the question does not take."""
    item = moved(sitting, at).questions[at].item
    if not reply:
        return None
    if isinstance(reply, str) or any(not 0 <= option < len(item.options) for option in reply):
        raise BadInput("this reply does not fit the question; choose among its options")
    chosen = tuple(sorted(set(reply)))
    if len(chosen) > len(item.correct):
        several = f"{len(item.correct)} options are asked for" if item.form is ReplyForm.SEVERAL else "one is asked for"
        raise BadInput(f"{several} here; take one back before you choose another")
    return chosen


def with_reply(sitting: Sitting, at: int, reply: Reply | None) -> Sitting:
    replies = {place: given for place, given in sitting.replies.items() if place != at}
    kept = fits(sitting, at, reply)
    return replace(sitting, replies=replies | ({at: kept} if kept is not None else {}))


def is_answered(sitting: Sitting, at: int) -> bool:
    """Whether as many options are chosen as are asked for."""
    return len(sitting.replies.get(at, ())) == len(sitting.questions[at].item.correct)
