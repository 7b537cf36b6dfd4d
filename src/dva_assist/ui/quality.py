"""The Quality tab: how good the answers are, and whether that holds for this index."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import gradio as gr

from dva_assist import wiring
from dva_assist.answering import Calibration, packaged_calibration
from dva_assist.assistant import Assistant
from dva_assist.backends.generations import Manifest
from dva_assist.config import Settings
from dva_assist.errors import BadInput
from dva_assist.quality import Quality, packaged_quality
from dva_assist.types import Note
from dva_assist.ui.freshness import Freshness
from dva_assist.ui.render_quality import EXAMPLE, IndexFacts, quality_html

CHANGES_ANSWERS = ("chunk_tokens", "passages", "reranker")  # settings


def quality_page(
    notes: Iterator[Note], manifest: Manifest | None, settings: Settings, read: Callable[[], Quality] = packaged_quality
) -> str:
    """The tab as HTML, also where the figures or the index cannot be read."""
    problem, quality = "", None
    try:
        quality = read()
    except BadInput as error:
        problem = str(error)
    facts = None
    if manifest:
        example = next((note.sections[-1].id for note in notes if note.sections), EXAMPLE)
        facts = index_facts(manifest, settings, quality, packaged_calibration(), example)
    return quality_html(quality, facts, problem)


def index_facts(
    manifest: Manifest, settings: Settings, quality: Quality | None, calibration: Calibration, example: str = EXAMPLE
) -> IndexFacts:
    """What the index is, held against what was measured."""
    guess = "" if calibration.encoder == manifest.encoder else "; with another encoder, so for this one it is a guess"
    return IndexFacts(
        encoder=manifest.encoder,
        roots=manifest.roots,
        notes=len(manifest.notes),
        sections=manifest.sections,
        chunks=manifest.chunks,
        created=_minute(manifest.created),
        threshold=calibration.threshold,
        calibrated=f"{calibration.fitted_on}, {calibration.date}{guess}",
        doubts=doubts(manifest, settings, quality) if quality else (),
        measured_chunks=quality.sets[0].chunks if quality and quality.sets else 0,
        command=shlex.join(["dva-assist", "eval", "FILE.jsonl", "--index", str(settings.index)]),
        example=example,
    )


def doubts(manifest: Manifest, settings: Settings, quality: Quality) -> tuple[str, ...]:
    """Why the figures may not hold for an index; none where they were measured on it."""
    found = []
    if [Path(root).resolve() for root in manifest.roots] != [wiring.corpus().resolve()]:
        found.append("Its notes are others than those that were measured.")
    if manifest.encoder != quality.encoder:
        found.append(f"Its encoder is {manifest.encoder}; {quality.encoder} was measured.")
    for name in CHANGES_ANSWERS:
        value, default = getattr(settings, name), Settings.model_fields[name].default
        if value != default:
            found.append(f"The setting {name} is {value}; {default} was measured.")
    return tuple(found)


def _minute(created: str) -> str:
    """2026-11-23T12:00:00+00:00 -> 2026-11-23 12:00 UTC; what is no time stays as it is."""
    try:
        return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M %Z}".strip()
    except ValueError:
        return created


def build_quality_tab(assistant: Assistant, freshness: Freshness, settings: Settings) -> None:
    page = quality_page(assistant.notes(), freshness.manifest, settings)
    gr.HTML(page, elem_id="quality", apply_default_css=False)
