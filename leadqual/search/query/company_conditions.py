"""What companies are searched by beside their own fields: their people, and verdicts on them."""

from collections.abc import Sequence
from functools import reduce

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadqual.leads.models import Company

NO_VERDICT = "none"
_VALUES = {"liked": ("like",), "disliked": ("dislike",), NO_VERDICT: ("like", "dislike")}


def judged_companies(workspace_id: int, verdict: str) -> "QuerySet[Company, int]":
    """Return the keys of the companies with a current verdict in any campaign.

    Args:
        workspace_id: whose.
        verdict: `liked` or `disliked`; `none` for those with any of both.
    """
    judged = Company.objects.filter(
        workspace=workspace_id,
        verdicts__is_current=True,
        verdicts__value__in=_VALUES.get(verdict, ()),
    )
    return judged.order_by().values_list("pk", flat=True).distinct()


def with_verdicts(workspace_id: int, verdicts: Sequence[str]) -> Q:
    """Return the condition that a company has one of some verdicts."""
    parts = []
    for verdict in verdicts:
        judged = judged_companies(workspace_id, verdict).filter(pk=OuterRef("pk"))
        parts.append(Q(~Exists(judged)) if verdict == NO_VERDICT else Q(Exists(judged)))
    return reduce(Q.__or__, parts, Q(pk__in=[]))
