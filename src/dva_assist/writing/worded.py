"""What a learner gets: the model's words where something of them is proved, else the notes' own."""

from __future__ import annotations

from dataclasses import replace

from dva_assist.types import Answer
from dva_assist.writing.writer import DECLINED, Draft

OWN_WORDS = "{trouble}. These are the notes' own words."
BROKE_OFF = "{trouble}. What it said before that is shown."
LEFT_OUT = "{count} of {model} left out, because your notes do not carry {pronoun}."


def worded(answer: Answer, draft: Draft) -> Answer:
    """``answer`` in the words of the draft; as it is, with what happened as its remark, where the draft has none."""
    wording = replace(draft.wording, used=bool(draft.sentences))
    remarks = [answer.remark, _trouble(draft), _left_out(draft)]
    remark = " ".join(remark for remark in remarks if remark)
    if not draft.sentences:
        status = "partial" if draft.trouble == DECLINED else answer.status
        return replace(answer, status=status, remark=remark, wording=wording)
    return replace(answer, sentences=draft.sentences, citations=draft.citations, remark=remark, wording=wording)


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
