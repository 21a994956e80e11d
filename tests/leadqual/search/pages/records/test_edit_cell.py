"""Promises about cells of the tables of people and companies that are edited in place."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, RecordChange
from tests.leadqual.leads.people import make_company, make_contact, make_field

pytestmark = pytest.mark.django_db
HERE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?sort=company&person=1"}


def save(client: Client, path: str, value: str) -> str:
    return client.post(path, {"value": value}, headers=HERE).content.decode()


@pytest.mark.usefixtures("models")
def test_title_is_saved_classified_at_once_and_undone_on_the_same_page(
    qualifier_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Ada Abel", title="Plumber")

    row = save(qualifier_client, f"/people/{contact.pk}/cells/title/", "Head of Sales")

    assert row.strip().startswith("<tr>")
    assert 'data-edit="title" title="Head of Sales"' in row
    assert '<span class="n">Sales</span>' in row
    step = RecordChange.objects.get().step
    undo = f"/records/changes/{step}/undo/?next=%2Fpeople%2F%3Fsort%3Dcompany%26person%3D1"
    assert undo in row
    back = qualifier_client.post(undo)
    assert back.headers["Location"] == "/people/?sort=company&person=1"
    contact.refresh_from_db()
    assert contact.title == "Plumber"


def test_owner_status_tags_and_custom_fields_are_written_each_as_its_field_reads_it(
    qualifier_client: Client, qualifier: User, workspace: Workspace, manager: User
) -> None:
    contact = make_contact(workspace, "Ada Abel", tags=["old"])
    company = make_company(workspace, "Kelvia")
    for record in ("contact", "company"):
        make_field(workspace, "Deal size", "number", manager, record=record)

    for path, row in (("people", contact), ("companies", company)):
        cells = f"/{path}/{row.pk}/cells"
        save(qualifier_client, f"{cells}/owner/", str(qualifier.pk))
        save(qualifier_client, f"{cells}/status/", "won")
        save(qualifier_client, f"{cells}/tags/", "VIP; berlin")
        shown = save(qualifier_client, f"{cells}/custom.deal_size/", "1,250")
        assert f'id="open-{row.pk}"' in shown
        row.refresh_from_db()
        assert (row.owner, row.status, row.tags) == (qualifier, "won", ["berlin", "VIP"])
        assert row.custom == {"deal_size": 1250}

    save(qualifier_client, f"/people/{contact.pk}/cells/company/", "Kelvia")
    contact.refresh_from_db()
    assert contact.company == company


def test_wrong_value_is_told_at_the_cell_and_kept_in_it(
    qualifier_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Ada Abel", email="a@x.example")
    make_contact(workspace, "Ben", email="b@x.example")

    for field, value in (("owner", "99"), ("status", "sold"), ("email", "b@x.example")):
        path = f"/people/{contact.pk}/cells/{field}/"
        answer = qualifier_client.post(path, {"value": value}, headers=HERE)

        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert answer.context["form"]["value"].value() == value
    assert not RecordChange.objects.exists()


def test_cells_are_for_those_who_may_write_and_records_of_the_workspace(
    qualifier_client: Client,
    viewer_client: Client,
    workspace: Workspace,
    other_workspace: Workspace,
) -> None:
    own, others = make_contact(workspace, "Ada"), make_contact(other_workspace, "Eve")

    assert viewer_client.get(f"/people/{own.pk}/cells/title/").status_code == 403
    assert qualifier_client.get(f"/people/{others.pk}/cells/title/").status_code == 404
    assert qualifier_client.get(f"/people/{own.pk}/cells/do_not_contact/").status_code == 404
    assert "data-cells" not in viewer_client.get("/people/").content.decode()
    assert "data-cells" in qualifier_client.get("/people/").content.decode()
    assert Contact.objects.count() == 2


def test_companies_are_found_while_a_name_is_typed(
    viewer_client: Client, workspace: Workspace, other_workspace: Workspace
) -> None:
    make_company(workspace, "Nordwind", domain="nordwind.example")
    make_company(other_workspace, "Nordlicht")

    found = viewer_client.get("/companies/find/?q=nor").json()["values"]

    assert found == [{"value": "Nordwind", "more": "nordwind.example"}]
