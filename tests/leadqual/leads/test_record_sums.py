"""Counts of contacts and companies are right after whatever is done to them, without counting."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, RecordSum
from leadqual.leads.record_sums import (
    MAX_ROWS,
    count_companies,
    count_contacts,
    merge_sums,
)

pytestmark = pytest.mark.django_db


def counted(workspace: Workspace) -> tuple[int, int]:
    """Count the rows one by one."""
    return (
        Contact.objects.filter(workspace=workspace).count(),
        Company.objects.filter(workspace=workspace).count(),
    )


def known(workspace: Workspace) -> tuple[int, int]:
    """Read the sums."""
    return count_contacts(workspace), count_companies(workspace)


def people(workspace: Workspace, n: int) -> None:
    Contact.objects.bulk_create(
        [Contact(workspace=workspace, email=f"{at}@port.example") for at in range(n)]
    )


def test_sums_follow_what_is_added_changed_and_deleted(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    seen = [known(workspace)]
    assert seen == [counted(workspace)]

    people(workspace, 5)
    Company.objects.create(workspace=workspace, name="Port", name_key="port")
    people(other_workspace, 2)
    seen.append(known(workspace))
    assert seen[-1] == counted(workspace)
    Contact.objects.filter(workspace=workspace).update(last_name="Roth")
    assert known(workspace) == counted(workspace)
    Contact.objects.filter(email__in=["0@port.example", "1@port.example"]).delete()
    Company.objects.filter(workspace=workspace).delete()
    seen.append(known(workspace))

    assert seen[-1] == counted(workspace)
    assert known(other_workspace) == counted(other_workspace)
    assert len(set(seen)) == 3


def test_folding_makes_one_row_of_many_and_forgets_workspaces_that_are_gone(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    for at in range(MAX_ROWS + 1):
        Contact.objects.create(workspace=workspace, email=f"{at}@port.example")
    Contact.objects.create(workspace=other_workspace, email="one@port.example")
    RecordSum.objects.create(workspace_id=999_999, n_contacts=-3)
    before = known(workspace)

    merge_sums()

    assert known(workspace) == before == counted(workspace)
    assert RecordSum.objects.filter(workspace=workspace).count() == 1
    assert known(other_workspace) == counted(other_workspace)
    assert not RecordSum.objects.filter(workspace_id=999_999).exists()
