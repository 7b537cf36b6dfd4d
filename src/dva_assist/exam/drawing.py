"""Which questions a paper has: each once, no fact twice where that can be helped, in an order that the seed decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from dva_assist.errors import BadInput
from dva_assist.exam.blueprint import Length, Plan, plan, weak_plan
from dva_assist.exams import Exam
from dva_assist.records import PaperQuestion, fact_of
from dva_assist.types import QuizItem, ReplyForm

FEWEST_OPTIONS = 4  # a question with fewer is a drill, not an exam question
NAMES: Mapping[Length, str] = {"full": "a full exam", "short": "a short exam", "weak": "an exam on weak areas"}
Candidate = tuple[QuizItem, bool]  # and whether it was generated


def draw(
    exam: Exam,
    bank: Sequence[QuizItem],
    generated: Sequence[QuizItem],
    *,
    length: Length,
    seed: int,
    mix: float = 0.0,
    weights: Mapping[str, float] | None = None,
) -> tuple[PaperQuestion, ...]:
    """A paper; the same arguments give the same one.

    ``mix`` is the share of generated questions that is wished for, 0..1; where one source gives too few for a task, the
    other fills up. ``weights`` says for an exam on weak areas how weak each task is. Raises BadInput where there are
    too few questions, with how many there are and what to do.
    """
    wanted = weak_plan(exam, weights or {}) if length == "weak" else plan(exam, length)
    rng = Random(f"{exam.id}|{length}|{seed}")
    shelf = Shelf(exam, bank, generated, rng)
    drawn = _fill(exam, wanted, shelf, _wishes(wanted.questions, mix, rng), across=length == "weak")
    if len(drawn) < wanted.questions:
        raise BadInput(_too_few(exam, bank, generated, length, len(drawn), wanted.questions))
    return _paper(exam, wanted, drawn, rng)


class Shelf:
    """The questions that can be drawn for an exam, and what has been taken."""

    def __init__(self, exam: Exam, bank: Sequence[QuizItem], generated: Sequence[QuizItem], rng: Random) -> None:
        found = [(item, False) for item in bank] + [(item, True) for item in generated]
        self._left: list[Candidate] = list({item.id: (item, made) for item, made in reversed(found)}.values())
        self._left = [(item, made) for item, made in self._left if _suits(item)]
        self._left.sort(key=lambda candidate: candidate[0].id)
        rng.shuffle(self._left)
        self._prefix = f"{exam.id}:"
        self._facts: set[str] = set()
        self._stems: set[str] = set()
        self._sections: Counter[str] = Counter()

    def supply(self, task: str) -> int:
        return sum(self._serves(item, task) for item, _ in self._left)

    def take(self, task: str, wish: bool) -> Candidate | None:
        """A question for the task: on a new fact first, then generated or not as wished, then from a new section."""
        found = [one for one in self._left if self._serves(one[0], task)]
        if not found:
            return None
        best = min(found, key=lambda one: self._cost(one, wish))
        self._left.remove(best)
        item = best[0]
        self._facts.add(fact_of(item.citation))
        self._stems.add(item.stem)
        self._sections[item.citation.section.id] += 1
        return best

    def _cost(self, one: Candidate, wish: bool) -> tuple[bool, bool, int]:
        item, made = one
        return fact_of(item.citation) in self._facts, made != wish, self._sections[item.citation.section.id]

    def _serves(self, item: QuizItem, task: str) -> bool:
        return self._prefix + task in item.exam_tasks and item.stem not in self._stems


def _suits(item: QuizItem) -> bool:
    return item.form in (ReplyForm.ONE, ReplyForm.SEVERAL) and len(item.options) >= FEWEST_OPTIONS


def _wishes(questions: int, mix: float, rng: Random) -> list[bool]:
    """For each question whether it is to be a generated one."""
    made = round(min(max(mix, 0.0), 1.0) * questions)
    wishes = [True] * made + [False] * (questions - made)
    rng.shuffle(wishes)
    return wishes


def _fill(exam: Exam, wanted: Plan, shelf: Shelf, wishes: list[bool], across: bool) -> list[tuple[str, Candidate]]:
    """(task, question), the scarcest task first. What a task cannot give another of its domain gives.

    For weak areas (``across``) another of any domain does.
    """
    domains = {task.id: "" if across else domain.id for domain in exam.domains for task in domain.tasks}
    open_places = Counter({task: count for task, count in wanted.tasks.items() if count})
    drawn: list[tuple[str, Candidate]] = []
    while open_places:
        supply = {task: shelf.supply(task) for task in wanted.tasks}
        place = min(open_places, key=lambda task: (supply[task] / open_places[task], task))
        beside = (task for task in wanted.tasks if domains[task] == domains[place])
        task = place if supply[place] else max(beside, key=lambda one: supply[one])
        open_places[place] -= 1
        open_places += Counter()  # those that are full go
        found = shelf.take(task, wishes[len(drawn)])
        if found is not None:
            drawn.append((task, found))
    return drawn


def _paper(exam: Exam, wanted: Plan, drawn: Sequence[tuple[str, Candidate]], rng: Random) -> tuple[PaperQuestion, ...]:
    """In a new order; of each domain as many count as planned."""
    domains = {task.id: domain.id for domain in exam.domains for task in domain.tasks}
    order = list(drawn)
    rng.shuffle(order)
    extra = len(drawn) - sum(wanted.scored.values())
    counting = Counter(wanted.scored)
    paper = []
    for task, (item, made) in order:
        domain = domains[task]
        scored = counting[domain] > 0 or not extra
        counting[domain] -= 1
        paper.append(PaperQuestion(shuffled(item, rng), domain, task, scored, made))
    rng.shuffle(paper)  # or those that do not count would come last
    return tuple(paper)


def shuffled(item: QuizItem, rng: Random) -> QuizItem:
    """The same question with its options in another order."""
    order = list(range(len(item.options)))
    rng.shuffle(order)
    return replace(
        item,
        options=tuple(item.options[at] for at in order),
        correct=tuple(sorted(order.index(at) for at in item.correct)),
        explanations=tuple(item.explanations[at] for at in order),
    )


def _too_few(
    exam: Exam, bank: Sequence[QuizItem], generated: Sequence[QuizItem], length: Length, found: int, wanted: int
) -> str:
    says = f"these notes give {found} of the {wanted} questions of {NAMES[length]} {exam.code}"
    if length == "full":
        short = plan(exam, "short")
        shelf = Shelf(exam, bank, generated, Random(0))
        if len(_fill(exam, short, shelf, [False] * short.questions, across=False)) == short.questions:
            return f"{says}; take the short one, which has {short.questions}"
    if not found:
        return f"{says}, as none names its exam tasks; index the notes that come with the program, or drill yours"
    return f"{says}; index more notes, or drill these on the Quiz tab"
