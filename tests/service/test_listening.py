"""An address that cannot be listened on ends the start in one line, and nothing is said to run."""

import socket

import pytest

from service import cli
from service.cli import main
from service.listening import NotListening, bound


@pytest.fixture(autouse=True)
def no_logs(monkeypatch):
    """Those of the tests stay as they are set up."""
    monkeypatch.setattr(cli, "configure", lambda *_: None)


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def refused(capsys, *arguments):
    status = main(["serve", *arguments])
    out = capsys.readouterr()
    assert status == 2
    assert out.out == ""
    (line,) = out.err.splitlines()
    return line


def test_a_port_that_is_taken(capsys, taken):
    line = refused(capsys, "--host", "127.0.0.1", "--port", str(taken))
    assert line == f"solferol: port {taken} is taken"


def test_an_address_of_another_machine(capsys):
    line = refused(capsys, "--host", "192.0.2.1", "--port", "8000")
    assert line.startswith("solferol: 192.0.2.1:8000 cannot be listened on: ")


def test_what_is_held_is_nobody_elses_until_it_is_let_go():
    with bound("127.0.0.1", 0) as (listener,):
        port = listener.getsockname()[1]
        with pytest.raises(NotListening), bound("127.0.0.1", port):
            pass
    with bound("127.0.0.1", port) as (again,):
        assert again.getsockname()[1] == port
