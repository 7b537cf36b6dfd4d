"""How the bank is spread: over exams, domains, tasks, levels and forms; and how long its keys are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dva_assist.exams import Domain, Exam
from dva_assist.quiz.bank import BankQuestion, Entry, Problem, Read

LEAST_OF_TASK = 5
LONGEST_KEYS = 0.30  # of the single answers, at most
LEAST_OF_LEVEL = 0.15


def counts(read: Read) -> str:
    asked = [entry.question for entry in read.entries]
    tasks = Counter(f"{exam}:{task}" for one in asked for exam, some in one.tasks.items() for task in some)
    levels = Counter(one.level for one in asked)
    single = sum(len(one.keys) == 1 for one in asked)
    lines = [
        ", ".join(f"{task} {count}" for task, count in sorted(tasks.items())),
        f"levels {', '.join(f'{level}: {count}' for level, count in sorted(levels.items()))}; "
        f"{single} single answers, {len(asked) - single} multiple response; "
        f"the key is the longest option by itself in {longest(asked):.0%} of the single answers",
    ]
    return "\n".join(lines)


def longest(asked: Iterable[BankQuestion]) -> float:
    """The share of single answers whose key is longer than every other option."""
    single = [one for one in asked if len(one.keys) == 1]
    stands_out = [
        all(len(option.text) < len(one.options[one.keys[0]].text) for option in one.options if not option.right)
        for one in single
    ]
    return sum(stands_out) / max(len(single), 1)


def cover(read: Read, exams: Iterable[Exam]) -> list[Problem]:
    """Where the bank is too thin for a full exam, out of proportion, or gives its keys away."""
    asked = [entry.question for entry in read.entries]
    found = [f"{exam.code}: {what}" for exam in exams if exam.code != "DVA-C01" for what in _thin(exam, read.entries)]
    if (share := longest(asked)) > LONGEST_KEYS:
        found.append(f"the key is the longest option in {share:.0%} of the single answers")
    levels = Counter(one.level for one in asked)
    found += [
        f"level {level} has {levels[level]} questions"
        for level in (1, 2, 3)
        if levels[level] < LEAST_OF_LEVEL * len(asked)
    ]
    return [Problem("the bank", 0, what) for what in found]


def _thin(exam: Exam, entries: Iterable[Entry]) -> list[str]:
    tasks = Counter(task for entry in entries for task in entry.question.tasks.get(exam.id, ()))
    full = exam.scored + exam.unscored
    found = [
        f"task {task.id} has {tasks[task.id]} questions" for task in exam.tasks() if tasks[task.id] < LEAST_OF_TASK
    ]
    for domain in exam.domains:
        has, needed = _of(domain, tasks), round(full * domain.weight / 100) + 1
        if has < needed:
            found.append(f"domain {domain.id} has {has} questions, a full exam takes {needed}")
    return found


def _of(domain: Domain, tasks: Counter[str]) -> int:
    return sum(tasks[task.id] for task in domain.tasks)
