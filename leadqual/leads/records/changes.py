"""Changes of contacts and companies by people."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.company_identity import name_key
from leadqual.leads.do_not_contact.entry_locks import (
    lock_entries_exclusively,
    lock_entries_shared,
    retry_deadlocks,
)
from leadqual.leads.erased_keys import reject_erased
from leadqual.leads.erased_people import identity_of
from leadqual.leads.errors import ChangedSinceError, RecordGoneError
from leadqual.leads.models import Company, Contact, JobTitle, RecordChange
from leadqual.leads.record_events import UPDATED, emit_record
from leadqual.leads.records.record_values import (
    Record,
    column_of,
    differing,
    set_value,
    stored_form,
    value_of,
)
from leadqual.leads.records.statuses import check_status
from leadqual.leads.services import job_title_for, move_bearer, move_bearers
from leadqual.leads.upserts import CompanyValues, company_for, keys_checked

COMPANY = "company"
"""Key for a contact's company in values: `CompanyValues`, or None for none."""
BULK_COLUMNS = frozenset(
    {
        *("owner_id", "status", "tags", "custom", "title", "country", "company_id"),
        *("overview", "industry", "size"),
    }
)
"""Columns that no key of a record depends on: many records are updated in one statement."""
_EDITED = {"contact": "contact.edited", "company": "company.edited"}
_IDENTITY = frozenset({"email", "linkedin_url", "external_id", "phone", "last_name"})


def change_record(
    *,
    record: Record,
    values: Mapping[str, object],
    author: User,
    expected: datetime | None = None,
    step: UUID | None = None,
) -> RecordChange | None:
    """Change fields of a contact or company; do-not-contact follows, a new title is classified.

    Args:
        record: of a workspace that the author may write in.
        values: field → value, `custom.` and the code for custom fields, `company` for the company
            of a contact; what is left out stays as it is.
        author: stored with the change.
        expected: `updated_at` that the author saw; None to skip the check.
        step: ID used for undo; a new one by default.

    Returns:
        The change, or None if nothing changed.

    Raises:
        ChangedSinceError: somebody else changed the record; nothing was written.
        KeyTakenError: another record has one of the keys; nothing was written.
        ErasedPersonError: the person was erased; nothing was written.
        RecordGoneError: the record was deleted; nothing was written.
        SalesStatusError: the workspace has no such status; nothing was written.
    """
    return retry_deadlocks(lambda: _change(record, values, author, expected, step or uuid4()))


def _change(
    unlocked: Record,
    values: Mapping[str, object],
    author: User,
    expected: datetime | None,
    step: UUID,
) -> RecordChange | None:
    with keys_checked() as check, transaction.atomic():
        check.record = record = locked(unlocked)
        if expected is not None and record.updated_at != expected:
            raise ChangedSinceError(
                "Someone changed this record since you opened it. Nothing was saved. "
                "Compare your values with the current ones, then save again."
            )
        changed = differing(record, with_company(record.workspace, values))
        if not changed:
            return None
        if "status" in changed:
            check_status(record.workspace, changed["status"])
        row = row_of(record, changed, author, step)
        write_values(record, changed)
        row.save()
        emit_record(record, UPDATED)
        record_audit(
            workspace=record.workspace,
            actor=author,
            action=_EDITED[kind_of(record)],
            subject=f"{kind_of(record)}:{record.pk}",
            name=str(record),
            before=row.before,
            after=row.after,
        )
    return row


def row_of(record: Record, values: Mapping[str, object], author: User, step: UUID) -> RecordChange:
    """Return a record's values before and after a change, without storing it."""
    return RecordChange(
        workspace_id=record.workspace_id,
        **{kind_of(record): record},
        step=step,
        author=author,
        before={name: stored_form(value_of(record, name)) for name in values},
        after={name: stored_form(value) for name, value in values.items()},
    )


def write_values(record: Record, values: Mapping[str, object]) -> None:
    """Store values of a locked record, with all side effects.

    Raises:
        ErasedPersonError: the person was erased; nothing was written.
    """
    columns = {column_of(name) for name in values} | {"updated_at", "last_activity_at"}
    former_title = record.job_title_id if isinstance(record, Contact) else None
    for name, value in values.items():
        set_value(record, name, value)
    record.last_activity_at = clock.now()
    if isinstance(record, Contact):
        if _IDENTITY & values.keys():
            reject_erased(record.workspace_id, identity_of(record))
        if "title" in values:
            record.job_title = job_title_for(workspace=record.workspace, title=record.title)
            columns.add("job_title")
        record.save(update_fields=columns)
        move_bearer(former=former_title, now=record.job_title_id)
        record.refresh_from_db(fields=["do_not_contact"])  # Set by the database.
        return
    if "name" in values:
        record.name_key = name_key(record.name)
        columns.add("name_key")
    record.save(update_fields=columns)
    enqueue(Job.EMBED_COMPANIES)


def locked(record: Record) -> Record:
    """Return a record, locked until the transaction ends.

    Raises:
        RecordGoneError: it was deleted.
    """
    # Before any row is locked; new keys of a person who must not be contacted are entries.
    is_blocked = isinstance(record, Contact) and record.do_not_contact
    (lock_entries_exclusively if is_blocked else lock_entries_shared)(record.workspace_id)
    rows = type(record)._default_manager.select_for_update(of=("self",))
    found: Record | None = rows.filter(pk=record.pk, workspace=record.workspace_id).first()
    if found is None:
        raise RecordGoneError("This record was deleted. Nothing was saved.")
    return found


def lock_many(model: type[Record], workspace_id: int, keys: Collection[int]) -> dict[int, Record]:
    """Return records of a workspace by ID, locked until the transaction ends."""
    if model is Contact:
        lock_entries_shared(workspace_id)  # Before any row is locked, as writers of entries do.
    rows: Any = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(workspace=workspace_id, pk__in=keys).order_by("pk")
    return {record.pk: record for record in found}


def write_many(records: Mapping[int, Record], values: Mapping[int, Mapping[str, object]]) -> None:
    """Store values of locked records: one statement for all with the same new values.

    Args:
        records: key → record, as locked.
        values: key → field → value, of the fields of `BULK_COLUMNS`.
    """
    now = clock.now()
    records_by_values: dict[str, list[Record]] = defaultdict(list)
    titles: dict[str, JobTitle | None] = {}
    title_moves: list[tuple[int | None, int | None]] = []
    for key, changed in values.items():
        record = records[key]
        for name, value in changed.items():
            set_value(record, name, value)
        names = {column_of(name) for name in changed}
        if "title" in changed and isinstance(record, Contact):
            if record.title not in titles:
                title = job_title_for(workspace=record.workspace, title=record.title)
                titles[record.title] = title
            former_title_id, record.job_title = record.job_title_id, titles[record.title]
            title_moves.append((former_title_id, record.job_title_id))
            names.add("job_title_id")
        columns = {name: getattr(record, name) for name in names}
        records_by_values[json.dumps(columns, sort_keys=True, cls=DjangoJSONEncoder)].append(record)
    for columns_json, group in records_by_values.items():
        columns = {name: getattr(group[0], name) for name in json.loads(columns_json)}
        rows = type(group[0])._default_manager.filter(pk__in=[record.pk for record in group])
        rows.update(**columns, updated_at=now, last_activity_at=now)
    move_bearers(title_moves)
    if any(not isinstance(record, Contact) for record in records.values()):
        enqueue(Job.EMBED_COMPANIES)


def kind_of(record: Record) -> str:
    """Return `contact` or `company`."""
    return "contact" if isinstance(record, Contact) else "company"


def with_company(workspace: Workspace, values: Mapping[str, object]) -> dict[str, object]:
    """Set the company of a contact by ID; an unknown company is created."""
    found = {name: value for name, value in values.items() if name != COMPANY}
    if COMPANY in values:
        company = values[COMPANY]
        found["company_id"] = (
            company_key(workspace, company) if isinstance(company, CompanyValues) else None
        )
    return found


def company_key(workspace: Workspace, values: CompanyValues) -> int:
    """Return the ID of the named company; a new one is created."""
    company: Company = company_for(workspace, values)
    return company.pk
