"""The product's own ways to a server of the tests."""

from __future__ import annotations

from llm_server import CONTEXT, LlmServer

from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.writing import Style, Writer

PATIENCE = 120.0  # seconds for the next piece
PASSAGE_TOKENS, ANSWER_TOKENS = 150, 60  # few, because two slow cores read 50 and write 14 in a second


def generator_of(server: LlmServer) -> OpenAIServer:
    return OpenAIServer(server.model, server.base_url, context_tokens=CONTEXT, patience=PATIENCE)


def writer_of(server: LlmServer) -> Writer:
    return Writer(generator_of(server), Style(passage_tokens=PASSAGE_TOKENS, answer_tokens=ANSWER_TOKENS))


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]
