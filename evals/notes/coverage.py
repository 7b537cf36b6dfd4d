"""Which notes serve which task, skill and service of each exam; a hole is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dva_assist.exams import Exam, Task
from evals.notes.library import CorpusNote, Finding


def coverage(notes: Mapping[str, CorpusNote], exams: Mapping[str, Exam]) -> Iterator[Finding]:
    """Findings are named by the exam: a task, skill or service that no note serves, or a note that does not know it."""
    for exam in exams.values():
        for task in exam.tasks():
            yield from _task(exam, task, notes)
        for service in exam.services.in_scope:
            if not notes_on(service, exam, notes):
                yield Finding(exam.id, 0, f"no note names the service {service}")
    yield from _unclaimed(notes, exams)


def _task(exam: Exam, task: Task, notes: Mapping[str, CorpusNote]) -> Iterator[Finding]:
    served = [(task.id, task.notes)] if task.notes else [(skill.id, skill.notes) for skill in task.skills]
    for name, wanted in served:
        if not wanted:
            yield Finding(exam.id, 0, f"no note serves {name}")
        for note in wanted:
            if note not in notes:
                yield Finding(exam.id, 0, f"{name} is served by {note}.md, which does not exist")
            elif task.id not in notes[note].tasks.get(exam.id, ()):
                yield Finding(exam.id, 0, f"{name} is served by {note}.md, whose front matter lacks task {task.id}")


def _unclaimed(notes: Mapping[str, CorpusNote], exams: Mapping[str, Exam]) -> Iterator[Finding]:
    """A task that only the front matter of a note claims is right: it serves the task without serving a skill first."""
    for note in notes.values():
        if not any(note.tasks.get(exam) for exam in exams):
            scoped = ((exam, service) for exam in exams.values() for service in exam.services.in_scope)
            if any(notes_on(service, exam, {note.name: note}) for exam, service in scoped):
                yield Finding(note.name, 0, "serves no task of any exam, though one has its service in scope")


def notes_on(service: str, exam: Exam, notes: Mapping[str, CorpusNote]) -> list[str]:
    """The notes whose front matter names the service, or a part of it ("Amazon Cognito user pools").

    A part that the exam leaves out ("Amazon Quick Sight" of "Amazon Quick") does not count.
    """
    without = exam.services.out_of_scope
    return [
        note.name
        for note in notes.values()
        if any(
            f"{named} ".startswith(f"{service} ") for named in note.front.get("services") or () if named not in without
        )
    ]


def matrix(exam: Exam, notes: Mapping[str, CorpusNote]) -> str:
    """The coverage of an exam as Markdown: skills with their notes, then services with theirs."""
    lines = [f"## {exam.code}", "", "| task or skill | what | notes |", "|---|---|---|"]
    for domain in exam.domains:
        lines.append(f"| **{domain.id}** | **{domain.title}** ({domain.weight}%) | |")
        for task in domain.tasks:
            claiming = sorted(name for name, note in notes.items() if task.id in note.tasks.get(exam.id, ()))
            lines.append(f"| **{task.id}** | {task.title} | {len(claiming)} notes: {', '.join(claiming)} |")
            lines += [f"| {skill.id} | {skill.text} | {', '.join(skill.notes)} |" for skill in task.skills]
    lines += ["", "| service in scope | notes |", "|---|---|"]
    lines += [f"| {service} | {', '.join(notes_on(service, exam, notes))} |" for service in exam.services.in_scope]
    return "\n".join(lines)
