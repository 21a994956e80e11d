"""Whom an explanation names: the side of the score, alike on pages, in API and export."""

import csv
import uuid
from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.csv_exports import recommendations_csv
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import expected_likes
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.ranking.ranking_context import RankingRequest, ranking_context
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
N_LIKES, N_DISLIKES = 47, 18


@pytest.fixture
def judged(campaign: Campaign, qualifier: User) -> Campaign:
    """Return a campaign in which many ports and few clinics were judged; some of both are left."""
    ports = make_companies(campaign.workspace, "port", N_LIKES + 5)
    clinics = make_companies(campaign.workspace, "clinic", N_DISLIKES + 5)

    def verdicts(companies: Sequence[Company], value: Verdict.Value) -> list[Verdict]:
        return [
            Verdict(
                workspace=campaign.workspace,
                campaign=campaign,
                company=company,
                author=qualifier,
                value=value,
                score=0.3,
                request_id=uuid.uuid4(),
            )
            for company in companies
        ]

    Verdict.objects.bulk_create(
        [
            *verdicts(ports[:N_LIKES], Verdict.Value.LIKE),
            *verdicts(clinics[:N_DISLIKES], Verdict.Value.DISLIKE),
        ]
    )
    return campaign


def test_score_above_zero_names_likes_first_and_below_dislikes(judged: Campaign) -> None:
    """With 47 likes and 18 dislikes, a disliked company was named first nearly everywhere."""
    rows = recommendations(judged).rows

    assert {row.why.score > 0 for row in rows if row.why} == {True, False}
    for row in rows:
        why = row.why
        assert why is not None
        own = "like" if why.score > 0 else "dislike"
        verdicts = [one.verdict for one in why.neighbors]
        assert verdicts[:3] == [own] * 3
        assert verdicts == sorted(verdicts, key=lambda verdict: verdict != own)
        for verdict in ("like", "dislike"):
            similar = [one.similarity for one in why.neighbors if one.verdict == verdict]
            assert similar == sorted(similar, reverse=True)
        assert (why.likes.n, why.dislikes.n) == (N_LIKES, N_DISLIKES)
        assert why.likes.total + why.dislikes.total == pytest.approx(why.score)
        n_named = len(why.neighbors)
        assert why.n_others == N_LIKES + N_DISLIKES - n_named
        shown = score_breakdown(why)
        assert shown is not None
        assert shown.note.startswith("47 likes +")
        assert sum(line.value for line in shown.neighbors) == pytest.approx(why.score)
        assert sum(line.count for line in shown.neighbors) == N_LIKES + N_DISLIKES


def test_page_api_and_export_have_the_same_explanation(
    judged: Campaign, qualifier_client: Client
) -> None:
    first = recommendations(judged, size=1).rows[0]
    why = first.why
    assert why is not None
    base = f"/campaigns/{judged.pk}/recommendations/"

    page = qualifier_client.get(base, {"open": first.company.pk}).content.decode()
    found = qualifier_client.get(f"/api/v1{base.rstrip('/')}").json()["results"][0]["why"]
    lines = "".join(recommendations_csv(judged)).removeprefix("\ufeff").splitlines()
    exported = next(csv.DictReader(lines))

    assert f"Liked: {why.neighbors[0].name}<" in page
    assert why.subtotals in page
    assert "44 other likes" in page
    assert [one["name"] for one in found["neighbors"]] == [one.name for one in why.neighbors]
    assert found["likes"]["n"] == N_LIKES
    assert found["dislikes"]["total"] == pytest.approx(why.dislikes.total, abs=1e-6)
    assert exported["subtotals"] == why.subtotals
    assert exported["neighbors"].startswith(f"{why.neighbors[0].name}: like")
    left = expected_likes(ranking_context(judged, request=RankingRequest(20)), judged)
    assert left is not None
    assert (left.n_next, left.n_open) == (10, 10)
    assert 3 < left.next_likes < 6  # The five ports that are left, and hardly a clinic.
    assert left.open_likes == left.next_likes
