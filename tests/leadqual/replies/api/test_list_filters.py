"""Filters of the list of replies."""

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.replies.models import Reply
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def replies(workspace: Workspace) -> None:
    """A reply of each of three intents."""
    for n, (intent, category) in enumerate(
        [("unsubscribe", "unsubscribe"), ("empty_body", "other"), ("out_of_office", "other")]
    ):
        Reply.objects.create(
            workspace=workspace,
            message_id=f"<{n}@x>",
            intent=intent,
            category=category,
            received_at=timezone.now(),
        )


def test_intents_and_categories_can_be_repeated(api: Client) -> None:
    for asked, found in [
        ("", ["unsubscribe", "empty_body", "out_of_office"]),
        ("intent=", ["unsubscribe", "empty_body", "out_of_office"]),
        ("intent=unsubscribe", ["unsubscribe"]),
        ("intent=unsubscribe&intent=out_of_office", ["unsubscribe", "out_of_office"]),
        ("category=other", ["empty_body", "out_of_office"]),
        ("category=other&category=unsubscribe&intent=empty_body", ["empty_body"]),
    ]:
        rows = api.get(f"/api/v1/replies?{asked}").json()["results"]

        assert [row["intent"] for row in reversed(rows)] == found


def test_an_unknown_intent_beside_a_known_one_is_refused(api: Client) -> None:
    answer = api.get("/api/v1/replies?intent=unsubscribe&intent=meeting")

    assert answer.status_code == 422
    assert wrong_values(answer) == ["intent"]


def test_tasks_are_filtered_by_the_email_of_their_owner(api: Client, manager: User) -> None:
    known = api.get("/api/v1/tasks", {"owner": manager.email.upper()})
    keyed = api.get("/api/v1/tasks", {"owner": manager.pk})
    unknown = api.get("/api/v1/tasks", {"owner": f"x{manager.email}"})

    assert (known.status_code, keyed.status_code, unknown.status_code) == (200, 200, 422)
    (error,) = unknown.json()["errors"]
    assert (error["parameter"], error["nearest"]) == ("owner", manager.email)
    assert {"me", manager.email} <= set(error["allowed"])
