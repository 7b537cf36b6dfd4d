"""The pictures of the Progress tab, each with its finding in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dva_assist.progress import NoteCover
from dva_assist.progress_desk import Coverage, Day, DomainMastery
from dva_assist.ui.progress_words import cover_finding, due_finding, mastery_finding, name_of_note, replies_finding
from dva_assist.ui.sheet import NORMAL, SMALL, Sheet, colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 380.0  # width of a small picture
LIMITS = (
    0.0,
    0.1,
    0.25,
    0.5,
)  # where a step of the map's scale ends: shares of a note's facts that are asked and right
CELL, GAP, COLUMNS = (114.0, 40.0), 5.0, 10
HEADING, SPACE = 26.0, 14.0
LARGE = 13.5
LONGEST = 17  # letters of a name in a cell


def mastery_svg(domains: Sequence[DomainMastery], pass_share: float) -> str:
    """A dot and its interval for each domain, against the share of right replies that the pass mark asks for."""
    row, top, bottom = 46.0, 22.0, 26.0
    sheet = Sheet("mastery", SIZE, top + bottom + row * len(domains))
    axes = sheet.axes(18, top, 18, bottom)
    axes.set_xlim(0, 100)
    axes.set_ylim(len(domains) - 0.5, -0.5)
    sheet.ticks(axes.set_xticks, [0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    axes.vlines([0, 25, 50, 75, 100], -0.5, len(domains) - 0.5, color=colour("line"), linewidth=1, clip_on=False)
    mark = 100 * pass_share
    axes.vlines([mark], -0.5, len(domains) - 0.5, color=colour("ink-soft"), linewidth=1.5, linestyle=(0, (4, 3)))
    sheet.write(axes, mark, -0.5 - 11 / row, f"pass mark, {mark:.0f}%", fontsize=SMALL, ha="center", ink="ink-soft")
    for at, one in enumerate(domains):
        _domain(sheet, axes, at, one)
    return sheet.svg(mastery_finding(domains, pass_share))


def _domain(sheet: Sheet, axes: Axes, at: int, one: DomainMastery) -> None:
    sheet.write(axes, 0, at - 0.2, f"{one.domain} {one.title}", fontsize=NORMAL, ha="left")
    if not one.share.of:
        sheet.write(axes, 0, at + 0.22, "no reply yet", fontsize=SMALL, ha="left", ink="ink-soft")
        return
    low, value, high = (100 * number for number in (one.share.low, one.share.value, one.share.high))
    axes.errorbar(
        [value],
        [at + 0.22],
        xerr=[[value - low], [high - value]],
        fmt="o",
        color=colour("accent"),
        markersize=9,
        elinewidth=2.5,
        capsize=4,
        capthick=2,
        clip_on=False,
    )


def due_svg(due: Sequence[int], today: date) -> str:
    """Cards that fall due on each day from today."""
    days = [today + timedelta(days=ahead) for ahead in range(len(due))]
    return _bars("due", days, due, due, today).svg(due_finding(due))


def replies_svg(days: Sequence[Day], today: date) -> str:
    """Replies of each day, those that were right filled."""
    replies, right = [one.replies for one in days], [one.right for one in days]
    return _bars("replies", [one.day for one in days], replies, right, today).svg(replies_finding(days))


def _bars(name: str, days: Sequence[date], counts: Sequence[int], filled: Sequence[int], today: date) -> Sheet:
    sheet = Sheet(name, SIZE, 176)
    axes = sheet.axes(6, 22, 6, 26)
    places = range(len(days))
    most = max([*counts, 4])
    axes.set_xlim(-0.6, len(days) - 0.4)
    axes.set_ylim(0, most)
    axes.hlines([0], -0.6, len(days) - 0.4, color=colour("line-strong"), linewidth=1, clip_on=False)
    edge: dict[str, Any] = {"edgecolor": colour("accent"), "linewidth": 1.2, "width": 0.68, "clip_on": False}
    for fill, heights in (("card", counts), ("accent", filled)):
        bars = [at for at in places if heights[at]]
        axes.bar(bars, [heights[at] for at in bars], color=colour(fill), **edge)
    for at in places:
        if counts[at]:
            sheet.write(axes, at, counts[at] + most * 8 / 128, str(counts[at]), fontsize=SMALL, ha="center")
    shown = [at for at, day in enumerate(days) if (day - today).days % 3 == 0]
    sheet.ticks(axes.set_xticks, shown, [_day(days[at], today) for at in shown])
    return sheet


def _day(day: date, today: date) -> str:
    return "today" if day == today else f"{day.day} {day:%b}"


def cover_svg(coverage: Coverage, domains: Sequence[DomainMastery]) -> str:
    """A row for each task with a cell for each of its notes, by how many of their facts were asked and right."""
    bands = list(_bands(coverage, domains))
    sheet = Sheet("map", COLUMNS * (CELL[0] + GAP) - GAP + 4, sum(band.height for band in bands))
    plane, y = sheet.plane(), 0.0
    boxes: defaultdict[int | None, list[tuple[float, float]]] = defaultdict(list)
    for band in bands:
        style: dict[str, Any] = {"fontweight": "bold", "fontsize": LARGE} if band.is_domain else {}
        sheet.write(plane, 2, y + HEADING / 2, band.title, ha="left", **style)
        for at, note in enumerate(band.notes):
            line, column = divmod(at, COLUMNS)
            corner = 2 + column * (CELL[0] + GAP), y + HEADING + line * (CELL[1] + GAP)
            boxes[step(note)].append(corner)
            _cell(sheet, plane, *corner, note)
        y += band.height
    _boxes(plane, boxes)
    return sheet.svg(cover_finding(coverage.tasks))


@dataclass(frozen=True, slots=True)
class _Band:
    """A heading of the map and the cells under it."""

    title: str
    notes: tuple[NoteCover, ...] = ()
    is_domain: bool = False

    @property
    def height(self) -> float:
        lines = -(-len(self.notes) // COLUMNS)
        return HEADING + lines * (CELL[1] + GAP) + (SPACE if lines else 0.0)


def _bands(coverage: Coverage, domains: Sequence[DomainMastery]) -> Iterator[_Band]:
    for domain in domains:
        yield _Band(f"{domain.domain} {domain.title}, {domain.weight}% of the exam", is_domain=True)
        for task in coverage.tasks:
            if task.domain == domain.domain:
                none = "" if task.notes else ": none of its notes is indexed"
                yield _Band(f"{task.task} {task.title}{none}", task.notes)
    if coverage.others:
        yield _Band("Notes that serve no task of this exam", coverage.others, is_domain=True)


def _cell(sheet: Sheet, plane: Axes, x: float, y: float, note: NoteCover) -> None:
    at = step(note)
    ink = "ink-soft" if at is None else f"heat-ink-{at}"
    for down, text in zip((13.5, 28.5), _lines(note), strict=True):
        sheet.write(plane, x + CELL[0] / 2, y + down, text, fontsize=SMALL, ha="center", ink=ink)


def _boxes(plane: Axes, places: Mapping[int | None, Sequence[tuple[float, float]]]) -> None:
    """The cells of each step of the scale together, which is much faster than each alone."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import FancyBboxPatch

    for at, corners in places.items():
        boxes = [FancyBboxPatch(corner, *CELL, boxstyle="round,pad=0,rounding_size=6") for corner in corners]
        look: dict[str, Any] = {
            "facecolor": colour("card" if at is None else f"heat-{at}"),
            "edgecolor": colour("line-strong"),
            "linewidth": 1,
            "linestyle": (0, (3, 3)) if at is None else "solid",
            "clip_on": False,
        }
        plane.add_collection(PatchCollection(boxes, **look), autolim=False)


def _lines(note: NoteCover) -> tuple[str, str]:
    name = name_of_note(note)
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return short, f"{note.right} of {note.facts}" if note.asked else "not asked"


def step(note: NoteCover) -> int | None:
    """Where a note is on the scale of the map, from 0 for none right; None where nothing was asked."""
    return sum(note.right / note.facts > limit for limit in LIMITS) if note.asked else None
