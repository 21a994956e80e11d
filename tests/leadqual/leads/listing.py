"""What tests of the pages of lists share."""

import re

from django.test import Client

from leadqual.leads.models import ContactList
from tests.leadqual.search.pages.test_people_and_companies import html_of

HERE = "/people/lists/decision-makers/"
"""Where forms of the page about decision makers are sent."""

SHOWN = "/companies/?panel=decision-makers"
"""Where that page is seen."""


def first_names(row: ContactList) -> list[str]:
    return [entry.contact.first_name for entry in row.entries.select_related("contact")]


def undo_of(html: str) -> str:
    """Return the address of the undo in the message."""
    match = re.search(r'class="toast.*?action="([^"]+)"', html)
    assert match
    return match[1].replace("&amp;", "&")


def posted(client: Client, address: str, body: dict[str, object]) -> str:
    return html_of(client.post(address, body, follow=True))
