"""From what a person typed to a Question."""

from dva_assist.question.reader import Reader

__all__ = ["Reader"]
