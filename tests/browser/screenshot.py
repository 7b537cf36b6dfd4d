"""Take the picture of the README: python tests/browser/screenshot.py INDEX [docs/images/ask.png]

INDEX is an index of the corpus.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import ask, find_chromium, launched, serving, visiting
from playwright.sync_api import expect

QUESTION = "What is a partition key in Kinesis?"


def main(index: Path, picture: Path) -> None:
    path = find_chromium()
    if path is None:
        sys.exit("no Chromium here: install the package chromium, or name its program in CHROMIUM_PATH")
    picture.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["-m", "dva_assist.cli", "serve", "--port", "0", "--index", index.resolve()]
    with (
        TemporaryDirectory() as folder,
        serving(arguments, Path(folder)) as address,
        launched(path) as browser,
        visiting(browser) as visit,
    ):
        page = visit.open(address)
        ask(page, QUESTION)
        page.locator("#chat a[href^='#cite/']").first.click()
        expect(page.locator("#ask-source mark")).to_be_visible()
        page.mouse.move(0, 0)
        page.screenshot(path=picture)
        print(picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images/ask.png"))
