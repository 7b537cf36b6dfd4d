"""Records of learners on pots, for the tests of what keeps them, and the acts that run in processes of their own.

``python -m tests.learner_records answer FILE LEARNER COUNT`` prints each id once it is acknowledged.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from dva_assist.backends.learner_file import LearnerFile
from dva_assist.records import (
    Attempt,
    LearnerRecord,
    PaperQuestion,
    Review,
    ReviewCard,
    Sitting,
    Source,
    fact_of,
)
from dva_assist.types import Citation, Explanation, QuizItem, Reply, ReplyForm, Section

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def an_item(number: int = 0) -> QuizItem:
    """A question that is the same after it was kept and read, for its section has no text beyond the quote."""
    quote = f"Glaze {number} melts at {1_000 + number} °C."
    section = Section(f"glaze.md#{number}", "glaze.md", ("Glaze", f"{number}"), 2, 10, 10 + len(quote), 3, 3, ())
    citation = Citation(1, section, 10, 10 + len(quote), quote, 3, 3)
    options = tuple(f"{1_000 + number + step} °C" for step in (0, 50, 90, 120))
    explanations = tuple(Explanation(f"why {option}", citation) for option in options)
    return QuizItem(
        f"item{number}",
        "number",
        f"At what heat does glaze {number} melt?",
        options,
        (0,),
        explanations,
        citation,
        ("glaze",),
        ("dva-c03:1.2",),
        0.25,
        ReplyForm.ONE,
    )


def an_attempt(id: str, number: int = 0, *, at: datetime = NOON, reply: Reply = (0,), right: bool = True) -> Attempt:
    return Attempt.of(an_item(number), reply, right, id=id, source=Source.DRILL, at=at, seconds=4.5)


def a_sitting(id: str = "s1", *, questions: int = 3, started: datetime = NOON) -> Sitting:
    paper = tuple(PaperQuestion(an_item(n), "1", "1.2", n > 0, n == 2) for n in range(questions))
    return Sitting(id, "dva-c03", "Short exam", 7, paper, 2_400.0, started, started)


def a_card(number: int = 0, *, due: datetime = NOON, reviews: int = 0) -> ReviewCard:
    item = an_item(number)
    memory = {
        "card_id": 1,
        "state": 1,
        "step": 0,
        "stability": 2.5,
        "difficulty": 5.0,
        "due": due.isoformat(),
        "last_review": None,
    }
    return ReviewCard(fact_of(item.citation), item, "print", due, NOON - minutes(60), memory, reviews)


def a_review(id: str, before: ReviewCard, *, at: datetime = NOON, rating: int = 3) -> Review:
    after = replace(before, due=at + minutes(600), reviews=before.reviews + 1, item=an_item(90))
    attempt = replace(an_attempt(id, at=at), source=Source.REVIEW, fact=before.fact)
    return Review(attempt, rating, before, after)


def a_record() -> LearnerRecord:
    """One of everything."""
    review = a_review("r1", a_card(4), at=NOON + minutes(2))
    sitting = replace(a_sitting(), replies={0: (1,), 2: (0, 3)}, flagged=frozenset({1, 2}), spent=60.0, at=2)
    return LearnerRecord(
        attempts=(an_attempt("a1"), an_attempt("a2", 1, at=NOON + minutes(1), reply="1,001"), review.attempt),
        sittings=(sitting,),
        cards=(a_card(3, due=NOON - minutes(1)), review.after),
        reviews=(review,),
        wishes={"new_a_day": 10, "theme": "ünï"},
    )


def answer(file: str, learner: str, how_many: str) -> None:
    store = LearnerFile(Path(file))
    for number in count() if how_many == "forever" else range(int(how_many)):
        store.add_attempts(learner, [an_attempt(f"{learner}-{number}", number % 20)])
        print(f"{learner}-{number}", flush=True)


def restore_in_turn(file: str, first: str, second: str) -> None:
    store = LearnerFile(Path(file))
    for number in count():
        store.restore(Path(second if number % 2 else first))
        print(number, flush=True)


if __name__ == "__main__":
    {"answer": answer, "restore": restore_in_turn}[sys.argv[1]](*sys.argv[2:])
