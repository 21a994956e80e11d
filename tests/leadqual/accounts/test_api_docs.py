"""Promises of the API documentation in Settings: every page, its links and its own address."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.fixtures import Settings

from leadqual.accounts.pages.api_docs import address_of_document
from leadqual.core.pages import api_documents
from leadqual.core.pages.api_documents import DOCUMENTS, FOLDER, ApiDocument, html_of
from tests.documents.pages import ROOT

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in DOCUMENTS]


def test_every_committed_page_is_shown() -> None:
    committed = {
        path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.md")
    }

    assert committed == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_page_names_this_installation_and_its_links_lead_somewhere(
    name: str, viewer_client: Client, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://leads.northwind.example"
    address = address_of_document(name)
    assert address is not None

    answer = viewer_client.get(address)

    assert answer.status_code == 200
    text = answer.content.decode()
    article = text.partition('<article class="card doc">')[2].partition("</article>")[0]
    assert "YOUR-LEADQUAL" not in article
    assert ".md" not in "".join(re.findall(r'href="([^"]*)"', article))
    for target in map(unescape, re.findall(r'href="(/[^"#?]*)', article)):
        try:
            resolve(target)
        except Resolver404:  # pragma: no cover  # only where it fails
            pytest.fail(target)
    ids = re.findall(r'id="([^"]+)"', article)
    assert len(ids) == len(set(ids))


def test_address_of_the_request_stands_in_where_none_is_set(
    viewer_client: Client, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""

    answer = viewer_client.get(str(address_of_document("quickstart")))

    assert "LEADQUAL_URL=http://testserver\n" in answer.content.decode()


@pytest.mark.parametrize("name", ["nothing", "../index", "recipes", "openapi.yaml"])
def test_nothing_else_of_the_disk_is_shown(name: str, viewer_client: Client) -> None:
    assert viewer_client.get(f"/settings/api-docs/{name}/").status_code == 404


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/settings/api-docs/errors/").status_code == 302


def test_raw_html_of_a_page_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_documents, "FOLDER", tmp_path)
    links = "[a](javascript:alert(1)) [b](../x.md)"
    page = f'<script>alert(1)</script>\n\n```x"y\n<b>\n```\n\n{links}\n'
    (tmp_path / "page.md").write_text(page)

    html = html_of(ApiDocument("page", "Page"), base_url="x", addresses=address_of_document)

    assert "<script" not in html
    assert "<b>" not in html
    assert "href" not in html


def test_image_of_the_product_has_the_pages() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert "docs" in lines
    assert lines.index("!docs/api") > lines.index("docs")
