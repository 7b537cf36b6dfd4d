"""The ways to ask a server for JSON of a given schema, the strictest first, and when to try the next one.

    SCHEMA   response_format json_schema: OpenAI, Ollama, LM Studio, llama.cpp, vLLM
    OBJECT   response_format json_object, with the schema in words
    GRAMMAR  a grammar of JSON as llama.cpp reads them, with the schema in words
    PLAIN    the schema in words alone

A server that takes a way without heeding it cannot be told from one that heeds it; so the caller checks what comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from dva_assist.backends.openai_errors import Told

_REFUSING = {0, 400, 404, 415, 422, 500, 501}
_ABOUT_FORMAT = re.compile(
    r"response.?format|json.?(?:schema|object|mode)|structured.?output|grammar|guided|unsupported|not supported"
    r"|unrecognized|extra (?:inputs|fields)|extra_forbidden",
    re.IGNORECASE,
)
_IN_WORDS = (
    "Reply with one JSON value and nothing else: no words before or after it, no Markdown. "
    "It has to be valid against this JSON Schema: "
)
_GRAMMAR = r"""
any     ::= object | array | text | number | word
object  ::= "{" space (member ("," space member)*)? "}"
member  ::= text space ":" space any space
array   ::= "[" space (item ("," space item)*)? "]"
item    ::= any space
text    ::= "\"" letter* "\""
letter  ::= [^"\\\x00-\x1f\x7f] | "\\" (["\\/bfnrt] | "u" hex hex hex hex)
hex     ::= [0-9a-fA-F]
number  ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
word    ::= "true" | "false" | "null"
space   ::= " "? | "\n" " "? " "? " "? " "?
"""


class JsonWay(IntEnum):
    SCHEMA = 0
    OBJECT = 1
    GRAMMAR = 2
    PLAIN = 3


def json_fields(way: JsonWay, schema: Mapping[str, Any], messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What of a request differs by the way: its messages, and how its format is asked for."""
    if way is JsonWay.SCHEMA:
        named = {"name": "reply", "strict": True, "schema": dict(schema)}
        return {"messages": list(messages), "response_format": {"type": "json_schema", "json_schema": named}}
    fields: dict[str, Any] = {"messages": _told_in_words(messages, schema)}
    if way is JsonWay.OBJECT:
        fields["response_format"] = {"type": "json_object"}
    elif way is JsonWay.GRAMMAR:
        root = "array" if schema.get("type") == "array" else "object"
        fields["extra_body"] = {"grammar": f"root ::= {root}{_GRAMMAR}"}
    return fields


def refuses_format(told: Told) -> bool:
    """Whether the server did not like the way, so that another is worth trying."""
    about_format = _ABOUT_FORMAT.search(f"{told.kind} {told.message}")
    return told.status in _REFUSING and about_format is not None


def _told_in_words(messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """In the system message where there is one: some templates of chats take no second."""
    words = _IN_WORDS + json.dumps(schema, ensure_ascii=False)
    if messages and messages[0]["role"] == "system":
        return [{"role": "system", "content": f"{messages[0]['content']}\n\n{words}"}, *messages[1:]]
    return [{"role": "system", "content": words}, *messages]
