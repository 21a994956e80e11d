"""One contact or company is changed by a person; what it was before is kept for undo."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks, share_gate
from leadqual.leads.erased_people.erasure_keys import identity_of
from leadqual.leads.erased_people.hash_check import refuse_erased
from leadqual.leads.errors import ChangedSinceError, RecordGoneError
from leadqual.leads.models import Company, Contact, RecordChange
from leadqual.leads.name_keys import name_key
from leadqual.leads.record_events import UPDATED, emit_record
from leadqual.leads.records.record_values import (
    Record,
    column_of,
    differing,
    set_value,
    stored_form,
    value_of,
)
from leadqual.leads.services import job_title_for, move_bearer
from leadqual.leads.upserts import CompanyValues, company_for, keys_checked

COMPANY = "company"
"""Among the values of a contact: its company as `CompanyValues`, or None for none."""
LIGHT = frozenset({"owner_id", "status", "tags", "custom"})
"""Columns from which nothing else follows: many records get them in one statement."""
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
        author: kept with the change.
        expected: `updated_at` of what the author saw; None where that does not matter.
        step: by which the change is undone; made here where it is left out.

    Returns:
        The change, or None where every field had its value already.

    Raises:
        ChangedSinceError: somebody else changed the record; nothing has been written.
        KeyTakenError: another record has one of the keys; nothing has been written.
        ErasedPersonError: this would be a person who was erased; nothing has been written.
        RecordGoneError: the record was deleted; nothing has been written.
    """
    return retry_deadlocks(lambda: _change(record, values, author, expected, step or uuid4()))


def _change(
    given: Record,
    values: Mapping[str, object],
    author: User,
    expected: datetime | None,
    step: UUID,
) -> RecordChange | None:
    with keys_checked() as check, transaction.atomic():
        check.record = record = locked(given)
        if expected is not None and record.updated_at != expected:
            raise ChangedSinceError(
                "Someone changed this record since you opened it. Nothing was saved. "
                "Compare your values with the current ones, then save again."
            )
        changed = differing(record, _with_company(record, values))
        if not changed:
            return None
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
    """Return what a record is before and after it gets some values, not stored yet."""
    return RecordChange(
        workspace_id=record.workspace_id,
        **{kind_of(record): record},
        step=step,
        author=author,
        before={name: stored_form(value_of(record, name)) for name in values},
        after={name: stored_form(value) for name, value in values.items()},
    )


def write_values(record: Record, values: Mapping[str, object]) -> None:
    """Store values of a locked record, with all that follows from them.

    Raises:
        ErasedPersonError: this would be a person who was erased; nothing has been written.
    """
    columns = {column_of(name) for name in values} | {"updated_at", "last_activity_at"}
    former_title = record.job_title_id if isinstance(record, Contact) else None
    for name, value in values.items():
        set_value(record, name, value)
    record.last_activity_at = clock.now()
    if isinstance(record, Contact):
        if _IDENTITY & values.keys():
            refuse_erased(record.workspace_id, identity_of(record))
        if "title" in values:
            record.job_title = job_title_for(workspace=record.workspace, title=record.title)
            columns.add("job_title")
        record.save(update_fields=columns)
        move_bearer(former=former_title, now=record.job_title_id)
        record.refresh_from_db(fields=["do_not_contact"])  # The database decides it.
        return
    if "name" in values:
        record.name_key = name_key(record.name)
        columns.add("name_key")
    record.save(update_fields=columns)
    enqueue(Job.EMBED_COMPANIES)


def locked(record: Record) -> Record:
    """Return a record as it is now, and keep it so until the transaction ends.

    Raises:
        RecordGoneError: it was deleted.
    """
    # Before any row is locked; new keys of a person who must not be contacted are entries.
    is_stopped = isinstance(record, Contact) and record.do_not_contact
    (hold_gate if is_stopped else share_gate)(record.workspace_id)
    rows = type(record)._default_manager.select_for_update(of=("self",))
    found: Record | None = rows.filter(pk=record.pk, workspace=record.workspace_id).first()
    if found is None:
        raise RecordGoneError("This record was deleted. Nothing was saved.")
    return found


def lock_many(model: type[Record], workspace_id: int, keys: Collection[int]) -> dict[int, Record]:
    """Return records of a workspace by key, and keep them so until the transaction ends."""
    if model is Contact:
        share_gate(workspace_id)  # Before any row is locked, as who writes entries does.
    rows: Any = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(workspace=workspace_id, pk__in=keys).order_by("pk")
    return {record.pk: record for record in found}


def write_many(records: Mapping[int, Record], values: Mapping[int, Mapping[str, object]]) -> None:
    """Store values of locked records: one statement for all that become the same.

    Args:
        records: key → record, as locked.
        values: key → field → value, of the fields of `LIGHT`.
    """
    now = clock.now()
    alike: dict[str, list[Record]] = defaultdict(list)
    for key, changed in values.items():
        record = records[key]
        for name, value in changed.items():
            set_value(record, name, value)
        columns = {column_of(name): getattr(record, column_of(name)) for name in changed}
        alike[json.dumps(columns, sort_keys=True, cls=DjangoJSONEncoder)].append(record)
    for columns_json, group in alike.items():
        columns = {name: getattr(group[0], name) for name in json.loads(columns_json)}
        rows = type(group[0])._default_manager.filter(pk__in=[record.pk for record in group])
        rows.update(**columns, updated_at=now, last_activity_at=now)
    if any(not isinstance(record, Contact) for record in records.values()):
        enqueue(Job.EMBED_COMPANIES)


def kind_of(record: Record) -> str:
    """Return `contact` or `company`."""
    return "contact" if isinstance(record, Contact) else "company"


def _with_company(record: Record, values: Mapping[str, object]) -> dict[str, object]:
    """Name the company of a contact by its key; one that is not there yet is created."""
    found = {name: value for name, value in values.items() if name != COMPANY}
    if COMPANY in values and isinstance(record, Contact):
        company = values[COMPANY]
        found["company_id"] = (
            company_key(record.workspace, company) if isinstance(company, CompanyValues) else None
        )
    return found


def company_key(workspace: Workspace, values: CompanyValues) -> int:
    """Return the key of the company that is named; a new one is created."""
    company: Company = company_for(workspace, values)
    return company.pk
