"""No test reaches beyond this machine: names of other hosts and connections to them are refused."""

import sys
from typing import Any

LOCAL = {None, "", "localhost", "127.0.0.1", "::1"}


class Outside(RuntimeError):
    """A test wanted to talk to another machine."""


def refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: let through only this machine and Unix sockets."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host not in LOCAL:
        raise Outside(f"{event} {host}: tests talk only to servers that they started")


def pytest_configure() -> None:
    sys.addaudithook(refuse_outside)
