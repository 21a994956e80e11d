"""Differences between entries and flags are reported and repaired."""

import pytest
from django.db import connection
from typer.testing import CliRunner

from leadqual.accounts.models import Workspace
from leadqual.cli import app
from leadqual.leads.do_not_contact.repair import differences_of, repair_all
from leadqual.leads.models import Contact, DoNotContact
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db


def spoil(workspace: Workspace) -> tuple[Contact, Contact]:
    """Write wrong flags past the triggers, as a restored part of a backup could."""
    covered = make_contact(workspace, email="anna@x.example")
    free = make_contact(workspace, email="ben@x.example")
    set_entry(workspace, "anna@x.example")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE leads_contact DISABLE TRIGGER do_not_contact_update")
        cursor.execute("UPDATE leads_contact SET do_not_contact = NOT do_not_contact")
        cursor.execute("ALTER TABLE leads_contact ENABLE ALWAYS TRIGGER do_not_contact_update")
    return covered, free


def test_the_check_reports_and_repairs_only_if_asked_to(workspace: Workspace) -> None:
    covered, free = spoil(workspace)

    told = CliRunner().invoke(app, ["check", "do-not-contact"])
    assert told.exit_code == 1
    assert (differences_of(workspace).n_missing, differences_of(workspace).n_extra) == (1, 1)

    fixed = CliRunner().invoke(app, ["check", "--fix"])
    assert fixed.exit_code == 0
    assert not differences_of(workspace)
    covered.refresh_from_db()
    free.refresh_from_db()
    assert (covered.do_not_contact, free.do_not_contact) == (True, False)
    assert CliRunner().invoke(app, ["check", "do-not-contact"]).exit_code == 0
    assert CliRunner().invoke(app, ["check", "nothing"]).exit_code != 0


def test_the_job_repairs_and_says_so_in_the_log(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(workspace)

    repair_all()

    assert not differences_of(workspace)
    assert any("repaired" in record.getMessage() for record in caplog.records)


def test_entries_follow_the_setting_of_plus_aliases(workspace: Workspace, settings: object) -> None:
    settings.EMAIL_PLUS_ALIASES = "different"  # type: ignore[attr-defined]
    set_entry(workspace, "anna+news@x.example")
    person = make_contact(workspace, email="anna@x.example")
    settings.EMAIL_PLUS_ALIASES = "same"  # type: ignore[attr-defined]

    assert differences_of(workspace).n_keys == 1
    repair_all()

    person.refresh_from_db()
    assert person.do_not_contact
    assert DoNotContact.objects.get(derived_from=None).kind == "alias"
