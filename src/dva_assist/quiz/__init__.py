"""Drill questions made from the notes, without a language model or with one."""

from __future__ import annotations

from dva_assist.quiz.book import FactBook, topics
from dva_assist.quiz.code import QuizChoices, decode, encode
from dva_assist.quiz.generate import KINDS, askable, follow_up, items_on, make_quiz
from dva_assist.quiz.items import SCENARIO
from dva_assist.quiz.meaning import sentence_lookup
from dva_assist.quiz.scenarios import Scenarios, make_scenarios

__all__ = [
    "KINDS",
    "SCENARIO",
    "FactBook",
    "QuizChoices",
    "Scenarios",
    "askable",
    "decode",
    "encode",
    "follow_up",
    "items_on",
    "make_quiz",
    "make_scenarios",
    "sentence_lookup",
    "topics",
]
