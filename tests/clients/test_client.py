"""What the Python client does by itself: tries again, makes each change once, reads errors."""

import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from pathlib import Path
from threading import Thread

import pytest
from leadqual_client import ApiError, ConnectionFailedError, LeadQual, Retries

from clients.generate import PACKAGE, main
from tests.clients.description import described_operations

PROBLEM = (
    b'{"status": 409, "code": "name_taken", "detail": "Taken.", "errors": [{"pointer": "#/name"}]}'
)


class Server:
    """A server that answers as it was told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes] | None] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65_537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                length = int(self.headers.get("Content-Length", 0))
                server.bodies.append(self.rfile.read(length))
                server.asked.append((self.path, dict(self.headers.items())))
                answer = server.answers.pop(0)
                if answer is None:  # The line breaks.
                    self.close_connection = True
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = Thread(target=made.http.serve_forever)
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


@pytest.fixture
def waits() -> list[float]:
    """Seconds that the client waited."""
    return []


@pytest.fixture
def client(server: Server, waits: list[float]) -> Iterator[LeadQual]:
    with LeadQual(server.address, key="lq_secret", sleep=waits.append) as made:
        yield made


def test_a_change_that_is_sent_again_has_the_same_idempotency_key(
    client: LeadQual, server: Server, waits: list[float]
) -> None:
    server.answers = [
        None,
        (503, {}, b""),
        (429, {"Retry-After": "7"}, b""),
        (201, {}, b'{"id": 3}'),
    ]

    made = client.create_list({"name": "Trade fair"})

    assert made["id"] == 3
    keys = {headers["Idempotency-Key"] for _, headers in server.asked}
    assert (len(server.asked), len(keys)) == (4, 1)
    assert waits[0] < waits[1] <= 1.0
    assert waits[2] == 7


def test_after_the_last_try_the_error_is_raised(
    client: LeadQual, server: Server, waits: list[float]
) -> None:
    server.answers = [(503, {"X-Request-Id": "r1"}, b"<html>away</html>")] * 5

    with pytest.raises(ApiError) as caught:
        client.get_list(3)

    assert (caught.value.status, caught.value.request_id, len(waits)) == (503, "r1", 4)


def test_a_broken_line_is_no_api_error(server: Server) -> None:
    server.answers = [None, None]
    retries = Retries(most=1, first_wait=0)

    with (
        LeadQual(server.address, key="k", retries=retries) as client,
        pytest.raises(ConnectionFailedError),
    ):
        client.get_list(3)


def test_what_is_refused_is_not_sent_again(client: LeadQual, server: Server) -> None:
    server.answers = [(409, {}, PROBLEM)]

    with pytest.raises(ApiError) as caught:
        client.create_list({"name": "Trade fair"})

    assert (caught.value.code, caught.value.detail) == ("name_taken", "Taken.")
    assert caught.value.errors == [{"pointer": "#/name"}]
    assert len(server.asked) == 1


def test_pages_follow_each_other_to_the_last(client: LeadQual, server: Server) -> None:
    first = (
        b'{"next": "http://any/api/v1/contacts?x=1&cursor=b%3D", "results": [{"id": 1}, {"id": 2}]}'
    )
    server.answers = [(200, {}, first), (200, {}, b'{"next": null, "results": [{"id": 3}]}')]

    found = [one["id"] for one in client.each(client.list_contacts, country=["Germany", "France"])]

    assert found == [1, 2, 3]
    assert [path for path, _ in server.asked] == [
        "/api/v1/contacts?country=Germany&country=France",
        "/api/v1/contacts?country=Germany&country=France&cursor=b%3D",
    ]


@pytest.mark.slow
def test_what_is_made_from_the_description_is_up_to_date(tmp_path: Path) -> None:
    main(tmp_path)

    for name in ("operations.py", "types.py"):
        assert (tmp_path / name).read_text() == (PACKAGE / name).read_text(), "make client"


def test_fields_of_a_form_are_sent_as_a_form_without_a_file_too(
    client: LeadQual, server: Server
) -> None:
    server.answers = [(201, {}, b'{"id": 3}')]

    client.create_import(
        {},
        {
            "kind": "contacts",
            "mapping": {"Ref": "external_id"},
            "tags": ["a", "b"],
            "dry_run": True,
        },
    )

    (body,) = server.bodies
    assert server.asked[0][1]["Content-Type"].startswith("multipart/form-data")
    parts = re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n', body)
    assert parts == [
        (b"kind", b"contacts"),
        (b"mapping", b'{"Ref": "external_id"}'),
        (b"tags", b"a"),
        (b"tags", b"b"),
        (b"dry_run", b"true"),
    ]


def test_docstrings_of_uploads_say_what_stands_in_which_dictionary() -> None:
    said = LeadQual.create_suppression_list.__doc__ or ""

    assert "files:" in said
    assert '{"file": (' in said
    assert "`name` (required)" in said


def test_values_of_the_path_are_given_in_its_order() -> None:
    for one in described_operations():
        names = re.findall(r"{(\w+)}", one.path)
        taken = list(signature(getattr(LeadQual, one.name)).parameters)

        assert taken[1 : len(names) + 1] == names, one.name


@pytest.mark.slow
def test_the_package_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from leadqual_client import LeadQual\n"
        'with LeadQual("http://x", key="k") as client:\n'
        '    reveal_type(client.classify_titles({"titles": ["CEO"]})["results"][0]["title"])\n'
        '    client.create_list({"nam": "x"})\n'
    )

    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(program)],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=False,
    ).stdout

    assert 'Revealed type is "builtins.str"' in said or 'Revealed type is "str"' in said, said
    assert 'Extra key "nam"' in said, said
