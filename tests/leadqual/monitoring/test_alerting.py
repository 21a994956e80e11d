"""Alerts open once and close by themselves."""

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.monitoring.alerts.lifecycle import acknowledge, end, note
from leadqual.monitoring.errors import ClosedAlertError
from leadqual.monitoring.models import Alert
from tests.leadqual.monitoring.conftest import ago, finding, reload

pytestmark = pytest.mark.django_db


def test_an_alert_opens_once_however_often_it_is_found(workspace: Workspace) -> None:
    opened = [note(finding(day=ago(n)), workspace=workspace) for n in (3, 3, 2, 1)]

    alert = Alert.objects.get()
    assert [one is not None for one in opened] == [True, False, False, False]
    assert (alert.since.date(), alert.last_at.date()) == (ago(3), ago(1))


def test_one_quiet_day_seen_twice_does_not_close_it(workspace: Workspace) -> None:
    note(finding(day=ago(3)), workspace=workspace)
    for _ in range(3):
        note(finding(day=ago(2), is_over=False), workspace=workspace)

    assert Alert.objects.get().is_open


def test_two_quiet_days_close_it_and_a_later_one_opens_another(workspace: Workspace) -> None:
    for n, is_over in ((5, True), (4, False), (3, False), (2, True)):
        note(finding(day=ago(n), is_over=is_over), workspace=workspace)

    assert [alert.is_open for alert in Alert.objects.order_by("pk")] == [False, True]


def test_a_quiet_day_between_loud_ones_starts_anew(workspace: Workspace) -> None:
    for n, is_over in ((5, True), (4, False), (3, True), (2, False)):
        note(finding(day=ago(n), is_over=is_over), workspace=workspace)

    assert Alert.objects.get().is_open


def test_hours_that_are_looked_at_again_with_each_later_one_change_nothing(
    workspace: Workspace,
) -> None:
    days = ((5, True), (4, False), (3, False))
    for n_seen in (1, 2, 3, 3):  # Each look goes over what was seen before.
        for n, is_over in days[:n_seen]:
            note(finding(day=ago(n), is_over=is_over), workspace=workspace)

    alert = Alert.objects.get()
    assert (alert.is_open, alert.n_quiet) == (False, 2)


def test_the_same_signal_of_two_workspaces_is_two_alerts(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    note(finding(), workspace=workspace)
    note(finding(), workspace=other_workspace)
    note(finding(day=ago(0), is_over=False), workspace=other_workspace)
    note(finding(day=ago(-1), is_over=False), workspace=other_workspace)

    assert Alert.objects.get(workspace=workspace).is_open
    assert not Alert.objects.get(workspace=other_workspace).is_open


def test_who_saw_it_and_what_they_said_is_kept(alert: Alert, qualifier: User) -> None:
    acknowledge(alert=alert, note="We bought a list.", is_normal=False, author=qualifier)

    seen = reload(alert)
    assert (seen.note, seen.seen_by, seen.is_open) == ("We bought a list.", qualifier, True)
    assert AuditRow.objects.get(action="alert.seen").subject == f"alert:{alert.pk}"


def test_what_is_over_cannot_be_called_normal(alert: Alert, manager: User) -> None:
    end(alert)

    with pytest.raises(ClosedAlertError):
        acknowledge(alert=alert, note="", is_normal=True, author=manager)

    assert reload(alert).seen_by is None


def test_only_drift_can_be_called_normal(operation_alert: Alert, manager: User) -> None:
    with pytest.raises(ClosedAlertError):
        acknowledge(alert=operation_alert, note="", is_normal=True, author=manager)

    assert reload(operation_alert).is_open
