"""Sums over the job titles of a workspace, right in every transaction and read in no time."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle, TitleSum

MAX_ROWS = 100
"""More rows of a workspace become one."""

# Whoever reads meanwhile sees the many or the one; what is added meanwhile stays beside it. The
# sums of a workspace that is gone are nothing, and so is what becomes of its rows.
_FOLD = """
WITH many AS (
    SELECT workspace_id FROM leads_titlesum GROUP BY workspace_id HAVING count(*) > %(most)s
     UNION
    SELECT s.workspace_id FROM leads_titlesum s
     WHERE NOT EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = s.workspace_id)
), gone AS (
    DELETE FROM leads_titlesum s USING many WHERE s.workspace_id = many.workspace_id RETURNING s.*
)
INSERT INTO leads_titlesum (workspace_id, n_titles, n_pending, n_people, n_known, n_other)
SELECT workspace_id, sum(n_titles), sum(n_pending), sum(n_people), sum(n_known), sum(n_other)
  FROM gone GROUP BY workspace_id HAVING sum(n_titles) <> 0
"""


@dataclass(frozen=True, slots=True)
class TitleSums:
    """Sums over the job titles of a workspace.

    Args:
        n_titles: titles.
        n_pending: titles that wait for the job.
        n_people: contacts that carry one.
        n_known: those whose title the dictionary settles.
        n_other: those whose title was read and has no label.
    """

    n_titles: int
    n_pending: int
    n_people: int
    n_known: int
    n_other: int


def sums_of(workspace: Workspace) -> TitleSums:
    """Return the sums over the titles of a workspace; two queries, whatever their number."""
    names = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
    rows = TitleSum.objects.filter(workspace=workspace)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    # Read before it was noted how sure titles are: the job does so, and few are left at any time.
    unnoted = JobTitle.objects.filter(workspace=workspace, surest__lt=0.0, level__isnull=False)
    found = unnoted.filter(labels=None).aggregate(n=Sum("n_contacts", default=0))
    return TitleSums(
        n_titles=int(sums["n_titles"]),
        n_pending=int(sums["n_pending"]),
        n_people=int(sums["n_people"]),
        n_known=int(sums["n_known"]),
        n_other=int(sums["n_other"]) + found["n"],
    )


def fold_sums() -> None:
    """Make one row of the many of each workspace; a job does it now and then."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"most": MAX_ROWS})
