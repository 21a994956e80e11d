"""A contact or company is created by a person; one that is there already is never overwritten."""

from collections.abc import Mapping

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import Quota, check_added
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.company_identity import name_key
from leadqual.leads.do_not_contact.entry_locks import lock_entries_shared, retry_deadlocks
from leadqual.leads.erased_keys import reject_erased
from leadqual.leads.erased_people import identity_of
from leadqual.leads.errors import KeyTakenError
from leadqual.leads.models import FIRST_STATUS, Company, Contact
from leadqual.leads.record_events import CREATED, emit_record
from leadqual.leads.records.changes import COMPANY, company_key, kind_of
from leadqual.leads.records.record_values import Record, set_value
from leadqual.leads.records.statuses import check_status
from leadqual.leads.services import job_title_for, move_bearer
from leadqual.leads.upserts import CompanyValues, keys_checked

_CREATED = {"contact": "contact.created", "company": "company.created"}


def create_contact(*, workspace: Workspace, values: Mapping[str, object], author: User) -> Contact:
    """Create a contact; a new title is classified by a job.

    Args:
        workspace: where.
        values: field → value, as for `changes.change_record`.
        author: for the audit log.

    Raises:
        KeyTakenError: another contact has the email or another key; nothing has been written.
        ErasedPersonError: this person was erased on request; nothing has been written.
        WorkspaceFullError: the contact or its company does not fit; nothing has been written.
        SalesStatusError: the workspace has no such status; nothing has been written.
    """
    return retry_deadlocks(lambda: _create_contact(workspace, values, author))


def _create_contact(workspace: Workspace, values: Mapping[str, object], author: User) -> Contact:
    with keys_checked() as check, transaction.atomic():
        check.record = contact = Contact(workspace=workspace)
        for name, value in values.items():
            if name != COMPANY:
                set_value(contact, name, value)
        _check_status(contact)
        reject_erased(workspace.pk, identity_of(contact))
        lock_entries_shared(workspace.pk)  # Before any row is locked, as who writes entries does.
        company = values.get(COMPANY)
        if isinstance(company, CompanyValues):
            contact.company_id = company_key(workspace, company)
        contact.job_title = job_title_for(workspace=workspace, title=contact.title)
        contact.save()
        check_added(workspace, Quota.CONTACTS)
        move_bearer(former=None, now=contact.job_title_id)
        contact.refresh_from_db(fields=["do_not_contact"])  # The database decides it.
        _record(contact, author)
    return contact


def create_company(*, workspace: Workspace, values: Mapping[str, object], author: User) -> Company:
    """Create a company, with its name among the values.

    Raises:
        KeyTakenError: another company has the domain or another key; nothing has been written.
        WorkspaceFullError: it does not fit; nothing has been written.
        SalesStatusError: the workspace has no such status; nothing has been written.
    """
    with keys_checked() as check, transaction.atomic():
        check.record = company = Company(workspace=workspace)
        for name, value in values.items():
            set_value(company, name, value)
        _check_status(company)
        company.name_key = name_key(company.name)
        same_name = Company.objects.filter(workspace=workspace, name_key=company.name_key)
        if not company.domain and (other := same_name.order_by("pk").first()):
            raise KeyTakenError(
                f"A company with this name already exists (ID {other.pk}). Nothing was saved. "
                "Enter its domain if this is another company.",
                WrongValue("name", company.name),
                record_id=other.pk,
            )
        company.save()
        check_added(workspace, Quota.COMPANIES)
        enqueue(Job.EMBED_COMPANIES)
        _record(company, author)
    return company


def _check_status(record: Record) -> None:
    if record.status != FIRST_STATUS:
        check_status(record.workspace, record.status)


def _record(record: Record, author: User) -> None:
    emit_record(record, CREATED)
    record_audit(
        workspace=record.workspace,
        actor=author,
        action=_CREATED[kind_of(record)],
        subject=f"{kind_of(record)}:{record.pk}",
        name=str(record),
    )
