"""From passages to an answer whose every sentence is a span of the notes, or to a reasoned refusal."""

from dva_assist.answering.confidence import Calibration, packaged_calibration
from dva_assist.answering.extractive import ExtractiveAnswerer

__all__ = ["Calibration", "ExtractiveAnswerer", "packaged_calibration"]
