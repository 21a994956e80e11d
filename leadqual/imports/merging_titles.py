"""Job titles of the contacts of a chunk, and the numbers of their bearers."""

from django.db.backends.utils import CursorWrapper


def find_titles(cursor: CursorWrapper, staged: str, workspace_id: int) -> None:
    """Find the title of each row; a new one comes with the number of its bearers."""
    cursor.execute(
        f"""
        WITH added AS (
            INSERT INTO leads_jobtitle
                (workspace_id, title, normalised, n_contacts, source, model_version, why)
            SELECT %s, (array_agg(s.title ORDER BY s.number))[1], s.normalised, count(*),
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
        """,  # noqa: S608  # only names of this package
        [workspace_id, workspace_id],
    )
    cursor.execute(
        f"""
        UPDATE {staged} s SET job_title_id = j.id FROM leads_jobtitle j
        WHERE j.workspace_id = %s AND j.normalised = s.normalised AND NOT s.is_new_title
        """,  # noqa: S608  # only names of this package
        [workspace_id],
    )


def count_titles(cursor: CursorWrapper, staged: str) -> None:
    """Move the counts of titles: up for new bearers, down where a contact has another one now."""
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
        """  # noqa: S608  # only names of this package
    )


def recount_titles(cursor: CursorWrapper, workspace_id: int) -> None:
    """Count the bearers of all titles of a workspace anew, and write the numbers that are wrong."""
    cursor.execute(
        """
        UPDATE leads_jobtitle j SET n_contacts = COALESCE(c.n, 0)
        FROM leads_jobtitle t LEFT JOIN (
            SELECT job_title_id, count(*) AS n FROM leads_contact
            WHERE workspace_id = %s GROUP BY job_title_id
        ) c ON c.job_title_id = t.id
        WHERE j.id = t.id AND t.workspace_id = %s AND t.n_contacts <> COALESCE(c.n, 0)
        """,
        [workspace_id, workspace_id],
    )
