"""Nearest rows: exact up to a limit, nearly exact beyond it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dva_assist.backends.faiss_index import FLAT_LIMIT, FaissIndex
from dva_assist.errors import IndexCorrupt
from dva_assist.protocols import Vectors


def unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def random_vectors(rows: int, dimensions: int = 32, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32))


def built(vectors: Vectors, flat_limit: int = FLAT_LIMIT) -> FaissIndex:
    index = FaissIndex(flat_limit)
    index.build(vectors)
    return index


@given(rows=st.integers(1, 60), limit=st.integers(-1, 80), seed=st.integers(0, 1_000))
def test_search_gives_what_a_full_sort_gives(rows: int, limit: int, seed: int) -> None:
    vectors, query = random_vectors(rows, seed=seed), random_vectors(1, seed=seed + 1)[0]
    found, scores = built(vectors).search(query, limit)
    expected = np.argsort(-(vectors @ query), kind="stable")[: max(limit, 0)]
    assert found.tolist() == expected.tolist()
    assert found.dtype == np.int64 and scores.dtype == np.float32
    np.testing.assert_allclose(scores, (vectors @ query)[expected], atol=1e-5)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = built(np.empty((0, 32), np.float32))
    index.save(tmp_path / "vectors.faiss")
    for each in (index, FaissIndex.load(tmp_path / "vectors.faiss")):
        rows, scores = each.search(random_vectors(1)[0], 5)
        assert len(each) == len(rows) == len(scores) == 0


def test_build_replaces_what_was_there() -> None:
    index = built(random_vectors(10))
    index.build(random_vectors(3, seed=9))
    assert len(index) == 3


@pytest.mark.parametrize("flat_limit", [FLAT_LIMIT, 100])
def test_a_saved_index_answers_alike(tmp_path: Path, flat_limit: int) -> None:
    vectors = random_vectors(500)
    index = built(vectors, flat_limit)
    index.save(tmp_path / "vectors.faiss")
    loaded = FaissIndex.load(tmp_path / "vectors.faiss")
    assert loaded.exact is index.exact is (flat_limit == FLAT_LIMIT)
    for query in random_vectors(5, seed=1):
        for mine, theirs in zip(index.search(query, 10), loaded.search(query, 10), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(loaded.vectors([7, 3, 7]), vectors[[7, 3, 7]])
    assert loaded.vectors([]).shape == (0, 32)
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.faiss"]


def test_a_large_index_finds_at_least_99_of_100_nearest() -> None:
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(200, 64))
    vectors = unit((centres[rng.integers(0, 200, 8_000)] + rng.normal(size=(8_000, 64))).astype(np.float32))
    exact, graph = built(vectors), built(vectors, flat_limit=1_000)
    assert exact.exact and not graph.exact
    queries = unit(vectors[:100] + 0.1 * rng.normal(size=(100, 64)).astype(np.float32))
    hits = [len({*exact.search(q, 10)[0]} & {*graph.search(q, 10)[0]}) for q in queries]
    assert sum(hits) >= 990
    assert len(graph.search(queries[0], 1_000)[0]) == 1_000


def test_searching_leaves_the_threads_of_the_process_alone() -> None:
    index = built(random_vectors(50))
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    try:
        index.search(random_vectors(1)[0], 5)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


def test_threads_may_share_it() -> None:
    vectors = random_vectors(2_000)
    index = built(vectors)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: int(index.search(vectors[row], 1)[0][0]), range(200)))
    assert found == list(range(200))


@pytest.mark.parametrize("content", [None, b"", b"no index at all", b"IxFI"])
def test_a_file_that_is_no_index_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "vectors.faiss"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"vectors\.faiss.*dva-assist index --rebuild"):
        FaissIndex.load(file)


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    built(random_vectors(100)).save(file)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(IndexCorrupt):
        FaissIndex.load(file)
