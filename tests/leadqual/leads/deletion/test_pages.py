"""Promises of the pages that delete records, list them and restore them."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.bulk_deletion import delete_records, restore_step
from leadqual.leads.deletion import delete_record
from leadqual.leads.errors import TooManyRecordsError
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from leadqual.replies.models import Reply
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(workspace: Workspace, taxonomy: None) -> list[Contact]:
    """Three people of a company, who replied."""
    found = []
    for number in range(3):
        values = ContactValues(f"p{number}@x.example", company=CompanyValues("Kranwerk"))
        contact, _ = save_contact(workspace=workspace, values=values)
        found.append(contact)
        Reply.objects.create(
            workspace=workspace,
            contact=contact,
            message_id=f"<{number}@x>",
            sender=contact.email or "",
            text="Hello",
            received_at=timezone.now(),
        )
    return found


@pytest.fixture
def qualifier(workspace: Workspace) -> Client:
    """A client of a qualifier."""
    return client_of(make_member(workspace, "q@leadqual.example", Role.QUALIFIER))


def request_id(page: bytes) -> str:
    """Return what a form counts its step by."""
    found = re.search(rb'name="request_id" value="([^"]+)"', page)
    assert found is not None
    return found.group(1).decode()


def undo_of(client: Client) -> str:
    """Return the address of the undo button of the message that waits."""
    page = client.get("/settings/?panel=deleted-records").content.decode()
    found = re.search(r'action="(/deleted/[^"]+next[^"]*)"', page)
    assert found is not None
    return found.group(1).replace("&amp;", "&")


def test_selected_people_are_deleted_in_one_step_and_restored_in_one(
    qualifier: Client, people: list[Contact]
) -> None:
    address = f"/people/delete/?contact={people[0].pk}&contact={people[1].pk}"
    step = request_id(qualifier.get(address, follow=True).content)
    assert Contact.objects.count() == 3

    for _ in range(2):  # Sent twice, it counts once.
        qualifier.post(address, {"request_id": step})

    assert list(Contact.objects.all()) == [people[2]]
    assert DeletedRecord.objects.filter(step=UUID(step)).count() == 2
    answer = qualifier.post(undo_of(qualifier))
    assert answer.status_code == 302
    assert Contact.objects.count() == 3
    assert DeletedRecord.objects.count() == 0
    assert Reply.objects.exclude(contact=None).count() == 3


def test_selected_companies_are_deleted_and_their_contacts_stay(
    qualifier: Client, people: list[Contact]
) -> None:
    address = f"/companies/delete/?company={Company.objects.get().pk}&company=0&company=x"
    step = request_id(qualifier.get(address, follow=True).content)

    qualifier.post(address, {"request_id": step})

    assert (Company.objects.count(), Contact.objects.count()) == (0, 3)
    qualifier.post(f"/deleted/bulk/{step}/restore/")
    assert Contact.objects.filter(company=Company.objects.get()).count() == 3


def test_nothing_selected_deletes_nothing(qualifier: Client, people: list[Contact]) -> None:
    qualifier.post("/replies/delete/", {})
    qualifier.post("/companies/delete/", {"request_id": str(uuid4())})
    without_step = qualifier.post(f"/people/delete/?contact={people[0].pk}", {})

    assert without_step.status_code == 422
    assert (Contact.objects.count(), Company.objects.count(), Reply.objects.count()) == (3, 1, 3)


def test_more_than_one_step_takes_is_refused_and_deletes_nothing(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    many = people * 200

    with pytest.raises(TooManyRecordsError):
        delete_records(
            records=many, workspace=workspace, kind="contact", author=manager, step=uuid4()
        )

    assert Contact.objects.count() == 3


def test_what_cannot_be_restored_stays_deleted_and_the_rest_comes_back(
    workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    step = uuid4()
    delete_records(records=people, workspace=workspace, kind="contact", author=manager, step=step)
    save_contact(workspace=workspace, values=ContactValues("p1@x.example"))

    done = restore_step(workspace=workspace, author=manager, step=step)

    assert (done.n_done, done.n_kept) == (2, 1)
    assert DeletedRecord.objects.get().name


def test_the_page_of_deleted_records_says_who_deleted_them_and_until_when_they_stay(
    qualifier: Client, people: list[Contact]
) -> None:
    qualifier.post(f"/companies/{people[0].company_id}/delete/")
    qualifier.post(f"/people/{people[0].pk}/delete/")
    deleted = DeletedRecord.objects.get(kind="contact")

    page = qualifier.get("/settings/?panel=deleted-records&kind=contact").content.decode()

    assert page.count("data-deletion=") == 1
    assert "p0@x.example" in page
    assert str(deleted.deleted_by) in page
    assert f"{deleted.deleted_at + timedelta(days=30):%Y-%m-%d}" in page
    listed = qualifier.get("/api/v1/deletions").json()["results"]
    assert [one["deleted_by"] for one in listed] == ["q@leadqual.example"] * 2
    assert listed[0]["purged_at"] > listed[0]["deleted_at"]
    there = "/settings/?panel=deleted-records&kind=contact"
    back = qualifier.post(f"/deleted/{deleted.pk}/restore/", {"next": there})
    assert back.headers["Location"] == there
    assert Contact.objects.count() == 3


def test_viewers_and_other_workspaces_delete_and_restore_nothing(
    workspace: Workspace, other_workspace: Workspace, people: list[Contact], manager: User
) -> None:
    step = uuid4()
    delete_records(
        records=people[:1], workspace=workspace, kind="contact", author=manager, step=step
    )
    viewer = client_of(make_member(workspace, "v@leadqual.example", Role.VIEWER))
    stranger = client_of(make_member(other_workspace, "o@leadqual.example", Role.MANAGER))

    assert viewer.get("/settings/?panel=deleted-records").status_code == 403
    assert viewer.post(f"/deleted/bulk/{step}/restore/").status_code == 403
    assert viewer.post("/replies/delete/", {"reply": [1]}).status_code == 403
    assert stranger.post(f"/deleted/bulk/{step}/restore/").status_code == 404
    assert b"data-deletion" not in stranger.get("/settings/?panel=deleted-records").content
    address = f"/people/delete/?contact={people[1].pk}"
    stranger.post(address, {"request_id": str(uuid4())})
    assert Contact.objects.count() == 2


def test_deleted_records_of_the_same_name_are_told_apart(
    workspace: Workspace, manager: User, qualifier: Client, taxonomy: None
) -> None:
    for number, title in enumerate(("CFO", "Buyer")):
        fields = {"first_name": "Freya", "last_name": "Aalto"}
        values = ContactValues(f"f{number}@x.example", title=title, fields=fields)
        contact, _ = save_contact(workspace=workspace, values=values)
        delete_record(record=contact, workspace=workspace, kind="contact", author=manager)

    page = qualifier.get("/settings/?panel=deleted-records").content.decode()

    assert "CFO, f0@x.example" in page
    assert "Buyer, f1@x.example" in page
