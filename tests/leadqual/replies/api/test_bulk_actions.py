"""Many replies snoozed or deleted in one step by API, and the way back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, Scope, User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact, DeletedRecord
from leadqual.replies.models import Reply
from tests.leadqual.accounts.keys.programs import new_program
from tests.leadqual.replies.conftest import reply_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models", "frozen")]
REPLIES = "/api/v1/replies"
JSON = "application/json"


@pytest.fixture
def replies(contact: Contact) -> list[Reply]:
    """Two replies of the workspace."""
    return [reply_of(contact.workspace, text) for text in ("No budget.", "Not this year.")]


@pytest.fixture
def foreign(other_workspace: Workspace) -> Reply:
    """A reply of another workspace."""
    return reply_of(other_workspace, "No budget.")


def keys_of(replies: Sequence[Reply]) -> list[int]:
    return [reply.pk for reply in replies]


def in_days(n: int) -> str:
    return (clock.now().date() + timedelta(days=n)).isoformat()


def test_many_are_snoozed_and_returned_but_none_of_others(
    api: Client, replies: list[Reply], foreign: Reply, manager: User
) -> None:
    keys = [*keys_of(replies), foreign.pk]

    hidden = api.post(f"{REPLIES}/snooze", {"ids": keys, "until": in_days(3)}, content_type=JSON)
    n_snoozed = Reply.objects.exclude(snoozed_until=None).count()
    returned = api.post(f"{REPLIES}/snooze", {"ids": keys, "until": None}, content_type=JSON)
    again = api.post(f"{REPLIES}/snooze", {"ids": keys, "until": None}, content_type=JSON)

    assert sorted(hidden.json()["replies"]) == sorted(returned.json()["replies"]) == keys[:2]
    assert again.json() == {"replies": [], "unknown_ids": [foreign.pk]}
    assert n_snoozed == 2
    assert not Reply.objects.exclude(snoozed_until=None).exists()
    rows = AuditRow.objects.filter(action__in=["reply.snoozed", "reply.unsnoozed"])
    assert {(row.actor, row.workspace, row.api_key is None) for row in rows} == {
        (manager, replies[0].workspace, False)
    }
    assert rows.count() == 4


def test_many_are_deleted_once_and_restored(
    api: Client, replies: list[Reply], foreign: Reply, manager: User
) -> None:
    body = {"ids": [*keys_of(replies), foreign.pk], "request_id": str(uuid4())}

    first = api.post(f"{REPLIES}/delete", body, content_type=JSON)
    again = api.post(f"{REPLIES}/delete", body, content_type=JSON)
    left = set(Reply.objects.all())
    restored = api.post(f"/api/v1/deletions/bulk/{body['request_id']}/restore")

    shown = {"deleted": 2, "kept": 0, "request_id": body["request_id"]}
    assert first.json() == again.json() == shown | {"unknown_ids": [foreign.pk]}
    assert left == {foreign}
    assert restored.status_code == 200
    assert set(keys_of(replies)) <= set(Reply.objects.values_list("pk", flat=True))
    assert not DeletedRecord.objects.filter(workspace=replies[0].workspace).exists()
    rows = AuditRow.objects.filter(action="record.deleted")
    assert {(row.actor, row.api_key is None) for row in rows} == {(manager, False)}


def test_unusable_body_changes_nothing(api: Client, replies: list[Reply]) -> None:
    for step, body, pointer in [
        ("snooze", {"ids": [], "until": None}, "#/ids"),
        ("snooze", {"ids": [0], "until": None}, "#/ids/0"),
        ("snooze", {"ids": [1]}, "#/until"),
        ("snooze", {"ids": [1], "until": "soon"}, "#/until"),
        ("delete", {"ids": [1]}, "#/request_id"),
        ("delete", {"ids": list(range(1, 502)), "request_id": str(uuid4())}, "#/ids"),
    ]:
        answer = api.post(f"{REPLIES}/{step}", body, content_type=JSON)

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
        assert Reply.objects.filter(snoozed_until=None).count() == 2


def test_day_that_is_over_or_too_far_hides_nothing(api: Client, replies: list[Reply]) -> None:
    for days in [0, -1, 4_000]:
        body = {"ids": keys_of(replies), "until": in_days(days)}

        answer = api.post(f"{REPLIES}/snooze", body, content_type=JSON)

        assert (answer.status_code, answer.json()["code"]) == (422, "snooze_day")
        assert not Reply.objects.exclude(snoozed_until=None).exists()


def test_others_snooze_and_delete_nothing(
    replies: list[Reply], manager: User, viewer_client: Client
) -> None:
    _, program = new_program(manager, replies[0].workspace, Scope.WRITE, Scope.ADMIN)
    keys = keys_of(replies)

    answers = [
        client.post(f"{REPLIES}/{step}", {"ids": keys, **body}, content_type=JSON)
        for client in (viewer_client, program)
        for step, body in (
            ("snooze", {"until": in_days(3)}),
            ("delete", {"request_id": str(uuid4())}),
            ("bulk-corrections", {"intent": "empty_body"}),
        )
    ]

    assert {one.status_code for one in answers} == {403}
    assert Reply.objects.filter(snoozed_until=None, corrected_at=None).count() == 2
