"""Job titles of the contacts of a chunk, and the number of people per title."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.core.foreign_keys import skip_foreign_key_checks
from leadqual.imports.import_locks import lock_counting, lock_workspace
from leadqual.imports.merging.merge_rules import MergeRules
from leadqual.imports.merging.overlay import copy_to_overlay
from leadqual.imports.merging.result_log import log_side_records
from leadqual.imports.merging.staging import create_staging, fill_texts
from leadqual.imports.models import ImportBatch

_TABLE = "staged_title"
_COLUMNS = {
    "number": "integer",
    "title": "text",
    "normalised": "text",
    "n_rows": "integer",
    "outcome": "text",
    "job_title_id": "bigint",
    "is_new_title": "boolean DEFAULT false",
}
_STAGED_COLUMNS = ("number", "title", "normalised", "n_rows")
_MAX_KNOWN = 200_000


class Titles:
    """The job titles that contacts of an import carry; those asked for again cost no query.

    Args:
        workspace_id: where they are.
        rules: of the import; titles that it creates are noted.
    """

    def __init__(self, workspace_id: int, rules: MergeRules) -> None:
        self._workspace_id = workspace_id
        self._rules = rules
        self._known: dict[str, int] = {}

    def ids(
        self,
        cursor: CursorWrapper,
        normalized_titles: Sequence[str],
        titles_as_written: Sequence[str],
    ) -> Mapping[str, int]:
        """Find or create titles for new contacts, and count their people.

        Args:
            cursor: in the transaction of the chunk.
            normalized_titles: the normalized title of each contact; "" for none.
            titles_as_written: the original titles.

        Returns:
            Normalized title → primary key; may contain others.
        """
        if len(self._known) > _MAX_KNOWN:
            self._known.clear()
        n_rows = Counter(filter(None, normalized_titles))
        unknown = [one for one in n_rows if one not in self._known]
        new: set[str] = set()
        if unknown:
            first = dict(zip(reversed(normalized_titles), reversed(titles_as_written), strict=True))
            new = self._find(cursor, [(one, first[one], n_rows[one]) for one in unknown])
        if not self._rules.counts_later:
            self._count(cursor, {one: n for one, n in n_rows.items() if one not in new})
        return self._known

    def forget(self) -> None:
        """Forget all of them after a rollback."""
        self._known.clear()

    def _find(self, cursor: CursorWrapper, titles: Sequence[tuple[str, str, int]]) -> set[str]:
        create_staging(cursor, _TABLE, _COLUMNS)
        rows = [
            (str(number), titles_as_written, normalized_titles, str(n))
            for number, (normalized_titles, titles_as_written, n) in enumerate(titles)
        ]
        fill_texts(cursor, _TABLE, _STAGED_COLUMNS, rows)
        find_titles(cursor, _TABLE, self._workspace_id, self._rules, people_sql="sum(s.n_rows)")
        cursor.execute(f"SELECT normalised, job_title_id, is_new_title FROM {_TABLE}")
        new = set()
        for normalized_titles, key, is_new in cursor.fetchall():
            self._known[normalized_titles] = key
            if is_new:
                new.add(normalized_titles)
        return new

    def _count(self, cursor: CursorWrapper, n_rows: Mapping[str, int]) -> None:
        if n_rows:
            cursor.execute(
                """
                UPDATE leads_jobtitle j SET n_contacts = j.n_contacts + more.n
                FROM unnest(%s::bigint[], %s::integer[]) AS more(id, n) WHERE j.id = more.id
                """,
                [[self._known[one] for one in n_rows], list(n_rows.values())],
            )


def find_titles(
    cursor: CursorWrapper,
    staged: str,
    workspace_id: int,
    rules: MergeRules,
    *,
    people_sql: str = "count(*)",
) -> None:
    """Find or create the title of each row; new ones are recorded with their number of people.

    Args:
        cursor: in the transaction of the chunk.
        staged: table of the rows; those with an outcome are skipped.
        workspace_id: where the titles are.
        rules: of the import.
        people_sql: SQL that counts the people of a title.

    Raises:
        IntegrityError: a title was deleted meanwhile; a retry creates it.
    """
    if rules.is_dry:
        copy_to_overlay(
            cursor, "leads_jobtitle", staged, ["c.normalised = s.normalised"], workspace_id
        )
    with skip_foreign_key_checks(cursor):  # The workspace is locked.
        cursor.execute(
            f"""
        WITH added AS (
            INSERT INTO leads_jobtitle
                (workspace_id, title, normalised, n_contacts, source, model_version, why)
            SELECT %s, (array_agg(s.title ORDER BY s.number))[1], s.normalised, {people_sql},
                '', '', '[]'
            FROM {staged} s
            WHERE s.normalised IS NOT NULL AND s.outcome IS NULL AND NOT EXISTS (
                SELECT FROM leads_jobtitle j
                WHERE j.workspace_id = %s AND j.normalised = s.normalised
            )
            GROUP BY s.normalised ORDER BY s.normalised
            ON CONFLICT DO NOTHING
            RETURNING id, normalised
        )
        UPDATE {staged} s SET job_title_id = added.id, is_new_title = true
        FROM added WHERE added.normalised = s.normalised
        """,
            [workspace_id, workspace_id],
        )
    cursor.execute(
        f"""
        UPDATE {staged} s SET job_title_id = j.id FROM leads_jobtitle j
        WHERE j.workspace_id = %s AND j.normalised = s.normalised AND NOT s.is_new_title
        """,
        [workspace_id],
    )
    cursor.execute(
        f"SELECT FROM {staged} WHERE normalised IS NOT NULL"
        " AND outcome IS NULL AND job_title_id IS NULL LIMIT 1"
    )
    if cursor.rowcount:
        raise IntegrityError("A title was deleted while it was read: the chunk is stored again.")
    if not rules.is_dry:
        query = f"SELECT DISTINCT job_title_id FROM {staged} WHERE is_new_title"
        log_side_records(cursor, rules, "leads_jobtitle", query)


def count_titles(cursor: CursorWrapper, staged: str) -> None:
    """Update the people per title: up for new people, down for those who changed titles."""
    cursor.execute(
        f"""
        UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts + moved.by, 0) FROM (
            SELECT id, sum(step) AS by FROM (
                SELECT job_title_id AS id, 1 AS step FROM {staged}
                WHERE NOT is_new_title
                AND (outcome = 'created' OR outcome = 'updated' AND title IS NOT NULL)
                UNION ALL
                SELECT former_title_id, -1 FROM {staged}
                WHERE outcome = 'updated' AND title IS NOT NULL
            ) steps WHERE id IS NOT NULL GROUP BY id HAVING sum(step) <> 0
        ) moved WHERE j.id = moved.id
        """
    )


def count_pending(batch_id: int, *, waits: bool = True) -> None:
    """Recount the people per title if this import still has to; safe to run twice.

    Does not block resuming, stopping or undoing the import; rows stored meanwhile require another
    count. After a killed run the count is still due and is done later.

    Args:
        batch_id: key of the import.
        waits: for a count in progress in the workspace; else leaves it to that one.
    """
    batch = ImportBatch.objects.filter(pk=batch_id, owes_counts=True).first()
    if batch is None:
        return
    with transaction.atomic():
        if not lock_counting(batch.workspace_id, waits=waits):
            return
        lock_workspace(batch.workspace_id)
        with connection.cursor() as cursor:
            recount_titles(cursor, batch.workspace_id)
    unchanged_since = ImportBatch.objects.filter(pk=batch_id, n_rows=batch.n_rows)
    unchanged_since.update(owes_counts=False)


def recount_titles(cursor: CursorWrapper, workspace_id: int) -> None:
    """Recount the people of all titles of a workspace and correct wrong numbers.

    Concurrent changes add to or subtract from the number, so corrections are added as differences,
    too. Rows are locked in key order, as in `move_bearer`, to avoid deadlocks.
    """
    cursor.execute(
        """
        WITH wrong AS MATERIALIZED (
            SELECT t.id, COALESCE(c.n, 0) - t.n_contacts AS by
            FROM leads_jobtitle t LEFT JOIN (
                SELECT job_title_id, count(*) AS n FROM leads_contact
                WHERE workspace_id = %s GROUP BY job_title_id
            ) c ON c.job_title_id = t.id
            WHERE t.workspace_id = %s AND t.n_contacts <> COALESCE(c.n, 0)
        ), locked AS MATERIALIZED (
            SELECT id FROM leads_jobtitle WHERE id IN (SELECT id FROM wrong)
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE leads_jobtitle j SET n_contacts = j.n_contacts + wrong.by
        FROM wrong JOIN locked USING (id) WHERE j.id = wrong.id
        """,
        [workspace_id, workspace_id],
    )
