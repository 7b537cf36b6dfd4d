"""The Quality tab in a real browser."""

from __future__ import annotations

import pytest
from browsing import NOTES, visiting
from playwright.sync_api import Browser, Locator, Page, expect

from dva_assist.quality import Measure, packaged_quality

pytestmark = pytest.mark.browser


def open_tab(page: Page) -> Locator:
    page.get_by_role("tab", name="Quality").click()
    article = page.get_by_role("article", name="How good the answers are")
    expect(article).to_be_visible()
    return article


def said(measure: Measure) -> str:
    value, low, high = (round(100 * number) for number in measure)
    return f"{value} of 100 ({low} to {high})"


def test_the_figures_are_those_of_the_file(page: Page) -> None:
    article = open_tab(page)
    quality = packaged_quality()
    first = article.get_by_role("listitem").filter(has_text="The section that answers is found first")
    for one, figure in zip(quality.sets, first.locator(".share").all(), strict=True):
        expect(figure).to_have_text(said(one.locked["by section"].measures["recall@1"]))
    declined = article.get_by_role("listitem").filter(has_text="A question that the notes do not answer is declined")
    expect(declined).to_contain_text(said(quality.sets[0].locked["declining"].measures["rightly declined"]))
    expect(article).to_contain_text(f"{quality.date:%Y-%m-%d} at commit {quality.commit}")
    kinds = article.get_by_role("table", name="Questions that the notes answer")
    expect(kinds.get_by_role("rowheader")).to_have_count(len({k for one in quality.sets for k in one.kinds}))
    bar = first.locator(".scale").first
    filled = bar.evaluate("bar => getComputedStyle(bar).getPropertyValue('--value')")
    assert filled == f"{round(100 * quality.sets[0].locked['by section'].measures['recall@1'].value)}%"


def test_what_holds_for_this_index(page: Page) -> None:
    article = open_tab(page)
    expect(article.locator(".notice")).to_have_text("For your index these figures are a guess: see “Your index”.")
    index = article.get_by_role("complementary", name="Your index")
    expect(index).to_contain_text("Its notes are others than those that were measured.")
    expect(index.locator("dl")).to_contain_text(f"{len(list(NOTES.glob('*.md')))} from{NOTES}")
    expect(index.locator("pre").last).to_contain_text("dva-assist eval FILE.jsonl --index ")


def test_all_measures_open_with_the_keyboard(page: Page) -> None:
    article = open_tab(page)
    summary = article.locator("summary")
    region = article.get_by_role("region", name="All measures")
    expect(region).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(region).to_contain_text("by section: recall@1")
    page.keyboard.press("Tab")
    expect(region).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium: Browser, server: str, scheme: str) -> None:
    """A contrast of 4.5 to 1 (WCAG 2.2, 1.4.3) for each text of the tab."""
    contrasts = """article => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((c) => {
          c /= 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (e) => {
        for (; e; e = e.parentElement) {
          const colour = getComputedStyle(e).backgroundColor;
          if (colour !== "rgba(0, 0, 0, 0)") return colour;
        }
      };
      const texts = [...article.querySelectorAll("*")].filter((e) =>
        [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()));
      return texts.map((e) => {
        const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent];
      });
    }"""
    with visiting(chromium, color_scheme=scheme) as visit:
        found = open_tab(visit.open(server)).evaluate(contrasts)
    assert len(found) > 50
    assert [one for one in found if one[0] < 4.5] == []
