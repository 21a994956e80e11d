"""Many contacts and companies at once by API, each with its result."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.custom_fields import create_field
from leadqual.leads.services import set_do_not_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts/bulk-upserts"
COMPANIES = "/api/v1/companies/bulk-upserts"
EMAIL = "ann@nordkran.example"
ANN = {
    "external_id": "c-1",
    "email": EMAIL,
    "first_name": "Ann",
    "last_name": "Lee",
    "title": "Head of Sales",
    "company": {"name": "Nordkran", "domain": "nordkran.example"},
    "tags": ["port", "north"],
}
BO = {"external_id": "c-2", "email": "bo@nordkran.example", "last_name": "Roe"}


def sent(api: Client, address: str, **body: object) -> dict[str, Any]:
    response = api.post(address, body, content_type="application/json")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def test_contacts_are_created_then_updated_by_their_external_id(
    api: Client, workspace: Workspace, models: None
) -> None:
    first = sent(api, CONTACTS, contacts=[ANN, BO])
    moved = BO | {"email": "bo@elsewhere.example", "last_name": None}
    second = sent(api, CONTACTS, contacts=[ANN, moved])

    ann = Contact.objects.get(external_id="c-1")
    bo = Contact.objects.get(external_id="c-2")
    assert [row["outcome"] for row in first["results"]] == ["created", "created"]
    assert [row["id"] for row in first["results"]] == [ann.pk, bo.pk]
    assert [row["outcome"] for row in second["results"]] == ["unchanged", "updated"]
    assert (second["updated"], second["unchanged"], second["rejected"]) == (1, 1, 0)
    assert (ann.title, ann.tags) == ("Head of Sales", ["north", "port"])
    assert ann.company is not None
    assert ann.company.domain == "nordkran.example"
    assert (bo.email, bo.last_name) == ("bo@elsewhere.example", "Roe")


def test_companies_are_linked_by_their_id_as_by_a_single_upsert(
    api: Client, workspace: Workspace, models: None
) -> None:
    names = [("Nord", "f-1", None), ("Sud", None, "sud.example"), ("Ost", None, None)]
    nord, sud, ost = [
        Company.objects.create(
            workspace=workspace, name=name, name_key=name.lower(), external_id=key, domain=domain
        )
        for name, key, domain in names
    ]
    companies: list[dict[str, object]] = [
        {"id": nord.pk},
        {"external_id": "f-1"},
        {"id": sud.pk, "name": "Other"},
        {"id": ost.pk},
        {"external_id": "f-9", "name": "West"},
        {"external_id": "f-9"},
        {"id": ost.pk + 999},
        {"external_id": "f-8"},
        {"id": "no number"},
    ]
    rows = [{"external_id": f"c-{at}", "company": one} for at, one in enumerate(companies)]

    answer = sent(api, CONTACTS, contacts=rows)

    west = Company.objects.get(external_id="f-9")
    found = Contact.objects.order_by("external_id").values_list("company", flat=True)
    assert list(found) == [nord.pk, nord.pk, sud.pk, ost.pk, west.pk, west.pk]
    assert [row["outcome"] for row in answer["results"][6:]] == ["rejected"] * 3
    assert (Company.objects.count(), west.name) == (4, "West")


def test_each_rejected_row_says_why_and_keeps_no_other_out(
    api: Client, workspace: Workspace, models: None
) -> None:
    rows = [
        BO | {"email": "no address"},
        {"email": "without@key.example"},
        {"external_id": "c-9", "email": ["a"], "last_name": {"no": "text"}},
        {"external_id": "c-8", "company": {"nome": "X"}},
        ANN,
    ]

    answer = sent(api, CONTACTS, contacts=rows)

    found = {row["index"]: (row["outcome"], row["field"]) for row in answer["results"]}
    assert found[1] == ("rejected", "external_id")
    assert found[2] == ("rejected", "last_name")
    assert found[3] == ("rejected", "company.nome")
    assert found[4] == ("created", "")
    assert all(row["reason"] for row in answer["results"] if row["outcome"] == "rejected")
    assert answer["created"] + answer["rejected"] == len(rows)


def test_values_that_cannot_be_read_are_named(
    api: Client, workspace: Workspace, models: None
) -> None:
    wrong = {"email": "bo(at)port.example", "country": "Narnia", "linkedin_url": "port.example/ann"}
    wrong |= {"status": "frozen", "owner": "nobody@port.example"}

    answer = sent(api, CONTACTS, contacts=[BO | wrong, ANN])

    first, second = answer["results"]
    assert (first["outcome"], second["outcome"]) == ("created", "created")
    assert {row["field"] for row in first["skipped_values"]} == wrong.keys()
    assert all(row["reason"] for row in first["skipped_values"])
    assert second["skipped_values"] == []
    assert answer["skipped_values"] == len(wrong)


def test_unreadable_domain_and_employees_are_named_as_sent(
    api: Client, workspace: Workspace, models: None
) -> None:
    contact = ANN | {"company": {"name": "Nordkran", "domain": "not a domain"}}
    company = {"external_id": "a", "name": "Sud", "domain": "not a domain", "founded": 99_999}

    of_contact = sent(api, CONTACTS, contacts=[contact])["results"][0]
    of_company = sent(api, COMPANIES, companies=[company])["results"][0]

    assert [row["field"] for row in of_contact["skipped_values"]] == ["company.domain"]
    assert [row["field"] for row in of_company["skipped_values"]] == ["domain", "founded"]


def test_row_with_an_unknown_custom_field_is_rejected_alone(
    api: Client, workspace: Workspace, manager: User, models: None
) -> None:
    create_field(
        workspace=workspace, record="contact", label="Fax", kind="text", choices=[], author=manager
    )
    rows = [ANN | {"custom": {"fax": "12"}}, BO | {"custom": {"telex": "1"}}]

    first, second = sent(api, CONTACTS, contacts=rows)["results"]

    assert first["outcome"] == "created"
    assert Contact.objects.get().custom == {"fax": "12"}
    assert (second["outcome"], second["field"]) == ("rejected", "custom.telex")
    assert second["reason"]


def test_do_not_contact_holds_for_contacts_that_come_in(
    api: Client, workspace: Workspace, models: None
) -> None:
    set_do_not_contact(
        workspace=workspace, email=EMAIL, reason="manual", origin="test", author=None
    )

    sent(api, CONTACTS, contacts=[ANN, BO])

    assert Contact.objects.get(external_id="c-1").do_not_contact
    assert not Contact.objects.get(external_id="c-2").do_not_contact


def test_erased_person_stays_out(
    api: Client, workspace: Workspace, manager: User, models: None
) -> None:
    sent(api, CONTACTS, contacts=[ANN, BO])
    given = Identifiers(email=EMAIL)
    erasure = start_erasure(workspace=workspace, identifiers=given, author=manager)
    run_erasure(erasure.pk)

    answer = sent(api, CONTACTS, contacts=[ANN | {"external_id": "c-3"}, BO])

    outcomes = [row["outcome"] for row in answer["results"]]
    assert outcomes == ["rejected", "unchanged"]
    assert not Contact.objects.filter(email=EMAIL).exists()


def test_texts_with_quotes_lines_and_separators_arrive_as_sent(
    api: Client, workspace: Workspace, models: None
) -> None:
    overview = 'We say "hello";\nthen, we build; cranes.\r\nThird line.'
    rows = [
        {"external_id": "a", "name": "Nord, Kran; & Co", "overview": overview},
        {"external_id": "b", "name": "Sud", "employees": 120, "categories": ["A, B", "C"]},
    ]

    answer = sent(api, COMPANIES, companies=rows)

    nord, sud = (Company.objects.get(external_id=key) for key in ("a", "b"))
    assert [row["id"] for row in answer["results"]] == [nord.pk, sud.pk]
    assert nord.name == "Nord, Kran; & Co"
    assert nord.overview.split() == overview.split()
    assert (sud.employees, sud.categories) == (120, ["A, B", "C"])


@pytest.mark.django_db(transaction=True)
def test_request_is_an_import_that_can_be_undone(
    api: Client, workspace: Workspace, models: None
) -> None:
    answer = sent(api, CONTACTS, contacts=[ANN, BO])

    undone = api.post(f"/api/v1/imports/{answer['import_id']}/undo")

    assert undone.status_code < 300
    assert not Contact.objects.exists()


def test_unusable_request_is_refused_and_nothing_is_stored(
    api: Client, workspace: Workspace, models: None
) -> None:
    for body, status in [
        ({}, 422),
        ({"contacts": []}, 422),
        ({"contacts": ["Ann"]}, 422),
        ({"contacts": [ANN], "match_by": "phone"}, 422),
        ({"contacts": [ANN | {"fax": "1"}]}, 400),
        ({"contacts": [{"external_id": str(n)} for n in range(10_001)]}, 422),
    ]:
        response = api.post(CONTACTS, body, content_type="application/json")

        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert not ImportBatch.objects.exists()


def test_key_needs_the_scope_to_write(workspace: Workspace, manager: User) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="reads", scopes=[Scope.READ], author=manager
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    response = client.post(CONTACTS, {"contacts": [ANN]}, content_type="application/json")

    assert response.status_code == 403


@pytest.mark.slow
def test_contacts_of_several_chunks_get_a_result_each(
    api: Client, workspace: Workspace, models: None
) -> None:
    rows = [{"external_id": f"x-{n}", "last_name": f"Person {n}"} for n in range(6_000)]

    answer = sent(api, CONTACTS, contacts=rows)

    assert answer["created"] == 6_000
    last = answer["results"][-1]
    assert Contact.objects.get(pk=last["id"]).external_id == last["external_id"] == "x-5999"


def test_row_that_says_of_no_record_which_it_is_is_rejected_alone(api: Client) -> None:
    for address, name, row, field in [
        (COMPANIES, "companies", {"external_id": "k-1", "city": "Oslo"}, "name"),
        (CONTACTS, "contacts", {"city": "Oslo"}, "email"),
    ]:
        found = sent(api, address, **{name: [row], "match_by": "any"})

        assert found["import_id"] is None
        assert (found["created"], found["rejected"]) == (0, 1)
        assert found["results"][0]["field"] == field
        assert found["results"][0]["reason"] == "Required."


@pytest.mark.django_db(transaction=True)
def test_answer_with_an_idempotency_key_waits_for_the_disk(
    api: Client, workspace: Workspace, models: None
) -> None:
    """Else a crash of Postgres in the same second would lose what was acknowledged."""
    with CaptureQueriesContext(connection) as queries:
        response = api.post(
            CONTACTS,
            {"contacts": [ANN, BO]},
            content_type="application/json",
            headers={"Idempotency-Key": "6c8b5f0e-4d7c-4b43-9a55-0f7f6a1f3a10"},
        )

    assert response.status_code == 200
    assert not [one for one in queries.captured_queries if "synchronous_commit" in one["sql"]]


def test_a_row_that_cannot_be_stored_is_refused_alone(api: Client) -> None:
    bad: list[tuple[dict[str, object], str]] = [
        ({"first_name": "B\ud83do"}, "first_name"),
        ({"company": {"name": "\ud83d"}}, "company.name"),
        ({"custom": {"\ud83d": 1}}, "custom"),
        ({"tags": [10**400]}, "tags.0"),
        ({"external_id": "\ud83d"}, "external_id"),
    ]
    rows = [{"email": f"{n}@x.example", **row} for n, (row, _) in enumerate(bad)]
    body = {"contacts": [*rows, {"email": "good@x.example"}], "match_by": "email"}

    answer = api.post("/api/v1/contacts/bulk-upserts", body, content_type="application/json")

    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [one["outcome"] for one in results] == ["rejected"] * len(bad) + ["created"]
    assert [one["field"] for one in results[:-1]] == [field for _, field in bad]
    assert all(one["reason"] for one in results[:-1])


def test_a_country_alone_leaves_the_place_of_a_contact_and_company(
    api: Client, workspace: Workspace, models: None
) -> None:
    place = {"city": "Munich", "state": "Bavaria", "country": "Germany"}
    sent(api, CONTACTS, contacts=[BO | place])
    firm = {"external_id": "f-1", "name": "Nord"}
    sent(api, COMPANIES, companies=[firm | {"headquarters": "1 Ring, Munich, Germany"}])

    sent(api, CONTACTS, contacts=[BO | {"country": "DE"}, BO | {"city": "Germany"}])
    sent(api, COMPANIES, companies=[firm | {"headquarters": "Germany"}])

    bo, nord = Contact.objects.get(), Company.objects.get()
    assert {name: getattr(bo, name) for name in place} == place
    assert (nord.city, nord.headquarters) == ("Munich", "1 Ring, Munich, Germany")
