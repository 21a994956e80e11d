"""What only one person may see stays in no cache; static files stay in all of them."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace

pytestmark = pytest.mark.django_db


def test_answers_are_not_stored(staff_client: Client, workspace: Workspace) -> None:
    for path in (
        *("/", "/people/", "/settings/", "/lab/monitoring/", "/people/999999/", "/nothing/"),
        *("/api/v1/contacts", "/api/v1/nothing", "/account/login/", "/admin/"),
    ):
        response = staff_client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store", path


def test_refusals_are_not_stored(client: Client) -> None:
    for path in ("/people/", "/api/v1/contacts"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"
