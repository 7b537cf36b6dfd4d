"""Every way in which a language model's server can fail is said in one line; closing reaches the server at once."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bad_server import SLOW_PIECE_S, TOO_LONG, BadServer

from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.backends.openai_stream import JsonOnly, Thoughts
from dva_assist.backends.server_address import ServerAddress
from dva_assist.errors import BackendUnavailable, GenerationFailed, PromptTooLong

QUESTION = [{"role": "system", "content": "Answer."}, {"role": "user", "content": "How long does Lambda run?"}]
REPLY = "Lambda runs for 900 seconds at most."
SCHEMA = {"type": "object", "properties": {"limit": {"type": "integer"}}, "required": ["limit"]}
FENCED = 'Here it is: \n```json\n{"limit": 900, "why": "} \\" {"}\n```\nAnything else?'


def pieces_of(server: BadServer, patience: float = 20.0, **asked: Any) -> list[str]:
    generator = OpenAIServer("tiny", server.url, patience=patience)
    return list(generator.generate(QUESTION, max_tokens=50, **asked))


def reply_of(server: BadServer, **asked: Any) -> str:
    return "".join(pieces_of(server, **asked))


def failure_of(fault: str, model: str = "tiny", key: str = "", patience: float = 20.0) -> GenerationFailed:
    with BadServer(fault, models=["tiny", *"abcdef"]) as server:
        generator = OpenAIServer(model, server.url, key=key, patience=patience)
        with pytest.raises(GenerationFailed) as failed:
            list(generator.generate(QUESTION, max_tokens=50))
    assert len(str(failed.value).splitlines()) == 1
    return failed.value


def model_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "language model"]


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert not model_threads()
    until = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)  # the handlers of the server and the workers of the client end by themselves
    assert threading.active_count() <= before


def test_the_reply_comes_in_pieces_and_the_request_says_how() -> None:
    with BadServer() as server:
        pieces = pieces_of(server, temperature=0.3, stop=["\n\n"], seed=7)
    assert "".join(pieces) == REPLY
    assert len([piece for piece in pieces if piece]) == 9
    [asked] = server.asked
    assert asked.body == {
        "model": "tiny",
        "messages": QUESTION,
        "max_tokens": 50,
        "temperature": 0.3,
        "stop": ["\n\n"],
        "seed": 7,
        "stream": True,
    }
    assert asked.left_at is None


def test_nothing_of_another_account_goes_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: secret\nX-Gateway: secret\nUser-Agent: secret")
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with BadServer() as server:
        assert reply_of(server) == REPLY
        assert OpenAIServer("tiny", server.url).available() == (True, "")
        list(OpenAIServer("tiny", server.url, key="mine").generate(QUESTION, max_tokens=5))
    without, given = server.asked
    assert "secret" not in str(without) + str(given)
    assert without.headers["authorization"] == "Bearer none"
    assert given.headers["authorization"] == "Bearer mine"
    assert [name for name in without.headers if name.startswith("x-")] == ["x-stainless-raw-response"]


@pytest.mark.parametrize("fault", ["slow first", "stuck", "endless"])
@pytest.mark.parametrize("leave", ["close", "drop"])
def test_closing_reaches_the_server_within_a_second(fault: str, leave: str) -> None:
    with BadServer(fault) as server:
        pieces = OpenAIServer("tiny", server.url).generate(QUESTION, max_tokens=50)
        while not server.asked or (fault != "slow first" and not next(pieces)):
            next(pieces)
        next(pieces)
        closed = time.monotonic()
        if leave == "close":
            pieces.close()
        else:
            del pieces
            gc.collect()
        assert not model_threads()
        assert server.wait_for_leave()
        assert (server.asked[-1].left_at or 0) - closed < 1


def test_closing_ends_the_wait_for_a_retry() -> None:
    with BadServer("429") as server:
        pieces = OpenAIServer("tiny", server.url).generate(QUESTION, max_tokens=50)
        while not server.asked:
            next(pieces)
        closed = time.monotonic()
        pieces.close()
    assert time.monotonic() - closed < 1
    assert len(server.asked) == 1


def test_there_is_always_a_piece_soon() -> None:
    with BadServer("slow between") as server:
        gaps, last = [], time.monotonic()
        for _ in OpenAIServer("tiny", server.url).generate(QUESTION, max_tokens=50):
            gaps.append(time.monotonic() - last)
            last = time.monotonic()
    assert max(gaps) < 0.25 + 0.25  # the rest is for a busy machine
    assert len(gaps) > 10


def test_a_generator_that_is_not_used_starts_nothing() -> None:
    with BadServer() as server:
        OpenAIServer("tiny", server.url).generate(QUESTION, max_tokens=50).close()
    assert server.asked == []


@pytest.mark.parametrize("fault", ["429", "429, retry after", "500", "hang up"])
def test_a_request_that_was_not_answered_is_repeated(fault: str) -> None:
    with BadServer(fault, "well") as server:
        assert reply_of(server) == REPLY
    assert len(server.asked) == 2


@pytest.mark.parametrize("fault", ["cut", "error event"])
def test_nothing_is_repeated_once_a_piece_has_come(fault: str) -> None:
    with BadServer(fault, "well") as server:
        said = []
        with pytest.raises(GenerationFailed):
            for piece in OpenAIServer("tiny", server.url).generate(QUESTION, max_tokens=50):
                said.append(piece)
    assert "".join(said) == REPLY[: len(REPLY) // 2]
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("429, retry after", "takes no more questions now (429: Too many requests); ask again later"),
        ("500", "tiny failed (500: CUDA out of memory); see what its server says about it"),
        ("loading", "is not ready (503: Loading model); ask again in a moment"),
        ("hang up", "closed the connection before it answered; restart its server"),
        ("cut", "tiny broke off in the middle of its reply; see whether its server still runs"),
        ("cut quietly", "tiny broke off in the middle of its reply"),
        ("garbage", "sent something that is no reply (<b>not JSON</b>); restart its server"),
        ("error event", "tiny failed (500: the slot was lost)"),
        ("error line", "tiny failed (the runner has stopped)"),
        ("html", "is not a language model's server; check the address and its port"),
        ("redirect", "sends its visitors on to http://127.0.0.1:9/elsewhere; give that address"),
        ("401", "wants a key; set DVA_ASSIST_LLM_KEY"),
    ],
)
def test_what_happened_is_said(fault: str, expected: str) -> None:
    assert expected in str(failure_of(fault))


def test_a_wrong_key_is_not_repeated_to_anybody() -> None:
    said = str(failure_of("401", key="sk-wrong"))
    assert "refuses the key; set DVA_ASSIST_LLM_KEY" in said
    assert "sk-" not in said


@pytest.mark.parametrize("family", TOO_LONG)
def test_out_of_context_is_an_error_of_its_own(family: str) -> None:
    failed = failure_of(f"context {family}")
    assert isinstance(failed, PromptTooLong)
    assert "longer than the context of tiny; start its server with a larger one" in str(failed)


def test_a_missing_model_names_those_that_there_are() -> None:
    said = str(failure_of("no model", model="other"))
    assert "has no model other; choose one that it has: tiny, a, b, c, d and 2 more" in said


def test_a_server_that_is_not_there() -> None:
    with BadServer() as server:
        pass
    with pytest.raises(GenerationFailed, match=f"nothing answers at http://127.0.0.1:{server.port}; start its server"):
        pieces_of(server)


@pytest.mark.parametrize("fault", ["slow first", "stuck"])
def test_patience_ends(fault: str) -> None:
    assert "tiny said nothing for 0.5 seconds" in str(failure_of(fault, patience=0.5))


def test_patience_begins_anew_with_each_piece() -> None:
    with BadServer("slow between") as server:
        assert reply_of(server, patience=2.0) == REPLY
    assert len(REPLY) / 4 * SLOW_PIECE_S > 2.0


def test_an_empty_reply_is_no_error() -> None:
    with BadServer("empty") as server:
        assert reply_of(server) == ""


@pytest.mark.parametrize("fault", ["think", "reasoning"])
def test_thoughts_are_signs_of_life_and_no_reply(fault: str) -> None:
    with BadServer(fault) as server:
        pieces = pieces_of(server)
    assert "".join(pieces) == REPLY
    assert pieces[0] == ""


@pytest.mark.parametrize("fault", ["think only", "reasoning only", "reasoning only, as ollama"])
@pytest.mark.parametrize("schema", [None, SCHEMA])
def test_tokens_that_thoughts_use_up_are_an_error(fault: str, schema: dict[str, Any] | None) -> None:
    with BadServer(fault) as server, pytest.raises(GenerationFailed) as failed:
        reply_of(server, schema=schema)
    assert str(failed.value) == (
        "tiny was still thinking when its 50 tokens were used up; raise the longest answer, "
        "or choose a model that does not think aloud"
    )
    assert len(server.asked) == 1, "asking in another way would not help"


def test_a_model_that_thinks_and_then_says_nothing_has_ended() -> None:
    with BadServer("reasoning, then no words") as server:
        assert reply_of(server) == ""


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["<thi", "nk>no</th", "ink>  ", " yes"], "yes"),
        (["  <b>", " <think>"], "<b> <think>"),
        (["<thi"], "<thi"),
        (["<think>never ", "closed"], ""),
        (["<think>a</think>\n<think>b</think>c"], "c"),
        (["yes <think>a</think>"], "yes <think>a</think>"),
    ],
)
def test_only_a_block_at_the_start_is_thoughts(parts: list[str], said: str) -> None:
    thoughts = Thoughts()
    assert "".join([thoughts.strip(part) for part in parts]) + thoughts.rest() == said


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        ("well", ["json_schema"]),
        ("no json_schema", ["json_schema", "json_object"]),
        ("no response_format", ["json_schema", "json_object", "grammar"]),
        ("only words", ["json_schema", "json_object", "grammar", "words"]),
    ],
)
def test_json_is_asked_for_in_the_strictest_way_that_is_taken(fault: str, asked: list[str]) -> None:
    with BadServer(fault, reply=FENCED) as server:
        generator = OpenAIServer("tiny", server.url)
        for _ in range(2):
            reply = "".join(generator.generate(QUESTION, max_tokens=50, schema=SCHEMA))
            assert json.loads(reply) == {"limit": 900, "why": '} " {'}
    assert [way_of(request.body) for request in server.asked] == [*asked, asked[-1]]  # it remembers what worked
    last = server.asked[-1].body
    told = [message for message in last["messages"] if json.dumps(SCHEMA) in message["content"]]
    assert [message["role"] for message in told] == ([] if asked[-1] == "json_schema" else ["system"])
    assert len(last["messages"]) == 2


def way_of(body: Mapping[str, Any]) -> str:
    return body.get("response_format", {}).get("type") or ("grammar" if "grammar" in body else "words")


def test_a_prompt_that_is_too_long_is_not_tried_in_other_ways() -> None:
    with BadServer("context llama.cpp") as server, pytest.raises(PromptTooLong):
        reply_of(server, schema=SCHEMA)
    assert len(server.asked) == 1


def test_a_model_that_talks_on_after_its_json_is_stopped() -> None:
    with BadServer("endless", reply='{"limit": 900}') as server:
        assert json.loads(reply_of(server, schema=SCHEMA)) == {"limit": 900}
        assert server.wait_for_leave()


def test_an_array_is_json_too() -> None:
    only = JsonOnly("[")
    assert only.feed('{1} [{"a": []}') + only.feed("] [2]") == '[{"a": []}]'


@pytest.mark.parametrize(
    ("model", "fault", "expected"),
    [
        ("tiny", "well", ""),
        ("qwen", "well", ""),  # served as qwen:latest
        ("other", "well", "has no model other; choose one that it has: tiny, qwen:latest"),
        ("tiny", "html", "is not a language model's server"),
        ("tiny", "401", "wants a key"),
    ],
)
def test_available(model: str, fault: str, expected: str) -> None:
    with BadServer(fault, models=["tiny", "qwen:latest"]) as server:
        can, why = OpenAIServer(model, server.url).available()
    assert can is (not expected)
    assert expected in why


@pytest.mark.parametrize("fault", ["drip header", "drip body"])
def test_a_server_that_drips_is_not_waited_for(fault: str) -> None:
    with BadServer(fault) as server:
        started = time.monotonic()
        can, why = OpenAIServer("tiny", server.url).available()
        assert time.monotonic() - started < 5, "each line came in time, and all of them would take 30 s"
    assert not can and "does not answer in time" in why


def test_a_caller_with_an_event_loop_may_look() -> None:
    async def look() -> tuple[bool, str]:
        return OpenAIServer("tiny", server.url).available()

    # in this thread the browser tests may have left a loop of theirs
    with BadServer() as server, ThreadPoolExecutor(1) as apart:
        assert apart.submit(lambda: asyncio.run(look())).result() == (True, "")


def test_a_server_that_is_gone_is_not_available() -> None:
    with BadServer() as server:
        pass
    assert OpenAIServer("tiny", server.url).available()[0] is False


@pytest.mark.parametrize(
    ("url", "shown", "program", "loopback"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434", "Ollama", True),
        ("http://localhost:1234/v1", "http://localhost:1234", "LM Studio", True),
        ("http://[::1]:8080/v1", "http://[::1]:8080", "llama.cpp's server", True),
        ("https://me:secret@models.example.org/v1", "https://models.example.org", "its server", False),
        ("http://127.0.0.1.example.org:8000/v1", "http://127.0.0.1.example.org:8000", "its server", False),
    ],
)
def test_addresses(url: str, shown: str, program: str, loopback: bool) -> None:
    address = ServerAddress(url)
    assert (address.shown, address.program, address.loopback) == (shown, program, loopback)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080/v1", "ftp://127.0.0.1/v1", "http://[::1/v1", "http://a:b/v1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BackendUnavailable, match="is no address of a server; write http://HOST:PORT/v1"):
        OpenAIServer("tiny", url)
