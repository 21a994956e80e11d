"""The committed description of the API is that of the code, and its page opens."""

import io
import re

import pytest
from django.core.management import call_command
from django.test import Client

from tests.architecture.layout import ROOT

DOCUMENT = ROOT / "docs" / "api" / "openapi.yaml"


def test_committed_description_is_that_of_the_code() -> None:
    now = io.StringIO()
    call_command("spectacular", stdout=now, validate=True, fail_on_warn=True)

    assert DOCUMENT.read_text(encoding="utf-8") == now.getvalue(), "run `make openapi`"


@pytest.mark.django_db
def test_page_of_the_api_opens_without_login() -> None:
    page = Client().get("/api/docs/")
    description = Client().get("/api/v1/openapi.json")

    assert (page.status_code, description.status_code) == (200, 200)
    assert b"/api/v1/titles/classify" in description.content
    assert re.findall(rb'\b(?:href|src)="https?://[^"]*"', page.content) == []
    assert (
        b'href="/static/drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png"' in page.content
    )
