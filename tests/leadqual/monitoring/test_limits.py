"""Limits are set by staff, within bounds, and audited."""

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User
from leadqual.monitoring.alerts.alert_thresholds import (
    LIMITS,
    active_thresholds,
    set_limits,
)
from leadqual.monitoring.models import Limit

pytestmark = pytest.mark.django_db
ADDRESS = "/lab/monitoring/alert-thresholds/"


def test_defaults_are_in_force_within_their_bounds(db: None) -> None:
    assert active_thresholds() == {name: known.default for name, known in LIMITS.items()}
    assert all(known.lowest <= known.default <= known.highest for known in LIMITS.values())


def test_what_staff_set_is_in_force_and_audited_and_a_default_takes_it_away(staff: User) -> None:
    set_limits(values={"drift_index": 0.3}, author=staff)
    changed = active_thresholds()["drift_index"]
    set_limits(values={"drift_index": 0.2}, author=staff)

    assert changed == 0.3
    assert active_thresholds()["drift_index"] == 0.2
    assert not Limit.objects.exists()
    rows = AuditRow.objects.filter(action="watching.limits_set").order_by("pk")
    assert [(row.before, row.after) for row in rows] == [
        ({"drift_index": 0.2}, {"drift_index": 0.3}),
        ({"drift_index": 0.3}, {"drift_index": 0.2}),
    ]


def test_staff_set_limits_on_the_page(staff_client: Client) -> None:
    shown = staff_client.get(ADDRESS)
    answer = staff_client.post(ADDRESS, {"drift_index": "0.3", "queue": ""}, follow=True)

    assert 'value="0.2"' in shown.content.decode()
    assert "Nothing was changed" not in shown.content.decode()
    assert "Saved: data drift." in answer.content.decode()
    assert active_thresholds()["drift_index"] == 0.3


def test_a_limit_of_many_digits_is_shown_whole_so_that_saving_again_changes_nothing(
    staff: User, staff_client: Client
) -> None:
    set_limits(values={"queue": 1_234_567, "failures": 0.0001}, author=staff)

    shown = {each.name: each.value() for each in staff_client.get(ADDRESS).context["form"]}
    staff_client.post(ADDRESS, shown)

    assert (shown["queue"], shown["failures"]) == ("1234567", "0.0001")
    assert active_thresholds()["queue"] == 1_234_567


def test_what_is_out_of_bounds_is_refused_and_nothing_changes(staff_client: Client) -> None:
    for value in ("7", "many", "nan"):
        answer = staff_client.post(ADDRESS, {"drift_index": value, "failures": "0.5"})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()

    assert not Limit.objects.exists()
