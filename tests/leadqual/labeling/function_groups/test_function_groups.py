"""A group of functions from example titles, by API and on its page."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.labeling.function_groups import MAX_TITLES, propose_group
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.leads.models import JobTitle, SavedSearch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
API = "/api/v1/titles/function-groups"
PAGE = "/titles/function-group/"
EXAMPLES = ["Recruiter", "Head of Talent Acquisition", "Senior Recruiter", "HR Manager", "10/6;"]


def test_functions_of_the_examples_are_proposed_most_examples_first(workspace: Workspace) -> None:
    group = propose_group(workspace=workspace, titles=[*EXAMPLES, "recruiter ", ""])

    assert group.titles == tuple(EXAMPLES)  # Each spelling once.
    first, second, *_ = group.functions
    assert (first.slug, second.slug) == ("recruiting", "human_resources")
    assert first.titles == ("Recruiter", "Head of Talent Acquisition", "Senior Recruiter")
    assert first.is_selected
    assert second.is_selected
    assert 0 < second.share < first.share <= 1
    assert group.unclassified == ("10/6;",)
    assert group.search == "function=human_resources&function=recruiting"


def test_a_function_of_few_examples_is_offered_and_not_selected(workspace: Workspace) -> None:
    examples = [f"Sales Manager {n}" for n in "ABCDEFGHIJKLMNOPQRST"]

    group = propose_group(workspace=workspace, titles=[*examples, "Registered Nurse"])

    selected = {one.slug: one.is_selected for one in group.functions}
    assert selected["sales"]
    assert not selected["nursing"]
    nothing = propose_group(workspace=workspace, titles=["", "  "])
    assert (nothing.functions, nothing.unclassified, nothing.search) == ((), (), "")


def test_the_api_proposes_stores_no_title_and_saves(api: Client) -> None:
    response = api.post(API, {"titles": EXAMPLES}, content_type="application/json")

    assert response.status_code == 200
    found = response.json()
    assert found["functions"][0]["function"] == "recruiting"
    assert found["unclassified"] == ["10/6;"]
    assert JobTitle.objects.count() == 0
    assert ShownPrediction.objects.count() == len(EXAMPLES)
    view = {"name": "Talent", "query": found["search"]}
    saved = api.post("/api/v1/searches", view, content_type="application/json")
    assert saved.status_code == 201
    assert saved.json()["query"] == "function=human_resources&function=recruiting"


def test_a_bad_body_is_refused(api: Client) -> None:
    for body in [
        {},
        {"titles": []},
        {"titles": [1]},
        {"titles": ["x"] * (MAX_TITLES + 1)},
        {"title": ["x"]},
    ]:
        assert api.post(API, body, content_type="application/json").status_code in {400, 422}


def test_the_page_proposes_and_saves_what_was_edited(qualifier_client: Client) -> None:
    titles = "\n".join(EXAMPLES)
    proposed = qualifier_client.post(PAGE, {"titles": titles, "propose": "1"})
    body = proposed.content.decode()
    assert 'value="recruiting" checked' in body
    assert 'value="human_resources" checked' in body

    saved = qualifier_client.post(
        PAGE, {"titles": titles, "function": ["recruiting"], "name": "Talent", "save": "1"}
    )

    row = SavedSearch.objects.get(name="Talent")
    assert row.query == "function=recruiting"
    assert saved.status_code == 302
    assert saved["Location"] == f"/people/saved/{row.pk}/"


def test_a_group_that_cannot_be_saved_keeps_what_was_entered(
    qualifier_client: Client, viewer_client: Client
) -> None:
    assert viewer_client.get(PAGE).status_code == 403
    for titles in ("", "  \n ", "x\n" * (MAX_TITLES + 1)):
        assert qualifier_client.post(PAGE, {"titles": titles}).status_code == 422
    for sent in [
        {"function": [], "name": "Talent"},
        {"function": ["recruiting"], "name": ""},
        {"function": ["no_such_function"], "name": "Talent"},
        {"function": ["recruiting"], "name": "Taken"},
    ]:
        qualifier_client.post(
            PAGE, {"titles": "Recruiter", "function": ["recruiting"], "name": "Taken", "save": "1"}
        )

        refused = qualifier_client.post(PAGE, {"titles": "Recruiter", "save": "1", **sent})

        assert refused.status_code == 422
        assert refused.context["form"]["titles"].value() == "Recruiter"
        assert SavedSearch.objects.count() == 1
