"""Which people the noted changes are about, and the changes that were dealt with."""

from collections.abc import Sequence

from django.db import connection

from leadqual.lead_scores.models import LeadScoreChange

MAX_CHANGES = 2_000
"""Noted changes that are read at once; each may hold thousands of keys."""

_PEOPLE = {
    LeadScoreChange.Kind.CONTACT: "id = ANY(%s)",
    LeadScoreChange.Kind.TITLE: "job_title_id = ANY(%s)",
    LeadScoreChange.Kind.COMPANY: "company_id = ANY(%s)",
}


def noted_changes(workspace_id: int) -> list[LeadScoreChange]:
    """Return the changes that were noted first."""
    rows = LeadScoreChange.objects.filter(workspace=workspace_id).order_by("pk")
    return list(rows[:MAX_CHANGES])


def people_of(workspace_id: int, changes: Sequence[LeadScoreChange]) -> list[int]:
    """Return the keys of the people that changes are about, each once; a query for each kind."""
    people: set[int] = set()
    for kind, condition in _PEOPLE.items():
        keys = sorted({key for one in changes if one.kind == kind for key in one.keys})
        if not keys:
            continue
        query = f"SELECT id FROM leads_contact WHERE workspace_id = %s AND {condition}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [workspace_id, keys])
            people.update(key for (key,) in cursor.fetchall())
    return sorted(people)


def forget(changes: Sequence[LeadScoreChange]) -> None:
    """Delete changes; those that were noted meanwhile stay."""
    LeadScoreChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
