"""Records that an import created and nobody touched or uses since are deleted."""

from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import ForeignKey, ManyToOneRel, Model

from leadqual.accounts.models import Workspace
from leadqual.imports.list_additions import additions_of
from leadqual.imports.merging.recount import recount_titles
from leadqual.imports.models import ImportBatch
from leadqual.leads.do_not_contact.company_stops import keep_stops_without_people
from leadqual.leads.models import Company, Contact

CHANGED, USED = "Changed since the import.", "Used in a list, a campaign or a reply."
GONE = "Deleted since the import."
_TABLE = "undone_record"
_MANY = 20_000


def model_of(batch: ImportBatch) -> type[Model]:
    return Company if batch.kind == ImportBatch.Kind.COMPANIES else Contact


def delete_created(batch: ImportBatch, n_rows: int) -> bool:
    """Delete the created records of so many rows, the last ones first; False where none is left.

    Runs in the transaction of its chunk. Rows whose record stays say why.
    """
    model = model_of(batch)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        cursor.execute(
            f"""
            CREATE TEMP TABLE {_TABLE} ON COMMIT DROP AS
            SELECT r.number, r.record_id AS id, {state_of_created(model, batch)} AS kept
            FROM (
                SELECT number, record_id FROM imports_importrow
                WHERE batch_id = %s AND outcome = 'created' AND number < %s
                ORDER BY number DESC LIMIT %s
            ) r
            LEFT JOIN {model._meta.db_table} c ON c.id = r.record_id AND c.workspace_id = %s
            LEFT JOIN imports_importchange h
                ON h.batch_id = %s AND h.kind = %s AND h.record_id = r.record_id
            """,
            [
                *(batch.pk, batch.undo["at"] or 2**31 - 1, n_rows, batch.workspace_id),
                *(batch.pk, batch.kind),
            ],
        )
        cursor.execute(f"SELECT count(*), min(number) FROM {_TABLE}")
        n_taken, lowest = cursor.fetchone()
        if not n_taken:
            return False
        n_deleted = _delete(cursor, model, counts_later=counts_later(batch))
        _note(cursor, batch)
    undo = batch.undo
    undo |= {
        "at": lowest,
        "n_done": undo["n_done"] + n_taken,
        "n_deleted": undo["n_deleted"] + n_deleted,
        "n_kept": undo["n_kept"] + n_taken - n_deleted,
    }
    return True


def counts_later(batch: ImportBatch) -> bool:
    """Return whether the bearers of titles are counted once, not after each of many chunks."""
    return int(batch.undo["n_total"]) > _MANY


def count_bearers(batch: ImportBatch, _n_rows: int) -> bool:
    """Count the bearers of titles where that was put off; nothing is left of it then."""
    if batch.kind == ImportBatch.Kind.CONTACTS and counts_later(batch):
        with connection.cursor() as cursor:
            recount_titles(cursor, batch.workspace_id)
    return False


def _delete(cursor: CursorWrapper, model: type[Model], *, counts_later: bool) -> int:
    going = f"SELECT id FROM {_TABLE} WHERE kept = ''"
    for table, column in (*made_by_jobs(model), *of_deleted_gatherings(model)):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({going})")
    if model is Contact and not counts_later:
        cursor.execute(
            f"""
            UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts - gone.n, 0) FROM (
                SELECT job_title_id, count(*) AS n FROM leads_contact
                WHERE id IN ({going}) GROUP BY job_title_id
            ) gone WHERE j.id = gone.job_title_id
            """
        )
    if model is Company:
        cursor.execute(going)
        keep_stops_without_people([key for (key,) in cursor.fetchall()])
    cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id IN ({going})")
    return int(cursor.rowcount)


def _note(cursor: CursorWrapper, batch: ImportBatch) -> None:
    cursor.execute(
        f"UPDATE imports_importrow r SET kept = u.kept FROM {_TABLE} u"
        " WHERE r.batch_id = %s AND r.number = u.number AND u.kept <> ''",
        [batch.pk],
    )
    # What the import changed in its own records goes or stays with them.
    cursor.execute(
        f"DELETE FROM imports_importchange h USING {_TABLE} u"
        " WHERE h.batch_id = %s AND h.kind = %s AND h.record_id = u.id",
        [batch.pk, batch.kind],
    )


def state_of_created(model: type[Model], batch: ImportBatch) -> str:
    """Write why a record that an import created stays, `''` where it goes.

    That the import itself put it into a list does not keep it.

    In the statement it is `c`, and what the import changed in it later is `h`; both may be missing.
    """
    return (
        f"CASE WHEN c.id IS NULL THEN '{GONE}'"
        f" WHEN {last_edit(model)} <> COALESCE(h.written_at, c.created_at) THEN '{CHANGED}'"
        f" WHEN {is_used(model, 'c.id', batch)} THEN '{USED}' ELSE '' END"
    )


def last_edit(model: type[Model]) -> str:
    """Write when a record `c` was last changed, but for a do-not-contact entry lifted since."""
    if not _has(model, "do_not_contact_at"):
        return "c.updated_at"
    return (
        "CASE WHEN NOT c.do_not_contact AND c.updated_at = c.do_not_contact_at"
        " THEN c.edited_at ELSE c.updated_at END"
    )


def is_used(model: type[Model], record: str, batch: ImportBatch | None = None) -> str:
    """Write the condition that something hangs on a record.

    Args:
        model: of the record.
        record: how the statement names its primary key.
        batch: an import whose own entries in lists do not count.
    """
    found = " OR ".join(
        f"EXISTS (SELECT FROM {other._meta.db_table} u WHERE u.{column} = {record}"
        f"{_while_kept(other)}{_not_added_by(other, batch)})"
        for other, column in _columns(model, made_by_jobs=False)
    )
    return f"({found})"


def made_by_jobs(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of what jobs make of each record; it goes with the record."""
    return [(other._meta.db_table, one) for other, one in _columns(model, made_by_jobs=True)]


def of_deleted_gatherings(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of entries in lists, which go with a record that nothing else uses.

    What is in a list that was deleted does not hold back the undo of an import.
    """
    return [
        (other._meta.db_table, one)
        for other, one in _columns(model, made_by_jobs=False)
        if _gatherings(other)
    ]


def _columns(model: type[Model], *, made_by_jobs: bool) -> list[tuple[type[Model], str]]:
    found = []
    for relation in model._meta.related_objects:
        field = relation.field
        if not isinstance(relation, ManyToOneRel) or not isinstance(field, ForeignKey):
            continue  # Tables between two others have relations of their own.
        other = field.model
        goes_with_it = hasattr(other, "MADE_BY_JOBS") or hasattr(other, "GOES_WITH_RECORD")
        if goes_with_it == made_by_jobs:
            found.append((other, str(field.column)))
    return found


def _while_kept(other: type[Model]) -> str:
    """Write that rows `u` count only while the list that they are in is not deleted."""
    return "".join(
        f" AND NOT EXISTS (SELECT FROM {table} g WHERE g.id = u.{column}"
        " AND g.deleted_at IS NOT NULL)"
        for table, column in _gatherings(other)
    )


def _not_added_by(other: type[Model], batch: ImportBatch | None) -> str:
    """Write that entries `u` of lists count only where the import did not add them itself."""
    if batch is None or not _gatherings(other) or not _has(other, "request_id"):
        return ""
    ids = ",".join(map(str, additions_of(batch)))
    return f" AND u.request_id <> ALL('{{{ids}}}'::uuid[])"


def _gatherings(other: type[Model]) -> list[tuple[str, str]]:
    """Give table and column of what rows belong to that can be deleted and restored, as lists."""
    keys = [field for field in other._meta.fields if isinstance(field, ForeignKey)]
    return [
        (str(key.related_model._meta.db_table), str(key.column))
        for key in keys
        if key.related_model is not Workspace and _has(key.related_model, "deleted_at")
    ]


def _has(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
