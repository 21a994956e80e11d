"""How many contacts and companies a workspace has: right in every transaction, without counting.

The rows of sums that triggers write are folded here, those over job titles as well.
"""

from django.db import connection
from django.db.models import Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import RecordSum, TitleSum

MAX_ROWS = 100
"""More rows of a workspace become one."""

# Whoever reads meanwhile sees the many or the one; what is added meanwhile stays beside it. Rows of
# a workspace that is gone go with it.
_MERGE = """
WITH many AS (
    SELECT workspace_id FROM {table} GROUP BY workspace_id HAVING count(*) > %(most)s
     UNION
    SELECT s.workspace_id FROM {table} s
     WHERE NOT EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = s.workspace_id)
), gone AS (
    DELETE FROM {table} s USING many WHERE s.workspace_id = many.workspace_id RETURNING s.*
)
INSERT INTO {table} (workspace_id, {columns})
SELECT workspace_id, {sums}
  FROM gone WHERE EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = gone.workspace_id)
 GROUP BY workspace_id HAVING num_nonnulls({nonzero}) > 0
"""


def count_contacts(workspace: Workspace) -> int:
    """Return the number of contacts, those of this transaction included; one query."""
    return _read_sum(workspace, "n_contacts")


def count_companies(workspace: Workspace) -> int:
    """Return the number of companies, those of this transaction included; one query."""
    return _read_sum(workspace, "n_companies")


def merge_sums() -> None:
    """Make one row of the many of each workspace, of records and of titles; a job does so."""
    for model in (RecordSum, TitleSum):
        _merge_rows(model)


def _merge_rows(model: type[RecordSum | TitleSum]) -> None:
    columns = [field.name for field in model._meta.fields if field.name.startswith("n_")]
    sums = [f"sum({column})" for column in columns]
    statement = _MERGE.format(
        table=model._meta.db_table,
        columns=", ".join(columns),
        sums=", ".join(sums),
        nonzero=", ".join(f"nullif({column}, 0)" for column in sums),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"most": MAX_ROWS})


def _read_sum(workspace: Workspace, name: str) -> int:
    found = RecordSum.objects.filter(workspace=workspace).aggregate(n=Sum(name, default=0))
    return int(found["n"])
