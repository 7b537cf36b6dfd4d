"""The page as a whole: reload, phone, dark, keyboard, and nothing from outside the machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import HERE, ask, environment, leaves_the_machine, serving, visiting
from playwright.sync_api import Browser, Page, expect
from watched_server import host_of

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def walk_through(page: Page) -> None:
    """All that a learner does in a first session."""
    ask(page, "What is a shard?")
    page.locator("#chat a[href^='#cite/']").first.click()
    expect(page.locator("#ask-source mark")).to_be_visible()
    ask(page, "What are the limits of a function?")
    page.get_by_role("tab", name="Quiz").click()
    page.get_by_role("combobox", name="Kind of question").click()
    page.get_by_role("option", name="Choose the number").click()
    page.get_by_role("button", name="Start the quiz").click()
    page.locator("#options label").first.click()
    page.get_by_role("button", name="Check").click()
    page.locator("#feedback").get_by_role("link").first.click()
    expect(page.locator("#quiz-source mark")).to_be_visible()
    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Search the notes").fill("hostile")
    page.locator(".found a").first.click()
    expect(page.locator("article.reading")).to_be_visible()
    page.get_by_role("tab", name="Quality").click()
    expect(page.locator("article.quality")).to_be_visible()


def test_nothing_is_asked_for_outside_the_machine(chromium: Browser, server: str) -> None:
    with visiting(chromium) as visit:
        walk_through(visit.open(server))
        assert len(visit.requests) > 50
        assert any(url.startswith(f"{server}assets/") for url in visit.requests)
        assert [url for url in visit.requests if leaves_the_machine(url)] == []


def test_a_request_to_the_outside_would_be_noticed_and_is_refused(chromium: Browser, server: str) -> None:
    with (
        pytest.raises(AssertionError, match=r"outside the machine: .*outside\.example/page"),
        visiting(chromium) as visit,
    ):
        page = visit.open(server)
        loaded = page.evaluate(
            "new Promise((done) => { const i = new Image(); i.onload = () => done(true); i.onerror = () => done(false);"
            " i.src = 'http://outside.example/x.png'; })"
        )
        assert loaded is False
        # no policy keeps a page from opening another, so that request is made and noticed
        with visit.context.expect_event("request", lambda request: "outside.example" in request.url):
            page.evaluate("window.open('http://outside.example/page')")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost/", "data:,x", "blob:x"])
def test_what_stays_here(url: str) -> None:
    assert not leaves_the_machine(url)


@pytest.mark.parametrize(
    "url", ["https://cdn.example/x.js", "http://10.0.0.1/", "ws://192.0.2.1/", "http://localhost.example/"]
)
def test_what_leaves(url: str) -> None:
    assert leaves_the_machine(url)


def test_the_server_connects_to_nothing_outside(page: Page, server: str, addresses: Path) -> None:
    walk_through(page)
    noted = [json.loads(line) for line in addresses.read_text(encoding="utf-8").splitlines()]
    assert ["socket.bind", "127.0.0.1"] in noted
    assert {host for _, host in noted if leaves_the_machine(f"tcp://{host}")} == set()
    assert host_of("socket.connect", (None, ("192.0.2.1", 80))) == "192.0.2.1"


def test_a_reload_begins_anew_and_works(page: Page) -> None:
    ask(page, "What is a shard?")
    page.reload()
    expect(page.locator("#chat .examples button").first).to_be_visible()
    ask(page, "What is an alias?")
    page.locator("#chat a[href^='#cite/']").first.click()
    expect(page.locator("#ask-source mark")).to_have_text("An alias is a pointer to a version of a function.")


def test_the_page_comes_to_rest_after_names_are_typed(chromium: Browser, server: str) -> None:
    """The tabs all listen for another name; a second one may come while they are busy with the first."""
    with visiting(chromium) as visit:
        page = visit.open(server)
        for name in ("Ada", "Grace", "Edsger"):
            page.get_by_label("Studying as").fill(name)
            page.get_by_label("Studying as").press("Enter")
            page.wait_for_timeout(50)
        for _ in range(20):  # seconds
            asked = len(visit.requests)
            page.wait_for_timeout(1_000)
            if visit.requests[asked:] == []:
                break  # and the last name stands
        else:
            pytest.fail(f"the page goes on asking for {set(visit.requests[asked:])}")


def test_on_a_phone_nothing_is_cut_off(chromium: Browser, server: str) -> None:
    with visiting(chromium) as visit:
        visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page = visit.open(server)
        assert page.evaluate(OVERFLOW) == 0
        ask(page, "What are the limits of a function?")
        page.locator("#chat a[href^='#cite/']").first.click()
        expect(page.locator("#ask-source h2")).to_be_in_viewport()
        assert page.evaluate(OVERFLOW) == 0
        page.get_by_role("button", name="Back to the answer").click()
        expect(page.locator("#chat a[href^='#cite/']").first).to_be_focused()
        walk_through(page)
        for tab in ("Ask", "Quiz", "Notes", "Quality"):
            page.get_by_role("tab", name=tab).click()
            assert page.evaluate(OVERFLOW) == 0, tab


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_light_and_dark_follow_the_system_and_the_switch(
    chromium: Browser, server: str, scheme: str, other: str
) -> None:
    colours = {"light": "rgb(250, 248, 244)", "dark": "rgb(25, 24, 22)"}
    with visiting(chromium, color_scheme=scheme) as visit:
        page = visit.open(server)
        expect(page.locator("body")).to_have_css("background-color", colours[scheme])
        page.get_by_role("button", name="Switch between light and dark").click()
        expect(page.locator("body")).to_have_css("background-color", colours[other])
        page.reload()
        expect(page.locator("body")).to_have_css("background-color", colours[other])


def test_with_the_keyboard_alone(page: Page) -> None:
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("What is a shard?")
    page.keyboard.press("Enter")
    marker = page.locator("#chat a[href^='#cite/']").first
    expect(marker).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("element => element === document.activeElement"):
            break
    expect(marker).to_be_focused()
    assert marker.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#ask-source h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ask-source article")).to_be_hidden()
    expect(marker).to_be_focused()


def test_controls_have_names_and_answers_are_announced(page: Page) -> None:
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    unnamed = (
        "() => [...document.querySelectorAll('button, a[href], input, textarea, select')].filter((e) => e.offsetParent"
        " && !(e.getAttribute('aria-label') || e.title || e.textContent.trim() || (e.labels && e.labels.length)))"
        ".map((e) => e.outerHTML)"
    )
    for tab in ("Ask", "Quiz", "Notes", "Quality"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate(unnamed) == []


def test_stop_keeps_what_was_said_and_reaches_the_assistant(chromium: Browser, index: Path, tmp_path: Path) -> None:
    stopped = tmp_path / "stopped"
    with serving([HERE / "unhurried_server.py", index, stopped], tmp_path) as address, visiting(chromium) as visit:
        page = visit.open(address)
        page.get_by_label("Your question").fill("How do I publish a version of a function?")
        page.get_by_label("Your question").press("Enter")
        items = page.locator("#chat .bot-row").first.locator("li")
        expect(page.locator("#evidence li").first).to_be_visible(timeout=30_000)  # evidence comes first
        expect(items).to_have_count(1, timeout=30_000)  # and the answer sentence by sentence
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        ask(page, "What is an alias?")
        assert items.count() < 4
        assert stopped.exists()
        ask(page, "please fail")
        expect(page.locator("#chat .bot-row").last).to_contain_text("The <model> is not there; run dva-assist doctor")


def test_a_port_in_use_is_named(index: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "dva_assist.cli", "serve", "--port", str(port), "--index", str(index)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment(tmp_path))
    assert done.returncode == 5
    assert done.stderr.startswith(f"dva-assist: port {port} on 127.0.0.1 is in use")
    assert "--port" in done.stderr and done.stderr.count("\n") == 1
