"""From options with their explanations to an item: ids, shuffled positions, markers of citations, difficulty."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from dva_assist.quiz.facts import Origin
from dva_assist.types import Citation, Explanation, QuizItem, ReplyForm, Sentence

WANTED = 3  # distractors of a single answer
DEFINITION_TO_TERM = "definition-to-term"
TERM_TO_DEFINITION = "term-to-definition"
NUMBER = "number"
LIST_MEMBER = "list-member"
MULTIPLE_RESPONSE = "multiple-response"
FILL_NUMBER = "fill-number"
ORDER_STEPS = "order-steps"
MATCH = "match"
TRUE_FALSE = "true-false"
CLOZE = "cloze"
CONFUSABLE_PAIR = "confusable-pair"
SCENARIO = "scenario"  # the question of a language model
_EASE = {
    DEFINITION_TO_TERM: 0.3,
    TERM_TO_DEFINITION: 0.4,
    NUMBER: 0.55,
    LIST_MEMBER: 0.4,
    MULTIPLE_RESPONSE: 0.6,
    FILL_NUMBER: 0.75,
    ORDER_STEPS: 0.6,
    MATCH: 0.5,
    TRUE_FALSE: 0.45,
    CLOZE: 0.7,
    CONFUSABLE_PAIR: 0.3,
    SCENARIO: 0.6,
}


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    explanation: str
    origin: Origin
    sentence: Sentence


Proof = tuple[Origin, Sentence]  # what the item cites


def assemble(kind: str, stem: str, key: Option, distractors: Sequence[Option], rng: Random) -> QuizItem | None:
    """A single answer of four. None where there are too few distractors."""
    if len(distractors) < WANTED:
        return None
    return choice(kind, stem, [key], distractors, rng)


def choice(
    kind: str,
    stem: str,
    keys: Sequence[Option],
    distractors: Sequence[Option],
    rng: Random,
    proof: Proof | None = None,
    form: ReplyForm = ReplyForm.ONE,
) -> QuizItem:
    """Keys and distractors in random order. Without ``proof`` the item cites what its first key does."""
    options = [*keys, *distractors]
    rng.shuffle(options)
    correct = tuple(at for at, option in enumerate(options) if option in keys)
    return item(kind, stem, options, correct, proof or (keys[0].origin, keys[0].sentence), form=form)


def item(
    kind: str,
    stem: str,
    options: Sequence[Option],
    correct: tuple[int, ...],
    proof: Proof,
    *,
    form: ReplyForm = ReplyForm.ONE,
    prompts: tuple[str, ...] = (),
    accepted: tuple[str, ...] = (),
) -> QuizItem:
    """An item of any form. Marker 1 is the item's own citation; the others count on in the order of the options."""
    origin, sentence = proof
    section = origin.section
    span = f"{section.note}:{sentence.start}-{sentence.end}"
    return QuizItem(
        id=hashlib.sha256(f"{kind}\n{span}\n{stem}".encode()).hexdigest()[:12],
        kind=kind,
        stem=stem,
        options=tuple(option.text for option in options),
        correct=correct,
        explanations=tuple(_explanations(options, correct, proof)),
        citation=Citation.of(1, section, sentence),
        topics=origin.topics,
        exam_tasks=origin.exam_tasks,
        difficulty=_difficulty(kind, options, correct, origin),
        form=form,
        prompts=prompts,
        accepted=accepted,
    )


def _explanations(options: Sequence[Option], correct: tuple[int, ...], proof: Proof) -> list[Explanation]:
    """One key that cites what the item cites shares its marker."""
    section, sentence = proof[0].section, proof[1]
    own = next(
        (at for at in correct if options[at].origin.section.id == section.id and options[at].sentence == sentence), None
    )
    others = count(2)
    return [
        Explanation(
            option.explanation,
            Citation.of(1 if at == own else next(others), option.origin.section, option.sentence),
        )
        for at, option in enumerate(options)
    ]


def _difficulty(kind: str, options: Sequence[Option], correct: tuple[int, ...], origin: Origin) -> float:
    """Distractors of the same subject make it harder."""
    wrong = [option for at, option in enumerate(options) if at not in correct]
    near = sum(option.origin.subject == origin.subject for option in wrong)
    return round(min(_EASE[kind] + 0.1 * min(near, WANTED), 1.0), 2)
