"""A contact who replies, and replies of every kind."""

from functools import cache

import pytest

from classifiers.core.types import ReplyText
from classifiers.replies.cascade import load_cascade
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.replies.classification import classify_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply

STOP = "Hello,\n\nPlease take me off your list.\n\nBest regards,\nHenrik Sand\n\n> Shall we talk?"
ADDRESS = "henrik@nordkran.example"
_HARD = (
    "Perhaps, or perhaps not. Ask the cat.",
    "The stork has landed on the crane again.",
    "Well well well, look who it is again, and with a new font.",
    "Remove? We are fine for now.",
    "Blue. Eleven. The second door.",
)


@cache
def unsure_text() -> str:
    """Return a reply that the model that comes with the product is not sure of."""
    found = load_cascade().predict([ReplyText("Re: Offer", text) for text in _HARD])
    return next(text for text, one in zip(_HARD, found, strict=True) if one.action == "review")


@pytest.fixture
def contact(workspace: Workspace, models: None) -> Contact:
    """Somebody who was written to."""
    company = Company.objects.create(workspace=workspace, name="Nordkran", name_key="nordkran")
    return Contact.objects.create(
        workspace=workspace,
        company=company,
        first_name="Henrik",
        last_name="Sand",
        title="Procurement Lead",
        email=ADDRESS,
    )


def reply_of(
    workspace: Workspace, text: str, *, sender: str = ADDRESS, subject: str = "Re: Offer"
) -> Reply:
    """Receive and classify a reply."""
    mail = Mail(sender=sender, subject=subject, text=text)
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    return reply


def is_blocked(contact: Contact) -> bool:
    """Whether the flag and the row agree that a contact may not be written to."""
    contact.refresh_from_db()
    rows = DoNotContact.objects.filter(
        workspace=contact.workspace, value=contact.email, lifted_at=None
    )
    assert contact.do_not_contact == rows.exists()
    return contact.do_not_contact
