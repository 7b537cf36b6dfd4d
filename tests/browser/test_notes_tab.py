"""The Notes tab in a real browser."""

from __future__ import annotations

import pytest
from browsing import ask
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Notes").click()
    expect(page.get_by_role("navigation", name="Notes and their sections")).to_be_visible()


def test_the_tree_opens_a_section_in_the_reading_view(page: Page) -> None:
    open_tab(page)
    page.locator("#tree summary", has_text="AWS Lambda").click()
    page.get_by_role("link", name="Limits of a function").click()
    reading = page.get_by_role("article", name="AWS Lambda")
    expect(reading.get_by_role("heading", name="Limits of a function")).to_be_in_viewport()
    expect(reading.get_by_role("cell", name="10,240 MB").first).to_be_visible()
    expect(page.get_by_role("link", name="Limits of a function")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Alias", exact=True).click()
    expect(reading.locator("section.here h3")).to_have_text("Alias")


def test_search_as_you_type(page: Page) -> None:
    open_tab(page)
    search = page.get_by_label("Search the notes")
    search.press_sequentially("visib", delay=20)
    first = page.get_by_role("navigation", name="Found sections").get_by_role("link").first
    expect(first).to_contain_text("Visibility timeout")
    first.click()
    expect(page.get_by_role("article", name="Amazon SQS").locator("section.here h3")).to_have_text("Visibility timeout")
    search.fill("archive of libraries")
    expect(page.locator(".found li").first).to_contain_text("Layer")
    search.fill("")
    expect(page.get_by_role("navigation", name="Notes and their sections")).to_be_visible()


def test_from_a_citation_to_the_note(page: Page) -> None:
    ask(page, "What is a shard?")
    page.locator("#chat a[href^='#cite/']").first.click()
    page.get_by_role("link", name="Open in Notes").click()
    expect(page.get_by_role("tab", name="Notes")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".reading section.here h3")).to_have_text("Shard")


def test_a_hostile_note_is_inert_in_the_reading_view(page: Page) -> None:
    open_tab(page)
    page.locator("#tree summary", has_text="Hostile").click()
    page.locator("#tree details[open] a").first.click()
    reading = page.locator("article.reading")
    expect(reading).to_contain_text("a picture")
    expect(reading.locator("img, iframe, script, object, svg, a[href]:not([href^='#'])")).to_have_count(0)
