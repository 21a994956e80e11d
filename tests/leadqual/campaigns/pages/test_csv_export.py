"""The ranked list as CSV: ranked once, written part by part."""

import csv
from collections.abc import Mapping, Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.csv_exports import recommendations_csv
from leadqual.campaigns.ranking import ranked_list
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    ranking_context,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db


def test_one_ranking_gives_all_parts(
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)
    asked: list[RankingRequest] = []

    def counted(
        found: Campaign, weights: Mapping[str, float] | None = None, *, request: RankingRequest
    ) -> RankingContext:
        asked.append(request)
        return ranking_context(found, weights, request=request)

    monkeypatch.setattr(ranked_list, "_CHUNK", 2)
    monkeypatch.setattr(ranked_list, "ranking_context", counted)

    lines = recommendations_csv(campaign)
    # Judged and deleted meanwhile: the lines are of the moment of the ranking, without the latter.
    record_verdict(
        campaign=campaign, company=ports[1], value=Verdict.Value.DISLIKE, author=qualifier
    )
    clinics[4].delete()
    rows = list(csv.DictReader("".join(lines).removeprefix("\ufeff").splitlines()))

    assert len(asked) == 1
    names = [row["name"] for row in rows]
    assert sorted(names) == sorted(one.name for one in [*ports[1:], *clinics[:4]])
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert len({row["rank"] for row in rows}) == len(rows)


def test_liked_companies_leave_with_verdict_reasons_and_score(
    campaign: Campaign,
    qualifier: User,
    manager: User,
    qualifier_client: Client,
    viewer_client: Client,
    ports: Sequence[Company],
) -> None:
    Company.objects.filter(pk=ports[0].pk).update(name="=HYPERLINK(1)")
    reason = campaign.reasons.filter(verdict="like")[0]
    type(reason).objects.filter(pk=reason.pk).update(text="+1, so close")
    like, dislike = Verdict.Value.LIKE, Verdict.Value.DISLIKE
    strong = record_verdict(
        campaign=campaign,
        company=ports[0],
        value=like,
        weight=2,
        author=qualifier,
        reason_ids=[reason.pk],
    )
    Verdict.objects.filter(pk=strong.pk).update(score=0.25)
    record_verdict(campaign=campaign, company=ports[1], value=like, author=qualifier)
    record_verdict(campaign=campaign, company=ports[2], value=dislike, author=qualifier)
    record_verdict(campaign=campaign, company=ports[3], value=like, author=qualifier)
    record_verdict(campaign=campaign, company=ports[3], value=dislike, author=manager)  # Latest.
    record_verdict(campaign=campaign, company=ports[4], value=like, author=manager)
    undo_last(campaign=campaign, person=manager)
    url = f"/campaigns/{campaign.pk}/results/liked.csv"

    response = qualifier_client.get(url)

    rows = list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))
    found = [[row[name] for name in ("name", "weight", "reasons", "score")] for row in rows]
    assert found == [["port 1", "1", "", ""], ["'=HYPERLINK(1)", "2", "'+1, so close", "0.2500"]]
    assert {row["verdict"] for row in rows} == {"like"}
    assert "liked-companies-" in response["Content-Disposition"]
    assert viewer_client.get(url).status_code == 403
    for page in ("results", "verdicts"):
        path = f"/campaigns/{campaign.pk}/{page}/"
        assert url in qualifier_client.get(path).content.decode()
        assert url not in viewer_client.get(path).content.decode()
    overview = qualifier_client.get(f"/campaigns/{campaign.pk}/results/").content.decode()
    assert (
        f'/campaigns/{campaign.pk}/verdicts/?value=like&amp;state=counts">2 companies' in overview
    )
