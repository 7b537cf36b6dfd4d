"""Who is studying: a name in the head of the page, which the browser remembers."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

ME = "me"
LONGEST = 60  # characters of a name
KEPT_AS = "dva-assist-learner"  # in the browser; with the secret it must stay the same, or the name is forgotten
SECRET = "dva-assist"  # nothing secret is kept, but Gradio encrypts it
# For the box when the page is loaded. In the browser, and never over a name that is being typed.
KEPT_NAME = """(name) => {
  const box = document.activeElement;
  return (box && box.closest("#learner") && box.value) || name;
}"""
# As ``name_of``, for the box and for the browser; the server is not asked, so that what is clicked next finds the name.
# Where nothing was typed, the name stays.
NAMED = f"""(typed, kept) => {{
  const line = String(typed ?? "").split(/\\s+/u).join(" ").replace(/\\p{{C}}/gu, "");
  const name = Array.from(line).slice(0, {LONGEST}).join("").trim() || kept || "{ME}";
  return [name, name];
}}"""


@dataclass(frozen=True, slots=True)
class Learner:
    """``name`` goes into handlers, which read it with ``name_of``; it changes when another name is typed."""

    name: gr.BrowserState
    box: gr.Textbox


def name_of(saved: object) -> str:
    """The name in one line; "me" where the browser has kept none, or nothing that can be used."""
    text = " ".join(saved.split()) if isinstance(saved, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST].strip() or ME


def build_learner() -> Learner:
    """The box for the name; call it where the box is to stand."""
    name = gr.BrowserState(ME, storage_key=KEPT_AS, secret=SECRET)
    box = gr.Textbox(
        "", label="Studying as", max_length=LONGEST, lines=1, max_lines=1, elem_id="learner", min_width=120, scale=0
    )
    gr.on([box.submit, box.blur], None, [box, name], [box, name], js=NAMED, show_progress="hidden")
    return Learner(name, box)
