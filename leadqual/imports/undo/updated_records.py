"""Fields that an import changed get their former values back where they still hold its own."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.accounts.models import User
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.created_records import MODELS

_TABLE = "undone_change"
_UNIQUE_FIELDS = {
    "leads_contact": ("email", "external_id", "linkedin_url"),
    "leads_company": ("domain", "external_id"),
}
_FOREIGN_KEYS = {
    "leads_contact": {
        "company_id": "leads_company",
        "job_title_id": "leads_jobtitle",
        "owner_id": User._meta.db_table,
    },
    "leads_company": {"owner_id": User._meta.db_table},
}
_PENDING = """
    SELECT h.record_id AS id, h.before AS pending, h.after, '{}'::jsonb AS patch,
        false AS is_restored
    FROM imports_importchange h
    WHERE h.batch_id = %s AND h.kind = %s AND NOT h.made AND h.undone_at IS NULL"""
_NOT_CREATED = """AND NOT EXISTS (
    SELECT FROM imports_importrow r
    WHERE r.batch_id = h.batch_id AND r.record_id = h.record_id AND r.outcome = 'created'
)"""


def restore_updated(batch: ImportBatch, n_records: int) -> bool:
    """Restore some updated records, last ones first; False if none are left.

    Runs in the transaction of its chunk. A field that somebody changed since, or whose former value
    belongs to another record now, stays, and the change says so. What came with people goes as a
    whole, or stays as it is.
    """
    return any(_restore(batch, n_records, kind) for kind in ("contacts", "companies"))


def _restore(batch: ImportBatch, n_records: int, kind: str) -> bool:
    table = MODELS[kind]._meta.db_table
    with connection.cursor() as cursor:
        rest = "ORDER BY number DESC LIMIT %s"
        if not (n_taken := _collect(cursor, rest, [batch.pk, kind, n_records])):
            return False
        while n_more := _add_key_holders(cursor, kind, batch):
            n_taken += n_more
        while plan_restore(cursor, table, batch.workspace_id):
            _apply_patches(cursor, table)
        n_restored, n_kept = _store_results(cursor, kind, batch)
    undo = batch.undo
    undo |= {"n_done": undo["n_done"] + n_taken}
    if kind == batch.kind:
        undo |= {"n_restored": undo["n_restored"] + n_restored, "n_kept": undo["n_kept"] + n_kept}
    return True


def count_restorable(batch: ImportBatch, *, deleted: str) -> tuple[int, int]:
    """Count what `restore_updated` would do to all updated records now; changes nothing.

    Args:
        batch: whose records.
        deleted: query for the keys of records that are deleted before.

    Returns:
        Records of which something is restored, and records of which a field stays.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _collect(cursor, _NOT_CREATED, [batch.pk, batch.kind])
        plan_restore(cursor, MODELS[batch.kind]._meta.db_table, batch.workspace_id, deleted=deleted)
        cursor.execute(
            "SELECT count(*) FILTER (WHERE patch <> '{}'), count(*) FILTER ("
            f"WHERE pending - ARRAY(SELECT jsonb_object_keys(patch)) <> '{{}}') FROM {_TABLE}"
        )
        n_restored, n_kept = cursor.fetchone()
        cursor.execute(f"DROP TABLE {_TABLE}")
    return n_restored, n_kept


def _collect(cursor: CursorWrapper, rest: str, values: Sequence[int | str]) -> int:
    """Put changes of a batch and kind that were not undone into the table; returns how many."""
    cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
    cursor.execute(f"CREATE TEMP TABLE {_TABLE} ON COMMIT DROP AS {_PENDING} {rest}", values)
    return int(cursor.rowcount)


def plan_restore(
    cursor: CursorWrapper, table: str, workspace_id: int, *, deleted: str = "SELECT NULL::bigint"
) -> int:
    """Write into `patch` what can be restored of each record now; returns of how many.

    What has a former key holds it back, but for records whose keys `deleted` gives.
    """
    cursor.execute(
        f"""
        UPDATE {_TABLE} u SET patch = COALESCE((
            SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(u.pending) b
            WHERE to_jsonb(c) -> b.key = u.after -> b.key
        ), '{{}}') FROM {table} c WHERE c.id = u.id AND c.workspace_id = %s
        """,
        [workspace_id],
    )
    _plan_tags(cursor, table)
    _plan_custom(cursor, table)
    for key in _UNIQUE_FIELDS[table]:
        while _drop_taken_keys(cursor, table, key, workspace_id, deleted):
            pass  # Who keeps a key may hold back another one.
    for field, other in _FOREIGN_KEYS[table].items():
        cursor.execute(
            f"UPDATE {_TABLE} u SET patch = patch - '{field}'"
            f" WHERE patch ->> '{field}' IS NOT NULL AND NOT EXISTS ("
            f"SELECT FROM {other} o WHERE o.id = (u.patch ->> '{field}')::bigint)"
        )
    cursor.execute(f"SELECT count(*) FROM {_TABLE} WHERE patch <> '{{}}'")
    return int(cursor.fetchone()[0])


def _plan_tags(cursor: CursorWrapper, table: str) -> None:
    """Remove the added tags from records that got other tags since."""
    cursor.execute(
        f"""
        UPDATE {_TABLE} u SET patch = patch || jsonb_build_object('tags', ARRAY(
            SELECT one FROM unnest(c.tags) WITH ORDINALITY AS t(one, at)
            WHERE NOT u.after -> 'tags' ? one OR u.pending -> 'tags' ? one ORDER BY at
        )) FROM {table} c WHERE c.id = u.id AND u.pending ? 'tags' AND NOT u.patch ? 'tags'
        """
    )


def _plan_custom(cursor: CursorWrapper, table: str) -> None:
    """Restore each custom field not changed since, if others were."""
    cursor.execute(
        f"""
        UPDATE {_TABLE} u SET patch = patch || jsonb_build_object('custom', found.restored)
        FROM (
            SELECT id, bool_or(is_restored) AS is_any, COALESCE(jsonb_object_agg(key, value)
                FILTER (WHERE value IS NOT NULL), '{{}}') AS restored
            FROM (
                SELECT p.id, f.key, f.is_restored, CASE WHEN f.is_restored
                    THEN p.pending -> 'custom' -> f.key ELSE c.custom -> f.key END AS value
                FROM {_TABLE} p JOIN {table} c ON c.id = p.id, LATERAL (
                    SELECT key, p.after -> 'custom' -> key
                        IS NOT DISTINCT FROM c.custom -> key
                        AND p.after -> 'custom' -> key
                        IS DISTINCT FROM p.pending -> 'custom' -> key AS is_restored
                    FROM jsonb_object_keys(c.custom || (p.pending -> 'custom')) AS names(key)
                ) f WHERE p.pending ? 'custom' AND NOT p.patch ? 'custom'
            ) fields GROUP BY id
        ) found WHERE found.id = u.id AND found.is_any
        """
    )


def _add_key_holders(cursor: CursorWrapper, kind: str, batch: ImportBatch) -> int:
    """Add the changes of records that hold a former key of these; returns how many."""
    table = MODELS[kind]._meta.db_table
    has_former_key = " OR ".join(
        f"o.{key} = u.pending ->> '{key}'" for key in _UNIQUE_FIELDS[table]
    )
    cursor.execute(
        f"""
        INSERT INTO {_TABLE} {_PENDING} AND h.record_id IN (
            SELECT o.id FROM {_TABLE} u JOIN {table} o ON o.workspace_id = %s AND ({has_former_key})
        ) AND h.record_id NOT IN (SELECT id FROM {_TABLE})
        """,
        [batch.pk, kind, batch.workspace_id],
    )
    return int(cursor.rowcount)


def _drop_taken_keys(
    cursor: CursorWrapper, table: str, key: str, workspace_id: int, deleted: str
) -> int:
    """Leave a key away that another record has and does not give back; returns of how many."""
    cursor.execute(
        f"""
        UPDATE {_TABLE} u SET patch = patch - '{key}' WHERE patch ->> '{key}' IS NOT NULL
        AND EXISTS (
            SELECT FROM {table} o WHERE o.workspace_id = %s AND o.{key} = u.patch ->> '{key}'
            AND NOT EXISTS (SELECT FROM {_TABLE} g WHERE g.id = o.id AND g.patch ? '{key}')
            AND NOT EXISTS (SELECT FROM ({deleted}) d(id) WHERE d.id = o.id)
        )
        """,
        [workspace_id],
    )
    return int(cursor.rowcount)


def _apply_patches(cursor: CursorWrapper, table: str) -> None:
    cursor.execute(f"SELECT DISTINCT jsonb_object_keys(patch) FROM {_TABLE}")
    fields = sorted(name for (name,) in cursor.fetchall())
    if "job_title_id" in fields:
        cursor.execute(
            f"""
            UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts + moved.by, 0) FROM (
                SELECT id, sum(step) AS by FROM (
                    SELECT (patch ->> 'job_title_id')::bigint AS id, 1 AS step
                    FROM {_TABLE} WHERE patch ? 'job_title_id'
                    UNION ALL
                    SELECT (after ->> 'job_title_id')::bigint, -1
                    FROM {_TABLE} WHERE patch ? 'job_title_id'
                ) steps WHERE id IS NOT NULL GROUP BY id
            ) moved WHERE j.id = moved.id
            """
        )
    for key in set(_UNIQUE_FIELDS[table]) & set(fields):  # Two records may get each other's.
        cursor.execute(
            f"UPDATE {table} c SET {key} = NULL FROM {_TABLE} u"
            f" WHERE c.id = u.id AND u.patch ? '{key}' AND EXISTS ("
            f"SELECT FROM {_TABLE} o WHERE o.id <> c.id AND o.patch ->> '{key}' = c.{key})"
        )
    values = ", ".join(f'"{name}" = p."{name}"' for name in fields)
    cursor.execute(
        f"""
        UPDATE {table} c SET {values}, updated_at = now()
        FROM {_TABLE} u, LATERAL (
            SELECT (jsonb_populate_record(k, u.patch)).* FROM {table} k WHERE k.id = u.id
        ) p WHERE c.id = u.id AND u.patch <> '{{}}'
        """
    )
    cursor.execute(
        f"""
        UPDATE {_TABLE} SET is_restored = true, patch = '{{}}',
            pending = pending - ARRAY(SELECT jsonb_object_keys(patch))
        WHERE patch <> '{{}}'
        """
    )


def _store_results(cursor: CursorWrapper, kind: str, batch: ImportBatch) -> tuple[int, int]:
    """Write down what was restored; returns records restored, and records with a field kept."""
    cursor.execute(
        f"""
        UPDATE imports_importchange h SET undone_at = now(),
            kept = to_jsonb(ARRAY(SELECT jsonb_object_keys(u.pending)))
        FROM {_TABLE} u WHERE h.batch_id = %s AND h.kind = %s AND h.record_id = u.id
        """,
        [batch.pk, kind],
    )
    cursor.execute(
        "SELECT count(*) FILTER (WHERE is_restored),"
        f" count(*) FILTER (WHERE pending <> '{{}}') FROM {_TABLE}"
    )
    n_restored, n_kept = cursor.fetchone()
    return n_restored, n_kept
