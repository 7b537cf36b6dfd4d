"""How a question says where it belongs: "In Amazon Kinesis, ", or with the heading that its words are read under."""

from __future__ import annotations

import re

from dva_assist.quiz.facts import Origin
from dva_assist.quiz.wording import content
from dva_assist.types import Sentence, SentenceKind

LEAD_IN = re.compile(r"^In .+?, (?=(?:which|what|when|is|how|as to|in which)\b)")


def lead_in(origin: Origin, sentence: Sentence | None = None) -> str:
    """ "In Amazon Kinesis, "; a sentence is read under its heading, unless it is a row or says all that this does."""
    if sentence is None or sentence.kind is SentenceKind.ROW or _tells(f"{sentence.plain} {origin.subject}", origin):
        return f"In {origin.spoken}, "
    return read_under(origin)


def read_under(origin: Origin) -> str:
    """ "In AWS CodeDeploy (hook order for Lambda deployments), ", unless the subject says all that the heading does."""
    return lead_in(origin) if _tells(origin.subject, origin) else f"In {origin.spoken} ({origin.about}), "


def _tells(text: str, origin: Origin) -> bool:
    return content(origin.about) <= content(text)
