"""Drill questions made from the notes, without a language model."""

from __future__ import annotations

from dva_assist.quiz.book import FactBook, topics
from dva_assist.quiz.generate import KINDS, make_quiz

__all__ = ["KINDS", "FactBook", "make_quiz", "topics"]
