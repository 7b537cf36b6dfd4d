"""The Exam tab alone, with questions that need no notes, on a server that runs until it is stopped or killed."""

from __future__ import annotations

import gradio as gr
from exam_papers import bank
from fastapi import FastAPI

from dva_assist import wiring
from dva_assist.config import load_settings
from dva_assist.exam_room import ExamRoom, steady_clock
from dva_assist.ui.exam import build_exam_tab
from dva_assist.ui.launch import announce, listen, serve
from dva_assist.ui.learner import build_learner


def main() -> None:
    exams = wiring.exams()
    questions = bank(exams["dva-c03"], 4)
    store = wiring.open_learners(load_settings())
    room = ExamRoom(store, exams, lambda *_: questions, lambda *_: [], steady_clock())
    with gr.Blocks(analytics_enabled=False) as page:
        build_exam_tab(room, page, build_learner().name)
    with listen("127.0.0.1", 0) as listening:
        app = gr.mount_gradio_app(FastAPI(), page, path="/", ssr_mode=False)
        serve(app, listening, lambda: announce("127.0.0.1", listening.getsockname()[1]))


if __name__ == "__main__":
    main()
