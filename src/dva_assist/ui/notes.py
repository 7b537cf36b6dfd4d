"""The Notes tab: the tree of notes and sections, search as you type, and a reading view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import gradio as gr

from dva_assist.assistant import Assistant
from dva_assist.types import NoAnswer
from dva_assist.ui.events import LATEST, bound
from dva_assist.ui.render_notes import Branch, found_html, named_like, tree_html

NOTES_IN_TREE = 200
NAMED, FOUND = 6, 12  # results by heading, and by meaning

NOTHING_OPEN = '<p class="hint">Choose a note or a section to read it here.</p>'


@dataclass(frozen=True, slots=True)
class NotesTab:
    reading: gr.HTML


@dataclass(frozen=True, slots=True)
class Shelf:
    """The notes as the tree shows them; the same for everyone, made once."""

    branches: Sequence[Branch]
    more: bool  # the index holds notes that are not in the tree

    @classmethod
    def of(cls, assistant: Assistant) -> Shelf:
        notes = assistant.notes()
        branches = [Branch.of(note) for note in islice(notes, NOTES_IN_TREE)]
        return cls(branches, more=next(notes, None) is not None)

    def tree(self) -> str:
        return tree_html(self.branches, self.more)

    def find(self, assistant: Assistant, text: str) -> str:
        """The tree, or what matches the text typed so far."""
        if not text.strip():
            return self.tree()
        found = assistant.search(text, limit=FOUND)
        named = named_like(self.branches, text, NAMED)
        if isinstance(found, NoAnswer):
            return found_html(named, (), found.reason)
        return found_html(named, found)


def build_notes_tab(assistant: Assistant) -> NotesTab:
    shelf = Shelf.of(assistant)

    def find(assistant: Assistant, text: str) -> str:
        return shelf.find(assistant, text)

    with gr.Row(elem_classes="split notes"):
        with gr.Column(scale=2, min_width=260, elem_id="shelf"):
            search = gr.Textbox(
                label="Search the notes",
                show_label=False,
                placeholder="Search the notes",
                elem_id="search",
                lines=1,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            tree = gr.HTML(shelf.tree(), elem_id="tree", apply_default_css=False)
        with gr.Column(scale=5, min_width=300, elem_id="reading-column"):
            reading = gr.HTML(NOTHING_OPEN, elem_id="reading", apply_default_css=False)
    search.change(bound(assistant, find), [search], tree, **LATEST)
    return NotesTab(reading)
