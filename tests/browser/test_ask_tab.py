"""The Ask tab in a real browser."""

from __future__ import annotations

import re

import pytest
from browsing import ask, markers, quote_of
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_an_answer_is_cited_and_each_citation_opens_its_exact_words(page: Page) -> None:
    ask(page, "What is a shard?")
    answer = page.locator("#chat .bot-row").last
    expect(answer).to_contain_text("A shard is the unit of throughput and ordering in a Kinesis stream.")
    links = markers(page)
    assert len(links) >= 2
    for number, link in enumerate(links):
        answer.locator("a[href^='#cite/'][title]").nth(number).click()
        source = page.locator(f"#ask-source article[data-link='{link}']")
        expect(source).to_be_visible()
        assert source.locator("mark").text_content() == quote_of(link)
        expect(source.get_by_role("heading", name="Shard")).to_be_focused()
        expect(source.locator(".breadcrumb")).to_have_text("Amazon Kinesis")
        expect(source.locator(".meta")).to_contain_text("streams.md · line")


def test_the_passages_stand_beside_the_answer_and_open(page: Page) -> None:
    ask(page, "What is a shard?")
    first = page.locator("#evidence li").first
    expect(first).to_contain_text("Amazon Kinesis › Shard")  # noqa: RUF001
    expect(first.locator(".used")).to_have_text(re.compile(r"^1"))
    first.get_by_role("link").click()
    expect(page.locator("#ask-source mark")).to_be_visible()


def test_lists_tables_and_code_keep_their_form(page: Page) -> None:
    ask(page, "How do I publish a version of a function?")
    expect(page.locator("#chat .bot-row").last.locator("ol > li")).to_have_count(4)
    ask(page, "What are the limits of a function?")
    table = page.locator("#chat .bot-row").last.locator("table")
    expect(table.locator("th").first).to_have_text("Limit")
    expect(table.get_by_role("row", name="Timeout 3 seconds 900 seconds")).to_be_visible()
    expect(table.locator("a[href^='#cite/']").last).to_be_visible()


def test_a_follow_up_question_is_understood_from_the_conversation(page: Page) -> None:
    ask(page, "What is a shard?")
    ask(page, "and how many records does it accept?")
    expect(page.locator("#chat .bot-row").last).to_contain_text("1,000 records a second")


def test_a_suggestion_and_an_example_are_asked_when_clicked(page: Page) -> None:
    example = page.locator("#chat .examples button").first
    wording = example.text_content() or ""
    example.click()
    expect(page.locator("#chat .user-row")).to_have_text(wording.strip())
    chip = page.locator("#chat .options button").first
    expect(chip).to_be_visible(timeout=30_000)
    suggestion = chip.text_content() or ""
    chip.click()
    expect(page.locator("#chat .user-row").last).to_have_text(suggestion.strip())
    expect(page.locator("#chat .bot-row")).to_have_count(2)


def test_what_the_notes_do_not_say_is_declined_with_the_nearest_passages(page: Page) -> None:
    ask(page, "How do I bake sourdough bread?")
    answer = page.locator("#chat .bot-row").last
    expect(answer).to_contain_text("Your notes do not answer this.")
    answer.locator("li a").first.click()
    expect(page.locator("#ask-source mark")).to_be_visible()
    expect(page.get_by_role("button", name="Quiz me on this")).to_be_disabled()


def test_a_picture_that_cannot_be_read_is_mentioned(page: Page) -> None:
    ask(page, "What is the architecture of a stream?")
    expect(page.locator("#chat .bot-row").last).to_contain_text("The notes have a picture here")


def test_small_talk_gets_a_friendly_line_without_citation(page: Page) -> None:
    ask(page, "hello")
    expect(page.locator("#chat .bot-row").last).to_contain_text("I answer questions from your notes")
    assert markers(page) == []


def test_markup_in_a_question_is_shown_and_does_nothing(page: Page) -> None:
    for typed in (
        '<img src="http://outside.example/x.png" onerror="window.hit=1"> what is a shard?',
        "<script>window.hit=1</script> what is a shard?",
        "![x](http://outside.example/y.png) what is a [shard](javascript:window.hit=1)?",
    ):
        ask(page, typed)
        asked = page.locator("#chat .user-row").last
        assert " ".join((asked.text_content() or "").split()) == typed
        expect(asked.locator("img, script, a")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_a_hostile_note_does_nothing(page: Page) -> None:
    ask(page, "What is bold in a block?")
    page.locator("#chat a[href^='#cite/'], #evidence a").first.click()
    expect(page.locator("#ask-source article")).to_be_visible()
    expect(page.locator("#chat .message img, #ask-source img, iframe, #ask-source script")).to_have_count(0)


def test_what_is_no_question_gets_one_clear_line(page: Page) -> None:
    for typed, said in {
        "x" * 20_000: "20,000 characters",
        "\N{SLIGHTLY SMILING FACE}\N{ROCKET}": "no words",
        "```\nprint(1)\n```": "only a code block",
        "Was ist eine Warteschlange und wie kann ich das machen?": "German",
    }.items():
        ask(page, typed)
        expect(page.locator("#chat .bot-row").last).to_contain_text(said)


def test_an_empty_question_is_said_to_be_empty(page: Page) -> None:
    page.get_by_label("Your question").fill("   ")
    page.get_by_label("Your question").press("Enter")
    expect(page.get_by_text("The question is empty")).to_be_visible()
    expect(page.locator("#chat .message-row")).to_have_count(0)


def test_a_new_conversation_begins_empty(page: Page) -> None:
    ask(page, "What is a shard?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .message-row")).to_have_count(0)
    expect(page.locator("#chat .examples button").first).to_be_visible()
    expect(page.locator("#evidence li")).to_have_count(0)


def test_an_answer_can_be_copied_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "What is a shard?")
    page.locator("#chat .bot-row + * [aria-label='Copy message'], #chat [aria-label='Copy message']").last.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('[1]: #cite/'))")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("A shard is the unit of throughput and ordering in a Kinesis stream. [1]")
