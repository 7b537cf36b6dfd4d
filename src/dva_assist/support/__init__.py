"""Whether a quote from the notes carries a sentence: one function."""

from dva_assist.support.gate import Verdict, supports

__all__ = ["Verdict", "supports"]
