"""The library of the tests: three small notes on pottery, indexed once with the real encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from dva_assist import wiring
from dva_assist.assistant import Assistant
from dva_assist.config import Settings

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def library() -> Path:
    return DATA / "library"


@pytest.fixture(scope="session")
def library_index(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("library") / "index"
    wiring.update_index(Settings(index=index), [library])
    return index


@pytest.fixture(scope="session")
def assistant(library_index: Path) -> Assistant:
    return wiring.open_assistant(Settings(index=library_index))
