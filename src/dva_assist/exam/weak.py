"""How weak a learner is in each task of an exam, from what was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dva_assist.errors import BadInput
from dva_assist.exams import Exam
from dva_assist.records import Attempt

FEWEST = 10  # attempts from which on a weak area can be told from bad luck
SHARPNESS = 2  # twice as often wrong is four times as many questions


def weaknesses(exam: Exam, attempts: Iterable[Attempt]) -> dict[str, float]:
    """Task -> weight, from the share of wrong replies; a task never tried counts as half wrong.

    A share is drawn towards one half as by one right and one wrong reply more, so that two attempts do not decide.
    Raises BadInput where there are too few attempts to tell.
    """
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    served = 0
    for attempt in attempts:
        tasks = attempt.tasks_of(exam.id)
        served += bool(tasks)
        tried.update(tasks)
        wrong.update(tasks if not attempt.right else ())
    if served < FEWEST:
        raise BadInput(
            f"{served} of your replies so far bear on {exam.code}, and weak areas show from {FEWEST} on; take a short "
            "exam or a few drills first"
        )
    return {task.id: ((wrong[task.id] + 1) / (tried[task.id] + 2)) ** SHARPNESS for task in exam.tasks()}
