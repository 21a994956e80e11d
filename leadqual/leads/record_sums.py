"""How many contacts and companies a workspace has: right in every transaction, without counting."""

from django.db import connection
from django.db.models import Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import RecordSum

MAX_ROWS = 100
"""More rows of a workspace become one."""

# Whoever reads meanwhile sees the many or the one. Rows of a workspace that is gone go with it.
_FOLD = """
WITH many AS (
    SELECT workspace_id FROM leads_recordsum GROUP BY workspace_id HAVING count(*) > %(most)s
     UNION
    SELECT s.workspace_id FROM leads_recordsum s
     WHERE NOT EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = s.workspace_id)
), gone AS (
    DELETE FROM leads_recordsum s USING many WHERE s.workspace_id = many.workspace_id RETURNING s.*
)
INSERT INTO leads_recordsum (workspace_id, n_contacts, n_companies)
SELECT workspace_id, sum(n_contacts), sum(n_companies)
  FROM gone WHERE EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = gone.workspace_id)
 GROUP BY workspace_id HAVING sum(n_contacts) <> 0 OR sum(n_companies) <> 0
"""


def count_contacts(workspace: Workspace) -> int:
    """Return the number of contacts, those of this transaction included; one query."""
    return _sum(workspace, "n_contacts")


def count_companies(workspace: Workspace) -> int:
    """Return the number of companies, those of this transaction included; one query."""
    return _sum(workspace, "n_companies")


def fold_record_sums() -> None:
    """Make one row of the many of each workspace; a job does it now and then."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"most": MAX_ROWS})


def _sum(workspace: Workspace, name: str) -> int:
    found = RecordSum.objects.filter(workspace=workspace).aggregate(n=Sum(name, default=0))
    return int(found["n"])
