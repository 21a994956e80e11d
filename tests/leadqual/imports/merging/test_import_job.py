"""Rows become contacts and companies; again changes nothing; a killed run loses nothing."""

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import redis
from django.core.files.base import ContentFile
from django.db import DataError, connection
from django.db.models import Count, F
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from launcher.system.state_files import RESTORE_FILE
from leadqual.accounts.models import User, Workspace
from leadqual.imports import control, tasks
from leadqual.imports.errors import ProgressLostError
from leadqual.imports.import_locks import alone
from leadqual.imports.merging import import_job
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.merging.staging import copy_rows
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.pages.progress import time_left
from leadqual.imports.tasks import resume_imports
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.leads.services import job_title_for, set_do_not_contact
from tests.examples import examples
from tests.leadqual.imports.conftest import Import, counts

pytestmark = pytest.mark.django_db

PEOPLE = """name,email,position,company,website,place
Ann Lee,ann@acme.example,Head of Sales,Acme Inc,https://www.acme.example,"Berlin, Germany"
Bo Roe,BO@acme.example,CFO,ACME,,Oslo
,cy(at)acme.example,CEO,Acme,,
Di Doe,di@orlo.example,head of sales,Orlo,orlo.example,
"""


def rejected(batch: ImportBatch) -> list[tuple[int, str, str]]:
    rows = batch.rows.filter(outcome=ImportRow.Outcome.REJECTED).order_by("number")
    return [(row.number, row.column, row.value) for row in rows]


def outcomes(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(batch.rows.order_by("number").values_list("number", "outcome"))


def test_people_go_in_with_companies_and_titles_and_again_change_nothing(
    bring: Import, workspace: Workspace
) -> None:
    batch = bring(PEOPLE)
    before = list(Contact.objects.order_by("pk").values())
    again = bring(PEOPLE)

    assert (batch.status, batch.n_rows, counts(batch)) == ("done", 4, (3, 0, 0, 1))
    assert rejected(batch) == [(4, "email", "cy(at)acme.example")]
    ann = Contact.objects.get(email="ann@acme.example")
    assert (ann.workspace, ann.first_name, ann.last_name) == (workspace, "Ann", "Lee")
    assert (ann.city, ann.country, ann.title) == ("Berlin", "Germany", "Head of Sales")
    bo = Contact.objects.get(email="bo@acme.example")
    assert ann.company == bo.company == Company.objects.get(domain="acme.example")
    assert JobTitle.objects.get(normalised="head of sales").n_contacts == 2
    assert set(Company.objects.values_list("name", flat=True)) == {"Acme Inc", "Orlo"}
    assert ImportRow.objects.get(batch=batch, number=2).record_id == ann.pk
    assert counts(again) == (0, 0, 3, 1)
    assert list(Contact.objects.order_by("pk").values()) == before


def test_a_changed_row_updates_and_empty_cells_erase_nothing(bring: Import) -> None:
    bring(PEOPLE)

    batch = bring("email,position,first_name,city\nann@acme.example,CRO,,\nbo@acme.example,,Bob,\n")

    assert counts(batch) == (0, 2, 0, 0)
    ann, bo = Contact.objects.filter(email__contains="acme").order_by("email")
    assert (ann.title, ann.first_name, ann.city) == ("CRO", "Ann", "Berlin")
    assert ann.job_title is not None
    assert ann.job_title.normalised != "head of sales"
    assert (bo.first_name, bo.title) == ("Bob", "CFO")
    assert JobTitle.objects.get(normalised="head of sales").n_contacts == 1


def test_a_country_is_guessed_only_where_none_is_stored_or_sent(bring: Import) -> None:
    people = "id,email,city,state,country\n"
    bring(
        f"{people}1,a@x.example,Toronto,ON,Canada\n2,b@x.example,,,\n3,c@x.example,Bern,,\n"
        "4,d@x.example,,,Uruguay\n"
    )
    firms = "id,name,city,country\n"
    bring(f"{firms}1,Acme,Toronto,Canada\n2,Beta,,\n", kind="companies")

    bring("id,city\n1,London\n2,London\n3,Paris\n4,Colonia\n1,London\n")
    bring("id,name,city\n1,Acme,London\n2,Beta,London\n", kind="companies")

    found = Contact.objects.order_by("external_id").values_list("city", "state", "country")
    assert list(found) == [
        ("London", "ON", "Canada"),
        ("London", "", "United Kingdom"),
        ("Paris", "", "Switzerland"),
        ("Colonia", "", "Uruguay"),
    ]
    companies = Company.objects.filter(external_id__isnull=False).order_by("external_id")
    assert list(companies.values_list("city", "country")) == [
        ("London", "Canada"),
        ("London", "United Kingdom"),
    ]


def test_a_country_that_the_row_sends_replaces_the_stored_one(bring: Import) -> None:
    bring("email,city,country\na@x.example,Toronto,Canada\nb@x.example,Rome,Italy\n")

    bring('email,location\na@x.example,"London, England, UK"\nb@x.example,"Austin, TX"\n')

    found = Contact.objects.order_by("email").values_list("city", "country")
    assert list(found) == [("London", "United Kingdom"), ("Austin", "United States")]


def test_a_place_in_another_country_replaces_the_old_one(bring: Import) -> None:
    bring('email,location\nann@acme.example,"Berlin, Berlin, Germany"\n')

    bring("email,location\nann@acme.example,Canada\n")

    ann = Contact.objects.get()
    assert (ann.city, ann.state, ann.country) == ("", "", "Canada")


@pytest.mark.parametrize("column", ["country", "location", "city"])
@pytest.mark.parametrize("name", ["Germany", "Deutschland", "DEU"])
def test_a_country_alone_replaces_no_place_in_it(bring: Import, column: str, name: str) -> None:
    bring("email,city,state,country\nann@acme.example,Munich,Bavaria,Germany\n")
    bring(
        'name,domain,city,headquarters\nAcme,acme.example,Munich,"1 Ring, Munich, Germany"\n',
        kind="companies",
    )

    bring(f"email,{column}\nann@acme.example,{name}\n")
    of_company = "headquarters" if column == "location" else column
    bring(f"name,domain,{of_company}\nAcme,acme.example,{name}\n", kind="companies")

    ann, acme = Contact.objects.get(), Company.objects.get()
    assert (ann.city, ann.state, ann.country) == ("Munich", "Bavaria", "Germany")
    assert (acme.city, acme.country) == ("Munich", "Germany")
    assert acme.headquarters == "1 Ring, Munich, Germany"


def test_a_later_line_in_another_country_replaces_the_place_of_a_former_line(
    bring: Import,
) -> None:
    bring("email,city,country\nann@acme.example,Berlin,Germany\nann@acme.example,,Canada\n")

    ann = Contact.objects.get()
    assert (ann.city, ann.country) == ("", "Canada")


def test_duplicates_in_a_file_are_one_and_the_last_filled_value_counts(bring: Import) -> None:
    batch = bring(
        "email,first_name,city\na@b.example,Ann,Oslo\nA@b.example,Anna,\na@b.example,Anna,Oslo\n"
    )

    assert outcomes(batch) == [(2, "created"), (3, "updated"), (4, "unchanged")]
    ann = Contact.objects.get()
    assert (ann.first_name, ann.city) == ("Anna", "Oslo")


def test_people_are_found_by_id_and_linkedin_too(bring: Import) -> None:
    bring("id,email,linkedin\n7,ann@acme.example,linkedin.com/in/ann\n")

    batch = bring(
        "id,email,linkedin\n7,ann.lee@acme.example,\n,ann.new@acme.example,linkedin.com/in/ann\n"
    )

    assert counts(batch) == (0, 2, 0, 0)
    assert Contact.objects.get().email == "ann.new@acme.example"


def test_a_key_of_somebody_else_is_refused(bring: Import) -> None:
    bring("id,email\n1,ann@acme.example\n2,bo@acme.example\n")

    batch = bring("id,email\n2,ann@acme.example\n")

    assert counts(batch) == (0, 0, 0, 1)
    assert rejected(batch) == [(2, "id", "2")]
    assert Contact.objects.get(email="ann@acme.example").external_id == "1"


def test_a_title_of_which_nothing_is_left_stays_with_the_contact_only(bring: Import) -> None:
    bring('email,title\nann@acme.example,"!!!"\n')

    ann = Contact.objects.get()
    assert (ann.title, ann.job_title) == ("!!!", None)
    assert not JobTitle.objects.exists()


def test_who_must_not_be_written_to_comes_in_blocked(bring: Import, workspace: Workspace) -> None:
    set_do_not_contact(
        workspace=workspace, email="ann@acme.example", reason="manual", origin="", author=None
    )

    bring(PEOPLE)

    blocked = Contact.objects.filter(do_not_contact=True)
    assert [contact.email for contact in blocked] == ["ann@acme.example"]


def test_companies_go_in_and_are_found_again_by_each_key(bring: Import) -> None:
    bring(
        "id,name,website,linkedin,employees,technologies,overview\n"
        "1,Acme Inc,acme.example,,58,AWS; Stripe,Makes anvils.\n"
        "2,Orlo,,linkedin.com/company/orlo,,,\n"
        ",Kelvia GmbH,,,,,\n",
        kind="companies",
    )

    batch = bring(
        "id,name,website,linkedin,employees,technologies\n"
        "1,Acme Corp,,,60,\n"
        ",ORLO AG,,https://de.linkedin.com/company/Orlo/about,9,\n"
        ",kelvia,kelvia.example,,,Rust\n"
        ",Nova,,,,\n",
        kind="companies",
    )

    assert counts(batch) == (1, 3, 0, 0)
    acme = Company.objects.get(external_id="1")
    assert (acme.name, acme.domain, acme.employees) == ("Acme Corp", "acme.example", 60)
    assert (acme.technologies, acme.overview) == (["AWS", "Stripe"], "Makes anvils.")
    assert Company.objects.get(external_id="2").employees == 9
    assert Company.objects.get(domain="kelvia.example").technologies == ["Rust"]


def test_companies_of_one_name_with_other_domains_stay_apart(bring: Import) -> None:
    text = "name,website\nBloom,bloom.example\nBloom,bloom.test\nBloom,\n"

    first, second = bring(text, kind="companies"), bring(text, kind="companies")

    assert (counts(first), Company.objects.count()) == ((3, 0, 0, 0), 3)  # It may be either.
    assert counts(second) == (0, 0, 3, 0)


def test_a_domain_of_another_company_is_refused(bring: Import) -> None:
    bring("id,name,domain\n1,Acme,acme.example\n2,Orlo,orlo.example\n", kind="companies")

    batch = bring("id,name,domain\n2,Orlo,acme.example\n", kind="companies")

    assert rejected(batch) == [(2, "domain", "acme.example")]


def test_contacts_find_their_company_and_leave_it_as_it_is(bring: Import) -> None:
    bring("name,website,industry\nAcme,acme.example,Tools\n", kind="companies")
    before = Company.objects.values().get()

    bring("email,company,website\na@b.example,ACME Limited,www.acme.example\nb@b.example,acme,\n")

    assert Company.objects.values().get() == before
    assert Contact.objects.filter(company_id=before["id"]).count() == 2


def test_workspaces_do_not_touch_each_other(
    bring: Import, workspace: Workspace, other_workspace: Workspace
) -> None:
    bring(PEOPLE)
    mine = list(Contact.objects.filter(workspace=workspace).order_by("pk").values())

    batch = bring(PEOPLE.replace("Ann", "Eve"), into=other_workspace)

    assert counts(batch) == (3, 0, 0, 1)
    assert list(Contact.objects.filter(workspace=workspace).order_by("pk").values()) == mine
    for model in (Contact, Company, JobTitle):
        assert model.objects.filter(workspace=other_workspace).exists()
    theirs = Contact.objects.filter(workspace=other_workspace).select_related("company")
    assert all(one.company is None or one.company.workspace == other_workspace for one in theirs)


def test_a_stopped_import_stops_and_keeps_what_is_in(
    confirm: Import, bring: Import, manager: User
) -> None:
    text = "email\n" + "".join(f"p{n}@acme.example\n" for n in range(30))
    batch = confirm(text, into=bring(PEOPLE).workspace)

    run_import(
        batch.pk,
        chunk_rows=10,
        on_progress=lambda one: control.stop_import(batch=one, author=manager),
    )

    batch.refresh_from_db()
    assert (batch.status, batch.n_rows) == ("stopped", 10)
    assert Contact.objects.filter(email__startswith="p").count() == 10


@pytest.mark.parametrize("duplicates", ["last", "first"])
def test_a_paused_import_goes_on_where_it_stopped(
    confirm: Import, manager: User, duplicates: str
) -> None:
    text = "email,city\n" + "".join(f"p{n % 20}@acme.example,C{n}\n" for n in range(30))
    batch = confirm(text, duplicates=duplicates)
    run_import(
        batch.pk,
        chunk_rows=10,
        on_progress=lambda one: control.pause_import(batch=one, author=manager),
    )
    batch.refresh_from_db()
    assert (batch.status, batch.n_rows) == ("paused", 10)

    control.resume_import(batch=batch, author=manager)
    run_import(batch.pk, chunk_rows=10)

    batch.refresh_from_db()
    again = 10 if duplicates == "last" else 0
    assert (batch.status, counts(batch)) == ("done", (20, again, 0, 0))
    assert batch.n_skipped == 10 - again
    assert Contact.objects.get(email="p0@acme.example").city == ("C20" if again else "C0")


@pytest.mark.slow
def test_a_file_that_breaks_off_says_so_and_keeps_what_is_in(bring: Import) -> None:
    text = "email\n" + "".join(f"p{n}@acme.example\n" for n in range(200_000))
    packed = gzip.compress(text.encode())
    batch = bring(gzip.compress(b"email\na@b.example\n"))
    broken = ImportBatch.objects.create(
        workspace=batch.workspace,
        author=batch.author,
        kind="contacts",
        status="queued",
        file=ContentFile(packed[: len(packed) // 2], name="x.csv.gz"),
        file_name="x.csv.gz",
        encoding="utf-8",
        delimiter=",",
        columns=[{"name": "email", "values": [], "guess": "email", "because": "name"}],
        mapping={"email": "email"},
        n_bytes=len(packed),
    )

    run_import(broken.pk, chunk_rows=500)

    broken.refresh_from_db()
    assert broken.status == "failed"
    assert "incomplete" in broken.error
    assert Contact.objects.count() == 1 + broken.n_created
    assert broken.n_created >= 500


def _clear() -> None:
    for model in (Contact, JobTitle, Company):
        model.objects.all().delete()


def _people_text(cells: Sequence[Sequence[str]]) -> str:
    lines = [
        ",".join(
            (
                f"{mail}@b.example" if mail else "",
                number,
                f"linkedin.com/in/{page}" if page else "",
                name,
                company,
            )
        )
        for mail, number, page, name, company in cells
    ]
    return "\n".join(["email,id,linkedin,first_name,company", "q@b.example,,,,", *lines])


def _companies_text(cells: Sequence[Sequence[str]]) -> str:
    lines = [
        ",".join(
            (
                f"{domain}.example" if domain else "",
                number,
                f"linkedin.com/company/{page}" if page else "",
                name,
                city,
            )
        )
        for domain, number, page, name, city in cells
    ]
    return "\n".join(["domain,id,linkedin,name,city", "q.example,,,Q,", *lines])


few = st.sampled_from(["", "x", "y", "z"])
lists = st.lists(st.tuples(few, few, few, few, few), max_size=6)


@pytest.mark.costs("imports files by two sizes of chunks")
@pytest.mark.quick_cases(1)
@settings(max_examples=examples(10), deadline=None)
@given(lists, lists)
@pytest.mark.parametrize("kind", ["contacts", "companies"])
def test_rows_in_are_rows_out_and_the_size_of_chunks_changes_nothing(
    bring: Import, kind: str, stored: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    text = _people_text if kind == "contacts" else _companies_text
    found = []
    for chunk_rows in (2, 5_000):
        _clear()
        bring(text(stored), kind=kind)
        batch = bring(text(new), kind=kind, chunk_rows=chunk_rows)
        assert batch.n_rows == sum(counts(batch)) == batch.rows.count()
        people = Contact.objects.values_list(
            "email", "external_id", "linkedin_url", "first_name", "company__name"
        )
        companies = Company.objects.values_list(
            "domain", "external_id", "linkedin_url", "name", "city"
        )
        found.append((sorted(people, key=str), sorted(companies, key=str), batch.n_rejected))

    assert found[0] == found[1]


def test_rows_that_hang_together_by_others_keep_their_order(bring: Import) -> None:
    bring(
        "id,linkedin,email\n"
        "7,linkedin.com/in/ann,\n"
        ",linkedin.com/in/ann,\n"
        ",linkedin.com/in/ann,first@a.example\n"
        "7,,second@a.example\n"
    )

    assert Contact.objects.get().email == "second@a.example"


def test_rows_that_hang_together_by_a_stored_contact_keep_their_order(bring: Import) -> None:
    bring("id,linkedin,first_name\n7,linkedin.com/in/ann,Ann\n")

    batch = bring(
        "id,linkedin,first_name,email\n"
        "7,,Anna,\n"
        "7,,Annika,ann@a.example\n"
        ",linkedin.com/in/ann,Anne,\n"
    )

    assert counts(batch) == (0, 3, 0, 0)
    assert Contact.objects.get().first_name == "Anne"


def test_companies_that_hang_together_by_a_stored_one_keep_their_order(bring: Import) -> None:
    bring("id,name,domain\n7,Acme,acme.example\n", kind="companies")

    batch = bring(
        "id,name,domain,city\n"
        "7,Acme,,Oslo\n"
        "7,Acme Anvils,,Bergen\n"
        ",Acme Works,acme.example,Molde\n",
        kind="companies",
    )

    assert counts(batch) == (0, 3, 0, 0)
    acme = Company.objects.get()
    assert (acme.name, acme.city) == ("Acme Works", "Molde")


def test_counts_of_titles_are_right_after_many_moves(bring: Import) -> None:
    titles = ("CEO", "CFO", "Head of Sales", "")
    for turn in range(2):
        rows = "".join(f"p{n % 7}@a.example,{titles[(n * 7 + turn) % 4]}\n" for n in range(20))
        bring("email,title\n" + rows, chunk_rows=6)

    wrong = JobTitle.objects.annotate(n=Count("contacts")).exclude(n=F("n_contacts"))
    assert not wrong.exists()
    assert Contact.objects.count() == 7


def test_counts_of_titles_of_a_long_file_are_right_at_its_end(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring("email,title\np1@a.example,CEO\np2@a.example,CTO\n")
    monkeypatch.setattr(import_job, "_LONG_FILE_BYTES", 10)

    bring("email,title\np1@a.example,CFO\np3@a.example,CFO\np4@a.example,CTO\n", chunk_rows=1)

    found = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert found == {"CEO": 0, "CTO": 2, "CFO": 2}


def test_titles_are_counted_after_a_killed_import_was_stopped(
    confirm: Import, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_job, "_LONG_FILE_BYTES", 10)
    text = "email,title\n" + "".join(f"p{n}@a.example,CEO\n" for n in range(30))
    batch = confirm(text)

    def die(one: ImportBatch) -> None:
        if one.n_rows == 20:
            raise SystemExit

    with pytest.raises(SystemExit):
        run_import(batch.pk, chunk_rows=10, on_progress=die)
    control.stop_import(batch=batch, author=manager)
    resume_imports()

    title = JobTitle.objects.get()
    batch.refresh_from_db()
    assert (batch.status, title.n_contacts, Contact.objects.count()) == ("stopped", 20, 20)
    assert not batch.owes_counts


def crash(one: ImportBatch) -> None:
    """Lose the last chunk with its progress, as a crash of the database may."""
    if one.n_rows == 20:
        lost = [f"p{n}@a.example" for n in range(10, 20)]
        Contact.objects.filter(email__in=lost).delete()
        ImportRow.objects.filter(batch=one, number__gt=11).delete()
        ImportBatch.objects.filter(pk=one.pk).update(n_rows=10, n_created=10)


def lose_redis(one: ImportBatch) -> None:
    """Ask a server that is away, as whoever counts or sends does."""
    if one.n_rows == 20:
        redis.Redis(port=1).ping()


@pytest.mark.parametrize(
    ("what", "error"), [(crash, ProgressLostError), (lose_redis, redis.ConnectionError)]
)
def test_job_whose_server_was_away_fails_no_import(
    confirm: Import,
    monkeypatch: pytest.MonkeyPatch,
    what: Callable[[ImportBatch], None],
    error: type[Exception],
) -> None:
    text = "email\n" + "".join(f"p{n}@a.example\n" for n in range(30))
    batch = confirm(text)
    slowly = partial(import_job.run_import, chunk_rows=10, on_progress=what)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(import_job, "run_import", slowly)
        with pytest.raises(error):
            tasks.run_import(batch.pk)
    batch.refresh_from_db()
    between = batch.status
    tasks.run_import(batch.pk)

    batch.refresh_from_db()
    assert (between, batch.status, batch.n_rows, batch.n_created) == ("running", "done", 30, 30)
    assert Contact.objects.count() == 30


def test_copy_has_the_errors_of_django() -> None:
    columns = ("batch_id", "number", "column", "value", "reason")
    row = [1, "no number", "column", "value", "reason"]

    with pytest.raises(DataError):
        copy_rows("imports_importcell", columns, [row])


def test_titles_of_an_import_that_goes_on_are_not_counted_yet(bring: Import) -> None:
    batch = bring(PEOPLE)
    JobTitle.objects.update(n_contacts=7)
    ImportBatch.objects.filter(pk=batch.pk).update(
        owes_counts=True, status="queued", heartbeat_at=timezone.now()
    )

    resume_imports()

    assert set(JobTitle.objects.values_list("n_contacts", flat=True)) == {7}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_title_that_vanishes_between_two_looks_is_made_again(
    bring: Import, workspace: Workspace, models: None
) -> None:
    title = job_title_for(workspace=workspace, title="CEO")
    assert title is not None
    other = connection.copy()
    looks = []

    def delete_before_the_second(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if "SET job_title_id = j.id FROM leads_jobtitle j" in sql:
            looks.append(sql)
            if len(looks) == 1:
                with other.cursor() as cursor:
                    cursor.execute("DELETE FROM leads_jobtitle WHERE id = %s", [title.pk])
        return execute(sql, *rest)

    with connection.execute_wrapper(delete_before_the_second):
        batch = bring("email,title\np1@a.example,CEO\np2@a.example,CEO\n")
    other.close()

    assert len(looks) == 2
    assert (batch.status, batch.n_created) == ("done", 2)
    again = JobTitle.objects.get()
    assert (again.normalised, again.n_contacts) == (title.normalised, 2)
    assert Contact.objects.filter(job_title=again).count() == 2


def test_only_one_run_works_on_a_file(bring: Import) -> None:
    batch = bring(PEOPLE)
    ImportBatch.objects.filter(pk=batch.pk).update(status="running", n_rows=0)

    with alone(batch.pk):  # As another process that works on it.
        run_import(batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.n_rows) == ("running", 0)


def test_time_left_is_said_after_the_first_rows(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_job, "FIRST_ROWS", (10, 20))
    lines = "".join(f"p{n}@acme.example,{'x' * 5_000}\n" for n in range(25))
    batch = bring(f"email,note\n{lines}", is_dry=True)
    control.start_checked(batch=batch, author=batch.author, is_queued=False)
    said: list[tuple[int, str]] = []

    def look(now: ImportBatch) -> None:
        shown = ImportBatch.objects.get(pk=now.pk)
        said.append((shown.n_rows, time_left(shown)))

    run_import(batch.pk, on_progress=look)

    assert [n_rows for n_rows, _ in said] == [10, 25]
    assert said[0][1].endswith(" left")


_KILLED = """
import os, signal, sys, django
django.setup()
from leadqual.imports.errors import ProgressLostError
from leadqual.imports.import_locks import alone
from leadqual.imports.merging.import_job import run_import
def die(batch):
    if batch.n_rows >= 20:
        os.kill(os.getpid(), signal.SIGKILL)
run_import(int(sys.argv[1]), chunk_rows=10, on_progress=die)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_run_goes_on_where_it_stopped(confirm: Import, models: None) -> None:
    text = "email,title\n" + "".join(f"p{n}@acme.example,Clerk {n % 5}\n" for n in range(55))
    batch = confirm(text)
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = {
        **os.environ,
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    dead = subprocess.run(
        [sys.executable, "-c", _KILLED, str(batch.pk)], env=environment, check=False
    )
    batch.refresh_from_db()
    assert dead.returncode == -signal.SIGKILL
    assert (batch.status, batch.n_rows, Contact.objects.count()) == ("running", 20, 20)

    resume_imports()  # Its last sign is fresh: nothing happens yet.
    batch.refresh_from_db()
    assert batch.n_rows == 20
    silent = timezone.now() - timedelta(seconds=31)
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=silent)
    resume_imports()

    batch.refresh_from_db()
    assert (batch.status, batch.n_rows, counts(batch)) == ("done", 55, (55, 0, 0, 0))
    assert outcomes(batch) == [(number, "created") for number in range(2, 57)]
    assert list(JobTitle.objects.values_list("n_contacts", flat=True)) == [11] * 5


@pytest.mark.usefixtures("seen_empty")
def test_planner_knows_of_the_rows_when_an_import_is_done(
    bring: Import, workspace: Workspace
) -> None:
    bring(PEOPLE)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_stats WHERE attname = 'workspace_id'"
            " AND tablename IN ('leads_company', 'leads_contact', 'leads_jobtitle')"
            " AND %s = ANY(most_common_vals::text::bigint[]) ORDER BY tablename",
            [workspace.pk],
        )
        known = [table for (table,) in cursor.fetchall()]
    assert known == ["leads_company", "leads_contact", "leads_jobtitle"]


@pytest.mark.django_db(transaction=True)
def test_titles_and_companies_that_somebody_deletes_meanwhile_are_made_again(
    confirm: Import, models: None
) -> None:
    text = "email,title,company\na@a.example,CEO,Acme\nb@a.example,CEO,Acme\n"
    batch = confirm(text)

    def delete(one: ImportBatch) -> None:
        if one.n_rows == 1:
            Contact.objects.update(job_title=None, company=None)
            JobTitle.objects.all().delete()
            Company.objects.all().delete()

    run_import(batch.pk, chunk_rows=1, on_progress=delete)

    batch.refresh_from_db()
    later = Contact.objects.select_related("job_title", "company").get(email="b@a.example")
    assert (batch.status, counts(batch)) == ("done", (2, 0, 0, 0))
    assert later.job_title is not None
    assert (later.job_title.title, later.job_title.n_contacts) == ("CEO", 1)
    assert str(later.company) == "Acme"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", ["", "a@a.example"])
def test_a_title_that_is_deleted_between_two_looks_is_made_again(
    workspace: Workspace, bring: Import, models: None, known: str
) -> None:
    JobTitle.objects.create(workspace=workspace, title="CEO", normalised="ceo")
    if known:
        Contact.objects.create(workspace=workspace, email=known)
    other = connection.copy()
    deletes = ["DELETE FROM leads_jobtitle"]

    def between(execute: Callable[..., object], sql: str, *rest: object) -> object:
        result = execute(sql, *rest)
        if "INSERT INTO leads_jobtitle" in sql and deletes:
            with other.cursor() as cursor:
                cursor.execute(deletes.pop())
        return result

    with connection.execute_wrapper(between):
        batch = bring("email,title\na@a.example,CEO\n")
    other.close()

    assert (batch.status, batch.n_rejected, deletes) == ("done", 0, [])
    contact = Contact.objects.select_related("job_title").get()
    assert contact.job_title is not None
    assert contact.job_title.n_contacts == 1


def test_another_file_that_is_missing_is_not_said_to_be_the_upload(bring: Import) -> None:
    batch = bring(PEOPLE)
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.QUEUED, n_rows=0)

    def fails(_: ImportBatch) -> None:
        raise FileNotFoundError("models/titles/weights.npz")

    with pytest.raises(FileNotFoundError):
        run_import(batch.pk, on_progress=fails)

    batch.refresh_from_db()
    assert (batch.status, batch.error) == (ImportBatch.Status.RUNNING, "")  # It is resumed.


def test_upload_that_is_gone_is_said_to_be(bring: Import) -> None:
    batch = bring(PEOPLE)
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.QUEUED, n_rows=0)
    batch.file.storage.delete(str(batch.file.name))

    run_import(batch.pk)

    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.FAILED
    assert batch.error == "The file no longer exists. Upload it again."


def test_an_upload_that_a_restore_has_not_put_in_place_yet_is_not_said_to_be_gone(
    bring: Import, settings: Settings, tmp_path: Path
) -> None:
    """The tables of the backup are there a moment before its files."""
    batch = bring(PEOPLE)
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.QUEUED, n_rows=0)
    here, aside = Path(batch.file.path), Path(f"{batch.file.path}.aside")
    here.rename(aside)
    settings.STATE_DIR = tmp_path
    (tmp_path / RESTORE_FILE).write_text("{}")

    with pytest.raises(FileNotFoundError):
        run_import(batch.pk)
    aside.rename(here)
    (tmp_path / RESTORE_FILE).unlink()
    run_import(batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.error) == (ImportBatch.Status.DONE, "")
