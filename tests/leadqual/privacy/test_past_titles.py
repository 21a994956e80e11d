"""Past titles name people, too: those of an erased person go, and others lose the name."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.leads.upserts import ContactValues, save_contact
from tests.leadqual.privacy.test_shared_places import erase

pytestmark = pytest.mark.django_db


def test_past_titles_of_others_lose_the_name_of_an_erased_person(
    workspace: Workspace, manager: User, state: object
) -> None:
    names = {"first_name": "Zdenka", "last_name": "Quastenberg"}
    save_contact(workspace=workspace, values=ContactValues("zdenka@x.example", fields=names))
    held = {
        "past_titles": "SDR\nAssistant to Zdenka Quastenberg",
        "other_titles": "Advisor of Zdenka Quastenberg",
    }
    save_contact(workspace=workspace, values=ContactValues("bert@x.example", fields=held))

    erase(workspace, manager, email="zdenka@x.example")

    left = Contact.objects.get()
    assert left.past_titles.startswith("SDR\nAssistant to ")
    assert "Quastenberg" not in left.past_titles + left.other_titles
