"""Emails with the link of an invitation, the only copy of its secret."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from leadqual.accounts.email_queue import Message, queue_email
from leadqual.accounts.models import Invitation
from leadqual.core.email.addresses import absolute_url

LinkBuilder = Callable[[str], str]
"""Takes the secret and returns the full URL of the page that accepts the invitation."""


def queue_invitation(invitation: Invitation, *, token: str, build_link: LinkBuilder) -> None:
    """Queue the link for the invited address only.

    The inviter never sees it, because it lets its owner choose the password of a new account.
    """
    context = {
        "invitation": invitation,
        "workspace": _one_line(invitation.workspace.name),
        "inviter": _one_line(str(invitation.invited_by)),
        "link": build_link(token),
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


def email_destination() -> str:
    """Return where emails go without an email server; "" if they are sent by SMTP."""
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


def link_builder(request: HttpRequest) -> LinkBuilder:
    """Return a function that builds the full URL of an invitation from its secret."""
    return partial(_build_link, request=request)


def _build_link(token: str, *, request: HttpRequest) -> str:
    return absolute_url(reverse("accounts:open_invitation", args=[token]), request=request)
