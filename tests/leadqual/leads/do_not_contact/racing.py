"""How large the tests of races are, and what must hold after each of them."""

import csv
import io
import os
from collections.abc import Iterable

from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.exporting.starting import Taker, Wanted, start_export
from leadqual.leads.models import Contact
from leadqual.leads.search import ContactQuery
from leadqual.leads.services import set_do_not_contact

SCALE = int(os.environ.get("RACE_SCALE", "1"))
"""`make races` sets 100: 10,000 entries among the other writers."""


def set_entry(workspace: Workspace, email: str) -> None:
    """Set an address to do not contact, as a reply does."""
    set_do_not_contact(
        workspace=workspace, email=email, reason="unsubscribe", origin="race", author=None
    )


def contactable_among(workspace: Workspace, emails: Iterable[str]) -> list[str]:
    """Return those of the addresses whose contact has no flag."""
    rows = Contact.objects.filter(workspace=workspace, do_not_contact=False)
    free = {str(email) for email in rows.values_list("email", flat=True)}
    return sorted(free & set(emails))


def exported(workspace: Workspace, author: User) -> set[str]:
    """Return the addresses that an export sends."""
    sending = start_export(
        workspace=workspace,
        query=ContactQuery(),
        taker=Taker(author, Role.MANAGER, "page"),
        wanted=Wanted(columns=("email",)),
    )
    text = b"".join(sending.blocks).decode("utf-8-sig")
    return {row[0] for row in csv.reader(io.StringIO(text))} - {"email"}
