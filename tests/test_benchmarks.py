"""The arithmetic of the benchmarks; nothing is timed here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crowd import Learner, check_handed_in, check_saved, gone_on, learners_at, sat_until_killed
from benchmarks.exam_page import USED, Layout
from benchmarks.figures import Figure, median, median_ratio, percentile
from benchmarks.latency import interleaved
from benchmarks.learners import answered, check
from benchmarks.report import markdown
from benchmarks.serving import serving
from dva_assist.backends.learner_file import LearnerFile


def apart(work: Coroutine[Any, Any, Any]) -> None:
    """Run it in a thread of its own: in this one the browser tests may have left a loop running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


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


def test_a_server_killed_in_the_middle_loses_nothing_and_what_is_lost_would_be_found_out(tmp_path: Path) -> None:
    server = [Path(__file__).parent / "exam_server.py"]
    with serving(server, tmp_path) as first:
        learners = learners_at(first.address, 3, "learner")
        apart(sat_until_killed(first, learners, questions=4))
    with closing(LearnerFile(tmp_path / "learners.sqlite")) as store:
        said, kept = check_saved(store, learners)
        assert 1 <= said <= kept
        check_what_is_lost_is_found_out(store, learners)
        with serving(server, tmp_path) as second:
            apart(gone_on(second.address, learners, questions=4))
        check_handed_in(store, learners, questions=4)
        assert check_saved(store, learners)[0] == 12
        with pytest.raises(RuntimeError, match="learner 0 has 4 replies and 4 attempts"):
            check_handed_in(store, learners, questions=5)
        learners[2].saved[19] = (0,)
        with pytest.raises(RuntimeError, match="learner 2 has 4 replies and 4 attempts that should be 5 replies"):
            check_handed_in(store, learners[2:], questions=5)


def check_what_is_lost_is_found_out(store: LearnerFile, learners: Sequence[Learner]) -> None:
    """A reply that is there and another than the page said, or none, ends it; unless no answer came to the other."""
    one = next(one for one in learners if one.saved)
    at, kept = next(iter(one.saved.items()))
    changed = replace(one, saved={at: (9,)})
    with pytest.raises(RuntimeError, match=rf"{one.page.learner} has lost .* question {at + 1}: .* for \(9,\)"):
        check_saved(store, [changed])
    check_saved(store, [replace(changed, sent=(at, kept))])
    with pytest.raises(RuntimeError, match=r"question 20: None for \(0,\)"):
        check_saved(store, [replace(one, saved={19: (0,)})])


def exam_config() -> dict[str, Any]:
    """As Gradio describes a page, with numbers that mean nothing."""
    names = sorted({name for name, _ in USED})
    components = [{"id": 50 + at, "props": {"elem_id": name}} for at, name in enumerate(names)]
    plain = {"inputs": [50], "outputs": [51, 52], "queue": False, "trigger_after": None}
    dependencies: list[dict[str, Any]] = [
        {"id": 70 + at, "targets": [[50 + names.index(name), event]], **plain} for at, (name, event) in enumerate(USED)
    ]
    dependencies[2] |= {"targets": [[None, "then"]], "trigger_after": 71}
    return {"components": components, "dependencies": dependencies}


def test_handlers_of_a_page_are_found_by_name() -> None:
    layout = Layout.of(exam_config())
    assert [layout.handlers[key].id for key in USED] == list(range(70, 77))
    handler = layout.handlers["exam-begin", "then"]
    assert (handler.trigger, handler.inputs, handler.outputs) == (None, ("exam-begin",), ("exam-next", "exam-one"))


def test_a_page_that_has_changed_is_not_measured() -> None:
    gone, twice, queued = exam_config(), exam_config(), exam_config()
    del gone["dependencies"][5]
    twice["dependencies"].append(twice["dependencies"][5])
    queued["dependencies"][5]["queue"] = True
    for config, told in ((gone, "has 0 handlers of exam-next"), (twice, "has 2 handlers"), (queued, "goes through")):
        with pytest.raises(RuntimeError, match=told):
            Layout.of(config)


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
