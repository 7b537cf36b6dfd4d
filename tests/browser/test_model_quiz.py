"""Scenario questions that a language model writes, in a real browser."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from browsing import visiting
from modelled import Place, choose
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

# The words by which a sentence of the notes is known, and the question that the model makes of it.
WRITES = {
    "An SQS message has 256 KB": (
        "A team sends orders to a queue. What size can an SQS message have?",
        ("256 KB", "64 KB", "128 KB", "512 KB"),
    ),
    "FIFO queues keep": (
        "A bank books payments through a queue. What do FIFO queues keep?",
        ("The order", "The sender", "The size", "The price"),
    ),
}
NO_QUESTION = "Sorry, I cannot."


def scenario(body: dict[str, Any]) -> str:
    """What a model replies that was given numbered sentences: a question about one that it knows, or none."""
    told = body["messages"][-1]["content"]
    for words, (question, (key, *wrong)) in WRITES.items():
        if found := re.search(rf"\[(\d+)\] {words}", told):
            reply = {"source": [int(found[1])], "question": question, "correct_answer": key, "wrong_answers": wrong}
            return json.dumps(reply | {"why_wrong": ["It is another."] * 3})
    return NO_QUESTION


def set_up(page: Page, count: int, seed: str) -> None:
    """The seed decides which sections come first."""
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="About").click()
    page.get_by_role("option", name="Amazon SQS").click()
    page.get_by_role("combobox", name="Kind of question").click()
    page.get_by_role("option", name="Scenario, written by the model").click()
    page.get_by_label("number input for Questions").fill(str(count))
    page.get_by_label("Seed").fill(seed)
    expect(page.get_by_role("button", name="Start the quiz")).to_be_hidden()
    page.get_by_role("button", name="Write the questions").click()


def test_what_is_kept_makes_a_quiz_and_the_yield_is_told(chromium: Browser, place: Place) -> None:
    place.will("well", reply=scenario)
    with visiting(chromium) as visit:
        page = visit.open(place.address)
        choose(page, "tiny:1b")
        set_up(page, 3, "5")
        expect(page.locator(".quiz-progress")).to_contain_text("Question 1 of ", timeout=30_000)
        expect(page.locator("#quiz-message")).to_contain_text(re.compile(r"[123] of \d kept; thrown away: \d for "))
        stem = page.locator(".stem").text_content() or ""
        key = next(options[0] for question, options in WRITES.values() if question == stem)
        page.get_by_label(re.compile(rf"[A-D]\. {key}")).check()
        page.get_by_role("button", name="Check").click()
        expect(page.locator("#feedback")).to_contain_text("Right.")
        page.locator("#feedback").get_by_role("link").first.click()
        expect(page.locator("#quiz-source mark")).to_contain_text(key.removeprefix("The "))


def test_stop_reaches_the_model_and_begins_with_what_there_is(chromium: Browser, place: Place) -> None:
    place.will("well", "slow first", reply=scenario)
    with visiting(chromium) as visit:
        page = visit.open(place.address)
        choose(page, "tiny:1b")
        set_up(page, 5, "5")
        expect(page.locator(".writing")).to_contain_text("1 of 1 kept")
        expect(page.locator(".writing li")).to_have_count(1)
        expect(page.locator(".writing .doing")).to_contain_text("tiny:1b is writing question 2 of 5…")
        page.get_by_role("button", name="Stop, and begin with these").click()
        assert place.model.wait_for_leave(1.0)
        expect(page.locator(".quiz-progress")).to_contain_text("Question 1 of 1")


def test_without_a_model_it_is_said_where_to_choose_one(page: Page) -> None:
    set_up(page, 1, "1")
    expect(page.locator("#quiz-message")).to_contain_text("Choose a model on the Ask tab first")
    expect(page.get_by_role("button", name="Write the questions")).to_be_visible()
