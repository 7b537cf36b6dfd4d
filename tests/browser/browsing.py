"""A real server in a process of its own, and visits to it that note what their pages ask for."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

HERE = Path(__file__).parent
NOTES = HERE.parent / "data" / "page" / "notes"
ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CITE = re.compile(r"#cite/(?P<note>[^@#]+\.md)#[^@]+@(?P<start>\d+)-(?P<end>\d+)\.")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


def environment(folder: Path, ports: Sequence[int] = ()) -> dict[str, str]:
    """Without settings and language models of the person who runs the tests; models are looked for on the ports."""
    settings = folder / "settings.toml"
    settings.touch()
    own = {name: value for name, value in os.environ.items() if not name.startswith("DVA_ASSIST_")}
    learners = {"DVA_ASSIST_LEARNERS": str(folder / "learners.sqlite")}
    return {**own, **learners, "DVA_ASSIST_SETTINGS": str(settings), "DVA_ASSIST_LLM_PORTS": str(list(ports))}


@contextmanager
def serving(arguments: Sequence[str | Path], folder: Path, ports: Sequence[int] = ()) -> Iterator[str]:
    """Run a server; gives the address that it prints."""
    command = [sys.executable, *map(str, arguments)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder, env=environment(folder, ports))
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if found := ADDRESS.search(line):
                yield found[0]
                break
        else:
            pytest.fail("the server did not start: " + "".join(said))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def leaves_the_machine(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob", "about"):
        return False
    try:
        return not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname != "localhost"


class Visit:
    """A page in a fresh browser context, with all that it asked for and all that went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page: Page = context.new_page()

    def open(self, address: str) -> Page:
        self.page.goto(address)
        expect(self.page.get_by_label("Your question")).to_be_visible(timeout=20_000)
        return self.page

    def check(self) -> None:
        assert self.requests, "nothing was recorded"
        outside = [url for url in self.requests if leaves_the_machine(url)]
        assert not outside, f"asked for outside the machine: {outside}"
        assert not self.errors, f"scripts of the page failed: {self.errors}"


@contextmanager
def visiting(browser: Browser, **options: object) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)  # type: ignore[arg-type]
    visit = Visit(context)
    try:
        yield visit
        visit.check()
    finally:
        context.close()


def quote_of(link: str) -> str:
    """The words that a citation link stands for, read from the file of the note."""
    found = CITE.match(unquote(link))
    assert found is not None, link
    raw = (NOTES / found["note"]).read_text(encoding="utf-8")
    return raw[int(found["start"]) : int(found["end"])]


def markers(page: Page) -> list[str]:
    """The links of the markers in the last answer."""
    links = page.locator("#chat .bot-row").last.locator("a[href^='#cite/'][title]")
    return [link.get_attribute("href") or "" for link in links.all()]


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter and wait until the answer is whole."""
    asked = page.locator("#chat .user-row").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#chat .user-row")).to_have_count(asked + 1)
    expect(page.locator("#chat .bot-row")).to_have_count(asked + 1, timeout=30_000)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible(timeout=30_000)
