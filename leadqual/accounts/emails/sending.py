"""Writes emails from templates and sends them."""

import logging
from collections.abc import Mapping
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_email(template: str, *, to: str, context: Mapping[str, object]) -> bool:
    """Send the email of two templates, `…_subject.txt` and `…_message.txt`, as text and HTML.

    Args:
        template: what both names begin with, e.g. `account/email/password_changed`.
        to: address of the receiver.
        context: of the templates; `home_url` stands at the end of the message.

    Returns:
        False where the email server did not take it; what it tells of is done all the same.
    """
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    html = render_to_string("account/email/message.html", {"subject": subject, "text": text})
    message = EmailMultiAlternatives(subject, text, to=[to])
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:  # Its text may quote an address.
        logger.warning("email not sent", extra={"kind": template, "error": type(error).__name__})
        return False
    return True
