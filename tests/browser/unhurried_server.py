"""The page with an assistant that takes its time, as a language model would, and that fails when asked to.

python unhurried_server.py INDEX STOPPED
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from dva_assist import wiring
from dva_assist.assistant import Assistant, Evidence, Waiting
from dva_assist.config import load_settings
from dva_assist.errors import BackendUnavailable
from dva_assist.types import Answer, NoAnswer, Turn
from dva_assist.ui.launch import launch
from dva_assist.writing import Writer

PAUSE = 0.8  # seconds between the sentences


class Unhurried:
    def __init__(self, inner: Assistant, stopped: Path) -> None:
        self._inner = inner
        self._stopped = stopped

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def stream(
        self, question: str, history: Sequence[Turn] = (), writer: Writer | None = None
    ) -> Iterator[Evidence | Waiting | Answer | NoAnswer]:
        if "fail" in question:
            raise BackendUnavailable("the <model> is not there; run dva-assist doctor")
        try:
            for step in self._inner.stream(question, history, writer):
                yield step
                time.sleep(PAUSE)
        except GeneratorExit:
            self._stopped.touch()
            raise


if __name__ == "__main__":
    settings = load_settings(index=Path(sys.argv[1]), port=0)
    launch(cast(Assistant, Unhurried(wiring.open_assistant(settings), Path(sys.argv[2]))), settings)
