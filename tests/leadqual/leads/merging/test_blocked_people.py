"""Whoever must not be contacted stays so through a merge and its undo."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entry,
    set_entry,
    set_record_entry,
)
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import (
    Company,
    Contact,
    ContactFormerKey,
    DoNotContact,
    MergedRecord,
)
from leadqual.leads.services import set_do_not_contact

pytestmark = pytest.mark.django_db


def person(workspace: Workspace, email: str | None, **fields: object) -> Contact:
    return Contact.objects.create(workspace=workspace, email=email, **fields)


def merge(
    kept: Contact | Company, other: Contact | Company, author: User, **choices: str
) -> MergedRecord:
    kind = "contact" if isinstance(kept, Contact) else "company"
    request = MergeRequest(kind, kept.pk, other.pk, choices)
    return merge_records(workspace=kept.workspace, request=request, author=author)


def block(contact: Contact) -> None:
    set_do_not_contact(
        workspace=contact.workspace,
        email=contact.email or "",
        reason="unsubscribe",
        origin="reply:1",
        author=None,
    )


def flags() -> dict[str | None, bool]:
    return dict(Contact.objects.values_list("email", "do_not_contact"))


@pytest.mark.parametrize(("blocked", "side"), [("a@x.example", "other"), ("b@x.example", "kept")])
def test_the_merged_person_is_blocked_where_one_of_both_was(
    workspace: Workspace, manager: User, blocked: str, side: str
) -> None:
    kept, other = person(workspace, "a@x.example"), person(workspace, "b@x.example")
    block(kept if blocked == kept.email else other)

    merged = merge(kept, other, manager, email=side)

    assert list(flags().values()) == [True]

    undo_merge(merged=merged, author=manager)

    assert flags() == {email: email == blocked for email in ("a@x.example", "b@x.example")}
    active = DoNotContact.objects.filter(lifted_at=None, derived_from=None)
    assert list(active.values_list("value", flat=True)) == [blocked]
    assert not differences_of(workspace)


def test_who_asks_after_the_merge_is_blocked_on_both_sides_of_an_undo(
    workspace: Workspace, manager: User
) -> None:
    kept, other = person(workspace, "a@x.example"), person(workspace, "b@x.example")
    merged = merge(kept, other, manager)
    kept.refresh_from_db()
    block(kept)

    undo_merge(merged=merged, author=manager)

    assert flags() == {"a@x.example": True, "b@x.example": True}


@pytest.mark.parametrize("side", ["kept", "other"])
def test_who_unsubscribes_from_a_former_address_blocks_the_merged_person(
    workspace: Workspace, manager: User, side: str
) -> None:
    kept, other = person(workspace, "a@x.example"), person(workspace, "b@x.example")
    merged = merge(kept, other, manager, email=side)

    block(other if side == "kept" else kept)

    assert list(flags().values()) == [True]
    former = "b@x.example" if side == "kept" else "a@x.example"
    assert [row.value for row in ContactFormerKey.objects.all()] == [former]

    undo_merge(merged=merged, author=manager)

    assert flags()[former]
    assert not ContactFormerKey.objects.exists()
    assert not differences_of(workspace)


def test_a_blocked_person_stays_blocked_without_any_address(
    workspace: Workspace, manager: User
) -> None:
    kept, other = person(workspace, None, last_name="Abel"), person(workspace, "b@x.example")
    block(other)

    merged = merge(kept, other, manager, email="kept")

    assert flags() == {None: True}

    undo_merge(merged=merged, author=manager)

    assert flags() == {None: False, "b@x.example": True}


def test_a_company_that_is_marked_itself_stays_so_in_a_merge_and_its_undo(
    workspace: Workspace, manager: User
) -> None:
    kept = Company.objects.create(workspace=workspace, name="A", name_key="a")
    other = Company.objects.create(workspace=workspace, name="B", name_key="b")
    person(workspace, "x@y.example", company=other)
    person(workspace, "z@y.example", company=kept)
    source = EntrySource("manual", "api", manager)
    set_record_entry(workspace=workspace, kind="company", record_id=other.pk, source=source)

    merged = merge(kept, other, manager)

    person(workspace, "new@y.example", company=kept)
    assert flags() == {"x@y.example": True, "z@y.example": True, "new@y.example": True}

    undo_merge(merged=merged, author=manager)

    assert flags()["x@y.example"]
    assert person(workspace, "later@y.example", company=kept).pk
    assert not flags()["later@y.example"]
    assert not differences_of(workspace)


def test_people_of_a_blocked_domain_stay_blocked_in_the_merged_company(
    workspace: Workspace, manager: User
) -> None:
    kept = Company.objects.create(
        workspace=workspace, name="A", name_key="a", domain="a-works.example"
    )
    other = Company.objects.create(
        workspace=workspace, name="B", name_key="b", domain="b-works.example"
    )
    person(workspace, "x@y.example", company=other)
    person(workspace, None, company=other, last_name="Nobody")
    person(workspace, "z@y.example", company=kept)
    source = EntrySource("manual", "manual", manager)
    add_entry(workspace=workspace, text="b-works.example", kind="domain", source=source)
    before = list(Contact.objects.order_by("pk").values("pk", "do_not_contact"))
    assert [row["do_not_contact"] for row in before] == [True, True, False]

    merged = merge(kept, other, manager)

    assert not Contact.objects.filter(do_not_contact=False).exists()

    undo_merge(merged=merged, author=manager)

    assert list(Contact.objects.order_by("pk").values("pk", "do_not_contact")) == before
    assert not differences_of(workspace)


def test_a_domain_that_was_blocked_after_the_merge_holds_for_both(
    workspace: Workspace, manager: User
) -> None:
    kept = Company.objects.create(
        workspace=workspace, name="A", name_key="a", domain="a-works.example"
    )
    other = Company.objects.create(workspace=workspace, name="B", name_key="b")
    person(workspace, "x@y.example", company=other)
    merged = merge(kept, other, manager)
    key = EntryKey("domain", "a-works.example", "a-works.example")
    set_entry(workspace=workspace, entry=key, source=EntrySource("manual", "m", manager))

    undo_merge(merged=merged, author=manager)

    assert flags() == {"x@y.example": True}
