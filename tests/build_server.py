"""For test_kill.py: builds an index in a fresh process for each line read, so that the process can be killed.

Forking a process that has imported everything makes fifty builds take seconds, not minutes.
Reads "NOTES<tab>INDEX<tab>STEP" and writes the number of the building process; reads a line more, waits for the
process and writes its exit status. Until then its number is not given to another one. At its STEP-th touch of a
file (0 for never) the build kills itself.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import faiss  # noqa: F401  (imported before the fork, as everything else)
from fakes import HashEmbedder

from dva_assist.indexing import update_index
from dva_assist.notes import find_notes

TOUCHES = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "sqlite3.connect"}


def build(notes: Path, index: Path) -> None:
    update_index(find_notes([notes]), index, HashEmbedder(), roots=[notes], clock=lambda: datetime.now(UTC))


def kill_at(step: int) -> None:
    """Before the step-th file is opened, renamed or removed, or folder made, the process dies by SIGKILL."""
    touches = count(1)

    def on_event(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and next(touches) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(on_event)


while line := sys.stdin.readline():
    notes, index, step = line.rstrip("\n").split("\t")
    child = os.fork()
    if child == 0:
        kill_at(int(step))
        build(Path(notes), Path(index))
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
