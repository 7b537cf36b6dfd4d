"""One frozen ``Settings``, read once and passed in.

Sources, strongest first: arguments, environment variables (``DVA_ASSIST_ENCODER`` and so on), the settings file
(``settings.toml`` in the user's configuration folder, or the file that ``DVA_ASSIST_SETTINGS`` names), defaults.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from dva_assist.errors import BadInput

APP = "dva-assist"
PREFIX = "DVA_ASSIST_"
SETTINGS_VARIABLE = PREFIX + "SETTINGS"


def settings_file() -> Path:
    """Where the settings file is looked for; it need not exist."""
    named = os.environ.get(SETTINGS_VARIABLE)
    return Path(named) if named else user_config_path(APP, appauthor=False) / "settings.toml"


def _base_url(url: str) -> str:
    """http://127.0.0.1:8080 -> http://127.0.0.1:8080/v1; another path stays as it is."""
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0 or parts.query or parts.fragment:
        raise ValueError("write http://HOST:PORT/v1")
    if parts.username is not None:
        raise ValueError(f"an address must not hold a key; put it into {PREFIX}LLM_KEY")
    path = parts.path.rstrip("/") or "/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def _ports(given: Any) -> Any:
    """From the environment also "8080, 8000"."""
    return [port for port in given.strip("[] ").split(",") if port.strip()] if isinstance(given, str) else given


class Settings(BaseSettings):
    """Unknown keys and numbers out of bounds are refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    encoder: str = Field("", description="a sentence-transformers model or folder; empty for the packaged MiniLM")
    reranker: str = Field("", description="a sentence-transformers CrossEncoder or folder; empty for none")
    index: Path = Field(
        default_factory=lambda: user_data_path(APP, appauthor=False) / "index",
        description="folder of the index",
    )
    learners: Path = Field(
        default_factory=lambda: user_data_path(APP, appauthor=False) / "learners.sqlite",
        description="file of what learners did: attempts, exams, review cards",
    )
    chunk_tokens: int = Field(0, ge=0, le=8192, description="tokens of a chunk; 0 for all that the encoder takes")
    max_note_bytes: int = Field(5_000_000, ge=1_000, le=1_000_000_000, description="larger files are skipped")
    passages: int = Field(8, ge=1, le=50, description="passages shown for a question")
    max_question_chars: int = Field(4_000, ge=100, le=100_000, description="longer questions are refused")
    llm: str = Field("", description="the language model that words answers, as `doctor` lists them; empty for none")
    llm_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "", description="base URL of an OpenAI-compatible server; the usual ports are looked at anyway"
    )
    llm_key: SecretStr = Field(SecretStr(""), description="key for the server of llm_url; only in the environment")
    llm_may_leave: bool = Field(False, description="allow a server that is not on this machine")
    llm_ports: Annotated[tuple[Annotated[int, Field(ge=1, le=65_535)], ...], NoDecode, BeforeValidator(_ports)] = Field(
        (11434, 1234, 8080, 8000),
        description="ports of this machine to look for Ollama, LM Studio, llama.cpp and vLLM; empty to look nowhere",
    )
    llm_context: int = Field(4_096, ge=512, le=10_000_000, description="context where the server does not tell its own")
    llm_passage_tokens: int = Field(350, ge=100, le=1_000_000, description="tokens of passages given to the model")
    llm_answer_tokens: int = Field(250, ge=20, le=10_000, description="longest answer of the model")
    llm_temperature: float = Field(0.0, ge=0, le=2, description="0 for the likeliest words")
    llm_unproved: Literal["withhold", "mark"] = Field(
        "withhold", description="what becomes of sentences that the notes do not carry"
    )
    llm_timeout: float = Field(120.0, gt=0, le=3_600, description="seconds to wait for the next piece of a reply")
    host: str = Field("127.0.0.1", description="address that the page is served on")
    port: int = Field(7860, ge=0, le=65_535, description="port of the page; 0 for any free one")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        if "llm_key" in toml.toml_data:
            raise BadInput(f"{settings_file()} holds llm_key; a key belongs into {PREFIX}LLM_KEY of the environment")
        return init_settings, env_settings, toml


def load_settings(**arguments: Any) -> Settings:
    """Settings from all sources; arguments that are None are left to the others.

    Raises BadInput with the file, the key and what is allowed.
    """
    given = {key: value for key, value in arguments.items() if value is not None}
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {SETTINGS_VARIABLE}
    unknown = sorted(key for key in os.environ if key.startswith(PREFIX) and key not in known)
    if unknown:
        raise BadInput(f"unknown setting {unknown[0]} in the environment; known: {', '.join(sorted(known))}")
    if SETTINGS_VARIABLE in os.environ and not settings_file().is_file():
        raise BadInput(f"{SETTINGS_VARIABLE} names {settings_file()}, which is not a file")
    try:
        return Settings(**given)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{settings_file()} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        variable = PREFIX + str(first["loc"][0]).upper()
        raise BadInput(
            f"setting {key!r}: {why}; it may come from {settings_file()}, from {variable} or from an option"
        ) from error
