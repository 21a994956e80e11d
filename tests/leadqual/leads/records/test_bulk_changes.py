"""Promises about owner, status and tags of many records, and about the undo."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.leads.models import Company, Contact, JobTitle, RecordChange
from leadqual.leads.records.bulk_changes import BulkChange, BulkResult, change_many
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.tags import MAX_TAGS, joined_tags, split_tags
from leadqual.leads.upserts import CompanyValues
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = pytest.mark.django_db


def three(workspace: Workspace) -> list[Contact]:
    """Create three people with different tags."""
    return [
        make_contact(workspace, f"P {number}", tags=tags)
        for number, tags in enumerate([[], ["vip"], ["berlin", "vip"]])
    ]


def change_all(
    workspace: Workspace,
    records: Sequence[Contact | Company],
    change: BulkChange,
    author: User,
    step: UUID | None = None,
) -> BulkResult:
    """Change records of one kind in a step."""
    return change_many(
        workspace=workspace,
        model=type(records[0]),
        keys=[one.pk for one in records],
        change=change,
        author=author,
        step=step or uuid4(),
    )


def test_many_get_owner_status_and_tags_and_lose_them_in_one_undo(
    workspace: Workspace, manager: User
) -> None:
    people = three(workspace)
    before = list(Contact.objects.order_by("pk").values("owner", "status", "tags"))
    change = BulkChange(
        {"owner_id": manager.pk, "status": "won"}, add_tags=["new"], remove_tags=["vip"]
    )

    done = change_all(workspace, people, change, manager)

    rows = Contact.objects.order_by("pk")
    assert done.n_changed == 3
    assert list(rows.values_list("tags", flat=True)) == [["new"], ["new"], ["berlin", "new"]]
    assert set(rows.values_list("owner", "status")) == {(manager.pk, "won")}
    assert not rows.filter(last_activity_at=None).exists()

    undone = undo_step(workspace=workspace, step=done.step, author=manager)

    assert (undone.n_undone, undone.n_kept) == (3, 0)
    assert list(rows.values("owner", "status", "tags")) == before
    with pytest.raises(NothingToUndoError):
        undo_step(workspace=workspace, step=done.step, author=manager)


def test_title_country_and_company_of_many_change_and_come_back_in_one_undo(
    workspace: Workspace, manager: User
) -> None:
    former = make_company(workspace, "Former")
    plumber = make_title(workspace, "Plumber", n_contacts=2)
    people = [
        make_contact(workspace, "P 1", job_title=plumber, company=former, country="France"),
        make_contact(workspace, "P 2", job_title=plumber),
    ]
    columns = ("title", "job_title__title", "country", "company__name")
    before = list(Contact.objects.order_by("pk").values_list(*columns))
    fields = {"title": "Head of Sales", "country": "Germany", "company": CompanyValues("Kelvia")}

    done = change_all(workspace, people, BulkChange(fields), manager)

    rows = Contact.objects.order_by("pk").values_list(*columns)
    assert set(rows) == {("Head of Sales", "Head of Sales", "Germany", "Kelvia")}
    counts = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert counts == {"Plumber": 0, "Head of Sales": 2}
    undone = undo_step(workspace=workspace, step=done.step, author=manager)
    assert (undone.n_undone, list(rows.all())) == (2, before)
    counts = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert counts == {"Plumber": 2, "Head of Sales": 0}


def test_undo_of_a_company_keeps_who_was_at_one_that_is_gone(
    workspace: Workspace, manager: User
) -> None:
    gone = make_company(workspace, "Gone")
    contact = make_contact(workspace, "P 1", company=gone)
    done = change_all(
        workspace, [contact], BulkChange({"company": CompanyValues("Kelvia")}), manager
    )
    gone.delete()

    undone = undo_step(workspace=workspace, step=done.step, author=manager)

    assert (undone.n_undone, undone.n_kept) == (0, 1)


def test_an_undo_keeps_who_was_changed_since(workspace: Workspace, manager: User) -> None:
    people = three(workspace)
    done = change_all(workspace, people, BulkChange({"status": "won"}), manager)
    change_record(record=people[0], values={"status": "lost"}, author=manager)

    undone = undo_step(workspace=workspace, step=done.step, author=manager)

    statuses = Contact.objects.order_by("pk").values_list("status", flat=True)
    assert (undone.n_undone, undone.n_kept) == (2, 1)
    assert list(statuses) == ["lost", "new", "new"]


def test_the_same_step_again_changes_nothing(workspace: Workspace, manager: User) -> None:
    people, step = three(workspace), uuid4()
    for tag in ("one", "two"):
        change_all(workspace, people, BulkChange(add_tags=[tag]), manager, step)

    assert RecordChange.objects.count() == 3
    assert not Contact.objects.filter(tags__contains=["two"]).exists()


def test_records_of_others_are_passed_over(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    theirs = make_company(other_workspace)

    done = change_all(workspace, [theirs], BulkChange({"status": "won"}), manager)

    theirs.refresh_from_db()
    assert (done.n_changed, theirs.status) == (0, "new")


def test_tags_have_one_spelling_and_a_limit() -> None:
    assert split_tags(" VIP, vip ;Berlin\n\x00, ,") == ["Berlin", "VIP"]
    assert len(joined_tags(map(str, range(99)))) == MAX_TAGS
    assert len(joined_tags(["x" * 99])[0]) == 50
