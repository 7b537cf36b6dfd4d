"""Numbered lists whose order matters: steps, phases, places that are searched one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dva_assist.quiz.definitions import is_aside
from dva_assist.quiz.facts import Origin, Procedure
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.wording import BASE_VERBS, VERBS, balanced, quoted
from dva_assist.types import Sentence, SentenceKind

LEAST = 3  # steps
_ORDERED = re.compile(r"\b(?:steps?|workflow|procedure)\b", re.IGNORECASE)
_STRICTLY = re.compile(
    r"\b(?:in (?:this |the )?order|order of|sequence|phases|stages|states|pass(?:es)? through|runs? through|"
    r"one after (?:the other|another))\b",
    re.IGNORECASE,
)
# What somebody or something does: "The client sends ...", "CodeArtifact looks ...", "On a miss, ..."
_ACTS = "|".join(
    VERBS
    + (
        "acts answers asks assembles attaches changes deploys detaches ends exchanges executes fetches gets goes "
        "handles installs launches lies looks loads monitors opens picks pauses polls posts promotes provisions pulls "
        "points rejects reaches receives redirects reports restarts retries searches selects starts takes tells "
        "terminates tests tries verifies"
    ).split()
)
_TOLD = re.compile(
    rf"^(?:(?:The|An?|On|After|Once|As|If|Each|Every|With|Without|Later|In|Your|Of) |(?:\S+ ){{1,5}}?(?:{_ACTS}) )"
)
_BRANCH = re.compile(r"(?:On a|After (?:an?|throttling)\b|If|Each|Every|When|Otherwise) ?")
# What happens only in some cases is no step: it has no place among the others.
_ALTERNATIVE = re.compile(
    r"^(?:Without|If|Unless|Otherwise|Else|Or|In case|(?:A|Any|After a|On a) (?:fail|error|denial)\w*)\b"
    r"|\b(?:otherwise|or else)\b|\bif (?:it|the \w+(?: \w+)?) (?:has|is|was|finds?) ",
    re.IGNORECASE,
)
_CHECK = re.compile(r"^(?:Check|Compare|Verify|Validate|Ensure|Confirm|Make sure|Test)\b")
_CHECKS = 2  # from which on their order among themselves is a matter of taste
_PARTIES = re.compile(
    r"\b(?:between accounts|cross-account|both (?:sides|parties|accounts)|each side)\b", re.IGNORECASE
)
_COMMAND = re.compile(rf"^(?:{'|'.join(verb.capitalize() for verb in BASE_VERBS)}|Put|Set|Add|Let|Create|Choose) ")
_CONDITION = re.compile(
    r"\b(?:may (?:only|call\b.*\bonly)|is (?:denied|limited|allowed)|gets? (?:the )?(?:\w+ )?permissions?|own an?"
    r"|polic(?:y|ies)\b.*\b(?:allows?|names?)|all (?:its )?conditions)\b"
)


# Advice that is numbered so that it can be referred to; its order does not matter.
_NO_ORDER = re.compile(
    r"\b(?:rules|measures|points|layers|ways|conditions|checks these|by these steps|questions|parts|practices|tips|"
    r"options|reasons|cures|fixes|advice|effort|rollback)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:these|those|following|the|through)(?: \w+)? "
    r"(?P<noun>steps|phases|stages|states|events|places|limits|hooks)\b"
    r"|^(?P<first>steps|phases|stages)\b",
    re.IGNORECASE,
)
_NO_LEAD = re.compile(
    r"^(?:the )?(?:steps?|procedure|order)\b(?: after the [\w-]+)?(?: (?:are|is) (?:these|as follows))?[:.]?$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"^(?:it|they|this|that|these|here)\b(?! (?:steps|phases|stages|events|states))", re.IGNORECASE)


def procedures(origin: Origin) -> Iterator[Procedure]:
    """Lists of at least three steps with a lead-in, or under a heading, that says that their order matters."""
    if is_aside(origin):
        return
    lead: Sentence | None = None
    for _, block in groupby(origin.section.sentences, key=lambda sentence: sentence.block):
        sentences = list(block)
        if sentences[0].kind is SentenceKind.ITEM and sentences[0].ordered:
            found = _procedure(origin, lead, _steps(sentences))
            if found is not None:
                yield found
        last = sentences[-1]
        lead = last if last.kind is SentenceKind.PROSE and last.plain.rstrip().endswith(":") else None


def _steps(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """The first sentence of each item of the outermost level, without a last one that tells of another outcome."""
    found, line = [], 0
    for sentence in sentences:
        if sentence.kind is SentenceKind.ITEM and sentence.depth == 0 and sentence.line_start > line:
            found.append(sentence)
        line = sentence.line_end
    return tuple(found[:-1]) if found and _ALTERNATIVE.search(found[-1].plain) else tuple(found)


def _procedure(origin: Origin, lead: Sentence | None, steps: tuple[Sentence, ...]) -> Procedure | None:
    said = " ".join(lead.plain.split()) if lead else ""
    about = said if said and not _NO_LEAD.match(said) and not _POINTS.match(said) else origin.section.heading
    cue = f"{said} {origin.section.heading}" if about is not said else said
    if len(steps) < LEAST or _NO_ORDER.search(said):
        return None
    if not _STRICTLY.search(cue) and not (_ORDERED.search(cue) and _is_story(steps)):
        return None
    if any(step.plain.rstrip().endswith("?") or not balanced(step.plain) for step in steps):
        return None
    if not _has_one_order(steps) or _PARTIES.search(cue):
        return None
    question = f"{lead_in(origin, lead)}in which order do these{_noun(cue, steps)} come: {quoted(about.rstrip(':.'))}?"
    return Procedure(origin, lead or steps[0], steps, question)


def _has_one_order(steps: tuple[Sentence, ...]) -> bool:
    """Whether each step follows on the one before: no alternatives, no checks that may change places."""
    checks = sum(bool(_CHECK.match(step.plain)) for step in steps)
    branches = sum(bool(re.match(r"(?:On|After) an? |After throttling", step.plain)) for step in steps)
    return checks < _CHECKS and branches < 2 and not any(_ALTERNATIVE.search(step.plain) for step in steps)


def _noun(cue: str, steps: tuple[Sentence, ...]) -> str:
    """ " phases" where the lead-in calls them so, " steps" where they are actions, else nothing."""
    if match := _NOUN.search(cue):
        return " " + (match["noun"] or match["first"]).lower()
    acts = sum(bool(_TOLD.match(step.plain) or _COMMAND.match(step.plain)) for step in steps)
    return " steps" if acts == len(steps) else ""


def _is_story(steps: tuple[Sentence, ...]) -> bool:
    """Whether the steps tell what happens, so that their order follows from what they say."""
    branches = sum(bool(_BRANCH.match(step.plain)) for step in steps)
    told = [bool(_TOLD.match(step.plain)) and not _COMMAND.match(step.plain) for step in steps]
    return branches < 2 and sum(told) >= 0.75 * len(told) and not any(_CONDITION.search(step.plain) for step in steps)
