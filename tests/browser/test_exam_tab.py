"""The Exam tab in a real browser, on four notes of the corpus and the questions of the bank that they carry."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from browsing import environment, serving, visiting
from playwright.sync_api import Browser, Page, Response, expect

from dva_assist import wiring
from dva_assist.backends.learner_file import LearnerFile
from dva_assist.records import Sitting

pytestmark = pytest.mark.browser
NOTES = ("api-gateway", "codedeploy", "kiro", "sensitive-data")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIEW = 20  # a contact of the tab has more values than any other answer
SLOW = 60_000  # ms for drawing an exam, which may make questions from the notes first


@pytest.fixture(scope="module")
def exam_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exam")
    notes = [str(wiring.corpus() / f"{name}.md") for name in NOTES]
    command = [sys.executable, "-m", "dva_assist.cli", "index", *notes, "--index", str(folder / "index")]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment(folder))
    return folder / "index"


@pytest.fixture(scope="module")
def exam_server(exam_index: Path) -> Iterator[str]:
    with serving(["-m", "dva_assist.cli", "serve", "--port", "0", "--index", exam_index], exam_index.parent) as address:
        yield address


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Each choice is a question to the server, so a busy machine adds up."""
    expect.set_options(timeout=15_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def learners(exam_index: Path) -> Path:
    return exam_index.parent / "learners.sqlite"


@pytest.fixture
def exam_page(chromium: Browser, exam_server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The Exam tab of a learner who is called like the test."""
    with visiting(chromium) as visit:
        yield opened(visit.open(exam_server), learner_of(request))


def learner_of(request: pytest.FixtureRequest) -> str:
    return request.node.name[:40]


def opened(page: Page, learner: str) -> Page:
    page.get_by_role("tab", name="Exam").click()
    if page.get_by_label("Studying as").input_value() != learner:
        with page.expect_response(lambda response: is_view_of(learner, response)):
            page.get_by_label("Studying as").fill(learner)
            page.get_by_label("Studying as").press("Enter")
    return page


def reloaded(page: Page) -> None:
    """The browser knows the name."""
    page.reload()
    page.get_by_role("tab", name="Exam").click()


def is_view_of(learner: str, response: Response) -> bool:
    """Whether the tab has been drawn anew for another learner."""
    sent = response.request.post_data or ""
    return f'"data":["{learner}",' in sent and len(response.json()["data"]) > VIEW


def start(page: Page) -> None:
    """A short exam of DVA-C03, whatever the day is."""
    page.get_by_role("combobox", name="Exam").click()
    page.get_by_role("option", name="DVA-C03").click()
    expect(page.locator("#exam-about")).to_contain_text("The real DVA-C03: 65 questions in 130 minutes")
    page.get_by_label("Short: 20 questions, 40 min").check()
    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_text("Question 1 of 20")).to_be_visible(timeout=SLOW)


def boxes(page: Page) -> int:
    """How many options have to be chosen for the question on the page."""
    stem = page.locator("#exam-question").inner_text()
    found = re.search(r"[Cc]hoose (two|three)", stem)
    return {"two": 2, "three": 3}[found[1]] if found else 1


def options(page: Page) -> list[str]:
    return page.locator("#exam-card .options label:visible").all_inner_texts()


def answer(page: Page, choice: Sequence[int] = ()) -> None:
    """Choose these options, or else the first ones, and wait until they are saved."""
    wanted = choice or range(boxes(page))
    for count, at in enumerate(wanted, start=1):
        page.locator("#exam-card .options input:visible").nth(at).check()
        more = count < len(wanted)
        expect(page.locator("#exam-saved")).to_contain_text(f"{count} of" if more else "Saved")
    expect(page.locator("#exam-saved")).not_to_contain_text(" of ")


def onward(page: Page, number: int) -> None:
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"Question {number} of 20")).to_be_visible()


def cell(page: Page, number: int) -> str:
    return page.locator(f"[data-go='{number - 1}']").get_attribute("aria-label") or ""


def sitting_of(learners: Path, learner: str) -> Sitting:
    with closing(LearnerFile(learners)) as store:
        return store.sittings(learner)[0]


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.locator("#exam-result h2")).to_be_visible()


def test_a_whole_exam_with_a_reload_and_a_restart_of_the_server(
    chromium: Browser, exam_index: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    server = ["-m", "dva_assist.cli", "serve", "--port", port, "--index", str(exam_index)]
    with visiting(chromium) as visit:
        with serving(server, tmp_path) as address:
            page = opened(visit.open(address), "Ada")
            start(page)
            first = sitting_of(tmp_path / "learners.sqlite", "Ada").questions[0].item
            answer(page, first.correct)  # one is right at least, so that the wrong ones can be shown alone
            onward(page, 2)
            page.get_by_role("button", name="Flag").click()
            expect(page.locator("#exam-question")).to_contain_text("Flagged")
            onward(page, 3)
            answer(page)
            shown = options(page)
            reloaded(page)
            expect(page.get_by_text("Question 3 of 20")).to_be_visible()
            assert options(page) == shown
        with serving(server, tmp_path) as address:  # Gradio loads the page again when it has missed the server
            reloaded(page)
            onward(page, 4)
            answer(page)
            reloaded(page)
            expect(page.get_by_text("Question 4 of 20")).to_be_visible()
            assert [cell(page, number).partition(", ")[2] for number in (1, 2, 3, 4, 5)] == [
                "answered",
                "open, flagged",
                "answered",
                "answered",
                "open",
            ]
            for number in range(5, 8):
                onward(page, number)
                answer(page)
            page.get_by_role("button", name="Hand in", exact=True).click()
            expect(page.locator("#exam-asking")).to_contain_text("14 questions are open (2, 8, 9, 10")
            expect(page.locator("#exam-asking")).to_contain_text("1 is flagged (2).")
            page.get_by_role("button", name="Not yet").click()
            expect(page.locator("#exam-asking")).to_be_hidden()
            onward(page, 8)
            hand_in(page)
            check_result(page)
            reloaded(page)
            page.get_by_role("button", name=re.compile("Short exam DVA-C03")).click()
            expect(page.locator("#exam-result h2")).to_contain_text("Score")
    assert len(sitting_of(tmp_path / "learners.sqlite", "Ada").replies) == 6


def check_result(page: Page) -> None:
    result = page.locator("#exam-result")
    expect(result.locator("h2")).to_have_text(re.compile(r"Score \d+ of 1000"))
    expect(result).to_contain_text("pass mark of 720")
    expect(result.locator("tr.domain")).to_have_count(4)
    expect(result.locator(".exam-questions > li")).to_have_count(20)
    wrong = result.locator(".exam-questions > li.wrong")
    result.get_by_label("Show only what went wrong").check()
    expect(result.locator(".exam-questions > li.right").first).to_be_hidden()
    link = wrong.first.locator(".source-link").first
    link.click()
    expect(page.locator("#exam-source mark")).to_be_visible()
    assert page.locator("#exam-source mark").bounding_box()["y"] < 800  # type: ignore[index]


def test_by_keyboard_alone(exam_page: Page, learners: Path, request: pytest.FixtureRequest) -> None:
    page = exam_page
    start(page)
    expect(page.locator("#exam-question .stem")).to_be_focused()
    wanted = []
    for number in range(1, 5):
        expect(page.get_by_text(f"Question {number} of 20")).to_be_visible()
        wanted.append(tuple(range(1, 1 + boxes(page))))
        # faster than the server answers: what is pressed is done one after the other
        page.keyboard.type("".join(str(at + 1) for at in wanted[-1]) + ("f" if number == 2 else ""))
        page.keyboard.press("ArrowRight" if number % 2 else "n")
    expect(page.get_by_text("Question 5 of 20")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    expect(page.get_by_text("Question 3 of 20")).to_be_visible()
    kept = sitting_of(learners, learner_of(request))
    assert [kept.replies[at] for at in range(4)] == wanted
    assert kept.flagged == {1}
    page.get_by_label("Studying as").focus()
    page.keyboard.type("f1")  # a letter in a field is a letter
    expect(page.get_by_text("Question 3 of 20")).to_be_visible()
    assert sitting_of(learners, learner_of(request)).flagged == {1}
    page.get_by_label("Studying as").fill(learner_of(request))
    page.get_by_role("button", name="Hand in", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#exam-asking h3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#exam-result h2")).to_be_focused()


def test_more_options_than_asked_for_are_refused_kindly(exam_page: Page) -> None:
    page = exam_page
    start(page)
    number = 1
    while boxes(page) == 1:
        number += 1
        onward(page, number)
    answer(page)
    wanted = boxes(page)
    page.locator("#exam-card .options input:visible").nth(wanted).click()
    expect(page.locator("#exam-saved")).to_contain_text(f"{wanted} options are asked for here")
    expect(page.locator("#exam-card .options input:visible").nth(wanted)).not_to_be_checked()
    expect(page.locator("#exam-card .options input:visible").nth(0)).to_be_checked()
    assert cell(page, number).endswith("answered")


def test_on_a_phone_nothing_is_cut_off(chromium: Browser, exam_server: str, request: pytest.FixtureRequest) -> None:
    with visiting(chromium, color_scheme="dark") as visit:
        visit.page.set_viewport_size({"width": 390, "height": 844})
        page = visit.open(exam_server)
        more = page.get_by_role("button", name="More")
        if not page.get_by_role("tab", name="Exam").is_visible() and more.is_visible():
            more.click()
        opened(page, learner_of(request))
        assert page.evaluate(OVERFLOW) == 0
        start(page)
        expect(page.locator("#exam-clock")).to_be_in_viewport()
        assert page.evaluate(OVERFLOW) == 0
        answer(page)
        page.locator("[data-go='7']").click()
        expect(page.get_by_text("Question 8 of 20")).to_be_in_viewport()
        page.get_by_role("button", name="Hand in", exact=True).click()
        expect(page.locator("#exam-asking")).to_contain_text("19 questions are open")
        assert page.evaluate(OVERFLOW) == 0
        page.get_by_role("button", name="Hand in now").click()
        expect(page.locator("#exam-result h2")).to_be_in_viewport()
        assert page.evaluate(OVERFLOW) == 0
        page.locator("#exam-result .wrong .source-link").first.click()
        expect(page.locator("#exam-source h2")).to_be_in_viewport()
        assert page.evaluate(OVERFLOW) == 0


def test_two_tabs_on_one_exam(exam_page: Page, learners: Path, request: pytest.FixtureRequest) -> None:
    first = exam_page
    start(first)
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_role("tab", name="Exam").click()
    expect(second.get_by_text("Question 1 of 20")).to_be_visible()
    answer(first)
    onward(second, 2)  # it had been shown without a reply, and takes none back
    assert 0 in sitting_of(learners, learner_of(request)).replies
    hand_in(first)
    second.locator("#exam-card .options input:visible").first.click()  # it is gone before it could be seen checked
    expect(second.locator("#exam-result h2")).to_be_visible()
    expect(second.locator("#exam-message")).to_contain_text("handed in already, perhaps in another tab")
    assert set(sitting_of(learners, learner_of(request)).replies) == {0}


def test_when_the_time_is_over_the_exam_is_handed_in(
    exam_page: Page, learners: Path, request: pytest.FixtureRequest
) -> None:
    page = exam_page
    start(page)
    answer(page)
    with closing(LearnerFile(learners)) as store:
        kept = store.sittings(learner_of(request))[0]
        store.keep_place(learner_of(request), kept.id, at=0, seen=kept.seen, spent=kept.seconds - 50)
    onward(page, 2)
    expect(page.locator("#exam-warning")).to_have_text("1 minute left.")
    with closing(LearnerFile(learners)) as store:
        seen = store.sitting(learner_of(request), kept.id).seen
        store.keep_place(learner_of(request), kept.id, at=1, seen=seen, spent=kept.seconds - 2)
    onward(page, 3)
    expect(page.locator("#exam-result h2")).to_be_visible(timeout=20_000)  # without a click
    expect(page.locator("#exam-message")).to_contain_text("The time is over, so the exam was handed in")


def test_the_wrong_ones_again_and_another_learner(exam_page: Page, request: pytest.FixtureRequest) -> None:
    page = exam_page
    start(page)
    hand_in(page)
    page.get_by_role("button", name="Retry the 20 wrong ones").click()
    expect(page.get_by_text("Question 1 of 20")).to_be_visible()
    opened(page, "Somebody else")
    expect(page.get_by_role("button", name="Start the exam")).to_be_visible()
    expect(page.locator("#exam-past button")).to_have_count(0)
    opened(page, learner_of(request))
    expect(page.get_by_text("Question 1 of 20")).to_be_visible()
    hand_in(page)
    expect(page.locator("#exam-result")).to_contain_text("so it has no score")
    page.get_by_role("button", name="Another exam").click()
    expect(page.locator("#exam-past button")).to_have_count(2)


def test_a_click_right_after_a_name_counts_for_that_name(exam_page: Page, learners: Path) -> None:
    page = exam_page
    page.get_by_label("Short: 20 questions, 40 min").check()
    page.get_by_label("Studying as").fill("  Grace \t Hopper ")
    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_text("Question 1 of 20")).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("Studying as")).to_have_value("Grace Hopper")
    assert sitting_of(learners, "Grace Hopper").handed_in is None


def test_the_keys_can_be_switched_off(exam_page: Page) -> None:
    page = exam_page
    start(page)
    page.locator("#exam-card [data-keys]").uncheck()
    page.locator("#exam-question .stem").focus()
    page.keyboard.press("1")
    page.keyboard.press("f")
    page.keyboard.press("n")
    page.wait_for_timeout(500)
    expect(page.get_by_text("Question 1 of 20")).to_be_visible()
    expect(page.locator("#exam-question")).not_to_contain_text("Flagged")
    expect(page.locator("#exam-card .options input:checked")).to_have_count(0)
    reloaded(page)
    expect(page.locator("#exam-card [data-keys]")).not_to_be_checked()
    page.locator("#exam-card [data-keys]").check()
    page.locator("#exam-question .stem").focus()
    page.keyboard.press("n")
    expect(page.get_by_text("Question 2 of 20")).to_be_visible()
