"""A file or a program that brings a merged record in again changes the kept one."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Company, Contact, MergedRecord
from leadqual.leads.upserts import CompanyValues, ContactValues, save_company, save_contact
from tests.leadqual.imports.conftest import Import, counts, planned, undo

pytestmark = pytest.mark.django_db

PEOPLE = (
    "email,id,linkedin,first_name,last_name\n"
    "ann@x.example,1,https://www.linkedin.com/in/ann,Ann,Lee\n"
    "annie@y.example,2,https://www.linkedin.com/in/annie,Annie,Lee\n"
)
COMPANIES = (
    "name,domain,id,linkedin\n"
    "Kelvia,kelvia.example,1,https://www.linkedin.com/company/kelvia\n"
    "Nordport AB,nordport.example,2,https://www.linkedin.com/company/nordport\n"
)


def merge(workspace: Workspace, author: User, model: type[Contact | Company]) -> MergedRecord:
    kept, other = model._default_manager.order_by("pk")[:2]
    kind = "contact" if model is Contact else "company"
    request = MergeRequest(kind, kept.pk, other.pk)
    return merge_records(workspace=workspace, request=request, author=author)


@pytest.fixture
def ann(bring: Import, workspace: Workspace, manager: User) -> Contact:
    """Ann, into whom Annie was merged."""
    bring(PEOPLE)
    merge(workspace, manager, Contact)
    return Contact.objects.get()


@pytest.fixture
def kelvia(bring: Import, workspace: Workspace, manager: User) -> Company:
    """Kelvia, into which Nordport was merged."""
    bring(COMPANIES, kind="companies")
    merge(workspace, manager, Company)
    return Company.objects.get()


def test_a_person_is_not_brought_back_by_any_key(bring: Import, ann: Contact) -> None:
    rows = [
        "annie@y.example,,",
        ",2,",
        ",,https://www.linkedin.com/in/annie",
        "annie@y.example,2,https://www.linkedin.com/in/annie",
        "ann@x.example,2,",
        "annie@y.example,1,",
    ]
    lines = "".join(f"{row},City {at}\n" for at, row in enumerate(rows))

    batch = bring(f"email,id,linkedin,city\n{lines}", chunk_rows=1)

    assert counts(batch) == (0, 6, 0, 0)
    now = Contact.objects.get()
    assert (now.pk, now.city) == (ann.pk, "City 5")
    assert (now.email, now.external_id, now.linkedin_url) == (
        "ann@x.example",
        "1",
        "https://www.linkedin.com/in/ann",
    )


def test_rows_of_both_are_one_after_the_other(bring: Import, ann: Contact, manager: User) -> None:
    content = "email,city\nann@x.example,Oslo\nannie@y.example,Rome\nnew@x.example,Bern\n"
    plan = bring(content, is_dry=True)
    batch = bring(content)

    ann.refresh_from_db()
    assert (planned(plan), counts(batch)) == ((1, 2, 0, 0), (1, 2, 0, 0))
    assert (ann.city, ann.email) == ("Rome", "ann@x.example")
    undo(batch, manager)
    ann.refresh_from_db()
    assert ann.city == ""


def test_a_person_who_has_the_key_now_comes_first(
    bring: Import, ann: Contact, workspace: Workspace
) -> None:
    Contact.objects.create(workspace=workspace, last_name="Roe", email="annie@y.example")

    bring("email,city\nannie@y.example,Oslo\n")

    assert Contact.objects.get(last_name="Roe").city == "Oslo"
    ann.refresh_from_db()
    assert ann.city == ""


def test_after_the_merge_is_undone_both_are_there(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    bring(PEOPLE)
    merged = merge(workspace, manager, Contact)
    undo_merge(merged=merged, author=manager)

    bring("email,city\nannie@y.example,Oslo\n")

    assert list(Contact.objects.order_by("pk").values_list("city", flat=True)) == ["", "Oslo"]


def test_the_key_of_the_kept_one_leads_there_where_the_other_was_chosen(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    bring(PEOPLE)
    kept, other = Contact.objects.order_by("pk")
    request = MergeRequest("contact", kept.pk, other.pk, {"email": "other"})
    merge_records(workspace=workspace, request=request, author=manager)

    batch = bring("email,city\nann@x.example,Oslo\n")

    assert counts(batch) == (0, 1, 0, 0)
    assert Contact.objects.get().email == "annie@y.example"


def test_merges_of_others_count_for_nothing(
    bring: Import, ann: Contact, other_workspace: Workspace
) -> None:
    batch = bring("email\nannie@y.example\n", into=other_workspace)

    assert counts(batch) == (1, 0, 0, 0)


def test_a_company_is_not_brought_back(bring: Import, kelvia: Company) -> None:
    rows = [
        "Nordport,nordport.example,,",
        "Other,,2,",
        "Other,,,https://www.linkedin.com/company/nordport",
        "Nordport,,,",
    ]
    lines = "".join(f"{row},Text {at}\n" for at, row in enumerate(rows))
    content = f"name,domain,id,linkedin,overview\n{lines}"

    plan = bring(content, kind="companies", is_dry=True, chunk_rows=1)
    batch = bring(content, kind="companies", chunk_rows=1)

    assert (planned(plan), counts(batch)) == ((0, 4, 0, 0), (0, 4, 0, 0))
    now = Company.objects.get()
    assert (now.pk, now.overview, now.name, now.domain) == (
        kelvia.pk,
        "Text 3",
        "Kelvia",
        "kelvia.example",
    )
    assert (now.name_key, now.external_id) == (kelvia.name_key, "1")


def test_people_of_a_merged_company_work_at_the_kept_one(bring: Import, kelvia: Company) -> None:
    bring(
        "email,company,website\na@x.example,Nordport AB,\nb@x.example,NP,www.nordport.example\n"
        "c@x.example,Kelvia,kelvia.example\n"
    )

    assert Company.objects.get() == kelvia
    assert kelvia.contacts.count() == 3


def test_a_company_of_that_name_with_another_domain_is_another_one(
    bring: Import, kelvia: Company
) -> None:
    batch = bring("name,domain\nNordport,nordport-toys.example\n", kind="companies")

    assert counts(batch) == (1, 0, 0, 0)


def test_an_upsert_changes_the_kept_person(workspace: Workspace, ann: Contact) -> None:
    for email, fields in [
        ("annie@y.example", {}),
        ("third@x.example", {"linkedin_url": "https://www.linkedin.com/in/annie"}),
        ("third@x.example", {"external_id": "2"}),
    ]:
        values = ContactValues(email, fields={**fields, "city": "Oslo"})

        contact, is_new = save_contact(workspace=workspace, values=values)

        assert (contact.pk, is_new, contact.city) == (ann.pk, False, "Oslo")
        now = Contact.objects.get()
        assert (now.email, now.external_id, now.linkedin_url) == (
            "ann@x.example",
            "1",
            "https://www.linkedin.com/in/ann",
        )


def test_an_upsert_changes_the_kept_company(workspace: Workspace, kelvia: Company) -> None:
    values = CompanyValues("Nordport AB", "nordport.example", {"city": "Oslo"})

    company, is_new = save_company(workspace=workspace, values=values)

    assert (company.pk, is_new) == (kelvia.pk, False)
    now = Company.objects.get()
    assert (now.name, now.domain, now.city) == ("Kelvia", "kelvia.example", "Oslo")
