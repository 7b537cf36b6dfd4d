"""Answers worded by a language model, in a real browser. The model is a server that says what the test wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import ask, markers, quote_of, visiting
from modelled import WORDED, Place, choose, line
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bad_server import BadServer

pytestmark = pytest.mark.browser

QUESTION = "What is a shard?"
OWN = "One shard accepts 1 MB or 1,000 records a second"  # of the notes' own answer, and of no reply below
INVENTED = "Shards were invented in 1994."
HOSTILE = (
    "<script>window.hit=1</script> <img src=http://outside.example/a.png onerror=window.hit=1>\n\n"
    "- ![x](http://outside.example/b.png) [a link](http://outside.example/c) <http://outside.example/d>\n\n"
    "[1]: http://outside.example/e\n\n[1] http://outside.example/f\n\n```\n<iframe src=http://outside.example/g>\n```\n"
)
SOON = 1.0  # seconds in which the server must learn that nobody listens any more


@pytest.fixture
def page(chromium: Browser, place: Place) -> Iterator[Page]:
    """A page on which the model is chosen."""
    with visiting(chromium) as visit:
        page = visit.open(place.address)
        choose(page, "tiny:1b")
        yield page


def answer(page: Page) -> Locator:
    return page.locator("#chat .bot-row").last


def begin(page: Page, question: str = QUESTION) -> None:
    """Ask without waiting for the whole answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


def test_an_answer_worded_by_the_model_is_cited_from_the_notes(page: Page, place: Place) -> None:
    place.will("well")
    ask(page, QUESTION)
    expect(answer(page)).to_contain_text("A shard is the unit of throughput and ordering in a Kinesis stream. 1")
    expect(answer(page).locator("code")).to_have_text("GetRecords")
    expect(answer(page)).to_contain_text("Worded by tiny:1b · first word after")
    links = markers(page)
    assert [quote_of(link)[:18] for link in links] == ["A shard is the uni", "One shard serves 2"]
    answer(page).locator("a[href^='#cite/']").last.click()
    expect(page.locator("#ask-source mark")).to_have_text(quote_of(links[1]))
    expect(page.locator("#evidence .used").first).to_have_text("1–2")


def test_the_notes_answer_while_the_model_reads_and_stop_reaches_it(page: Page, place: Place) -> None:
    place.will("slow first")
    begin(page)
    expect(page.locator("#evidence li").first).to_be_visible()
    expect(answer(page)).to_contain_text(OWN)
    expect(page.locator("#status")).to_contain_text("tiny:1b is reading the passages… 1 s")
    page.get_by_role("button", name="Stop").click()
    assert place.model.wait_for_leave(SOON)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(answer(page)).to_contain_text("Stopped.")
    expect(answer(page)).to_contain_text(OWN)
    expect(page.locator("#status [role=status]")).to_have_text("")
    place.will("well")
    ask(page, QUESTION)
    expect(answer(page)).to_contain_text("Worded by tiny:1b")


def test_stop_in_the_middle_keeps_what_was_proved(page: Page, place: Place) -> None:
    place.will("slow between")
    begin(page)
    expect(page.locator("#status")).to_contain_text("tiny:1b is writing…", timeout=20_000)
    expect(answer(page)).to_contain_text("A shard is the unit of throughput and ordering")
    expect(answer(page)).not_to_contain_text(OWN)
    page.get_by_role("button", name="Stop").click()
    assert place.model.wait_for_leave(SOON)
    expect(answer(page)).to_contain_text("Stopped.")
    assert len(markers(page)) == 1


def test_who_leaves_the_page_leaves_the_model(page: Page, place: Place) -> None:
    place.will("slow first")
    begin(page)
    expect(page.locator("#status")).to_contain_text("reading")
    page.reload()
    assert place.model.wait_for_leave(5.0)


def test_a_stream_that_breaks_off_is_said_to_have(page: Page, place: Place) -> None:
    place.will("cut", reply=f"{WORDED} {INVENTED} Then everybody but one engineer forgot them for many years.")
    ask(page, QUESTION)
    expect(answer(page)).to_contain_text("A shard is the unit of throughput and ordering in a Kinesis stream. 1")
    expect(answer(page).locator("blockquote")).to_contain_text("What it said before that is shown.")


def test_what_is_not_proved_is_left_out_or_shown_without_a_marker(page: Page, place: Place) -> None:
    place.will("well", reply=f"{WORDED} {INVENTED}")
    ask(page, QUESTION)
    expect(answer(page)).not_to_contain_text(INVENTED)
    expect(answer(page)).to_contain_text("One sentence of tiny:1b left out")
    line(page).click()
    page.get_by_label("Show it, marked").check()
    line(page).click()
    ask(page, QUESTION)
    apart = answer(page).locator("blockquote").filter(has=page.get_by_role("heading", name="Not in your notes"))
    expect(apart).to_contain_text(INVENTED)
    expect(apart.locator("a")).to_have_count(0)
    assert len(markers(page)) == 2


def test_nothing_proved_leaves_the_words_of_the_notes(page: Page, place: Place) -> None:
    place.will("well", reply=INVENTED)
    ask(page, QUESTION)
    expect(answer(page)).to_contain_text(OWN)
    expect(answer(page).locator("blockquote")).to_contain_text("These are the notes' own words.")
    expect(answer(page)).not_to_contain_text("Worded by")


def test_a_server_that_is_gone_is_said_once_and_the_choice_is_kept(page: Page, place: Place, chromium: Browser) -> None:
    with BadServer(models=("passing:1b",), port=place.free_port):
        line(page).click()
        page.get_by_role("button", name="Look again").click()
        line(page).click()
        choose(page, "passing:1b")
    ask(page, QUESTION)
    expect(answer(page)).to_contain_text(OWN)
    expect(answer(page).locator("blockquote")).to_contain_text(f"nothing answers at http://127.0.0.1:{place.free_port}")
    page.reload()
    expect(page.locator("#model-notice")).to_contain_text("passing:1b, which you chose before, is not running now")
    expect(line(page)).to_contain_text("the notes’ own words")
    ask(page, QUESTION)
    expect(answer(page).locator("blockquote")).to_have_count(0)
    with BadServer(models=("passing:1b",), port=place.free_port):
        page.reload()
        expect(line(page)).to_contain_text("worded by passing:1b")
        expect(page.locator("#model-notice .notice")).to_have_count(0)


def test_settings_survive_a_reload_and_reach_the_model(page: Page, place: Place) -> None:
    place.will("well")
    line(page).click()
    page.get_by_label("number input for Temperature").fill("0.7")
    page.get_by_label("number input for Longest answer").fill("120")
    page.get_by_label("number input for Longest answer").press("Tab")
    page.get_by_label("Compare with and without").check()
    expect(line(page)).to_contain_text("with and without tiny:1b")
    page.reload()
    expect(line(page)).to_contain_text("with and without tiny:1b")
    line(page).click()
    expect(page.get_by_label("number input for Temperature")).to_have_value("0.7")
    ask(page, QUESTION)
    body = place.model.asked[0].body
    assert (body["temperature"], body["max_tokens"]) == (0.7, 120)


def test_both_answers_stand_side_by_side(page: Page, place: Place) -> None:
    place.will("well")
    line(page).click()
    page.get_by_label("Compare with and without").check()
    line(page).click()
    ask(page, QUESTION)
    expect(answer(page).get_by_role("heading")).to_have_text(["With tiny:1b", "Without a model"])
    left, right = answer(page).locator(".message-content").all()
    expect(left).to_contain_text("Worded by tiny:1b")
    expect(right).to_contain_text(OWN)
    for side in (left, right):
        side.locator("a[href^='#cite/']").last.click()
        link = side.locator("a[href^='#cite/']").last.get_attribute("href") or ""
        expect(page.locator("#ask-source mark")).to_have_text(quote_of(link))
    one, other = left.bounding_box(), right.bounding_box()
    assert one and other and one["x"] + one["width"] <= other["x"] and abs(one["y"] - other["y"]) < 40
    page.set_viewport_size({"width": 390, "height": 844})
    one, other = left.bounding_box(), right.bounding_box()
    assert one and other and one["y"] + one["height"] <= other["y"]


def test_what_the_notes_do_not_say_is_asked_of_the_model_only_when_wished(page: Page, place: Place) -> None:
    place.will("well", reply=f"Knead the dough. [S1] {HOSTILE}")
    ask(page, "How do I bake sourdough bread?")
    expect(answer(page)).to_contain_text("Your notes do not answer this.")
    assert place.model.asked == []
    page.get_by_role("button", name="Ask tiny:1b without the notes").click()
    own = answer(page).locator("blockquote").first
    expect(own.get_by_role("heading")).to_have_text("tiny:1b’s own words, without your notes and without proof")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(own).to_contain_text("Knead the dough.")
    expect(own.locator("a, img, iframe, script")).to_have_count(0)
    expect(page.get_by_role("button", name="Quiz me on this")).to_be_disabled()
    expect(page.get_by_role("button", name="Ask tiny:1b without the notes")).to_have_count(0)
    assert page.evaluate("window.hit") is None
    asked = place.model.asked[0].body["messages"]
    assert asked[-1]["content"] == "How do I bake sourdough bread?"
    place.will("well")
    ask(page, QUESTION)
    assert "Knead" not in str(place.model.asked[0].body)


def test_stop_while_the_model_answers_by_itself(page: Page, place: Place) -> None:
    place.will("slow first")
    ask(page, "How do I bake sourdough bread?")
    page.get_by_role("button", name="Ask tiny:1b without the notes").click()
    expect(page.locator("#status")).to_contain_text("tiny:1b is answering without your notes…")
    page.get_by_role("button", name="Stop").click()
    assert place.model.wait_for_leave(SOON)
    expect(answer(page)).to_contain_text("Stopped.")


def test_a_hostile_reply_does_nothing(page: Page, place: Place) -> None:
    place.will("well", reply=f"{WORDED}\n{HOSTILE}")
    line(page).click()
    page.get_by_label("Show it, marked").check()
    line(page).click()
    ask(page, QUESTION)
    expect(answer(page).get_by_role("heading", name="Not in your notes")).to_be_visible()
    expect(answer(page).locator("img, iframe, script, a:not([href^='#cite/'])")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_who_wants_no_model_does_not_wait_behind_those_who_do(page: Page, place: Place, chromium: Browser) -> None:
    place.will("slow first")
    begin(page)
    expect(page.locator("#status")).to_contain_text("is reading the passages…")
    with visiting(chromium) as second, visiting(chromium) as third:
        waiting, plain = second.open(place.address), third.open(place.address)
        choose(waiting, "tiny:1b")
        begin(waiting)
        expect(waiting.locator("#status")).to_contain_text("busy with another question")
        expect(answer(waiting)).to_contain_text(OWN)
        ask(plain, QUESTION)
        expect(answer(plain)).to_contain_text(OWN)
        assert len(place.model.asked) == 1
        page.get_by_role("button", name="Stop").click()
        expect(waiting.locator("#status")).to_contain_text("is reading the passages…")


def test_where_no_model_is_the_page_says_how_to_start_one(chromium: Browser, server: str) -> None:
    with visiting(chromium) as visit:
        page = visit.open(server)
        expect(line(page)).to_contain_text("the notes’ own words")
        expect(line(page)).to_have_attribute("aria-expanded", "false")
        line(page).click()
        expect(line(page)).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#model-hint")).to_contain_text("start Ollama, LM Studio, llama.cpp’s server or vLLM")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
