"""Where a language model is served, and how that is told to the learner."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from dva_assist.addresses import is_loopback
from dva_assist.errors import BackendUnavailable

_PROGRAMS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp's server", 8000: "vLLM"}


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """``base_url`` ends in /v1, without a slash after it. Raises BackendUnavailable where it is no address."""

    base_url: str

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # the port is no number, or a bracket is missing
            usable = False
        if not usable:
            raise BackendUnavailable(f"{self.base_url} is no address of a server; write http://HOST:PORT/v1")

    @property
    def shown(self) -> str:
        """Without the path, and without a password that it may hold: http://127.0.0.1:11434."""
        parts = urlsplit(self.base_url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")

    @property
    def program(self) -> str:
        """What usually listens on that port of this machine, such as "Ollama"; "its server" where that is unknown."""
        return _PROGRAMS.get(urlsplit(self.base_url).port or 0, "its server") if self.loopback else "its server"

    @property
    def loopback(self) -> bool:
        """Whether what is sent there stays on this machine."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def encrypted(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"
