"""Which sentences make the answer, and in which order: a list or table comes whole where it is short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dva_assist.answering.scoring import QUOTABLE, WANTS_BLOCK, Scored, is_lead_in
from dva_assist.types import Question, QuestionKind, Section, Sentence, SentenceKind
from dva_assist.words import stems

Pick = tuple[Section, int]  # a section and the position of a sentence in it

MAX_SENTENCES = 5
MAX_FIGURES = 3  # sentences for a question that asks for a number
BESIDE_BLOCK = 2  # best sentences that come with a list or table, wherever they stand
MAX_ITEMS = 12
MAX_CODE_LINES = 20
_NEAR = 0.82  # a further sentence beside the best one must score at least this share of it
_FAR = 0.88  # and one from elsewhere this share
_BLOCK = 0.86  # and the member of a list that is shown whole
_SAME = 0.75  # two sentences sharing this much of their words say the same

_LEANING = re.compile(
    r"^(it|its|they|their|this|these|those|such|he|she|however|therefore|otherwise|instead|then|also|in addition|"
    r"for example|for instance|additionally|that)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(r"then:|(formerly|previously|in the past|originally)\b", re.IGNORECASE)
_BLOCKS = frozenset({SentenceKind.ITEM, SentenceKind.ROW, SentenceKind.HEADER, SentenceKind.CODE})


def select(question: Question, scored: Sequence[Scored]) -> list[Pick]:
    """The sentences of the answer in reading order; ``scored`` is best first and not empty."""
    if question.kind is QuestionKind.COMPARISON:
        picks = _compare(question, scored)
    elif block := _whole_block(question, scored):
        picks = _best_sentences(question, scored, BESIDE_BLOCK) + block
    else:
        most = MAX_FIGURES if question.kind is QuestionKind.NUMBER else MAX_SENTENCES
        picks = _best_sentences(question, scored, most)
    return _in_order(_without_repeats(picks))


def _best_sentences(question: Question, scored: Sequence[Scored], most: int = MAX_SENTENCES) -> list[Pick]:
    """The best sentence and what comes near it, in its own section first."""
    best = scored[0]
    picks = _with_context(best) + _of_today(best, scored)
    chosen = 1
    for other in scored[1:]:
        if chosen == most or other.score < _NEAR * best.score:
            break
        if other.sentence.kind in (SentenceKind.CODE, SentenceKind.PICTURE) or other.coverage < 0.7 * best.coverage:
            continue
        near = other.section.id == best.section.id and abs(other.position - best.position) <= 3
        if other.score >= (_NEAR if near else _FAR) * best.score:
            picks += _with_context(other)
            chosen += 1
    if question.kind is QuestionKind.DEFINITION and chosen == 1:
        picks += _next_sentence(best)
    return picks


def _of_today(best: Scored, scored: Sequence[Scored]) -> list[Pick]:
    """Where the best sentence tells of former times, the best one that does not."""
    if not _tells_of_former_times((best.section, best.position)):
        return []
    others = (s for s in scored if not _tells_of_former_times((s.section, s.position)))
    return next((_with_context(other) for other in others), [])


def _with_context(scored: Scored) -> list[Pick]:
    """The sentence, after what it cannot be read without: the sentence it leans on, its lead-in, its table's head."""
    section, position = scored.section, scored.position
    sentence = scored.sentence
    if is_lead_in(section, position):
        return _introduced(scored)
    if sentence.kind is SentenceKind.ROW:
        return [*_head(section, sentence), (section, position)]
    if sentence.kind is SentenceKind.CODE:
        return _block(section, sentence, MAX_CODE_LINES)
    if sentence.kind is SentenceKind.ITEM and len(sentence.plain.split()) < 8:
        return [*_lead_in(section, sentence), (section, position)]
    if _LEANING.match(sentence.plain) and position and section.sentences[position - 1].kind is SentenceKind.PROSE:
        return [(section, position - 1), (section, position)]
    return [(section, position)]


def _next_sentence(scored: Scored) -> list[Pick]:
    after = scored.position + 1
    if after < len(scored.section.sentences):
        following = scored.section.sentences[after]
        if following.kind is SentenceKind.PROSE and not is_lead_in(scored.section, after):
            return [(scored.section, after)]
    return []


def _whole_block(question: Question, scored: Sequence[Scored]) -> list[Pick]:
    """The list, table or code that the best sentence introduces, or belongs to where the question wants it whole.

    A question for a list or for steps is content with a block whose member comes near the best sentence.
    """
    best = scored[0]
    if is_lead_in(best.section, best.position):
        return _introduced(best)
    if question.kind in WANTS_BLOCK:
        for s in scored:
            if s.score < _BLOCK * best.score:
                break
            if is_lead_in(s.section, s.position):
                return _introduced(s)
            if s.sentence.kind in (SentenceKind.ITEM, SentenceKind.ROW) and (block := _block_of(s)):
                return block
    elif question.kind is QuestionKind.OTHER and best.sentence.ordered:
        return _block_of(best)
    return []


def _introduced(lead_in: Scored) -> list[Pick]:
    following = lead_in.section.sentences[lead_in.position + 1]
    return [(lead_in.section, lead_in.position), *_block(lead_in.section, following, MAX_ITEMS)]


def _block_of(member: Scored) -> list[Pick]:
    block = _block(member.section, member.sentence, MAX_ITEMS)
    return [*_lead_in(member.section, member.sentence), *block] if block else []


def _block(section: Section, member: Sentence, most: int) -> list[Pick]:
    """All sentences of the member's block, or none if they are more than ``most``."""
    inside = [i for i, s in enumerate(section.sentences) if s.block == member.block and s.kind in _BLOCKS]
    lines = sum(section.sentences[i].text.count("\n") + 1 for i in inside)
    short = lines <= most if member.kind is SentenceKind.CODE else len(inside) <= most + 1
    return [(section, i) for i in inside] if short else []


def _lead_in(section: Section, member: Sentence) -> list[Pick]:
    first = next(i for i, s in enumerate(section.sentences) if s.block == member.block)
    return [(section, first - 1)] if first and is_lead_in(section, first - 1) else []


def _head(section: Section, row: Sentence) -> list[Pick]:
    return [
        (section, i) for i, s in enumerate(section.sentences) if s.block == row.block and s.kind is SentenceKind.HEADER
    ]


def _compare(question: Question, scored: Sequence[Scored]) -> list[Pick]:
    """A table that sets both sides side by side, else the best of what names both and the best of each side."""
    sides = [stems(side) for side in question.sides]
    if not sides:
        return _whole_block(question, scored) or _best_sentences(question, scored)
    for s in scored:
        if s.sentence.kind is SentenceKind.ROW and all(side <= _table_stems(s) for side in sides):
            table = [*_lead_in(s.section, s.sentence), *_block(s.section, s.sentence, MAX_ITEMS)]
            if table and s.score >= 0.7 * scored[0].score:
                return table
    both = [s for s in scored if all(side <= stems(s.sentence.plain) for side in sides)]
    chosen = both[:2]
    for side in sides:
        chosen += [s for s in _about(side, scored) if s not in chosen][: 1 if both else 2]
    picks = [pick for s in chosen for pick in _with_context(s)]
    return picks or _best_sentences(question, scored)


def _about(side: frozenset[str], scored: Sequence[Scored]) -> list[Scored]:
    """Sentences that name the side, else those under a heading that does."""
    named = [s for s in scored if side <= stems(s.sentence.plain)]
    return named or [s for s in scored if side <= stems(s.section.heading)]


def _table_stems(scored: Scored) -> frozenset[str]:
    rows = (s.plain for s in scored.section.sentences if s.block == scored.sentence.block)
    return stems(" ".join([*scored.section.headings, *rows]))


def _without_repeats(picks: Iterable[Pick]) -> list[Pick]:
    """Each sentence once, and none that says what an earlier one from elsewhere says."""
    kept: list[Pick] = []
    seen: list[tuple[str, frozenset[str]]] = []
    for section, position in picks:
        sentence = section.sentences[position]
        if (section, position) in kept or (sentence.kind not in QUOTABLE and sentence.kind is not SentenceKind.HEADER):
            continue
        found = stems(sentence.plain)
        if any(other != section.id and _jaccard(found, there) >= _SAME for other, there in seen):
            continue
        seen.append((section.id, found))
        kept.append((section, position))
    return kept


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _in_order(picks: Sequence[Pick]) -> list[Pick]:
    """Sections in the order in which they were first picked, sentences in the order of the note.

    What tells how things used to be ("Then: ...") comes last, so that the value of today leads.
    """
    order = {section.id: rank for rank, (section, _) in reversed(list(enumerate(picks)))}
    return sorted(picks, key=lambda pick: (_tells_of_former_times(pick), order[pick[0].id], pick[1]))


def _tells_of_former_times(pick: Pick) -> bool:
    section, position = pick
    return bool(_ONCE.match(section.sentences[position].plain))
