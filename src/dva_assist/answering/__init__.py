"""From passages to an answer whose every sentence is a span of the notes, or to a reasoned refusal."""

from dva_assist.answering.confidence import Calibration, packaged_calibration
from dva_assist.answering.doubts import topics
from dva_assist.answering.extractive import ExtractiveAnswerer
from dva_assist.answering.merging import interleaved, merge

__all__ = [
    "Calibration",
    "ExtractiveAnswerer",
    "interleaved",
    "merge",
    "packaged_calibration",
    "topics",
]
