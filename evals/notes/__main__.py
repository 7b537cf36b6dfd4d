"""``python -m evals.notes`` runs the checks of the notes; exit code 1 if one finds something.

    python -m evals.notes [CHECK...]     all checks, or those named
    python -m evals.notes --matrix       the coverage of the exams as Markdown
    python -m evals.notes --write        write corpus/figures.csv anew from the limits tables
    python -m evals.notes --sample N     N sentences with figures, drawn by --seed, to be checked by hand

``python -m evals.originality`` compares the notes with other texts.
"""

from __future__ import annotations

import argparse
import random
import sys

from evals.notes.checks import CHECKS, Corpus, read_corpus
from evals.notes.coverage import matrix
from evals.notes.figures import LEDGER, as_csv, said_with_figures


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.notes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    parser.add_argument("--matrix", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.checks if name not in CHECKS]:
        parser.error(f"no check {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    corpus = read_corpus()
    if chosen.matrix:
        print("\n\n".join(matrix(exam, corpus.notes) for exam in corpus.exams.values()))
        return 0
    if chosen.write:
        LEDGER.write_text(as_csv(corpus.ledger), encoding="utf-8")
        print(f"{LEDGER}: {len(corpus.ledger)} limits and defaults")
        return 0
    if chosen.sample:
        sample(corpus, chosen.sample, chosen.seed)
        return 0
    return check(corpus, chosen.checks or list(CHECKS))


def check(corpus: Corpus, names: list[str]) -> int:
    found = 0
    for name in names:
        findings = sorted(CHECKS[name](corpus))
        for finding in findings:
            print(f"{name}: {finding}")
        found += len(findings)
    words = sum(len(note.raw.split()) for note in corpus.notes.values())
    print(f"{len(corpus.notes)} notes, {words:,} words, {len(corpus.ledger)} limits and defaults: {found} findings")
    return 1 if found else 0


def sample(corpus: Corpus, size: int, seed: int) -> None:
    notes = [corpus.notes[name] for name in sorted(corpus.notes)]
    said = [sentence for note in notes for sentence in said_with_figures(note, limits=True)]
    drawn = random.Random(seed).sample(said, min(size, len(said)))
    for number, sentence in enumerate(sorted(drawn, key=lambda s: (s.note, s.line)), start=1):
        print(f"{number}. {sentence.note}.md:{sentence.line}: {sentence.text}")
    print(f"{len(drawn)} of {len(said)} sentences with figures, seed {seed}")


if __name__ == "__main__":
    sys.exit(main())
