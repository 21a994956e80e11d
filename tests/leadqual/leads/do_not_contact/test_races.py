"""Entries that are set while the same people are imported, saved or restored."""

from functools import partial

import pytest
from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.leads.upserts import ContactValues, save_contact
from tests.leadqual.at_once import Racer, together, writers_of
from tests.leadqual.imports.conftest import Import, bring, confirm  # noqa: F401  # fixtures
from tests.leadqual.leads.do_not_contact.racing import (
    SCALE,
    Progress,
    contactable_among,
    exported,
    set_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_entries_hold_when_set_while_their_people_are_imported(
    bring: Import,  # noqa: F811
    workspace: Workspace,
    manager: User,
) -> None:
    emails = [f"p{n}@x.example" for n in range(2_000 * SCALE)]
    stopped = emails[7 :: len(emails) // (60 * SCALE)]
    text = "email\n" + "".join(f"{email}\n" for email in emails)

    progress = Progress("entries", len(stopped))

    def stop_all() -> None:
        for n_done, email in enumerate(stopped, 1):
            set_entry(workspace, email)
            progress.note(n_done)

    together([lambda: bring(text, chunk_rows=500), stop_all], behind=writers_of(Contact))

    assert contactable_among(workspace, stopped) == []
    assert exported(workspace, manager) == set(emails) - set(stopped)


def test_an_entry_holds_when_a_save_begins_before_it_is_committed(workspace: Workspace) -> None:
    save_contact(workspace=workspace, values=ContactValues("anna@x.example"))
    values = ContactValues("anna@x.example", fields={"city": "Berlin"})

    with transaction.atomic():
        set_entry(workspace, "anna@x.example")
        saving = Racer(partial(save_contact, workspace=workspace, values=values))
        saving.until_waiting()
    saving.result()

    assert contactable_among(workspace, ["anna@x.example"]) == []
