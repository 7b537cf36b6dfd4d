"""Scenario questions that a language model writes, kept only where the notes prove them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count as count_from
from random import Random

from dva_assist.errors import BadInput, GenerationFailed
from dva_assist.protocols import TextGenerator
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.generate import choose
from dva_assist.quiz.items import SCENARIO, assemble
from dva_assist.quiz.linter import lint
from dva_assist.quiz.scenario_material import Statement, material
from dva_assist.quiz.scenario_prompt import REPLY_TOKENS, SCHEMA, messages, read_reply
from dva_assist.quiz.scenario_proof import NO_JSON, explained, prove
from dva_assist.types import Note, QuizItem, SentenceKind

ASKED_BEFORE = "a question that was asked already"
AGAINST_RULE = "against the rule of item writing: {}"
TRIES = 2  # replies asked for, for each item wanted
TEMPERATURE = 0.3  # so that the same sentences give another question with another seed


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What has come of it so far. ``trouble`` says what stopped the model; ``done`` that nothing follows."""

    wanted: int
    items: tuple[QuizItem, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)  # reason -> replies thrown away for it
    trouble: str = ""
    done: bool = False

    @property
    def asked(self) -> int:
        """Replies that were read to their end."""
        return len(self.items) + sum(self.dropped.values())

    @property
    def summary(self) -> str:
        """ "3 of 5 kept; thrown away: 2 for a wrong option that is right as well" """
        reasons = ", ".join(f"{number} for {reason}" for reason, number in self.dropped.items())
        return f"{len(self.items)} of {self.asked} kept" + (f"; thrown away: {reasons}" if reasons else "")

    def with_reply(self, result: QuizItem | str) -> Scenarios:
        """One reply further: an item, or why there is none."""
        if isinstance(result, QuizItem):
            return replace(self, items=(*self.items, result))
        return replace(self, dropped={**self.dropped, result: self.dropped.get(result, 0) + 1})


def make_scenarios(
    generator: TextGenerator,
    book: FactBook,
    note_of: Callable[[str], Note],
    *,
    count: int,
    seed: int,
    topic: str | None = None,
    sections: Collection[str] | None = None,
) -> Generator[Scenarios, None, None]:
    """At most ``count`` items, as they come; the last value is ``done``. ``note_of`` gives the note of a section id.

    The same value again means that the model is still at work; closing the iterator stops it. It is asked at most
    ``TRIES`` times as often as items are wanted. Where it fails, what there is stays. Raises BadInput for an unknown
    topic or section, and where the choice holds nothing to ask about.
    """
    chosen = sorted(choose(book, topic, sections))
    named = "|".join([str(seed), (topic or "").lower(), *sorted(sections or ())])
    Random(named).shuffle(chosen)
    state = Scenarios(count)
    try:
        for turn, statements in enumerate(_materials(chosen, note_of, named)):
            if len(state.items) == count or turn == TRIES * count:
                break
            rng = Random(f"{named}|{turn}")
            asked = messages(statements, _aim(statements, rng).number)
            said = yield from _listen(generator, asked, seed + turn, state)
            stems = {item.stem for item in state.items}
            state = state.with_reply(read_item(said, statements, book, rng, stems))
            yield state
    except GenerationFailed as error:
        state = replace(state, trouble=str(error))
    yield replace(state, done=True)


def _listen(
    generator: TextGenerator, asked: Sequence[Mapping[str, str]], seed: int, state: Scenarios
) -> Generator[Scenarios, None, str]:
    """The whole reply; ``state`` comes once more with each piece of it."""
    said = ""
    with closing(
        generator.generate(asked, max_tokens=REPLY_TOKENS, temperature=TEMPERATURE, seed=seed, schema=SCHEMA)
    ) as pieces:
        for piece in pieces:
            said += piece
            yield state
    return said


def _aim(statements: Sequence[Statement], rng: Random) -> Statement:
    """The sentence to make a question of; no table row where there is another, since small models get lost in rows."""
    return rng.choice([one for one in statements if one.sentence.kind is not SentenceKind.ROW] or statements)


def _materials(chosen: Sequence[str], note_of: Callable[[str], Note], named: str) -> Iterator[tuple[Statement, ...]]:
    """Statements of one section after the other, again and again. Raises BadInput where no section has any."""
    for again in count_from():
        empty = True
        for section_id in chosen:
            statements = material(note_of(section_id), section_id, Random(f"{named}|{section_id}|{again}"))
            if statements:
                empty = False
                yield statements
        if empty:
            raise BadInput("these sections hold nothing that a question can be made from; choose more topics")


def read_item(
    said: str, statements: Sequence[Statement], book: FactBook, rng: Random, stems: Collection[str] = ()
) -> QuizItem | str:
    """The item that a reply makes, or in a phrase why it is thrown away."""
    reply = read_reply(said)
    if reply is None:
        return NO_JSON
    if reply.stem in stems:
        return ASKED_BEFORE
    proved = prove(reply, statements, book)
    if isinstance(proved, str):
        return proved
    key, *others = explained(reply, proved, statements)
    item = assemble(SCENARIO, reply.stem, key, others, rng)
    assert item is not None, "the schema asks for enough wrong answers"
    broken = lint(item)
    return AGAINST_RULE.format(broken[0].split(":")[0].replace("_", " ")) if broken else item
