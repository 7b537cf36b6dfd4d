"""The packaged MiniLM through sentence-transformers: what it counts, what it encodes, and that it stays at home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from dva_assist.backends import linear_map
from dva_assist.backends.torch_embedder import PACKAGED, TorchEmbedder
from dva_assist.errors import BackendUnavailable


@pytest.fixture(scope="module")
def embedder() -> TorchEmbedder:
    return TorchEmbedder()


@pytest.fixture(scope="module")
def model_folder() -> Path:
    spec = find_spec(PACKAGED)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "model"


@pytest.fixture
def own_model(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the packaged model under another name; the weights are linked."""
    copy = tmp_path / "own"
    shutil.copytree(model_folder, copy, copy_function=_link)
    return copy


def _link(source: str, target: str) -> None:
    if source.endswith(".safetensors"):
        Path(target).symlink_to(source)
    else:
        shutil.copy(source, target)


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the code in a fresh interpreter, with warnings as errors and without variables that keep models offline."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=120, check=False)


def test_name_and_sizes_are_known_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys; from dva_assist.backends.torch_embedder import TorchEmbedder; e = TorchEmbedder();"
        "heavy = {'torch', 'transformers', 'huggingface_hub'} & set(sys.modules);"
        "print(e.name, e.dimensions, e.max_tokens, bool(heavy))"
    )
    result = python(code)
    name = f"all-MiniLM-L6-v2@53aa51172d14+notes-{linear_map.fingerprint()}"
    assert result.stdout == f"{name} 384 256 False\n", result.stderr


def test_it_opens_no_connection_and_prints_nothing() -> None:
    code = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith(("socket.connect", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.sendto")) else None)
import huggingface_hub  # as the page does, before the encoder has set anything
from dva_assist.backends.torch_embedder import TorchEmbedder
vectors = TorchEmbedder().encode(["What is a shard?"])
print(vectors.shape, seen)
"""
    result = python(code)
    assert (result.stdout, result.stderr) == ("(1, 384) []\n", "")


def test_vectors_are_unit_and_near_for_near_meanings(embedder: TorchEmbedder) -> None:
    texts = ["How long may a function run?", "The maximum execution time of a function", "Buckets hold objects"]
    vectors = embedder.encode(texts)
    assert vectors.dtype == np.float32 and vectors.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_nothing_to_encode_is_no_error(embedder: TorchEmbedder) -> None:
    assert embedder.encode([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_with_special_tokens_and_to_the_end(embedder: TorchEmbedder) -> None:
    assert embedder.count_tokens(["", "lambda", "lambda " * 700]) == [2, 3, 702]


def test_max_tokens_is_where_the_encoder_starts_to_truncate(embedder: TorchEmbedder) -> None:
    full = "lambda " * 253
    assert embedder.count_tokens([full + "queue"]) == [embedder.max_tokens]
    fits, other, cut, cut_more = embedder.encode(
        [full + "queue", full + "bucket", full + "queue over", full + "queue over and out"]
    )
    assert not np.allclose(fits, other, atol=1e-4)
    np.testing.assert_allclose(cut, cut_more, atol=1e-5)
    np.testing.assert_allclose(cut, fits, atol=1e-5)


def test_counting_leaves_encoding_as_it_was(embedder: TorchEmbedder) -> None:
    text = "A shard holds 1 MB a second. " * 100
    before = embedder.encode([text, "short"])
    embedder.count_tokens([text])
    np.testing.assert_array_equal(embedder.encode([text, "short"]), before)


def test_threads_may_share_it(embedder: TorchEmbedder) -> None:
    texts = [f"Question {number} about queues" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.encode([text])[0], texts))
    alone = [embedder.encode([text])[0] for text in texts]
    np.testing.assert_allclose(np.stack(together), np.stack(alone), atol=1e-5)


def test_a_folder_is_a_model_even_by_a_relative_path(
    own_model: Path, embedder: TorchEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_model.parent)
    own = TorchEmbedder("own")
    assert own.name.startswith("own@") and (own.dimensions, own.max_tokens) == (384, 256)
    monkeypatch.chdir("/")
    untouched = TorchEmbedder(with_map=False)
    np.testing.assert_allclose(own.encode(["a queue"]), untouched.encode(["a queue"]), atol=1e-6)


def test_the_name_of_a_folder_follows_its_files(own_model: Path) -> None:
    before = TorchEmbedder(str(own_model)).name
    assert TorchEmbedder(str(own_model)).name == before
    (own_model / "model.safetensors").unlink()
    (own_model / "model.safetensors").write_bytes(b"other weights")
    assert TorchEmbedder(str(own_model)).name != before


def test_a_shorter_limit_in_the_folder_is_kept(own_model: Path, embedder: TorchEmbedder) -> None:
    (own_model / "sentence_bert_config.json").write_text('{"max_seq_length": 16, "do_lower_case": false}')
    own = TorchEmbedder(str(own_model))
    assert own.max_tokens == 16
    long, longer = own.encode(["queue " * 14, "queue " * 14 + "bucket"])
    np.testing.assert_allclose(long, longer, atol=1e-5)


@pytest.mark.parametrize(
    "model", ["no-such/model-anywhere", "no such model", "https://example.org/model", "../nowhere"]
)
def test_an_unknown_model_is_not_fetched(model: str) -> None:
    with pytest.raises(BackendUnavailable, match="give its folder"):
        TorchEmbedder(model)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailable, match="not a sentence-transformers model"):
        TorchEmbedder(str(tmp_path))


def test_broken_weights_are_refused(own_model: Path) -> None:
    (own_model / "model.safetensors").unlink()
    (own_model / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(BackendUnavailable, match="cannot load the encoder"):
        TorchEmbedder(str(own_model)).encode(["text"])


def test_a_damaged_packaged_model_is_refused(own_model: Path, tmp_path: Path) -> None:
    package = tmp_path / "site" / PACKAGED
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    own_model.rename(package / "model")
    (package / "model" / "model.safetensors").unlink()
    (package / "model" / "model.safetensors").write_bytes(b"something else")
    code = "from dva_assist.backends.torch_embedder import TorchEmbedder; TorchEmbedder().encode(['text'])"
    result = python(code, PYTHONPATH=str(package.parent))
    assert "BackendUnavailable: the packaged encoder is damaged" in result.stderr
    assert "pip install --force-reinstall" in result.stderr


def test_many_texts_get_the_vectors_that_one_gets(embedder: TorchEmbedder) -> None:
    texts = [
        f"A queue keeps message {number} for {number} days until a consumer has deleted it." for number in range(64)
    ]
    many = embedder.encode(texts)
    one = np.concatenate([embedder.encode([text]) for text in texts])
    assert (many * one).sum(axis=1).min() > 0.9998
    assert np.linalg.norm(many, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_linear_map_ends_the_packaged_encoder_only(embedder: TorchEmbedder, own_model: Path) -> None:
    untouched = TorchEmbedder(with_map=False)
    texts = ["a queue", "how long is a message kept?"]
    np.testing.assert_allclose(embedder.encode(texts), linear_map.mapped(untouched.encode(texts)), atol=1e-6)
    assert np.abs(embedder.encode(texts) - untouched.encode(texts)).max() > 0.01
    assert "+notes-" in embedder.name
    assert "+notes-" not in untouched.name
    assert "+notes-" not in TorchEmbedder(str(own_model)).name


def test_the_linear_map_keeps_lengths_and_stays_near_what_it_is_given(embedder: TorchEmbedder) -> None:
    untouched = TorchEmbedder(with_map=False).encode(["a queue", "glaze for stoneware", "a bowline"])
    turned = linear_map.mapped(untouched)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)
    assert ((turned * untouched).sum(axis=1) > 0.8).all()
    np.testing.assert_allclose(linear_map.turned(untouched, np.zeros((384, 384), np.float32)), untouched, atol=1e-6)
