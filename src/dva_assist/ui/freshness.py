"""Whether the notes on disk are still as they were indexed."""

from __future__ import annotations

from dataclasses import dataclass

from dva_assist import wiring
from dva_assist.backends.generations import Manifest
from dva_assist.config import Settings
from dva_assist.errors import IndexUnavailable
from dva_assist.indexing import changed_notes, has_changed


@dataclass(frozen=True, slots=True)
class Freshness:
    """``manifest`` is None where the index cannot be looked at; then nothing is said."""

    manifest: Manifest | None
    command: str

    @classmethod
    def of(cls, settings: Settings) -> Freshness:
        try:
            opened = wiring.open_index(settings)
        except IndexUnavailable:
            return cls(None, "")
        opened.close()
        command = " ".join(["dva-assist index", *opened.manifest.roots, f"--index {settings.index}"])
        return cls(opened.manifest, command)

    def has_changed(self, path: str) -> bool:
        """Whether this note is another one on disk now."""
        stamp = self.manifest.notes.get(path) if self.manifest else None
        return stamp is not None and has_changed(stamp)

    def notice(self) -> str:
        """One line for the reader, or nothing."""
        if self.manifest is None or not (changes := changed_notes(self.manifest)):
            return ""
        counts = {"changed": changes.changed, "new": changes.new, "gone": changes.vanished}
        said = ", ".join(f"{len(paths)} {what}" for what, paths in counts.items() if paths)
        return f"Since the notes were indexed: {said}. To take that in, run {self.command} and start the page again."
