"""Contacts, companies and counts by API."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.errors import KeyTakenError
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.creation import create_company
from leadqual.leads.services import set_do_not_contact
from tests.leadqual.leads.people import make_company, make_contact, make_people, make_title
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


def post(api: Client, address: str, body: dict[str, Any]) -> Any:
    return api.post(f"/api/v1/{address}", body, content_type="application/json")


def walked(api: Client, address: str | None, way: str) -> list[dict[str, Any]]:
    """Return all pages from one on."""
    pages: list[dict[str, Any]] = []
    while address:
        pages.append(api.get(address).json())
        address = pages[-1][way]
    return pages


def test_contacts_come_with_the_labels_of_their_title(api: Client, workspace: Workspace) -> None:
    title = make_title(workspace, "Head of RevOps", {"revenue_operations": 0.94}, source="model")
    contact = make_contact(workspace, email="j@k.example", job_title=title)

    body = api.get("/api/v1/contacts?function=revenue_operations").json()

    (row,) = body["results"]
    assert row["labels"] == {"revenue_operations": {"category": "master_sales", "score": 0.94}}
    assert (row["id"], row["email"], row["source"]) == (contact.pk, "j@k.example", "model")
    assert api.get("/api/v1/contacts?function=sales").json()["results"] == []
    assert api.get(f"/api/v1/contacts/{contact.pk}").json() == row


def test_pages_of_contacts_lead_to_every_one(api: Client, workspace: Workspace) -> None:
    people = make_people(workspace, seed=6, n=5)
    first = "/api/v1/contacts?page_size=2&sort=company&do_not_contact=yes&do_not_contact=no"

    onward = walked(api, first, "next")
    back = walked(api, onward[-1]["previous"], "previous")

    keys = [row["id"] for page in onward for row in page["results"]]
    assert sorted(keys) == sorted(person.pk for person in people)
    assert [page["results"] for page in reversed(back)] == [page["results"] for page in onward[:-1]]


def test_what_is_not_understood_is_refused(api: Client) -> None:
    for address, param in (
        ("contacts?function=nope", "function"),
        ("contacts?confidence=abc", "confidence"),
        ("contacts?funktion=sales", "funktion"),
        ("contacts?page_size=abc", "page_size"),
        ("contacts?page_size=0", "page_size"),
        ("contacts?page_size=501", "page_size"),
        ("contacts?cursor=garbage", "cursor"),
        ("contacts?cursor=-garbage", "cursor"),
        ("contacts?after=garbage", "after"),
        ("companies?business_model=nope", "business_model"),
        ("companies?sort=nope", "sort"),
        ("companies?cursor=garbage", "cursor"),
        ("companies?level=manager", "level"),
        ("search/counts?function=nope", "function"),
        ("titles?cursor=garbage", "cursor"),
        ("titles?cursor=eA", "cursor"),
        ("titles?cursor=cD14", "cursor"),
        ("replies?cursor=cD14", "cursor"),
    ):
        answer = api.get(f"/api/v1/{address}")

        assert answer.status_code == 422, address
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.json()["code"], wrong_values(answer)) == ("invalid", [param]), address


def test_counts_are_those_of_the_page(api: Client, workspace: Workspace) -> None:
    title = make_title(workspace, "CFO", {"accounting": 0.9})
    make_contact(workspace, job_title=title, country="Germany")
    make_contact(workspace, country="France")

    body = api.get("/api/v1/search/counts?country=Germany").json()

    assert body["total"] == 1
    assert body["facets"]["country"] == {"France": 1, "Germany": 1}
    assert body["facets"]["department"] == {"finance": 1}


def test_contact_is_created_and_then_changed_by_its_address(
    api: Client, workspace: Workspace
) -> None:
    body = {
        "email": "Jana@Kelvia.example",
        "first_name": "Jana",
        "title": "Head of Sales",
        "company": {"name": "Kelvia GmbH", "domain": "https://www.kelvia.com/about"},
    }

    created = post(api, "contacts", body)
    repeated = post(api, "contacts", body)
    changed = post(api, "contacts", {"email": "jana@kelvia.example", "city": "Munich"})

    assert (created.status_code, repeated.status_code, changed.status_code) == (201, 200, 200)
    contact = Contact.objects.get(workspace=workspace)
    assert (contact.email, contact.first_name, contact.city) == (
        *("jana@kelvia.example", "Jana", "Munich"),
    )
    assert contact.company is not None
    assert contact.company.domain == "kelvia.com"
    assert created.json()["is_pending"]


def test_contact_that_cannot_be_is_refused_with_the_field(
    api: Client, workspace: Workspace
) -> None:
    bodies: list[tuple[dict[str, Any], str]] = [
        ({"last_name": "Brandt"}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b.example", "linkedin_url": "https://evil.example/in/x"}, "linkedin_url"),
        ({"email": "a@b.example", "title": "x" * 1001}, "title"),
        ({"email": "a@b.example", "company": {"domain": "kelvia.com"}}, "company/name"),
        ({"email": "a@b.example", "first_name": "A\0"}, "first_name"),
        ({"email": "a@b.example", "country": "Narnia"}, "country"),
    ]
    for body, field in bodies:
        response = post(api, "contacts", body)

        assert (response.status_code, response.json()["code"]) == (422, "invalid")
        assert wrong_values(response) == [field]
    theirs = make_company(Workspace.objects.create(name="Other", slug="other"), external_id="T")
    for company in ({"id": theirs.pk}, {"external_id": "T"}):  # Of another workspace.
        assert (
            post(api, "contacts", {"email": "a@k.example", "company": company}).status_code == 422
        )
    for firm in ({"name": ""}, {"name": "A", "founded": 3}, {"domain": "k.com"}):
        assert post(api, "companies", firm).status_code == 422
    assert Contact.objects.count() == 0
    assert Company.objects.filter(workspace=workspace).count() == 0


def test_doubled_key_is_a_problem_that_names_the_other_record(
    api: Client, workspace: Workspace
) -> None:
    other = make_contact(workspace, email="a@k.example", external_id="7, (8)")

    response = post(api, "contacts", {"email": "b@k.example", "external_id": "7, (8)"})

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "key_taken")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (wrong_values(response), body["record_id"]) == (["external_id"], other.pk)
    assert f"contact (ID {other.pk})" in body["detail"]


def test_doubled_domain_and_name_of_a_company_name_the_other_record(
    api: Client, workspace: Workspace, manager: User
) -> None:
    other = make_company(workspace, "Kelvia", domain="kelvia.example")
    changed = make_company(workspace, "Nordport", domain="nordport.example")

    answer = api.patch(
        f"/api/v1/companies/{changed.pk}",
        {"domain": "kelvia.example"},
        content_type="application/json",
    )

    assert (answer.status_code, wrong_values(answer)) == (409, ["domain"])
    assert answer.json()["record_id"] == other.pk
    with pytest.raises(KeyTakenError) as raised:
        create_company(workspace=workspace, values={"name": "Kelvia"}, author=manager)
    assert raised.value.details == {"record_id": other.pk}


def test_country_is_stored_by_its_english_name(api: Client) -> None:
    body = {"email": "a@b.example", "country": "DE"}

    assert post(api, "contacts", body).json()["country"] == "Germany"
    company = post(api, "companies", {"name": "Port", "country": "Perú"})
    assert company.json()["country"] == "Peru"


def test_stopped_person_gives_no_address_away(api: Client, workspace: Workspace) -> None:
    profile = "https://www.linkedin.com/in/anna"
    contact = make_contact(workspace, email="a@k.example", phone="+49 89", linkedin_url=profile)
    set_do_not_contact(
        workspace=workspace, email="a@k.example", reason="manual", origin="", author=None
    )

    row = api.get(f"/api/v1/contacts/{contact.pk}").json()

    assert (row["email"], row["phone"], row["do_not_contact"]) == (None, None, True)
    assert row["linkedin_url"] is None
    listed = api.get("/api/v1/contacts?do_not_contact=yes").content
    assert b"a@k.example" not in listed
    assert profile.encode() not in listed


def test_company_is_created_and_then_changed(api: Client, workspace: Workspace) -> None:
    body = {"name": "Kelvia GmbH", "domain": "kelvia.com", "technologies": ["AWS"]}
    body["external_id"] = "7"

    created = post(api, "companies", body)
    changed = post(api, "companies", {"name": "Kelvia", "domain": "kelvia.com", "founded": 2015})
    again = post(api, "companies", {"name": "Kelvia", "external_id": "7", "founded": 2016})

    answers = (created, changed, again)
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    company = Company.objects.get(workspace=workspace)
    assert (company.name, company.founded, company.technologies) == ("Kelvia", 2016, ["AWS"])
    assert api.get(f"/api/v1/companies/{company.pk}").json()["name"] == "Kelvia"
    assert [row["id"] for row in api.get("/api/v1/companies?technology=AWS").json()["results"]] == [
        company.pk
    ]


def test_key_sees_and_changes_only_its_workspace(api: Client, other_workspace: Workspace) -> None:
    company = make_company(other_workspace, "Foreign", domain="foreign.com")
    contact = make_contact(other_workspace, "For Eign", email="f@foreign.com", company=company)

    for address in (f"contacts/{contact.pk}", f"companies/{company.pk}"):
        response = api.get(f"/api/v1/{address}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    for address in ("contacts", f"contacts?contact={contact.pk}", "companies"):
        assert api.get(f"/api/v1/{address}").json()["results"] == []
    assert api.get("/api/v1/search/counts").json()["total"] == 0
    post(api, "contacts", {"email": "f@foreign.com", "first_name": "Mine"})
    contact.refresh_from_db()
    assert contact.first_name == "For"


def test_reading_key_writes_nothing(workspace: Workspace, manager: User) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="reads", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})

    assert reader.get("/api/v1/contacts").status_code == 200
    assert post(reader, "contacts", {"email": "a@b.example"}).status_code == 403
    assert post(Client(), "contacts", {"email": "a@b.example"}).status_code == 401
    assert Contact.objects.count() == 0


def test_a_contact_without_an_email_is_saved_by_another_key(
    api: Client, workspace: Workspace
) -> None:
    profile = {"linkedin_url": "https://www.linkedin.com/in/jana-brandt"}
    for key in ({"external_id": "crm-7"}, profile):
        first = post(api, "contacts", {**key, "last_name": "Brandt", "title": "CFO"})
        again = post(api, "contacts", {**key, "city": "Oslo"})

        assert (first.status_code, again.status_code) == (201, 200)
        contact = Contact.objects.get(workspace=workspace, **key)
        assert (contact.email, contact.last_name, contact.city) == (None, "Brandt", "Oslo")


def test_the_company_of_a_contact_is_named_by_its_id(api: Client, workspace: Workspace) -> None:
    port, quay = (make_company(workspace, name, external_id=name[:1]) for name in ("Port", "Quay"))

    by_id = post(api, "contacts", {"email": "a@k.example", "company": {"id": port.pk}})
    by_external = post(api, "contacts", {"email": "b@k.example", "company": {"external_id": "Q"}})
    unknown = post(api, "contacts", {"email": "c@k.example", "company": {"external_id": "Z"}})
    new = post(
        api, "contacts", {"email": "c@k.example", "company": {"external_id": "Z", "name": "Zone"}}
    )

    assert by_id.json()["company"]["id"] == port.pk
    assert by_external.json()["company"] == {
        "id": quay.pk,
        "external_id": "Q",
        "name": "Quay",
        "domain": None,
    }
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_record")
    assert new.json()["company"]["external_id"] == "Z"
    assert not Company.objects.filter(name="").exists()
