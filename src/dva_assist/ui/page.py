"""The page as a whole: its tabs, and the links that lead from one to another."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any, NamedTuple, cast

import gradio as gr

from dva_assist.assistant import Assistant
from dva_assist.config import Settings
from dva_assist.errors import DvaAssistError
from dva_assist.models import Models
from dva_assist.study import Study
from dva_assist.ui import model_settings, quiz
from dva_assist.ui.ask import build_ask_tab
from dva_assist.ui.events import PLAIN, bound, said
from dva_assist.ui.exam import build_exam_tab
from dva_assist.ui.freshness import Freshness
from dva_assist.ui.learner import KEPT_NAME, build_learner
from dva_assist.ui.links import drilled, read_link
from dva_assist.ui.notes import build_notes_tab
from dva_assist.ui.progress import build_progress_tab
from dva_assist.ui.quality import build_quality_tab
from dva_assist.ui.render import source_html
from dva_assist.ui.render_notes import reading_html
from dva_assist.ui.render_quiz import hint_html
from dva_assist.ui.review import build_review_tab
from dva_assist.ui.scenarios import bind_scenarios
from dva_assist.ui.tutor import Tutor

TITLE = "dva-assist"
HEADER = """<header class="top"><div><h1>dva-assist</h1><p>Your notes answer, and show where they say it.</p></div>
<button type="button" data-theme-toggle aria-label="Switch between light and dark">
<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><circle cx="12" cy="12" r="9" fill="none"
stroke="currentColor" stroke-width="2"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/></svg></button></header>"""
# Clicks on links of the page arrive here, from whichever tab they were made in.
ROUTER = "window.dvaAssist.follow = (link, tab) => trigger('select', {link: link, tab: tab});"
SKIP: Any = gr.skip()
KEPT_S = 3600  # files that were made to be downloaded


class View(NamedTuple):
    tabs: Any = SKIP
    ask_source: Any = SKIP
    quiz_source: Any = SKIP
    exam_source: Any = SKIP
    review_source: Any = SKIP
    reading: Any = SKIP
    about: Any = SKIP
    quiz_message: Any = SKIP


def follow(assistant: Assistant, freshness: Freshness, link: str, tab: str) -> View:
    """Open the words that a link quotes beside what is on the tab, a section in the reading view, or a drill."""
    if topic := drilled(link):
        return drill(assistant, topic)
    target = read_link(link)
    section = assistant.section(target.section_id)
    note = assistant.note(section.note)
    changed = freshness.has_changed(note.path)
    if not target.check:
        return View(tabs=gr.Tabs(selected="notes"), reading=reading_html(note, section.id, changed))
    html = source_html(section, note.raw, target, link, changed)
    match tab:
        case "quiz":
            return View(quiz_source=html)
        case "exam":
            return View(exam_source=html)
        case "review":
            return View(review_source=html)
    return View(ask_source=html)


def drill(assistant: Assistant, topic: str) -> View:
    """The Quiz tab with the topic chosen."""
    tabs, choices = gr.Tabs(selected="quiz"), cast(Any, quiz.subjects(assistant).choices)
    if topic not in assistant.topics():
        return View(tabs=tabs, quiz_message=hint_html("No note that is indexed is about this; choose something else."))
    return View(tabs=tabs, about=gr.Dropdown(choices, value=topic), quiz_message=hint_html())


def refused(error: DvaAssistError, tab: str) -> View:
    html = f'<article><p class="notice" role="alert">{escape(said(error))}</p></article>'  # a panel without is hidden
    if tab == "notes":
        return View(reading=html)
    return View(ask_source=html, quiz_source=html, exam_source=html, review_source=html)


def refused_quiz(error: DvaAssistError) -> tuple[Any, ...]:
    return gr.Tabs(selected="quiz"), SKIP, *quiz.refused(error)


def build_page(
    assistant: Assistant, freshness: Freshness, settings: Settings, models: Models, study: Study
) -> gr.Blocks:
    tutor = Tutor(assistant, models, settings)

    def follow_link(assistant: Assistant, event: gr.EventData) -> View:
        try:
            return follow(assistant, freshness, str(event.link), str(event.tab))
        except DvaAssistError as error:
            return refused(error, str(event.tab))

    def notice() -> str:
        text = freshness.notice()
        return f'<p class="notice">{escape(text)}</p>' if text else ""

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(KEPT_S, KEPT_S))
    with page:
        with gr.Row(elem_id="head"):
            gr.HTML(HEADER, elem_id="top", apply_default_css=False)
            learner = build_learner()
        router = gr.HTML("", elem_id="router", visible="hidden", js_on_load=ROUTER)
        cited = gr.State([])
        with gr.Tabs(selected="ask", elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                ask_tab = build_ask_tab(tutor, cited)
            with gr.Tab("Quiz", id="quiz", elem_id="tab-quiz", render_children=True) as quiz_place:
                quiz_tab = quiz.build_quiz_tab(study.drill_room, cited, learner.name)
                bind_scenarios(tutor, quiz_place, quiz_tab, cited, ask_tab.model.saved)
            with gr.Tab("Exam", id="exam", elem_id="tab-exam", render_children=True):
                exam_tab = build_exam_tab(study.exam_room, page, learner.name, study.review_room.add_wrong)
            with gr.Tab("Review", id="review", elem_id="tab-review", render_children=True) as review_place:
                review_tab = build_review_tab(study.review_room, learner.name, review_place)
            with gr.Tab("Progress", id="progress", elem_id="tab-progress", render_children=True) as progress_place:
                build_progress_tab(study.progress_desk, progress_place, learner)
            with gr.Tab("Notes", id="notes", elem_id="tab-notes", render_children=True) as notes_place:
                changes = gr.HTML("", elem_id="changes", apply_default_css=False)
                notes_tab = build_notes_tab(assistant)
            with gr.Tab("Quality", id="quality", elem_id="tab-quality"):
                build_quality_tab(assistant, freshness, settings)
        panels = ask_tab.source, quiz_tab.source, exam_tab.source, review_tab.source
        follows = View(tabs, *panels, notes_tab.reading, quiz_tab.about, quiz_tab.message)
        router.select(bound(assistant, follow_link), None, list(follows), **PLAIN)
        started = [tabs, quiz_tab.about, *quiz_tab.view]
        on_answer = bound(study.drill_room, quiz.start_on_answer, refused_quiz)
        ask_tab.quiz_button.click(on_answer, [cited], started, **PLAIN)
        quiz_place.select(bound(assistant, quiz.subjects), None, quiz_tab.about, **PLAIN)
        notes_place.select(notice, None, changes, **PLAIN)
        model = ask_tab.model
        page.load(None, [learner.name], learner.box, js=KEPT_NAME, show_progress="hidden")
        page.load(bound(tutor, model_settings.look, model_settings.refused), [model.saved], model.view, **PLAIN)
    return page


def theme() -> gr.themes.Base:
    """Fonts of the system only: a named web font would be fetched."""
    sans = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"]
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.sizes.text_md,
        font=[*sans, "Liberation Sans", "Arial", "sans-serif"],
        font_mono=mono,
    )


def style() -> str:
    """The page's own first, then those of the tabs by name."""
    return "\n".join(_files(".css"))


def head() -> str:
    scripts = "".join(f"<script>{script}</script>" for script in _files(".js"))
    return f'<meta name="color-scheme" content="light dark">{scripts}'


def _files(ending: str) -> list[str]:
    files = [file for file in resources.files("dva_assist.ui").iterdir() if file.name.endswith(ending)]
    files.sort(key=lambda file: (file.name != f"page{ending}", file.name))
    return [file.read_text(encoding="utf-8") for file in files]
