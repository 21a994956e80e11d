"""Filters of the audit log, and the rows that they find."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadqual.accounts.models import ApiKey, AuditRow, User, Workspace

AUTOMATIC = "leadqual"
_MAX_DAY = date(9999, 12, 30)  # The next day must exist, too.


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Filters of the audit log; empty ones are ignored.

    Args:
        actor: `user:7`, `key:3`, or `leadqual` for automatic changes.
        kind: the part of an action before the dot, e.g. `member`.
        search: part of a name, or a subject such as `contact:17`.
        since: first day, in UTC.
        until: last day, in UTC.
    """

    actor: str = ""
    kind: str = ""
    search: str = ""
    since: date | None = None
    until: date | None = None
    address: str = ""

    def as_values(self) -> dict[str, object]:
        """Return the filters that are set as plain values."""
        values = {"actor": self.actor, "kind": self.kind, "search": self.search, "from": self.since}
        values |= {"to": self.until, "address": self.address}
        return {name: str(value) for name, value in values.items() if value}


def audit_rows(workspace: Workspace | None, filters: AuditFilters) -> QuerySet[AuditRow]:
    """Return the rows that match all filters, newest first.

    Args:
        workspace: whose log; None for the log of the installation.
        filters: combined with AND.
    """
    rows = AuditRow.objects.filter(workspace=workspace)
    rows = rows.select_related("actor", "api_key__created_by")
    if filters.actor:
        rows = rows.filter(_author_condition(filters.actor))
    if filters.kind:
        rows = rows.filter(action__startswith=f"{filters.kind}.")
    if filters.search:
        rows = rows.filter(Q(name__icontains=filters.search) | Q(subject=filters.search))
    if filters.address:
        rows = rows.filter(ip_address=filters.address)
    if filters.since:
        rows = rows.filter(created_at__gte=_start_of_day(filters.since))
    if filters.until:
        day = min(filters.until, _MAX_DAY) + timedelta(days=1)
        rows = rows.filter(created_at__lt=_start_of_day(day))
    return rows.order_by("-pk")


def list_authors(workspace: Workspace | None) -> list[tuple[str, str]]:
    """Return everyone who appears in a log, as filter value and name; two queries."""
    of_log = AuditRow.objects.filter(workspace=workspace)
    users = User.objects.filter(Exists(of_log.filter(actor=OuterRef("pk")))).order_by("email")
    keys = ApiKey.objects.filter(Exists(of_log.filter(api_key=OuterRef("pk")))).order_by("name")
    return [
        *((f"user:{user.pk}", str(user)) for user in users),
        *((f"key:{key.pk}", f"Key {key.name}") for key in keys.select_related("created_by")),
        (AUTOMATIC, "LeadQual"),
    ]


def _author_condition(actor: str) -> Q:
    kind, _, key = actor.partition(":")
    if kind == "user" and key.isdigit():
        return Q(actor=int(key))
    if kind == "key" and key.isdigit():
        return Q(api_key=int(key))
    return Q(actor=None, api_key=None)


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
