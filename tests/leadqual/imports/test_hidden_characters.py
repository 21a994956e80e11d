"""Names lose control and direction characters at every entrance."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core.texts.plain_texts import one_line
from leadqual.inbound.lead_values import lead_values
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db
HIDDEN = "\u202eA\u200bn\u2066n\u0007a\u009f \ufeffMaria\u202c"
SEEN = "Ann a Maria"
JSON = "application/json"


def test_joiners_stay_where_a_script_needs_them() -> None:
    for text, shown in [
        (HIDDEN, SEEN),
        ("Anna\tMaria\nLee", "Anna Maria Lee"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("Jo\u200dhn", "John"),
        ("Zoë O’Brien-Łukasz", "Zoë O’Brien-Łukasz"),
        ("李小龍", "李小龍"),
    ]:
        assert one_line(text) == shown


def test_api_stores_plain_names(api: Client, workspace: Workspace) -> None:
    body = {"email": "a@x.example", "first_name": HIDDEN, "company": {"name": HIDDEN}}
    assert api.post("/api/v1/contacts", body, content_type=JSON).status_code == 201
    row = Contact.objects.select_related("company").get()
    assert (row.first_name, row.company.name if row.company else "") == (SEEN, SEEN)

    changed = api.patch(
        f"/api/v1/contacts/{row.pk}", {"last_name": f"Lee{HIDDEN}"}, content_type=JSON
    )
    company = api.patch(
        f"/api/v1/companies/{row.company_id}", {"name": "Kel\u202evia"}, content_type=JSON
    )
    nameless = api.patch(
        f"/api/v1/companies/{row.company_id}", {"name": "\u200b\u202e"}, content_type=JSON
    )

    assert changed.json()["last_name"] == f"Lee{SEEN}"
    assert (company.json()["name"], Company.objects.get().name_key) == ("Kelvia", "kelvia")
    assert (nameless.status_code, nameless.json()["code"]) == (422, "invalid_name")


def test_forms_store_plain_names(
    qualifier_client: Client, workspace: Workspace, qualifier: User
) -> None:
    form = {"first_name": HIDDEN, "email": "b@x.example", "company": "Kel\u202evia"}

    qualifier_client.post("/people/new/", form)

    row = Contact.objects.select_related("company").get()
    assert (row.first_name, row.company.name if row.company else "") == (SEEN, "Kelvia")


def test_imports_store_plain_names_and_find_them_again(bring: Import) -> None:
    content = f"First name,Last name,Email,Company\n{HIDDEN},Lee,c@x.example,Kel\u202evia\n"

    bring(content)
    again = bring(content)

    row = Contact.objects.select_related("company").get()
    assert (row.first_name, row.company.name if row.company else "") == (SEEN, "Kelvia")
    assert (again.n_created, again.n_unchanged) == (0, 1)


def test_inbound_leads_have_plain_names() -> None:
    assert lead_values({"email": "d@x.example", "last_name": HIDDEN}).last_name == SEEN
