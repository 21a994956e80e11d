"""Files at a URL: fetched from a server of this machine, which is allowed for these tests."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from leadqual.imports.errors import UrlError
from leadqual.imports.files import url_files
from leadqual.imports.files.url_files import fetch_file
from leadqual.imports.models import ImportBatch

CONTENT = b"name,email\nAnn Lee,ann@x.example\n"


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = {"/gone.csv": 404, "/moved.csv": 302}.get(self.path.split("?")[0], 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/leads.csv")
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(settings: Settings) -> Iterator[str]:
    """Serve a file on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    settings.OUTGOING_ALLOW = ["127.0.0.1/32"]
    settings.OUTGOING_PORTS = [str(port)]
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_by_its_name(site: str) -> None:
    file = fetch_file(f" {site}/my%20leads.csv?key=1 ")

    assert (file.name, file.read()) == ("my leads.csv", CONTENT)


@pytest.mark.parametrize(
    ("path", "words"), [("/gone.csv", "status 404"), ("/moved.csv", "redirects")]
)
def test_other_answers_say_why(site: str, path: str, words: str) -> None:
    with pytest.raises(UrlError, match=words):
        fetch_file(site + path)


def test_a_large_file_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(url_files, "MAX_BYTES", 10)

    with pytest.raises(UrlError, match="larger than"):
        fetch_file(f"{site}/leads.csv")


def test_private_networks_and_other_schemes_are_refused() -> None:
    for url in ["http://127.0.0.1/x.csv", "file:///etc/passwd", "x", "ftp://a.b"]:
        with pytest.raises(UrlError, match="Nothing was imported"):
            fetch_file(url)


@pytest.mark.django_db
def test_the_page_maps_the_columns_of_a_file_at_a_url(manager_client: Client, site: str) -> None:
    address = reverse("imports:send_url")

    good = manager_client.post(address, {"kind": "contacts", "url": f"{site}/leads.csv"})
    bad = manager_client.post(address, {"kind": "contacts", "url": f"{site}/gone.csv"})

    batch = ImportBatch.objects.get()
    assert (good.status_code, batch.file_name, batch.status) == (302, "leads.csv", "mapping")
    assert bad.status_code == 422
    assert "status 404" in bad.content.decode()


@pytest.mark.django_db
def test_the_api_takes_a_url_or_a_file_and_not_both(api: Client, site: str) -> None:
    found = api.post("/api/v1/imports", {"kind": "contacts", "url": f"{site}/leads.csv"})
    neither = api.post("/api/v1/imports", {"kind": "contacts"})

    assert found.status_code == 201
    assert neither.status_code == 422
