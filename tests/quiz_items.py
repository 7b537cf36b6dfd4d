"""Questions of every form on a note of our own, for what is written of questions."""

from __future__ import annotations

from typing import Any

from dva_assist.notes import parse_note
from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm, Section

RAW = """# Kiln

A kiln holds `shelves` & **clay** <hot>.

## Limits

| What | Default |
|---|---|
| Heat | 1,060 °C |
"""
NOTE = parse_note("pots/kiln one.md", RAW)


def cited(marker: int = 1, section: Section = NOTE.sections[0]) -> Citation:
    return Citation.of(marker, section, section.sentences[-1])


def item(form: ReplyForm = ReplyForm.ONE, number: int = 1, **changes: Any) -> QuizItem:
    """A question of the form; the number is in its stem and its id."""
    options = {ReplyForm.TYPED: 1, ReplyForm.ORDER: 3, ReplyForm.MATCH: 3, ReplyForm.SEVERAL: 5}.get(form, 4)
    keys = {ReplyForm.TYPED: (0,), ReplyForm.ORDER: (2, 0, 1), ReplyForm.MATCH: (1, 2, 0), ReplyForm.SEVERAL: (1, 4)}
    values: dict[str, Any] = {
        "id": f"{form.value}-{number}",
        "kind": f"{form.value}-kind",
        "stem": f"Question {number}: which `shelf` is < 3 & **first**?",
        "options": tuple(f"shelf {at} of {number}" for at in range(options)),
        "correct": keys.get(form, (2,)),
        "explanations": tuple(
            Explanation(f"Because {at} is so.", cited(at + 1, NOTE.sections[at % 2])) for at in range(options)
        ),
        "citation": cited(),
        "topics": ("Kiln", "pots"),
        "exam_tasks": ("pot-01:1.1", "pot-02:2"),
        "difficulty": 0.5,
        "form": form,
        "prompts": ("first", "second", "third") if form is ReplyForm.MATCH else (),
        "accepted": ("shelf zero",) if form is ReplyForm.TYPED else (),
    }
    return QuizItem(**(values | changes))


def of_every_form(count: int = 1) -> list[QuizItem]:
    return [item(form, number) for form in ReplyForm for number in range(1, count + 1)]
