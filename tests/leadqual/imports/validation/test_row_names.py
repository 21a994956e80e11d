"""Lines of a dry run name who is not imported yet."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("contacts", "email,first_name,last_name\nann@acme.example,Ann,Lee\n", "Ann Lee"),
        ("contacts", "email\nann@acme.example\n", "ann@acme.example"),
        ("companies", "name,website\nAcme,acme.example\n", "Acme"),
    ],
)
def test_a_dry_run_names_who_would_be_new(
    manager_client: Client, bring: Import, kind: str, content: str, name: str
) -> None:
    batch = bring(content, kind=kind, is_dry=True)
    lines = reverse("imports:lines", args=[batch.pk])

    page = manager_client.get(lines, {"outcome": "created"}).content.decode()

    assert f'{name} <span class="muted">not imported yet' in page
    batch.file.storage.delete(str(batch.file.name))
    page = manager_client.get(lines, {"outcome": "created"}).content.decode()
    assert '<span class="muted">not imported yet' in page
