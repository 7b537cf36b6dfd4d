"""Whether a reply is right. A question with several keys is all or nothing, as in the exam."""

from __future__ import annotations

from dva_assist.errors import BadInput
from dva_assist.quiz.typed import is_same
from dva_assist.types import QuizItem, Reply, ReplyForm


def is_right(item: QuizItem, reply: Reply) -> bool:
    """Raises BadInput for a reply that does not fit the question; an open one (empty) is wrong."""
    if item.form is ReplyForm.TYPED:
        if not isinstance(reply, str):
            raise BadInput("this question is answered in words; type the answer")
        return any(is_same(reply, answer) for answer in (*item.options, *item.accepted))
    if isinstance(reply, str) or any(not 0 <= at < len(item.options) for at in reply):
        raise BadInput("this reply does not fit the question; choose among its options")
    if item.form in (ReplyForm.ONE, ReplyForm.SEVERAL):
        return set(reply) == set(item.correct)
    return reply == item.correct


def wanted(item: QuizItem) -> int:
    """How many options a whole reply has."""
    return 1 if item.form is ReplyForm.TYPED else len(item.correct)
