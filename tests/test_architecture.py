"""Imports point down, siblings leave each other alone, and heavy libraries stay at home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dva_assist"

LAYERS: tuple[set[str], ...] = (
    {"types", "errors"},
    {"records"},
    {"protocols", "config", "words", "addresses", "shares"},
    {"terms", "support", "exams"},
    {
        "notes",
        "chunking",
        "question",
        "retrieval",
        "answering",
        "quiz",
        "suggestions",
        "evaluation",
        "exam",
        "review",
        "progress",
        "glossary",
        "quality",
        "spelling",
        "writing",
    },
    {"backends", "outputs"},
    {"assistant", "indexing", "models"},
    {"drill_room", "exam_room", "own_questions", "review_room", "progress_desk"},
    {"study"},
    {"wiring", "shapes", "labelled"},
    {"ui", "diagnosis", "terminal"},
    {"cli_options", "terminal_practice"},
    {"cli_practice"},
    {"cli_exam"},
    {"cli"},
)
HOMES = {
    "gradio": {"ui"},
    "sqlite3": {"backends", "outputs"},  # an Anki package is a database
    "faiss": {"backends"},
    "sentence_transformers": {"backends"},
    "torch": {"backends"},
    "transformers": {"backends"},
    "markdown_it": {"notes", "ui"},
    "typer": {"cli", "cli_options", "cli_practice", "cli_exam"},
    "rapidfuzz": {"spelling", "quiz"},
    "symspellpy": {"spelling"},
    "openai": {"backends"},
    "httpx2": {"backends"},
    "xllamacpp": {"backends"},
    "fsrs": {"review"},
    "genanki": {"outputs"},
    "matplotlib": {"ui"},
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every imported module, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "dva_assist" else [module]


def layer(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports(path: Path) -> None:
    here = part_of(path)
    if here == "__init__":
        assert not list(imports(path)), "importing the package must be free"
        return
    for module in imports(path):
        parts = module.split(".")
        homes = HOMES.get(parts[0])
        assert homes is None or here in homes, f"{here} imports {parts[0]}, whose home is {homes}"
        if parts[0] == "dva_assist" and (there := parts[1]) != here:
            assert layer(there) < layer(here), f"{here} (layer {layer(here)}) imports {there} (layer {layer(there)})"


def test_every_part_has_a_layer() -> None:
    parts = {part_of(path) for path in FILES} - {"__init__"}
    assert parts == set().union(*LAYERS)


def test_the_rules_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    import faiss\n    from dva_assist import wiring\n", encoding="utf-8")
    assert list(imports(bad)) == ["faiss", "dva_assist.wiring"]
    assert layer("wiring") > layer("retrieval")
