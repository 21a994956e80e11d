"""Alerts open once, stay open while a threshold is passed, and close automatically after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.monitoring.alerts.delivery import delivery_methods
from leadqual.monitoring.errors import ClosedAlertError
from leadqual.monitoring.models import Alert, Delivery
from leadqual.webhooks.outbox import Occurrence, emit

QUIET_TO_CLOSE = 2
"""Days or hours below the threshold that close an alert: a single one may be chance."""

MAX_SILENCE = timedelta(days=4)
"""How long after its last day or hour an unsent alert is still sent."""

MIN_JUDGED = 30
MIN_OF_A_LABEL = 20
MIN_SCORED = 100
MIN_PAIRS = 30
MIN_REQUESTS = 50
MIN_JOBS = 10


@dataclass(frozen=True, slots=True)
class AlertFinding:
    """A threshold that was checked.

    Args:
        area: one of `Alert.Area`.
    """

    area: str
    signal: str
    is_over: bool
    figure: float
    limit: float
    at: datetime
    facts: Mapping[str, object]


@transaction.atomic
def note(finding: AlertFinding, *, workspace: Workspace | None) -> Alert | None:
    """Open, keep or close the alert of a signal; safe to run twice for the same day or hour.

    Returns:
        The alert if it was opened or closed by this.
    """
    rows = Alert.objects.select_for_update().filter(closed_at=None)
    alert = rows.filter(workspace=workspace, signal=finding.signal).first()
    if finding.is_over and alert is None:
        return None if _is_closed(finding, workspace) else _open(finding, workspace)
    if finding.is_over and alert is not None:
        _keep(alert, finding)
        return None
    if alert is None or finding.at <= max(alert.last_at, alert.quiet_at or alert.last_at):
        return None
    alert.n_quiet, alert.quiet_at = alert.n_quiet + 1, finding.at
    alert.save(update_fields=["n_quiet", "quiet_at"])
    return _close(alert) if alert.n_quiet >= QUIET_TO_CLOSE else None


@transaction.atomic
def acknowledge(*, alert: Alert, note: str, is_normal: bool, author: User) -> Alert:
    """Record that a person has seen an alert, with their note.

    Args:
        alert: open or closed.
        note: for colleagues; may be empty.
        is_normal: for drift: the data is normal from its first day on. The alert closes, and later
            days are compared with the days since then.
        author: kept with it.

    Raises:
        ClosedAlertError: marked as normal, but closed or not drift; nothing has changed.
    """
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if is_normal and (not locked.is_open or locked.area != Alert.Area.DATA):
        raise ClosedAlertError(
            "Only an open drift alert can be marked as normal. Nothing was changed."
        )
    locked.note, locked.seen_by, locked.seen_at = note, author, clock.now()
    locked.is_normal = locked.is_normal or is_normal
    locked.save(update_fields=["note", "seen_by", "seen_at", "is_normal"])
    if is_normal:
        _close(locked)
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="alert.seen",
        subject=f"alert:{locked.pk}",
        name=locked.signal.replace("_", " "),
        details={"signal": locked.signal, "is_normal": is_normal},
    )
    return locked


@transaction.atomic
def end(alert: Alert) -> None:
    """Close an alert that can no longer be checked; closed ones are unchanged."""
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if locked.is_open:
        _close(locked)


def _open(finding: AlertFinding, workspace: Workspace | None) -> Alert:
    alert = Alert.objects.create(
        workspace=workspace,
        area=finding.area,
        signal=finding.signal,
        since=finding.at,
        last_at=finding.at,
        figure=finding.figure,
        limit=finding.limit,
        facts=dict(finding.facts),
    )
    _create_deliveries(alert, Delivery.Event.OPENED)
    if workspace is not None:  # Those of the installation are for staff.
        emit(workspace, "alert.opened", lambda: _occurred(alert))
    return alert


def _occurred(alert: Alert) -> Occurrence:
    return Occurrence(
        {
            "id": alert.pk,
            "area": alert.area,
            "signal": alert.signal,
            "figure": alert.figure,
            "limit": alert.limit,
            "since": alert.since.isoformat(),
        }
    )


def _is_closed(finding: AlertFinding, workspace: Workspace | None) -> bool:
    """Return whether an alert about this or a later time has already been closed."""
    alerts = Alert.objects.filter(workspace=workspace, signal=finding.signal)
    return alerts.filter(Q(last_at__gte=finding.at) | Q(quiet_at__gte=finding.at)).exists()


def _keep(alert: Alert, finding: AlertFinding) -> None:
    """Note that a limit is still passed; a day or hour that is looked at again is no news."""
    if finding.at < alert.last_at:
        return
    if finding.at > alert.last_at:
        alert.n_quiet = 0
    alert.last_at, alert.figure, alert.limit = finding.at, finding.figure, finding.limit
    alert.facts = dict(finding.facts)
    alert.save(update_fields=["last_at", "figure", "limit", "facts", "n_quiet"])
    if (
        alert.seen_at is None and not alert.deliveries.exists()
    ):  # It lasts, and was old news so far.
        _create_deliveries(alert, Delivery.Event.OPENED)


def _close(alert: Alert) -> Alert:
    alert.closed_at = clock.now()
    alert.save(update_fields=["closed_at"])
    _create_deliveries(alert, Delivery.Event.CLOSED)
    return alert


def _create_deliveries(alert: Alert, event: Delivery.Event) -> None:
    """Queue a message; alerts about the distant past, found by a first check, are not sent."""
    by = delivery_methods() if event == Delivery.Event.OPENED else _methods_of_opening(alert)
    if event == Delivery.Event.OPENED and alert.last_at < clock.now() - MAX_SILENCE:
        return
    for way in by:
        Delivery.objects.create(alert=alert, way=way, event=event, next_at=clock.now())
    if by:
        enqueue(Job.SEND_ALERTS)


def _methods_of_opening(alert: Alert) -> list[Delivery.Way]:
    """Return the channels that announced an alert: its end is announced there, too."""
    opened = alert.deliveries.filter(event=Delivery.Event.OPENED)
    return [Delivery.Way(way) for way in opened.values_list("way", flat=True)]
