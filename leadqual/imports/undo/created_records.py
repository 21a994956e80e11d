"""Delete records created by an import that were not changed or used since."""

from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import ForeignKey, ManyToOneRel, Model

from leadqual.accounts.models import Workspace
from leadqual.core.foreign_keys import delete_rows
from leadqual.imports.list_additions import additions_of
from leadqual.imports.merging.titles import recount_titles
from leadqual.imports.models import ImportBatch
from leadqual.leads.do_not_contact.company_keys import preserve_blocks_without_people
from leadqual.leads.models import Company, Contact, JobTitle

CHANGED, USED = "Changed since the import.", "Used in a list, a campaign or a reply."
GONE = "Deleted since the import."
TABLE = "undone_record"
_MAX_INCREMENTAL = 20_000
MODELS: dict[str, type[Model]] = {"contacts": Contact, "companies": Company, "titles": JobTitle}
"""Kind of a change → its table."""
_COUNT_NAMES = {"companies": "n_companies", "titles": "n_titles"}
_CREATED_RECORDS = (
    "SELECT w.number, w.record_id, h.written_at FROM imports_importrow w"
    " LEFT JOIN imports_importchange h ON h.batch_id = w.batch_id AND h.kind = %s"
    " AND h.record_id = w.record_id AND h.after <> '{}'"
    " WHERE w.batch_id = %s AND w.outcome = 'created'"
)
_SIDE_RECORDS = (
    "SELECT 0 AS number, record_id, CASE WHEN after <> '{}' THEN written_at END AS written_at"
    " FROM imports_importchange"
    " WHERE batch_id = %s AND kind = %s AND made AND undone_at IS NULL ORDER BY record_id LIMIT %s"
)
"""Without a join of its own: right after an import the planner takes that table for empty."""


def delete_created(batch: ImportBatch, n_rows: int) -> bool:
    """Delete the created records of some rows, last rows first; False if none are left.

    Runs in the transaction of its chunk. Rows whose record stays say why.
    """
    with connection.cursor() as cursor:
        rest = " AND w.number < %s ORDER BY w.number DESC LIMIT %s"
        values = [batch.undo["at"] or 2**31 - 1, n_rows]
        parameters = [batch.kind, batch.pk, *values]
        _lock_records(cursor, MODELS[batch.kind], f"{_CREATED_RECORDS}{rest}", parameters)
        if not (n_taken := stage_created(cursor, batch, rest, values)):
            return False
        cursor.execute(f"SELECT min(number) FROM {TABLE}")
        (lowest,) = cursor.fetchone()
        n_deleted = _delete_records(cursor, MODELS[batch.kind], counts_later=counts_later(batch))
        _store_reasons(cursor, batch)
    undo = batch.undo
    undo |= {
        "at": lowest,
        "n_done": undo["n_done"] + n_taken,
        "n_deleted": undo["n_deleted"] + n_deleted,
        "n_kept": undo["n_kept"] + n_taken - n_deleted,
    }
    return True


def delete_side_records(batch: ImportBatch, n_rows: int) -> bool:
    """Delete some companies and titles created with people; False if none are left."""
    return any(_delete_side_records(batch, n_rows, kind) for kind in _COUNT_NAMES)


def _delete_side_records(batch: ImportBatch, n_rows: int, kind: str) -> bool:
    model, count_name, undo = MODELS[kind], _COUNT_NAMES[kind], batch.undo
    values: list[int | str] = [batch.pk, kind, n_rows]
    with connection.cursor() as cursor:
        _lock_records(cursor, model, _SIDE_RECORDS, values)
        if not (n_taken := _stage_records(cursor, batch, kind, _SIDE_RECORDS, values)):
            return False
        n_deleted = _delete_records(cursor, model, counts_later=True)
        cursor.execute(
            f"UPDATE imports_importchange h SET undone_at = now() FROM {TABLE} u"
            " WHERE h.batch_id = %s AND h.kind = %s AND h.record_id = u.id",
            [batch.pk, kind],
        )
    undo |= {"n_done": undo["n_done"] + n_taken, count_name: undo[count_name] + n_deleted}
    return True


def _lock_records(
    cursor: CursorWrapper, model: type[Model], records: str, values: Sequence[int | str]
) -> None:
    """Lock records, so that nothing new refers to them; see `_stage_records`."""
    cursor.execute(
        f"SELECT FROM {model._meta.db_table} WHERE id IN ("
        f"SELECT record_id FROM ({records}) r) ORDER BY id FOR UPDATE",
        values,
    )


def stage_created(
    cursor: CursorWrapper, batch: ImportBatch, rest: str = "", values: Sequence[int | str] = ()
) -> int:
    """Stage the records that rows created, with the reason to keep each; return how many."""
    parameters = [batch.kind, batch.pk, *values]
    return _stage_records(cursor, batch, batch.kind, f"{_CREATED_RECORDS}{rest}", parameters)


def _stage_records(
    cursor: CursorWrapper, batch: ImportBatch, kind: str, records: str, values: Sequence[int | str]
) -> int:
    """Stage records, with the reason to keep each; return how many.

    That the import itself put one into a list does not keep it.

    Args:
        cursor: of the transaction.
        batch: that is undone.
        kind: of the records.
        records: selects number, record_id, and when the import last wrote to it, null if never.
        values: of that statement.
    """
    model = MODELS[kind]
    touched = f"{_last_edit(model)} <> COALESCE(r.written_at, c.created_at)"
    cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    cursor.execute(
        f"""
        CREATE TEMP TABLE {TABLE} ON COMMIT DROP AS
        SELECT r.number, r.record_id AS id, CASE WHEN c.id IS NULL THEN '{GONE}'
            {f"WHEN {touched} THEN '{CHANGED}'" if _has_field(model, "updated_at") else ""}
            WHEN {_is_used(model, batch)} THEN '{USED}' ELSE '' END AS kept
        FROM ({records}) r
        LEFT JOIN {model._meta.db_table} c ON c.id = r.record_id AND c.workspace_id = %s
        """,
        [*values, batch.workspace_id],
    )
    n_staged = int(cursor.rowcount)
    cursor.execute(f"ANALYZE {TABLE}")  # Else the planner takes it for 70 rows, and loops over it.
    return n_staged


def counts_later(batch: ImportBatch) -> bool:
    """Return whether people per title are counted once, not after each of many chunks."""
    return int(batch.undo["n_total"]) > _MAX_INCREMENTAL


def recount_title_people(batch: ImportBatch, _n_rows: int) -> bool:
    """Count the bearers of titles where that was put off; nothing is left of it then."""
    if batch.kind == ImportBatch.Kind.CONTACTS and counts_later(batch):
        with connection.cursor() as cursor:
            recount_titles(cursor, batch.workspace_id)
    return False


def _delete_records(cursor: CursorWrapper, model: type[Model], *, counts_later: bool) -> int:
    deleted_ids = f"SELECT id FROM {TABLE} WHERE kept = ''"
    for table, column in (*_job_output_columns(model), *_list_entry_columns(model)):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({deleted_ids})")
    if model is Contact and not counts_later:
        cursor.execute(
            f"""
            UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts - gone.n, 0) FROM (
                SELECT job_title_id, count(*) AS n FROM leads_contact
                WHERE id IN ({deleted_ids}) GROUP BY job_title_id
            ) gone WHERE j.id = gone.job_title_id
            """
        )
    if model is Company:
        cursor.execute(deleted_ids)
        preserve_blocks_without_people([key for (key,) in cursor.fetchall()])
    return delete_rows(cursor, model._meta.db_table, deleted_ids)


def _store_reasons(cursor: CursorWrapper, batch: ImportBatch) -> None:
    cursor.execute(
        f"UPDATE imports_importrow r SET kept = u.kept FROM {TABLE} u"
        " WHERE r.batch_id = %s AND r.number = u.number AND u.kept <> ''",
        [batch.pk],
    )
    # What the import changed in its own records goes or stays with them.
    cursor.execute(
        f"DELETE FROM imports_importchange h USING {TABLE} u"
        " WHERE h.batch_id = %s AND h.kind = %s AND h.record_id = u.id",
        [batch.pk, batch.kind],
    )


def _last_edit(model: type[Model]) -> str:
    """Write when a record `c` was last changed, but for a do-not-contact entry lifted since."""
    if not _has_field(model, "do_not_contact_at"):
        return "c.updated_at"
    return (
        "CASE WHEN NOT c.do_not_contact AND c.updated_at = c.do_not_contact_at"
        " THEN c.edited_at ELSE c.updated_at END"
    )


def _is_used(model: type[Model], batch: ImportBatch) -> str:
    """Write that something hangs on a record `c`, but for entries of the import in lists."""
    found = " OR ".join(
        f"EXISTS (SELECT FROM {other._meta.db_table} u WHERE u.{column} = c.id"
        f"{_parent_not_deleted(other)}{_not_added_by(other, batch)})"
        for other, column in _columns(model, made_by_jobs=False)
    )
    return f"({found})"


def _job_output_columns(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of what jobs make of each record; it goes with the record."""
    return [(other._meta.db_table, one) for other, one in _columns(model, made_by_jobs=True)]


def _list_entry_columns(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of entries in lists, which go with a record that nothing else uses.

    What is in a list that was deleted does not hold back the undo of an import.
    """
    return [
        (other._meta.db_table, one)
        for other, one in _columns(model, made_by_jobs=False)
        if _deletable_parents(other)
    ]


def _columns(model: type[Model], *, made_by_jobs: bool) -> list[tuple[type[Model], str]]:
    found = []
    for relation in model._meta.related_objects:
        field = relation.field
        if not isinstance(relation, ManyToOneRel) or not isinstance(field, ForeignKey):
            continue  # Tables between two others have relations of their own.
        other = field.model
        is_job_output = hasattr(other, "MADE_BY_JOBS") or hasattr(other, "GOES_WITH_RECORD")
        if is_job_output == made_by_jobs:
            found.append((other, str(field.column)))
    return found


def _parent_not_deleted(other: type[Model]) -> str:
    """Write that rows `u` count only while the list that they are in is not deleted."""
    return "".join(
        f" AND NOT EXISTS (SELECT FROM {table} g WHERE g.id = u.{column}"
        " AND g.deleted_at IS NOT NULL)"
        for table, column in _deletable_parents(other)
    )


def _not_added_by(other: type[Model], batch: ImportBatch) -> str:
    """Write that entries `u` of lists count only where the import did not add them itself."""
    if not _deletable_parents(other) or not _has_field(other, "request_id"):
        return ""
    ids = ",".join(map(str, additions_of(batch)))
    return f" AND u.request_id <> ALL('{{{ids}}}'::uuid[])"


def _deletable_parents(other: type[Model]) -> list[tuple[str, str]]:
    """Give table and column of what rows belong to that can be deleted and restored, as lists."""
    keys = [field for field in other._meta.fields if isinstance(field, ForeignKey)]
    return [
        (str(key.related_model._meta.db_table), str(key.column))
        for key in keys
        if key.related_model is not Workspace and _has_field(key.related_model, "deleted_at")
    ]


def _has_field(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
