"""Sums over the job titles of a workspace, right in every transaction and read in no time."""

from dataclasses import dataclass

from django.db.models import Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import TitleSum


@dataclass(frozen=True, slots=True)
class TitleSums:
    """Sums over the job titles of a workspace.

    Args:
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
    """Return the sums over the titles of a workspace; one query, whatever their number."""
    names = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
    rows = TitleSum.objects.filter(workspace=workspace)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    return TitleSums(**{name: int(sums[name]) for name in names})
