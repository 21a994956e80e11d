"""An import stores what a workspace has room for, pauses with the reason, and goes on later."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.errors import TooManyJobsError, WorkspaceFullError
from leadqual.accounts.workspaces.quotas import Quota, count_used
from leadqual.accounts.workspaces.services import set_limits
from leadqual.imports import control
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db

Status = ImportBatch.Status


def limit(workspace: Workspace, quota: Quota, n: int | None) -> None:
    """Give the workspace room for so many more records."""
    most = None if n is None else count_used(workspace, quota) + n
    set_limits(workspace=workspace, limits={quota: most}, author=None)


def people(numbers: range, *, company: str = "") -> str:
    rows = (f"Ada,Roth{at},{at}@port.example,{company and f'{company}{at}'}" for at in numbers)
    return "\n".join(["First name,Last name,Email,Company", *rows])


def emails(workspace: Workspace) -> set[str]:
    rows = Contact.objects.filter(workspace=workspace, email__endswith="@port.example")
    return {email or "" for email in rows.values_list("email", flat=True)}


@pytest.mark.parametrize(("room", "chunk_rows"), [(0, 1_000), (4, 3), (9, 1)])
def test_rows_up_to_the_limit_are_in_and_the_others_come_after_it_was_raised(
    bring: Import, workspace: Workspace, manager: User, room: int, chunk_rows: int
) -> None:
    Contact.objects.create(workspace=workspace, email="first@harbor.example")
    limit(workspace, Quota.CONTACTS, room)

    batch = bring(people(range(10)), chunk_rows=chunk_rows)

    assert (batch.status, batch.n_rows, batch.n_created) == (Status.PAUSED, room, room)
    assert emails(workspace) == {f"{at}@port.example" for at in range(room)}
    assert f"{workspace.max_contacts:,} contacts" in batch.error
    limit(workspace, Quota.CONTACTS, 10)
    control.resume_import(batch=batch, author=manager)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.n_rows, batch.n_created, batch.error) == (Status.DONE, 10, 10, "")
    assert batch.rows.count() == 10
    assert len(emails(workspace)) == 10


def test_full_workspace_still_takes_changes_up_to_the_first_new_row(
    bring: Import, workspace: Workspace
) -> None:
    bring(people(range(20)))
    limit(workspace, Quota.CONTACTS, -5)  # Lowered below what is there.

    batch = bring(people(range(20)).replace("Ada", "Eva"))
    stopped = bring(people(range(10, 25)).replace("Ada", "Ida"))

    assert (batch.status, batch.n_updated) == (Status.DONE, 20)
    assert (stopped.status, stopped.n_updated, stopped.n_created) == (Status.PAUSED, 10, 0)
    assert Contact.objects.filter(workspace=workspace, first_name="Ida").count() == 10


def test_import_of_people_pauses_where_their_companies_do_not_fit(
    bring: Import, workspace: Workspace
) -> None:
    limit(workspace, Quota.COMPANIES, 11)

    batch = bring(people(range(30), company="Port"))

    assert (batch.status, batch.n_rows) == (Status.PAUSED, 11)
    assert Company.objects.filter(workspace=workspace, name__startswith="Port").count() == 11
    assert len(emails(workspace)) == 11
    assert "companies" in batch.error


def test_rejected_rows_before_the_limit_are_listed_once(
    bring: Import, workspace: Workspace
) -> None:
    limit(workspace, Quota.CONTACTS, 3)
    rows = people(range(8)).replace("1@port.example", "no address")

    batch = bring(rows, match_by="email")

    assert (batch.n_created, batch.n_rejected, batch.n_rows) == (3, 1, 4)
    assert batch.rows.count() == 4


def test_start_after_a_dry_run_is_refused_where_the_new_rows_do_not_fit(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    batch = bring(people(range(30)), is_dry=True)
    limit(workspace, Quota.CONTACTS, 29)

    with pytest.raises(WorkspaceFullError) as rejected:
        control.start_checked(batch=batch, author=manager, is_queued=False)

    batch.refresh_from_db()
    assert batch.status == Status.CHECKED
    assert "30 new contacts" in rejected.value.message

    limit(workspace, Quota.CONTACTS, 30)
    control.start_checked(batch=batch, author=manager, is_queued=False)
    run_import(batch.pk)
    assert len(emails(workspace)) == 30


def test_import_that_only_creates_is_refused_by_a_full_workspace_and_not_kept(
    bring: Import, workspace: Workspace
) -> None:
    Contact.objects.create(workspace=workspace, email="first@harbor.example")
    limit(workspace, Quota.CONTACTS, 0)

    with pytest.raises(WorkspaceFullError):
        bring(people(range(3)), mode="create")

    assert not ImportBatch.objects.filter(workspace=workspace).exists()


def test_limit_of_jobs_refuses_to_start_and_keeps_nothing(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    waiting = bring(people(range(3)), is_dry=True)
    limit(workspace, Quota.JOBS, 1)
    control.start_checked(batch=waiting, author=manager, is_queued=False)

    with pytest.raises(TooManyJobsError):
        bring(people(range(3)))

    assert ImportBatch.objects.filter(workspace=workspace).count() == 1
    run_import(waiting.pk)  # It ends, and so the next may start.
    assert bring(people(range(3))).status == Status.DONE


def test_paused_import_is_not_resumed_beyond_the_limit_of_jobs(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    limit(workspace, Quota.CONTACTS, 1)
    paused = bring(people(range(3)))
    checked = bring(people(range(3)), is_dry=True)
    limit(workspace, Quota.CONTACTS, None)
    limit(workspace, Quota.JOBS, 1)
    control.start_checked(batch=checked, author=manager, is_queued=False)

    with pytest.raises(TooManyJobsError):
        control.resume_import(batch=paused, author=manager)

    paused.refresh_from_db()
    assert paused.status == Status.PAUSED
    assert paused.error


def test_import_stopped_after_it_was_paused_keeps_its_rows_and_no_reason(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    limit(workspace, Quota.CONTACTS, 2)
    batch = bring(people(range(5)))

    control.stop_import(batch=batch, author=manager)

    batch.refresh_from_db()
    assert (batch.status, batch.error) == (Status.STOPPED, "")
    assert len(emails(workspace)) == 2
