"""What must hold for any thousand generated items: positions of keys, lengths, duplicates, citations, retrieval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from scipy.stats import chisquare

from dva_assist.quiz.linter import lint
from dva_assist.types import QuizItem, ReplyForm

CHANCE = 0.01  # a p value below this says that the place of the key is no accident
LONGEST = 0.30  # of the choice items, at most
FOUND = 0.90  # of the keys' sections, at least
FIRST = 5  # passages among which a key's section is looked for
FEWEST = 30  # keys from which a chi-square says something


@dataclass(frozen=True, slots=True)
class Gate:
    """One demand on a set of items, what was measured, and whether it holds."""

    name: str
    measured: str
    holds: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.holds else 'FAIL'} {self.name:44} {self.measured}"


def gates(items: Sequence[QuizItem], raw: Mapping[str, str]) -> list[Gate]:
    """All gates that need no index. ``raw`` gives the text of each note by its path."""
    return [*positions(items), longest(items), duplicates(items), exact(items, raw), clean(items)]


def positions(items: Iterable[QuizItem]) -> list[Gate]:
    """Chi-square of the place of the keys, for each number of options; of steps, the place of the first one."""
    places: dict[tuple[str, int], Counter[int]] = {}
    for item in items:
        if item.form is not ReplyForm.TYPED:
            counted = item.correct[:1] if item.form in (ReplyForm.ORDER, ReplyForm.MATCH) else item.correct
            places.setdefault((item.form.value, len(item.options)), Counter()).update(counted)
    return [_uniform(form, size, seen) for (form, size), seen in sorted(places.items()) if seen.total() >= FEWEST]


def _uniform(form: str, size: int, seen: Counter[int]) -> Gate:
    observed = [seen[place] for place in range(size)]
    # Steps are never shown in their right order, so their first one stands first a little less often than elsewhere.
    p = float(chisquare(observed, _expected(form, size, seen.total())).pvalue)
    return Gate(f"key anywhere, {form} of {size}", f"p = {p:.2f} ({', '.join(map(str, observed))})", p >= CHANCE)


def _expected(form: str, size: int, total: int) -> list[float]:
    if form != ReplyForm.ORDER:
        return [total / size] * size
    orders, rest = 1, 1  # all orders of the steps, and those with the first step in one place
    for number in range(2, size + 1):
        orders, rest = orders * number, orders
    return [total * (rest - (place == 0)) / (orders - 1) for place in range(size)]


def longest(items: Iterable[QuizItem]) -> Gate:
    choices = [item for item in items if item.form is ReplyForm.ONE]
    share = sum(map(_is_longest, choices)) / max(len(choices), 1)
    return Gate("key is the longest option by itself", f"{share:.1%} of {len(choices)}", share <= LONGEST)


def _is_longest(item: QuizItem) -> bool:
    key = len(item.options[item.correct[0]])
    return all(len(option) < key for at, option in enumerate(item.options) if at not in item.correct)


def duplicates(items: Sequence[QuizItem]) -> Gate:
    stems = Counter(" ".join(item.stem.lower().split()) for item in items)
    again = len(items) - len(stems) + len(items) - len({item.id for item in items})
    return Gate("no duplicates", f"{again} stems or ids twice", again == 0)


def exact(items: Iterable[QuizItem], raw: Mapping[str, str]) -> Gate:
    cited = [one for item in items for one in (item.citation, *(e.citation for e in item.explanations))]
    wrong = [one for one in cited if raw[one.section.note][one.start : one.end] != one.quote or not one.quote]
    return Gate("citations exact", f"{len(wrong)} of {len(cited)} wrong", not wrong)


def clean(items: Iterable[QuizItem]) -> Gate:
    found = [f"{item.id} {wrong}" for item in items for wrong in lint(item)]
    return Gate("no rule of item writing broken", "; ".join(found[:3]) or "none", not found)


def found_again(items: Sequence[QuizItem], search: Callable[[str], Sequence[str]]) -> list[Gate]:
    """Whether our own search, asked the stem and the key, finds the section that proves the key.

    ``search`` gives the ids of the sections of the first passages.
    """
    hits = {item.id: item.citation.section.id in search(asked(item)) for item in items}
    by_kind = {
        kind: [hits[item.id] for item in group]
        for kind, group in groupby(sorted(items, key=lambda item: item.kind), key=lambda item: item.kind)
    }
    share = sum(hits.values()) / max(len(hits), 1)
    whole = Gate(f"section of the key in the first {FIRST}", f"{share:.1%} of {len(hits)}", share >= FOUND)
    rows = [Gate(f"  {kind}", f"{sum(own) / len(own):.1%} of {len(own)}", True) for kind, own in by_kind.items()]
    return [whole, *rows]


def asked(item: QuizItem) -> str:
    """The stem with its keys, as a question to the search; of a match, what belongs to the first prompt too."""
    keys = (item.options[at] for at in item.correct[:3])
    return f"{item.stem} {' '.join(keys)}"
