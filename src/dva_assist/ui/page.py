"""The page as a whole: four tabs, and the links that lead from one to another."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any, NamedTuple

import gradio as gr

from dva_assist.assistant import Assistant
from dva_assist.config import Settings
from dva_assist.errors import DvaAssistError
from dva_assist.models import Models
from dva_assist.ui import model_settings, quiz
from dva_assist.ui.ask import build_ask_tab
from dva_assist.ui.events import PLAIN, bound, said
from dva_assist.ui.freshness import Freshness
from dva_assist.ui.links import read_link
from dva_assist.ui.notes import build_notes_tab
from dva_assist.ui.quality import build_quality_tab
from dva_assist.ui.render import source_html
from dva_assist.ui.render_notes import reading_html
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


class View(NamedTuple):
    tabs: Any = SKIP
    ask_source: Any = SKIP
    quiz_source: Any = SKIP
    reading: Any = SKIP


def follow(assistant: Assistant, freshness: Freshness, link: str, tab: str) -> View:
    """Open the words that a link quotes beside the chat or the quiz, or a section in the reading view."""
    target = read_link(link)
    section = assistant.section(target.section_id)
    note = assistant.note(section.note)
    changed = freshness.has_changed(note.path)
    if not target.check:
        return View(tabs=gr.Tabs(selected="notes"), reading=reading_html(note, section.id, changed))
    html = source_html(section, note.raw, target, link, changed)
    return View(quiz_source=html) if tab == "quiz" else View(ask_source=html)


def refused(error: DvaAssistError) -> View:
    html = f'<p class="notice" role="alert">{escape(said(error))}</p>'
    return View(ask_source=html, quiz_source=html)


def refused_quiz(error: DvaAssistError) -> tuple[Any, ...]:
    return gr.Tabs(selected="quiz"), SKIP, *quiz.refused(error)


def build_page(assistant: Assistant, freshness: Freshness, settings: Settings, models: Models) -> gr.Blocks:
    tutor = Tutor(assistant, models, settings)

    def follow_link(assistant: Assistant, event: gr.EventData) -> View:
        return follow(assistant, freshness, str(event.link), str(event.tab))

    def notice() -> str:
        text = freshness.notice()
        return f'<p class="notice">{escape(text)}</p>' if text else ""

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(HEADER, elem_id="top", apply_default_css=False)
        router = gr.HTML("", elem_id="router", visible="hidden", js_on_load=ROUTER)
        cited = gr.State([])
        with gr.Tabs(selected="ask", elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                ask_tab = build_ask_tab(tutor, cited)
            with gr.Tab("Quiz", id="quiz", elem_id="tab-quiz", render_children=True) as quiz_place:
                quiz_tab = quiz.build_quiz_tab(assistant, cited)
                bind_scenarios(tutor, quiz_place, quiz_tab, cited, ask_tab.model.saved)
            with gr.Tab("Notes", id="notes", elem_id="tab-notes", render_children=True) as notes_place:
                changes = gr.HTML("", elem_id="changes", apply_default_css=False)
                notes_tab = build_notes_tab(assistant)
            with gr.Tab("Quality", id="quality", elem_id="tab-quality"):
                build_quality_tab(assistant, freshness, settings)
        router.select(
            bound(assistant, follow_link, refused),
            None,
            list(View(tabs, ask_tab.source, quiz_tab.source, notes_tab.reading)),
            **PLAIN,
        )
        started = [tabs, quiz_tab.about, *quiz_tab.view]
        ask_tab.quiz_button.click(bound(assistant, quiz.start_on_answer, refused_quiz), [cited], started, **PLAIN)
        quiz_place.select(bound(assistant, quiz.subjects), None, quiz_tab.about, **PLAIN)
        notes_place.select(notice, None, changes, **PLAIN)
        model = ask_tab.model
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
    return resources.files("dva_assist.ui").joinpath("page.css").read_text(encoding="utf-8")


def head() -> str:
    script = resources.files("dva_assist.ui").joinpath("page.js").read_text(encoding="utf-8")
    return f'<meta name="color-scheme" content="light dark"><script>{script}</script>'
