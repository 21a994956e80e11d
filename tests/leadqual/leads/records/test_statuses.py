"""Promises about the sales statuses of a workspace."""

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.errors import SalesStatusError
from leadqual.leads.models import Company, Contact, SalesStatus
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_contact
from leadqual.leads.records.status_changes import (
    archive_status,
    change_status,
    create_status,
    move_status,
    restore_status,
)
from leadqual.leads.records.statuses import statuses_of
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def make_status(workspace: Workspace, author: User, label: str = "Meeting set") -> SalesStatus:
    """Create a status after the others."""
    return create_status(
        workspace=workspace, label=label, color="purple", kind="open", author=author
    )


def labels(workspace: Workspace) -> list[str]:
    return [row.label for row in statuses_of(workspace).active]


def test_a_workspace_begins_with_statuses_of_each_kind(workspace: Workspace) -> None:
    kinds = {row.code: row.kind for row in statuses_of(workspace).active}

    assert list(kinds) == [
        *("new", "qualified", "contacted", "replied", "won", "lost", "unqualified"),
    ]
    assert [code for code, kind in kinds.items() if kind == "won"] == ["won"]


def test_a_new_status_comes_last_and_records_can_get_it(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    row = make_status(workspace, manager)
    contact = make_contact(workspace)

    change_record(record=contact, values={"status": row.code}, author=manager)

    contact.refresh_from_db()
    assert contact.status == "meeting_set"
    assert labels(workspace)[-1] == "Meeting set"
    assert "Meeting set" not in labels(other_workspace)


def test_a_new_status_never_takes_the_code_of_an_archived_one(
    workspace: Workspace, manager: User
) -> None:
    former = make_status(workspace, manager)
    archive_status(status=former, successor="new", author=manager)

    assert make_status(workspace, manager).code == "meeting_set_2"


def test_a_name_that_is_empty_long_or_taken_is_refused(workspace: Workspace, manager: User) -> None:
    for label in ("", "x" * 41, "WON"):
        with pytest.raises(SalesStatusError):
            make_status(workspace, manager, label)

    assert len(labels(workspace)) == 7


def test_a_renamed_status_stays_with_its_records(workspace: Workspace, manager: User) -> None:
    make_contact(workspace, status="won")
    won = SalesStatus.objects.get(workspace=workspace, code="won")

    change_status(status=won, label="Customer", color="blue", kind="won", author=manager)

    assert statuses_of(workspace).names()[Contact.objects.get().status] == "Customer"
    assert AuditRow.objects.filter(action="sales_status.changed", subject=f"sales_status:{won.pk}")


def test_a_status_moves_by_one_place_and_stays_at_the_ends(
    workspace: Workspace, manager: User
) -> None:
    first = SalesStatus.objects.get(workspace=workspace, code="new")

    move_status(status=first, step=-1, author=manager)
    assert labels(workspace)[:2] == ["New", "Qualified"]
    move_status(status=first, step=1, author=manager)
    assert labels(workspace)[:3] == ["Qualified", "New", "Contacted"]


def test_records_of_an_archived_status_move_and_come_back_unless_changed_since(
    workspace: Workspace, manager: User
) -> None:
    contact, changed = (make_contact(workspace, name, status="lost") for name in ("A B", "C D"))
    company = make_company(workspace, status="lost")
    lost = SalesStatus.objects.get(workspace=workspace, code="lost")

    n_moved = archive_status(status=lost, successor="unqualified", author=manager)

    assert n_moved == 3
    assert set(Contact.objects.values_list("status", flat=True)) == {"unqualified"}
    assert Company.objects.get().status == "unqualified"
    assert "Lost" not in labels(workspace)

    change_record(record=changed, values={"status": "won"}, author=manager)
    n_back = restore_status(status=lost, author=manager)

    assert n_back == 2
    for record, status in ((contact, "lost"), (changed, "won"), (company, "lost")):
        record.refresh_from_db()
        assert record.status == status
    assert "Lost" in labels(workspace)


def test_what_cannot_be_archived_stays(workspace: Workspace, manager: User) -> None:
    make_contact(workspace, status="lost")

    for code, successor in (("new", "won"), ("lost", "lost"), ("lost", "no_such")):
        row = SalesStatus.objects.get(workspace=workspace, code=code)
        with pytest.raises(SalesStatusError):
            archive_status(status=row, successor=successor, author=manager)

    assert len(labels(workspace)) == 7
    assert Contact.objects.get().status == "lost"


def test_nobody_gets_a_status_that_does_not_exist_or_was_archived(
    workspace: Workspace, manager: User
) -> None:
    contact = make_contact(workspace)
    lost = SalesStatus.objects.get(workspace=workspace, code="lost")
    archive_status(status=lost, successor="new", author=manager)

    for code in ("sold", "lost"):
        with pytest.raises(SalesStatusError):
            change_record(record=contact, values={"status": code}, author=manager)
        with pytest.raises(SalesStatusError):
            create_contact(
                workspace=workspace, values={"last_name": "Roe", "status": code}, author=manager
            )

    assert list(Contact.objects.values_list("status", flat=True)) == ["new"]
