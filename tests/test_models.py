"""How a learner names a model, and which of them may be asked."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from bad_server import BadServer
from listing_server import LLAMA_CPP, LM_STUDIO, OLLAMA, VLLM, ListingServer, models

from dva_assist.backends.local_servers import Served
from dva_assist.cli import main
from dva_assist.config import Settings
from dva_assist.diagnosis import Finding, diagnose
from dva_assist.errors import BackendUnavailable, BadInput
from dva_assist.models import Models, OfferedModel, meant, offer
from dva_assist.wiring import make_generator

FLUX = "A flux lowers the melting point of a glaze."


def served(place: str, *names: str, port: int) -> list[OfferedModel]:
    return [offer(Served(place, f"http://127.0.0.1:{port}/v1", name, 4_096)) for name in names]


HERE = [
    *served("ollama", "qwen2.5:1.5b", "qwen2.5:7b", "llama3.2:3b", port=11434),
    *served("lm-studio", "qwen/qwen3-8b", port=1234),
    *served("llama.cpp", "tiny.gguf", port=8080),
    *served("llama.cpp", "tiny.gguf", "/models/large.gguf", port=8081),
]


def test_refs_are_readable_and_say_the_port_where_it_is_not_the_usual_one() -> None:
    assert [model.ref for model in HERE] == [
        "ollama/qwen2.5:1.5b",
        "ollama/qwen2.5:7b",
        "ollama/llama3.2:3b",
        "lm-studio/qwen/qwen3-8b",
        "llama.cpp/tiny.gguf",
        "llama.cpp:8081/tiny.gguf",
        "llama.cpp:8081//models/large.gguf",
    ]
    assert [model.label for model in HERE[2:]] == [
        "llama3.2:3b (Ollama)",
        "qwen/qwen3-8b (LM Studio)",
        "tiny.gguf (llama.cpp)",
        "tiny.gguf (llama.cpp, port 8081)",
        "large.gguf (llama.cpp, port 8081)",
    ]


@pytest.mark.parametrize(
    ("name", "refs"),
    [
        ("llama.cpp:8081/tiny.gguf", ["llama.cpp:8081/tiny.gguf"]),
        ("auto", ["ollama/qwen2.5:1.5b"]),
        ("ollama", ["ollama/qwen2.5:1.5b"]),
        ("LM Studio", ["lm-studio/qwen/qwen3-8b"]),
        ("llama.cpp:8081", ["llama.cpp:8081/tiny.gguf"]),
        ("qwen2.5:7b", ["ollama/qwen2.5:7b"]),
        ("Llama3.2", ["ollama/llama3.2:3b"]),
        ("qwen3-8b", ["lm-studio/qwen/qwen3-8b"]),
        ("large", ["llama.cpp:8081//models/large.gguf"]),
        ("qwen2.5", ["ollama/qwen2.5:1.5b", "ollama/qwen2.5:7b"]),
        ("tiny.gguf", ["llama.cpp/tiny.gguf", "llama.cpp:8081/tiny.gguf"]),
        ("gpt", []),
        ("", []),
    ],
)
def test_what_a_name_may_mean(name: str, refs: Sequence[str]) -> None:
    assert [model.ref for model in meant(name, HERE)] == refs


def test_a_model_beyond_this_machine_names_its_host() -> None:
    far = offer(Served("vllm", "https://llm.example.org/v1", "large", 8_192))
    assert (far.ref, far.label) == ("llm.example.org/large", "large (llm.example.org)")
    assert (far.leaves_machine, far.sent_to) == (True, "llm.example.org")
    lan = offer(Served("server", "http://192.0.2.7:8000/v1", "large", 8_192))
    assert (lan.ref, lan.sent_to) == ("192.0.2.7:8000/large", "192.0.2.7")
    assert not HERE[0].leaves_machine


def test_one_is_found_and_the_others_are_named() -> None:
    with ListingServer(OLLAMA) as ollama, ListingServer(LLAMA_CPP) as llama:
        here = Models(Settings(llm_ports=(ollama.port, llama.port)))
        assert [model.ref for model in here.offered()] == [
            f"ollama:{ollama.port}/qwen2.5:1.5b",
            f"ollama:{ollama.port}/llama3.2:3b",
            f"ollama:{ollama.port}/hf.co/bartowski/Tiny-GGUF:Q4_K_M",
            f"llama.cpp:{llama.port}/tiny.gguf",
        ]
        assert here.find("tiny").context_tokens == 8_192
        assert make_generator("llama3.2", Settings(llm_ports=(ollama.port,))).name == "llama3.2:3b"
        with pytest.raises(BackendUnavailable, match=r"no language model 'gpt' here; there are: ollama:\d+/qwen2"):
            here.find("gpt")
    with (
        ListingServer({"/v1/models": models("q:1", "q:2")}) as two,
        pytest.raises(BackendUnavailable, match=r"'q' may be any of server:\d+/q:1, server:\d+/q:2; name one"),
    ):
        Models(Settings(llm_ports=(two.port,))).find("q")


def test_where_nothing_runs_the_error_says_how_to_start_one() -> None:
    for name in ("auto", "gpt"):
        with pytest.raises(BackendUnavailable, match=f"'{name}': no language model is running.*start Ollama.*--llm"):
            Models(Settings(llm_ports=())).find(name)


def test_a_generator_is_made_once_and_knows_its_context() -> None:
    with ListingServer(VLLM) as server:
        here = Models(Settings(llm_ports=(server.port,)))
        ref = f"vllm:{server.port}/Qwen/Qwen2.5-1.5B-Instruct"
        first = here.generator(ref)
        assert (first.name, first.context_tokens) == ("Qwen/Qwen2.5-1.5B-Instruct", 16_384)
        assert here.generator(ref) is first
        with pytest.raises(BackendUnavailable, match="there are: vllm"):
            here.generator("vllm/other")
    assert here.generator(ref) is first, "that its server has gone is told when it is asked"


def test_the_key_goes_to_the_server_of_the_settings_only() -> None:
    with ListingServer(LM_STUDIO) as found, BadServer() as named:
        given = {"llm_url": named.url, "llm_key": "secret", "llm_ports": (found.port, named.port)}
        here = Models(Settings.model_validate(given))
        here.offered()
        assert {headers.get("Authorization") for _, headers in found.asked} == {None}
        own = here.find(f"server:{named.port}")
        assert "".join(here.generator(own.ref).generate([{"role": "user", "content": "?"}], max_tokens=9))
        assert named.asked[-1].headers["authorization"] == "Bearer secret"
        other = here.generator(here.find("qwen3-8b").ref)
        with pytest.raises(BackendUnavailable):
            list(other.generate([{"role": "user", "content": "?"}], max_tokens=9))
        assert all("secret" not in str(dict(headers)) for _, headers in found.asked)
    assert "secret" not in repr(here.offered()) + repr(Settings.model_validate(given))


@pytest.mark.parametrize("url", ["https://llm.example.org/v1", "http://192.0.2.7:8000", "http://127.0.0.1.example.org"])
def test_a_server_beyond_this_machine_must_be_allowed(url: str) -> None:
    with pytest.raises(BadInput, match=r"not this machine.*DVA_ASSIST_LLM_MAY_LEAVE=true"):
        Models(Settings(llm_url=url))
    assert Models(Settings(llm_url=url, llm_may_leave=True))
    assert Models(Settings(llm_url="http://[::1]:8080/v1"))


def test_a_cloud_model_of_ollama_must_be_allowed_too() -> None:
    with ListingServer(OLLAMA) as ollama:
        ports = (ollama.port,)
        with pytest.raises(BadInput, match=r"gpt-oss:120b-cloud runs at ollama\.com, which is not this machine"):
            Models(Settings(llm_ports=ports)).find("gpt-oss")
        allowed = Models(Settings(llm_ports=ports, llm_may_leave=True)).offered()[-1]
    assert (allowed.model, allowed.sent_to) == ("gpt-oss:120b-cloud", "ollama.com")
    assert "which sends it to ollama.com" in allowed.label


def test_a_cloud_model_of_an_ollama_that_is_not_known_as_one_must_be_allowed() -> None:
    with ListingServer({"/v1/models": models("me/notes", "me/gpt-oss:120b-cloud", owned_by="me")}) as server:
        here = Models(Settings(llm_ports=(server.port,)))
        assert [model.model for model in here.offered()] == ["me/notes"]
        with pytest.raises(BadInput, match=r"runs at ollama\.com, which is not this machine"):
            here.find("gpt-oss")


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip('llama.cpp is not installed: pip install ".[llama-cpp]"')
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF")
    named = Models(Settings(llm=str(file), llm_ports=()))
    assert named.default() == f"file:{file}"
    assert [model.ref for model in named.offered()] == [f"file:{file}"]
    assert named.generator(f"file:{file}").name == "tiny.gguf"
    other = Models(Settings(llm_ports=()))
    with pytest.raises(BackendUnavailable, match="no language model is running"):
        other.generator(f"file:{file}")
    assert other.find(str(file)).label == "tiny (a file, run by this program)"
    file.write_bytes(b"no model")
    assert named.offered() == []
    with pytest.raises(BackendUnavailable, match="is not a GGUF file"):
        named.default()
    with pytest.raises(BackendUnavailable, match="cannot be read"):
        other.find(str(tmp_path / "gone.gguf"))


def test_the_default_is_what_the_settings_name() -> None:
    assert Models(Settings(llm_ports=())).default() is None
    with ListingServer(VLLM) as server:
        assert Models(Settings(llm="vllm", llm_ports=(server.port,))).default() == (
            f"vllm:{server.port}/Qwen/Qwen2.5-1.5B-Instruct"
        )


Ask = Callable[..., tuple[int, dict[str, object], str]]


@pytest.fixture
def ask(library_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """``dva-assist ask``: exit code, JSON, standard error."""

    def call(question: str, *options: str, **settings: object) -> tuple[int, dict[str, object], str]:
        for name, value in {"llm_ports": "[]", **settings}.items():
            monkeypatch.setenv(f"DVA_ASSIST_{name.upper()}", str(value))
        with pytest.raises(SystemExit) as exit_:
            main(["ask", question, "--index", str(library_index), "--json", *options])
        printed = capsys.readouterr()
        return int(str(exit_.value.code)), json.loads(printed.out or "{}"), printed.err

    return call


def test_a_model_words_the_answer(ask: Ask) -> None:
    with BadServer(reply=f"{FLUX} [S1]", models=("tiny",)) as server:
        code, answer, said = ask("What is a flux?", "--llm", "tiny", llm_ports=server.port)
        assert (code, answer["llm"], said) == (0, "tiny", "")
        assert answer["answer"] == f"{FLUX} [1]"
        _, own, _ = ask("What is a flux?", llm_ports=server.port)
        assert own["llm"] is None, "no model without being asked for"
        _, named, _ = ask("What is a flux?", llm_ports=server.port, llm="tiny")
        assert named["llm"] == "tiny", "the settings may name one"
        _, without, _ = ask("What is a flux?", "--llm", "", llm_ports=server.port, llm="tiny")
        assert without["llm"] is None, "and the option may say none"


def test_a_model_that_leaves_the_machine_is_said_once(ask: Ask) -> None:
    with ListingServer(OLLAMA) as server:
        code, answer, said = ask(
            "What is a flux?", "--llm", "gpt-oss", llm_ports=server.port, llm_may_leave="true", llm_timeout=5
        )
    assert code == 0 and answer["llm"] is None, "this server cannot chat, so that the notes answer"
    assert said.count("ollama.com") == len(said.splitlines()) == 1
    assert "leave this machine" in said


def test_a_model_of_the_settings_that_is_not_there_is_done_without(ask: Ask) -> None:
    code, answer, said = ask("What is a flux?", llm="ollama")
    assert (code, answer["status"], answer["llm"]) == (0, "answered", None)
    assert len(said.splitlines()) == 1 and "start Ollama" in said and "own sentences" in said
    code, answer, said = ask("What is a flux?", "--llm", "ollama")
    assert (code, answer) == (5, {})
    code, answer, said = ask("What is a flux?", "--llm", "auto", llm_url="https://llm.example.org/v1")
    assert (code, answer) == (3, {}) and "llm.example.org" in said


def test_the_doctor_lists_models(tmp_path: Path) -> None:
    def found(**settings: object) -> list[Finding]:
        given = Settings.model_validate({"index": tmp_path, "llm_ports": (), **settings})
        return [finding for finding in diagnose(given) if finding.what in ("language model", "answers")]

    [none] = found()
    assert none.exit_code == 0 and "Plug in a model" in none.says
    with ListingServer(OLLAMA) as ollama:
        listed = found(llm_ports=(ollama.port,), llm="ollama")
        assert [finding.exit_code for finding in listed] == [0, 0, 0, 0]
        assert listed[0].says == f"ollama:{ollama.port}/qwen2.5:1.5b, 2048 tokens of context"
        assert listed[-1].says.startswith(f"worded by ollama:{ollama.port}/qwen2.5:1.5b")
        leaving = found(llm_ports=(ollama.port,), llm_may_leave=True)
        assert "leaves this machine for ollama.com" in leaving[-1].says
    with ListingServer({}) as silent:
        [nothing] = found(llm_url=silent.url)
        assert nothing.exit_code == 5 and f"nothing at {silent.url} lists models" in nothing.says
    [missing] = found(llm="ollama")
    assert missing.exit_code == 5 and "start Ollama" in missing.says
    [far] = found(llm_url="https://llm.example.org/v1")
    assert far.exit_code == 3


SETTINGS = """
from dva_assist.config import load_settings
from dva_assist.errors import BadInput
try:
    s = load_settings()
    print(s.llm_url, s.llm_ports, s.llm_key)
except BadInput as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("LLM_URL", "http://127.0.0.1:9000", "http://127.0.0.1:9000/v1 "),
        ("LLM_URL", "https://llm.example.org/api/v1/", "https://llm.example.org/api/v1 "),
        ("LLM_URL", "127.0.0.1:9000", "setting 'llm_url': write http://HOST:PORT/v1; it may come from"),
        ("LLM_URL", "http://127.0.0.1:nine/v1", "setting 'llm_url': "),
        ("LLM_URL", "http://me:secret@llm.example.org/v1", "must not hold a key; put it into DVA_ASSIST_LLM_KEY"),
        ("LLM_PORTS", "8080, 9000", " (8080, 9000) "),
        ("LLM_PORTS", "[8080,9000]", " (8080, 9000) "),
        ("LLM_PORTS", "[]", " () "),
        ("LLM_PORTS", "70000", "it may come from"),
        ("LLM_PORTS", "ollama", "DVA_ASSIST_LLM_PORTS or from an option"),
        ("LLM_KEY", "secret", "*****"),
    ],
)
def test_settings(variable: str, value: str, says: str, tmp_path: Path) -> None:
    said = settings(tmp_path, f"DVA_ASSIST_{variable}", value)
    assert says in said and "secret" not in said


def test_a_key_in_the_settings_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('llm_key = "secret"\n', encoding="utf-8")
    said = settings(tmp_path, "DVA_ASSIST_SETTINGS", str(file))
    assert "DVA_ASSIST_LLM_KEY" in said and str(file) in said and "secret" not in said


def settings(home: Path, variable: str, value: str) -> str:
    clean = {name: given for name, given in os.environ.items() if not name.startswith("DVA_ASSIST_")}
    where = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), variable: value}
    command = [sys.executable, "-c", SETTINGS]
    return subprocess.run(command, env=clean | where, text=True, capture_output=True, check=True).stdout
