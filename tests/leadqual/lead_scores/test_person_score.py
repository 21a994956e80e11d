"""The score of one person with its breakdown, in the API and on the page."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.lead_scores.rules import save_rules
from leadqual.lead_scores.score_rules import OTHERS, ScoreRules
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.taxonomy.models import Level
from tests.leadqual.lead_scores.conftest import reply_of, score_of
from tests.leadqual.parts import part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_breakdown_adds_up_to_the_stored_score(contact: Contact, api: Client) -> None:
    reply_of(contact, "positive", days=17)
    score, tier = score_of(contact)

    answer = api.get(f"/api/v1/contacts/{contact.pk}/lead-score").json()

    assert (answer["score"], answer["tier"]) == (score, tier)
    assert sum(one["points"] for one in answer["factors"]) + answer["limited"] == score
    days = {one["factor"]: one["days"] for one in answer["factors"]}
    assert (days["positive_reply"], days["new_in_workspace"], days["level"]) == (17, 0, None)


def test_what_is_shown_is_stored_where_the_stored_score_is_behind(
    contact: Contact, api: Client
) -> None:
    score_of(contact)
    reply_of(contact, "positive")

    shown = api.get(f"/api/v1/contacts/{contact.pk}/lead-score").json()["score"]

    contact.refresh_from_db()
    assert contact.lead_score == shown


def test_people_of_others_have_no_score_here(contact: Contact, stranger_client: Client) -> None:
    assert stranger_client.get(f"/api/v1/contacts/{contact.pk}/lead-score").status_code == 404
    assert stranger_client.get(f"/people/{contact.pk}/lead-score/").status_code == 404


def test_the_panel_of_a_person_loads_the_breakdown(contact: Contact, viewer_client: Client) -> None:
    panel = viewer_client.get(f"/people/?person={contact.pk}").content.decode()
    shown = part(viewer_client, f"/people/{contact.pk}/lead-score/")

    assert f'hx-get="/people/{contact.pk}/lead-score/"' in panel
    contact.refresh_from_db()
    assert f'data-lead-score="{contact.lead_score}"' in shown
    assert viewer_client.get(f"/people/{contact.pk}/lead-score/").status_code == 200


def test_the_country_of_the_company_counts_before_that_of_the_person(
    contact: Contact, company: Company, workspace: Workspace, manager: User
) -> None:
    fits = {"country": {"Germany": "ideal", OTHERS: "poor"}}
    save_rules(workspace=workspace, rules=ScoreRules(fits=fits), author=manager)
    contact.country = "Peru"
    contact.save()

    lines = []
    for country in ("Germany", ""):
        Company.objects.filter(pk=company.pk).update(country=country)
        contact.refresh_from_db()
        breakdown = breakdown_of(workspace, contact)
        lines += [line for line in breakdown.lines if line.factor.code == "country"]

    assert [(line.points, line.why) for line in lines] == [
        (5, "Germany, counts in full"),
        (0, "Peru, counts nothing"),
    ]


def test_each_line_says_in_words_what_earned_its_points(contact: Contact, api: Client) -> None:
    assert contact.job_title is not None
    manager = Level.objects.get(slug="manager")
    JobTitle.objects.filter(pk=contact.job_title.pk).update(level=manager, level_score=0.9)
    reply_of(contact, "positive", days=60)

    factors = api.get(f"/api/v1/contacts/{contact.pk}/lead-score").json()["factors"]

    why = {one["factor"]: one["why"] for one in factors}
    assert why["level"] == f"{manager.name}, counts half"
    assert why["function"] == "Unknown, counts nothing"
    assert why["company_size"] == "51–200 employees, counts half"
    assert why["positive_reply"] == "Last positive reply 60 days ago, counts 50%"
    assert why["negative_reply"] == "No negative reply"
    assert why["new_in_workspace"] == "Added today, counts in full"
