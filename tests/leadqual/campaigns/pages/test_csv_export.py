"""The ranked list as CSV: ranked once, written part by part."""

import csv
from collections.abc import Mapping, Sequence

import pytest

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.csv_export import recommendations_csv
from leadqual.campaigns.ranking import ranked_list
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    ranking_context,
)
from leadqual.campaigns.verdicts.services import record_verdict
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
        found: Campaign, weights: Mapping[str, float] | None = None, *, ask: RankingRequest
    ) -> RankingContext:
        asked.append(ask)
        return ranking_context(found, weights, ask=ask)

    monkeypatch.setattr(ranked_list, "_PART", 2)
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
