"""Traits: values of companies that are liked more often, or less often, than all companies."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.campaigns.verdicts.traits import Trait, traits_of
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
ALL = {"industry": 1.0, "size": 1.0, "place": 1.0, "business_model": 1.0}


@pytest.fixture
def judged(campaign: Campaign, workspace: Workspace, manager: User) -> list[Company]:
    """Eight liked companies of Germany, and eight disliked ones of France."""
    german = make_companies(workspace, "port", 8, country="Germany")
    french = make_companies(workspace, "clinic", 8, country="France")
    for companies, value in ((german, Verdict.Value.LIKE), (french, Verdict.Value.DISLIKE)):
        for company in companies:
            record_verdict(campaign=campaign, company=company, value=value, author=manager)
    return [*german, *french]


@pytest.mark.usefixtures("judged")
def test_traits_are_told_with_the_verdicts_behind_them(campaign: Campaign) -> None:
    found = traits_of(campaign, ALL)

    assert found.preferred == (Trait("place", "Germany", 8, 8),)
    assert found.avoided == (Trait("place", "France", 0, 8),)


def test_few_companies_and_excluded_ones_are_no_trait(
    campaign: Campaign, judged: list[Company], manager: User
) -> None:
    ignored = traits_of(campaign, ALL | {"place": 0.0})
    assert (ignored.preferred, ignored.avoided) == ((), ())
    for company in judged[:4]:
        ExcludedVerdict.objects.create(campaign=campaign, company=company, author=manager)

    assert traits_of(campaign, ALL).preferred == ()
    Verdict.objects.all().delete()
    assert traits_of(campaign, ALL).preferred == ()
