"""Emails that carry the link of an invitation: the only place where its secret goes."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string

from leadqual.accounts.emails.email_queue import Message, queue_email
from leadqual.accounts.models import Invitation

LinkOf = Callable[[str], str]
"""Makes the full address of the page that accepts, from the secret."""


def queue_invitation(invitation: Invitation, *, token: str, link_of: LinkOf) -> None:
    """Queue the link for the invited address, and for nobody else.

    Whoever invites never sees it: with it one can choose the password of a new account.
    """
    context = {
        "invitation": invitation,
        "workspace": _one_line(invitation.workspace.name),
        "inviter": _one_line(str(invitation.invited_by)),
        "link": link_of(token),
        "days": settings.INVITATION_DAYS,
    }
    subject = f"{context['inviter']} invited you to {context['workspace']} on LeadQual"
    text = render_to_string("accounts/email/invitation.txt", context)
    queue_email(
        Message(invitation.email, subject, text),
        kind="accounts/email/invitation",
        invitation=invitation,
        tried_for=timedelta(days=settings.INVITATION_DAYS),
    )


def where_emails_go() -> str:
    """Return where an email went that leaves no server, "" where it leaves by SMTP."""
    if settings.EMAIL_DELIVERY == "file":
        return (
            "This installation has no email server: emails are saved as files in the "
            "folder "
            f"{settings.EMAIL_FILE_PATH.parent.name}/{settings.EMAIL_FILE_PATH.name} of "
            "the server."
        )
    if settings.EMAIL_DELIVERY == "console":
        return "This installation has no email server: emails are printed by the worker."
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
