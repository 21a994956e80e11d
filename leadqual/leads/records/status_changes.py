"""Sales statuses are added, changed, ordered and archived by managers; archiving has an undo."""

import re
import unicodedata
from uuid import uuid4

from django.db import IntegrityError, transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.errors import SalesStatusError
from leadqual.leads.models import FIRST_STATUS, Company, Contact, RecordChange, SalesStatus
from leadqual.leads.models.statuses import LONGEST_STATUS, LONGEST_STATUS_CODE
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, change_many
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.statuses import Statuses, check_status, statuses_of

MAX_STATUSES = 30
_NO_WORD = re.compile(r"[^a-z0-9]+")


@transaction.atomic
def create_status(
    *, workspace: Workspace, label: str, color: str, kind: str, author: User
) -> SalesStatus:
    """Add a status after the others.

    Args:
        workspace: whose.
        label: up to 40 characters on one line.
        color: one of `SalesStatus.Color`.
        kind: one of `SalesStatus.Kind`.
        author: for the audit log.

    Raises:
        SalesStatusError: the label is taken or unusable, or there are too many; nothing is written.
    """
    statuses = _locked(workspace)
    _check_number(statuses)
    clean = _label(label)
    row = SalesStatus(
        workspace=workspace,
        code=_code(statuses, clean),
        label=clean,
        color=color,
        kind=kind,
        position=max((one.position for one in statuses.by_code.values()), default=0) + 1,
    )
    _save(row)
    _record(row, author, "created")
    return row


@transaction.atomic
def change_status(*, status: SalesStatus, label: str, color: str, kind: str, author: User) -> None:
    """Rename or recolor a status, or change what it means; records keep it.

    Raises:
        SalesStatusError: the label is taken or unusable; nothing is written.
    """
    before = _values(status)
    status.label, status.color, status.kind = _label(label), color, kind
    _save(status)
    _record(status, author, "changed", before=before, after=_values(status))


@transaction.atomic
def update_status(
    *, status: SalesStatus, author: User, position: int | None = None, **values: str
) -> SalesStatus:
    """Change some of the values of `change_status`, and the place of a status.

    Args:
        status: active.
        author: for the audit log.
        position: new place, from 1; None to keep it.
        values: of `change_status`; others stay.

    Raises:
        SalesStatusError: the label is taken or unusable; nothing is written.
    """
    if values:
        given = {name: str(value) for name, value in _values(status).items()} | values
        change_status(status=status, author=author, **given)
    if position is not None:
        at = [row.pk for row in _locked(status.workspace).active].index(status.pk)
        move_status(status=status, step=position - 1 - at, author=author)
    return status


@transaction.atomic
def move_status(*, status: SalesStatus, step: int, author: User) -> None:
    """Move a status before (-1) or after (1) its neighbor, or further; the ends stop it."""
    active = _locked(status.workspace).active
    at = [row.pk for row in active].index(status.pk)
    to = min(max(at + step, 0), len(active) - 1)
    if to == at:
        return
    active.insert(to, active.pop(at))
    for position, row in enumerate(active, start=1):
        row.position = position
    SalesStatus.objects.bulk_update(active, ["position"])
    _record(status, author, "moved", before={"position": at + 1}, after={"position": to + 1})


def archive_status(*, status: SalesStatus, successor: str, author: User) -> int:
    """Archive a status and move its records to another one; `restore_status` undoes both.

    Args:
        status: active; not that of new records.
        successor: code of the status that its records get.
        author: kept with each change.

    Returns:
        How many records were moved.

    Raises:
        SalesStatusError: it cannot be archived, or its records not be moved; nothing is written.
    """
    if status.code == FIRST_STATUS:
        raise SalesStatusError(f"New records get the status “{status}”, so it cannot be archived.")
    if status.code == successor:
        raise SalesStatusError("Choose another status for its records.", WrongValue("successor"))
    return retry_deadlocks(lambda: _archive(status, successor, author))


@transaction.atomic
def _archive(status: SalesStatus, successor: str, author: User) -> int:
    workspace, step = status.workspace, uuid4()
    check_status(workspace, successor)
    status.archived_at, status.moved_in = clock.now(), step
    status.save(update_fields=["archived_at", "moved_in"])
    _record(status, author, "archived", after={"successor": successor})
    change = BulkChange({"status": successor}, words=f"status {status} archived")
    n_moved = 0
    for model in (Contact, Company):
        rows = model._default_manager.filter(workspace=workspace, status=status.code)
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[: MAX_AT_ONCE + 1])
        if len(keys) > MAX_AT_ONCE:
            raise SalesStatusError(
                f"More than {MAX_AT_ONCE:,} records have the status “{status}”. Nothing was "
                "changed. Search for them and give some another status first."
            )
        if keys:
            done = change_many(
                workspace=workspace,
                model=model,
                keys=keys,
                change=change,
                author=author,
                step=step,
            )
            n_moved += done.n_changed
    return n_moved


def restore_status(*, status: SalesStatus, author: User) -> int:
    """Bring an archived status back, and its records unless they were changed since.

    Returns:
        How many records have it again.

    Raises:
        SalesStatusError: another status has its label by now, or there are too many.
    """
    return retry_deadlocks(lambda: _restore(status, author))


@transaction.atomic
def _restore(status: SalesStatus, author: User) -> int:
    workspace, step = status.workspace, status.moved_in
    _check_number(_locked(workspace))
    status.archived_at = status.moved_in = None
    _save(status)
    _record(status, author, "restored")
    if step is None:
        return 0
    moved = RecordChange.objects.filter(workspace=workspace, step=step, undone_at=None)
    if not moved.exists():
        return 0
    return undo_step(workspace=workspace, step=step, author=author).n_undone


def _locked(workspace: Workspace) -> Statuses:
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    return statuses_of(workspace)


def _check_number(statuses: Statuses) -> None:
    if len(statuses.active) >= MAX_STATUSES:
        raise SalesStatusError(f"There can be up to {MAX_STATUSES} statuses. Archive one first.")


def _label(text: str) -> str:
    clean = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if not clean or len(clean) > LONGEST_STATUS:
        raise SalesStatusError(
            f"Enter a name of 1 to {LONGEST_STATUS} characters.", WrongValue("label")
        )
    return clean


def _code(statuses: Statuses, label: str) -> str:
    """Return a code that no status has or had."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = _NO_WORD.sub("_", plain).strip("_")[: LONGEST_STATUS_CODE - 3] or "status"
    number = 1
    while (code := base if number == 1 else f"{base}_{number}") in statuses.by_code:
        number += 1
    return code


def _values(status: SalesStatus) -> dict[str, object]:
    return {"label": status.label, "color": status.color, "kind": status.kind}


def _save(row: SalesStatus) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise SalesStatusError(
            f"A status “{row.label}” already exists. Nothing was changed. Choose another name.",
            WrongValue("label"),
        ) from error


def _record(
    row: SalesStatus,
    author: User,
    what: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=f"sales_status.{what}",
        subject=f"sales_status:{row.pk}",
        name=row.label,
        before=before,
        after=after,
    )
