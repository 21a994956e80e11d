"""What only one person may see stays in no cache; static files stay in all of them."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/people/", "/companies/", "/campaigns/", "/replies/", "/titles/", "/settings/"),
        *("/api/v1/contacts", "/api/v1/companies", "/api/v1/replies", "/api/v1/nothing"),
        *("/people/999999/", "/nothing/", "/account/login/", "/lab/monitoring/", "/admin/"),
    ],
)
def test_answers_are_not_stored(staff_client: Client, workspace: Workspace, path: str) -> None:
    response = staff_client.get(path)

    assert response.headers["Cache-Control"] == "private, no-store"


def test_refusals_are_not_stored(client: Client) -> None:
    for path in ("/people/", "/api/v1/contacts"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"
