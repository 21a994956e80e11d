"""Alerts and their thresholds by API: acknowledged by members, moved by staff."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.core import clock
from leadqual.monitoring.alerts.alert_thresholds import LIMITS
from leadqual.monitoring.models import Alert, Delivery, Limit
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
THRESHOLDS, ALERTS = "/api/v1/alert-thresholds", "/api/v1/alerts"
JSON = "application/json"


def put(api: Client, thresholds: object) -> Any:
    return api.put(THRESHOLDS, {"thresholds": thresholds}, content_type=JSON)


def test_staff_set_thresholds_and_what_is_left_out_is_reset(staff_api: Client, staff: User) -> None:
    first = put(staff_api, {"drift_index": 0.3, "queue": 900})
    second = put(staff_api, {"queue": 900})
    again = put(staff_api, {"queue": 900})

    values = {one["name"]: one["value"] for one in first.json()["thresholds"]}
    assert (values["drift_index"], values["queue"]) == (0.3, 900)
    assert values.keys() == LIMITS.keys()
    assert second.json() == again.json() == staff_api.get(THRESHOLDS).json()
    assert dict(Limit.objects.values_list("name", "value")) == {"queue": 900}
    rows = list(AuditRow.objects.filter(action="watching.limits_set").order_by("pk"))
    assert [row.after for row in rows] == [{"drift_index": 0.3, "queue": 900}, {"drift_index": 0.2}]
    assert {(row.actor, row.workspace) for row in rows} == {(staff, None)}
    assert all(row.api_key is not None for row in rows)


def test_threshold_out_of_range_changes_none(staff_api: Client) -> None:
    wrong: tuple[tuple[object, str], ...] = (
        ({"drift_index": 0.01}, "#/thresholds/drift_index"),
        ({"drift_index": "high"}, "#/thresholds/drift_index"),
        ({"drift_rows": 50.5}, "#/thresholds/drift_rows"),
        ({"queue": 900, "moon": 1}, "#/thresholds/moon"),
        ([], "#/thresholds"),
    )

    for thresholds, pointer in wrong:
        answer = put(staff_api, thresholds)
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]

    assert not Limit.objects.exists()


def test_alert_is_acknowledged_and_stays_open(workspace: Workspace, alert: Alert) -> None:
    qualifier = make_member(workspace, "q@leadqual.example", Role.QUALIFIER)

    answer = client_of(qualifier).post(
        f"{ALERTS}/{alert.pk}/acknowledge", {"note": "A Turkish list."}, content_type=JSON
    )

    found = answer.json()
    assert (found["note"], found["is_open"], found["is_normal"]) == ("A Turkish list.", True, False)
    assert found["acknowledged_at"]
    alert.refresh_from_db()
    assert alert.seen_by == qualifier
    assert AuditRow.objects.get(action="alert.seen").actor == qualifier


@pytest.mark.parametrize(("role", "status"), [(Role.QUALIFIER, 403), (Role.MANAGER, 200)])
def test_managers_alone_call_drift_normal_and_close_it(
    workspace: Workspace, alert: Alert, role: Role, status: int
) -> None:
    client = client_of(make_member(workspace, "one@leadqual.example", role))

    answer = client.post(f"{ALERTS}/{alert.pk}/acknowledge", {"is_normal": True}, content_type=JSON)

    assert answer.status_code == status
    alert.refresh_from_db()
    assert (alert.is_normal, alert.is_open) == (status == 200, status != 200)
    assert AuditRow.objects.filter(action="alert.seen").exists() == (status == 200)
    if status == 200:
        again = client.post(
            f"{ALERTS}/{alert.pk}/acknowledge", {"is_normal": True}, content_type=JSON
        )
        assert (again.status_code, again.json()["code"]) == (409, "closed_alert")


def test_message_that_was_given_up_is_sent_again(api: Client, alert: Alert) -> None:
    Delivery.objects.filter(alert=alert).delete()
    Delivery.objects.create(
        alert=alert,
        way=Delivery.Way.MAIL,
        event=Delivery.Event.OPENED,
        state=Delivery.State.FAILED,
        next_at=clock.now(),
    )

    answers = [api.post(f"{ALERTS}/{alert.pk}/resend").json() for _ in range(2)]

    assert answers == [{"n_messages": 1}, {"n_messages": 0}]
    assert not Delivery.objects.filter(state=Delivery.State.FAILED).exists()
