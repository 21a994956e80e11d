"""Promises about the pages on which many records are changed."""

from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, RecordChange
from tests.leadqual.leads.people import make_contact, make_field

pytestmark = pytest.mark.django_db


def test_the_people_of_a_search_are_changed_and_undone(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    inside = make_contact(workspace, "Ada Abel", country="Germany")
    outside = make_contact(workspace, "Ben Öz", country="France")
    fields = {
        "request_id": str(uuid4()),
        "status": "contacted",
        "owner": str(qualifier.pk),
        "add_tags": "fair, VIP",
    }

    page = qualifier_client.get("/people/change/?country=Germany", follow=True)
    assert page.context["n"] == 1
    answer = qualifier_client.post("/people/change/?country=Germany", fields, follow=True)

    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.status, inside.owner, inside.tags) == ("contacted", qualifier, ["fair", "VIP"])
    assert (outside.status, outside.owner, outside.tags) == ("new", None, [])
    undo = f"/records/changes/{fields['request_id']}/undo/"
    assert undo in answer.content.decode()

    back = qualifier_client.post(f"{undo}?next=/people/%3Fcountry=Germany")

    inside.refresh_from_db()
    assert (inside.status, inside.owner, inside.tags) == ("new", None, [])
    assert back.headers["Location"] == "/people/?country=Germany"


def test_nothing_or_nonsense_to_change_is_told(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel")
    own = {"request_id": str(uuid4())}

    for fields in ({"status": "sold"}, {"owner": "9" * 20}, {"add_tags": "x" * 501}):
        assert qualifier_client.post("/people/change/", own | fields).status_code == 422
    assert qualifier_client.post("/people/change/", own).status_code == 422
    unclear = qualifier_client.post("/people/change/?country=Atlantis", own | {"status": "won"})
    assert unclear.status_code == 422
    assert not RecordChange.objects.exists()


def test_viewers_change_nobody(viewer_client: Client) -> None:
    assert viewer_client.get("/people/change/", follow=True).status_code == 403


def test_the_api_changes_many_and_undoes_it(api: Client, workspace: Workspace) -> None:
    people = [make_contact(workspace, f"P {n}") for n in range(3)]
    step = str(uuid4())
    body = {"ids": [one.pk for one in people], "request_id": step, "add_tags": ["x"]}

    done = api.post("/api/v1/contacts/bulk-changes", body, content_type="application/json")
    assert done.json() == {
        "changed": 3,
        "unchanged": 0,
        "request_id": step,
        "unknown_ids": [],
        "deleted_ids": [],
    }
    undone = api.post(f"/api/v1/record-changes/{step}/undo")

    assert undone.json() == {"undone": 3, "kept": 0}
    assert not Contact.objects.exclude(tags=[]).exists()
    again = api.post(f"/api/v1/record-changes/{step}/undo")
    assert again.status_code == 409
    assert api.post(f"/api/v1/record-changes/{uuid4()}/undo").status_code == 404


PLACE_PREPOSITIONS = {
    "HX-Request": "true",
    "HX-Current-URL": "http://testserver/people/?sort=level",
}


def test_one_field_is_chosen_and_changed_in_a_popover_and_the_page_stays(
    qualifier_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Ada Abel", country="France")
    address = f"/people/?panel=change&contact={contact.pk}"

    fields = qualifier_client.get(address, headers=PLACE_PREPOSITIONS)
    names = [bound.name for bound in fields.context["form"].shown()]
    assert names == ["status", "owner", "add_tags", "remove_tags", "title", "company", "country"]
    one = qualifier_client.get(f"{address}&field=country", headers=PLACE_PREPOSITIONS)
    assert [bound.name for bound in one.context["form"].shown()] == ["country"]
    body = {"request_id": str(uuid4()), "country": "Germany"}
    done = qualifier_client.post(f"{address}&field=country", body, headers=PLACE_PREPOSITIONS)

    contact.refresh_from_db()
    assert (done.status_code, contact.country) == (200, "Germany")
    assert done.headers["HX-Trigger"] == "leadqual:changed"
    assert f"{body['request_id']}/undo/?next=%2Fpeople%2F%3Fsort%3Dlevel" in done.content.decode()
    emptied = body | {"request_id": str(uuid4()), "country": "none"}
    qualifier_client.post(f"{address}&field=country", emptied, headers=PLACE_PREPOSITIONS)
    contact.refresh_from_db()
    assert contact.country == ""


@pytest.mark.usefixtures("models")
def test_title_and_custom_field_of_many_are_changed_and_the_title_is_classified(
    qualifier_client: Client, workspace: Workspace, manager: User
) -> None:
    make_field(workspace, "Size", "number", manager)
    contact = make_contact(workspace, "Ada Abel", title="Plumber")
    fields = {"title": "Head of Sales", "custom.size": "12"}

    wrong = {"request_id": str(uuid4()), "custom.size": "twelve"}
    assert qualifier_client.post("/people/change/", wrong).status_code == 422
    qualifier_client.post("/people/change/", {"request_id": str(uuid4()), **fields})

    contact.refresh_from_db()
    assert (contact.title, contact.custom) == ("Head of Sales", {"size": 12})
    assert contact.job_title is not None
    assert contact.job_title.labels.get().function.slug == "sales"
