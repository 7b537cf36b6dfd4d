"""Passages scored with the question beside them, by a CrossEncoder of sentence-transformers.

None is packaged; who has one names it. The weights are loaded on first use.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from dva_assist.backends.local_models import folder_of, load


class TorchReranker:
    """``model`` is a folder or the name of a model in the hub's local cache.

    Raises BackendUnavailable where there is no such model. Nothing is ever fetched.
    """

    def __init__(self, model: str) -> None:
        self._folder = folder_of(model, "reranker")
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        with self._lock:
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]

    @cached_property
    def _model(self) -> Any:
        return load(
            self._folder,
            "reranker",
            lambda library: library.CrossEncoder(str(self._folder), local_files_only=True, num_labels=1),
        )
