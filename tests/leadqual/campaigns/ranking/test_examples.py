"""Seeds and the description rank a large workspace as a comparison with all companies does."""

from collections import Counter
from collections.abc import Sequence

import pytest

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.cards import Card, score_explanations
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.ranking.ranking_context import RankingRequest, ranking_context
from leadqual.campaigns.setup.seeds import add_customers, look_up_domains, set_domains
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import describe
from tests.leadqual.campaigns.pool.test_candidate_search import (  # noqa: F401  # fixtures
    TRADES,
    _large_from_a_hundred_on,
    companies,
    exactly,
    kept,
    workspace,
)

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_large_workspace_ranks_by_customers_alone(
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],  # noqa: F811  # the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customers = companies[2 : 4 * TRADES : TRADES]
    add_customers(campaign=campaign, company_ids=[one.pk for one in customers])

    found = [row.company.pk for row in recommendations(campaign, size=30).rows]
    card = next_card(campaign, person=qualifier)

    assert isinstance(card, Card)
    assert card.company.industry == "trade 2"
    assert card.why is not None
    assert card.why.neighbors[0].verdict == "customer"
    wanted = exactly(campaign, monkeypatch, 30)
    assert found[:5] == wanted[:5]
    assert len(set(found) & set(wanted)) >= 28
    assert not set(found) & {one.pk for one in customers}


@pytest.mark.slow
def test_large_workspace_looks_where_the_description_says_beside_verdicts(
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],  # noqa: F811  # the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record_verdict(
        campaign=campaign, company=companies[5], value=Verdict.Value.LIKE, author=qualifier
    )
    describe(campaign, "Trade 3", axis=3)

    context = ranking_context(campaign, request=RankingRequest(10))
    found = recommendations(campaign, size=55)

    rows = Company.objects.filter(pk__in=context.pool.company_ids.tolist())
    trades = Counter(rows.values_list("industry", flat=True))
    assert {trade for trade, _ in trades.most_common(2)} == {"trade 3", "trade 5"}
    assert trades["trade 3"] > 2 * trades.most_common(3)[2][1]
    described = next(row for row in found.rows if row.company.industry == "trade 3")
    assert described.why is not None
    assert "description" in [one.verdict for one in described.why.neighbors]
    wanted = exactly(campaign, monkeypatch, 55)
    assert len({row.company.pk for row in found.rows} & set(wanted)) >= 50


def test_each_example_has_the_name_it_was_given_by(
    campaign: Campaign, ports: Sequence[Company]
) -> None:
    Company.objects.filter(pk=ports[0].pk).update(domain="kelvia.example")
    set_domains(campaign=campaign, domains=look_up_domains(campaign.workspace, ["kelvia.example"]))
    add_customers(campaign=campaign, company_ids=[ports[1].pk])
    context = ranking_context(campaign, request=RankingRequest(1))

    rows = context.pool.rows_of([ports[2].pk])

    def examples() -> dict[str, str]:
        (why,) = score_explanations(context, rows)
        assert why is not None
        return {example.name: example.verdict for example in why.neighbors}

    known = examples()
    campaign.seeds.filter(domain="kelvia.example").delete()
    after = examples()

    assert known == {"kelvia.example": "example", ports[1].name: "customer"}
    assert after == {"a removed example": "example", ports[1].name: "customer"}
