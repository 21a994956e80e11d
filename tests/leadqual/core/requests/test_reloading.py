"""A record that is read again after work on it."""

import pytest
from django.http import Http404

from leadqual.accounts.models import Workspace
from leadqual.core.requests.reloading import reload_or_404
from leadqual.leads.models import Contact
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db


def test_a_record_that_was_deleted_in_the_meantime_is_not_found(workspace: Workspace) -> None:
    contact = make_contact(workspace, "Ann Lee")
    Contact.objects.update(first_name="Anna")

    reload_or_404(contact)
    assert contact.first_name == "Anna"

    Contact.objects.all().delete()
    with pytest.raises(Http404):
        reload_or_404(contact)
