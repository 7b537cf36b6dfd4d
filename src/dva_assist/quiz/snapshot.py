"""A question as a JSON document and back, so that it can be kept and shown without the index that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm, Section

Json = dict[str, Any]


def citation_json(citation: Citation) -> Json:
    section = citation.section
    return {
        "marker": citation.marker,
        "note": section.note,
        "section_id": section.id,
        "headings": list(section.headings),
        "line_start": citation.line_start,
        "line_end": citation.line_end,
        "char_start": citation.start,
        "char_end": citation.end,
        "quote": citation.quote,
    }


def item_json(item: QuizItem) -> Json:
    """As the command line promises; what a plain question does not have is left out."""
    more: Json = {"prompts": list(item.prompts)} if item.prompts else {}
    more |= {"accepted": list(item.accepted)} if item.accepted else {}
    return {
        "id": item.id,
        "kind": item.kind,
        "form": item.form.value,
        "stem": item.stem,
        "options": list(item.options),
        "correct": list(item.correct),
        "explanations": [{"text": e.text, "citation": citation_json(e.citation)} for e in item.explanations],
        "citation": citation_json(item.citation),
        "section_id": item.citation.section.id,
        "topics": list(item.topics),
        "exam_tasks": list(item.exam_tasks),
        "difficulty": round(item.difficulty, 2),
        **more,
    }


def citation_from(kept: Mapping[str, Any]) -> Citation:
    """The section comes back with its name and place, without its sentences."""
    section = Section(
        id=kept["section_id"],
        note=kept["note"],
        headings=tuple(kept["headings"]),
        level=len(kept["headings"]),
        start=kept["char_start"],
        end=kept["char_end"],
        line_start=kept["line_start"],
        line_end=kept["line_end"],
        sentences=(),
    )
    return Citation(
        kept["marker"],
        section,
        kept["char_start"],
        kept["char_end"],
        kept["quote"],
        kept["line_start"],
        kept["line_end"],
    )


def item_from(kept: Mapping[str, Any]) -> QuizItem:
    """What ``item_json`` gave. Raises KeyError, TypeError or ValueError where it is something else."""
    return QuizItem(
        id=kept["id"],
        kind=kept["kind"],
        stem=kept["stem"],
        options=tuple(kept["options"]),
        correct=tuple(kept["correct"]),
        explanations=tuple(Explanation(e["text"], citation_from(e["citation"])) for e in kept["explanations"]),
        citation=citation_from(kept["citation"]),
        topics=tuple(kept["topics"]),
        exam_tasks=tuple(kept["exam_tasks"]),
        difficulty=kept["difficulty"],
        form=ReplyForm(kept["form"]),
        prompts=tuple(kept.get("prompts", ())),
        accepted=tuple(kept.get("accepted", ())),
    )
