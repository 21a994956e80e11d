"""Promises about the export of a person: it holds what is about them, and nothing of others."""

import json
from pathlib import Path

import pytest

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.find_person import export
from leadqual.privacy.erasure.person import Identifiers

pytestmark = pytest.mark.django_db


def rows_in(exported: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    """Return the values of the rows of each table."""
    tables: list[dict[str, object]] = exported["tables"]  # type: ignore[assignment]  # JSON
    return {
        str(table["table"]): [row["values"] for row in table["rows"]]  # type: ignore[attr-defined]
        for table in tables
    }


def test_rows_that_only_name_the_person_give_no_secret_and_nobody_else(
    workspace: Workspace, manager: User, state: Path
) -> None:
    fields = {"first_name": "Kurt", "last_name": "Keyname", "phone": "+49 30 9988776"}
    save_contact(workspace=workspace, values=ContactValues("kurt@x.example", fields=fields))
    others = {"first_name": "Bert", "phone": "+49 30 9988776"}
    values = ContactValues("bert@x.example", title="Assistant to Kurt Keyname", fields=others)
    save_contact(workspace=workspace, values=values)
    key, _ = create_api_key(
        workspace=workspace, name="Kurt Keyname", scopes=[Scope.READ], author=manager
    )
    source = EntrySource("manual", "page", manager)
    add_entry(workspace=workspace, text="+49 30 9988776", kind="phone", source=source)

    exported = export(workspace, Identifiers(email="kurt@x.example"))

    tables = rows_in(exported)
    assert tables["accounts.ApiKey"] == [{"id": key.pk, "name": "Kurt Keyname"}]
    assert key.key_hash not in json.dumps(exported)
    theirs, colleague = tables["leads.Contact"]
    assert (theirs["email"], theirs["phone"]) == ("kurt@x.example", "+49 30 9988776")
    assert set(colleague) == {"id", "title"}
    assert tables["leads.DoNotContact"][0]["value"] == "+49 30 9988776"
