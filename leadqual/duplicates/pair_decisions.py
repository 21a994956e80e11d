"""Decisions about pairs and groups of records: merged, or not duplicates."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.duplicates.models import DuplicatePair
from leadqual.duplicates.record_comparison import choices_for, sides
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import MergedRecord


def merge_pair(
    *,
    pair: DuplicatePair,
    author: User,
    choices: Mapping[str, str] | None = None,
    kept_id: int | None = None,
    step: UUID | None = None,
) -> MergedRecord:
    """Merge the two records of a pair.

    Args:
        pair: open or dismissed.
        author: kept with the merge.
        choices: code of a field → `kept` or `other`.
        kept_id: of the record that stays; by default the older one.
        step: of merges that are undone together.

    Raises:
        LeadqualError: `pair_gone`: the kept record is not in the pair; nothing has been written.
        LeadqualError: as `merge_records`; nothing has been written.
    """
    keys = [pair.first.pk, pair.second.pk]
    kept = min(keys) if kept_id is None else kept_id
    if kept not in keys:
        raise LeadqualError(
            "This pair no longer exists. Nothing was changed.", code="pair_gone", status=409
        )
    request = MergeRequest(
        pair.kind,
        kept,
        next(key for key in keys if key != kept),
        choices or {},
        pair.score,
        step or uuid4(),
    )
    return merge_records(workspace=pair.workspace, request=request, author=author)


@transaction.atomic
def dismiss_pair(*, pair: DuplicatePair, author: User) -> None:
    """Remember that two records are not one; no search proposes them again.

    Raises:
        LeadqualError: `pair_gone`: it was merged or deleted since; nothing has been written.
    """
    row = DuplicatePair.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if row is None:
        raise LeadqualError(
            "This pair has been merged or deleted. Nothing was changed.",
            code="pair_gone",
            status=409,
        )
    if row.dismissed_at is None:
        row.dismissed_at, row.dismissed_by = clock.now(), author
        row.save(update_fields=["dismissed_at", "dismissed_by"])
        _record_audit(row, author, "duplicate.dismissed")


@transaction.atomic
def restore_pair(*, pair: DuplicatePair, author: User) -> None:
    """Undo the dismissal of a pair."""
    changed = DuplicatePair.objects.filter(pk=pair.pk, dismissed_at__isnull=False)
    if changed.update(dismissed_at=None, dismissed_by=None):
        _record_audit(pair, author, "duplicate.restored")


def _record_audit(pair: DuplicatePair, author: User, action: str) -> None:
    record_audit(
        workspace=pair.workspace,
        actor=author,
        action=action,
        subject=f"{pair.kind}:{pair.first.pk}",
        name=str(pair.first),
        details={"other": str(pair.second), "other_id": pair.second.pk},
    )


def merge_group(
    *,
    workspace: Workspace,
    kind: str,
    keys: Sequence[int],
    choices: Mapping[str, str],
    author: User,
) -> UUID:
    """Merge records into the first one; returns the step that undoes all of it.

    Args:
        workspace: whose records.
        kind: `contact` or `company`.
        keys: of the record that stays, and of the others.
        choices: code of a field → side, as `record_comparison.sides` calls the records.
        author: kept with each merge.

    Raises:
        LeadqualError: as `merge_records`; nothing has been written.
    """
    step = uuid4()

    @transaction.atomic
    def merge() -> None:
        for side, key in zip(sides(len(keys))[1:], keys[1:], strict=True):
            chosen = choices_for(side, choices)
            request = MergeRequest(kind, keys[0], key, chosen, step=step)
            merge_records(workspace=workspace, request=request, author=author)

    retry_deadlocks(merge)
    return step
