"""What IDs of people and companies mean: a merged record is the kept one, a deleted one may return.

Every operation on many records asks here, so that none forgets an ID without a word.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, DeletedRecord, MergedRecord

_CHUNK = 5_000
MODELS: Mapping[str, type[Contact | Company]] = {"contact": Contact, "company": Company}

# Where a record went into one that was deleted later, only the rows of that one know it.
_MERGED_INTO_DELETED = """
    SELECT (one->'fields'->>'record_id')::bigint, record.record_id
    FROM leads_deletedrecord AS record, jsonb_array_elements(record.rows) AS one
    WHERE record.workspace_id = %s AND record.kind = %s AND record.merge IS NULL
        AND one->>'model' = 'leads.mergedrecord'
        AND (one->'fields'->>'record_id')::bigint = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """What the IDs of one request mean.

    Args:
        ids: of the records that are there, each once, in the order given.
        deleted: of those that can be restored.
        unknown: as given: none of the workspace, or deleted for good.
        merged: as given: of records that were merged into others.
    """

    ids: Sequence[int]
    deleted: Sequence[int] = ()
    unknown: Sequence[int] = ()
    merged: Sequence[int] = ()


def resolve_ids(workspace: Workspace, kind: str, given_ids: Collection[int]) -> ResolvedIds:
    """Find the records that IDs mean; one query where all are there, up to five where not.

    Args:
        workspace: whose records; those of others are unknown.
        kind: `contact` or `company`.
        given_ids: IDs, also of merged and of deleted records.
    """
    ids = list(dict.fromkeys(given_ids))
    resolved = _existing_ids(workspace, kind, ids)
    deleted: dict[int, int] = {}
    if missing := [key for key in ids if key not in resolved]:
        merges = MergedRecord.objects.filter(workspace=workspace, kind=kind, record_id__in=missing)
        resolved |= {row.record_id: row.kept_now for row in merges}
        deleted_records = DeletedRecord.objects.filter(
            workspace=workspace, kind=kind, record_id__in=missing
        )
        is_restorable = ExpressionWrapper(Q(merge__isnull=True), output_field=BooleanField())
        deleted_rows = dict(
            deleted_records.exclude(record_id__in=resolved).values_list("record_id", is_restorable)
        )
        deleted = {key: key for key in deleted_rows if deleted_rows[key]}
        if merged := [key for key in deleted_rows if not deleted_rows[key]]:
            deleted |= _merged_into_deleted(workspace, kind, merged)
    return ResolvedIds(
        _unique(resolved[key] for key in ids if key in resolved),
        _unique(deleted[key] for key in ids if key in deleted),
        [key for key in ids if key not in resolved and key not in deleted],
        [key for key in ids if (resolved | deleted).get(key, key) != key],
    )


def _existing_ids(workspace: Workspace, kind: str, keys: Sequence[int]) -> dict[int, int]:
    rows: Any = MODELS[kind]._default_manager.filter(workspace=workspace).order_by()
    found: dict[int, int] = {}
    for start in range(0, len(keys), _CHUNK):
        existing = rows.filter(pk__in=keys[start : start + _CHUNK]).values_list("pk", flat=True)
        found |= {key: key for key in existing}
    return found


def _merged_into_deleted(workspace: Workspace, kind: str, keys: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_MERGED_INTO_DELETED, [workspace.pk, kind, list(keys)])
        return dict(cursor.fetchall())


def _unique(keys: Any) -> list[int]:
    return list(dict.fromkeys(keys))


def kept_id(workspace: Workspace, kind: str, record_id: int) -> int | None:
    """Return the ID of the record that a former one was merged into; None where it was not."""
    rows = MergedRecord.objects.filter(workspace=workspace, kind=kind, record_id=record_id)
    row = rows.first()
    return row.kept_now if row else None


def known_external_ids(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int]
) -> dict[int, str]:
    """Return the external IDs of the records that have one, by ID."""
    if not keys:
        return {}
    rows = model.objects.filter(workspace=workspace, pk__in=keys, external_id__gt="")
    rows_with_id = rows.order_by("pk").values_list("pk", "external_id")
    return {key: external_id for key, external_id in rows_with_id if external_id}
