"""The command line in a process that notes every address that Python connects to, sends to or looks up.

python watched_server.py ADDRESSES.jsonl serve --port 0 --index DIR
"""

from __future__ import annotations

import json
import sys
from typing import Any

EVENTS = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
}


def host_of(event: str, args: tuple[Any, ...]) -> str | None:
    """The host that an audit event is about; None for sockets inside the machine, which have no host."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return str(args[0])
    address = args[1]
    return str(address[0]) if isinstance(address, tuple) else None


def main() -> None:
    with open(sys.argv[1], "a", encoding="utf-8", buffering=1) as log:

        def note(event: str, args: tuple[Any, ...]) -> None:
            if event in EVENTS and (host := host_of(event, args)) is not None:
                log.write(json.dumps([event, host]) + "\n")

        sys.addaudithook(note)
        from dva_assist.cli import main as command_line

        command_line(sys.argv[2:])


if __name__ == "__main__":
    main()
