"""The Quiz tab in a real browser."""

from __future__ import annotations

import re

import pytest
from browsing import ask
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# What `dva-assist quiz --seed 42` gives for these notes must not matter to the test, so it finds out which option is
# right by looking at the page after a reply.
ONE_OF_FOUR = "Choose the number"
ALONE = (
    "Put steps in order",
    "Tell two apart",
    "Type the missing term",
)  # no other kind asks about the same fact in these notes
KINDS = (
    ONE_OF_FOUR,
    "Several right answers",
    "Type the number",
    "Put steps in order",
    "Match terms and definitions",
    "True or false",
    "Type the missing term",
    "Tell two apart",
)


def start(page: Page, count: int, seed: str = "42", kind: str = "") -> None:
    page.get_by_role("tab", name="Quiz").click()
    if kind:
        page.get_by_role("combobox", name="Kind of question").click()
        page.get_by_role("option", name=kind, exact=True).click()
    page.get_by_label("number input for Questions").fill(str(count))
    page.get_by_label("Seed").fill(seed)
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text(f"Question 1 of {count}")).to_be_visible(timeout=20_000)  # the first quiz reads all notes


def right_option(page: Page) -> int:
    """The number of the right option, once the question has been checked."""
    classes = (page.locator("#options").get_attribute("class") or "").split()
    return next(int(name.removeprefix("key-")) for name in classes if name.startswith("key-"))


def check(page: Page) -> None:
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#feedback [role=status] h3")).to_be_visible()


def reply(page: Page, option: int) -> None:
    page.locator("#options input[type=radio]").nth(option).check()
    check(page)


def wrong_then_known(page: Page) -> int:
    """Reply with the first option; gives the right one."""
    reply(page, 0)
    return right_option(page)


def fill_in(page: Page) -> None:
    """Some reply, by whatever field is shown."""
    if page.locator("#options").is_visible():
        page.locator("#options input").first.check()
    elif page.get_by_label("Your answer").is_visible():
        page.get_by_label("Your answer").fill("7 kilns")
    elif page.locator("#several").is_visible():
        told = page.locator("#told").inner_text()
        boxes = page.locator("#several input")
        count = boxes.count() if "steps" in told else 3 if "three" in told else 2
        for at in range(count):
            boxes.nth(at).check()
            expect(page.locator("#told")).to_contain_text("in order" if "steps" in told else "chosen")
    else:
        for place, field in enumerate(page.locator(".reply-match:visible").all()):
            field.get_by_role("combobox").click()
            page.get_by_role("option").nth(place).click()


def onward(page: Page) -> None:
    """Past the feedback, and past the question that comes once more where there is one."""
    button = page.locator("#forward")
    again = button.inner_text() == "Once more, in another form"
    button.click()
    expect(page.locator("#feedback h3")).to_have_count(0)
    if again:
        expect(page.locator(".again").first).to_be_visible()
        fill_in(page)
        check(page)
        button.click()
        expect(page.locator("#feedback h3")).to_have_count(0)


def test_a_quiz_to_the_end_with_a_wrong_answer_and_a_retry(page: Page) -> None:
    start(page, 3, kind=ONE_OF_FOUR)
    keys = []
    for number in range(1, 4):
        expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        keys.append(wrong_then_known(page))
        onward(page)
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_drill_of_each_kind(page: Page, kind: str) -> None:
    start(page, 1, "3", kind)
    expect(page.locator("#quiz-question .kind")).to_have_text(kind)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#feedback")).to_have_text(re.compile(r"\w"))  # what is missing
    expect(page.locator("#feedback h3")).to_have_count(0)
    fill_in(page)
    check(page)
    expect(page.locator("#feedback").get_by_role("link").first).to_be_visible()
    expect(page.locator("#quiz-card .reply:visible input:enabled")).to_have_count(0)
    if kind not in ALONE and "Right." not in page.locator("#feedback h3").inner_text():
        expect(page.locator("#forward")).to_have_text("Once more, in another form")
    onward(page)
    expect(page.locator(".score h2")).to_have_text(re.compile("[01] of 1"))
    expect(page.locator("#quiz-card .reply:visible")).to_have_count(0)


def test_what_was_wrong_comes_once_more_and_does_not_count(page: Page) -> None:
    start(page, 1, "3", "Type the number")
    fill_in(page)
    page.get_by_label("Your answer").press("Enter")
    expect(page.locator("#feedback")).to_contain_text("You typed: 7 kilns")
    page.get_by_role("button", name="Once more, in another form").click()
    expect(page.locator("#quiz-question")).to_contain_text("Once more, in another form")
    expect(page.locator("#quiz-question")).to_contain_text("Question 1 of 1")
    onward_key = wrong_then_known(page)
    page.get_by_role("button", name="See the score").click()
    expect(page.locator(".score h2")).to_have_text("0 of 1")
    expect(page.locator(".score")).to_contain_text(f"Asked once more: {int(onward_key == 0)} of 1 right.")


def test_only_as_many_as_are_wanted_can_be_chosen(page: Page) -> None:
    start(page, 1, "3", "Several right answers")
    wanted = 3 if "three" in page.locator("#told").inner_text() else 2
    boxes = page.locator("#several input")
    for at in range(wanted):
        boxes.nth(at).check()
    expect(page.locator("#told")).to_contain_text("Two of two" if wanted == 2 else "Three of three")
    boxes.nth(wanted).click()
    expect(page.locator("#told")).to_contain_text("take one away before you choose another")
    expect(boxes.nth(wanted)).not_to_be_checked()
    expect(boxes.nth(0)).to_be_checked()


def test_steps_are_numbered_as_they_are_chosen_and_can_be_taken_back(page: Page) -> None:
    start(page, 1, "3", "Put steps in order")
    labels = page.locator("#several label")
    labels.nth(2).click()
    expect(labels.nth(2)).to_contain_text(re.compile(r"^\s*1\."))
    labels.nth(0).click()
    expect(labels.nth(0)).to_contain_text(re.compile(r"^\s*2\."))
    labels.nth(2).click()
    expect(labels.nth(0)).to_contain_text(re.compile(r"^\s*1\."))
    page.get_by_role("button", name="Take the last one away").click()
    expect(labels.nth(0).get_by_role("checkbox")).not_to_be_checked()
    expect(page.locator("#told")).to_contain_text("Nothing is in the order yet.")


def test_a_quiz_is_shared_by_its_code(page: Page) -> None:
    start(page, 1, "9", "True or false")
    stem = page.locator(".stem").text_content()
    wrong_then_known(page)
    onward(page)
    code = page.get_by_label("Code of this quiz, for the same notes").input_value()
    page.reload()
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("button", name="From a code, or as a file").click()
    page.get_by_label("Code of a quiz").fill(code[:-1] + "!")
    page.get_by_role("button", name="Start from the code").click()
    expect(page.locator("#quiz-message")).to_contain_text("typing error")
    page.get_by_label("Code of a quiz").fill(code)
    page.get_by_role("button", name="Start from the code").click()
    expect(page.locator(".stem")).to_have_text(stem or "")


@pytest.mark.parametrize(("button", "name"), [("Anki", ".apkg"), ("Table (CSV)", ".csv"), ("Page to print", ".html")])
def test_the_questions_come_as_a_file(page: Page, button: str, name: str) -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_label("Seed").fill("7")
    page.get_by_role("button", name="From a code, or as a file").click()
    with page.expect_download() as download:
        page.locator("#quiz-setup").get_by_role("button", name=button).click()
    assert download.value.suggested_filename == f"quiz-all-notes-7{name}"
    expect(page.locator("#quiz-message")).to_contain_text("holds 5 questions.")


def test_feedback_explains_and_its_citation_opens_the_words(page: Page) -> None:
    start(page, 5, kind=ONE_OF_FOUR)
    key = wrong_then_known(page)
    while key == 0:
        onward(page)
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
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    fill_in(page)
    check(page)
    page.locator("#feedback").get_by_role("link").first.click()
    expect(page.locator("#quiz-source")).to_contain_text("queues.md")


def test_a_quiz_about_one_subject(page: Page) -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="About").click()
    page.get_by_role("option", name="Amazon SQS").click()
    start(page, 2, kind="True or false")
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
    start(page, 5, "1", ONE_OF_FOUR)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Choose one of the options first.")).to_be_visible()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def by_keys(page: Page) -> None:
    """Some reply from the stem on, by keys alone; the page has put the focus on the stem."""
    expect(page.locator(".stem")).to_be_focused()
    if page.locator("#options").is_visible():
        press(page, "2")
        expect(page.locator("#options input").nth(1)).to_be_focused()
        expect(page.locator("#options input").nth(1)).to_be_checked()
    elif page.get_by_label("Your answer").is_visible():
        press(page, "Tab")
        expect(page.get_by_label("Your answer")).to_be_focused()
        page.keyboard.type("7 kilns")
    elif page.locator("#several").is_visible():
        boxes = page.locator("#several input")
        told = page.locator("#told").inner_text()
        for at in range(boxes.count() if "steps" in told else 3 if "three" in told else 2):
            press(page, str(at + 1))
            expect(boxes.nth(at)).to_be_focused()
            expect(boxes.nth(at)).to_be_checked()
    else:
        for place, field in enumerate(page.locator(".reply-match:visible").all()):
            press(page, "Tab")
            expect(field.get_by_role("combobox")).to_be_focused()
            press(page, *["ArrowDown"] * (place + 1), "Enter")
            expect(field.get_by_role("combobox")).to_have_value(re.compile(f"^{'ABCD'[place]}"))
        press(page, "Tab")
    press(page, "Enter")
    expect(page.locator("#feedback [role=status] h3")).to_be_visible()


@pytest.mark.parametrize(
    "kind",
    [ONE_OF_FOUR, "Several right answers", "Type the number", "Put steps in order", "Match terms and definitions"],
)
def test_a_quiz_by_keyboard_alone(page: Page, kind: str) -> None:
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="Kind of question").click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.get_by_label("number input for Questions").fill("1")
    page.get_by_label("Seed").fill("5")
    page.get_by_role("button", name="Start the quiz").focus()
    press(page, "Enter")
    expect(page.get_by_text("Question 1 of 1")).to_be_visible()
    page.locator(".stem").focus()
    by_keys(page)
    expect(page.locator("#forward")).to_be_focused()
    if page.locator("#forward").inner_text() != "See the score":
        press(page, "Enter")
        by_keys(page)
        expect(page.locator("#forward")).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".score h2")).to_be_visible()


@pytest.mark.parametrize("kind", ["Several right answers", "Put steps in order", "Match terms and definitions"])
def test_nothing_is_wider_than_a_phone(page: Page, kind: str) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    start(page, 1, "3", kind)

    def width() -> int:
        return int(page.evaluate("document.documentElement.scrollWidth"))

    assert width() <= 390
    fill_in(page)
    check(page)
    assert width() <= 390
    onward(page)
    assert width() <= 390
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#quiz-card *')].filter((e) => e.offsetParent)"
        ".map((e) => e.getBoundingClientRect().right))"
    )
    assert right <= 390
