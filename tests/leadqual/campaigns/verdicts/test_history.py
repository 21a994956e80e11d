"""History of verdicts: who, when, why, what was changed or undone, and changes by the author."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.verdicts.services import (
    change_verdict,
    record_verdict,
    undo_last,
    undo_verdicts,
)
from leadqual.campaigns.verdicts.verdict_history import (
    Filters,
    VerdictState,
    authors_of,
    filter_verdicts,
    recent_verdicts,
)
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


def say(campaign: Campaign, company: Company, value: Verdict.Value, author: User) -> Verdict:
    return record_verdict(campaign=campaign, company=company, value=value, author=author)


def changed(verdict: Verdict, value: Verdict.Value, *reasons: Reason) -> Verdict:
    return change_verdict(
        verdict=verdict,
        value=value,
        reason_ids=[reason.pk for reason in reasons],
        person=verdict.author,
        request_id=uuid.uuid4(),
    )


def test_change_counts_at_once_and_what_was_said_before_stays_and_comes_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    first = say(campaign, ports[0], LIKE, qualifier)
    Verdict.objects.filter(pk=first.pk).update(score=0.5)
    first.refresh_from_db()
    small = campaign.reasons.filter(verdict="dislike")[1]

    second = changed(first, DISLIKE, small)

    assert signals_of(campaign) == {ports[0].pk: -1}
    assert [one.pk for one in filter_verdicts(campaign, Filters())] == [second.pk, first.pk]
    assert list(second.reasons.all()) == [small]
    assert second.score == 0.5
    undo_last(campaign=campaign, person=qualifier)
    assert signals_of(campaign) == {ports[0].pk: 1}


def test_only_what_counts_is_changed_and_only_by_its_author(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    first = say(campaign, ports[0], LIKE, qualifier)
    like_reason = campaign.reasons.filter(verdict="like")[0]

    with refused("not_your_verdict"):
        change_verdict(
            verdict=first, value=SKIP, reason_ids=[], person=manager, request_id=uuid.uuid4()
        )
    with refused("unknown_reason"):
        changed(first, DISLIKE, like_reason)
    assert signals_of(campaign) == {ports[0].pk: 1}
    say(campaign, ports[0], DISLIKE, qualifier)
    with pytest.raises(LeadqualError, match="port 0"):
        changed(first, SKIP)

    assert Verdict.objects.count() == 2


def test_each_filter_finds_what_is_so(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    reason = campaign.reasons.filter(verdict="like")[0]
    liked = record_verdict(
        campaign=campaign,
        company=ports[0],
        value=LIKE,
        author=qualifier,
        reason_ids=[reason.pk],
    )
    replaced = say(campaign, ports[1], LIKE, manager)
    disliked = changed(replaced, DISLIKE)
    undone = say(campaign, ports[2], SKIP, manager)
    undo_verdicts(step=undone, person=manager)
    Verdict.objects.filter(pk=liked.pk).update(created_at=clock.now() - timedelta(days=3))
    today = clock.now().date()
    finds: list[tuple[Filters, list[Verdict]]] = [
        (Filters(value="like"), [replaced, liked]),
        (Filters(author=qualifier.pk), [liked]),
        (Filters(reason=reason.pk), [liked]),
        (Filters(state=VerdictState.COUNTS), [disliked, liked]),
        (Filters(state=VerdictState.REPLACED), [replaced]),
        (Filters(state=VerdictState.UNDONE), [undone]),
        (Filters(company="T 1"), [disliked, replaced]),
        (Filters(since=today), [undone, disliked, replaced]),
        (Filters(until=today - timedelta(days=1)), [liked]),
        (Filters(value="like", author=manager.pk), [replaced]),
    ]

    for filters, verdicts in finds:
        assert list(filter_verdicts(campaign, filters)) == verdicts, filters
    assert authors_of(campaign) == sorted([qualifier, manager], key=lambda one: one.pk)
    assert recent_verdicts(campaign, manager) == [disliked]


def test_page_says_who_when_why_and_by_whom_it_was_undone(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
    manager: User,
    manager_client: Client,
) -> None:
    qualifier.first_name, qualifier.last_name = "Ana", "Silva"
    qualifier.save()
    undo_verdicts(step=say(campaign, ports[0], LIKE, qualifier), person=manager)
    say(campaign, ports[1], DISLIKE, qualifier)

    url = f"/campaigns/{campaign.pk}/verdicts/"
    page = " ".join(manager_client.get(url).content.decode().split())
    filtered = manager_client.get(f"{url}?value=dislike&since=nonsense").content.decode()

    assert "Ana Silva" in page
    assert "undone by Mira Okafor" in page
    assert "port 1" in filtered
    assert "port 0" not in filtered
    assert "Enter a valid date" in filtered


def test_pages_of_the_history_go_on_with_their_filters(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
    qualifier_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("leadqual.campaigns.pages.history.PAGE_SIZE", 2)
    given = [say(campaign, company, LIKE, qualifier) for company in ports]
    url = f"/campaigns/{campaign.pk}/verdicts/"

    first = qualifier_client.get(url, {"value": "like"}).content.decode()
    second = qualifier_client.get(
        url, {"value": "like", "before": str(given[3].pk)}
    ).content.decode()

    assert f"?value=like&amp;before={given[3].pk}" in first
    assert "port 4" in first
    assert "port 2" in second
    assert "port 4" not in second


def test_last_ten_are_changed_by_a_form_and_undone_by_its_toast(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    verdicts = [say(campaign, company, LIKE, qualifier) for company in ports]
    url = f"/campaigns/{campaign.pk}/verdicts/last/"
    page = qualifier_client.get(url).content.decode()
    small = campaign.reasons.filter(verdict="dislike")[1]

    answer = qualifier_client.post(
        f"/campaigns/{campaign.pk}/verdicts/{verdicts[1].pk}/",
        {
            "verdict": "dislike",
            "reason": [small.pk, campaign.reasons.filter(verdict="like")[0].pk],
            "request_id": str(uuid.uuid4()),
            "next": url,
        },
        follow=True,
    ).content.decode()

    assert page.count("Change verdict") == len(ports)
    assert f"{ports[1].name} is now a dislike: {small.text}" in answer
    assert f"/verdicts/{Verdict.objects.latest('pk').pk}/undo/" in answer
    assert signals_of(campaign)[ports[1].pk] == -1
    form = f"/campaigns/{campaign.pk}/verdicts/{verdicts[2].pk}/"
    press = {"verdict": "like", "request_id": str(uuid.uuid4())}
    page = qualifier_client.post(form, press, follow=True).content.decode()
    assert f"Nothing was changed: {ports[2].name}, like" in page
    press["verdict"] = "strong_like"
    for _ in range(2):  # The second one is the same press.
        page = qualifier_client.post(form, press, follow=True).content.decode()
    assert ">strong like</span>" in page
    assert Verdict.objects.filter(weight=2, is_current=True).count() == 1
    assert Verdict.objects.count() == len(ports) + 2


def test_change_that_is_too_late_says_so_and_changes_nothing(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    first = say(campaign, ports[0], LIKE, qualifier)
    say(campaign, ports[0], DISLIKE, qualifier)
    url = f"/campaigns/{campaign.pk}/verdicts/{first.pk}/"

    shown = qualifier_client.get(url).content.decode()
    body = {"verdict": "skip", "request_id": str(uuid.uuid4())}
    answer = qualifier_client.post(url, body, follow=True).content.decode()
    refused = qualifier_client.post(url, {"verdict": "love"})

    assert "This verdict no longer counts" in shown
    assert "Nothing was changed" in answer
    assert refused.status_code == 400
    assert Verdict.objects.count() == 2


def test_history_stays_in_its_workspace_and_viewers_only_read_it(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
    stranger_client: Client,
    viewer_client: Client,
) -> None:
    verdict = say(campaign, ports[0], LIKE, qualifier)
    base = f"/campaigns/{campaign.pk}/verdicts/"

    for path in (base, f"{base}last/", f"{base}{verdict.pk}/"):
        assert stranger_client.get(path).status_code == 404
    assert viewer_client.get(base).status_code == 200
    assert f"/verdicts/{verdict.pk}/" not in viewer_client.get(base).content.decode()
    assert viewer_client.post(f"{base}{verdict.pk}/", {"verdict": "skip"}).status_code == 403


def test_history_takes_the_same_queries_for_many_verdicts(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
    qualifier_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for company in ports:
        say(campaign, company, LIKE, qualifier)

    with django_assert_max_num_queries(13):
        qualifier_client.get(f"/campaigns/{campaign.pk}/verdicts/")
