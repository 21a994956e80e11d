"""Promises about places where nobody looks for a person: they are erased there, too."""

import io
from typing import Any

import pytest
from django.core.files import File
from django.db import connection
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace, WorkspaceExport
from leadqual.accounts.workspaces.export_files import ExportFile, export_files
from leadqual.accounts.workspaces.selectors import ready_exports
from leadqual.accounts.workspaces.workspace_export import path_of, start_export, write_export
from leadqual.imports.suppression import (
    SuppressionListDetails,
    start_suppression,
)
from leadqual.imports.suppression_job import import_suppression
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.prediction_log import key_of
from leadqual.leads.deletion import delete_record
from leadqual.leads.models import (
    Contact,
    DoNotContact,
    Export,
    JobTitle,
    SuppressionLine,
    SuppressionList,
)
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import Erasure
from leadqual.replies.classification import classify_reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.leads.people import make_contact
from tests.leadqual.privacy.everywhere import bring, where_traces_are
from tests.leadqual.privacy.person import CSV, EMAIL, LINKEDIN, PHONE, WORDS, traces_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(workspace: Workspace, manager: User, models: None, state: None) -> Contact:
    """Somebody to erase, and a colleague whose title names them."""
    bring(workspace, manager, CSV.encode(), "list.csv")
    return Contact.objects.get(email=EMAIL)


def erase(workspace: Workspace, author: User) -> Erasure:
    """Erase the person to the end."""
    given = Identifiers(email=EMAIL)
    erasure = start_erasure(workspace=workspace, identifiers=given, author=author)
    done = run_erasure(erasure.pk)
    assert done is not None
    return done


def test_the_sorted_words_of_a_title_do_not_name_an_erased_person(
    workspace: Workspace, manager: User, contact: Contact
) -> None:
    while classify_batch():
        pass
    title = JobTitle.objects.get(title__startswith="Assistant to")
    assert traces_in(title.signature.encode())

    erase(workspace, manager)

    assert where_traces_are() == {}
    title.refresh_from_db()
    assert title.title.startswith("Assistant to")


def test_a_title_with_both_names_apart_does_not_name_an_erased_person(
    workspace: Workspace, manager: User, contact: Contact
) -> None:
    name = f"{contact.last_name}'s assistant ({contact.first_name})"
    bring(workspace, manager, f"Email,Job title\na@x.example,{name}\n".encode(), "other.csv")

    erase(workspace, manager)

    assert where_traces_are() == {}


@pytest.mark.slow
def test_statistics_of_the_database_do_not_name_an_erased_person(
    workspace: Workspace, manager: User, contact: Contact
) -> None:
    again = [make_contact(workspace, f"{contact}", phone=PHONE) for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert traces_in(statistics())

    erase(workspace, manager)
    assert not Contact.objects.filter(pk__in=[one.pk for one in again]).exists()

    assert traces_in(statistics()) == []


def statistics() -> bytes:
    """Return the values of rows that Postgres keeps to plan queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_vals::text, histogram_bounds::text, most_common_elems::text"
            " FROM pg_stats"
            " WHERE schemaname = 'public'"
        )
        return str(cursor.fetchall()).encode()


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("kind", ["email", "phone", "linkedin"])
def test_a_suppression_list_that_waits_is_read_and_does_not_bring_the_person_back(
    kind: str, workspace: Workspace, manager: User, contact: Contact
) -> None:
    values = {
        "email": (EMAIL, "other@x.example"),
        "phone": (PHONE, "+49 30 1112223"),
        "linkedin": (LINKEDIN, "linkedin.com/in/somebody-else"),
    }[kind]
    lines = "\n".join([kind, *values, "Zdenka Quastenberg", ""])
    row = start_suppression(
        workspace=workspace,
        author=manager,
        file=File(io.BytesIO(lines.encode()), name="list.csv"),
        file_name="list.csv",
        details=SuppressionListDetails(kind=kind),
        is_queued=False,
    )

    erase(workspace, manager)

    row.refresh_from_db()
    assert row.status == SuppressionList.Status.DONE
    assert where_traces_are() == {}
    assert DoNotContact.objects.filter(lifted_at=None).count() == 1
    assert SuppressionLine.objects.exists()


def test_a_last_name_alone_goes_from_searches_the_audit_log_and_invalid_lines(
    workspace: Workspace, manager: User, contact: Contact
) -> None:
    export = Export.objects.create(
        workspace=workspace,
        author=manager,
        query="q=quastenberg&country=Germany",
        format="csv",
        way="page",
        columns=["email"],
        has_stopped=False,
        n_people=1,
    )
    for name, details in (("Leads", {"query": "q=Quastenberg"}), ("Quastenberg", {})):
        record_audit(
            workspace=workspace,
            actor=manager,
            action="contacts.exported",
            subject=f"workspace:{workspace.pk}",
            name=name,
            details=dict(details),
        )
    names = SuppressionList.objects.create(
        workspace=workspace, author=manager, name="Old", status=SuppressionList.Status.DONE
    )
    line = SuppressionLine.objects.create(
        suppression_list=names, number=2, value="Frau Quastenberg", reason="No address."
    )

    erase(workspace, manager)

    assert where_traces_are() == {}
    export.refresh_from_db()
    line.refresh_from_db()
    assert export.query == "q=erased&country=Germany"
    assert line.value == "Frau [erased]"


@pytest.mark.parametrize("line", [PHONE, "0049 89 76543219", f"Frau Q. {PHONE} (mobile)"])
def test_a_suppression_list_does_not_bring_an_erased_number_back(
    workspace: Workspace, manager: User, contact: Contact, line: str
) -> None:
    erase(workspace, manager)

    row = start_suppression(
        workspace=workspace,
        author=manager,
        file=File(io.BytesIO(f"phone\n{line}\n+49 30 1112223\n".encode()), name="list.csv"),
        file_name="list.csv",
        details=SuppressionListDetails(kind="phone"),
        is_queued=False,
    )
    import_suppression(row.pk)

    assert where_traces_are() == {}
    assert DoNotContact.objects.get().value == "+49 30 1112223"


def test_an_export_that_is_being_written_begins_anew_when_somebody_is_erased(
    workspace: Workspace, manager: User, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = start_export(workspace=workspace, author=manager)
    calls = []

    def erase_meanwhile(workspace_id: int) -> QuerySet[Any]:
        calls.append(workspace_id)
        if len(calls) == 2:  # The first call counts the rows.
            erase(workspace, manager)
        return last.rows(workspace_id)

    *first, last = export_files()
    files = [*first, ExportFile(last.name, erase_meanwhile, last.columns)]
    monkeypatch.setattr("leadqual.accounts.workspaces.workspace_export.export_files", lambda: files)

    write_export(export)

    export.refresh_from_db()
    assert export.state == WorkspaceExport.State.QUEUED
    assert not path_of(export).exists()
    write_export(export)
    assert path_of(export).exists()
    assert where_traces_are() == {}
    assert WorkspaceExport.objects.get().state == WorkspaceExport.State.DONE


def test_an_export_that_was_deleted_is_no_longer_offered(
    workspace: Workspace, manager: User, contact: Contact
) -> None:
    export = start_export(workspace=workspace, author=manager)
    write_export(export)
    assert ready_exports(workspace).exists()

    erase(workspace, manager)

    assert not ready_exports(workspace).exists()
    assert not path_of(export).exists()


@pytest.mark.parametrize(("is_read", "is_deleted"), [(True, False), (False, True)])
def test_a_suggestion_about_a_reply_does_not_name_an_erased_person(
    workspace: Workspace, manager: User, contact: Contact, is_read: bool, is_deleted: bool
) -> None:
    mail = Mail(sender=EMAIL, subject="Re: Cranes", text=f"{WORDS}\n\n{PHONE}", message_id="<1@x>")
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    if is_read:
        classify_reply(reply_id=reply.pk)
        reply.refresh_from_db()
    Suggestion.objects.create(
        workspace=workspace,
        kind=Suggestion.Kind.REPLY,
        text=WORDS,
        key=key_of("reply", WORDS),
        author=manager,
    )
    if is_deleted:
        delete_record(record=reply, workspace=workspace, kind="reply", author=manager)

    erase(workspace, manager)

    assert where_traces_are() == {}
