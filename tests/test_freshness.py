"""The page says which notes are no longer as they were indexed."""

from __future__ import annotations

from pathlib import Path

from small_index import update, write_notes

from dva_assist.backends.index_folder import open_index
from dva_assist.config import Settings
from dva_assist.ui.freshness import Freshness


def test_changed_new_and_gone_notes_are_counted(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes")
    update(notes, tmp_path / "index")
    opened = open_index(tmp_path / "index")
    opened.close()
    freshness = Freshness(opened.manifest, "dva-assist index notes")
    assert freshness.notice() == ""
    assert not freshness.has_changed("queues.md")

    (notes / "queues.md").write_text("# Queues\n\nOther words.\n", encoding="utf-8")
    (notes / "tables.md").unlink()
    (notes / "more.md").write_text("# More\n\nWords.\n", encoding="utf-8")
    assert freshness.has_changed("queues.md")
    assert not freshness.has_changed("security/policies.md")
    assert freshness.notice() == (
        "Since the notes were indexed: 1 changed, 1 new, 1 gone. "
        "To take that in, run dva-assist index notes and start the page again."
    )


def test_without_an_index_nothing_is_said(tmp_path: Path) -> None:
    freshness = Freshness.of(Settings(index=tmp_path / "none"))
    assert freshness.notice() == ""
    assert not freshness.has_changed("queues.md")
