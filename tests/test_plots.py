"""The pictures of the Progress tab."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dva_assist.progress import NoteCover
from dva_assist.progress_desk import Coverage, Day, DomainMastery, TaskCover
from dva_assist.shares import Share
from dva_assist.ui import plots
from dva_assist.ui.plots import LIMITS, cover_svg, due_svg, mastery_svg, replies_svg, step

TODAY = date(2026, 12, 1)
DOMAINS = (
    DomainMastery("1", "Development with AWS services", 30, Share(12, 20)),
    DomainMastery("2", "Security", 70, Share(0, 0)),
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in root(svg).iter("text")]


def corners(path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a path of straight lines."""
    numbers = [float(number) for number in NUMBER.findall(path)]
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


def filled(svg: str, colour: str) -> list[str]:
    """The paths of one colour."""
    return [
        path.attrib["d"] for path in root(svg).iter("path") if f"fill: var(--{colour})" in path.attrib.get("style", "")
    ]


def days(replies: Sequence[tuple[int, int]]) -> tuple[Day, ...]:
    first = TODAY - timedelta(days=len(replies) - 1)
    return tuple(Day(first + timedelta(days=at), count, right) for at, (count, right) in enumerate(replies))


def test_mastery_shows_each_domain_and_the_pass_mark() -> None:
    svg = mastery_svg(DOMAINS, 0.689)
    assert {"1 Development with AWS services", "2 Security", "no reply yet", "pass mark, 69%", "100%"} <= set(
        texts(svg)
    )
    assert root(svg).attrib["aria-label"] == (
        "Right replies by domain: Development with AWS services is the strongest domain with 60% right; the pass mark "
        "asks for about 69%."
    )


def test_the_dot_stands_at_the_share_between_the_ends_of_its_interval() -> None:
    """At 380 px with margins of 18, a hundred per cent are 344 px: 60% lies at 18 + 206.4."""
    svg = mastery_svg(DOMAINS, 0.689)
    uses = [use for use in root(svg).iter("use") if "var(--accent)" in use.attrib.get("style", "")]
    places = sorted({float(use.attrib["x"]) for use in uses})
    share = DOMAINS[0].share
    assert places == pytest.approx([18 + 344 * one for one in (share.low, share.value, share.high)], abs=0.1)


def test_bars_are_as_high_as_their_counts() -> None:
    svg = due_svg([8, 0, 4, 2], TODAY)
    heights = [bottom - top for _, top, _, bottom in map(corners, filled(svg, "accent"))]
    assert heights == pytest.approx([128, 64, 32], abs=0.1)
    assert [text for text in texts(svg) if text.isdigit()] == ["8", "4", "2"], "nothing is written where nothing is due"


def test_right_replies_fill_their_bars() -> None:
    svg = replies_svg(days([(0, 0), (10, 4), (6, 6)]), TODAY)
    whole = [bottom - top for _, top, _, bottom in map(corners, filled(svg, "card"))]
    right = [bottom - top for _, top, _, bottom in map(corners, filled(svg, "accent"))]
    assert [part / all_of_it for part, all_of_it in zip(right, whole, strict=True)] == pytest.approx(
        [0.4, 1.0], abs=0.01
    )
    assert root(svg).attrib["aria-label"] == "16 replies in the last 3 days, on 2 days; 62% right."


def test_a_day_is_named_by_its_date_and_today_by_its_name() -> None:
    assert [text for text in texts(due_svg([1] * 14, TODAY)) if not text.isdigit()] == [
        "today",
        "4 Dec",
        "7 Dec",
        "10 Dec",
        "13 Dec",
    ]


@pytest.mark.parametrize(
    ("right", "expected"), [(0, 0), (1, 1), (10, 1), (11, 2), (25, 2), (26, 3), (50, 3), (51, 4), (100, 4)]
)
def test_the_scale_of_the_map(right: int, expected: int) -> None:
    assert step(NoteCover("a.md", 100, 100, right)) == expected


def test_a_note_that_was_not_asked_is_off_the_scale() -> None:
    assert step(NoteCover("a.md", 100, 0, 0)) is None
    assert step(NoteCover("a.md", 0, 0, 0)) is None


def coverage(tasks: Sequence[Sequence[NoteCover]], others: Sequence[NoteCover] = ()) -> Coverage:
    rows = tuple(TaskCover("1", f"1.{at}", f"Task {at}", tuple(notes)) for at, notes in enumerate(tasks, start=1))
    return Coverage(rows, tuple(others), len(others), ())


def test_the_map_has_a_cell_for_each_note_of_each_task() -> None:
    lambda_note, s3 = NoteCover("deep/lambda.md", 40, 8, 6), NoteCover("s3.md", 20, 0, 0)
    svg = cover_svg(coverage([[lambda_note, s3], [lambda_note], []], [NoteCover("mine.md", 4, 4, 4)]), DOMAINS)
    shown = texts(svg)
    assert [text for text in shown if text.startswith("1")] == [
        "1 Development with AWS services, 30% of the exam",
        "1.1 Task 1",
        "1.2 Task 2",
        "1.3 Task 3: none of its notes is indexed",
    ]
    assert (shown.count("lambda"), shown.count("6 of 40")) == (2, 2)
    assert shown[shown.index("s3") + 1] == "not asked", "not told by colour alone"
    assert shown[-3:] == ["Notes that serve no task of this exam", "mine", "4 of 4"]


def test_a_cell_that_was_not_asked_is_dashed() -> None:
    svg = cover_svg(coverage([[NoteCover("s3.md", 20, 0, 0)], [NoteCover("sqs.md", 20, 4, 4)]]), DOMAINS)
    cells = [part.attrib["style"] for part in root(svg).iter() if "var(--line-strong)" in part.attrib.get("style", "")]
    dashed = [style for style in cells if "stroke-dasharray" in style]
    assert len(dashed) == 1 and "fill: var(--card)" in dashed[0]
    assert any("fill: var(--heat-2)" in style for style in cells)


def test_a_long_name_keeps_within_its_cell() -> None:
    svg = cover_svg(coverage([[NoteCover("concurrency-and-throttling.md", 9, 1, 1)]]), DOMAINS)
    assert "concurrency-and-…" in texts(svg)


@given(st.integers(0, 35), st.integers(0, 35))
@settings(max_examples=10, deadline=None)
def test_every_word_of_a_map_lies_within_the_picture(first: int, second: int) -> None:
    notes = [NoteCover(f"n{at}.md", 5, at % 3, at % 2) for at in range(35)]
    svg = cover_svg(coverage([notes[:first], notes[:second]]), DOMAINS)
    _, _, width, height = (float(number) for number in root(svg).attrib["viewBox"].split())
    places = [(float(text.attrib["x"]), float(text.attrib["y"])) for text in root(svg).iter("text")]
    assert len(places) == 2 * (first + second) + len(DOMAINS) + 2
    assert all(0 < x < width and 0 < y < height for x, y in places)


def test_limits_ascend() -> None:
    assert list(LIMITS) == sorted(LIMITS) and LIMITS[0] == 0.0


STYLE = Path(plots.__file__).with_name("progress.css").read_text(encoding="utf-8")


def variables(mode: str) -> dict[str, str]:
    """The colours of the map's scale: the first block of the style is for light, the second for dark."""
    block = STYLE.split("}")[0 if mode == "light" else 1]
    return dict(re.findall(r"--(heat-[\w-]+): (#[0-9a-f]{6})", block))


def luminance(hexadecimal: str) -> float:
    parts = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_stand_out_on_every_step_of_the_scale(mode: str) -> None:
    """A contrast of 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    colours = variables(mode)
    for at in range(len(LIMITS) + 1):
        lights = sorted(luminance(colours[name]) for name in (f"heat-{at}", f"heat-ink-{at}"))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, at


@pytest.mark.parametrize(("mode", "sign"), [("light", -1), ("dark", 1)])
def test_the_scale_goes_one_way_in_lightness_for_those_who_do_not_tell_colours_apart(mode: str, sign: int) -> None:
    colours = variables(mode)
    lights = [sign * luminance(colours[f"heat-{at}"]) for at in range(len(LIMITS) + 1)]
    assert lights == sorted(lights)
    assert all(later - earlier > 0.01 for earlier, later in pairwise(lights))
