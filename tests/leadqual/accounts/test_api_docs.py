"""Promises of the API documentation in Settings: every page, its links and its own address."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django.fixtures import Settings

from leadqual.accounts.pages.api_docs import address_of_document
from leadqual.core.pages import api_documents
from leadqual.core.pages.api_documents import DOCUMENTS, FOLDER, ApiDocument, render_document
from tests.documents.pages import ROOT

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in DOCUMENTS]


def test_every_committed_page_is_shown() -> None:
    committed = {
        path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.md")
    }

    assert committed == set(NAMES)


def test_pages_name_this_installation_and_their_links_lead_somewhere(
    viewer_client: Client, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://leads.northwind.example"
    for name in NAMES:
        answer = viewer_client.get(str(address_of_document(name)))

        assert answer.status_code == 200, name
        text = answer.content.decode()
        article = text.partition('<article class="card doc">')[2].partition("</article>")[0]
        assert "YOUR-LEADQUAL" not in article, name
        assert ".md" not in "".join(re.findall(r'href="([^"]*)"', article)), name
        for target in map(unescape, re.findall(r'href="(/[^"#?]*)', article)):
            resolve(target)
        ids = re.findall(r'id="([^"]+)"', article)
        assert len(ids) == len(set(ids)), name


def test_address_of_the_request_stands_in_where_none_is_set(
    viewer_client: Client, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""

    answer = viewer_client.get(str(address_of_document("quickstart")))

    assert "LEADQUAL_URL=http://testserver\n" in answer.content.decode()


def test_nothing_else_of_the_disk_is_shown(viewer_client: Client) -> None:
    for name in ("nothing", "../index", "recipes", "openapi.yaml"):
        assert viewer_client.get(f"/settings/api-docs/{name}/").status_code == 404, name


def test_raw_html_of_a_page_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_documents, "FOLDER", tmp_path)
    links = "[a](javascript:alert(1)) [b](../x.md)"
    page = f'<script>alert(1)</script>\n\n```x"y\n<b>\n```\n\n{links}\n'
    (tmp_path / "page.md").write_text(page)

    html = render_document(ApiDocument("page", "Page"), base_url="x", addresses=address_of_document)

    assert "<script" not in html
    assert "<b>" not in html
    assert "href" not in html


def test_image_of_the_product_has_the_pages() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert "docs" in lines
    assert lines.index("!docs/api") > lines.index("docs")
