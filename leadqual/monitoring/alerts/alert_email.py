"""The email of an alert: its subject, its text, and who gets it."""

from django.conf import settings
from django.core.mail import EmailMessage

from leadqual.accounts.models import Role, User
from leadqual.monitoring.alerts.alert_texts import words_of
from leadqual.monitoring.alerts.page_addresses import alert_address
from leadqual.monitoring.models import Alert, Delivery


def alert_email(delivery: Delivery) -> EmailMessage:
    """Return the email of an alert; nobody learns who else gets it.

    Returns:
        Without receivers where nobody is named; see `receivers_of`.
    """
    words = words_of(delivery.alert)
    over = "over: " if delivery.event == Delivery.Event.CLOSED else ""
    workspace = delivery.alert.workspace  # The address leads to the one that is open.
    where = f"Workspace {workspace.name}:" if workspace else ""
    text = [words.happened, words.means, words.to_do, where, alert_address(delivery.alert)]
    return EmailMessage(
        subject=f"LeadQual: {over}{words.title}",
        body="\n\n".join(filter(None, text)),
        bcc=receivers_of(delivery.alert),
    )


def trial_email(author: User) -> EmailMessage:
    """Return an email that is no alert, to the staff who asked where the settings name nobody."""
    return EmailMessage(
        subject="LeadQual: test alert",
        body="This is a test: alerts from LeadQual arrive here. Nothing happened.",
        bcc=list(settings.ALERT_MAIL_TO) or [author.email],
    )


def receivers_of(alert: Alert) -> list[str]:
    """Return the managers of the workspace; for the installation, who is named by the settings."""
    if alert.workspace is None:
        return list(settings.ALERT_MAIL_TO)
    managers = User.objects.filter(
        memberships__workspace=alert.workspace, memberships__role=Role.MANAGER, is_active=True
    )
    return list(managers.order_by("pk").values_list("email", flat=True))
