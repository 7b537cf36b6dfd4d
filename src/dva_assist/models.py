"""The language models that can be asked now, and how a learner names one.

ref      ollama/qwen2.5:1.5b          a model of a server on this machine
         llama.cpp:8081/tiny.gguf     the same on a port that is not that program's usual one
         llm.example.org/large        a model of DVA_ASSIST_LLM_URL elsewhere
         file:/models/tiny.gguf       a file, which this program runs itself
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from dva_assist.addresses import is_loopback
from dva_assist.backends.local_servers import USUAL_PORTS, Served, find_served, served_at
from dva_assist.config import Settings
from dva_assist.errors import BackendUnavailable, BadInput
from dva_assist.protocols import TextGenerator

AUTO = "auto"
FILE = "file:"
LISTED = 8  # refs that an error names

_PROGRAMS = {"ollama": "Ollama", "lm-studio": "LM Studio", "vllm": "vLLM", "sglang": "SGLang", "server": "a server"}
NONE_HERE = (
    "no language model is running here; start Ollama, LM Studio, llama.cpp's server or vLLM, name a .gguf file (see "
    "README 'Plug in a model'), or leave out --llm for the notes' own sentences"
)

LEAVES = (
    "{host}, which is not this machine: your questions and the passages of your notes would go there; "
    "set DVA_ASSIST_LLM_MAY_LEAVE=true to allow it"
)


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """A model to choose. ``sent_to`` is the host beyond this machine that reads questions and passages, if one does."""

    ref: str
    label: str
    context_tokens: int
    source: Served | Path
    sent_to: str = ""

    @property
    def leaves_machine(self) -> bool:
        return bool(self.sent_to)

    @property
    def model(self) -> str:
        """As its server calls it."""
        return self.source.name if isinstance(self.source, Path) else self.source.model

    @property
    def server(self) -> str:
        return FILE if isinstance(self.source, Path) else self.source.server

    @property
    def place(self) -> str:
        """The part of the ref before the model: "ollama", "llama.cpp:8081"."""
        return FILE if isinstance(self.source, Path) else place_of(self.source)


class Models:
    """Looks for models when asked, and keeps those that were chosen, so that a file is loaded once.

    Safe to share between threads. Raises BadInput where the settings name a server beyond this machine and do not
    say that questions may go there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        host = urlsplit(settings.llm_url).hostname or ""
        if host and not is_loopback(host) and not settings.llm_may_leave:
            raise BadInput(f"the model server of llm_url is at {LEAVES.format(host=host)}")
        self._lock = threading.Lock()
        self._known: dict[str, OfferedModel] = {}
        self._generators: dict[Served | Path, TextGenerator] = {}

    def offered(self) -> list[OfferedModel]:
        """What is here now, the models that stay on this machine first. Takes some seconds where a server hangs."""
        return [model for model in self._look() if self._allowed(model)]

    def find(self, name: str) -> OfferedModel:
        """The model that ``name`` means: a ref, a server's name for its first model, a model's id, also without its
        tag where only one fits, "auto" for the first of all, or a .gguf file.

        Raises BackendUnavailable, naming what there is, and BadInput where it would leave the machine unallowed.
        """
        if name.startswith(FILE) or is_file(name):
            return self._file(name)
        models = self._look()
        fitting = meant(name, models)
        if not fitting and name.casefold().endswith(".gguf"):
            return self._file(name)
        if not fitting:
            raise BackendUnavailable(self._not_here(name, models))
        if len(fitting) > 1:
            raise BackendUnavailable(f"{name!r} may be any of {refs(fitting)}; name one of these")
        if not self._allowed(fitting[0]):
            raise BadInput(f"{fitting[0].ref} runs at {LEAVES.format(host=fitting[0].sent_to)}")
        return fitting[0]

    def generator(self, ref: str) -> TextGenerator:
        """The model of a ref that was offered; the same object each time. Raises BackendUnavailable."""
        with self._lock:
            model = self._known.get(ref)
        if model is None:
            offered = self.offered()
            model = next((one for one in offered if one.ref == ref), None)
            if model is None:
                raise BackendUnavailable(self._not_here(ref, offered))
        with self._lock:
            if model.source not in self._generators:
                self._generators[model.source] = self._make(model.source)
            return self._generators[model.source]

    def default(self) -> str | None:
        """The ref of the model that the settings name, if they name one. Raises BackendUnavailable."""
        return self.find(self._settings.llm).ref if self._settings.llm else None

    def silence(self, models: Sequence[OfferedModel]) -> str:
        """What to do where the settings name a server, and none of these models is from it; else empty."""
        url = self._settings.llm_url
        if not url or any(isinstance(m.source, Served) and m.source.base_url == url for m in models):
            return ""
        return f"nothing at {url} lists models; see whether its server runs and DVA_ASSIST_LLM_KEY is right"

    def _not_here(self, name: str, models: Sequence[OfferedModel]) -> str:
        there = f"there is no language model {name!r} here; there are: {refs(models)}"
        return "; ".join(filter(None, (there if models else f"{name!r}: {NONE_HERE}", self.silence(models))))

    def _allowed(self, model: OfferedModel) -> bool:
        return self._settings.llm_may_leave or not model.leaves_machine

    def _look(self) -> list[OfferedModel]:
        """All models, also those that the settings do not allow."""
        models = [*map(offer, self._served()), *self._named_file()]
        models.sort(key=lambda model: model.leaves_machine)
        with self._lock:
            self._known.update({model.ref: model for model in models if self._allowed(model)})
        return models

    def _served(self) -> list[Served]:
        """Those of the server that the settings name, then those found. The key goes to the former only."""
        settings = self._settings
        url = settings.llm_url
        named = served_at(url, settings.llm_context, settings.llm_key.get_secret_value()) if url else []
        address = urlsplit(url)
        taken = address.port if is_loopback(address.hostname or "") else None
        return named + find_served([port for port in settings.llm_ports if port != taken], settings.llm_context)

    def _named_file(self) -> list[OfferedModel]:
        name = self._settings.llm
        try:
            return [self._file(name)] if name.startswith(FILE) or is_file(name) else []
        except BackendUnavailable:  # ``default`` says why
            return []

    def _file(self, name: str) -> OfferedModel:
        from dva_assist.backends.llama_cpp import check_model_file

        path = path_of(name)
        check_model_file(path)
        label = f"{path.stem} (a file, run by this program)"
        model = OfferedModel(f"{FILE}{path}", label, self._settings.llm_context, path)
        with self._lock:
            self._known[model.ref] = model
        return model

    def _make(self, source: Served | Path) -> TextGenerator:
        if isinstance(source, Path):
            from dva_assist.backends.llama_cpp import LlamaCpp

            return LlamaCpp(source, context_tokens=self._settings.llm_context, patience=self._settings.llm_timeout)
        from dva_assist.backends.openai_server import OpenAIServer

        return OpenAIServer(
            source.model,
            source.base_url,
            key=self._settings.llm_key.get_secret_value() if source.base_url == self._settings.llm_url else "",
            context_tokens=source.context_tokens,
            patience=self._settings.llm_timeout,
        )


def offer(served: Served) -> OfferedModel:
    host = urlsplit(served.base_url).hostname or ""
    sent_to = served.passed_on_to or ("" if is_loopback(host) else host)
    place = place_of(served)
    program, _, port = place.partition(":") if is_loopback(host) else (place, "", "")
    where = _PROGRAMS.get(program, program) + (f", port {port}" if port else "")
    where += f", which sends it to {served.passed_on_to}" if served.passed_on_to else ""
    shown = PurePath(served.model).name if served.model.endswith(".gguf") else served.model  # llama.cpp may say a path
    return OfferedModel(f"{place}/{served.model}", f"{shown} ({where})", served.context_tokens, served, sent_to)


def place_of(served: Served) -> str:
    """The same server has the same place, whatever else runs."""
    address = urlsplit(served.base_url)
    if not is_loopback(address.hostname or ""):
        return address.netloc
    usual = USUAL_PORTS.get(served.server) == address.port
    return served.server if usual or not address.port else f"{served.server}:{address.port}"


def short_names(model: str) -> set[str]:
    """Without folders, tag and extension: "Qwen/Qwen2.5:1.5b" -> "qwen/qwen2.5:1.5b", "qwen2.5:1.5b", "qwen2.5"."""
    whole = model.casefold()
    last = whole.replace("\\", "/").rpartition("/")[2]
    return {whole, last, *(name.partition(":")[0].removesuffix(".gguf") for name in (whole, last))}


def meant(name: str, models: Sequence[OfferedModel]) -> Sequence[OfferedModel]:
    """The models that fit a name, by its most exact meaning; more than one where it is ambiguous."""
    exact = [model for model in models if model.ref == name]
    of_server = [model for model in models if letters(name) in (letters(model.place), letters(model.server))]
    if exact or of_server or name == AUTO:
        return (exact or of_server or models)[:1]
    ids = [model for model in models if model.model == name]
    return ids or [model for model in models if name.casefold() in short_names(model.model)]


def letters(name: str) -> str:
    """ "LM Studio", "lm-studio" and "lmstudio" are one."""
    return "".join(filter(str.isalnum, name.casefold()))


def path_of(name: str) -> Path:
    return Path(name.removeprefix(FILE)).expanduser().resolve()


def is_file(name: str) -> bool:
    return name.casefold().endswith(".gguf") and path_of(name).is_file()


def refs(models: Iterable[OfferedModel]) -> str:
    named = [model.ref for model in models]
    more = f" and {len(named) - LISTED} more" if len(named) > LISTED else ""
    return ", ".join(named[:LISTED]) + more
