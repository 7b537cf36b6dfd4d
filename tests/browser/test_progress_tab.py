"""The Progress tab in a real browser, on two notes of the corpus. Each test studies under a name of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsing import environment, serving, visiting
from playwright.sync_api import Browser, Locator, Page, expect

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.records import Attempt, Source

pytestmark = pytest.mark.browser

NAMES = ("sqs", "lambda")
PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("progress")
    (folder / "notes").mkdir()
    for name in NAMES:
        shutil.copy(wiring.corpus() / f"{name}.md", folder / "notes")
    command = [sys.executable, "-m", "dva_assist.cli", "index", folder / "notes", "--index", folder / "index"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment(folder))
    return folder


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[str]:
    arguments = ["-m", "dva_assist.cli", "serve", "--port", "0", "--index", folder / "index"]
    with serving(arguments, folder) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, place: str) -> Iterator[Page]:
    with visiting(chromium) as visit:
        yield visit.open(place)


def practise(folder: Path, learner: str, count: int = 40) -> None:
    """Replies of the last days, kept from another process as ``dva-assist`` on the command line would."""
    store = LearnerFile(folder / "learners.sqlite")
    tasks = [task.id for task in wiring.exams()["dva-c03"].tasks()]
    now = datetime.now(UTC)
    store.add_attempts(
        learner,
        [
            Attempt(
                id=f"{learner}-{at}",
                item=f"item-{at}",
                kind="number",
                fact=f"fact-{at}",
                note=f"{NAMES[at % 2]}.md",
                section=f"{NAMES[at % 2]}.md#a",
                exam_tasks=(f"dva-c03:{tasks[at % len(tasks)]}",),
                reply=(0,),
                right=at % 3 > 0,
                source=Source.DRILL,
                at=now - timedelta(days=at % 3),
            )
            for at in range(count)
        ],
    )
    store.close()


def study_as(page: Page, name: str) -> None:
    """The name that the browser has kept may arrive in the box after this one is typed."""
    box = page.get_by_label("Studying as")
    for _ in range(2):
        box.fill(name)
        box.press("Enter")
        page.wait_for_timeout(700)
    expect(box).to_have_value(name)


def open_tab(page: Page) -> Locator:
    """On a phone the tab may be in the menu of those for which there is no room."""
    more = page.get_by_role("button", name="More tabs")
    if more.is_visible():
        more.click()
        page.locator("#tabs .overflow-dropdown").get_by_text("Progress").click()
    else:
        page.get_by_role("tab", name="Progress").click()
    expect(page.locator("#progress-words h2").first).to_be_visible(timeout=30_000)
    return page.locator("#progress-words")


def choose_exam(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Exam", exact=True).click()
    page.get_by_role("option", name=name).click()
    expect(page.locator("#progress-words h2").first).to_have_text(f"Expected score, {name}", timeout=20_000)


def test_before_the_first_reply_it_leads_to_a_drill(page: Page) -> None:
    study_as(page, "nobody")
    words = open_tab(page)
    expect(words).to_contain_text("Nothing to show yet")
    expect(page.locator("#progress-plots svg")).to_have_count(0)
    words.get_by_role("link").first.click()
    about = page.get_by_role("combobox", name="About")
    expect(about).to_have_value(re.compile(r"Exam task dva-c0\d 1\.1"), timeout=30_000)  # of the exam in force
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.locator("#quiz-question .stem")).to_be_visible(timeout=30_000)


def test_the_score_comes_in_words_first_and_then_the_pictures(page: Page, folder: Path) -> None:
    practise(folder, "ada")
    study_as(page, "ada")
    words = open_tab(page)
    choose_exam(page, "DVA-C03")
    expect(words).to_contain_text("From 40 replies to drills, which are easier than the exam.")
    expect(words).to_contain_text("3 days in a row.")
    expect(words.locator(".gains li")).to_have_count(3)
    pictures = page.locator("#progress-plots")
    expect(pictures.get_by_role("img")).to_have_count(3, timeout=60_000)  # nothing falls due, which is only said
    expect(pictures).to_contain_text("No card falls due in the next 14 days.")
    table = pictures.locator("section").filter(has_text="Coverage of the notes").locator("details")
    table.locator("summary").click()
    expect(table.get_by_role("row").filter(has_text="sqs").first).to_be_visible()
    choose_exam(page, "DVA-C02")
    expect(words).to_contain_text("None of your 40 replies bears on DVA-C02")


def test_a_weak_task_is_drilled_with_the_keyboard_alone(page: Page, folder: Path) -> None:
    practise(folder, "bob")
    study_as(page, "bob")
    words = open_tab(page)
    choose_exam(page, "DVA-C03")
    link = words.get_by_role("link", name="Drill task 1.1")
    for _ in range(30):
        if link.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="About")).to_have_value("Exam task dva-c03 1.1", timeout=30_000)


def test_a_task_without_a_note_is_told_so(page: Page, folder: Path) -> None:
    practise(folder, "cleo", 60)
    study_as(page, "cleo")
    open_tab(page)
    choose_exam(page, "DVA-C03")
    page.evaluate("window.dvaAssist.follow('#drill/dva-c03%3A2.3', 'progress')")
    expect(page.locator("#quiz-message")).to_contain_text("No note that is indexed is about this")


def test_data_goes_out_and_comes_in_under_another_name(page: Page, folder: Path, tmp_path: Path) -> None:
    practise(folder, "dora", 12)
    study_as(page, "dora")
    open_tab(page)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Download my data").click()
    file = tmp_path / begun.value.suggested_filename
    begun.value.save_as(file)
    assert file.name.startswith("dva-assist-dora-2") and file.suffix == ".json"
    assert len(json.loads(file.read_text(encoding="utf-8"))["attempts"]) == 12
    expect(page.locator("#data-told")).to_contain_text(f"Saved as {file.name}.")

    study_as(page, "emil")
    expect(page.locator("#progress-words")).to_contain_text("Nothing to show yet", timeout=30_000)
    load(page, file)
    expect(page.locator("#data-told")).to_contain_text("Added for emil: 12 replies.")
    expect(page.locator("#progress-words")).to_contain_text("12 replies so far", timeout=30_000)


def load(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Load my data", exact=True).click()
    asked.value.set_files(file)


def test_a_file_of_something_else_is_refused_by_line_and_nothing_is_kept(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{\n  "format": "dva-assist learner",\n  "version": one\n}', encoding="utf-8")
    study_as(page, "fay")
    open_tab(page)
    load(page, wrong)
    told = page.locator("#data-told").get_by_role("alert")
    expect(told).to_contain_text("Line 3 of the file is no JSON")
    wrong.write_text('{"format": "dva-assist learner", "version": 1, "attempts": [{}]}', encoding="utf-8")
    load(page, wrong)
    expect(told).to_contain_text("nothing was imported")
    expect(page.locator("#progress-words")).to_contain_text("Nothing to show yet")
    page.get_by_role("button", name="Download my data").click()
    expect(told).to_contain_text("Nothing is kept of 'fay' yet; answer a question first")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_pictures_can_be_read_in_light_and_dark(
    chromium: Browser, place: str, folder: Path, scheme: str
) -> None:
    practise(folder, "gil")
    with visiting(chromium, color_scheme=scheme) as visit:
        visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # two whole numbers
        page = visit.open(place)
        study_as(page, "gil")
        open_tab(page)
        choose_exam(page, "DVA-C03")
        pictures = page.locator("#progress-plots svg.plot")
        expect(pictures).to_have_count(3, timeout=60_000)
        assert page.evaluate(OVERFLOW) == 0
        assert page.locator("[aria-label='Map of tasks and notes']").evaluate(
            "box => box.scrollWidth > box.clientWidth"
        )
        for picture in pictures.all():
            assert unreadable(picture) == []


def unreadable(picture: Locator) -> list[str]:
    """Texts that are smaller than 9 px, cut off at an edge, or of a contrast below 4.5 to 1 to the card."""
    found = picture.evaluate("""picture => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((c) => {
          c /= 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const edge = picture.getBoundingClientRect();
      const card = light(getComputedStyle(picture.closest("section")).backgroundColor);
      return [...picture.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        const size = parseFloat(getComputedStyle(text).fontSize) * edge.width / picture.viewBox.baseVal.width;
        const ink = light(getComputedStyle(text).fill);
        const onCard = !text.getAttribute("style").includes("--heat");
        const contrast = (Math.max(ink, card) + 0.05) / (Math.min(ink, card) + 0.05);
        return size < 9 || box.left < edge.left - 1 || box.right > edge.right + 1 || (onCard && contrast < 4.5);
      }).map((text) => text.textContent);
    }""")
    return [str(text) for text in found]
