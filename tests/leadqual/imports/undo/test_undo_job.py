"""Undoing an import brings back what was, and keeps what somebody changed since."""

import os
import signal
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.companies.models import CompanyReading
from leadqual.imports import control
from leadqual.imports.errors import ProgressLostError, WrongStepError
from leadqual.imports.models import ImportBatch, ImportChange
from leadqual.imports.undo import created_records
from leadqual.imports.undo.undo_job import undo_import
from leadqual.imports.undo.undo_preview import undo_preview
from leadqual.leads.models import Company, Contact, FormerBusinessModel, JobTitle
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists.services import add_records, create_list, delete_list, restore_list
from tests.examples import examples
from tests.leadqual.imports.conftest import Import, undo
from tests.leadqual.imports.merging.test_dry_run_tables import file_of
from tests.leadqual.leads.people import lift
from tests.waiting import until

pytestmark = pytest.mark.django_db

PEOPLE = """name,email,position,company,website,place
Ann Lee,ann@acme.example,Head of Sales,Acme Inc,https://www.acme.example,"Berlin, Germany"
Bo Roe,bo@acme.example,CFO,ACME,,Oslo
"""
NEWS = """name,email,position,company
Ann Lee,ann@acme.example,CRO,Orlo
Cy Poe,cy@orlo.example,CFO,Orlo
"""


def tables() -> list[list[dict[str, object]]]:
    """Give all that imports write, but for the time of the last change."""
    found = []
    for model in (Contact, Company, JobTitle):
        rows: list[dict[str, object]] = [dict(row) for row in model.objects.order_by("pk").values()]
        for row in rows:
            for name in ("updated_at", "title_changed_at", "facts_changed_at"):
                row.pop(name, None)
        found.append(rows)
    return found


def test_what_was_created_goes_and_what_was_changed_comes_back(
    bring: Import, manager: User
) -> None:
    bring(PEOPLE)
    before = tables()
    batch = bring(NEWS)
    assert Contact.objects.get(email="ann@acme.example").title == "CRO"

    figures = undo(batch, manager)

    with pytest.raises(WrongStepError, match="undone already"):
        control.start_undo(batch=batch, author=manager)
    assert tables() == before
    assert figures == {"n_deleted": 1, "n_restored": 1, "n_companies": 1, "n_titles": 1}
    actions = AuditRow.objects.filter(subject=f"import:{batch.pk}").order_by("pk")
    assert list(actions.values_list("action", flat=True))[-2:] == [
        "import.undo_started",
        "import.undone",
    ]


def test_what_somebody_changed_since_stays(bring: Import, manager: User) -> None:
    bring(PEOPLE)
    batch = bring(NEWS)
    ann = Contact.objects.get(email="ann@acme.example")
    ann.city = "Rome"
    ann.company = None
    ann.save()
    Contact.objects.filter(email="cy@orlo.example").update(phone="+39 1", updated_at=timezone.now())

    figures = undo(batch, manager)

    ann.refresh_from_db()
    assert (ann.title, ann.city, ann.company) == ("Head of Sales", "Rome", None)
    assert Contact.objects.get(email="cy@orlo.example").phone == "+39 1"
    assert (figures["n_restored"], figures["n_kept"]) == (1, 2)
    assert "n_companies" not in figures  # Cy still works there.
    assert ImportChange.objects.get(batch=batch, kind="contacts").kept == ["company_id"]
    assert batch.rows.get(outcome="created").kept == "Changed since the import."
    wrong = JobTitle.objects.annotate(n=Count("contacts")).exclude(n=F("n_contacts"))
    assert not wrong.exists()


def test_who_is_in_a_list_stays(bring: Import, workspace: Workspace, manager: User) -> None:
    batch = bring(NEWS)
    entries = create_list(workspace=workspace, author=manager, name="Fair")
    cy = Contact.objects.get(email="cy@orlo.example")
    add_records(contact_list=entries, keys=[cy.pk], author=manager, request_id=uuid4())

    figures = undo(batch, manager)

    assert figures["n_kept"] == 1
    assert list(Contact.objects.values_list("email", flat=True)) == ["cy@orlo.example"]
    assert "list" in batch.rows.get(number=3).kept


def test_who_was_only_in_a_list_that_was_deleted_goes(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    batch = bring(NEWS)
    fair = create_list(workspace=workspace, author=manager, name="Fair")
    keys = list(Contact.objects.values_list("pk", flat=True))
    add_records(contact_list=fair, keys=keys, author=manager, request_id=uuid4())
    other = create_list(workspace=workspace, author=manager, name="Kept")
    ann = Contact.objects.get(email="ann@acme.example")
    add_records(contact_list=other, keys=[ann.pk], author=manager, request_id=uuid4())
    delete_list(contact_list=fair, author=manager)

    expected = undo_preview(batch)
    figures = undo(batch, manager)

    assert (expected.n_deleted, expected.n_created_kept) == (1, 1)
    assert (figures["n_deleted"], figures["n_kept"]) == (1, 1)
    assert list(Contact.objects.values_list("email", flat=True)) == ["ann@acme.example"]
    restore_list(contact_list=fair, author=manager)
    assert list(fair.entries.values_list("contact_id", flat=True)) == [ann.pk]


@pytest.mark.django_db(transaction=True)  # Each step has a time of its own.
def test_do_not_contact_that_was_set_and_lifted_does_not_keep_a_person(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    batch = bring(NEWS)
    for email in ("ann@acme.example", "cy@orlo.example"):
        for _ in range(2):
            block(workspace, email, manager)
            assert lift(workspace, email, manager)

    expected = undo_preview(batch)
    figures = undo(batch, manager)

    assert (expected.n_deleted, expected.n_created_kept) == (2, 0)
    assert figures["n_deleted"] == 2
    assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_edits_before_and_after_a_lifted_do_not_contact_and_one_that_holds_keep_a_person(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    batch = bring("email\na@x.example\nb@x.example\nc@x.example\nd@x.example\n")
    people = {str(one.email): one for one in Contact.objects.all()}
    people["a@x.example"].save()
    for email in people:
        block(workspace, email, manager)
        if email != "c@x.example":
            lift(workspace, email, manager)
    people["b@x.example"].refresh_from_db()
    people["b@x.example"].save()

    figures = undo(batch, manager)

    assert (figures["n_deleted"], figures["n_kept"]) == (1, 3)
    kept = set(Contact.objects.values_list("email", flat=True))
    assert kept == {"a@x.example", "b@x.example", "c@x.example"}


def block(workspace: Workspace, email: str, author: User) -> None:
    """Mark an address Do not contact."""
    set_do_not_contact(
        workspace=workspace, email=email, reason="manual", origin="manual", author=author
    )


def test_companies_go_with_what_jobs_made_of_them(bring: Import, manager: User) -> None:
    bring("name,domain,city\nAcme,acme.example,Oslo\n", kind="companies")
    before = tables()
    batch = bring(
        "name,domain,city,technologies\nAcme,acme.example,Rome,AWS;Rust\nOrlo,orlo.example,,\n",
        kind="companies",
    )
    orlo = Company.objects.get(domain="orlo.example")
    CompanyReading.objects.create(
        workspace=orlo.workspace,
        company=orlo,
        encoder="any",
        company_updated_at=orlo.updated_at,
        revision=1,
    )
    FormerBusinessModel.objects.create(
        workspace=orlo.workspace, company=orlo, business_model="b2c", probability=0.5
    )

    assert undo(batch, manager) == {"n_deleted": 1, "n_restored": 1}

    assert tables() == before
    assert not CompanyReading.objects.exists()
    assert not FormerBusinessModel.objects.exists()


def test_keys_that_went_round_come_back(bring: Import, manager: User) -> None:
    bring("id,email\n1,a@x.example\n2,b@x.example\n")
    before = tables()
    batch = bring("id,email\n1,c@x.example\n2,a@x.example\n1,b@x.example\n", match_by="external_id")
    assert Contact.objects.get(external_id="2").email == "a@x.example"

    undo(batch, manager)

    assert tables() == before


def test_a_former_key_that_another_person_has_now_stays_away(bring: Import, manager: User) -> None:
    bring("id,email\n1,a@x.example\n")
    batch = bring("id,email\n1,c@x.example\n")
    bring("id,email\n9,a@x.example\n")

    figures = undo(batch, manager)

    assert figures == {"n_kept": 1}
    assert Contact.objects.get(external_id="1").email == "c@x.example"


def test_what_wrote_nothing_cannot_be_undone(bring: Import, manager: User) -> None:
    bring(PEOPLE)
    same = bring(PEOPLE)

    with pytest.raises(WrongStepError):
        control.start_undo(batch=same, author=manager)


few = st.sampled_from(["", "x", "y", "z"])
cells = st.lists(st.tuples(few, few, few, few, few), max_size=6)


@pytest.mark.slow
@settings(max_examples=examples(12), deadline=None)
@given(cells, cells, st.sampled_from([1, 2, 5_000]), st.sampled_from([1, 3, 5_000]))
@pytest.mark.parametrize("kind", ["contacts", "companies"])
def test_undo_restores_the_tables_if_nobody_changed_anything(
    bring: Import,
    manager: User,
    kind: str,
    stored: list[tuple[str, ...]],
    new: list[tuple[str, ...]],
    chunk_rows: int,
    undo_rows: int,
) -> None:
    for model in (Contact, JobTitle, Company):
        model.objects.all().delete()
    bring(file_of(kind, stored), kind=kind)
    before = tables()
    batch = bring(file_of(kind, new), kind=kind, chunk_rows=chunk_rows)
    if not batch.can_be_undone:
        assert tables() == before
        return

    undo(batch, manager, chunk_rows=undo_rows)

    assert tables() == before


_KILLED = """
import os, signal, sys, django
django.setup()
from leadqual.imports.undo.undo_job import undo_import
def die(batch):
    if batch.undo["n_deleted"] >= 20:
        os.kill(os.getpid(), signal.SIGKILL)
undo_import(int(sys.argv[1]), chunk_rows=10, on_progress=die)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_undo_goes_on_where_it_stopped(
    bring: Import, workspace: Workspace, manager: User, models: None
) -> None:
    batch = bring("email,title\n" + "".join(f"p{n}@a.example,Clerk {n % 5}\n" for n in range(55)))
    control.start_undo(batch=batch, author=manager, is_queued=False)
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = {
        **os.environ,
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    dead = subprocess.run(
        [sys.executable, "-c", _KILLED, str(batch.pk)], env=environment, check=False
    )
    assert dead.returncode == -signal.SIGKILL
    assert Contact.objects.count() == 35

    def goes_on() -> bool:
        undo_import(batch.pk, chunk_rows=10)
        return Contact.objects.count() < 35

    until(goes_on, "The database sees that its client is gone.")

    batch = ImportBatch.objects.get()
    assert (batch.status, batch.undo["n_deleted"], batch.undo["n_titles"]) == ("undone", 55, 5)
    assert not Contact.objects.exists()
    assert ImportChange.objects.filter(batch=batch, made=True).count() == 5


def test_a_chunk_that_a_crash_of_the_database_brought_back_is_undone_again(
    bring: Import, manager: User
) -> None:
    batch = bring("email,title\n" + "".join(f"p{n}@a.example,Clerk\n" for n in range(30)))
    control.start_undo(batch=batch, author=manager, is_queued=False)
    stored: list[str] = []

    def crash(now: ImportBatch) -> None:
        if now.undo["n_done"] == 10:
            stored.append(transaction.savepoint())
        elif now.undo["n_done"] == 20:  # The last chunk had not reached the disk.
            transaction.savepoint_rollback(stored.pop())

    with pytest.raises(ProgressLostError):
        undo_import(batch.pk, chunk_rows=10, on_progress=crash)
    undo_import(batch.pk, chunk_rows=10)

    batch.refresh_from_db()
    assert (batch.status, batch.undo["n_deleted"]) == ("undone", 30)
    assert not Contact.objects.exists()


def test_bearers_of_titles_are_right_where_they_are_counted_once(
    bring: Import, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(created_records, "_MAX_INCREMENTAL", 1)
    bring("email,title\na@a.example,CEO\nb@a.example,CFO\n")
    batch = bring("email,title\nb@a.example,CEO\nc@a.example,CEO\nd@a.example,CTO\n")

    undo(batch, manager, chunk_rows=1)

    found = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert found == {"CEO": 1, "CFO": 1}
