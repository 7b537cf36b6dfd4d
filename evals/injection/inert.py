"""What a browser would fetch, run or follow out of the page in Markdown or HTML that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from dva_assist.types import Answer, Citation, Note
from dva_assist.ui.links import citation_link, read_link
from dva_assist.ui.render import answer_markdown, evidence_html, source_html
from dva_assist.ui.render_notes import reading_html

# As the chat reads Markdown: tables, HTML and all; addresses in running text are looked for by BARE_ADDRESS.
CHAT = MarkdownIt("gfm-like", {"html": True, "breaks": True, "linkify": False})
BARE_ADDRESS = re.compile(r"(?:https?|ftp)://|\bwww\.|\bmailto:\S|\w@\w", re.IGNORECASE)
NO_TEXT = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|^\[\d+\]: #cite/\S+", re.DOTALL | re.MULTILINE)  # code, definitions
ACTIVE_TAGS = frozenset(
    "img script iframe object embed link style svg math form input video audio source base meta".split()
)
ACTIVE_ATTRIBUTES = frozenset("style src srcset action formaction data background poster ping".split())


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE_TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            leads_out = name.endswith("href") and not (value or "").startswith("#")
            if leads_out or name.startswith("on") or name in ACTIVE_ATTRIBUTES:
                self.found.append(f"<{tag} {name}={value}>")


def live_in_html(source: str) -> list[str]:
    watch = _Watch()
    watch.feed(source)
    watch.close()
    return watch.found


def live_in_markdown(source: str) -> list[str]:
    bare = BARE_ADDRESS.findall(NO_TEXT.sub("", source))
    return live_in_html(CHAT.render(source)) + bare


def live_in_answer(answer: Answer, note_of: Callable[[str], Note]) -> list[str]:
    """In the answer, the panel of its passages, and the source and reading view behind each of its citations."""
    found = live_in_markdown(answer_markdown(answer))
    found += live_in_html(evidence_html(answer.passages, answer.citations))
    for citation in answer.citations:
        found += live_behind(citation, note_of(citation.section.note))
    return found


def live_behind(citation: Citation, note: Note) -> list[str]:
    link = citation_link(citation)
    source = source_html(citation.section, note.raw, read_link(link), link)
    return live_in_html(source) + live_in_html(reading_html(note, citation.section.id))
