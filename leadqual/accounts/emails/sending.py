"""Writes emails from templates and sends them."""

from collections.abc import Mapping

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send_email(template: str, *, to: str, context: Mapping[str, object]) -> None:
    """Send the email of two templates, `…_subject.txt` and `…_message.txt`, as text and HTML.

    Args:
        template: what both names begin with, e.g. `account/email/password_changed`.
        to: address of the receiver.
        context: of the templates; `home_url` stands at the end of the message.
    """
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    html = render_to_string("account/email/message.html", {"subject": subject, "text": text})
    message = EmailMultiAlternatives(subject, text, to=[to])
    message.attach_alternative(html, "text/html")
    message.send()
