"""Terms to be matched with what is said of them."""

from __future__ import annotations

from random import Random

from dva_assist.quiz.assembly import MATCH, Option, item
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import related
from dva_assist.quiz.facts import ERRORS, Definition, Form
from dva_assist.quiz.items import says
from dva_assist.quiz.kinship import shape
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.pairs import likeness
from dva_assist.quiz.wording import as_sentence, contains, content, ended, is_led, key_of, quoted, shown, tokens
from dva_assist.types import QuizItem, ReplyForm

FEWEST, MOST = 3, 4  # prompts
LONGEST = 150  # characters of a description
MOST_PLAIN = 3  # words of a term that needs no quotation marks
_ASKED = {
    Form.NOUN: "which description belongs to which of these: {terms}?",
    Form.VERB: "what does each of these do: {terms}?",
    Form.CLAUSE: "which description belongs to which of these: {terms}?",
    Form.CHOICE: "when should you choose each of these: {terms}?",
    Form.CAUSE: "what causes each of these errors: {terms}?",
    Form.CURE: "what cures each of these errors: {terms}?",
}


def match(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """Three or four terms of one subject and form, none related to another, with their descriptions shuffled."""
    facts = _group(fact, book, rng)
    if len(facts) < FEWEST:
        return None
    prompts = rng.sample(facts, len(facts))
    options = rng.sample(facts, len(facts))
    correct = tuple(options.index(one) for one in prompts)
    names = [shown(one.term, one.sentence.text) for one in prompts]
    told = sorted(quoted(name) if any(len(one.split()) > MOST_PLAIN for one in names) else name for name in names)
    terms = f"{', '.join(told[:-1])} and {told[-1]}"
    stem = f"{lead_in(fact.origin)}{_ASKED[fact.form].format(terms=terms)}"
    described = [Option(_described(one), says(one), one.origin, one.sentence) for one in options]
    return item(
        MATCH, stem, described, correct, (fact.origin, fact.sentence), form=ReplyForm.MATCH, prompts=tuple(names)
    )


def _described(fact: Definition) -> str:
    return ended(as_sentence(fact.body, fact.sentence.text))


def _group(fact: Definition, book: FactBook, rng: Random) -> list[Definition]:
    if not _fits_alone(fact):
        return []
    home = [one for one in book.by_subject[fact.origin.subject] if isinstance(one, Definition)]
    ranked = sorted(
        ((likeness(fact, one) + rng.random(), -at, one) for at, one in enumerate(home)),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    group = [fact]
    for _, _, other in ranked:
        parallel = other.form is fact.form and shape(other, book) == shape(fact, book) and other.plural == fact.plural
        if parallel and _fits_alone(other) and all(_unrelated(one, other, book) for one in group):
            group.append(other)
        if len(group) == MOST:
            break
    return group


def _fits_alone(fact: Definition) -> bool:
    """Whether the description does not name its term, in part either; what both are about may stand in both."""
    shared = content(fact.term) & content(fact.body)
    return len(fact.body) <= LONGEST and shared <= content(fact.origin.subject)


def _unrelated(one: Definition, other: Definition, book: FactBook) -> bool:
    if one is other or one.sentence == other.sentence or related(one, other, book):
        return False
    names, texts = (key_of(one.term), key_of(other.term)), (tokens(one.body), tokens(other.body))
    if one.form is Form.CHOICE and is_led(one.body) != is_led(other.body):
        return False
    crossed = any(contains(text, name) for text in texts for name in names)
    lengths = sorted(len(fact.body) for fact in (one, other))
    if one.form in (Form.CHOICE, *ERRORS) and content(one.body) & content(other.body):
        return False  # "retry" and "retry with backoff" cure much the same
    return not crossed and lengths[1] <= max(2.5 * lengths[0], 60)
