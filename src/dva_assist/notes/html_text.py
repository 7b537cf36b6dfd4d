"""What a reader sees of a block of HTML."""

from __future__ import annotations

import re

COMMENT, SCRIPT, STYLE = ("<!--", "-->"), ("<script", "</script"), ("<style", "</style")
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![A-Za-z\[][^<>]*>|<\?[^<>]*>")
PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
SEGMENT = "\f"  # stands where a tag ends one paragraph and begins the next
INVISIBLE = "\u200b"  # stands where a tag is inside a paragraph


def visible_text(source: str) -> str:
    """The same length as the source: comments are spaces, tags are INVISIBLE or, between paragraphs, SEGMENT."""
    source = source.replace(SEGMENT, " ")
    for opening, closing in (COMMENT, SCRIPT, STYLE):
        source = _blank_between(source, opening, closing)
    source = INLINE_TAG.sub(lambda tag: INVISIBLE * len(tag[0]), source)
    return TAG.sub(lambda tag: SEGMENT * len(tag[0]), source)


def _blank_between(source: str, opening: str, closing: str) -> str:
    lowered = source.lower() if len(source.lower()) == len(source) else source
    parts, place = [], 0
    while (start := lowered.find(opening, place)) >= 0 and (end := lowered.find(closing, start)) >= 0:
        end += len(closing)
        parts += [source[place:start], " " * (end - start)]
        place = end
    return "".join(parts) + source[place:]
