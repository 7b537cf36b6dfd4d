"""``python -m evals.support`` measures the support gate on both halves of the labelled pairs.

``--dev`` leaves the locked half alone, ``--failures`` lists the sentences of the development half that are judged
wrongly, ``--closeness`` shows why nothing was learnt from the pairs. Of the locked half only totals are ever shown.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from dva_assist.evaluation import Measure
from evals.support.pairs import DEVELOPMENT, LOCKED, Judgement, by_closeness, by_kind, judge, load, score

ALLOWED = (0, 1, 2, 3, 5)  # objections that a sentence may have and pass, to see what a laxer gate would do


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.support", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the development half only")
    parser.add_argument("--failures", action="store_true", help="list the wrong ones of the development half")
    parser.add_argument("--closeness", action="store_true", help="supported pairs by nearness to the quote")
    arguments = parser.parse_args()
    development = judge(load(DEVELOPMENT))
    if arguments.failures:
        print_failures(development)
    elif arguments.closeness:
        print_closeness(development)
    else:
        for file in DEVELOPMENT:
            print_scores(file, judge(load([file])), allowed=ALLOWED[:1])
        print_measures("development", development)
        if not arguments.dev:
            print_measures("locked", judge(load(LOCKED)))


def print_measures(title: str, judged: Sequence[Judgement]) -> None:
    print_scores(title, judged, allowed=ALLOWED)
    for kind, count, measure in by_kind(judged):
        print(f"  right of {kind:24} {shown(measure)} n={count}")


def print_scores(title: str, judged: Sequence[Judgement], *, allowed: Sequence[int]) -> None:
    print(f"\n{title}: {len(judged)} pairs")
    for at_most in allowed:
        found = score(judged, at_most=at_most)
        print(
            f"  {at_most} objections: precision {shown(found.precision)} = {found.right}/{found.accepted}, "
            f"recall {shown(found.recall)}"
        )


def shown(measure: Measure) -> str:
    return f"{measure.value:.3f} ({measure.low:.3f}-{measure.high:.3f})"


def print_failures(judged: Sequence[Judgement]) -> None:
    for one in judged:
        if not one.right:
            verdict = "; ".join(one.objections) or "accepted"
            print(f"\n{one.pair.id} {one.pair.kind}: {verdict}\n  {one.pair.sentence}")
            for quote in one.pair.quotes:
                print(f"  > {quote}")


def print_closeness(judged: Sequence[Judgement]) -> None:
    print("words in order  pairs  supported  accepted")
    for band, pairs, supported, accepted in by_closeness(judged):
        print(f"{band:14} {pairs:6} {supported:10.2f} {accepted:9}")


if __name__ == "__main__":
    main()
