"""The triggers of contacts stay fast for many rows, whatever the session wrote before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from psycopg.errors import Diagnostic

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    entry_for,
    read_entry,
    set_record_entry,
)
from leadqual.leads.do_not_contact.entries import set_entry as set_entry_key
from leadqual.leads.models import Contact, DoNotContact
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
N_ROWS = 200
MAX_ROWS_EACH = 60
"""Rows that plans go through for each row that is written; `N_ROWS` where each meets each other."""

# What Postgres says of the plan of each statement, those in triggers too.
_EXPLAIN = """
    LOAD 'auto_explain';
    SET LOCAL auto_explain.log_min_duration = 0;
    SET LOCAL auto_explain.log_analyze = on;
    SET LOCAL auto_explain.log_timing = off;
    SET LOCAL auto_explain.log_nested_statements = on;
    SET LOCAL auto_explain.log_format = json;
    SET LOCAL auto_explain.log_level = notice;
"""


@contextmanager
def few_rows_read(n_written: int = N_ROWS) -> Iterator[None]:
    """Fail where the statements of the block go through far more rows than they write."""
    n_rows = 0

    def note(said: Diagnostic) -> None:
        nonlocal n_rows
        if plan := (said.message_primary or "").partition("plan:")[2]:
            n_rows += _n_rows(json.loads(plan)["Plan"])

    with connection.cursor() as cursor:
        cursor.execute(_EXPLAIN)
    connection.connection.add_notice_handler(note)
    try:
        yield
    finally:
        connection.connection.remove_notice_handler(note)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL auto_explain.log_min_duration = -1")
    assert n_rows <= MAX_ROWS_EACH * n_written


def _n_rows(plan: dict[str, Any]) -> int:
    """Count the rows that a step of a plan and those below it gave or left out."""
    each = sum(n for name, n in plan.items() if name.startswith(("Actual Rows", "Rows Removed")))
    return int(each * plan["Actual Loops"]) + sum(map(_n_rows, plan.get("Plans", [])))


@pytest.mark.parametrize("changed", [{"city": "Oslo"}, {"phone": "+49 30 1234567"}])
def test_many_changed_contacts_are_fast_after_a_single_one(
    workspace: Workspace, changed: dict[str, str]
) -> None:
    company = make_company(workspace, domain="acme.com")
    first = make_contact(workspace, email="anna@x.example", city="Berlin")
    set_entry(workspace, "anna@x.example")
    Contact.objects.filter(pk=first.pk).update(**changed)
    people = [
        Contact(workspace=workspace, company=company, email=f"p{n}@x.example")
        for n in range(N_ROWS)
    ]
    with few_rows_read():
        Contact.objects.bulk_create(people)
        Contact.objects.filter(workspace=workspace).update(**changed)

    assert Contact.objects.filter(workspace=workspace, **changed).count() == N_ROWS + 1
    assert Contact.objects.get(do_not_contact=True) == first


def test_many_changed_companies_are_fast_after_a_single_one(workspace: Workspace) -> None:
    first = make_company(workspace, domain="acme.com")
    type(first).objects.filter(pk=first.pk).update(city="Oslo")
    companies = [
        type(first)(workspace=workspace, name=f"Acme {n}", name_key=f"acme {n}")
        for n in range(N_ROWS)
    ]
    with few_rows_read():
        type(first).objects.bulk_create(companies)
        n_changed = type(first).objects.filter(workspace=workspace).update(city="Paris")

    assert n_changed == N_ROWS + 1


def test_contacts_are_fast_among_many_entries_that_the_planner_does_not_know(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    n_entries = 150
    set_entry(other_workspace, "ben@x.example")
    Contact.objects.bulk_create(
        Contact(workspace=workspace, email=f"q{n}@x.example") for n in range(n_entries)
    )
    Contact.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_donotcontact, leads_contact")
    entries = [
        DoNotContact(
            workspace=workspace, kind="alias", value=f"p{n}@x.example", key=f"p{n}@x.example"
        )
        for n in range(n_entries)
    ]
    people = [Contact(workspace=workspace, email=f"p{2 * n}@x.example") for n in range(n_entries)]

    n_written = len(entries) + len(people) + len(people)  # An entry of each person's record.
    with few_rows_read(n_written):
        DoNotContact.objects.bulk_create(entries)
        Contact.objects.bulk_create(people)

    assert (
        Contact.objects.filter(workspace=workspace, do_not_contact=True).count() == n_entries // 2
    )


def test_entries_of_people_who_have_many_keys_are_fast(workspace: Workspace) -> None:
    n_people = 120
    first = make_contact(workspace, email="anna@x.example", phone="030 1234567")
    set_entry(workspace, "anna@x.example")
    people = [
        Contact(
            workspace=workspace,
            last_name=f"Roth {n}",
            email=f"p{n}@x.example",
            phone=f"030 {1234567 + n}",
            linkedin_url=f"https://www.linkedin.com/in/p{n}",
        )
        for n in range(n_people)
    ]
    Contact.objects.bulk_create(people)
    entries = [
        DoNotContact(workspace=workspace, kind="linkedin", value=url, key=url)
        for url in (str(person.linkedin_url) for person in people)
    ]

    with few_rows_read(4 * n_people):  # Of each person four entries.
        DoNotContact.objects.bulk_create(entries)

    assert Contact.objects.filter(do_not_contact=True).count() == 1 + n_people
    derived = DoNotContact.objects.exclude(derived_from=None).exclude(key=str(first.pk))
    assert derived.filter(kind="phone").count() == 1 + n_people


def test_a_stopped_company_with_many_people_is_deleted_fast(
    workspace: Workspace, manager: User
) -> None:
    company, n_people = make_company(workspace, domain="acme.com"), 100
    people = [
        Contact(workspace=workspace, company=company, external_id=str(n), email=f"p{n}@x.example")
        for n in range(n_people)
    ]
    Contact.objects.bulk_create(people)
    source = EntrySource("manual", "test", None)
    set_record_entry(workspace=workspace, kind="company", record_id=company.pk, source=source)

    with few_rows_read(5 * n_people):  # Each contact, three entries of it, and what changed.
        delete_record(record=company, workspace=workspace, kind="company", author=manager)

    assert Contact.objects.filter(do_not_contact=True).count() == n_people
    assert DoNotContact.objects.filter(kind="external_id").count() == n_people


@pytest.mark.parametrize("known", ["name", "former"])
def test_one_of_many_is_found_without_reading_the_others(workspace: Workspace, known: str) -> None:
    company = make_company(workspace)
    keys = [f"https://www.linkedin.com/in/p{n}" for n in range(2 * N_ROWS)]
    Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            company=company,
            last_name=f"Roth {n}",
            linkedin_url=url if known == "former" else None,
        )
        for n, url in enumerate(keys)
    )
    Contact.objects.update(linkedin_url=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_contact, leads_contactformeremail, leads_company")
    person = Contact.objects.get(last_name="Roth 7")
    entry = entry_for(person) if known == "name" else read_entry(keys[7])
    assert entry is not None

    with few_rows_read(2 * N_ROWS // MAX_ROWS_EACH - 1):
        set_entry_key(workspace=workspace, entry=entry, source=EntrySource("manual", "test", None))

    assert Contact.objects.get(do_not_contact=True) == person
