"""Sample data is removed alone: what somebody brought in or made since stays where it is.

The sample story happens before its workspace exists (`story.story_steps`), so every row of it is
dated before the workspace, and no row that is somebody's own is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leadqual.accounts.audit.audit_rows import purge_audit_log, record_audit
from leadqual.accounts.models import ApiKey, Invitation, Member, User, Workspace
from leadqual.accounts.workspaces.workspace_tables import workspace_tables
from leadqual.campaigns.models import Verdict
from leadqual.core.errors import LeadqualError
from leadqual.core.row_counts import count_rows
from leadqual.demo.sample_data import NAME as SAMPLE_NAME
from leadqual.demo.story.sample_team import EMAILS
from leadqual.imports.import_locks import lock_workspace
from leadqual.imports.merging.titles import recount_titles
from leadqual.imports.models import ImportBatch, ImportChange, ImportRow
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.models import (
    Company,
    CompanyListEntry,
    Contact,
    ContactList,
    DoNotContact,
    JobTitle,
    ListEntry,
    MergedRecord,
    Note,
    RecordChange,
)

NAME = "My workspace"
_DATED_BY = ("created_at", "deleted_at", "merged_at", "found_at", "opened_at", "day")
"""Columns that say since when a row is there; the first one that a table has counts."""
_EXCLUDED_MODELS = frozenset({Member, ApiKey, Invitation, Company, Contact, JobTitle, DoNotContact})
"""Tables with a rule of their own, or without sample rows."""


class NoSampleDataError(LeadqualError, code="no_sample_data", status=404):
    """The workspace has no sample data."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing sample data deletes, what it keeps, and what is mixed.

    Args:
        n_people: sample people that are deleted.
        n_companies: sample companies that are deleted.
        n_own_people: people who stay.
        n_own_companies: companies that stay.
        n_kept_people: of those who stay, sample people whom somebody edited, imported or merged.
        n_kept_companies: of those that stay, sample companies where own people work, or that
            somebody edited, imported or merged.
        n_own_lists: lists that stay.
        n_mixed_lists: of those, lists that lose sample people or companies.
        n_own_in_sample_lists: own people and companies whose sample list is deleted; they stay.
        n_notes: own notes on sample records, which are deleted with them.
        n_verdicts: own verdicts on sample companies or in sample campaigns, which are deleted.
    """

    n_people: int
    n_companies: int
    n_own_people: int
    n_own_companies: int
    n_kept_people: int
    n_kept_companies: int
    n_own_lists: int
    n_mixed_lists: int
    n_own_in_sample_lists: int
    n_notes: int
    n_verdicts: int

    @property
    def n_own(self) -> int:
        return self.n_own_people + self.n_own_companies + self.n_own_lists


def preview(workspace: Workspace) -> Removal:
    """Count what `remove_sample_data` would do now.

    Raises:
        NoSampleDataError: the rows are somebody's own.
    """
    _refuse_own_records(workspace)
    since = workspace.created_at
    people, companies = _sample_people(workspace), _sample_companies(workspace)
    lists = ContactList.objects.filter(workspace=workspace, deleted_at=None)
    own_lists = lists.filter(created_at__gte=since)
    mixed = Exists(_entries(ListEntry, contact__in=people)) | Exists(
        _entries(CompanyListEntry, company__in=companies)
    )
    own_people = Contact.objects.filter(workspace=workspace).exclude(pk__in=people)
    own_companies = Company.objects.filter(workspace=workspace).exclude(pk__in=companies)
    of_sample_lists = {"contact_list__in": lists.filter(created_at__lt=since)}
    verdicts = Verdict.objects.filter(workspace=workspace, created_at__gte=since)
    deleted_rows = Q(company__in=companies) | Q(campaign__created_at__lt=since)
    notes = Note.objects.filter(workspace=workspace, created_at__gte=since, deleted_at=None)
    # What is no sample is somebody's own: each of the large sets is gone through once.
    all_people = Contact.objects.filter(workspace=workspace)
    all_companies = Company.objects.filter(workspace=workspace)
    n_people, n_companies, n_all, n_all_companies, n_old, n_old_companies, *others = count_rows(
        people,
        companies,
        all_people,
        all_companies,
        all_people.filter(created_at__lt=since),
        all_companies.filter(created_at__lt=since),
        own_lists,
        own_lists.filter(mixed),
        ListEntry.objects.filter(**of_sample_lists, contact__in=own_people),
        CompanyListEntry.objects.filter(**of_sample_lists, company__in=own_companies),
        notes.filter(Q(contact__in=people) | Q(company__in=companies)),
        verdicts.filter(deleted_rows, undone_at=None),
    )
    n_own_lists, n_mixed_lists, n_in_lists, n_companies_in_lists, n_notes, n_verdicts = others
    return Removal(
        n_people=n_people,
        n_companies=n_companies,
        n_own_people=n_all - n_people,
        n_own_companies=n_all_companies - n_companies,
        n_kept_people=n_old - n_people,
        n_kept_companies=n_old_companies - n_companies,
        n_own_lists=n_own_lists,
        n_mixed_lists=n_mixed_lists,
        n_own_in_sample_lists=n_in_lists + n_companies_in_lists,
        n_notes=n_notes,
        n_verdicts=n_verdicts,
    )


@transaction.atomic
def remove_sample_data(*, workspace: Workspace, author: User) -> Removal:
    """Delete the sample records of a workspace, and nothing else.

    Returns:
        What was done.

    Raises:
        NoSampleDataError: the rows are somebody's own, or somebody else was quicker; nothing has
            changed.
    """
    lock_workspace(workspace.pk)  # No import is in the middle of a chunk.
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    done = preview(locked)
    # Both are decided while all rows are there.
    people = list(_sample_people(locked).values_list("pk", flat=True))
    companies = list(_sample_companies(locked).values_list("pk", flat=True))
    since = locked.created_at
    for batch in ImportBatch.objects.filter(workspace=locked, created_at__lt=since):
        if batch.file:
            transaction.on_commit(lambda file=batch.file: file.storage.delete(str(file.name)))  # type: ignore[misc]
    for table in workspace_tables():
        if table.model not in _EXCLUDED_MODELS and (condition := _dated_before(table.model, since)):
            table.model._base_manager.filter(condition, workspace=locked).delete()
    Contact.objects.filter(pk__in=people).delete()
    Company.objects.filter(pk__in=companies).delete()
    with connection.cursor() as cursor:
        recount_titles(cursor, locked.pk)
    corrected = Correction.objects.filter(job_title=OuterRef("pk"))
    JobTitle.objects.filter(~Exists(corrected), workspace=locked, n_contacts=0).delete()
    _delete_entries(locked)
    Member.objects.filter(workspace=locked, user__email__in=EMAILS).delete()
    purge_audit_log(workspace=locked, before=since)
    locked.sample_steps = None
    locked.name = NAME if locked.name == SAMPLE_NAME else locked.name
    locked.save(update_fields=["sample_steps", "name"])
    record_audit(
        workspace=locked,
        actor=author,
        action="workspace.sample_data_removed",
        subject=f"workspace:{locked.pk}",
        name=locked.name,
        details={"n_people": done.n_people, "n_companies": done.n_companies},
    )
    return done


def _refuse_own_records(workspace: Workspace) -> None:
    if workspace.sample_steps is None:
        raise NoSampleDataError("This workspace has no sample data. Nothing was deleted.")


def _sample_people(workspace: Workspace) -> QuerySet[Contact]:
    rows = Contact.objects.filter(workspace=workspace, created_at__lt=workspace.created_at)
    return (
        rows.exclude(pk__in=_imported(workspace, ImportBatch.Kind.CONTACTS))
        .exclude(pk__in=_merged(workspace).values("kept_contact").exclude(kept_contact=None))
        .exclude(pk__in=_edited(workspace).values("contact").exclude(contact=None))
    )


def _sample_companies(workspace: Workspace) -> QuerySet[Company]:
    """Return the sample companies, as the people, and where nobody works who stays."""
    rows = Company.objects.filter(workspace=workspace, created_at__lt=workspace.created_at)
    staff = Contact.objects.filter(workspace=workspace).exclude(pk__in=_sample_people(workspace))
    changed = ImportChange.objects.filter(batch__in=_own_imports(workspace), kind="companies")
    return (
        rows.exclude(pk__in=_imported(workspace, ImportBatch.Kind.COMPANIES))
        .exclude(pk__in=changed.values("record_id"))
        .exclude(pk__in=staff.exclude(company=None).values("company"))
        .exclude(pk__in=_merged(workspace).values("kept_company").exclude(kept_company=None))
        .exclude(pk__in=_edited(workspace).values("company").exclude(company=None))
    )


def _own_imports(workspace: Workspace) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(workspace=workspace, created_at__gte=workspace.created_at)


def _imported(workspace: Workspace, kind: str) -> QuerySet[Any]:
    rows = ImportRow.objects.filter(batch__in=_own_imports(workspace).filter(kind=kind))
    return rows.exclude(record_id=None).values("record_id")


def _merged(workspace: Workspace) -> QuerySet[MergedRecord]:
    return MergedRecord.objects.filter(workspace=workspace, merged_at__gte=workspace.created_at)


def _edited(workspace: Workspace) -> QuerySet[RecordChange]:
    return RecordChange.objects.filter(
        workspace=workspace, created_at__gte=workspace.created_at, undone_at=None
    )


def _entries(model: type[Model], **of_whom: object) -> QuerySet[Any]:
    return model._default_manager.filter(contact_list=OuterRef("pk"), **of_whom)


def _dated_before(model: type[Model], since: datetime) -> Q | None:
    """Return the condition that a row of a workspace is of the story; None where it has no date."""
    names = {field.name for field in model._meta.concrete_fields}
    dated_by = next((name for name in _DATED_BY if name in names), "")
    if "workspace" not in names or not dated_by:
        return None  # It goes with what it belongs to.
    return Q(**{f"{dated_by}__lt": since.date() if dated_by == "day" else since})


def _delete_entries(workspace: Workspace) -> None:
    """Delete the sample do-not-contact entries; those that stop somebody who stays are kept."""
    entries = DoNotContact.objects.filter(workspace=workspace)
    for entry in entries.filter(created_at__lt=workspace.created_at):
        if not covered_contacts(entries.filter(pk=entry.pk)):
            entry.delete()
