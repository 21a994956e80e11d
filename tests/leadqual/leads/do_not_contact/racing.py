"""How large the tests of races are, and what must hold after each of them."""

import csv
import io
import os
import sys
import time
from collections.abc import Iterable

from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.models import Contact
from leadqual.leads.services import set_do_not_contact
from leadqual.search.exports.services import ExportOptions, ExportRequester, start_export
from leadqual.search.query.query import ContactQuery

SCALE = int(os.environ.get("RACE_SCALE", "1"))
"""`make races` sets 100: 10,000 entries among the other writers."""

MAX_SECONDS = 1_200
"""After these a race ends as failed, with how far it came."""

_EVERY_SECONDS = 15


def say(text: str) -> None:
    """Write a line for whoever watches a race (`pytest -s` shows it)."""
    sys.stderr.write(f"{text}\n")


class Progress:
    """Says how far a race is, and ends one that takes too long.

    Args:
        what: is counted.
        n_all: how many there will be.
    """

    def __init__(self, what: str, n_all: int) -> None:
        self._what, self._n_all = what, n_all
        self._started = self._told = time.monotonic()

    def note(self, n_done: int) -> None:
        """Say the count every 15 seconds; several threads may call."""
        now = time.monotonic()
        seconds = now - self._started
        if now - self._told > _EVERY_SECONDS:
            self._told = now
            say(f"{n_done:,} of {self._n_all:,} {self._what} after {seconds:.0f} s")
        assert seconds < MAX_SECONDS, f"{n_done} of {self._n_all} {self._what} in {seconds:.0f} s"


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
        requester=ExportRequester(author, Role.MANAGER, "page"),
        options=ExportOptions(columns=("email",)),
    )
    text = b"".join(sending.blocks).decode("utf-8-sig")
    return {row[0] for row in csv.reader(io.StringIO(text))} - {"email"}
