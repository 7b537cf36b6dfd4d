"""The Quiz tab in a real browser."""

from __future__ import annotations

import pytest
from browsing import ask
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# What `dva-assist quiz --seed 42` gives for these notes must not matter to the test, so it finds out which option is
# right by looking at the page after a reply.


def start(page: Page, count: int, seed: str = "42") -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_label("number input for Questions").fill(str(count))
    page.get_by_label("Seed").fill(seed)
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text(f"Question 1 of {count}")).to_be_visible()


def right_option(page: Page) -> int:
    """The number of the right option, once the question has been checked."""
    classes = (page.locator("#options").get_attribute("class") or "").split()
    return next(int(name.removeprefix("key-")) for name in classes if name.startswith("key-"))


def reply(page: Page, option: int) -> None:
    page.locator("#options input[type=radio]").nth(option).check()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#feedback [role=status] h3")).to_be_visible()


def wrong_then_known(page: Page) -> int:
    """Reply with the first option; gives the right one."""
    reply(page, 0)
    return right_option(page)


def test_a_quiz_to_the_end_with_a_wrong_answer_and_a_retry(page: Page) -> None:
    start(page, 3)
    keys = []
    for number in range(1, 4):
        expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        keys.append(wrong_then_known(page))
        page.locator("#forward").click()
    right = keys.count(0)
    expect(page.locator(".score h2")).to_have_text(f"{right} of 3")
    wrong = [key for key in keys if key != 0]
    assert wrong, "choose another seed: the first option was right each time"
    page.get_by_role("button", name="Retry").click()
    for number, key in enumerate(wrong, start=1):
        expect(page.get_by_text(f"Question {number} of {len(wrong)}")).to_be_visible()
        reply(page, key)
        expect(page.locator("#feedback")).to_contain_text("Right.")
        page.locator("#forward").click()
    expect(page.locator(".score h2")).to_have_text(f"{len(wrong)} of {len(wrong)}")
    expect(page.get_by_role("button", name="Retry")).to_be_hidden()


def test_feedback_explains_and_its_citation_opens_the_words(page: Page) -> None:
    start(page, 5)
    key = wrong_then_known(page)
    while key == 0:
        page.locator("#forward").click()
        expect(page.locator("#feedback h3")).to_have_count(0)
        key = wrong_then_known(page)
    feedback = page.locator("#feedback")
    expect(feedback).to_contain_text(f"The answer is {'ABCD'[key]}.")
    expect(feedback).to_contain_text("Why not A")
    feedback.get_by_role("link").first.click()
    expect(page.locator("#quiz-source mark")).to_be_visible()


def test_the_same_seed_gives_the_same_question_to_another_visitor(page: Page) -> None:
    start(page, 2, "7")
    first = page.locator(".stem").text_content()
    page.reload()
    start(page, 2, "7")
    expect(page.locator(".stem")).to_have_text(first or "")


def test_quiz_me_on_this_asks_about_the_cited_sections(page: Page) -> None:
    ask(page, "What is a dead-letter queue?")
    page.get_by_role("button", name="Quiz me on this").click()
    expect(page.get_by_role("tab", name="Quiz")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".stem")).to_be_visible()
    wrong_then_known(page)
    page.locator("#feedback").get_by_role("link").first.click()
    expect(page.locator("#quiz-source")).to_contain_text("queues.md")


def test_a_quiz_about_one_subject(page: Page) -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="About").click()
    page.get_by_role("option", name="Amazon SQS").click()
    start(page, 2)
    wrong_then_known(page)
    page.locator("#feedback").get_by_role("link").first.click()
    expect(page.locator("#quiz-source")).to_contain_text("queues.md")


def test_what_cannot_be_asked_is_said(page: Page) -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="About").click()
    page.get_by_role("option", name="What I just asked").click()
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text("There is no answer yet to be quizzed on")).to_be_visible()
    page.get_by_role("combobox", name="About").click()
    page.get_by_role("option", name="All notes").click()
    page.get_by_label("Seed").fill("abc")
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text("The seed 'abc' is not a number")).to_be_visible()
    page.get_by_label("Seed").fill("1")
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Choose one of the options first.")).to_be_visible()


def test_a_quiz_by_keyboard(page: Page) -> None:
    start(page, 1)
    page.locator(".stem").focus()
    page.keyboard.press("2")
    expect(page.locator("#options input[type=radio]").nth(1)).to_be_focused()
    expect(page.locator("#options input[type=radio]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#feedback [role=status] h3")).to_be_visible()
    page.get_by_role("button", name="See the score").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".score h2")).to_be_visible()
