"""People whom nobody knows go in straight; who may be somebody is never among them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import Workspace
from leadqual.imports.merging.contacts import find_new_rows
from leadqual.imports.merging.merge_rules import MergeRules
from leadqual.imports.merging.prepared_chunks import NumberedContact, prepare
from leadqual.imports.models import ImportChange
from leadqual.imports.validation.validated_rows import ContactValues
from leadqual.leads.models import Company, Contact, JobTitle
from tests.leadqual.imports.conftest import Import, counts

pytestmark = pytest.mark.django_db


def row(number: int, **values: str) -> NumberedContact:
    texts = {name: values.get(name, "") for name in ContactValues._fields}
    fields: dict[str, Any] = {**texts, "record": None, "company": None}
    return number, ContactValues(**fields)


def fresh_numbers(
    workspace: Workspace, rows: list[NumberedContact], mode: str = "both"
) -> list[int]:
    with connection.cursor() as cursor:
        fresh = find_new_rows(cursor, workspace.pk, prepare(rows, str.lower), MergeRules(1, mode))
    return [row[0] for row, is_fresh in zip(rows, fresh, strict=True) if is_fresh]


def test_rows_are_fresh_unless_they_may_mean_somebody(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    Contact.objects.create(workspace=workspace, email="ann@a.example", external_id="7")
    Contact.objects.create(workspace=other_workspace, email="new@a.example")
    rows = [
        row(2, email="new@a.example"),
        row(3, email="ann@a.example"),
        row(4, email="bo@a.example", external_id="7"),
        row(6, first_name="Cy"),
        row(7, email="twice@a.example"),
        row(8, linkedin_url="https://www.linkedin.com/in/dee"),
        row(9, email="twice@a.example", external_id="9"),
        row(10, first_name="Cy"),
    ]

    assert fresh_numbers(workspace, rows) == [2, 8]
    assert fresh_numbers(workspace, rows, "update") == []


def test_what_copy_would_read_as_something_else_goes_in_as_it_is(bring: Import) -> None:
    odd = r"A\nn\\ \N"

    bring(f"email,first_name,last_name\nann@a.example,{odd},\nbo@a.example,Bo,Roe\n")

    ann = Contact.objects.get(email="ann@a.example")
    assert (ann.first_name, ann.last_name, ann.linkedin_url) == (odd, "", None)
    assert (ann.created_at, ann.do_not_contact) == (ann.updated_at, False)


def test_titles_and_companies_of_fresh_rows_are_found_again_and_noted(bring: Import) -> None:
    bring("email,title,company\nann@a.example,CEO,Acme\n")

    batch = bring(
        "email,title,company\n"
        "bo@a.example,ceo,ACME Inc\ncy@a.example,CFO,Orlo\ndi@a.example,cfo,\n",
        chunk_rows=2,
    )

    assert counts(batch) == (3, 0, 0, 0)
    assert dict(JobTitle.objects.values_list("title", "n_contacts")) == {"CEO": 2, "CFO": 2}
    assert Company.objects.count() == 2
    made = ImportChange.objects.filter(batch=batch, made=True).values_list("kind", "record_id")
    title, company = JobTitle.objects.get(title="CFO"), Company.objects.get(name="Orlo")
    assert set(made) == {("titles", title.pk), ("companies", company.pk)}


def test_a_chunk_of_fresh_rows_is_not_merged_row_by_row(bring: Import) -> None:
    rows = "".join(f"p{n}@a.example,Clerk\n" for n in range(50))
    with CaptureQueriesContext(connection) as queries:
        bring("email,title\n" + rows)

    statements = [query["sql"] for query in queries.captured_queries]
    assert not [one for one in statements if "staged_contact" in one]
    assert Contact.objects.count() == 50


def test_company_is_that_of_the_first_row_whichever_way_the_rows_go(bring: Import) -> None:
    bring("email\nann@gmail.com\n")

    bring("email,company,website\nann@gmail.com,Acme,\nbo@gmail.com,Acme,acme.example\n")

    assert Company.objects.get().domain is None


@pytest.mark.parametrize(("chunk_rows", "is_dry"), [(2, False), (20, False), (1, True)])
def test_who_came_without_a_key_is_found_by_name_and_company_once_it_is_there(
    bring: Import, chunk_rows: int, is_dry: bool
) -> None:
    bring("name,email,company\nAnn Lee,ann(at)a.example,Acme\nBo Roe,,\nCy Poe,,Acme\n")

    batch = bring(
        "name,email,company\n"
        "Ann Lee,ann@a.example,Acme\n"
        "Ann Lee,ann2@a.example,Acme\n"
        "Bo Roe,bo@b.example,\n"
        "Cy Poe,cy@c.example,Other\n"
        "Di Fox,,Acme\n"
        "Di Fox,di@a.example,Acme\n",
        chunk_rows=chunk_rows,
        is_dry=is_dry,
    )

    outcomes = list(batch.rows.order_by("number").values_list("outcome", flat=True))
    assert outcomes == ["updated", "created", "updated", "created", "created", "updated"]
    if not is_dry:
        emails = dict(Contact.objects.order_by("pk").values_list("email", "first_name"))
        assert emails == {
            "ann@a.example": "Ann",
            "bo@b.example": "Bo",
            None: "Cy",
            "ann2@a.example": "Ann",
            "cy@c.example": "Cy",
            "di@a.example": "Di",
        }


@pytest.mark.parametrize("duplicates", ["last", "first", "reject"])
def test_a_chunk_that_knows_somebody_after_chunks_that_did_not_is_merged(
    bring: Import, duplicates: str
) -> None:
    bring("email,title\nold@a.example,CEO\n")
    rows = ["a", "Anna", "b", "Ben", "c", "Cy", "old", "Old", "d", "Di", "a", "Ann"]
    lines = (f"{key}@a.example,{name}\n" for key, name in zip(rows[::2], rows[1::2], strict=True))

    batch = bring("email,first_name\n" + "".join(lines), chunk_rows=2, duplicates=duplicates)

    last = {"last": "updated", "first": "skipped", "reject": "rejected"}[duplicates]
    outcomes = list(batch.rows.order_by("number").values_list("outcome", flat=True))
    assert outcomes == ["created", "created", "created", "updated", "created", last]
    names = dict(Contact.objects.order_by("pk").values_list("email", "first_name"))
    assert names.pop("a@a.example") == ("Ann" if duplicates == "last" else "Anna")
    assert list(names.values()) == ["Old", "Ben", "Cy", "Di"]
