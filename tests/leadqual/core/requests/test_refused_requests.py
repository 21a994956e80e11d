"""Refused requests are answered in the words of the product, and are one line of the log."""

import json
import logging
import socket
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from pytest_django.fixtures import Settings

from leadqual.accounts.models import ApiKey
from leadqual.core.requests.unread_requests import ServerWorker
from leadqual.core.telemetry.server_logs import JsonFormatter, ServerLogger

pytestmark = pytest.mark.django_db
LONG = "a" * 5_000


def answered(sent: str) -> tuple[bytes, bytes]:
    """Return head and body of what the worker of the web server answers."""
    here, there = socket.socketpair()
    worker = ServerWorker.__new__(ServerWorker)
    worker.cfg, worker.log = Config(), logging.getLogger("gunicorn")
    with here, there:
        here.sendall(sent.encode())
        here.shutdown(socket.SHUT_WR)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # handed on as gunicorn does
            next(RequestParser(worker.cfg, there, ("127.0.0.1", 1)))
        worker.handle_error(None, there, ("127.0.0.1", 1), raised.value)
        parts = iter(lambda: here.recv(65_536), b"")
        head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (f"GET /api/v1/contacts?q={LONG} HTTP/1.1\r\n\r\n", 414, "address_too_long"),
        (f"GET /api/v1/key HTTP/1.1\r\nX-A: {LONG * 3}\r\n\r\n", 431, "headers_too_large"),
        ("GET /api/v1/key HTTP/1.1\r\nX A: b\r\n\r\n", 400, "bad_request"),
    ],
)
def test_unread_request_of_a_program_gets_a_problem(sent: str, status: int, code: str) -> None:
    head, body = answered(sent)

    problem = json.loads(body)
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in head
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["instance"].rpartition(":")[2].encode() in head


def test_address_that_is_too_long_gets_a_page_in_a_browser() -> None:
    head, body = answered(f"GET /people/?q={LONG} HTTP/1.1\r\nAccept: text/html\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 414 ")
    assert b"Content-Type: text/html" in head
    assert "The address is too long. Use fewer filters" in body.decode()
    assert "Code for support" in body.decode()


def test_the_answer_arrives_though_nobody_read_the_body() -> None:
    here, there = socket.socketpair()
    worker = ServerWorker.__new__(ServerWorker)
    body, read = b"x" * 3_000_000, b""
    head = f"POST /api/v1/replies/uploads HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n"
    with here, there:
        client = Thread(target=here.sendall, args=(head.encode() + body,))
        client.start()
        parser = RequestParser(Config(), there, ("127.0.0.1", 1))
        next(parser)
        there.sendall(b"HTTP/1.1 413 Content Too Large\r\n\r\n")

        is_kept = worker._keepalive_after(SimpleNamespace(parser=parser), keepalive=False)
        there.close()
        client.join()
        read = here.recv(65_536)

    assert not is_kept
    assert read.startswith(b"HTTP/1.1 413")


def test_words_of_401_404_405_and_429_are_the_products(
    api: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    details = [
        Client().get("/api/v1/contacts").json()["detail"],
        api.get("/api/v1/contacts/987654").json()["detail"],
        api.get("/api/v1/no-such-address").json()["detail"],
        api.delete("/api/v1/key").json()["detail"],
    ]
    monkeypatch.setattr("leadqual.core.api.rate_limits.KeyThrottle.allow_request", lambda *_: False)
    monkeypatch.setattr("leadqual.core.api.rate_limits.KeyThrottle.wait", lambda _: 7.0)
    details.append(api.get("/api/v1/contacts").json()["detail"])

    assert details == [
        "Send an API key as `Authorization: Bearer lq_...`.",
        "There is no such record in this workspace. It may have been deleted.",
        "The API has no such address. See /api/docs/ for all of them.",
        "DELETE is not possible at this address.",
        "Too many requests. Nothing was changed. Try again in 7 seconds.",
    ]


def test_foreign_host_is_one_line_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().get("/account/login/", headers={"Host": "evil.example"})

    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    said = [line for line in lines if line["level"] in {"warning", "error"}]
    assert answer.status_code == 400
    assert ["evil.example" in line["event"] for line in said] == [True]
    assert "traceback" not in said[0]


def access_log(caplog: pytest.LogCaptureFixture) -> ServerLogger:
    config = Config()
    config.set("accesslog", "-")
    log = ServerLogger(config)
    log.access_log.addHandler(caplog.handler)
    log.access_log.setLevel(logging.INFO)
    return log


def test_access_log_names_the_client_behind_the_proxies_and_the_key(
    api: Client, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    log, key = access_log(caplog), ApiKey.objects.get()
    settings.TRUSTED_PROXY_HOPS = 1
    secret = str(api.defaults["HTTP_AUTHORIZATION"]).removeprefix("Bearer ")

    answer = api.get("/api/v1/key", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    log.access(
        SimpleNamespace(headers=[], status="200 OK"), None, answer.wsgi_request.META, timedelta(0)
    )

    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert line["client"] == "203.0.113.9"
    assert line["api_key"] == f"{key.pk} {key.prefix}"
    assert secret not in json.dumps(line)


def test_access_log_has_no_names_and_addresses(caplog: pytest.LogCaptureFixture) -> None:
    log = access_log(caplog)
    confirm = "/account/email/confirm"

    for path, written in (
        ("/people/12/", "/people/12/"),
        (f"{confirm}/MTIzNDU2Nzg5MDEyMzQ1Njc4OTA6/", f"{confirm}/…/"),
        ("/api/v1/contacts/ann@acme.example", "/api/v1/contacts/…"),
        ("/static/js/components/row-selection.0123456789ab.js",) * 2,
    ):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "q=Ann+Lee"}
        log.access(SimpleNamespace(headers=[], status="200 OK"), None, environ, timedelta(0))

        line = JsonFormatter().format(caplog.records[-1])
        assert json.loads(line)["path"] == written
        assert "Ann" not in line
