"""What is measured, in the words of a learner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dva_assist.quality import MeasuredSet


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure of the locked half, in a learner's words; ``of`` is what is counted."""

    says: str
    group: str
    measure: str
    of: Callable[[MeasuredSet], str]
    fewer_is_better: bool = False


def _answerable(one: MeasuredSet) -> str:
    group = one.locked.get("by section")
    return f"{group.questions} questions" if group else "the questions"


def _absent(one: MeasuredSet) -> str:
    """The half's questions that the notes do not answer; ``declining`` counts them and the others."""
    every, answerable = one.locked.get("declining"), one.locked.get("by section")
    return f"{every.questions - answerable.questions} questions" if every and answerable else "the questions"


def _quotes(one: MeasuredSet) -> str:
    return "quotes in answers"


CLAIMS: dict[str, tuple[Claim, ...]] = {
    "Finding the place": (
        Claim("The section that answers is found first", "by section", "recall@1", _answerable),
        Claim("It is among the first five", "by section", "recall@5", _answerable),
    ),
    "Showing the answer": (
        Claim("Words that answer are shown", "answers", "a span shown", _answerable),
        Claim("All that was asked is answered", "answers", "all parts shown", _answerable),
        Claim("A quote lies in a section that answers", "answers", "quotes in a gold section", _quotes),
    ),
    "Declining": (
        Claim("A question that the notes do not answer is declined", "declining", "rightly declined", _absent),
        Claim(
            "A question that the notes answer is declined all the same",
            "declining",
            "wrongly declined",
            _answerable,
            fewer_is_better=True,
        ),
    ),
}
AFTER = {
    "Showing the answer": "Every quote equals its place in the notes. That is not measured but so by construction: an "
    "answer is made of spans of the notes, and tests compare each with its place.",
    "Declining": "Where a question takes for granted what is not so, a quote that puts it right counts as well. Words "
    "that are shown may still miss the question: read the quote before you rely on it.",
}
KINDS = {
    "acronym": "With an acronym",
    "comparison": "What is the difference?",
    "definition": "What is it?",
    "follow-up": "Going on from the last answer",
    "how-to": "How do I do it?",
    "keyword": "A few words, no question",
    "list": "Which ones are there?",
    "number": "How much, how many?",
    "paraphrase": "In other words than the notes use",
    "reason": "Why is it so?",
    "scenario": "A situation to judge",
    "two-in-one": "Two questions in one",
    "typo": "With typing errors",
    "yes-no": "Yes or no?",
    "false-premise": "Takes for granted what is not so",
    "near-miss": "Close to what the notes say",
    "non-existing": "About something that does not exist",
    "off-topic": "About something else altogether",
    "other-product": "About products of other makers",
    "programming": "Programming in general",
    "uncovered-aspect": "A side of a subject that the notes leave out",
    "uncovered-service": "A service that the notes leave out",
}
