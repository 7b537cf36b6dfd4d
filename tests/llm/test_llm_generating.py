"""What every language model has to do, seen at a real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from asking import asked, generator_of
from llm_server import CONTEXT, STOPS, LlmServer, running

from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.errors import GenerationFailed, PromptTooLong

pytestmark = pytest.mark.llm

FLUXES = ["feldspar", "whiting", "zinc oxide"]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "term": {"enum": ["flux", "stabiliser"]},
        "examples": {"type": "array", "items": {"enum": FLUXES}, "minItems": 1, "maxItems": 3},
        "melts_sooner": {"type": "boolean"},
    },
    "required": ["term", "examples", "melts_sooner"],
    "additionalProperties": False,
}


def test_pieces_come_while_the_model_writes_until_it_is_stopped(generator: OpenAIServer, llm_server: LlmServer) -> None:
    written = llm_server.tokens_written()
    reply = generator.generate(asked("Write the numbers from one to two hundred as words."), max_tokens=1_000)
    pieces = filter(None, reply)
    said = [next(pieces) for _ in range(3)]
    assert all(said) and llm_server.is_busy()
    reply.close()
    assert llm_server.idle_within(STOPS)
    assert 3 <= llm_server.tokens_written() - written < 400


def test_stop_while_the_model_reads(generator: OpenAIServer, llm_server: LlmServer) -> None:
    read, written = llm_server.tokens_read(), llm_server.tokens_written()
    numbers = " ".join(map(str, range(600)))  # some 2,300 tokens
    reply = generator.generate(asked(f"Add these numbers: {numbers}"), max_tokens=5)
    while not llm_server.is_busy():
        assert next(reply) == ""
    reply.close()
    assert llm_server.idle_within(STOPS)
    assert llm_server.tokens_read() - read < 2_000
    assert llm_server.tokens_written() == written


def test_json_under_a_schema(generator: OpenAIServer) -> None:
    task = f"A flux lowers the melting point of a glaze. Fluxes are {', '.join(FLUXES)}. Describe it in JSON."
    reply = "".join(generator.generate(asked(task), max_tokens=100, schema=SCHEMA))
    jsonschema.validate(json.loads(reply), SCHEMA)
    assert json.loads(reply)["term"] in ("flux", "stabiliser")


def test_a_prompt_beyond_the_context(generator: OpenAIServer) -> None:
    with pytest.raises(PromptTooLong, match="longer than the context"):
        list(generator.generate(asked("clay " * 2 * CONTEXT), max_tokens=5))


def test_a_server_killed_in_the_middle_of_its_reply(model_file: Path) -> None:
    with running(model_file) as server:
        reply = generator_of(server).generate(asked("Write the numbers from one to fifty."), max_tokens=400)
        assert next(filter(None, reply))
        server.kill()
        with pytest.raises(GenerationFailed, match=server.model):
            list(reply)
