"""A picture drawn by matplotlib as SVG that belongs into a page: its colours are the page's, its words are text.

Matplotlib knows colours and words of its own only. So it draws with stand-ins, which are replaced in what it writes:
each colour by a variable of the page's style, which differs in light and dark, and each word by what it stands for.
Importing matplotlib takes a second or two, so that happens with the first picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (
    *("ink", "ink-soft", "line", "line-strong", "accent", "card", "bad"),
    *(f"heat-{step}" for step in range(5)),
    *(f"heat-ink-{step}" for step in range(5)),
)
_STAND_IN = re.compile(r"#fe01([0-9a-f]{2})\b")
_WORD = re.compile(r"@(\d+)@")
_HEAD = re.compile(r"^.*?<svg[^>]*>", re.DOTALL)
# Not wanted in a page: a style that would hold for all of it, ids that several pictures would have, and ballast.
_LEFT_OUT = re.compile(
    r"<defs>\s*<style.*?</style>\s*</defs>|(?<=<g) id=\"[^\"]*\"| transform=\"rotate\(-0 [^\"]*\"", re.DOTALL
)
_FAMILY = re.compile(r"'DejaVu Sans'[^;\"]*")
_LONG_NUMBER = re.compile(r"\d+\.\d{3,}")
# Matplotlib's settings are those of the process, so pictures are drawn one after another and leave them as they were.
_DRAWING = Lock()
SMALL, NORMAL = 11.0, 12.5  # sizes of type, in px


def colour(name: str) -> str:
    """The stand-in of one of ``COLOURS``."""
    return f"#fe01{COLOURS.index(name):02x}"


class Sheet:
    """A picture under way. All lengths are CSS px; ``name`` keeps what it defines apart from other pictures' parts."""

    def __init__(self, name: str, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.name = name
        self.width, self.height = width, height
        self._words: list[str] = []
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)

    def word(self, text: str) -> str:
        """The stand-in for a text. So no letter is missing from a font, and none is read as a formula."""
        self._words.append(text)
        return f"@{len(self._words) - 1}@"

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """Bare axes with the given margins; y grows upwards as the caller sets its limits."""
        width, height = self.width - left - right, self.height - top - bottom
        place = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        axes = self._figure.add_axes(place)
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=colour("ink-soft"), pad=5)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def plane(self) -> Axes:
        """Axes over the whole sheet: x from the left and y from the top, in px."""
        axes = self.axes(0, 0, 0, 0)
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        return axes

    def write(self, axes: Axes, x: float, y: float, text: str, **how: Any) -> None:
        """A text at a place of the axes; ``how`` is matplotlib's, with ``ink`` as the name of a colour."""
        ink = how.pop("ink", "ink")
        look: dict[str, Any] = {"fontsize": NORMAL, "va": "center", "clip_on": False, **how}
        axes.text(x, y, self.word(text), color=colour(ink), **look)

    def ticks(self, set_ticks: Callable[..., Any], places: Sequence[float], texts: Sequence[str]) -> None:
        set_ticks(places, [self.word(text) for text in texts])

    def svg(self, finding: str) -> str:
        """The picture for a page; ``finding`` says in a sentence what it shows, for those who cannot see it."""
        head = (
            f'<svg class="plot {self.name}" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'style="--natural:{self.width:g}px" aria-label="{escape(finding)}">'
        )
        text = _LEFT_OUT.sub("", _HEAD.sub("", self._drawn(), count=1))
        text = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", _FAMILY.sub("var(--font)", text))
        text = _STAND_IN.sub(lambda found: f"var(--{COLOURS[int(found[1], 16)]})", " ".join(text.split()))
        return head + _WORD.sub(lambda found: escape(self._words[int(found[1])]), text)

    def _drawn(self) -> str:
        import matplotlib

        settings: Any = {"svg.fonttype": "none", "svg.hashsalt": self.name, "hatch.linewidth": 0.8}
        page = StringIO()
        with _DRAWING, matplotlib.rc_context(settings):
            metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            self._figure.savefig(page, format="svg", transparent=True, metadata=metadata)
        return page.getvalue()
