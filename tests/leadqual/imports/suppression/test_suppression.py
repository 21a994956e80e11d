"""Suppression lists: read from a file, reported line by line, undone as one step."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files import File
from django.db import connection
from django.test import Client
from typer.testing import CliRunner

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.cli import app
from leadqual.imports.suppression import (
    SuppressionListDetails,
    start_suppression,
    undo_suppression,
)
from leadqual.imports.suppression_job import import_suppression
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import Contact, DoNotContact, SuppressionList
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
WHERE = ("--workspace", "northwind")


def bring(
    workspace: Workspace,
    author: User,
    content: str | bytes,
    said: SuppressionListDetails | None = None,
) -> SuppressionList:
    row = take(workspace, author, content, said)
    import_suppression(row.pk)
    row.refresh_from_db()
    return row


def take(
    workspace: Workspace,
    author: User,
    content: str | bytes,
    said: SuppressionListDetails | None = None,
) -> SuppressionList:
    raw = content.encode() if isinstance(content, str) else content
    return start_suppression(
        workspace=workspace,
        author=author,
        file=File(io.BytesIO(raw), name="list.csv"),
        file_name="list.csv",
        details=said or SuppressionListDetails("Opt-outs", "CRM"),
        is_queued=False,
    )


def stopped(workspace: Workspace) -> set[str]:
    rows = Contact.objects.filter(workspace=workspace, do_not_contact=True)
    return {str(one.email) for one in rows}


@pytest.fixture
def people(workspace: Workspace, other_workspace: Workspace) -> None:
    """Three people of one company with a domain, one of another workspace."""
    acme = make_company(workspace, "Acme", domain="acme.com")
    for email in ("anna@acme.com", "ben@x.example", "cy@x.example"):
        make_contact(workspace, email=email, company=acme if "acme" in email else None)
    make_contact(other_workspace, email="ben@x.example")


def test_lines_become_entries_and_what_is_not_understood_is_told(
    workspace: Workspace, other_workspace: Workspace, manager: User, people: None
) -> None:
    row = bring(
        workspace,
        manager,
        "Name,E-mail\nBen,BEN@x.example\nBen,ben@x.example\nCy,nothing\nDi,later@x.example\n",
    )

    assert (row.status, row.n_lines, row.n_entries) == ("done", 4, 2)
    assert (row.n_repeated, row.n_rejected, row.n_people) == (1, 1, 1)
    line = row.rejected_lines.get()
    assert (line.number, line.value) == (4, "nothing")
    assert stopped(workspace) == {"ben@x.example"}
    assert stopped(other_workspace) == set()
    assert not row.file
    assert AuditRow.objects.get(action="suppression_list.imported").name == "Opt-outs"
    done = AuditRow.objects.get(action="suppression_list.done")
    assert done.details == {"n_entries": 2, "n_rejected": 1}
    (line,) = bring(workspace, manager, "fy@x.example\nnothing\n").rejected_lines.all()
    assert (line.number, line.value) == (2, "nothing")


def test_undo_lifts_only_what_nothing_else_asks_for(
    workspace: Workspace, manager: User, people: None
) -> None:
    set_entry(workspace, "ben@x.example")
    row = bring(workspace, manager, "email\nben@x.example\ncy@x.example\n")
    assert stopped(workspace) == {"ben@x.example", "cy@x.example"}

    assert undo_suppression(suppression_list=row, author=manager) == 1
    assert undo_suppression(suppression_list=row, author=manager) == 0

    assert stopped(workspace) == {"ben@x.example"}
    row.refresh_from_db()
    assert (row.status, row.undone_by) == ("undone", manager)


def test_customers_are_covered_by_domain_whatever_the_line_names(
    workspace: Workspace, manager: User, people: None
) -> None:
    make_company(workspace, "Nova")
    row = bring(
        workspace,
        manager,
        "Company,Website\nAcme,\nOther Ltd,https://www.x.example/shop\nNova,\nUnknown,\n",
        SuppressionListDetails("Customers", kind="customer"),
    )

    entries = DoNotContact.objects.filter(suppression_list=row)
    assert set(entries.values_list("value", flat=True)) == {"acme.com", "x.example"}
    assert stopped(workspace) == {"anna@acme.com", "ben@x.example", "cy@x.example"}
    assert row.n_rejected == 2


def test_the_column_is_guessed(workspace: Workspace, manager: User) -> None:
    for content, values in [
        ("ben@x.example\ncy@x.example\n", {"ben@x.example", "cy@x.example"}),
        ("Ben;ben@x.example\nCy;cy@x.example\n", {"ben@x.example", "cy@x.example"}),
        ("x.example\nacme.com\n", {"x.example", "acme.com"}),
        ("Profile\nlinkedin.com/in/Ben\n", {"https://www.linkedin.com/in/ben"}),
        ("Phone\n+49 30 1234567\n", {"+49 30 1234567"}),
    ]:
        row = bring(workspace, manager, content)

        assert set(row.entries.values_list("value", flat=True)) == values


def test_a_workbook_is_read(workspace: Workspace, manager: User, people: None) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Contact", "Address"])
    book.active.append(["Ben", "ben@x.example"])
    file = io.BytesIO()
    book.save(file)

    bring(workspace, manager, file.getvalue())

    assert stopped(workspace) == {"ben@x.example"}


def test_a_file_that_names_nobody_is_refused(manager_client: Client, workspace: Workspace) -> None:
    for content in ["", "color,size\nred,3\n"]:
        answer = manager_client.post(
            "/settings/do-not-contact/lists/",
            {
                "name": "L",
                "file": io.BytesIO(content.encode()),
                "kind": "",
                "origin": "",
                "column": "",
            },
        )

        assert answer.status_code == 422
        assert not SuppressionList.objects.exists()


def test_a_column_that_is_not_there_is_told(workspace: Workspace, manager: User) -> None:
    with pytest.raises(SuppressionFileError):
        bring(
            workspace, manager, "email,b\na@x.example,2\n", SuppressionListDetails(column="other")
        )


def test_a_run_that_was_killed_goes_on_and_counts_each_line_once(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.imports.suppression_job.CHUNK_LINES", 2)
    row = take(workspace, manager, "email\n" + "".join(f"p{n}@x.example\n" for n in range(5)))
    locks = iter([False, True])

    def kill_before_the_second(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if locks_a_list(sql) and next(locks):
            raise ConnectionAbortedError
        return execute(sql, *rest)

    with connection.execute_wrapper(kill_before_the_second), pytest.raises(ConnectionAbortedError):
        import_suppression(row.pk)
    row.refresh_from_db()
    assert (row.status, row.n_lines) == ("running", 2)

    import_suppression(row.pk)

    row.refresh_from_db()
    assert (row.n_lines, row.n_entries, row.n_repeated, row.entries.count()) == (5, 5, 0, 5)


def test_a_run_that_another_one_overtook_stores_nothing(
    workspace: Workspace, manager: User
) -> None:
    row = take(workspace, manager, "email\nben@x.example\n")

    def overtake(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if locks_a_list(sql):
            SuppressionList.objects.filter(pk=row.pk).update(status="running", n_lines=1)
        return execute(sql, *rest)

    with connection.execute_wrapper(overtake):
        import_suppression(row.pk)

    row.refresh_from_db()
    assert (row.status, row.n_lines, row.n_entries) == ("running", 1, 0)
    assert not row.entries.exists()


def locks_a_list(sql: str) -> bool:
    return "FOR UPDATE" in sql and SuppressionList._meta.db_table in sql


@pytest.mark.django_db(transaction=True)
def test_the_page_imports_shows_and_undoes_a_list(
    manager_client: Client, qualifier_client: Client, workspace: Workspace, people: None
) -> None:
    url = "/settings/do-not-contact/lists/"
    file = io.BytesIO(b"email\nben@x.example\nwrong\n")
    file.name = "out.csv"
    body = {"name": "Opt-outs", "origin": "CRM", "kind": "", "column": "", "file": file}

    assert qualifier_client.post(url, body).status_code == 403
    file.seek(0)
    answer = manager_client.post(url, body)
    row = SuppressionList.objects.get()
    assert answer.headers["Location"] == f"{url}{row.pk}/"
    page = manager_client.get(f"{url}{row.pk}/").content.decode()
    assert 'data-status="done"' in page
    polled, _, _ = page.split('id="list"')[1].partition("<td>wrong</td>")
    assert "</main>" not in polled  # The line is on the page,
    assert polled.count("<div") + 1 > polled.count("</div")  # in what the page reloads.
    assert "Opt-outs" in qualifier_client.get(url, follow=True).content.decode()
    assert stopped(workspace) == {"ben@x.example"}

    manager_client.post(f"{url}{row.pk}/undo/")
    assert stopped(workspace) == set()


def test_the_page_shows_progress_until_the_list_is_imported(
    manager_client: Client, workspace: Workspace, manager: User
) -> None:
    row = SuppressionList.objects.create(
        workspace=workspace, name="L", author=manager, status="running", n_lines=20_000
    )
    url = f"/settings/do-not-contact/lists/{row.pk}/"

    running = manager_client.get(url, follow=True).content.decode()
    SuppressionList.objects.filter(pk=row.pk).update(status="done")
    done = manager_client.get(url, follow=True).content.decode()

    assert "20,000" in running
    assert "hx-trigger" in running.split('id="list"')[1].split(">")[0]
    assert "hx-trigger" not in done.split('id="list"')[1].split(">")[0]


@pytest.mark.django_db(transaction=True)
def test_the_api_imports_shows_and_undoes_a_list(
    manager_client: Client, workspace: Workspace, people: None
) -> None:
    file = io.BytesIO(b"email\nben@x.example\nwrong\n")
    file.name = "out.csv"

    sent = manager_client.post("/api/v1/suppression-lists", {"name": "L", "file": file})

    assert sent.status_code == 201, sent.content
    url = f"/api/v1/suppression-lists/{sent.json()['id']}"
    assert manager_client.get(url, follow=True).json()["n_entries"] == 1
    lines = manager_client.get(f"{url}/rejected-lines").json()["results"]
    assert [line["number"] for line in lines] == [3]
    undone = manager_client.post(f"{url}/undo")
    assert undone.json()["status"] == "undone"
    assert stopped(workspace) == set()


def test_the_command_imports_and_undoes_a_list(
    workspace: Workspace, manager: User, people: None, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    with file.open("w") as opened:
        csv.writer(opened).writerows([["email"], ["ben@x.example"], ["wrong"]])

    done = CliRunner().invoke(app, ["suppress", str(file), "--name", "Opt-outs", *WHERE])
    assert done.exit_code == 0, done.output
    assert stopped(workspace) == {"ben@x.example"}
    row = SuppressionList.objects.get()
    undone = CliRunner().invoke(app, ["suppress", "--undo", str(row.pk), *WHERE])
    assert undone.exit_code == 0
    assert stopped(workspace) == set()


def test_the_audit_log_says_that_a_command_acted_and_for_whom(
    workspace: Workspace, manager: User, people: None, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    file.write_text("email\nben@x.example\n")

    CliRunner().invoke(app, ["suppress", str(file), *WHERE])
    undo_suppression(suppression_list=SuppressionList.objects.get(), author=manager)

    rows = AuditRow.objects.filter(action__startswith="suppression_list").order_by("pk")
    by_command = f"command line, acting for {manager}"
    assert [row.who for row in rows] == [by_command, by_command, str(manager)]
