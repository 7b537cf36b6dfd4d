"""What a learner gets: the model's words where something of them is proved, else the notes' own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dva_assist.types import Answer, AnswerSentence, Citation
from dva_assist.writing.writer import DECLINED, Draft

OWN_WORDS = "{trouble}. These are the notes' own words."
BROKE_OFF = "{trouble}. What it said before that is shown."
APART = "{model} chose other sentences than the program did: those of the program come first."
LEFT_OUT = "{count} of {model} left out, because your notes do not carry {pronoun}."


def worded(answer: Answer, draft: Draft) -> Answer:
    """``answer`` in the words of the draft; as it is, with what happened as its remark, where the draft has none.

    Where the whole draft rests on none of the sentences that the program chose, one of the two has missed the point,
    and small models do so more often: then the notes' own answer comes first and the draft after it.
    """
    wording = replace(draft.wording, used=bool(draft.sentences))
    apart = draft.done and bool(draft.sentences) and not _places(answer.citations) & _places(draft.citations)
    remarks = [answer.remark, _trouble(draft), _left_out(draft), APART.format(model=wording.model) if apart else ""]
    remark = " ".join(remark for remark in remarks if remark)
    if not draft.sentences:
        status = "partial" if draft.trouble == DECLINED else answer.status
        return replace(answer, status=status, remark=remark, wording=wording)
    sentences, citations = _both(answer, draft) if apart else (draft.sentences, draft.citations)
    return replace(answer, sentences=sentences, citations=citations, remark=remark, wording=wording)


def _places(citations: Iterable[Citation]) -> set[tuple[str, int]]:
    return {(citation.section.id, citation.start) for citation in citations}


def _both(answer: Answer, draft: Draft) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """The notes' own sentences, then those of the draft; markers and blocks are counted through."""
    before = len(answer.citations)
    sections = {c.marker: c.section.id for c in answer.citations}
    blocks: dict[tuple[str, int], int] = {}
    own = [
        replace(s, block=blocks.setdefault((sections[s.citations[0]], s.block), len(blocks))) for s in answer.sentences
    ]
    added = [
        replace(s, citations=tuple(before + marker for marker in s.citations), block=len(blocks) + s.block)
        for s in draft.sentences
    ]
    citations = (*answer.citations, *(replace(c, marker=before + c.marker) for c in draft.citations))
    return (*own, *added), citations


def _trouble(draft: Draft) -> str:
    if not draft.trouble:
        return ""
    model, trouble = draft.wording.model, draft.trouble.rstrip(".")
    told = trouble if model in trouble else f"{model}: {trouble}"
    return (BROKE_OFF if draft.sentences else OWN_WORDS).format(trouble=told)


def _left_out(draft: Draft) -> str:
    """Only beside sentences that are shown, and where the others are not."""
    count = draft.wording.not_carried - len(draft.wording.unproved)
    if not draft.done or not count or not draft.sentences:
        return ""
    counted = "one sentence" if count == 1 else f"{count} sentences"
    text = LEFT_OUT.format(count=counted, model=draft.wording.model, pronoun="it" if count == 1 else "them")
    return text[0].upper() + text[1:]
