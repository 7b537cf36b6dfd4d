"""What ``dva-assist doctor`` finds: each part of the program, how it is, and what mends it."""

from __future__ import annotations

import platform
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dva_assist import wiring
from dva_assist.answering import packaged_calibration
from dva_assist.config import Settings, settings_file
from dva_assist.errors import BackendUnavailable, DvaAssistError, IndexStale
from dva_assist.exams import in_force
from dva_assist.indexing import changed_notes

PACKAGES = ("sentence-transformers", "torch", "faiss-cpu", "gradio")
SMALL_DISK = 500 * 2**20  # bytes; an index of the corpus takes a few dozen megabytes


@dataclass(frozen=True, slots=True)
class Finding:
    """``exit_code`` is 0 where all is well, else that of the error that this would lead to."""

    what: str
    says: str
    exit_code: int = 0


def diagnose(settings: Settings) -> list[Finding]:
    return [
        Finding(
            "program", f"dva-assist {version('dva-assist')}, Python {platform.python_version()}, {platform.platform()}"
        ),
        *map(_package, PACKAGES),
        _settings_file(),
        *_encoder(settings),
        *_reranker(settings),
        *_language_models(settings),
        *_index(settings),
        _exam(),
        _disk(settings.index),
        _port(settings),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, f"not installed; run: pip install {name}", BackendUnavailable.exit_code)


def _settings_file() -> Finding:
    file = settings_file()
    return Finding("settings", str(file) if file.is_file() else f"defaults; a file may be put at {file}")


def _encoder(settings: Settings) -> Iterator[Finding]:
    try:
        embedder = wiring.make_embedder(settings)
    except DvaAssistError as error:
        yield Finding("encoder", str(error), error.exit_code)
        return
    yield Finding("encoder", f"{embedder.name}, {embedder.dimensions} dimensions, {embedder.max_tokens} tokens")
    calibration = packaged_calibration()
    fits = embedder.name == calibration.encoder
    says = f"declining was calibrated on {calibration.fitted_on}, {calibration.date}"
    yield Finding(
        "calibration", says if fits else f"{says}, with {calibration.encoder}: for this encoder it is a guess"
    )


def _reranker(settings: Settings) -> Iterator[Finding]:
    try:
        if wiring.make_reranker(settings) is not None:
            yield Finding("reranker", f"{settings.reranker}; quality was measured without one")
    except DvaAssistError as error:
        yield Finding("reranker", str(error), error.exit_code)


def _language_models(settings: Settings) -> Iterator[Finding]:
    """What could word the answers. Nothing needs one, so that only one that is named and not there is to be mended."""
    try:
        models = wiring.make_models(settings)
        offered = models.offered()
    except DvaAssistError as error:
        yield Finding("language model", str(error), error.exit_code)
        return
    for model in offered:
        leaves = f"; what it is asked leaves this machine for {model.sent_to}" if model.leaves_machine else ""
        yield Finding("language model", f"{model.ref}, {model.context_tokens} tokens of context{leaves}")
    if silence := models.silence(offered):
        yield Finding("language model", silence, BackendUnavailable.exit_code)
    try:
        if chosen := models.default():
            yield Finding("answers", f"worded by {chosen}, and only what the notes carry is shown")
        elif not offered and not silence:
            says = "none found; answers are the notes' own sentences; see README 'Plug in a model'"
            yield Finding("language model", says)
    except DvaAssistError as error:
        yield Finding("language model", str(error), error.exit_code)


def _index(settings: Settings) -> Iterator[Finding]:
    try:
        opened = wiring.open_index(settings)
    except DvaAssistError as error:
        yield Finding("index", str(error), error.exit_code)
        return
    manifest = opened.manifest
    opened.close()
    yield Finding(
        "index", f"{settings.index}: {len(manifest.notes)} notes, {manifest.chunks} chunks, {manifest.created}"
    )
    changes = changed_notes(manifest)
    if not changes:
        yield Finding("notes", f"as they were indexed, from {', '.join(manifest.roots)}")
        return
    counted = f"{len(changes.changed)} changed, {len(changes.new)} new, {len(changes.vanished)} gone"
    command = " ".join(["dva-assist index", *manifest.roots, f"--index {settings.index}"])
    yield Finding("notes", f"{counted} since they were indexed; run: {command}", IndexStale.exit_code)


def _exam() -> Finding:
    try:
        exams = wiring.exams()
    except DvaAssistError as error:
        return Finding("exam", str(error), error.exit_code)
    today = in_force(exams, datetime.now(UTC).date())
    following = [exam for exam in exams.values() if exam.first_day > today.first_day]
    until = f", until {today.last_day}" if today.last_day else ""
    return Finding("exam", "; ".join([f"{today.code}{until}", *(f"{e.code} from {e.first_day}" for e in following)]))


def _disk(index: Path) -> Finding:
    there = next(folder for folder in (index, *index.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    says = f"{free / 2**30:.1f} GiB free at {there}"
    return Finding("disk", says) if free > SMALL_DISK else Finding("disk", f"{says}; make room", 5)


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            says = f"{settings.host}:{settings.port}: {error.strerror}; the page may be open already, else use --port"
            return Finding("port", says)
    return Finding("port", f"{settings.host}:{settings.port} is free")
