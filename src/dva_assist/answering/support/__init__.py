"""Whether a quote from the notes carries a sentence: one function."""

from dva_assist.answering.support.gate import Verdict, supports

__all__ = ["Verdict", "supports"]
