"""The page with a language model: a server that says what the test wants, and how a learner chooses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.bad_server import BadServer

WORDED = (
    "A shard is the unit of throughput and ordering in a Kinesis stream. [S1] "
    "One shard serves 2 MB a second and 5 `GetRecords` calls a second. [S3]"
)


@dataclass
class Place:
    """A page, the server of its model, and a port on which another model may come and go."""

    address: str
    model: BadServer
    free_port: int

    def will(self, *script: str, reply: str | Callable[[dict[str, Any]], str] = WORDED) -> None:
        """What the model does from now on."""
        self.model.asked.clear()
        self.model.script, self.model.reply = script, reply


def line(page: Page) -> Locator:
    """The quiet line that says who words the answers, and opens the settings."""
    return page.get_by_role("button", name="Answers:")


def choose(page: Page, model: str) -> None:
    line(page).click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name=model).click()
    expect(line(page)).to_contain_text(f"worded by {model}" if model != "None" else "the notes’ own words")
    line(page).click()
