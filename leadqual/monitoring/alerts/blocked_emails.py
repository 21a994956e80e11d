"""An alert opens while mail servers reject the workspace as a sender."""

from datetime import date, timedelta

from leadqual.accounts.models import Workspace
from leadqual.monitoring.alerts import lifecycle
from leadqual.monitoring.alerts.lifecycle import AlertFinding
from leadqual.monitoring.daily_profiles import day_begins
from leadqual.monitoring.models import Alert
from leadqual.replies.delivery_reports import is_about_blocked_sender, words_of_report
from leadqual.replies.models import Reply

SIGNAL = "sender:blocked"


def note_report(reply: Reply) -> None:
    """Open or refresh the alert at once where a reply reports that the sender was rejected."""
    if Reply.objects.filter(is_about_blocked_sender(), pk=reply.pk).exists():
        note_blocked_emails(reply.workspace, reply.received_at.date())


def note_blocked_emails(workspace: Workspace, day: date) -> None:
    """Check one day; the figure is how many people have been hit since the alert opened."""
    begins = day_begins(day)
    reports = Reply.objects.filter(is_about_blocked_sender(), workspace=workspace)
    reports = reports.filter(received_at__lt=begins + timedelta(days=1)).order_by(
        "-received_at", "-pk"
    )
    last = reports.filter(received_at__gte=begins).first()
    alerts = Alert.objects.filter(workspace=workspace, signal=SIGNAL, closed_at=None)
    since = alerts.values_list("since", flat=True).first() or begins
    people = reports.filter(received_at__gte=since).order_by().values("contact").distinct()
    n = people.count() if last else 0
    finding = AlertFinding(
        area=Alert.Area.EMAIL,
        signal=SIGNAL,
        is_over=last is not None,
        figure=float(n),
        limit=0.0,
        at=begins,
        facts={"n": n, "words": words_of_report(last) if last else ""},
    )
    lifecycle.note(finding, workspace=workspace)
