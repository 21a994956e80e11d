"""Weights that verdicts and reasons suggest: beside the sliders, and taken only when asked for."""

import html
import re
import uuid
from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import tasks
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.ranking import learned_weights
from leadqual.campaigns.ranking.ranking_context import weights_of
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts import services as verdict_services
from leadqual.campaigns.verdicts.exclusions import exclude
from leadqual.campaigns.verdicts.services import record_bulk, record_verdict
from leadqual.core.jobs import Job
from leadqual.leads.models import Company
from recommender.types import FACTORS, FactorWeights
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(campaign: Campaign, workspace: Workspace, qualifier: User) -> Sequence[Company]:
    """Ten companies that do alike things: the small ones are too small, the large ones liked."""
    companies = make_companies(workspace, "port", 10)
    too_small = Reason.objects.get(campaign=campaign, text="Too small")
    for place, company in enumerate(companies):
        is_liked = place % 2 == 0
        Company.objects.filter(pk=company.pk).update(employees=2_000 if is_liked else 3)
        record_verdict(
            campaign=campaign,
            company=company,
            value=Verdict.Value.LIKE if is_liked else Verdict.Value.DISLIKE,
            author=qualifier,
            reason_ids=() if is_liked else (too_small.pk,),
        )
    return companies


def test_size_counts_more_after_too_small_and_the_campaign_keeps_its_own(
    campaign: Campaign, judged: Sequence[Company]
) -> None:
    set_weights(campaign=campaign, weights={"size": 0.01})

    tasks.learn_weights(campaign.pk)

    campaign.refresh_from_db()
    found = learned_weights.learned_of(campaign)
    assert found is not None
    assert (found.n_verdicts, found.n_reasons) == (10, 5)
    assert set(found.weights) == set(FACTORS)
    assert all(0 <= weight <= 1 for weight in found.weights.values())
    usual = learned_weights._scale_to_sliders(FactorWeights())
    assert found.weights["size"] > 1.5 * usual["size"]
    assert campaign.weights == {"size": 0.01}


def test_dropped_verdicts_and_their_reasons_teach_nothing(
    campaign: Campaign, judged: Sequence[Company], qualifier: User
) -> None:
    exclude(campaign=campaign, company=judged[1], author=qualifier)

    found = learned_weights.learn(campaign)

    assert found is not None
    assert (found.n_verdicts, found.n_reasons) == (9, 4)


def test_without_verdicts_nothing_is_learned(campaign: Campaign, ports: Sequence[Company]) -> None:
    assert learned_weights.learn(campaign) is None
    assert learned_weights.learned_of(campaign) is None
    tasks.learn_weights(campaign.pk + 1_000)  # Deleted meanwhile.


def test_job_is_asked_for_at_each_tenth_verdict(
    campaign: Campaign,
    workspace: Workspace,
    qualifier: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Job] = []
    monkeypatch.setattr(verdict_services, "enqueue", lambda job, **_: asked.append(job))
    companies = make_companies(workspace, "port", 22)

    for company in companies[:9]:
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.LIKE, author=qualifier
        )
    assert asked == []
    record_verdict(
        campaign=campaign, company=companies[9], value=Verdict.Value.LIKE, author=qualifier
    )
    assert asked == [Job.LEARN_WEIGHTS]
    Campaign.objects.filter(pk=campaign.pk).update(learned={"weights": {}})
    campaign.refresh_from_db()
    record_verdict(
        campaign=campaign, company=companies[10], value=Verdict.Value.SKIP, author=qualifier
    )
    assert len(asked) == 1
    record_bulk(
        campaign=campaign,
        company_ids=[company.pk for company in companies[11:]],
        value=Reason.Verdict.LIKE,
        author=qualifier,
        request_id=uuid.uuid4(),
    )
    assert len(asked) == 2


def test_of_many_verdicts_a_tenth_more_is_needed(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Job] = []
    monkeypatch.setattr(verdict_services, "enqueue", lambda job, **_: asked.append(job))
    Campaign.objects.filter(pk=campaign.pk).update(learned={"weights": {}})
    campaign.refresh_from_db()

    for n_before, n_new, n_asked in ((140, 880, 1), (1_000, 20, 1), (920, 100, 2)):
        verdict_services.enqueue_learning(campaign, n_before=n_before, n_new=n_new)
        assert len(asked) == n_asked


def test_page_names_what_is_learned_and_uses_it_when_asked(
    qualifier_client: Client,
    viewer_client: Client,
    campaign: Campaign,
    judged: Sequence[Company],
    clinics: Sequence[Company],
) -> None:
    url = f"/campaigns/{campaign.pk}/recommendations/"
    before = qualifier_client.get(url).content.decode()
    assert "Use learned" not in before
    weights_url = f"/campaigns/{campaign.pk}/weights/"
    assert qualifier_client.post(weights_url, {"learned": "1"}).status_code == 409
    found = learned_weights.learn(campaign)
    assert found is not None

    page = qualifier_client.get(url).content.decode()

    assert f"learned {found.weights['size']:.2f}" in page
    assert "10 verdicts and 5 reasons" in page
    assert viewer_client.post(weights_url, {"learned": "1"}).status_code == 403
    assert qualifier_client.post(weights_url, {"learned": "1"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.weights == dict(found.weights)


def test_new_weights_are_undone_in_one_step(
    qualifier_client: Client, campaign: Campaign, judged: Sequence[Company]
) -> None:
    learned_weights.learn(campaign)
    set_weights(campaign=campaign, weights={"size": 0.4})
    url = f"/campaigns/{campaign.pk}/weights/"

    for body, former in (({"learned": "1"}, {"size": 0.4}), ({"w_text": "0.2"}, {})):
        set_weights(campaign=campaign, weights=former)
        page = qualifier_client.post(url, body, follow=True).content.decode()
        found = re.search(rf'action="({url}[^"]+)"', page)
        assert found is not None
        qualifier_client.post(html.unescape(found[1]), follow=True)
        campaign.refresh_from_db()
        assert weights_of(campaign) == weights_of(Campaign(weights=former))
