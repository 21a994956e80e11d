"""The audit log in readable form: values before and after, with links; and its export."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import dateformat, timezone

from leadqual.accounts.audit.records import links_of, page_of, record_audit
from leadqual.accounts.models import ApiKey, AuditRow, User, Workspace
from leadqual.core.files.csv_cells import escape_formula

# Filters of the audit log.

BY_LEADQUAL = "leadqual"
_LONGEST_DAY = date(9999, 12, 30)  # The next day must exist, too.

CHUNK = 1_000
COLUMNS = (
    "id",
    "at",
    "actor",
    "action",
    "summary",
    "subject",
    "name",
    "before",
    "after",
    "details",
    "ip_address",
)
_LONGEST = 200
NOTHING = "–"
_LABELS: Mapping[str, str] = {
    "expires_at": "Expires",
    "owner_id": "Owner",
    "requires_two_step": "Two-step verification required",
    "title_overlap_percent": "Share of titles for double labeling, %",
}
_CODES = {"intent", "status"}
_OWNERS = {"owner", "owner_id"}
_CAUSES: Mapping[str, str] = {
    "reply": "after a reply",
    "bounce": "after an email bounced",
    "import": "by an import",
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


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
        rows = rows.filter(_by(filters.actor))
    if filters.kind:
        rows = rows.filter(action__startswith=f"{filters.kind}.")
    if filters.search:
        rows = rows.filter(Q(name__icontains=filters.search) | Q(subject=filters.search))
    if filters.address:
        rows = rows.filter(ip_address=filters.address)
    if filters.since:
        rows = rows.filter(created_at__gte=_midnight(filters.since))
    if filters.until:
        day = min(filters.until, _LONGEST_DAY) + timedelta(days=1)
        rows = rows.filter(created_at__lt=_midnight(day))
    return rows.order_by("-pk")


def who_choices(workspace: Workspace | None) -> list[tuple[str, str]]:
    """Return everyone who appears in a log, as filter value and name; two queries."""
    of_log = AuditRow.objects.filter(workspace=workspace)
    users = User.objects.filter(Exists(of_log.filter(actor=OuterRef("pk")))).order_by("email")
    keys = ApiKey.objects.filter(Exists(of_log.filter(api_key=OuterRef("pk")))).order_by("name")
    return [
        *((f"user:{user.pk}", str(user)) for user in users),
        *((f"key:{key.pk}", f"Key {key.name}") for key in keys.select_related("created_by")),
        (BY_LEADQUAL, "LeadQual"),
    ]


def _by(actor: str) -> Q:
    kind, _, key = actor.partition(":")
    if kind == "user" and key.isdigit():
        return Q(actor=int(key))
    if kind == "key" and key.isdigit():
        return Q(api_key=int(key))
    return Q(actor=None, api_key=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


# The export of the audit log: CSV for spreadsheets, JSONL for programs.


def values_of(row: AuditRow) -> dict[str, object]:
    """Return a row as plain values, keyed by export column."""
    return {
        "id": row.pk,
        "at": row.created_at.isoformat(),
        "actor": row.who,
        "action": row.action,
        "summary": row.in_words,
        "subject": row.subject,
        "name": row.name,
        "before": row.before,
        "after": row.after,
        "details": row.details,
        "ip_address": row.ip_address,
    }


def export_audit_log(
    *,
    workspace: Workspace | None,
    filters: AuditFilters,
    file_format: str,
    author: User,
) -> Iterator[bytes]:
    """Record the export, and return the file of the filtered rows in chunks.

    Rows added while the file is sent are not included.

    Args:
        workspace: whose log; None for the log of the installation.
        filters: which rows to export.
        file_format: one of `FORMATS`.
        author: who exports.
    """
    rows = audit_rows(workspace, filters)
    last = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    record_audit(
        workspace=workspace,
        actor=author,
        action="audit_log.exported",
        subject=f"workspace:{workspace.pk}" if workspace else "installation:audit_log",
        name=workspace.name if workspace else "Installation",
        details={"format": file_format, "filters": filters.as_values()},
    )
    return FORMATS[file_format](_chunks(rows, last))


def _chunks(rows: QuerySet[AuditRow], last: int) -> Iterator[Sequence[AuditRow]]:
    """Page through the rows by key, so that no transaction stays open while a file is sent."""
    before = last + 1
    while chunk := list(rows.filter(pk__lt=before)[:CHUNK]):
        yield chunk
        before = chunk[-1].pk


def _csv(chunks: Iterator[Sequence[AuditRow]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(COLUMNS)  # Excel needs it to detect UTF-8.
    for chunk in chunks:
        yield b"".join(_line([_cell(value) for value in values_of(row).values()]) for row in chunk)


def _jsonl(chunks: Iterator[Sequence[AuditRow]]) -> Iterator[bytes]:
    for chunk in chunks:
        lines = [json.dumps(values_of(row), ensure_ascii=False) + "\n" for row in chunk]
        yield "".join(lines).encode()


def _cell(value: object) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return escape_formula(str(value))


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(cells)
    return text.getvalue().encode()


FORMATS: Mapping[str, Callable[[Iterator[Sequence[AuditRow]]], Iterator[bytes]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
}

"""Values that are codes."""
"""Values that are keys of users."""
"""Causes of automatic changes, by kind of origin."""
"""Start of a time in ISO format."""


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value before and after.

    Args:
        before: as text; None if there was no value.
        after: as text; None if there is no value.
    """

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row of the audit log as the page shows it.

    Args:
        changes: values that changed.
        url: page of the record; if it is gone or has none, the page of records of its kind.
        cause: why LeadQual did it automatically; "" for changes by people.
    """

    row: AuditRow
    changes: tuple[ChangedValue, ...]
    url: str
    cause: str = ""


def entries_of(rows: Sequence[AuditRow], workspace: Workspace | None) -> list[AuditEntry]:
    """Return rows as the page shows them; one query per kind of record."""
    links = links_of(rows, workspace)
    owners = {
        str(values.get(key))
        for row in rows
        for values in (_values(row.before), _values(row.after))
        for key in _OWNERS
    }
    names = {
        str(one.pk): str(one) for one in User.objects.filter(pk__in=filter(str.isdecimal, owners))
    }
    return [
        AuditEntry(row, changes_of(row, names), links.get(row.subject) or page_of(row), _cause(row))
        for row in rows
    ]


def _cause(row: AuditRow) -> str:
    """Return why LeadQual made a change automatically; "" if a person made it."""
    if row.actor is not None or row.api_key is not None:
        return ""
    origin = str(row.details.get("origin", "")).partition(":")[0]
    return _CAUSES.get(origin, "")


def changes_of(row: AuditRow, owners: Mapping[str, str]) -> tuple[ChangedValue, ...]:
    """Return the values of a row that changed, as text; owners by name."""
    before, after = (_named(_values(values), owners) for values in (row.before, row.after))
    return tuple(
        ChangedValue(
            label=_LABELS.get(key) or key.replace("_", " ").capitalize(),
            before=_in_words(before[key]) if key in before else None,
            after=_in_words(after[key]) if key in after else None,
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    )


def _values(values: object) -> Mapping[str, object]:
    return values if isinstance(values, dict) else {}


def _named(values: Mapping[str, object], owners: Mapping[str, str]) -> Mapping[str, object]:
    """Return values with owners by name, and statuses and intents without their underscores."""
    named = dict(values)
    for key in _CODES & values.keys():
        named[key] = str(values[key] or "").replace("_", " ").capitalize()
    for key in _OWNERS & values.keys():
        named[key] = owners.get(str(values[key]), values[key])
    return named


def _in_words(value: object) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if any(isinstance(each, list | dict) for each in value):
            return f"table of {len(value)} rows"
        return ", ".join(map(_in_words, value))[:_LONGEST]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(each)}" for key, each in value.items())[:_LONGEST]
    return _text_in_words(str(value))


def _text_in_words(value: str) -> str:
    """Return a text shortened, or a time as pages write it."""
    return _moment_in_words(value) if _MOMENT.match(value) else value[:_LONGEST]


def _moment_in_words(value: str) -> str:
    """Format a time; return other text that starts like one unchanged."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:_LONGEST]
    if timezone.is_naive(moment):
        return dateformat.format(moment, "M j, Y, H:i")
    return dateformat.format(timezone.localtime(moment), "M j, Y, H:i T")
