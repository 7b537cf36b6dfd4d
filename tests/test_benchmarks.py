"""The arithmetic of the benchmarks; nothing is timed here."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from benchmarks.figures import Figure, median, median_ratio, percentile
from benchmarks.latency import interleaved
from benchmarks.learners import answered, check
from benchmarks.report import markdown
from dva_assist.backends.learner_file import LearnerFile


def test_a_median_comes_with_the_range_of_its_measurements() -> None:
    assert median("wall", "s", iter([9.0, 1.0, 2.0])) == Figure("wall", "s", 2.0, 1.0, 9.0, 3)


def test_a_percentile_is_of_all_measurements_and_ranges_over_rounds() -> None:
    figure = percentile("p50", "ms", [[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]], 50)
    assert (figure.value, figure.low, figure.high, figure.measurements) == (4.0, 2.0, 6.0, 6)


def test_a_ratio_is_paired() -> None:
    """Slow and fast questions: the ratio of each is 1.2, however much they differ."""
    below = [1.0, 100.0, 3.0, 50.0]
    figure = median_ratio("ratio", [1.2 * value for value in below], below)
    assert (figure.value, figure.low, figure.high) == pytest.approx((1.2, 1.2, 1.2))


def test_the_interval_of_a_ratio_holds_its_median_and_narrows_with_more_questions() -> None:
    few = median_ratio("few", [1.0, 1.1, 1.2, 1.3, 2.0], [1.0] * 5)
    many = median_ratio("many", [1.0, 1.1, 1.2, 1.3, 2.0] * 40, [1.0] * 200)
    assert few.low < few.value < few.high
    assert few.value == many.value == 1.2
    assert many.high - many.low < few.high - few.low


def test_each_kind_of_work_comes_first_equally_often() -> None:
    done: list[str] = []
    times = interleaved({name: partial(lambda name, _: done.append(name), name) for name in "abc"}, ["q"] * 3, rounds=2)
    assert [done[turn : turn + 3] for turn in range(0, 9, 3)] == [list("abc"), list("bca"), list("cab")]
    assert done[9:12] == list("bca")
    assert [len(one) for one in times["a"]] == [3, 3]


def test_a_lost_attempt_ends_the_benchmark_of_the_store(tmp_path: Path) -> None:
    with closing(LearnerFile(tmp_path / "learners.sqlite")) as store:
        times = answered(store, learners=3, answers=2)
        assert {name: len(one) for name, one in times.items()} == dict.fromkeys(times, 6)
        check(store, learners=3, answers=2)
        with pytest.raises(RuntimeError, match="learner 0: 2 attempts and 2 replies of 3"):
            check(store, learners=3, answers=3)


def test_a_results_file_becomes_a_table() -> None:
    figures = [
        Figure("Ask", "ms", 12.345, 11.0, 1234.5, 600),
        Figure("Ratio", "", 1.2, 1.1, 1.3, 200, "95% interval", "1.3 or less"),
    ]
    result = {
        "date": "2026-01-02T03:04:05+00:00",
        "commit": "abc1234",
        "machine": {
            "cpu": "Abacus",
            "cores": 2,
            "memory_gb": 8.0,
            "system": "Linux",
            "python": "3.11",
            "omp_num_threads": "",
            "load_at_start": 3.5,
            "packages": {"torch": "2"},
        },
        "notes": {"files": 3, "bytes": 40_000},
        "figures": {"Warm": [asdict(figure) for figure in figures]},
    }
    table = markdown(json.loads(json.dumps(result)))
    assert "| Ask | 12.3 ms | 11 to 1,234 | 600 |  |" in table
    assert "| Ratio | 1.2 | 1.1 to 1.3 (95%) | 200 | 1.3 or less |" in table
    assert "3 notes, 0.04 MB" in table
    assert "busy at the start: load average 3.5" in table
