"""Results as the JSON documents that the command line promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dva_assist.indexing import IndexReport
from dva_assist.quiz import Scenarios
from dva_assist.quiz.snapshot import Json, citation_json, item_json
from dva_assist.types import Answer, AnswerSentence, NoAnswer, Passage, QuizItem, SentenceKind


def passage_json(passage: Passage) -> Json:
    """``text`` is the raw text that the passage spans."""
    section, sentences = passage.section, passage.chunk.sentences
    return {
        "rank": passage.rank,
        "score": round(passage.score, 4),
        "note": section.note,
        "section_id": section.id,
        "headings": list(section.headings),
        "line_start": sentences[0].line_start,
        "line_end": sentences[-1].line_end,
        "text": "\n".join(s.text for s in sentences),
    }


def search_json(
    question_id: str | None, question: str, result: Sequence[Passage] | NoAnswer, elapsed_ms: float
) -> Json:
    found = result.passages if isinstance(result, NoAnswer) else result
    shape: Json = {
        "id": question_id,
        "question": question,
        "passages": [passage_json(p) for p in found],
        "elapsed_ms": round(elapsed_ms, 1),
    }
    return shape | ({"reason": result.reason} if isinstance(result, NoAnswer) else {})


def ask_json(question_id: str | None, question: str, result: Answer | NoAnswer, elapsed_ms: float) -> Json:
    """``llm`` is the model whose words are shown; null where they are the notes' own.

    ``unproved`` is there only where such sentences are to be shown: what the model said and the notes do not carry.
    """
    wording = result.wording if isinstance(result, Answer) else None
    unproved = {"unproved": list(wording.unproved)} if wording and wording.unproved else {}
    return {
        "id": question_id,
        "question": question,
        "status": result.status if isinstance(result, Answer) else "no_answer",
        "answer": plain_answer(result.sentences) if isinstance(result, Answer) else "",
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in result.sentences]
        if isinstance(result, Answer)
        else [],
        "citations": [citation_json(c) for c in result.citations] if isinstance(result, Answer) else [],
        "reason": result.remark if isinstance(result, Answer) else result.reason,
        "confidence": round(result.confidence, 3),
        "passages": [passage_json(p) for p in result.passages],
        "llm": wording.model if wording and wording.used else None,
        "elapsed_ms": round(elapsed_ms, 1),
        **unproved,
    }


def plain_answer(sentences: Iterable[AnswerSentence]) -> str:
    """The answer as lines of text, each sentence with its markers."""
    lines: list[str] = []
    previous: AnswerSentence | None = None
    for sentence in sentences:
        text = f"{sentence.text} {' '.join(f'[{m}]' for m in sentence.citations)}"
        if sentence.kind is SentenceKind.ITEM:
            lines.append(f"{'  ' * sentence.depth}- {text}")
        elif lines and previous is not None and previous.kind is sentence.kind is SentenceKind.PROSE:
            lines[-1] += " " + text
        else:
            lines.append(text)
        previous = sentence
    return "\n".join(lines)


def quiz_json(items: Sequence[QuizItem], seed: int, written: Scenarios | None = None) -> Json:
    """``yield`` says what became of the replies of a language model, where one wrote."""
    shape: Json = {"items": [item_json(item) for item in items], "seed": seed}
    if written is None:
        return shape
    counts = {"asked": written.asked, "kept": len(written.items), "dropped": dict(written.dropped)}
    return shape | {"yield": counts}


def index_json(report: IndexReport) -> Json:
    """Without the problems: they are told one by one."""
    fields = ("notes", "sections", "chunks", "added", "kept", "removed", "seconds", "encoder", "index")
    return {name: getattr(report, name) for name in fields}
