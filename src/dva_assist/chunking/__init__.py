"""Sections to pieces that fit the encoder."""

from dva_assist.chunking.chunks import chunk_note
from dva_assist.chunking.surroundings import sentence_text
from dva_assist.chunking.windows import windows

__all__ = ["chunk_note", "sentence_text", "windows"]
