"""Answers about companies are looked up by name, time and model, with what people said of them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.companies.business_model_writes import BusinessModelAnswer, store_answers
from leadqual.labeling.business_models import (
    correct_business_model,
    undo_business_model,
)
from leadqual.labeling.prediction_log import ShownAnswer as Shown
from leadqual.labeling.prediction_log import log_shown
from leadqual.labeling.suggestions import SuggestionAuthor, suggest, suggestions_about
from leadqual.leads.models import Company, FormerBusinessModel
from leadqual.lookup.past_companies import (
    former_business_models,
    model_versions,
    records_of,
)

pytestmark = pytest.mark.django_db
SHARES = [0.5, 0.4, 0.05, 0.03, 0.02]
PAGE, API = "/companies/predictions/", "/api/v1/companies/predictions"


def say(company: Company, said: str, version: str, probability: float) -> None:
    """Let a model say something of a company."""
    why = [{"label": said, "because": "overview", "text": f"read by {version}", "score": 0.4}]
    store_answers([BusinessModelAnswer(company.pk, said, probability, SHARES, why, version)])


@pytest.fixture
def kelvia(workspace: Workspace, manager: User) -> Company:
    """A company of which three versions and a person said something, days after each other."""
    company = Company.objects.create(
        workspace=workspace,
        name="Kelvia GmbH",
        name_key="kelvia",
        domain="kelvia.example",
    )
    say(company, "b2c", "one", 0.6)
    say(company, "b2b", "two", 0.5)
    FormerBusinessModel.objects.update(ended_at=timezone.now() - timedelta(days=9))
    say(company, "b2b", "three", 0.7)
    company.refresh_from_db()
    assert company.business_model_earlier
    version, probability, _ = company.business_model_earlier[0]
    ended_at = (timezone.now() - timedelta(days=5)).isoformat()
    company.business_model_earlier = [[version, probability, ended_at]]
    company.save()
    correct_business_model(company=company, business_model="public", author=manager, note="A city.")
    return company


def told(
    workspace: Workspace, text: str = "kelvia", at: datetime | None = None, model: str = ""
) -> list[tuple[str, str]]:
    """Return business model and version of the answers about the only company with this name."""
    (record,) = records_of(workspace, text, at=at, model=model)
    return [(one.business_model, one.model) for one in record.answers]


def test_every_answer_is_found_by_name_or_address_with_what_people_said(
    workspace: Workspace, kelvia: Company, viewer: User
) -> None:
    said = suggestions_about(kelvia, "b2c", note="They have a shop.")
    suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(viewer), company=kelvia)
    every = [("public", "correction"), ("b2b", "three"), ("b2b", "two"), ("b2c", "one")]

    (record,) = records_of(workspace, "  KELVIA gmbh ")

    assert [(one.business_model, one.model) for one in record.answers] == every
    assert [one.probability for one in record.answers] == [1, 0.7, 0.5, 0.6]
    assert [one.why[0]["text"] if one.why else "" for one in record.answers][1:] == [
        "read by three",
        "",
        "read by one",
    ]
    assert record.answers[0].ended_at is None
    assert [one.business_model for one in record.corrections] == ["public"]
    assert [one.label for one in record.suggestions] == ["b2c"]
    assert told(workspace, "https://www.kelvia.example/about") == every


def test_the_answer_of_a_time_is_the_one_that_was_in_force_then(
    workspace: Workspace, kelvia: Company, manager: User
) -> None:
    now = timezone.now()

    assert told(workspace, at=now - timedelta(days=10)) == [("b2c", "one")]
    assert told(workspace, at=now - timedelta(days=6)) == [("b2b", "two")]
    assert told(workspace, at=now - timedelta(days=1)) == [("b2b", "three")]
    assert told(workspace, at=now) == [("public", "correction")]

    undo_business_model(correction=kelvia.business_model_corrections.get(), author=manager)
    assert told(workspace)[:2] == [("b2b", "three"), ("public", "correction")]


def test_answers_are_found_by_the_version_of_the_model_in_their_workspace_alone(
    workspace: Workspace, other_workspace: Workspace, kelvia: Company
) -> None:
    assert told(workspace, model="two") == [("b2b", "two")]
    assert [row.business_model for row in former_business_models(workspace, model="one")] == ["b2c"]
    assert {"one", "three"} <= set(model_versions(workspace))
    assert "correction" not in model_versions(workspace)
    assert records_of(other_workspace, "Kelvia") == []
    assert not former_business_models(other_workspace).exists()
    assert "one" not in model_versions(other_workspace)


def test_companies_of_one_name_are_all_shown_at_the_cost_of_one(
    workspace: Workspace, kelvia: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    other = Company.objects.create(workspace=workspace, name="Kelvia", name_key="kelvia")
    say(other, "both", "one", 0.9)

    with django_assert_max_num_queries(5):
        found = records_of(workspace, "Kelvia")

    assert [record.company for record in found] == [kelvia, other]
    assert records_of(workspace, " ") == []


def test_the_page_shows_it_and_says_what_cannot_be_read(
    viewer_client: Client, kelvia: Company
) -> None:
    log_shown([Shown("company", "Kelvia", [("both", 0.81)], "", "four")], workspace=None)

    page = viewer_client.get(f"{PAGE}?company=kelvia", follow=True).content.decode()
    replaced = viewer_client.get(f"{PAGE}?model=one", follow=True).content.decode()
    unread = viewer_client.get(f"{PAGE}?at=yesterday", follow=True)
    none = viewer_client.get(f"{PAGE}?at=2126-01-01", follow=True).content.decode()
    unknown = viewer_client.get(f"{PAGE}?company=nobody", follow=True).content.decode()

    for words in (
        "active",
        "confirmed by a person",
        "corrected by Mira Okafor",
        "A city.",
        "four",
    ):
        assert words in page
    assert "“read by one”" in page
    assert '/look-up/company/?q=kelvia.example"' in replaced
    assert "B2C <" in replaced
    assert unread.status_code == 422
    assert "Enter the time as" in unread.content.decode()
    assert "No matching predictions have been replaced" in none
    assert "No company has the name or domain “nobody”" in unknown
    assert (
        '/look-up/company/?q=kelvia.example"'
        in viewer_client.get(f"/companies/{kelvia.pk}/").content.decode()
    )


def test_the_api_gives_the_same(api: Client, kelvia: Company) -> None:
    (found,) = api.get(f"{API}?company=kelvia.example").json()["companies"]
    (older,) = api.get(f"{API}?company=kelvia&model=two").json()["companies"]
    bad = api.get(f"{API}?company=kelvia&at=yesterday")

    assert (found["company"], found["name"]) == (kelvia.pk, "Kelvia GmbH")
    assert [one["model"] for one in found["predictions"]] == ["correction", "three", "two", "one"]
    assert found["predictions"][3]["why"][0]["text"] == "read by one"
    assert [one["business_model"] for one in found["corrections"]] == ["public"]
    assert [one["business_model"] for one in older["predictions"]] == ["b2b"]
    assert older["predictions"][0]["ended_at"]
    assert bad.status_code == 422
    assert api.get(API).json() == {"companies": []}
