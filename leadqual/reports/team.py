"""The team report: pipeline, conversion of lists, and what each person did in a week."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import TruncWeek
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact
from leadqual.leads.records.statuses import statuses_of
from leadqual.monitoring.daily_profiles import day_begins

WEEKS = 12
"""Weeks in which people were added that a pipeline shows."""
MAX_ROWS = 50
GROUPS = {"owner": "Owner", "source": "Source", "week": "Week added"}
_GROUPED: Mapping[str, Any] = {
    "owner": F("owner"),
    "source": F("external_source"),
    "week": TruncWeek("created_at"),
}
MAX_LISTS = 20
_CONVERSION = """
    SELECT l.id, l.name, count(*),
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM replies_sentemail s
                WHERE s.contact_id = c.id AND s.sent_at >= e.created_at)),
           count(*) FILTER (WHERE r.n > 0), count(*) FILTER (WHERE r.n_positive > 0),
           count(*) FILTER (WHERE c.status = ANY(ARRAY(
               SELECT code FROM leads_salesstatus
                WHERE workspace_id = %(workspace)s AND kind = 'won')))
      FROM (SELECT id, name, created_at FROM leads_contactlist
             WHERE workspace_id = %(workspace)s AND records = 'people' AND deleted_at IS NULL
               AND NOT is_private
             ORDER BY created_at DESC, id DESC LIMIT %(most)s) l
      JOIN leads_listentry e ON e.contact_list_id = l.id
      JOIN leads_contact c ON c.id = e.contact_id
     CROSS JOIN LATERAL (
           SELECT count(*) AS n, count(*) FILTER (WHERE category = 'positive') AS n_positive
             FROM replies_reply
            WHERE contact_id = c.id AND received_at >= e.created_at
              AND intent NOT IN ('out_of_office', 'empty_body')) r
     GROUP BY l.id, l.name, l.created_at
     ORDER BY l.created_at DESC, l.id DESC
"""
_OWN, _REPLY_OF = "undone_at IS NULL", "JOIN replies_reply r ON r.id = c.reply_id"
_LIST_OF = "JOIN leads_contactlist l ON l.id = e.contact_list_id"
_DONE = (
    ("Verdicts", "campaigns_verdict", "author_id", "created_at", f"{_OWN} AND value <> 'skip'"),
    ("Titles reviewed", "labeling_correction", "author_id", "created_at", _OWN),
    (
        "Replies reviewed",
        f"replies_replycorrection c {_REPLY_OF}",
        "c.author_id",
        "c.created_at",
        "c.undone_at IS NULL",
    ),
    ("Tasks done", "replies_task", "done_by_id", "done_at", "true"),
    ("Notes", "leads_note", "author_id", "created_at", "deleted_at IS NULL"),
    ("Edits", "leads_recordchange", "author_id", "created_at", _OWN),
    ("Added to lists", f"leads_listentry e {_LIST_OF}", "e.added_by_id", "e.created_at", "true"),
)
"""Head of a column, its rows, who did it, when, and which of them count."""
_COUNTED = {"Edits": "count(DISTINCT step)"}  # One edit may change many records.
_ACTIVITY = " UNION ALL ".join(
    f"SELECT {author}, {what}, {_COUNTED.get(head, 'count(*)')} FROM {rows}"  # noqa: S608  # only text of this module
    f" WHERE workspace_id = %(workspace)s AND {at} >= %(first)s AND {at} < %(end)s"
    f" AND {author} IS NOT NULL AND {condition} GROUP BY {author}"
    for what, (head, rows, author, at, condition) in enumerate(_DONE)
)


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A number, and the search that shows what it counts; "" where there is none."""

    n: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A line of a report: what it is about, and a cell for each column."""

    name: str
    cells: Sequence[ReportCell]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A table of numbers; `heads` are those of the cells of each row."""

    heads: Sequence[str]
    rows: Sequence[ReportRow]


def pipeline(workspace: Workspace, group: str) -> Report:
    """Return how many people with an owner have each status; two queries, three by owner.

    Args:
        workspace: whose people.
        group: one of `GROUPS`.
    """
    people = Contact.objects.filter(workspace=workspace, owner__isnull=False)
    if group == "week":
        first = monday_of(clock.now().date()) - timedelta(weeks=WEEKS - 1)
        people = people.filter(created_at__gte=day_begins(first))
    rows = people.annotate(group=_GROUPED[group]).order_by().values("group", "status")
    found: defaultdict[Any, dict[str, int]] = defaultdict(dict)
    for key, status, n in rows.annotate(n=Count("pk")).values_list("group", "status", "n"):
        found[key][status] = n
    used = {status for counts in found.values() for status in counts}
    statuses = dict(statuses_of(workspace).choices(*used))
    owners = User.objects.filter(pk__in=found if group == "owner" else ())
    names = {user.pk: str(user) for user in owners}
    return Report(
        ("All", *statuses.values()),
        [_line(group, key, names, found[key], statuses) for key in _order(group, found)],
    )


def _order(group: str, found: Mapping[Any, Mapping[str, int]]) -> list[Any]:
    """Return the rows by size, weeks by time; the newest first."""
    if group == "week":
        return sorted(found, reverse=True)
    return sorted(found, key=lambda key: (-sum(found[key].values()), str(key)))[:MAX_ROWS]


def _line(
    group: str,
    key: Any,
    names: Mapping[int, str],
    counts: Mapping[str, int],
    statuses: Mapping[str, str],
) -> ReportRow:
    def cell(n: int, **values: str) -> ReportCell:
        if group != "owner" or not n:
            return ReportCell(n)
        asked = urlencode({"owner": key, **values})
        return ReportCell(n, f"{reverse('search:people')}?{asked}")

    if group == "owner":
        name = names[key]
    else:
        name = f"{key:%b %-d, %Y}" if group == "week" else key or "Added here or source unknown"
    by_status = [cell(counts.get(code, 0), status=code) for code in statuses]
    return ReportRow(name, [cell(sum(counts.values())), *by_status])


def conversion(workspace: Workspace) -> Report:
    """Return how many people of each list were emailed, replied and were won since; one query.

    Automatic replies do not count. The newest shared lists with people.
    """
    asked = {"workspace": workspace.pk, "most": MAX_LISTS}
    with connection.cursor() as cursor:
        cursor.execute(_CONVERSION, asked)
        rows = cursor.fetchall()
    return Report(
        ("People", "Emailed", "Replied", "Positive", "Won"),
        [
            ReportRow(name, [ReportCell(n) for n in counts], reverse("search:list", args=[key]))
            for key, name, *counts in rows
        ],
    )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def activity(workspace: Workspace, monday: date) -> Report:
    """Return what each member did in a week, and who else did something; two queries.

    Args:
        workspace: whose.
        monday: first day of the week.
    """
    begins, ends = day_begins(monday), day_begins(monday + timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVITY, {"workspace": workspace.pk, "first": begins, "end": ends})
        counts = {(author, what): n for author, what, n in cursor.fetchall()}
    authors = {author for author, _ in counts}
    asked = Q(memberships__workspace=workspace) | Q(pk__in=authors)
    people = sorted(User.objects.filter(asked).distinct(), key=lambda user: str(user).casefold())
    rows = [
        ReportRow(
            str(user),
            [ReportCell(counts.get((user.pk, what), 0)) for what in range(len(_DONE))],
        )
        for user in people
    ]
    return Report([head for head, *_ in _DONE], rows)
