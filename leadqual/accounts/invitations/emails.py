"""Emails that carry the link of an invitation: the only place where its secret goes."""

import logging
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from leadqual.accounts.models import Invitation

logger = logging.getLogger(__name__)
LinkOf = Callable[[str], str]
"""Makes the full address of the page that accepts, from the secret."""


def send_invitation(invitation: Invitation, *, token: str, link_of: LinkOf) -> bool:
    """Send the link to the invited address, and to nobody else.

    Whoever invites never sees it: with it one can choose the password of a new account.

    Returns:
        False where the mail server did not take the email; the link is lost then.
    """
    context = {
        "invitation": invitation,
        "workspace": _one_line(invitation.workspace.name),
        "inviter": _one_line(str(invitation.invited_by)),
        "link": link_of(token),
        "days": settings.INVITATION_DAYS,
    }
    subject = f"{context['inviter']} invited you to {context['workspace']} on LeadQual"
    body = render_to_string("accounts/email/invitation.txt", context)
    try:
        EmailMessage(subject=subject, body=body, to=[invitation.email]).send()
    except (OSError, SMTPException, ValueError) as error:  # Its text may quote an address.
        logger.warning(
            "invitation not sent",
            extra={"invitation": invitation.pk, "error": type(error).__name__},
        )
        return False
    return True


def where_emails_go() -> str:
    """Say where an email went that leaves no server, "" where it leaves by SMTP."""
    if settings.EMAIL_DELIVERY == "file":
        return (
            f"This installation has no mail server: emails are files in the folder "
            f"{settings.EMAIL_FILE_PATH.parent.name}/{settings.EMAIL_FILE_PATH.name} of the server."
        )
    if settings.EMAIL_DELIVERY == "console":
        return "This installation has no mail server: emails are in the output of the web server."
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
