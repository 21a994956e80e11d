"""Emails that tests look at."""

from django.core import mail
from django.core.mail import EmailMessage

from leadqual.accounts.emails import send_due_emails


def sent_emails() -> list[EmailMessage]:
    """Send what waits, as the job does, and return all emails that left in this test."""
    send_due_emails()
    return list(mail.outbox)
