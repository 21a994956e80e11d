"""Promises about custom fields and their values."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import Company, Contact, CustomField
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.custom_fields import (
    MAX_FIELDS,
    change_field,
    create_field,
    delete_field,
    fields_of,
    restore_field,
)
from leadqual.leads.records.custom_values import read_value, read_values
from tests.leadqual.leads.people import make_contact
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
JSON = "application/json"


def make_field(
    workspace: Workspace, author: User, label: str = "Deal size", kind: str = "number"
) -> CustomField:
    """Create a field of people."""
    choices = ["Gold", "Silver"] if kind == "choice" else []
    return create_field(
        workspace=workspace,
        record="contact",
        label=label,
        kind=kind,
        choices=choices,
        author=author,
    )


def field_of(kind: str) -> CustomField:
    return CustomField(code=kind, label=kind, kind=kind, choices=["Gold", "Silver"])


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("text", " Hello ", "Hello"),
        ("number", "1,000.50", 1000.5),
        ("number", "7", 7),
        ("date", "2026-12-31", "2026-12-31"),
        ("choice", "gold", "Gold"),
        ("link", "https://x.example/a", "https://x.example/a"),
        ("number", "  ", None),
    ],
)
def test_a_value_is_read(kind: str, text: str, stored: object) -> None:
    assert read_value(field_of(kind), text) == stored


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *(("number", "many"), ("number", "nan"), ("number", "1e99"), ("number", True)),
        *(("text", ["a"]), ("text", "x" * 1_001), ("date", "31.12.2026"), ("choice", "Bronze")),
        *(("link", "javascript:alert(1)"), ("link", "https://"), ("link", "https://[x")),
    ],
)
def test_what_is_no_value_is_refused(kind: str, given: object) -> None:
    with pytest.raises(CustomFieldError):
        read_value(field_of(kind), given)


def test_a_field_that_is_not_there_has_no_values(workspace: Workspace, manager: User) -> None:
    with pytest.raises(CustomFieldError):
        read_values([make_field(workspace, manager)], {"shoe_size": 1})


def test_codes_are_never_used_twice_and_labels_once(workspace: Workspace, manager: User) -> None:
    first = make_field(workspace, manager, "Größe & Co")
    delete_field(field=first, author=manager)

    second = make_field(workspace, manager, "Größe & Co")

    assert (first.code, second.code) == ("groe_co", "groe_co_2")
    with pytest.raises(CustomFieldError):
        make_field(workspace, manager, "Größe & Co")
    with pytest.raises(CustomFieldError):
        restore_field(field=first, author=manager)
    assert [field.code for field in fields_of(workspace, "contact")] == ["groe_co_2"]
    assert fields_of(workspace, "company") == []


def test_labels_are_one_line_of_limited_length_and_fields_as_many_as_allowed(
    workspace: Workspace, manager: User
) -> None:
    for label in ("", " \n ", "x" * 61):
        with pytest.raises(CustomFieldError):
            make_field(workspace, manager, label)
    for number in range(MAX_FIELDS):
        make_field(workspace, manager, f"Field {number}")

    with pytest.raises(CustomFieldError):
        make_field(workspace, manager, "One more")


def test_only_a_choice_takes_choices(api: Client, workspace: Workspace) -> None:
    body = {"record": "contact", "label": "Tier", "kind": "text", "choices": ["Gold"]}
    there = {"record": "contact", "label": "Note", "kind": "text"}
    own = api.post("/api/v1/custom-fields", there, content_type="application/json").json()

    created = api.post("/api/v1/custom-fields", body, content_type="application/json")
    changed = api.patch(
        f"/api/v1/custom-fields/{own['id']}",
        {"choices": ["Gold"]},
        content_type="application/json",
    )

    assert (created.status_code, wrong_values(created)) == (422, ["choices"])
    assert (changed.status_code, wrong_values(changed)) == (422, ["choices"])
    assert [field.label for field in fields_of(workspace, "contact")] == ["Note"]


def test_a_choice_needs_choices_and_keeps_stored_values(
    workspace: Workspace, manager: User
) -> None:
    field = make_field(workspace, manager, kind="choice")
    contact = make_contact(workspace, "Ada", custom={field.code: "Gold"})

    with pytest.raises(CustomFieldError):
        change_field(field=field, label="Tier", choices=[" "], author=manager)
    change_field(field=field, label="Tier", choices=["Silver", "silver"], author=manager)

    contact.refresh_from_db()
    field.refresh_from_db()
    assert (field.label, field.choices) == ("Tier", ["Silver"])
    assert contact.custom == {field.code: "Gold"}


def test_a_changed_value_is_undone_alone(workspace: Workspace, manager: User) -> None:
    contact = make_contact(workspace, "Ada", custom={"a": 1, "b": 2})
    change = change_record(record=contact, values={"custom.a": None}, author=manager)
    assert change is not None
    change_record(record=contact, values={"custom.b": 3}, author=manager)

    undo_step(workspace=workspace, step=change.step, author=manager)

    contact.refresh_from_db()
    assert contact.custom == {"a": 1, "b": 3}


def test_managers_settle_fields_and_members_see_them(
    workspace: Workspace, manager_client: Client, qualifier_client: Client, stranger_client: Client
) -> None:
    page = "/settings/custom-fields/"
    given = {"record": "contact", "label": "Tier", "kind": "choice", "choices": "Gold\nSilver"}

    assert qualifier_client.post(page, given).status_code == 403
    assert manager_client.post(page, given | {"choices": ""}).status_code == 422
    manager_client.post(page, given)
    field = CustomField.objects.get()
    own = f"{page}{field.pk}/"

    assert "Tier" in qualifier_client.get(page, follow=True).content.decode()
    assert stranger_client.get(own).status_code == 404
    assert manager_client.get(own).context["form"].initial["choices"] == "Gold\nSilver"
    refused = manager_client.post(own, {"label": "", "choices": "Gold"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"label"}
    manager_client.post(own, {"label": "Level", "choices": "Gold"})
    manager_client.post(f"{own}delete/")
    assert fields_of(workspace, "contact") == []
    manager_client.post(f"{own}restore/")
    assert [(one.label, one.choices) for one in fields_of(workspace, "contact")] == [
        ("Level", ["Gold"])
    ]


def test_values_are_edited_shown_found_and_exported(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    field = make_field(workspace, manager, "Tier", "choice")
    contact = make_contact(workspace, "Ada Abel", email="ada@x.example")
    make_contact(workspace, "Ben Öz", email="ben@x.example")
    address = f"/people/{contact.pk}/edit/"
    form = manager_client.get(address).context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields}

    assert manager_client.post(address, sent | {"custom.tier": "Bronze"}).status_code == 422
    manager_client.post(address, sent | {"custom.tier": "Gold"})

    contact.refresh_from_db()
    assert contact.custom == {field.code: "Gold"}
    page = manager_client.get(f"/people/?custom=tier:Gold&person={contact.pk}")
    assert page.context["counts"].total == 1
    assert page.context["custom_facts"] == [("Tier", "Gold", False, "custom.tier")]
    assert [(chip.kind, chip.words) for chip in page.context["chips"]] == [("Tier", "Gold")]
    sent_file = manager_client.post(
        "/people/export/", {"format": "csv", "columns": ["email", "custom_tier"]}
    )
    lines = b"".join(sent_file).decode("utf-8-sig").splitlines()
    assert lines[1] == '"ada@x.example","Gold"'


def test_the_api_reads_and_writes_fields_and_values(api: Client, workspace: Workspace) -> None:
    for record in ("contact", "company"):
        body = {"record": record, "label": "Deal size", "kind": "number"}
        made = api.post("/api/v1/custom-fields", body, content_type=JSON)
        assert (made.status_code, made.json()["code"]) == (201, "deal_size")
    assert len(api.get("/api/v1/custom-fields").json()["results"]) == 2

    contact = api.post(
        "/api/v1/contacts",
        {"email": "a@x.example", "custom": {"deal_size": 5}},
        content_type=JSON,
    )
    company = api.post(
        "/api/v1/companies", {"name": "Kelvia", "custom": {"deal_size": "7"}}, content_type=JSON
    )
    own = f"/api/v1/contacts/{contact.json()['id']}"
    kept = api.post("/api/v1/contacts", {"email": "a@x.example"}, content_type=JSON)
    bad = api.patch(own, {"custom": {"shoe_size": 1}}, content_type=JSON)

    assert contact.json()["custom"] == kept.json()["custom"] == {"deal_size": 5}
    assert company.json()["custom"] == {"deal_size": 7}
    assert bad.status_code == 422
    changed = api.patch(own, {"custom": {"deal_size": None}}, content_type=JSON)
    assert changed.json()["custom"] == {}
    assert (Contact.objects.get().custom, Company.objects.get().custom) == ({}, {"deal_size": 7})
