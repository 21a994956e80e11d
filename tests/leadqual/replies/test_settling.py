"""What follows from an intent: state, and do-not-contact."""

import pytest

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.leads.models import Contact, DoNotContact
from tests.leadqual.replies.conftest import ADDRESS, STOP, is_blocked, reply_of

pytestmark = pytest.mark.django_db


def test_a_request_to_stop_sets_do_not_contact_with_its_trail(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    assert is_blocked(contact)
    row = DoNotContact.objects.get(derived_from=None)
    assert (row.reason, row.origin, row.author) == ("unsubscribe", f"reply:{reply.pk}", None)
    audit = AuditRow.objects.get(action="do_not_contact.set")
    assert audit.details == {
        "reason": "unsubscribe",
        "origin": f"reply:{reply.pk}",
        "kind": "alias",
    }


def test_a_request_to_stop_touches_no_other_workspace(
    contact: Contact, other_workspace: Workspace
) -> None:
    theirs = Contact.objects.create(workspace=other_workspace, email=ADDRESS)

    reply_of(contact.workspace, STOP)

    assert not is_blocked(theirs)


def test_a_request_to_stop_without_an_address_goes_to_a_person(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP, sender="")

    assert (reply.intent, reply.state) == ("unsubscribe", "review")
    assert not DoNotContact.objects.exists()
