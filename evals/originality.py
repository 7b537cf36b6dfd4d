"""Looks for words that the notes have in common with other texts.

A run of eight or more words that stands in a note and in a reference text as well is reported, unless half of it or
more is names, figures and code: a list of services or a command has only one wording.

    python -m evals.originality REFERENCE... [--notes FILE_OR_FOLDER...]

A reference is a file or a folder of Markdown or plain text: older notes, documentation. Exit code 1 if a run is found.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

RUN = 8  # words
NOTES = Path(__file__).parents[1] / "corpus" / "notes"
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".rst"})
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
FENCE = re.compile(r"^ *(```|~~~).*?^ *\1", re.DOTALL | re.MULTILINE)
LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
# A word of prose, a span of code (one word however long), or the end of a cell or block, which no run crosses.
TOKEN = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<word>[A-Za-z0-9][A-Za-z0-9'’.:/_-]*)|(?P<end>\||\n[ \t]*\n|\n[ \t]*(?:[-*+#]|\d+\.)[ \t])"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: folded for comparing, whether it is a name, a figure or code, and its line (1-based)."""

    folded: str
    is_name: bool
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words in common: where they stand in the note and in which reference."""

    note: Path
    line: int
    words: str
    reference: Path


def words(text: str) -> Iterator[Word | None]:
    """The words of a Markdown text without front matter and fenced code; None between blocks and cells."""
    blank = lambda found: "\n" * found[0].count("\n")  # noqa: E731 - keeps the count of lines
    text = FENCE.sub(blank, FRONT_MATTER.sub(blank, text))
    text = LINK_TARGET.sub("]", text)
    line, at = 1, 0
    for found in TOKEN.finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        if found["end"]:
            yield None
            continue
        raw = (found["code"] or found["word"]).strip("`")
        folded = raw.rstrip(".:'’").casefold()
        if folded:
            yield Word(folded, found["code"] is not None or bool(re.search(r"[A-Z0-9_/:]", raw.rstrip(".:"))), line)


def shingles(text: Iterable[Word | None]) -> Iterator[tuple[Word, ...]]:
    """Each RUN consecutive words of one block."""
    window: list[Word] = []
    for word in text:
        window = [] if word is None else [*window[-RUN + 1 :], word]
        if len(window) == RUN:
            yield tuple(window)


def files(places: Iterable[Path]) -> Iterator[Path]:
    """The texts in these places.

    Raises:
        FileNotFoundError: a place does not exist, or holds no text: comparing with nothing would pass everything.
    """
    for place in places:
        found = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix.lower() in SUFFIXES)
        if not found:
            raise FileNotFoundError(f"{place} holds no Markdown or text")
        yield from found


def common_runs(notes: Sequence[Path], references: Iterable[Path]) -> list[Run]:
    """The runs of words that notes share with references, each once, overlapping windows joined."""
    wanted: dict[tuple[str, ...], list[tuple[Path, int]]] = {}
    texts: dict[Path, list[tuple[Word, ...]]] = {}
    for note in notes:
        texts[note] = list(shingles(words(note.read_text(encoding="utf-8"))))
        for position, window in enumerate(texts[note]):
            if 2 * sum(word.is_name for word in window) < RUN:
                wanted.setdefault(tuple(word.folded for word in window), []).append((note, position))
    hits: dict[tuple[Path, int], Path] = {}
    for reference in references:
        for window in shingles(words(reference.read_text(encoding="utf-8", errors="replace"))):
            for place in wanted.get(tuple(word.folded for word in window), ()):
                hits.setdefault(place, reference)
    runs: list[Run] = []
    for (note, position), reference in sorted(hits.items()):
        if (note, position - 1) in hits:
            last = runs.pop()
            runs.append(Run(note, last.line, f"{last.words} {texts[note][position][-1].folded}", last.reference))
        else:
            window = texts[note][position]
            runs.append(Run(note, window[0].line, " ".join(word.folded for word in window), reference))
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("references", nargs="+", type=Path, metavar="REFERENCE")
    parser.add_argument("--notes", nargs="+", type=Path, default=[NOTES])
    chosen = parser.parse_args()
    try:
        notes, references = list(files(chosen.notes)), list(files(chosen.references))
    except FileNotFoundError as error:
        print(f"originality: {error}", file=sys.stderr)
        return 2
    runs = common_runs(notes, references)
    for run in runs:
        print(f"{run.note.name}:{run.line}: {run.words}  [{run.reference}]")
    print(f"{len(runs)} runs of {RUN} or more words in common: {len(notes)} notes, {len(references)} reference texts")
    return 1 if runs else 0


if __name__ == "__main__":
    sys.exit(main())
