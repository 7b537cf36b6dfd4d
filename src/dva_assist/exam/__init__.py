"""The mock exam as values and functions: a paper is drawn, a sitting runs by the clock, a result is worked out."""

from __future__ import annotations

from dva_assist.exam.blueprint import LENGTHS, Length, Plan, plan, questions, weak_plan
from dva_assist.exam.drawing import draw, shuffled
from dva_assist.exam.result import Line, Result, Verdict, grade
from dva_assist.exam.sitting import (
    AGAIN,
    TITLES,
    begin,
    clock_set_back,
    fits,
    is_answered,
    is_over,
    moved,
    remaining,
    tick,
    with_reply,
)
from dva_assist.exam.weak import weaknesses

__all__ = [
    "AGAIN",
    "LENGTHS",
    "TITLES",
    "Length",
    "Line",
    "Plan",
    "Result",
    "Verdict",
    "begin",
    "clock_set_back",
    "draw",
    "fits",
    "grade",
    "is_answered",
    "is_over",
    "moved",
    "plan",
    "questions",
    "remaining",
    "shuffled",
    "tick",
    "weak_plan",
    "weaknesses",
    "with_reply",
]
