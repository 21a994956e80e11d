"""Pages of exports."""

import re
from pathlib import Path
from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, ContactList, Export
from leadqual.search.exports.export_formats import CRM_FORMATS
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
TICKED = re.compile(r"\schecked>")
CHOICE = {"format": "csv", "columns": ["email", "country"]}


def content_of(response: object) -> bytes:
    streamed = cast("StreamingHttpResponse", response).streaming_content
    return b"".join(cast("list[bytes]", streamed))


def test_page_says_how_many_and_offers_the_usual_columns(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, country="Germany")
    make_contact(workspace, country="Germany", email="n@x.example", do_not_contact=True)
    make_contact(workspace, country="Peru")

    page = qualifier_client.get("/people/export/?country=Germany", follow=True).content.decode()

    assert "Export 1 person" in page
    excluded = re.search(r"marked Do not contact</th><td[^>]*>([^<]+)", page)
    assert excluded is not None
    assert excluded[1] == "−1"
    assert len(TICKED.findall(page.partition('id="main"')[2])) == 18 + 1
    assert "has_stopped" not in page
    assert Export.objects.count() == 0


def test_file_for_a_crm_needs_no_columns_and_leaves_the_usual_ones_for_the_next(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, email="j@x.example", company=make_company(workspace, "Acme"))
    for address in ("/companies/export/", "/people/export/"):
        for kind in CRM_FORMATS:
            response = qualifier_client.post(address, {"format": kind})
            assert response.status_code == 200
            assert content_of(response).count(b"\n") == 2
    page = qualifier_client.get(address, follow=True).content.decode().partition('id="main"')[2]
    assert re.search(rf'value="{kind}"\s+checked>', page)
    assert len(TICKED.findall(page)) > 3  # The format, and columns.
    without = qualifier_client.post(address, {"format": "csv"})
    assert without.status_code == 422
    assert "Select at least one column." in without.content.decode()


@pytest.mark.parametrize("records", ["people", "companies"])
def test_dialog_and_guide_name_the_properties_to_create_in_a_crm(
    qualifier_client: Client, workspace: Workspace, records: str
) -> None:
    make_contact(workspace, email="j@x.example", company=make_company(workspace, "Acme"))
    guide = Path("docs/api/recipes/lists-and-exports.md").read_text()

    page = qualifier_client.get(f"/{records}/export/", follow=True).content.decode()
    (row,) = read_csv(
        content_of(qualifier_client.post(f"/{records}/export/", {"format": "hubspot"}))
    )

    added = [name for name in row if name.startswith("LeadQual ")]
    told = re.findall(r"<td>(LeadQual [^<]*)</td>\s*<td>([^<]*)</td>\s*<td>([^<]*)</td>", page)
    assert [name for name, _, _ in told] == added
    assert all(f"| {' | '.join(line)} |" in guide for line in told)


def test_choice_of_the_last_time_is_offered_again(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace)
    content_of(qualifier_client.post("/people/export/", CHOICE | {"format": "xlsx"}))

    page = qualifier_client.get("/people/export/", follow=True).content.decode()

    assert len(TICKED.findall(page.partition('id="main"')[2])) == 2 + 1
    assert 'value="xlsx" checked' in " ".join(page.split())


def test_columns_come_in_the_order_in_which_they_were_chosen(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, email="j@x.example", country="Peru")

    response = qualifier_client.post(
        "/people/export/", {"format": "csv", "columns": ["country", "email"]}
    )
    assert ".csv" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"
    (sent,) = read_csv(content_of(response))
    page = qualifier_client.get("/people/export/", follow=True).content.decode()

    assert list(sent) == ["country", "email"]
    assert re.findall(r'<li data-code="(\w+)"', page) == ["country", "email"]


def test_who_is_absent_is_excluded_and_counted(
    manager_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, email="here@x.example")
    away = make_contact(workspace, email="away@x.example")
    Contact.objects.filter(pk=away.pk).update(paused_until="2999-01-01")

    page = manager_client.get("/people/export/", follow=True).content.decode()
    sent = read_csv(content_of(manager_client.post("/people/export/", CHOICE)))

    assert "Export 1 person" in page
    assert "absent, paused until their return" in page
    assert [row["email"] for row in sent] == ["here@x.example"]


def test_what_is_missing_or_unknown_is_said_and_nothing_leaves(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace)

    for choice in ({"format": "csv"}, {"format": "pdf", "columns": "email"}, {"columns": "email"}):
        response = qualifier_client.post("/people/export/", choice)

        assert response.status_code == 422
        assert b'role="alert"' in response.content
    assert Export.objects.count() == 0


def test_only_managers_see_and_press_the_box_of_those_not_to_be_contacted(
    manager_client: Client, qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, email="n@x.example", do_not_contact=True)
    asked = CHOICE | {"has_stopped": "on"}

    page = manager_client.get("/people/export/", follow=True).content.decode()
    refused = qualifier_client.post("/people/export/", asked)
    take = manager_client.post("/people/export/", asked)

    assert "Include the 1 person marked Do not contact" in page
    assert refused.status_code == 403
    assert [row["do_not_contact"] for row in read_csv(content_of(take))] == ["yes"]


def test_viewer_exports_nothing(viewer_client: Client, workspace: Workspace) -> None:
    make_contact(workspace)

    assert viewer_client.get("/people/export/", follow=True).status_code == 403
    assert viewer_client.post("/people/export/", CHOICE).status_code == 403
    assert viewer_client.get("/imports/?panel=exports").status_code == 403
    assert Export.objects.count() == 0


def test_exports_are_listed_with_who_what_and_how_many(
    qualifier_client: Client, workspace: Workspace, berlin: ContactList
) -> None:
    assert b"No exports yet" in qualifier_client.get("/imports/?panel=exports").content
    content_of(qualifier_client.post("/people/export/?q=ada", CHOICE))
    content_of(qualifier_client.post(f"/people/lists/{berlin.pk}/export/", CHOICE))
    qualifier_client.post("/people/export/", CHOICE)  # Never read: cut off.

    page = " ".join(qualifier_client.get("/imports/?panel=exports").content.decode().split())

    assert 'href="/people/?q=ada"' in page
    assert ">Berlin</a>" in page
    assert "of 2, interrupted or still running" in page
    assert page.count("in the browser") == 3


def test_list_of_others_is_not_there(stranger_client: Client, berlin: ContactList) -> None:
    assert stranger_client.post(f"/people/lists/{berlin.pk}/export/", CHOICE).status_code == 404
