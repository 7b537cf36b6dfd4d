"""Questions as a table of comma-separated values, for spreadsheets.

| column | what it holds |
|---|---|
| id, kind, form | of the question; form is one, several, typed, order or match |
| question | the stem |
| prompts | of pairs to be matched, one a line, numbered |
| option_a .. option_f | the options; of a typed question none |
| answer | the letters "A, C", an order "C, A, B", pairs "1B, 2A", or what to type |
| accepted | other ways to type it, one a line |
| why_a .. why_f | the explanation of each option; of a typed question why_a |
| source_a .. source_f, quote_a .. quote_f | where the notes say so, and their exact words |
| exam_tasks, topics | one a line |
| difficulty | 0 easy .. 1 hard |
| note, headings, line_start, line_end, section_id, quote | what proves the key; lines count from 1, both inclusive |
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from dva_assist.outputs.markup import clean, key_of, letter, place
from dva_assist.types import QuizItem, ReplyForm

BOM = "\ufeff"  # tells a spreadsheet that the text is UTF-8
LEAST_OPTIONS = 6
_FORMULA = re.compile("\\s*[-=+@\uff0d\uff1d\uff0b\uff20]|[\t\r\n]")  # also as full-width letters


def csv_text(items: Sequence[QuizItem]) -> str:
    """A head row and one row for each question, with BOM. Write it in UTF-8, and keep its line ends (CRLF).

    A cell that a spreadsheet could take for a formula gets an apostrophe before it.
    """
    rows = [_row(item) for item in items]
    stream = io.StringIO(newline="")
    table = csv.DictWriter(stream, columns(items))
    table.writeheader()
    table.writerows({name: defused(text) for name, text in row.items()} for row in rows)
    return BOM + stream.getvalue()


def columns(items: Sequence[QuizItem]) -> list[str]:
    """The columns in their order; of options as many as there are, and at least six."""
    letters = [letter(at).lower() for at in range(max([LEAST_OPTIONS, *(len(item.options) for item in items)]))]
    return [
        *("id", "kind", "form", "question", "prompts"),
        *(f"option_{one}" for one in letters),
        *("answer", "accepted"),
        *(f"why_{one}" for one in letters),
        *(f"{name}_{one}" for one in letters for name in ("source", "quote")),
        *("exam_tasks", "topics", "difficulty"),
        *("note", "headings", "line_start", "line_end", "section_id", "quote"),
    ]


def defused(text: str) -> str:
    """The text as a cell that is only read, never run."""
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _row(item: QuizItem) -> dict[str, str]:
    cited, section = item.citation, item.citation.section
    return {
        **{"id": item.id, "kind": item.kind, "form": item.form.value, "question": item.stem},
        "prompts": "\n".join(f"{number}. {prompt}" for number, prompt in enumerate(item.prompts, start=1)),
        **{"answer": key_of(item), "accepted": "\n".join(item.accepted)},
        **_of_options(item),
        **{"exam_tasks": "\n".join(item.exam_tasks), "topics": "\n".join(item.topics)},
        "difficulty": f"{item.difficulty:.2f}",
        **{"note": section.note, "headings": " > ".join(section.headings), "section_id": section.id},
        **{"line_start": str(cited.line_start), "line_end": str(cited.line_end), "quote": cited.quote},
    }


def _of_options(item: QuizItem) -> dict[str, str]:
    cells: dict[str, str] = {}
    for at, (option, why) in enumerate(zip(item.options, item.explanations, strict=True)):
        one = letter(at).lower()
        if item.form is not ReplyForm.TYPED:
            cells[f"option_{one}"] = option
        cells |= {f"why_{one}": why.text, f"source_{one}": place(why.citation), f"quote_{one}": why.citation.quote}
    return cells
