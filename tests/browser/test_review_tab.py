"""The Review tab in a real browser. Each test studies under a name of its own, as all share one server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def study_as(page: Page, name: str) -> None:
    box = page.get_by_label("Studying as")
    box.fill(name)
    box.press("Enter")
    expect(box).to_have_value(name)


def study(page: Page, name: str) -> None:
    """Open the reviews of a learner; the first card is asked."""
    study_as(page, name)
    page.get_by_role("tab", name="Review").click()
    expect(stem(page)).to_be_visible(timeout=30_000)


def stem(page: Page) -> Locator:
    return page.locator("#review-question .stem")


def count(page: Page, what: str) -> int:
    """A number of the line on top, such as "due"."""
    found = re.search(rf"(\d+) {what}", page.locator(".review-status").inner_text().replace("\n", " "))
    return int(found[1]) if found else 0


def fill(page: Page) -> None:
    """Any whole reply, in whichever form it is asked for."""
    form = stem(page).get_attribute("data-form")
    match form:
        case "one":
            page.locator("#review-options input").first.check()
        case "typed":
            page.locator("#review-typed").get_by_role("textbox").fill("something else")
        case "match":
            expect(page.locator("#review-match-1")).to_be_visible()
            for place in range(1, page.locator("[id^=review-match-]:visible").count() + 1):
                page.locator(f"#review-match-{place} input").click()
                page.get_by_role("option").nth(place - 1).click()
        case _:
            tick_as_many_as_wanted(page)


def tick_as_many_as_wanted(page: Page) -> None:
    told, boxes = page.locator("#review-told"), page.locator("#review-several input[type=checkbox]")
    expect(boxes.first).to_be_visible()
    wanted = {"Choose two.": 2, "Choose three.": 3}.get(told.inner_text().strip(), boxes.count())
    for at in range(wanted):
        boxes.nth(at).check()
        number = ["one", "two", "three"][min(at, 2)]
        expect(told).to_contain_text(re.compile(rf"({number}|{at + 1}) of", re.IGNORECASE))


def check(page: Page) -> bool:
    """Check a whole reply; whether it was right."""
    fill(page)
    page.locator("#review-check").click()
    feedback = page.locator("#review-feedback .feedback")
    expect(feedback).to_be_visible(timeout=15_000)
    return "right" in (feedback.get_attribute("class") or "").split()


def go_on(page: Page, right: bool) -> None:
    """To the next card, which must be there."""
    before = stem(page).get_attribute("data-asked") or ""
    page.locator("#rate-good" if right else "#review-onward").click()
    expect(page.locator("#review-feedback .feedback")).to_have_count(0)
    expect(stem(page)).not_to_have_attribute("data-asked", before)


def skip_to_single_choice(page: Page) -> None:
    while stem(page).get_attribute("data-form") != "one":
        go_on(page, check(page))


def known_key(page: Page) -> int:
    """Find out which option is right, by a reply that is then taken back."""
    check(page)
    names = (page.locator("#review-options").get_attribute("class") or "").split()
    key = next(int(name.removeprefix("key-")) for name in names if name.startswith("key-"))
    page.locator("#take-back").click()
    expect(page.locator("#review-message")).to_contain_text("taken back")
    expect(page.locator("#review-check")).to_be_visible()
    return key


def test_a_session_with_undo_and_ratings(page: Page) -> None:
    study(page, "session")
    skip_to_single_choice(page)
    new, done = count(page, "new"), count(page, "done")
    asked = stem(page).inner_text()
    key = known_key(page)
    assert (stem(page).inner_text(), count(page, "new"), count(page, "done")) == (asked, new, done)
    page.locator("#review-options input").nth(key).check()
    page.locator("#review-check").click()
    expect(page.locator("#review-feedback")).to_contain_text("Right.")
    labels = page.locator("#ratings button").all_inner_texts()
    assert [label.split()[0] for label in labels] == ["Again", "Hard", "Good", "Easy"]
    assert labels[3] == "Easy 8 d"
    page.locator("#rate-easy").click()
    expect(stem(page)).not_to_have_text(asked)
    assert (count(page, "new"), count(page, "done")) == (new - 1, done + 1)
    page.locator("#review-list").get_by_text("All cards").click()
    row = page.locator(".review-cards li", has_text=asked)
    expect(row).to_contain_text("comes in 8 days")


def test_a_wrong_reply_comes_again_and_a_reload_loses_nothing(page: Page) -> None:
    study(page, "reload")
    skip_to_single_choice(page)
    key, asked = known_key(page), stem(page).inner_text()
    done = count(page, "done")
    page.locator("#review-options input").nth(1 if key == 0 else 0).check()
    page.locator("#review-check").click()
    expect(page.locator("#review-onward")).to_have_text("Go on (again 1 min)")
    expect(page.locator("#ratings")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Studying as")).to_have_value("reload")
    page.get_by_role("tab", name="Review").click()
    expect(stem(page)).to_be_visible()
    assert stem(page).inner_text() != asked
    assert (count(page, "done"), count(page, "later") > 0) == (done + 1, True)


def test_reviews_by_keyboard_alone(page: Page) -> None:
    study(page, "keys")
    skip_to_single_choice(page)
    key = known_key(page)
    stem(page).focus()
    page.keyboard.press(str(key + 1))
    expect(page.locator("#review-options input").nth(key)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#rate-good")).to_be_focused()
    before = stem(page).get_attribute("data-asked") or ""
    page.keyboard.press("4")
    expect(stem(page)).not_to_have_attribute("data-asked", before)
    expect(stem(page)).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator("#review-message")).to_contain_text("taken back")
    page.keyboard.press(str(key + 1))
    page.keyboard.press("Enter")
    expect(page.locator("#rate-good")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ratings")).to_be_hidden()


def test_the_words_behind_an_explanation_and_back(page: Page) -> None:
    study(page, "source")
    check(page)
    asked = stem(page).inner_text()
    page.locator("#review-feedback a.source-link").first.click()
    expect(page.locator("#review-source mark")).to_be_visible()
    page.get_by_role("tab", name="Notes").click()
    page.get_by_role("tab", name="Review").click()
    expect(stem(page)).to_have_text(asked)
    expect(page.locator("#review-feedback .feedback")).to_be_visible()


def test_a_card_is_suspended_and_resumed_from_the_list(page: Page) -> None:
    study(page, "list")
    asked, new = stem(page).inner_text(), count(page, "new")
    page.locator("#review-suspend").click()
    expect(page.locator("#review-message")).to_contain_text("Suspended")
    expect(stem(page)).not_to_have_text(asked)
    page.locator("#review-list").get_by_text("All cards").click()
    page.get_by_label("Show").click()
    page.get_by_role("option", name="Suspended").click()
    expect(page.locator(".review-cards li")).to_have_count(1)
    page.locator(".review-cards").get_by_role("button").click()
    expect(page.locator("#review-cards")).to_contain_text("No such card.")
    page.get_by_label("Show").click()
    page.get_by_role("option", name="Active").click()
    expect(page.locator(".review-cards li", has_text=asked)).to_have_count(1)
    page.get_by_label("With these words").fill("no card has these words")
    expect(page.locator("#review-cards")).to_contain_text("No such card.")
    assert new > 1


def test_settings_are_kept_for_each_learner(page: Page) -> None:
    study(page, "settings")
    page.locator("#review-wishes").get_by_text("Settings").click()
    page.get_by_label("number input for New cards a day").fill("1")
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.locator("#review-message")).to_contain_text("The settings are kept.")
    page.locator("#rate-good" if check(page) else "#review-onward").click()
    expect(page.locator("#review-done h2")).to_have_text("Done for the moment")
    page.reload()
    page.get_by_role("tab", name="Review").click()
    expect(page.locator("#review-done h2")).to_have_text("Done for the moment")
    study(page, "other settings")


def test_what_goes_wrong_in_a_quiz_comes_to_the_reviews(page: Page) -> None:
    study_as(page, "from the quiz")
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="Kind of question").click()
    page.get_by_role("option", name="Choose the number").click()
    page.get_by_label("number input for Questions").fill("3")
    page.get_by_label("Seed").fill("42")
    page.get_by_role("button", name="Start the quiz").click()
    forward = page.locator("#forward")
    while True:
        expect(forward).to_have_text("Check")
        page.wait_for_timeout(400)  # until the field of the question is there
        fill_quiz(page)
        forward.click()
        expect(page.locator("#feedback .feedback")).to_be_visible()
        is_last = forward.inner_text() == "See the score"
        forward.click()
        if is_last:
            break
    page.locator("#quiz-review").click()
    expect(page.locator("#quiz-message")).to_contain_text("added to your reviews")
    page.get_by_role("tab", name="Review").click()
    expect(stem(page)).to_be_visible(timeout=30_000)
    assert count(page, "later") > 0


def fill_quiz(page: Page) -> None:
    """Any whole reply to a question on a term: choose one, type it, or match."""
    if page.locator("#typed").is_visible():
        page.locator("#typed").get_by_role("textbox").fill("something else")
    elif page.locator("#match-1").is_visible():
        for place in range(1, page.locator("[id^=match-]:visible").count() + 1):
            page.locator(f"#match-{place} input").click()
            page.get_by_role("option").nth(place - 1).click()
    else:
        page.locator("#options input[type=radio]").first.check()


def test_reviews_fit_a_phone(page: Page) -> None:
    study(page, "phone")
    page.set_viewport_size({"width": 390, "height": 800})
    for _ in range(3):
        right = check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        go_on(page, right)
    page.locator("#review-list").get_by_text("All cards").click()
    expect(page.locator(".review-cards li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
