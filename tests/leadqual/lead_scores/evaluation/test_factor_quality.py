"""Factors are held against outcomes as they stood before each of them."""

from datetime import datetime, timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.core import clock
from leadqual.lead_scores.evaluation import (
    FactorQuality,
    PastCompanies,
    PastReplies,
    factor_qualities,
)
from leadqual.lead_scores.models import CompanyCampaignScore
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.taxonomy.models import Level
from tests.leadqual.lead_scores.conftest import reply_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
RULES = ScoreRules()


def days_ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def verdict_of(
    campaign: Campaign, company: Company, author: User, value: str, days: float, **fields: object
) -> Verdict:
    row = Verdict.objects.create(
        workspace=campaign.workspace,
        campaign=campaign,
        company=company,
        value=value,
        author=author,
        **fields,
    )
    Verdict.objects.filter(pk=row.pk).update(created_at=days_ago(days))
    return row


@pytest.fixture
def old(company: Company) -> Company:
    """A company that has been here for a year."""
    Company.objects.filter(pk=company.pk).update(created_at=days_ago(365))
    company.refresh_from_db()
    return company


def test_a_fact_that_changed_since_is_not_known_before(workspace: Workspace, old: Company) -> None:
    before = PastCompanies(workspace, [old.pk], RULES).values(old.pk, days_ago(1))

    Company.objects.filter(pk=old.pk).update(employees=20_000)
    after = PastCompanies(workspace, [old.pk], RULES)

    assert before["company_size"] == 0.5
    assert "company_size" not in after.values(old.pk, days_ago(1))
    assert "company_size" in after.values(old.pk, clock.now() + timedelta(minutes=1))


def test_a_company_that_came_later_has_no_facts_before(
    workspace: Workspace, company: Company
) -> None:
    values = PastCompanies(workspace, [company.pk], RULES).values(company.pk, days_ago(1))

    assert values == {"verdicts": 0.0}


def test_verdicts_count_as_they_stood(
    workspace: Workspace, old: Company, campaign: Campaign, manager: User, qualifier: User
) -> None:
    undone = verdict_of(campaign, old, qualifier, "dislike", 20, is_current=False)
    Verdict.objects.filter(pk=undone.pk).update(undone_at=days_ago(5))
    verdict_of(campaign, old, manager, "like", 10)

    past = PastCompanies(workspace, [old.pk], ScoreRules(half_lives={"verdicts": 3650}))
    found = [past.values(old.pk, days_ago(days))["verdicts"] for days in (25, 15, 8, 2)]

    assert found == pytest.approx([0.0, -1.0, 0.0, 1.0], abs=0.01)


def test_a_campaign_score_of_later_is_not_taken(
    workspace: Workspace, old: Company, campaign: Campaign, manager: User
) -> None:
    CompanyCampaignScore.objects.create(
        company=old, workspace=workspace, campaign=campaign, score=0.9, since=days_ago(3)
    )
    verdict_of(campaign, old, manager, "like", 10, score=0.25)

    past = PastCompanies(workspace, [old.pk], RULES)
    found = [past.values(old.pk, days_ago(days)).get("campaign_score") for days in (15, 8, 2)]

    assert found == [None, 0.25, 0.9]


def test_a_reply_is_not_held_against_itself(workspace: Workspace, contact: Contact) -> None:
    first, second = reply_of(contact, "positive", days=70), reply_of(contact, "positive", days=10)

    past = PastReplies(workspace, [contact.pk], RULES)

    assert past.values(contact.pk, first.received_at)["positive_reply"] == 0.0
    assert past.values(contact.pk, second.received_at)["positive_reply"] == pytest.approx(0.5)


@pytest.fixture
def titles(workspace: Workspace) -> dict[str, JobTitle]:
    levels = {"positive": "vp", "objection": "entry"}
    return {
        category: JobTitle.objects.create(
            workspace=workspace,
            title=category,
            normalised=category,
            level=Level.objects.get(slug=slug),
        )
        for category, slug in levels.items()
    }


def of(workspace: Workspace, code: str) -> FactorQuality:
    return next(one for one in factor_qualities(workspace, RULES) if one.factor.code == code)


def test_a_factor_that_tells_positive_replies_from_objections_has_an_auc_of_1(
    workspace: Workspace, titles: dict[str, JobTitle]
) -> None:
    for number in range(40):
        category = "positive" if number % 2 else "objection"
        person = Contact.objects.create(
            workspace=workspace, title=category, job_title=titles[category]
        )
        Contact.objects.filter(pk=person.pk).update(created_at=days_ago(400))
        reply_of(person, category, days=number + 1)

    found = of(workspace, "level")
    Contact.objects.update(title_changed_at=clock.now())
    changed = of(workspace, "level")

    assert (found.replies.n_good, found.replies.n_other, found.replies.auc) == (20, 20, 1.0)
    assert found.likes is None
    assert (changed.replies.n_good, changed.replies.auc) == (0, None)


def test_likes_are_held_against_the_score_on_their_card(
    workspace: Workspace, campaign: Campaign, manager: User
) -> None:
    for number in range(40):
        company = Company.objects.create(
            workspace=workspace, name=f"C{number}", name_key=f"c{number}"
        )
        is_like = number < 20
        value, score = ("like", 0.5) if is_like else ("dislike", 0.1)
        verdict_of(campaign, company, manager, value, 1, score=score)

    found = of(workspace, "campaign_score")
    verdicts = of(workspace, "verdicts")

    assert found.likes is not None
    assert found.likes.auc == 1.0
    assert verdicts.likes is not None
    assert verdicts.likes.auc == 0.5  # No verdict tells its own outcome.


def test_outcomes_of_others_do_not_count(contact: Contact, other_workspace: Workspace) -> None:
    reply_of(contact, "positive")

    found = factor_qualities(other_workspace, RULES)

    assert {(one.replies.n_good, one.replies.n_other) for one in found} == {(0, 0)}
