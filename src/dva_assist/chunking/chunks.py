"""Sections to chunks that fit the encoder: what is embedded is the heading chain and the plain sentences.

Tokens are counted with the encoder's own tokenizer, special tokens included; ``budget`` is never exceeded.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from dva_assist.chunking.surroundings import contexts_of, heading_chain, is_voiced, telling_headings
from dva_assist.chunking.windows import CountTokens, balanced, halves, windows
from dva_assist.errors import BadInput
from dva_assist.types import Chunk, Note, Section, Sentence, SentenceKind

SMALLEST_BUDGET = 16
LISTED = {SentenceKind.ITEM, SentenceKind.HEADER, SentenceKind.ROW}


@dataclass(frozen=True, slots=True)
class Atom:
    """Sentences ``first:last`` that stay together: one that is embedded, and silent ones beside it."""

    first: int
    last: int
    plain: str
    tokens: int  # without special tokens
    block: int
    leads_in: bool  # what follows belongs to it


@dataclass(frozen=True, slots=True)
class Draft:
    """A chunk in the making; ``text`` are the words of its sentences, or a part of the only one."""

    section: Section
    chain: str
    context: str
    atoms: tuple[Atom, ...]
    text: str

    @property
    def embedded(self) -> str:
        return "\n".join(filter(None, (self.chain, self.context, self.text)))


def chunk_note(note: Note, count_tokens: CountTokens, budget: int) -> list[Chunk]:
    """Chunks in the order of the note; every sentence is in exactly one, unless it alone exceeds the budget.

    Such a sentence has several chunks with the same ``first`` and ``last``, each with a part of it. A heading
    chain of more than half the budget loses headings from the front, then words of the last heading.
    A section without sentences has no chunk. Raises BadInput for a budget below 16.
    """
    if budget < SMALLEST_BUDGET:
        raise BadInput(f"{budget} tokens hold no text; set DVA_ASSIST_CHUNK_TOKENS to {SMALLEST_BUDGET} or more")
    contexts = contexts_of(note.sections)
    counts = _counts(note.sections, count_tokens)
    drafts: list[Draft] = []
    for section in note.sections:
        if section.sentences:
            drafts += _drafts(section, contexts.get(section.id, ""), counts, count_tokens, budget)
    return _chunks(_verified(drafts, count_tokens, budget))


def _counts(sections: Sequence[Section], count_tokens: CountTokens) -> dict[str, int]:
    """Tokens of all heading chains, of all sentences and of the empty text (the special tokens), in one call."""
    texts = {""}
    for section in sections:
        if section.sentences:
            texts.add(heading_chain(section))
            texts.update(sentence.plain for sentence in section.sentences)
    ordered = sorted(texts)
    return dict(zip(ordered, count_tokens(ordered), strict=True))


def _drafts(
    section: Section, context: str, counts: dict[str, int], count_tokens: CountTokens, budget: int
) -> Iterator[Draft]:
    special = counts[""]
    chain, taken = _fitting_chain(section, counts, count_tokens, budget)
    atoms = _atoms(section, counts)
    with_context = taken + (counts[context] - special)
    if context and with_context + sum(atom.tokens for atom in atoms) > budget:
        context = ""
    room = budget - taken
    for big, run in groupby(atoms, key=lambda atom: atom.tokens > room):
        group = tuple(run)
        if big:
            for atom in group:
                for window in windows(atom.plain, count_tokens, room + special):
                    yield Draft(section, chain, "", (atom,), window)
        elif context:
            yield _draft(section, chain, context, group)
        else:
            for first, last in balanced([atom.tokens for atom in group], room, _penalties(group)):
                yield _draft(section, chain, "", group[first:last])


def _draft(section: Section, chain: str, context: str, atoms: tuple[Atom, ...]) -> Draft:
    return Draft(section, chain, context, atoms, "\n".join(atom.plain for atom in atoms if atom.plain))


def _penalties(atoms: Sequence[Atom]) -> Callable[[int], float]:
    def penalty(border: int) -> float:
        before, after = atoms[border - 1], atoms[border]
        if before.leads_in:
            return 1.0
        return 0.25 if before.block == after.block else 0.0

    return penalty


def _fitting_chain(section: Section, counts: dict[str, int], count_tokens: CountTokens, budget: int) -> tuple[str, int]:
    """The heading chain and its tokens, at most half the budget."""
    chain = heading_chain(section)
    headings = telling_headings(section)
    tokens = counts[chain]
    while tokens > budget // 2 and len(headings) > 1:
        headings = headings[1:]
        chain = " > ".join(headings)
        tokens = count_tokens([chain])[0]
    if tokens > budget // 2:
        chain = windows(chain, count_tokens, budget // 2)[0]
        tokens = count_tokens([chain])[0]
    return chain, tokens


def _atoms(section: Section, counts: dict[str, int]) -> list[Atom]:
    """Silent sentences stay with the one before them, a header and what stands first with the one behind."""
    sentences = section.sentences
    voiced = [number for number, sentence in enumerate(sentences) if is_voiced(sentence)]
    if not voiced:
        return [Atom(0, len(sentences), "", 0, 0, False)]
    firsts = [0]
    for before, number in pairwise(voiced):
        first = number
        while first - 1 > before and sentences[first - 1].kind is SentenceKind.HEADER:
            first -= 1
        firsts.append(first)
    return [
        Atom(
            first,
            last,
            sentences[number].plain,
            counts[sentences[number].plain] - counts[""],
            sentences[number].block,
            _leads_in(sentences[number], sentences[number + 1] if number + 1 < len(sentences) else None),
        )
        for number, first, last in zip(voiced, firsts, [*firsts[1:], len(sentences)], strict=True)
    ]


def _leads_in(sentence: Sentence, following: Sentence | None) -> bool:
    if following is None:
        return False
    if sentence.kind is SentenceKind.PROSE and following.kind in LISTED:
        return True
    return sentence.plain.endswith(":")


def _verified(drafts: list[Draft], count_tokens: CountTokens, budget: int) -> list[tuple[Draft, int]]:
    """The drafts with their exact tokens; what is over the budget because words count otherwise together is halved."""
    while True:
        counted = list(zip(drafts, count_tokens([draft.embedded for draft in drafts]), strict=True))
        if all(tokens <= budget for _, tokens in counted):
            return counted
        drafts = [part for draft, tokens in counted for part in ([draft] if tokens <= budget else _smaller(draft))]


def _smaller(draft: Draft) -> list[Draft]:
    """The draft without its context, else in halves."""
    if draft.context:
        return [replace(draft, context="")]
    if len(draft.atoms) > 1:
        middle = len(draft.atoms) // 2
        parts = draft.atoms[:middle], draft.atoms[middle:]
        return [_draft(draft.section, draft.chain, "", atoms) for atoms in parts]
    if len(draft.text) > 1:
        return [replace(draft, text=text) for text in halves(draft.text)]
    return [replace(draft, chain=draft.chain[: len(draft.chain) // 2].strip())]


def _chunks(drafts: Sequence[tuple[Draft, int]]) -> list[Chunk]:
    seen: Counter[tuple[str, str]] = Counter()
    chunks = []
    for draft, tokens in drafts:
        section, embedded = draft.section, draft.embedded
        occurrence = seen[section.id, embedded]
        seen[section.id, embedded] += 1
        name = _digest(f"{section.id}\n{embedded}\n{occurrence}")[:16]
        first, last = draft.atoms[0].first, draft.atoms[-1].last
        chunks.append(Chunk(name, _digest(embedded)[:32], section, first, last, embedded, tokens))
    return chunks


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
