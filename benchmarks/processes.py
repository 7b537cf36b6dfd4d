"""Work in processes of its own, so that figures do not disturb each other. For Linux and macOS."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import IO, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_RSS_BYTES = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has run: wall time, and the most memory that was resident at once."""

    seconds: float
    peak_megabytes: float


def alone(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns in a fresh process, which ends with it."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def start(*arguments: str, errors: IO[str] | int) -> subprocess.Popen[str]:
    """``dva-assist`` with these arguments, on the interpreter that runs the benchmarks."""
    command = [sys.executable, "-m", "dva_assist.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, text=True)


def run(*arguments: str) -> Finished:
    """Run ``dva-assist`` to its end. Raises RuntimeError with what it says where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        began = time.perf_counter()
        process = start(*arguments, errors=errors)
        peak = peak_when_ended(process)
        seconds = time.perf_counter() - began
        if process.returncode:
            errors.seek(0)
            raise RuntimeError(f"dva-assist {arguments[0]} ended with {process.returncode}: {errors.read()}")
    return Finished(seconds, peak)


def peak_when_ended(process: subprocess.Popen[str]) -> float:
    """Wait, and give the most megabytes (10^6 bytes) that were resident.

    A child starts with its parent's peak on Linux, so the process that measures must not itself load the encoder.
    """
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * _RSS_BYTES / 1e6
