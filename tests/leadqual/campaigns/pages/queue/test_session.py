"""A session in the queue: its goal, how far it is, and what came of it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.campaign_results import charts_of
from leadqual.campaigns.verdicts.progress import (
    BLOCK_SIZE,
    session_counts,
    session_verdicts,
    summary_of,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def judge(campaign: Campaign, company: Company, person: User, **more: object) -> Verdict:
    values = {"value": Verdict.Value.LIKE} | more
    return record_verdict(campaign=campaign, company=company, author=person, **values)  # type: ignore[arg-type]


def minutes_ago(verdict: Verdict, minutes: float) -> None:
    then = clock.now() - timedelta(minutes=minutes)
    Verdict.objects.filter(pk=verdict.pk).update(created_at=then)


def test_session_goes_back_to_the_last_pause_and_counts_what_stands(
    campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company], qualifier: User
) -> None:
    reason = campaign.reasons.filter(verdict="dislike")[0]
    minutes = (90, 12, 10, 8, 6)
    for company, ago in zip(ports, minutes, strict=True):
        is_first = company == ports[1]
        verdict = judge(
            campaign,
            company,
            qualifier,
            value=Verdict.Value.DISLIKE if is_first else Verdict.Value.LIKE,
            reason_ids=[reason.pk] if is_first else [],
        )
        Verdict.objects.filter(pk=verdict.pk).update(score=0.6)
        minutes_ago(verdict, ago)
    undo_verdicts(step=judge(campaign, clinics[0], qualifier), person=qualifier)
    skipped = judge(campaign, clinics[1], qualifier, value=Verdict.Value.SKIP)
    minutes_ago(skipped, 4)

    summary = summary_of(session_verdicts(campaign, qualifier))

    counts = summary.counts
    assert (counts.n, counts.n_liked, counts.n_disliked, counts.n_skipped) == (4, 3, 1, 1)
    assert counts == session_counts(campaign, qualifier)
    assert counts.per_hour == pytest.approx(3 / (8 / 60), rel=0.01)
    (row,) = charts_of(campaign).people
    assert row["n"] == counts.n + 1
    assert row["per_hour"] == pytest.approx(counts.per_hour, rel=0.01)
    assert (summary.n_hits, summary.n_predicted) == (3, 4)
    assert summary.reasons == ((reason.text, 1),)


def test_active_time_is_never_negative_when_verdicts_are_stored_in_another_order(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    for company, ago in zip(ports, (6, 12, 4, 10, 8), strict=True):
        minutes_ago(judge(campaign, company, qualifier), ago)

    (row,) = charts_of(campaign).people
    assert row["at_work"] == "8 min"
    working_time = session_counts(campaign, qualifier).working_time / timedelta(minutes=1)
    assert working_time == pytest.approx(8, abs=0.01)


def test_session_of_another_person_and_one_that_ended_are_empty(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    minutes_ago(judge(campaign, ports[0], qualifier), 31)
    judge(campaign, ports[1], manager)

    assert session_verdicts(campaign, qualifier) == []
    assert summary_of([]).counts.n == 0


def test_goal_counts_the_session_that_it_is_set_in_and_is_cleared(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    base = f"/campaigns/{campaign.pk}/queue"
    minutes_ago(judge(campaign, ports[0], qualifier), 20)
    qualifier_client.post(f"{base}/goal/", {"goal": "3"})
    judge(campaign, ports[1], qualifier)
    qualifier_client.post(f"{base}/goal/", {"goal": "4"})
    for goal in ["0", "-1", "1001", "x", "9" * 40]:
        assert qualifier_client.post(f"{base}/goal/", {"goal": goal}).status_code == 400

    page = qualifier_client.get(f"{base}/").content.decode()
    assert 'data-goal="4"' in page
    assert "2 of 4" in page
    for company in ports[2:]:
        judge(campaign, company, qualifier)
    for address in (f"{base}/", f"{base}/summary/"):
        assert "Goal of 4 reached" in qualifier_client.get(address).content.decode()

    qualifier_client.post(f"{base}/goal/", {"goal": ["50", ""]})
    assert 'data-goal=""' in qualifier_client.get(f"{base}/").content.decode()


def test_leaving_the_queue_sums_the_session_up_where_there_is_something(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    exit_url = f"/campaigns/{campaign.pk}/queue/exit/"
    assert qualifier_client.post(exit_url).url.endswith("/results/")  # type: ignore[attr-defined]
    nothing = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/summary/").content.decode()
    assert "No verdicts in this session" in nothing
    judge(campaign, ports[0], qualifier)

    answer = qualifier_client.post(exit_url)

    assert answer.url == f"/campaigns/{campaign.pk}/queue/summary/"  # type: ignore[attr-defined]
    page = qualifier_client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "<b>1</b><span>verdict</span>" in page
    assert f"/campaigns/{campaign.pk}/recommendations/" in page


def test_summary_has_the_hit_rate_by_block_and_says_what_to_do_next(
    campaign: Campaign, workspace: Workspace, qualifier: User, qualifier_client: Client
) -> None:
    companies = make_companies(workspace, "port", 2 * BLOCK_SIZE + 3, country="Germany")
    for n, company in enumerate(companies[: 2 * BLOCK_SIZE + 1]):
        value = Verdict.Value.LIKE if n < BLOCK_SIZE else Verdict.Value.DISLIKE
        judge(campaign, company, qualifier, value=value)

    summary = summary_of(session_verdicts(campaign, qualifier))
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/summary/").content.decode()

    assert [(one.name, one.n_liked) for one in summary.blocks] == [
        ("1–25", 25),
        ("26–50", 0),
        ("51", 0),
    ]
    assert summary.hit_rate_drop == (1.0, 0.0)
    assert "fell from 100% to 0%" in page
    assert f"/campaigns/{campaign.pk}/recommendations/decision-makers/?company=" in page
    assert '<th scope="row">26–50</th>' in page
    assert "2 companies are left to review" in page
