"""Sums over the job titles of a workspace."""

from dataclasses import dataclass

from django.db.models import Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import TitleSum


@dataclass(frozen=True, slots=True)
class TitleSums:
    """Sums over the job titles of a workspace.

    Args:
        n_people: number of contacts with a title.
        n_known: number of those whose title is matched in the dictionary.
        n_other: number of those whose title was classified without a label.
    """

    n_titles: int
    n_pending: int
    n_people: int
    n_known: int
    n_other: int


def sums_of(workspace: Workspace) -> TitleSums:
    """Return the sums over the titles of a workspace; one query."""
    names = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
    rows = TitleSum.objects.filter(workspace=workspace)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    return TitleSums(**{name: int(sums[name]) for name in names})
