"""A neighbor that is dropped: the score moves by its line, the verdict stays, all comes back."""

from collections.abc import Mapping, Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import CampaignArchivedError
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.ranking.cards import ScoreExplanation
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts.exclusions import exclude, excluded_of, include
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.problems import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> Sequence[Company]:
    """Two liked ports and a disliked clinic; the others wait."""
    companies = [ports[0], ports[1], clinics[0]]
    for company, value in zip(companies, ("like", "like", "dislike"), strict=True):
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value(value), author=qualifier
        )
    return companies


def whys(campaign: Campaign) -> Mapping[int, ScoreExplanation]:
    """Return company → why, of all that are shown."""
    found = recommendations(campaign)
    return {row.company.pk: row.why for row in found.rows if row.why is not None}


def line(why: ScoreExplanation, company: Company) -> float:
    """Return what a verdict is said to add."""
    lines = (*why.neighbors, *why.excluded)
    return next((one.contribution for one in lines if one.company_id == company.pk), 0.0)


def test_every_score_moves_by_the_line_that_was_dropped_and_back_again(
    campaign: Campaign, qualifier: User, judged: Sequence[Company]
) -> None:
    before = whys(campaign)
    exclude(campaign=campaign, company=judged[0], author=qualifier)
    after = whys(campaign)

    moved = [key for key in before if line(before[key], judged[0])]
    assert moved
    for key in moved:
        said = line(before[key], judged[0])
        moved_to = min(1.0, max(-1.0, before[key].score - said))
        assert after[key].score == pytest.approx(moved_to, abs=1e-6)
        assert line(after[key], judged[0]) == pytest.approx(said, abs=1e-6)
        assert after[key].n_verdicts == before[key].n_verdicts - 1
        assert judged[0].pk not in [one.company_id for one in after[key].neighbors]
        assert sum(after[key].factors.values()) == pytest.approx(after[key].score, abs=1e-6)

    assert include(campaign=campaign, company=judged[0], person=qualifier)
    again = whys(campaign)
    for key, why in before.items():
        assert again[key].score == pytest.approx(why.score, abs=1e-6)
        assert again[key].excluded == ()


def test_verdict_stays_in_history_and_progress_and_is_not_asked_again(
    campaign: Campaign, qualifier: User, judged: Sequence[Company]
) -> None:
    progress = progress_of([campaign])[campaign.pk]

    exclude(campaign=campaign, company=judged[0], author=qualifier)

    assert progress_of([campaign])[campaign.pk] == progress
    assert Verdict.objects.get(company=judged[0]).is_current
    assert judged[0].pk not in whys(campaign)
    card = next_card(campaign, person=qualifier)
    assert getattr(card, "company", None) not in judged


def test_all_dropped_ranks_as_before_the_first_verdict(
    campaign: Campaign, qualifier: User, judged: Sequence[Company]
) -> None:
    for company in judged:
        exclude(campaign=campaign, company=company, author=qualifier)

    found = recommendations(campaign)

    assert found.n_verdicts == 0
    assert {row.why for row in found.rows} == {None}


def test_dropped_here_counts_in_another_campaign(
    workspace: Workspace, campaign: Campaign, qualifier: User, judged: Sequence[Company]
) -> None:
    other = create_campaign(workspace=workspace, name="Clinics", author=qualifier)
    record_verdict(campaign=other, company=judged[0], value=Verdict.Value.LIKE, author=qualifier)
    before = {key: why.score for key, why in whys(other).items()}

    exclude(campaign=campaign, company=judged[0], author=qualifier)

    assert {key: why.score for key, why in whys(other).items()} == before


def test_only_a_neighbor_of_a_campaign_in_use_is_dropped(
    campaign: Campaign, qualifier: User, judged: Sequence[Company], bakeries: Sequence[Company]
) -> None:
    with refused("no_verdict"):
        exclude(campaign=campaign, company=bakeries[0], author=qualifier)
    set_archived(campaign=campaign, is_archived=True)
    with pytest.raises(CampaignArchivedError):
        exclude(campaign=campaign, company=judged[0], author=qualifier)
    assert not ExcludedVerdict.objects.exists()


def test_page_says_what_a_cross_does_and_takes_it_back(
    qualifier_client: Client,
    campaign: Campaign,
    judged: Sequence[Company],
    ports: Sequence[Company],
) -> None:
    url = f"/campaigns/{campaign.pk}/recommendations/"
    here = f"{url}?open={ports[2].pk}"
    said = line(whys(campaign)[ports[2].pk], judged[0])
    words = f"Exclude port 0: 2 verdicts left, score changes by −{said:.2f}"
    page = qualifier_client.get(here).content.decode()
    assert words[:-1] in page  # The last digit is rounded so that the lines add up.

    drop_url = f"/campaigns/{campaign.pk}/companies/{judged[0].pk}/exclude/"
    assert drop_url in page
    response = qualifier_client.post(drop_url, {"next": here}, follow=True)

    page = response.content.decode()
    assert "Excluded port 0" in page
    assert "Include again" in page
    back_url = f"/campaigns/{campaign.pk}/companies/{judged[0].pk}/include/"
    assert page.count(back_url) >= 3  # Toast, score breakdown and the list at the side.
    qualifier_client.post(back_url, {"next": here})
    assert not excluded_of(campaign).exists()


def test_card_of_the_map_drops_a_neighbor_but_not_for_viewers(
    qualifier_client: Client,
    viewer_client: Client,
    campaign: Campaign,
    judged: Sequence[Company],
    ports: Sequence[Company],
) -> None:
    url = f"/campaigns/{campaign.pk}/map/?company={ports[2].pk}"
    drop_url = f"/campaigns/{campaign.pk}/companies/{judged[0].pk}/exclude/"

    assert drop_url in qualifier_client.get(url).content.decode()
    assert drop_url not in viewer_client.get(url).content.decode()
    after = qualifier_client.post(drop_url, {"next": url}, follow=True)

    assert after.redirect_chain[-1][0] == url
    assert "Excluded port 0" in after.content.decode()


def test_viewers_and_strangers_drop_nothing(
    viewer_client: Client,
    qualifier_client: Client,
    campaign: Campaign,
    other_workspace: Workspace,
    foreign_campaign: Campaign,
    judged: Sequence[Company],
    ports: Sequence[Company],
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    mine = f"/campaigns/{campaign.pk}/companies"

    assert viewer_client.post(f"{mine}/{judged[0].pk}/exclude/").status_code == 403
    page = viewer_client.get(f"/campaigns/{campaign.pk}/recommendations/?open={ports[2].pk}")
    assert "/exclude/" not in page.content.decode()
    assert qualifier_client.post(f"{mine}/{theirs.pk}/exclude/").status_code == 404
    theirs_url = f"/campaigns/{foreign_campaign.pk}/companies/{judged[0].pk}"
    assert qualifier_client.post(f"{theirs_url}/exclude/").status_code == 404
    assert qualifier_client.post(f"{theirs_url}/include/").status_code == 404
    assert not ExcludedVerdict.objects.exists()
