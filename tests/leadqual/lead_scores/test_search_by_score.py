"""People are sorted, filtered and exported by their lead score, from the tables and the index."""

from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_pages import result_keys, result_page
from tests.leadqual.parts import part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SCORES = {"Ann": (81, "A"), "Bob": (7, "C"), "Cid": (None, ""), "Dan": (100, "A"), "Eve": (7, "C")}
IN_ORDER = ["Dan", "Ann", "Bob", "Eve", "Cid"]


@pytest.fixture
def people(workspace: Workspace) -> None:
    for name, (score, tier) in SCORES.items():
        Contact.objects.create(
            workspace=workspace, last_name=name, lead_score=score, lead_tier=tier
        )


@pytest.mark.usefixtures("people")
def test_people_are_ordered_by_score_page_by_page(workspace: Workspace) -> None:
    query = ContactQuery(sort="lead_score")

    names: list[str] = []
    back: list[list[str]] = []
    after = ""
    while True:
        page = result_page(workspace, ContactQuery(sort="lead_score", after=after), size=2)
        names += [row.last_name for row in page.rows]
        if page.before:
            before = ContactQuery(sort="lead_score", before=page.before)
            back.append([row.last_name for row in result_page(workspace, before, size=2).rows])
        after = page.after
        if not after:
            break
    assert names == IN_ORDER
    assert back == [IN_ORDER[:2], IN_ORDER[2:4]]
    keys = result_keys(workspace, query).tolist()
    by_key = Contact.objects.in_bulk(keys)
    assert [by_key[key].last_name for key in keys] == IN_ORDER


@pytest.mark.usefixtures("people")
def test_a_tier_is_a_filter_and_scores_are_in_the_api_and_in_exports(
    api: Client,
) -> None:
    found = api.get("/api/v1/contacts?lead_tier=A&sort=lead_score").json()
    export = api.get(
        "/api/v1/contacts/export?format=csv&lead_tier=A&sort=lead_score"
        "&column=last_name&column=lead_score&column=lead_tier"
    )

    assert [(one["last_name"], one["lead_score"]) for one in found["results"]] == [
        ("Dan", 100),
        ("Ann", 81),
    ]
    assert api.get("/api/v1/contacts?lead_tier=D").status_code == 422
    rows = b"".join(cast("list[bytes]", cast("StreamingHttpResponse", export).streaming_content))
    assert rows.decode("utf-8-sig").splitlines()[1:] == ['"Dan","100","A"', '"Ann","81","A"']


@pytest.mark.usefixtures("people")
def test_the_table_shows_scores_and_the_filters_count_tiers(manager_client: Client) -> None:
    manager_client.post("/people/columns/", {"column": ["lead_score"]})

    page = manager_client.get("/people/?sort=lead_score").content.decode()

    assert "sort=lead_score" in page
    assert page.index("Dan") < page.index("Ann") < page.index("Bob")
    assert 'aria-sort="descending"' in page
    assert "Tier A" in part(manager_client, "/people/")
