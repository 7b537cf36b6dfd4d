"""Models on this machine: where they are, and the libraries that load them kept offline and quiet."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from dva_assist.errors import BackendUnavailable

Model = TypeVar("Model")
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def folder_of(model: str, what: str) -> Path:
    """The absolute folder of a model, given by path or by its name in the hub's local cache.

    A relative path would be looked up on the hub by the libraries. ``what`` names the model in an error, such as
    "encoder". Raises BackendUnavailable.
    """
    folder = Path(model).expanduser()
    return folder.resolve() if folder.is_dir() else _cached(model, what)


def load(folder: Path, what: str, make: Callable[[Any], Model]) -> Model:
    """What ``make`` makes of the library sentence_transformers. Raises BackendUnavailable with the reason."""
    os.environ.update(_OFFLINE)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read once, when torch is imported
    try:
        import huggingface_hub.constants
        import sentence_transformers
        import transformers
    except ImportError as error:
        raise BackendUnavailable(f"{error}; run: pip install sentence-transformers") from error
    huggingface_hub.constants.HF_HUB_OFFLINE = True  # it may have been imported before the variable was set
    logs: Any = transformers.utils.logging
    logs.disable_progress_bar()
    try:
        return make(sentence_transformers)
    except Exception as error:  # whatever the libraries make of a broken model
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise BackendUnavailable(f"cannot load the {what} in {folder}: {reason}") from error


def _cached(model: str, what: str) -> Path:
    os.environ.update(_OFFLINE)
    from huggingface_hub import try_to_load_from_cache

    for repository in (model, f"sentence-transformers/{model}"):
        try:
            file = try_to_load_from_cache(repository, "config.json")
        except ValueError:  # not a name that the hub could have
            continue
        if isinstance(file, str):
            return Path(file).absolute().parent
    raise BackendUnavailable(
        f"{what} {model!r} is neither a folder nor in the local model cache, and nothing is fetched from the network: "
        f"download it on another machine and give its folder as the {what}"
    )
