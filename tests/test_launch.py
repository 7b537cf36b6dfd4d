"""Where the page is served, and what is said about it. The page itself is tested in tests/browser."""

from __future__ import annotations

import socket

import pytest

from dva_assist.addresses import is_loopback
from dva_assist.errors import BackendUnavailable, BadInput
from dva_assist.ui.launch import announce, listen


def test_any_free_port() -> None:
    with listen("127.0.0.1", 0) as one, listen("127.0.0.1", 0) as two:
        assert one.getsockname()[1] != two.getsockname()[1]


def test_a_port_in_use_names_itself_and_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BackendUnavailable, match=f"port {port} on 127.0.0.1 is in use.*--port 0"):
            listen("127.0.0.1", port)


def test_a_host_that_is_none() -> None:
    with pytest.raises(BadInput, match="leave out --host"):
        listen("no such host", 0)
    with pytest.raises(BackendUnavailable, match="--host"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "address", "others"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860/", False),
        ("localhost", "http://localhost:7860/", False),
        ("::1", "http://[::1]:7860/", False),
        ("0.0.0.0", "http://localhost:7860/", True),
        ("192.0.2.7", "http://192.0.2.7:7860/", True),
    ],
)
def test_what_is_said(capsys: pytest.CaptureFixture[str], host: str, address: str, others: bool) -> None:
    announce(host, 7860)
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == "" and address in lines[0]
    assert (len(lines) == 2 and "others on the network can open it" in lines[1]) is others
    assert is_loopback(host) is not others
