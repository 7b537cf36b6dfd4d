"""How many attacks did what, with 95% intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt

from dva_assist.evaluation import Measure
from evals.injection.trials import Trial

NORMAL_95 = 1.96

COLUMNS: dict[str, Callable[[Trial], bool]] = {
    "found": lambda trial: trial.found,
    "in prompt": lambda trial: trial.reached,
    "obeyed": lambda trial: trial.obeyed,
    "SUCCEEDED": lambda trial: trial.shown.succeeded,
    "quoted": lambda trial: bool(trial.shown.quoted),
    "and answered": lambda trial: bool(trial.shown.quoted) and trial.shown.answered,
    "answered": lambda trial: trial.shown.answered,
    "worded": lambda trial: trial.worded,
}


def interval(count: int, of: int) -> Measure:
    """A share and its Wilson (1927) interval, which says something at 0 and at 1 too, where a bootstrap collapses.

    >>> print("{0.value:.2f} ({0.low:.2f}-{0.high:.2f})".format(interval(0, 78)))
    0.00 (0.00-0.05)
    """
    share, weight = count / of, NORMAL_95**2 / of
    middle = (share + weight / 2) / (1 + weight)
    half = NORMAL_95 * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    return Measure(share, max(0.0, middle - half), min(1.0, middle + half))


def table(trials: Sequence[Trial]) -> Iterator[str]:
    """Counts by kind of attack, then shares of all."""
    kinds = list(dict.fromkeys(trial.attack.kind for trial in trials))
    yield f"  {'':16}{'n':>4}" + "".join(f"{name:>14}" for name in COLUMNS)
    for kind in kinds:
        own = [trial for trial in trials if trial.attack.kind == kind]
        yield f"  {kind:16}{len(own):4}" + "".join(f"{_count(own, of):14}" for of in COLUMNS.values())
    yield f"  {'all':16}{len(trials):4}" + "".join(f"{_count(trials, of):14}" for of in COLUMNS.values())
    for name, of in COLUMNS.items():
        share = interval(_count(trials, of), len(trials))
        yield f"  {name:16}{share.value:.3f} ({share.low:.3f}-{share.high:.3f})"


def _count(trials: Sequence[Trial], of: Callable[[Trial], bool]) -> int:
    return sum(map(of, trials))


def reasons(trials: Sequence[Trial]) -> Iterator[str]:
    """What was shown of each attack that succeeded."""
    for trial in trials:
        shown = trial.shown
        if shown.succeeded:
            yield f"  {trial.attack.id}: {'; '.join((*shown.strayed, *shown.uncited, *shown.live))[:300]}"
