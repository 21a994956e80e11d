"""The web server takes over the port: once it answers, nobody is told that LeadQual is starting."""

import os
import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from launcher.supervision.starting_page import LINE, StartingPage, take_over
from launcher.system.ports import any_free_port
from leadqual import web_processes
from tests.launcher.test_start import answer
from tests.waiting import PATIENCE

N_REQUESTS = 20


@pytest.fixture
def port() -> int:
    return any_free_port()


@pytest.fixture
def page(port: int) -> Iterator[StartingPage]:
    with StartingPage(port, waiting_for=lambda: ["web"]) as page:
        yield page


def accepted(page: StartingPage, port: int) -> int:
    """Open connections, and count those that whoever shares the socket gets."""
    listener = socket.socket(fileno=os.dup(page.descriptor))
    listener.settimeout(PATIENCE)
    n = 0
    with listener:
        for _ in range(N_REQUESTS):
            with socket.create_connection(("127.0.0.1", port)):
                listener.accept()[0].close()
                n += 1
    return n


def launch(page: StartingPage, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """Give this process what a web server is given."""
    line = page.line()
    monkeypatch.setenv(LINE, str(os.dup(line.fileno())))
    return line


def test_a_web_server_that_is_ready_gets_every_request_from_its_first_one_on(
    page: StartingPage, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with launch(page, monkeypatch):
        assert answer(port, "/")[0] == 503

        web_processes.when_ready(None)

        assert accepted(page, port) == N_REQUESTS

        page.show()  # It was killed, and another one is launched.
        with page.line():
            assert answer(port, "/")[0] == 503


def test_one_that_was_killed_meanwhile_takes_nothing_over(
    page: StartingPage, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with launch(page, monkeypatch), page.line():
        take_over()

        assert answer(port, "/")[0] == 503


def test_without_a_supervisor_nobody_is_asked(
    page: StartingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LINE, raising=False)
    take_over()

    own, theirs = socket.socketpair()
    monkeypatch.setenv(LINE, str(theirs.detach()))
    own.close()  # The supervisor was killed.
    waiting = Thread(target=take_over)
    waiting.start()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
