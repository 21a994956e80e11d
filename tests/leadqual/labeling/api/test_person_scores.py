"""Scores of a person over all titles by API."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.function_groups import save_group
from leadqual.leads.models import Contact, JobTitle
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(workspace: Workspace, models: None) -> Contact:
    """A person with a title, another current one and two past ones."""
    held = {"other_titles": "Marketing Manager", "past_titles": "Account Executive\nSous Chef"}
    values = ContactValues("anna@kelvia.example", title="Head of Sales", fields=held)
    return save_contact(workspace=workspace, values=values)[0]


def scores_of(api: Client, contact: Contact, query: str = "") -> Any:
    response = api.get(f"/api/v1/contacts/{contact.pk}/scores{query}")
    assert response.status_code == 200
    return response.json()


def score(found: Any, slug: str) -> tuple[float, float, float]:
    (one,) = [each for each in found["functions"] if each["function"] == slug]
    return one["max"], one["mean"], one["sum"]


def test_max_mean_and_sum_count_current_and_past_titles_together_or_alone(
    api: Client, anna: Contact, workspace: Workspace, other_workspace: Workspace
) -> None:
    for period, n_titles in [("current", 2), ("past", 2), ("all", 4)]:
        found = scores_of(api, anna, f"?period={period}")
        assert (found["period"], found["n_titles"]) == (period, n_titles)
        assert len(found["titles"]) == 4
        departments = {each["department"] for each in found["departments"]}
        assert ("marketing" in departments) == (period != "past")
    for query in [
        *("period=future", "group=", "group=dragons", "group=sales,dragons", "titles=1"),
        "&".join(["group=sales"] * 21),
    ]:
        response = api.get(f"/api/v1/contacts/{anna.pk}/scores?{query}")
        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
    values = ContactValues("bo@kelvia.example")
    nobody = scores_of(api, save_contact(workspace=workspace, values=values)[0], "?group=sales")
    assert (nobody["titles"], nobody["functions"], nobody["departments"]) == ([], [], [])
    assert nobody["groups"][0]["max"] == 0
    theirs, _ = save_contact(workspace=other_workspace, values=values)
    assert api.get(f"/api/v1/contacts/{theirs.pk}/scores").status_code == 404

    found = scores_of(api, anna)

    held = [(each["title"], each["is_current"], each["is_main"]) for each in found["titles"]]
    assert held == [
        ("Head of Sales", True, True),
        ("Marketing Manager", True, False),
        ("Account Executive", False, False),
        ("Sous Chef", False, False),
    ]
    sales = [each["labels"].get("sales", {"score": 0})["score"] for each in found["titles"]]
    assert found["n_titles"] == 4
    assert score(found, "sales") == pytest.approx(
        (max(sales), sum(sales) / 4, sum(sales)), abs=1e-3
    )
    assert sum(value > 0 for value in sales) == 2
    assert {each["department"] for each in found["departments"]} >= {"sales", "marketing"}
    assert found["functions"][0]["category"].startswith("master_")
    assert list(JobTitle.objects.values_list("title", flat=True)) == ["Head of Sales"]


def test_any_group_of_functions_is_scored_in_the_order_asked(api: Client, anna: Contact) -> None:
    found = scores_of(api, anna, "?group=sales,store_operations&group=legal")

    both, none = found["groups"]
    assert both["functions"] == ["sales", "store_operations"]
    assert both["sum"] > score(found, "sales")[2]
    assert (none["max"], none["mean"], none["sum"]) == (0, 0, 0)


def test_function_groups_of_the_workspace_are_scored(
    api: Client, anna: Contact, workspace: Workspace, manager: User, other_workspace: Workspace
) -> None:
    group = save_group(
        workspace=workspace, name="Revenue", slugs=["sales", "store_operations"], author=manager
    )
    whole = ContactQuery(department=("marketing",))
    department = save_search(workspace=workspace, name="Brand", query=whole, author=manager)
    narrow = ContactQuery(function=("sales",), country=("Germany",))
    save_search(workspace=workspace, name="Sales in Germany", query=narrow, author=manager)
    save_group(workspace=other_workspace, name="Theirs", slugs=["sales"], author=manager)

    found = scores_of(api, anna)["saved_groups"]

    assert [(one["search"], one["name"]) for one in found] == [
        (department.pk, "Brand"),
        (group.pk, "Revenue"),
    ]
    assert "marketing" in found[0]["functions"]
    assert 0.8 < found[0]["max"] == found[0]["sum"] < 1
    assert found[1]["sum"] > 2.4


def test_a_correction_counts_at_once_for_current_and_past_titles(
    api: Client, workspace: Workspace, manager: User, models: None
) -> None:
    held = {"past_titles": "Customer Bliss Ranger\nSous Chef\nPastry Chef"}
    values = ContactValues(
        "anna@kelvia.example", title="Revenue Wizard Extraordinaire", fields=held
    )
    anna, _ = save_contact(workspace=workspace, values=values)
    other = ContactValues("bo@kelvia.example", title="Customer Bliss Ranger")
    save_contact(workspace=workspace, values=other)
    classify_batch()
    for title in JobTitle.objects.all():
        word = CorrectionInput(("legal",), "specialist")
        record_correction(job_title=title, correction_input=word, author=manager)

    found = scores_of(api, anna)

    assert score(found, "legal") == (1, 0.5, 2)


def test_a_title_named_twice_counts_once(api: Client, workspace: Workspace, models: None) -> None:
    held = {"other_titles": "HEAD OF SALES (m/f/d)\n10/6;"}
    values = ContactValues("bo@kelvia.example", title="Head of Sales", fields=held)
    contact, _ = save_contact(workspace=workspace, values=values)

    found = scores_of(api, contact)

    assert [each["title"] for each in found["titles"]][:1] == ["Head of Sales"]
    assert 0.99 < score(found, "sales")[2] < 1
