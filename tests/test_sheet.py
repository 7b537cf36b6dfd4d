"""Pictures that belong into a page: its colours, its words, nothing that reaches beyond them."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import pytest

from dva_assist.ui.sheet import COLOURS, Sheet, colour


def drawn(name: str = "test", text: str = "words", finding: str = "One bar.") -> str:
    sheet = Sheet(name, 200, 100)
    axes = sheet.axes(10, 20, 10, 20)
    axes.bar([0], [3], color=colour("accent"))
    axes.bar([1], [4], color=colour("card"), edgecolor=colour("line"), hatch="//")
    sheet.write(axes, 0, 1, text, ha="center", ink="bad")
    sheet.ticks(axes.set_xticks, [0, 1], ["first & last", "other"])
    return sheet.svg(finding)


def parsed(svg: str) -> ElementTree.Element:
    """Raises where it is not well-formed."""
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1))


def test_it_is_a_picture_with_its_finding_and_its_size() -> None:
    root = parsed(drawn(finding='Right: "all" & more.'))
    assert root.tag == "svg"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Right: "all" & more.'
    assert root.attrib["viewBox"] == "0 0 200 100"
    assert "width" not in root.attrib, "the page decides how wide it is"


def test_the_colours_are_those_of_the_page() -> None:
    svg = drawn()
    assert "fill: var(--accent)" in svg
    assert "stroke: var(--line)" in svg
    assert "fill: var(--bad)" in svg
    assert re.findall(r"#[0-9a-f]{6}\b", svg) == [], "a colour of its own would not follow light and dark"


def test_every_colour_of_the_scale_can_be_named() -> None:
    assert len({colour(name) for name in COLOURS}) == len(COLOURS)
    with pytest.raises(ValueError):
        colour("purple")


def test_words_are_text_in_the_font_of_the_page() -> None:
    root = parsed(drawn(text="words"))
    texts = [element for element in root.iter() if element.tag.endswith("text")]
    assert {element.text for element in texts} == {"first & last", "other", "words"}
    assert all("var(--font)" in element.attrib["style"] for element in texts)


@pytest.mark.parametrize(
    "text",
    [
        "$x^2$ costs $5",
        "<script>alert(1)</script>",
        "note_with_名前-😀",
        "a & b",
        r"\frac{1}{2}",
        "100% @3@",
        "\x07bell",
    ],
)
def test_any_word_is_shown_as_it_stands(text: str) -> None:
    svg = drawn(text=text)
    assert "<script" not in svg
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in shown


def test_the_same_is_drawn_the_same() -> None:
    assert drawn() == drawn()
    assert "<dc:date" not in drawn() and "Matplotlib" not in drawn()


def test_nothing_holds_beyond_the_picture() -> None:
    """No style for the whole page, and no id that another picture has too."""
    one, other = drawn("one"), drawn("other")
    assert "<style" not in one and "<!DOCTYPE" not in one
    ids = re.findall(r'\bid="([^"]+)"', one)
    assert ids, "the hatching is defined once and used"
    assert not set(ids) & set(re.findall(r'\bid="([^"]+)"', other))


def test_the_settings_of_matplotlib_are_left_as_they_were() -> None:
    before = dict(matplotlib.rcParams)
    drawn()
    assert dict(matplotlib.rcParams) == before


def test_matplotlib_is_not_loaded_before_the_first_picture() -> None:
    code = "import sys, dva_assist.ui.render_progress; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
