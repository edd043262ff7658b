"""A test cannot reach another machine, and can reach this one."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(("192.0.2.1", 80), id="an address"),
        pytest.param(("example.org", 80), id="a name"),
        pytest.param(("127.0.0.1.example.org", 80), id="a name that begins like this machine"),
    ],
)
def test_another_machine_is_out_of_reach(address):
    with pytest.raises(RuntimeError, match="this machine only"):
        socket.create_connection(address, timeout=1)


def test_a_socket_cannot_go_round_the_name_look_up():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        pytest.raises(RuntimeError, match="this machine only"),
    ):
        udp.sendto(b"hello", ("192.0.2.1", 9))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
