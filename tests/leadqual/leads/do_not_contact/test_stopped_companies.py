"""Whoever is stopped through a company stays stopped when the company goes, and comes back."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.bulk_deletion import delete_records, restore_step
from leadqual.leads.company_identity import name_key
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry, lift_entries
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.do_not_contact.selectors import active_entries, company_entries
from leadqual.leads.merging.services import undo_merge
from leadqual.leads.models import Company, Contact, DeletedRecord, DoNotContact
from tests.leadqual.imports.conftest import Import, bring, confirm, undo  # noqa: F401  # fixtures
from tests.leadqual.leads.do_not_contact.racing import exported
from tests.leadqual.leads.people import is_stopped, make_company, make_contact, merge_two

pytestmark = pytest.mark.django_db
KIND = DeletedRecord.Kind.COMPANY
PROFILE = "https://www.linkedin.com/in/anna"
Stop = Callable[[Company], DoNotContact]


@pytest.fixture
def stop(api: Client) -> Stop:
    def stop_company(company: Company) -> DoNotContact:
        body = {"company_id": company.pk}
        made = api.post("/api/v1/do-not-contact", body, content_type="application/json")
        return DoNotContact.objects.get(pk=made.json()["id"])

    return stop_company


def people_of(company: Company) -> list[Contact]:
    """Create a person with each key there is, at other addresses than the domain of the company."""
    keys = [
        {"email": "anna@mail.example"},
        {"linkedin_url": PROFILE},
        {"phone": "030 1234567"},
        {"external_id": "CRM-17"},
        {},
    ]
    return [make_contact(company.workspace, "Anna Roth", company=company, **one) for one in keys]


@pytest.mark.parametrize(
    ("way", "fields"),
    [("one", {}), ("many", {"domain": "kelvia.example", "external_id": "A-1"})],
)
def test_people_of_a_stopped_company_stay_stopped_when_it_is_deleted(
    api: Client,
    stop: Stop,
    workspace: Workspace,
    manager: User,
    way: str,
    fields: dict[str, str],
) -> None:
    company = make_company(workspace, "Kelvia", **fields)
    people = people_of(company)
    entry = stop(company)
    free = make_contact(workspace, email="ben@mail.example")

    if way == "one":
        assert api.delete(f"/api/v1/companies/{company.pk}").status_code == 200
    else:
        delete_records(
            records=[company], workspace=workspace, kind=KIND, author=manager, step=uuid4()
        )

    assert all(map(is_stopped, people))
    assert exported(workspace, manager) == {"ben@mail.example"}
    derived = active_entries(workspace).exclude(pk=entry.pk)
    assert set(derived.values_list("derived_from", flat=True)) == {entry.pk}
    Contact.objects.exclude(pk=free.pk).delete()
    again = make_company(workspace, "Kelvia", **fields)
    assert all(map(is_stopped, people_of(again)))
    assert is_stopped(make_contact(workspace, "Somebody New", company=again))
    Contact.objects.exclude(pk=free.pk).delete()
    back = [make_contact(workspace, "A. B.", email="anna@mail.example")]
    back += [make_contact(workspace, "A. B.", linkedin_url=PROFILE)]
    back += [make_contact(workspace, "Anna Roth", phone="030/1234567")]
    back += [make_contact(workspace, "A. B.", external_id="CRM-17")]
    assert all(map(is_stopped, back))
    assert not differences_of(workspace)

    lift_entries(
        workspace=workspace, entries=DoNotContact.objects.filter(pk=entry.pk), author=manager
    )
    assert not any(map(is_stopped, back))
    assert not active_entries(workspace).exists()


def test_restoring_the_company_brings_the_former_state(
    stop: Stop, workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kelvia", external_id="A-1")
    people = people_of(company)
    stop(company)
    before = set(active_entries(workspace).values_list("pk", "kind", "key"))
    step = uuid4()

    delete_records(records=[company], workspace=workspace, kind=KIND, author=manager, step=step)
    Contact.objects.filter(pk=people[0].pk).update(email="anna@new.example")
    restore_step(workspace=workspace, author=manager, step=step)

    assert set(active_entries(workspace).values_list("pk", "kind", "key")) == before
    assert all(map(is_stopped, people))
    Contact.objects.filter(pk=people[0].pk).update(company=None)  # By hand.
    assert not is_stopped(people[0])
    assert not differences_of(workspace)


def test_restoring_keeps_those_stopped_who_are_not_back(
    stop: Stop, workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kelvia")
    stays, goes = people_of(company)[:2]
    stop(company)
    step = uuid4()

    delete_records(records=[company], workspace=workspace, kind=KIND, author=manager, step=step)
    Contact.objects.filter(pk=stays.pk).update(company=make_company(workspace, "Nordkran"))
    goes.delete()
    restore_step(workspace=workspace, author=manager, step=step)

    assert is_stopped(stays)
    assert is_stopped(make_contact(workspace, "A.", linkedin_url=PROFILE))
    assert not differences_of(workspace)


def test_a_person_who_is_restored_when_the_company_is_gone_is_stopped(
    stop: Stop, workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kelvia")
    person = people_of(company)[0]
    entry = stop(company)
    went = delete_record(record=person, workspace=workspace, kind="contact", author=manager)
    gone = delete_record(record=company, workspace=workspace, kind="company", author=manager)

    restore_record(deleted=went, author=manager)
    assert is_stopped(person)
    restore_record(deleted=gone, author=manager)

    assert is_stopped(person)
    assert person.company == company
    assert list(active_entries(workspace).filter(kind="contact")) == []
    assert list(active_entries(workspace)) == [entry]
    assert not differences_of(workspace)


def test_people_stopped_by_the_domain_of_their_company_stay_so_too(
    api: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, domain="kelvia.example")
    person = make_contact(workspace, email="anna@mail.example", company=company)
    source = EntrySource("manual", "test", None)
    entry = add_entry(workspace=workspace, text="kelvia.example", kind="", source=source)

    assert api.delete(f"/api/v1/companies/{company.pk}").status_code == 200

    assert is_stopped(person)
    assert set(active_entries(workspace).values_list("derived_from", flat=True)) == {
        None,
        entry.pk,
    }
    assert not differences_of(workspace)


def test_a_stop_of_a_deleted_company_holds_for_its_people_and_its_keys(
    api: Client, stop: Stop, workspace: Workspace
) -> None:
    company = make_company(workspace, domain="kelvia.example", external_id="A-1")
    person, other = people_of(company)[:2]
    moved = make_contact(workspace, email="moved@mail.example", company=company)
    assert api.delete(f"/api/v1/companies/{company.pk}").status_code == 200
    Contact.objects.filter(pk=moved.pk).update(company=make_company(workspace, "Nordkran"))

    stop(company)

    assert [is_stopped(one) for one in (person, other, moved)] == [True, True, False]
    assert is_stopped(make_contact(workspace, email="new@kelvia.example"))
    again = make_company(workspace, "Other name", external_id="A-1")
    assert is_stopped(make_contact(workspace, company=again))
    assert not differences_of(workspace)


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("fields", [{"domain": "kelvia.example"}, {"external_id": "A-1"}, {}])
def test_a_company_that_an_undone_import_deletes_is_known_when_it_returns(
    bring: Import,  # noqa: F811
    stop: Stop,
    workspace: Workspace,
    manager: User,
    fields: dict[str, str],
) -> None:
    columns = {"external_id": "external id", "domain": "domain"}
    head = ",".join(["company name", *(columns[one] for one in fields)])
    row = ",".join(["Kelvia", *fields.values()])
    batch = bring(f"{head}\n{row}\n", kind="companies")
    stop(Company.objects.get())
    assert undo(batch, manager)["n_deleted"] == 1

    bring(f"{head}\n{row}\n", kind="companies")

    assert is_stopped(make_contact(workspace, company=Company.objects.get()))
    assert not differences_of(workspace)


def test_a_company_has_no_name_as_key_beside_another(stop: Stop, workspace: Workspace) -> None:
    company = make_company(workspace, "Kelvia", external_id="A-1")
    stop(company)
    company.delete()

    other = make_company(workspace, "Kelvia", external_id="A-2")

    assert not is_stopped(make_contact(workspace, company=other))


def test_a_company_that_returns_is_allowed_on_its_page(
    qualifier_client: Client, stop: Stop, workspace: Workspace
) -> None:
    company = make_company(workspace, "Kelvia", external_id="A-1")
    stop(company)
    company.delete()
    again = make_company(workspace, "Kelvia", external_id="A-1")
    person = make_contact(workspace, email="anna@mail.example", company=again)
    assert is_stopped(person)
    assert company_entries(again).exists()

    qualifier_client.post(f"/companies/{again.pk}/allow/")

    assert not is_stopped(person)
    assert not active_entries(workspace).exists()


def test_the_page_of_one_person_does_not_allow_the_whole_company(
    qualifier_client: Client, stop: Stop, workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kelvia")
    people = people_of(company)
    stop(company)
    delete_records(records=[company], workspace=workspace, kind=KIND, author=manager, step=uuid4())

    page = qualifier_client.post(f"/people/{people[0].pk}/allow/", follow=True).content.decode()

    assert "stays marked Do not contact: an entry covers their former company" in page
    assert all(map(is_stopped, people))


def test_a_merge_of_companies_and_its_undo_lose_nobody(
    stop: Stop, workspace: Workspace, manager: User
) -> None:
    kept, other = make_company(workspace, "Nordkran"), make_company(workspace, "Kelvia")
    free = make_contact(workspace, email="ben@mail.example", company=kept)
    people = people_of(other)
    entry = stop(other)

    merged = merge_two(kept, other, manager)
    assert all(map(is_stopped, [free, *people]))
    undo_merge(merged=merged, author=manager)

    assert all(map(is_stopped, people))
    assert not is_stopped(free)
    assert list(active_entries(workspace)) == [entry]
    assert not differences_of(workspace)


def test_keys_that_a_merge_of_companies_gives_up_are_known(
    stop: Stop, workspace: Workspace, manager: User
) -> None:
    kept = make_company(workspace, "Nordkran", domain="nordkran.example", external_id="A-1")
    other = make_company(workspace, "Kelvia", domain="kelvia.example", external_id="A-2")
    merge_two(kept, other, manager)
    stop(kept)
    kept.delete()

    again = make_company(workspace, "Kelvia", external_id="A-2")

    assert is_stopped(make_contact(workspace, company=again))
    assert is_stopped(make_contact(workspace, email="a@kelvia.example"))


def test_a_company_that_a_stopped_one_is_joined_with_keeps_no_name_of_others(
    stop: Stop, workspace: Workspace
) -> None:
    company = make_company(workspace, "Kelvia")
    namesake = make_company(workspace, "Kelvia", city="Seattle")
    person = make_contact(workspace, email="anna@mail.example", company=namesake)

    stop(company)

    assert name_key("Kelvia") == "kelvia"
    assert not is_stopped(person)
