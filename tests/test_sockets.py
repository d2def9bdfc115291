"""The guard that keeps the tests on this machine."""

import socket

import pytest

from tests.sockets import Outside


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(Outside):
        outside.connect(("192.0.2.1", 80))


def test_the_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(Outside):
        socket.getaddrinfo("example.invalid", 80)


def test_a_server_of_the_test_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        server.accept()[0].close()
