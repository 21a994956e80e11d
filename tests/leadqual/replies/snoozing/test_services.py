"""Replies that are hidden until a day: they come back by themselves, by hand, and by undo."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core import clock
from leadqual.core.pages.undo import undo_address
from leadqual.leads.models import Contact
from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder, folder_counts, in_folder, review_counts
from leadqual.replies.snoozing import return_replies, snooze_replies
from tests.leadqual.replies.conftest import reply_of, unsure_text
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
INBOX = Folder(is_inbox=True)


def inbox(workspace: Workspace) -> list[int]:
    return list(in_folder(workspace, INBOX).values_list("pk", flat=True))


@pytest.fixture
def replies(contact: Contact) -> list[Reply]:
    """Two replies, the older one first."""
    found = [reply_of(contact.workspace, text) for text in (unsure_text(), "No thanks.")]
    for reply, hours in zip(found, (48, 24), strict=True):
        reply.received_at = NOW - timedelta(hours=hours)
        reply.save()
    return found


def test_reply_is_hidden_until_its_day_and_returns_above_older_ones(
    replies: list[Reply], qualifier: User
) -> None:
    old, new = replies
    workspace = old.workspace
    with clock.using(lambda: NOW):
        snooze_replies(
            workspace=workspace,
            reply_ids=[old.pk],
            until=TODAY + timedelta(days=3),
            author=qualifier,
        )
        counts = folder_counts(workspace, INBOX)

        assert inbox(workspace) == [new.pk]
        assert (counts.all, counts.snoozed, counts.unsure) == (1, 1, 0)
        assert review_counts(workspace).total == 0
        assert list(in_folder(workspace, INBOX.with_folder(show="snoozed"))) == [old]
        assert in_folder(workspace, Folder()).count() == 2  # The API finds all.

    with clock.using(lambda: datetime(2026, 11, 25, 23, 59, tzinfo=UTC)):
        assert inbox(workspace) == [new.pk]
    with clock.using(lambda: datetime(2026, 11, 26, 0, 1, tzinfo=UTC)):
        assert inbox(workspace) == [old.pk, new.pk]
        assert review_counts(workspace).total == 1
        assert folder_counts(workspace, INBOX).snoozed == 0


def test_day_that_has_come_or_is_too_far_is_rejected_and_nothing_is_hidden(
    replies: list[Reply], qualifier: User
) -> None:
    for days in [-1, 0, 367, 100_000]:
        with clock.using(lambda: NOW), refused("snooze_day"):
            snooze_replies(
                workspace=replies[0].workspace,
                reply_ids=[replies[0].pk],
                until=TODAY + timedelta(days=days),
                author=qualifier,
            )

        assert not Reply.objects.exclude(snoozed_until=None).exists()


def test_returned_reply_has_its_former_place_and_the_log_says_who(
    replies: list[Reply], qualifier: User
) -> None:
    old, new = replies
    with clock.using(lambda: NOW):
        day = TODAY + timedelta(days=1)
        snooze_replies(workspace=old.workspace, reply_ids=[old.pk], until=day, author=qualifier)
        returned = return_replies(
            workspace=old.workspace, reply_ids=[old.pk, new.pk], author=qualifier
        )

        assert returned == [old]
        assert inbox(old.workspace) == [new.pk, old.pk]
    rows = AuditRow.objects.filter(subject=f"reply:{old.pk}", action__contains="snoozed")
    assert [(row.actor, row.after) for row in rows.order_by("pk")] == [
        (qualifier, {"snoozed_until": "2026-11-24"}),
        (qualifier, {"snoozed_until": None}),
    ]


def test_replies_of_another_workspace_are_left_alone(
    replies: list[Reply], other_workspace: Workspace, qualifier: User
) -> None:
    day = clock.now().date() + timedelta(days=2)

    hidden = snooze_replies(
        workspace=other_workspace, reply_ids=[replies[0].pk], until=day, author=qualifier
    )

    assert hidden == []
    assert not Reply.objects.exclude(snoozed_until=None).exists()


def test_page_hides_some_says_who_and_undoes_it_in_one_step(
    replies: list[Reply], qualifier_client: Client
) -> None:
    day = clock.now().date() + timedelta(days=2)
    keys = [reply.pk for reply in replies]

    answer = qualifier_client.post("/replies/snooze/", {"reply": keys, "until": day.isoformat()})

    assert answer.status_code == 302
    said = list(get_messages(answer.wsgi_request))
    assert "Snoozed 2 replies until" in said[0].message
    assert inbox(replies[0].workspace) == []
    page = qualifier_client.get("/replies/?show=snoozed").content.decode()
    assert "Snoozed by Mira Okafor" in page
    assert page.count("Until ") >= 2
    assert "Inbox is empty" in qualifier_client.get("/replies/").content.decode()

    undo = undo_address(said[0].extra_tags)
    assert parse_qs(urlsplit(undo).query)["reply"] == [str(key) for key in keys]
    qualifier_client.post(undo)
    assert sorted(inbox(replies[0].workspace)) == sorted(keys)


def test_undo_of_another_day_brings_the_former_day_back(
    replies: list[Reply], qualifier_client: Client
) -> None:
    first, second = (clock.now().date() + timedelta(days=days) for days in (2, 9))
    body = {"reply": replies[0].pk}
    qualifier_client.post("/replies/snooze/", body | {"until": first.isoformat()})
    answer = qualifier_client.post("/replies/snooze/", body | {"until": second.isoformat()})

    said = list(get_messages(answer.wsgi_request))
    qualifier_client.post(undo_address(said[-1].extra_tags))

    kept = Reply.objects.get(pk=replies[0].pk).snoozed_until
    assert kept is not None
    assert kept.date() == first


def test_odd_days_and_keys_change_nothing(replies: list[Reply], qualifier_client: Client) -> None:
    for until in ["", "yesterday", "2020-01-01", "9999-12-31"]:
        for keys in [[], ["x"], ["99999999999999999999"]]:
            sent = {"reply": [*keys, str(replies[0].pk)] if keys else [], "until": until}

            answer = qualifier_client.post("/replies/snooze/", sent)

            assert answer.status_code == 302
            assert not Reply.objects.exclude(snoozed_until=None).exists()


def test_api_snoozes_lists_and_returns(replies: list[Reply], qualifier_client: Client) -> None:
    day = (clock.now().date() + timedelta(days=2)).isoformat()
    url = f"/api/v1/replies/{replies[0].pk}/snooze"

    hidden = qualifier_client.post(url, {"until": day}, content_type="application/json")
    listed = qualifier_client.get("/api/v1/replies?show=snoozed").json()
    refused = qualifier_client.post(url, {"until": "2020-01-01"}, content_type="application/json")
    returned = qualifier_client.post(url, {"until": None}, content_type="application/json")

    assert hidden.json()["snoozed_until"].startswith(day)
    assert [one["id"] for one in listed["results"]] == [replies[0].pk]
    assert (refused.status_code, refused.json()["code"]) == (422, "snooze_day")
    assert returned.json()["snoozed_until"] is None
