"""Whoever must not be contacted is known when they come back, by whatever key they had."""

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.bulk_deletion import delete_records
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry, set_record_entry
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.do_not_contact.selectors import active_entries, personal_entries
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Contact, DeletedRecord
from leadqual.leads.upserts import ContactValues, save_contact
from tests.leadqual.imports.conftest import Import, bring, confirm, undo  # noqa: F401  # fixtures
from tests.leadqual.leads.people import is_stopped, make_company, make_contact, merge_two, stop

pytestmark = pytest.mark.django_db
FORMER, NOW = "https://www.linkedin.com/in/anna", "https://www.linkedin.com/in/anna-roth"


def upsert(api: Client, **row: str) -> Contact:
    answer = api.post(
        "/api/v1/contacts/bulk-upserts", {"contacts": [row]}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return Contact.objects.get(pk=answer.json()["results"][0]["id"])


def change(person: Contact, **values: object) -> None:
    Contact.objects.filter(pk=person.pk).update(**values)


@pytest.mark.parametrize(
    ("known", "back"),
    [
        ({}, {"email": "new@y.example"}),
        ({"email": "anna@x.example", "linkedin_url": NOW, "phone": "030 1234567"}, {}),
    ],
)
def test_a_stopped_person_who_returns_by_external_id_is_stopped(
    api: Client, workspace: Workspace, known: dict[str, str], back: dict[str, str]
) -> None:
    person = make_contact(workspace, "Anna Roth", external_id="CRM-17", **known)
    stop(person)
    person.delete()

    assert is_stopped(upsert(api, external_id="CRM-17", last_name="Roth", **back))
    assert not is_stopped(upsert(api, external_id="crm-17", last_name="Roth"))
    assert not differences_of(workspace)


def test_an_external_id_that_a_person_had_or_gets_is_kept(workspace: Workspace) -> None:
    person = make_contact(workspace, "Anna Roth", external_id="1")
    change(person, external_id="2")
    stop(person)
    change(person, external_id="3")
    person.delete()

    back = [make_contact(workspace, "Anna Roth", external_id=key) for key in ("1", "2", "3", "4")]

    assert [is_stopped(one) for one in back] == [True, True, True, False]


def test_a_company_with_the_external_id_of_a_stopped_person_is_another(
    workspace: Workspace,
) -> None:
    stop(make_contact(workspace, "Anna Roth", external_id="17"))

    company = make_company(workspace, external_id="17")

    assert not is_stopped(make_contact(workspace, "Ben Berg", company=company))


@pytest.mark.parametrize("way", ["one", "many", "merge", "import"])
def test_an_external_id_is_kept_whichever_way_the_person_goes(
    api: Client,
    bring: Import,  # noqa: F811
    workspace: Workspace,
    manager: User,
    way: str,
) -> None:
    text = "external id,last name\nCRM-17,Roth\n"
    batch = bring(text)
    person = Contact.objects.get()
    stop(person)
    if way == "one":
        assert api.delete(f"/api/v1/contacts/{person.pk}").status_code == 200
    elif way == "many":
        kind = DeletedRecord.Kind.CONTACT
        delete_records(
            records=[person], workspace=workspace, kind=kind, author=manager, step=uuid4()
        )
    elif way == "merge":
        kept = make_contact(workspace, "A. Roth", external_id="CRM-18")
        merge_records(
            workspace=workspace, request=MergeRequest("contact", kept.pk, person.pk), author=manager
        )
        kept.delete()
    else:
        undo(batch, manager)  # It keeps whom somebody stopped.
    assert Contact.objects.exists() == (way == "import")

    bring(text)

    assert is_stopped(Contact.objects.get())
    assert not differences_of(workspace)


def test_a_person_stopped_when_deleted_is_known_by_their_external_id(
    api: Client, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Anna Roth", external_id="CRM-17", linkedin_url=FORMER)
    change(person, linkedin_url=NOW)
    assert api.delete(f"/api/v1/contacts/{person.pk}").status_code == 200

    set_record_entry(
        workspace=workspace,
        kind="contact",
        record_id=person.pk,
        source=EntrySource("manual", "api", None),
    )

    assert is_stopped(upsert(api, external_id="CRM-17", last_name="Roth"))
    assert is_stopped(make_contact(workspace, "A.", linkedin_url=FORMER))


def test_entries_of_external_ids_are_listed_with_what_they_derive_from(
    api: Client, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Anna Roth", external_id="CRM-17")
    made = api.post(
        "/api/v1/do-not-contact", {"contact_id": person.pk}, content_type="application/json"
    ).json()

    found = api.get("/api/v1/do-not-contact", {"kind": "external_id"}).json()["results"]

    assert [(one["kind"], one["value"], one["derived_from"]) for one in found] == [
        ("external_id", "CRM-17", made["id"])
    ]
    found = api.get("/api/v1/do-not-contact", {"search": "crm-17"}).json()["results"]
    assert [one["value"] for one in found] == ["CRM-17"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"linkedin_url": FORMER}, {"linkedin_url": NOW}),
        ({"linkedin_url": FORMER}, {"linkedin_url": None}),
        ({"phone": "030 1234567"}, {"phone": "030 7654321"}),
        ({"phone": "030 1234567"}, {"phone": ""}),
        ({"phone": "030 1234567"}, {"last_name": "Berg"}),
        ({"phone": "030 1234567"}, {"phone": "030 7654321", "last_name": "Berg"}),
        ({"external_id": "CRM-17"}, {"external_id": None}),
    ],
)
def test_a_key_that_changed_before_the_stop_is_known(
    workspace: Workspace, before: dict[str, Any], after: dict[str, Any]
) -> None:
    person = make_contact(workspace, "Anna Roth", email="anna@x.example", **before)
    change(person, **after)
    stop(person)
    person.delete()

    assert is_stopped(make_contact(workspace, "Anna Roth", **before))
    assert not differences_of(workspace)


@pytest.mark.parametrize("text", [FORMER, "030 1234567"])
def test_an_entry_for_a_former_key_is_about_the_person(workspace: Workspace, text: str) -> None:
    person = make_contact(workspace, "Anna Roth", linkedin_url=FORMER, phone="030 1234567")
    change(person, linkedin_url=NOW, phone="030 7654321")

    source = EntrySource("manual", "test", None)
    entry = add_entry(workspace=workspace, text=text, kind="", source=source)

    # A phone number alone is a switchboard; with the name it is the person.
    assert is_stopped(person) == (text == FORMER)
    if text == FORMER:
        assert list(personal_entries(person)) == [entry]


def test_keys_that_a_merge_gives_up_are_those_of_the_merged_person(
    workspace: Workspace, manager: User
) -> None:
    kept = make_contact(workspace, "Anna Roth", email="a@x.example", phone="030 1111111")
    other = make_contact(workspace, "Anna Berg", email="b@x.example", phone="030 2222222")
    merged = merge_two(kept, other, manager)
    stop(kept)

    Contact.objects.all().delete()

    back = make_contact(workspace, "Anna Berg", phone="030 2222222")
    assert is_stopped(back)
    assert not differences_of(workspace)
    assert merged.kept_id == kept.pk


def stop_number(workspace: Workspace, number: str) -> None:
    source = EntrySource("manual", "test", None)
    add_entry(workspace=workspace, text=number, kind="phone", source=source)


@pytest.mark.quick_cases(5)
@pytest.mark.parametrize("when", ["before", "after", "deleted", "again", "saved"])
@pytest.mark.parametrize(("side", "stopped"), [("kept", "030 2222222"), ("other", "030 1111111")])
def test_an_entry_of_the_number_that_a_merge_gave_up_stops_the_person(
    workspace: Workspace, manager: User, stopped: str, side: str, when: str
) -> None:
    kept = make_contact(workspace, "Anna Roth", email="a@x.example", phone="030 1111111")
    other = make_contact(workspace, "Anna Berg", email="b@x.example", phone="030 2222222")
    if when == "before":
        stop_number(workspace, stopped)
    choices = {"email": "other", "phone": side}
    merge_two(kept, other, manager, **choices)
    if when == "deleted":
        deleted = delete_record(record=kept, workspace=workspace, kind="contact", author=manager)
        stop_number(workspace, stopped)
        restore_record(deleted=deleted, author=manager)
    elif when == "again":
        third = make_contact(workspace, "A. Roth", phone="030 4444444")
        merge_two(third, kept, manager)
        kept = third
    elif when == "saved":  # By a tool that knows one of the two records.
        number = {"phone": "030 1111111" if side == "other" else "030 2222222"}
        save_contact(workspace=workspace, values=ContactValues("a@x.example", fields=number))
    if when not in ("before", "deleted"):
        stop_number(workspace, stopped)

    assert is_stopped(kept)
    change(kept, phone="030 3333333")
    assert is_stopped(kept)
    assert not differences_of(workspace)


def test_released_databases_know_each_number_of_a_merged_person(
    workspace: Workspace, manager: User
) -> None:
    kept = make_contact(workspace, "Anna Roth", email="a@x.example", phone="030 1111111")
    other = make_contact(workspace, "Anna Berg", email="b@x.example", phone="030 2222222")
    merge_two(kept, other, manager)
    kept.former_keys.filter(kind="merged_phone").delete()
    stop_number(workspace, "030 2222222")
    assert not is_stopped(kept)

    migration = import_module("leadqual.leads.migrations.0011_merged_phones")
    for _ in range(2):
        migration.keep_phones(apps, None)

    assert is_stopped(kept)
    assert not differences_of(workspace)


@pytest.mark.parametrize("saves", [False, True])
def test_a_number_stopped_between_a_merge_and_its_undo_stops_the_person_for_good(
    workspace: Workspace, manager: User, saves: bool
) -> None:
    kept = make_contact(workspace, "Anna Roth", email="a@x.example", phone="030 1111111")
    other = make_contact(workspace, "Ben Berg", email="b@x.example", phone="030 2222222")
    merged = merge_two(kept, other, manager)
    if saves:  # It stays in the undo.
        number = {"phone": "030 2222222"}
        save_contact(workspace=workspace, values=ContactValues("b@x.example", fields=number))
        undo_merge(merged=merged, author=manager)
        stop_number(workspace, "030 1111111")
    else:
        stop_number(workspace, "030 2222222")
        undo_merge(merged=merged, author=manager)
        change(other, phone="")

    assert is_stopped(kept if saves else other)
    assert not differences_of(workspace)


def test_undoing_a_merge_gives_each_their_former_keys(workspace: Workspace, manager: User) -> None:
    kept = make_contact(workspace, "Anna Roth", linkedin_url=FORMER, phone="030 1111111")
    other = make_contact(workspace, "Ben Berg", email="b@x.example", phone="030 2222222")
    change(kept, linkedin_url=NOW)
    change(other, phone="030 3333333")
    before = sorted(kept.former_keys.values_list("kind", "value"))
    theirs = sorted(other.former_keys.values_list("kind", "value"))
    assert before == [("linkedin_url", FORMER)]
    assert theirs == [("phone", "030 2222222")]

    request = MergeRequest("contact", kept.pk, other.pk)
    undo_merge(
        merged=merge_records(workspace=workspace, request=request, author=manager), author=manager
    )

    assert sorted(kept.former_keys.values_list("kind", "value")) == before
    assert sorted(other.former_keys.values_list("kind", "value")) == theirs


def test_a_former_key_of_both_a_merge_and_a_later_edit_is_kept_once(
    workspace: Workspace, manager: User
) -> None:
    kept = make_contact(workspace, "Anna Roth", phone="030 1111111")
    other = make_contact(workspace, "Anna Roth", phone="030 1111111", email="a@x.example")
    change(kept, phone="030 2222222")
    merged = merge_two(kept, other, manager, phone="other")
    change(kept, phone="030 3333333")

    undo_merge(merged=merged, author=manager)

    assert ("phone", "030 1111111") in kept.former_keys.values_list("kind", "value")


NAMED = "first name,last name,company\nAnna,Roth,Kelvia GmbH\n"


def test_a_person_with_only_a_name_returns_stopped_at_the_same_company(
    bring: Import,  # noqa: F811
    workspace: Workspace,
) -> None:
    bring(NAMED)
    stop(Contact.objects.get())
    Contact.objects.all().delete()

    bring(NAMED + "Ben,Roth,Kelvia GmbH\nAnna,Roth,Nordkran AG\n")
    bring("first name,last name,company,email\nBen,Roth,Kelvia GmbH,other@x.example\n")

    found = {
        (one.first_name, str(one.company), one.email): one.do_not_contact
        for one in Contact.objects.select_related("company")
    }
    assert found == {
        ("Anna", "Kelvia GmbH", None): True,
        ("Ben", "Kelvia GmbH", "other@x.example"): False,
        ("Anna", "Nordkran AG", None): False,
    }
    assert not differences_of(workspace)


def test_the_company_of_a_name_may_be_new_too(workspace: Workspace) -> None:
    company = make_company(workspace, "Kelvia")
    person = make_contact(workspace, "Änna  Roth", company=company)
    stop(person)
    person.delete()
    company.delete()

    again = make_company(workspace, "KELVIA")
    back = make_contact(workspace, "ÄNNA Roth", company=again)

    assert is_stopped(back)
    change(back, email="anna@x.example")
    assert is_stopped(back)  # A key of a stopped person.
    type(again).objects.filter(pk=again.pk).update(name="Nordkran", name_key="nordkran")
    assert is_stopped(back)
    assert not differences_of(workspace)


def test_a_name_is_no_key_of_a_person_with_another_one(workspace: Workspace) -> None:
    company = make_company(workspace, "Kelvia")
    person = make_contact(workspace, "Anna Roth", company=company, email="anna@x.example")
    stop(person)
    person.delete()

    back = make_contact(workspace, "Anna Roth", company=company)

    assert not is_stopped(back)
    assert "name" not in active_entries(workspace).values_list("kind", flat=True)


def test_a_company_that_is_renamed_takes_the_names_of_its_people_along(
    workspace: Workspace,
) -> None:
    company = make_company(workspace, "Kelvia")
    person = make_contact(workspace, "Anna Roth", company=company)
    stop(person)
    type(company).objects.filter(pk=company.pk).update(name="Nordkran", name_key="nordkran")
    person.delete()

    assert is_stopped(make_contact(workspace, "Anna Roth", company=company))
    assert not differences_of(workspace)


def test_a_person_whom_the_former_version_deleted_is_known_and_restored(
    workspace: Workspace, manager: User
) -> None:
    person = make_contact(workspace, "Anna Roth", email="former@x.example")
    change(person, email="anna@x.example")
    deleted = delete_record(record=person, workspace=workspace, kind="contact", author=manager)
    for row in deleted.rows:
        if row["model"] == "leads.contactformerkey":
            row["model"] = "leads.contactformeremail"
            row["fields"] = {"email": row["fields"]["value"]} | {
                name: row["fields"][name] for name in ("workspace", "contact", "replaced_at")
            }
    deleted.save()

    source = EntrySource("manual", "api", None)
    set_record_entry(workspace=workspace, kind="contact", record_id=person.pk, source=source)
    back = make_contact(workspace, email="former@x.example")
    assert is_stopped(back)
    restore_record(deleted=deleted, author=manager)

    former = Contact.objects.get(pk=person.pk).former_keys.values_list("kind", "value")
    assert list(former) == [("email", "former@x.example")]
