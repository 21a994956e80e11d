"""What each order of cards would have cost, worked out by a job from the verdicts of a campaign."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import IndexMissingError, TooFewVerdictsError
from leadqual.campaigns.models import Campaign, Replay, Verdict
from leadqual.campaigns.ranking import strategy_replay
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    ranking_context,
)
from leadqual.campaigns.ranking.strategy_replay import last_replay, start_replay, work
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from tests.conftest import client_of
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


def judge_all(campaign: Campaign, person: User, *, n: int = 8) -> None:
    """Like every port, dislike clinics and bakeries."""
    for cluster in ("port", "clinic", "bakery"):
        for company in make_companies(campaign.workspace, cluster, n):
            value = LIKE if cluster == "port" else DISLIKE
            record_verdict(campaign=campaign, company=company, value=value, author=person)


@pytest.fixture
def judged(campaign: Campaign, qualifier: User) -> Campaign:
    """The campaign with 24 verdicts, 8 of them likes."""
    judge_all(campaign, qualifier)
    return campaign


def test_job_works_out_every_order_and_keeps_it_with_the_time(
    judged: Campaign, qualifier: User
) -> None:
    start_replay(campaign=judged, author=qualifier)

    assert work() == 1

    found = last_replay(judged)
    assert found is not None
    assert (found.n_companies, found.n_likes, found.shares) == (24, 8, (2, 4, 6, 8))
    costs = {cost.order: cost.verdicts for cost in found.costs}
    assert set(costs) == {*Campaign.Strategy.values, "random"}
    assert costs["random"] == (6, 11, 17, 22)
    assert costs["likely"][-1] < costs["random"][-1]
    for verdicts in costs.values():
        assert list(verdicts) == sorted(verdicts)
        assert verdicts[-1] <= 24
    assert [cost.order for cost in found.costs if cost.is_chosen] == ["likely"]
    assert found.costs[0].is_best
    assert found.costs[-1].order == "random"
    assert work() == 0


def test_no_order_is_called_the_best_where_all_need_the_same(
    campaign: Campaign, qualifier: User
) -> None:
    for company in make_companies(campaign.workspace, "port", 20):
        record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)
    start_replay(campaign=campaign, author=qualifier)

    assert work() == 1

    found = last_replay(campaign)
    assert found is not None
    assert {cost.verdicts[2] for cost in found.costs} == {16}
    assert not any(cost.is_best for cost in found.costs)


def test_a_replay_that_cannot_be_worked_out_now_keeps_nobody_waiting(
    judged: Campaign, qualifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_campaign(workspace=judged.workspace, name="Second", author=qualifier)
    judge_all(other, qualifier, n=7)
    start_replay(campaign=judged, author=qualifier)
    start_replay(campaign=other, author=qualifier)

    def missing_for_one(campaign: Campaign, *, ask: RankingRequest) -> RankingContext:
        if campaign == judged:
            raise IndexMissingError("Its index is being made.")
        return ranking_context(campaign, ask=ask)

    monkeypatch.setattr(strategy_replay, "ranking_context", missing_for_one)
    assert work() == 1
    assert last_replay(other) is not None
    monkeypatch.undo()
    assert work() == 1
    assert last_replay(judged) is not None


def test_one_replay_at_a_time_and_a_killed_one_is_begun_again(
    judged: Campaign, qualifier: User
) -> None:
    first = start_replay(campaign=judged, author=qualifier)
    Replay.objects.update(progress=0.4)  # Its process was killed here.

    assert start_replay(campaign=judged, author=qualifier) == first
    assert work() == 1
    assert start_replay(campaign=judged, author=qualifier) != first


def test_of_many_verdicts_the_latest_are_replayed_whichever_company_is_the_newest(
    campaign: Campaign, qualifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = make_companies(campaign.workspace, "port", 10)
    clinics = make_companies(campaign.workspace, "clinic", 10)
    bakeries = make_companies(campaign.workspace, "bakery", 10)
    for company in (*bakeries, *clinics, *ports):  # The oldest companies are judged last.
        value = LIKE if company in ports else DISLIKE
        record_verdict(campaign=campaign, company=company, value=value, author=qualifier)
    monkeypatch.setattr(strategy_replay, "MAX_VERDICTS", 20)

    start_replay(campaign=campaign, author=qualifier)
    work()

    found = last_replay(campaign)
    assert found is not None
    assert (found.n_companies, found.n_likes) == (20, 10)


def test_few_verdicts_tell_nothing(campaign: Campaign, qualifier: User) -> None:
    judge_all(campaign, qualifier, n=3)

    with pytest.raises(TooFewVerdictsError):
        start_replay(campaign=campaign, author=qualifier)

    assert not Replay.objects.exists()
    assert last_replay(campaign) is None


def test_page_starts_the_job_shows_how_far_it_is_and_then_the_result(
    judged: Campaign,
    qualifier_client: Client,
    workspace: Workspace,
    manager: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    url = f"/campaigns/{judged.pk}/strategies/"
    settings_page = qualifier_client.get(f"/campaigns/{judged.pk}/settings/").content.decode()
    assert f'href="{url}"' in settings_page
    assert "No comparison yet" in qualifier_client.get(url).content.decode()

    qualifier_client.post(f"{url}replay/")
    Replay.objects.update(progress=0.25)
    waiting = qualifier_client.get(url).content.decode()
    part = qualifier_client.get(url, headers={"HX-Request": "true"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        qualifier_client.post(f"{url}replay/")
    done = qualifier_client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert 'value="0.25"' in waiting
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    assert "Random, on average" in done
    assert "every 2s" not in done
    other = create_campaign(workspace=workspace, name="Other", author=manager)
    elsewhere = qualifier_client.get(f"/campaigns/{other.pk}/strategies/").content.decode()
    assert f'href="{url}"' in elsewhere
    assert "fewest" in elsewhere


def test_page_says_what_is_missing_where_verdicts_are_few(
    campaign: Campaign, qualifier_client: Client
) -> None:
    url = f"/campaigns/{campaign.pk}/strategies/replay/"

    page = qualifier_client.post(url, follow=True).content.decode()

    assert "Judge more companies first" in page


def test_program_sets_the_order_and_reads_the_replay(api: Client, judged: Campaign) -> None:
    url = f"/api/v1/campaigns/{judged.pk}"
    assert api.get(f"{url}/order").json() == {
        "strategy": "likely",
        "double_labeling_percent": 0,
        "exploration_percent": 0,
    }
    assert api.get(f"{url}/replay").json()["finished_at"] is None

    body = {"strategy": "mix", "double_labeling_percent": 5, "exploration_percent": 10}
    changed = api.put(f"{url}/order", body, content_type="application/json")
    refused = api.put(f"{url}/order", {"strategy": "luck"}, content_type="application/json")
    started = api.post(f"{url}/replay")
    work()

    judged.refresh_from_db()
    assert (judged.strategy, judged.double_labeling_percent, judged.exploration) == ("mix", 5, 10)
    assert (changed.status_code, refused.status_code, started.status_code) == (200, 422, 202)
    assert started.json()["progress"] == 0
    found = api.get(f"{url}/replay").json()
    assert found["progress"] is None
    assert found["likes"] == [2, 4, 6, 8]
    assert {cost["order"] for cost in found["costs"]} >= {"likely", "mix", "random"}


def test_others_see_and_start_nothing(
    judged: Campaign, qualifier: User, stranger_client: Client, viewer: User
) -> None:
    start_replay(campaign=judged, author=qualifier)
    work()
    url = f"/campaigns/{judged.pk}/strategies/"

    assert stranger_client.get(url).status_code == 404
    assert stranger_client.post(f"{url}replay/").status_code == 404
    assert client_of(viewer).get(url).status_code == 200
    assert client_of(viewer).post(f"{url}replay/").status_code == 403
