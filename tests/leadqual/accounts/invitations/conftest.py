"""Links as they arrive by email."""

import re
from collections.abc import Callable

from django.test import Client

LinkTo = Callable[[str], str]


def invite(client: Client, *emails: str, role: str = "qualifier") -> None:
    """Invite addresses on the members page."""
    answer = client.post("/settings/members/", {"emails": "\n".join(emails), "role": role})
    assert answer.status_code == 200


def form_of(client: Client, link: str) -> dict[str, str]:
    """Open a link and return the hidden fields of the page that it leads to."""
    page = client.get(link, follow=True)
    found = re.search(r'name="invitation" value="(\d+)"', page.content.decode())
    assert found
    return {"invitation": found[1]}


def accept(client: Client, link: str, **fields: str) -> int:
    """Open a link, send the form of its page, and return the status."""
    answer = client.post("/account/invitations/", form_of(client, link) | fields)
    return answer.status_code
