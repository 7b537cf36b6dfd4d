"""Answers worded by a language model, of which only what the passages carry is shown."""

from dva_assist.writing.sources import Source, number_sources
from dva_assist.writing.worded import worded
from dva_assist.writing.writer import Draft, Style, Writer

__all__ = ["Draft", "Source", "Style", "Writer", "number_sources", "worded"]
