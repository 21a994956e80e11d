"""The next title by API is leased as by the page."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title
from tests.product import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NEXT = "/api/v1/titles/next"


@pytest.fixture
def rows(workspace: Workspace, models: None) -> list[JobTitle]:
    """Two titles in the order of the queue."""
    made = [make_title(workspace, f"Wizard of {place}", people=3) for place in ("Oz", "Rye")]
    classify_batch()
    return made


def _next(client: Client, **said: str | int) -> int | None:
    title = client.get(NEXT, said).json()["title"]
    return None if title is None else int(title["id"])


def test_each_gets_another_title_until_one_gives_theirs_back(
    manager_client: Client,
    qualifier_client: Client,
    rows: list[JobTitle],
    manager: User,
    viewer: User,
    stranger: User,
) -> None:
    oz, rye = (row.pk for row in rows)
    assert (_next(manager_client), _next(qualifier_client), _next(manager_client)) == (oz, rye, oz)
    assert _next(manager_client, after=oz) is None
    assert _next(manager_client) == oz

    said = qualifier_client.put(f"/api/v1/titles/{oz}/lease").json()
    assert said == {"is_mine": False, "open_by": str(manager)}
    assert manager_client.delete(f"/api/v1/titles/{oz}/lease").status_code == 204
    assert qualifier_client.put(f"/api/v1/titles/{oz}/lease").json()["is_mine"]

    assert client_of(viewer).get(NEXT).status_code == 403
    assert client_of(viewer).put(f"/api/v1/titles/{oz}/lease").status_code == 403
    foreign = client_of(stranger)
    assert _next(foreign) is _next(foreign, after=oz) is None
    assert foreign.put(f"/api/v1/titles/{oz}/lease").status_code == 404


def test_what_is_not_understood_is_refused(qualifier_client: Client, rows: list[JobTitle]) -> None:
    wrong: list[dict[str, Any]] = [
        {"queue": "nonsense"},
        {"queue": "corrected"},
        {"after": "x"},
        {"after": 0},
        {"after": 10**30},
        {"no": 1},
    ]
    for said in wrong:
        assert qualifier_client.get(NEXT, said).status_code in {400, 422}
