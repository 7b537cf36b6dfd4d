"""Markdown files to notes, sections and sentences with exact places."""

from dva_assist.notes.files import NoteFile, find_notes, read_note
from dva_assist.notes.parse import parse_note

__all__ = ["NoteFile", "find_notes", "parse_note", "read_note"]
