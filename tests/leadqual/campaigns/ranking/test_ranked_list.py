"""The ranked list: the last verdict counts, and the order is that of the explained scores."""

from collections.abc import Sequence

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.next_card import queue_progress
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import embed, make_companies

pytestmark = pytest.mark.django_db
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


def test_visible_neighbors_are_never_no_evidence(
    campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    set_weights(campaign=campaign, weights={"text": 0.0, "words": 0.0})
    (bare,) = make_companies(campaign.workspace, "bakery", 1, country="Germany")
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)

    found = recommendations(campaign, size=20)

    why = next(row.why for row in found.rows if row.company == bare)
    assert why is not None
    assert why.neighbors
    assert why.evidence == "weak"


def test_list_is_sorted_by_scores_to_which_contributions_and_factors_add_up(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    for company in ports[:4]:
        record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)
    for company in clinics[:4]:
        record_verdict(campaign=campaign, company=company, value=DISLIKE, author=qualifier)

    rows = recommendations(campaign).rows
    scores = [row.why.score for row in rows if row.why]
    assert scores == sorted(scores, reverse=True)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        why = row.why
        assert why is not None
        assert -1 <= why.score <= 1
        parts = sum(one.contribution for one in why.neighbors) + why.others
        assert parts == pytest.approx(why.score, abs=1e-9)
        assert sum(why.factors.values()) == pytest.approx(why.score, abs=1e-6)
        assert why.n_verdicts == 8


def test_new_company_is_ranked_without_a_restart(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], workspace: Workspace
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    assert recommendations(campaign).total == 4

    new = Company.objects.create(workspace=workspace, name="New port", name_key="new port")
    embed(new, "port", seed=99)

    assert new in [row.company for row in recommendations(campaign).rows]


def test_weights_of_the_campaign_change_the_order_and_sliders_try_others(
    campaign: Campaign, qualifier: User, workspace: Workspace
) -> None:
    liked, near = make_companies(workspace, "port", 2, country="Germany")
    (far,) = make_companies(workspace, "clinic", 1, country="Germany")
    Company.objects.filter(pk=near.pk).update(country="Japan")
    record_verdict(campaign=campaign, company=liked, value=LIKE, author=qualifier)
    only_place = dict.fromkeys(("text", "words", "industry", "size", "age", "technologies"), 0.0)

    by_text = recommendations(campaign).rows[0].company
    tried = recommendations(campaign, weights=only_place | {"place": 1.0}).rows[0].company
    set_weights(campaign=campaign, weights=only_place | {"place": 1.0})
    kept = recommendations(campaign).rows[0].company

    assert (by_text, tried, kept) == (near, far, far)


def test_two_spellings_of_an_industry_are_one_and_a_placeholder_is_none(
    campaign: Campaign, qualifier: User, workspace: Workspace
) -> None:
    liked, alike, other = make_companies(workspace, "port", 3, industry="IT services")
    liked_unknown, unknown = make_companies(workspace, "clinic", 2, industry="n/a")
    Company.objects.filter(pk=alike.pk).update(industry="Information Technology & Services")
    Company.objects.filter(pk=other.pk).update(industry="Hospitals")
    names = ("text", "words", "size", "place", "age", "technologies", "business_model")
    only_industry = dict.fromkeys(names, 0.0) | {"industry": 1.0}
    for company in (liked, liked_unknown):
        record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)

    rows = recommendations(campaign, weights=only_industry).rows

    amounts = {row.company: row.why.factors.get("industry", 0) for row in rows if row.why}
    assert amounts[alike] > 0
    assert amounts[other] == amounts[unknown] == 0


def test_same_companies_in_another_workspace_are_never_seen(
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
    foreign_campaign: Campaign,
    stranger: User,
    other_workspace: Workspace,
) -> None:
    theirs = make_companies(other_workspace, "port", 5)
    record_verdict(campaign=foreign_campaign, company=theirs[0], value=LIKE, author=stranger)

    ours = recommendations(campaign)

    assert {row.company for row in ours.rows} == set(ports)
    assert ours.n_verdicts == 0


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("overview", ["Website coming soon!", ""])
def test_company_without_text_never_outranks_described_ones(
    campaign: Campaign, qualifier: User, overview: str
) -> None:
    place = {"city": "Lisbon", "country": "Portugal", "industry": "Bakeries"}
    described = make_companies(campaign.workspace, "bakery", 4, overview="Bread for shops.")
    others = make_companies(campaign.workspace, "port", 3, overview="Cranes for ports.")
    bare, liked = make_companies(campaign.workspace, "clinic", 2, overview=overview, **place)
    Company.objects.filter(pk=liked.pk).update(overview="A clinic.")
    record_verdict(campaign=campaign, company=liked, value=LIKE, author=qualifier)

    found = recommendations(campaign)

    assert found.rows[-1].company == bare
    assert {row.company for row in found.rows[:-1]} == {*described, *others}
    listed = [row.why.outlook for row in found.rows if row.why]
    assert listed[-1] == "possible match"  # The score alone would make it a likely one.
    left = queue_progress(campaign, person=qualifier)
    assert left.n_likely == listed.count("likely match")
    set_weights(campaign=campaign, weights={"text": 0.0, "words": 0.0})
    assert recommendations(campaign).rows[0].company == bare
