"""The audit log in readable form: values before and after, with links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import dateformat, timezone

from leadqual.accounts.audit.records import links_of, page_of
from leadqual.accounts.models import AuditRow, User, Workspace

_MAX_LENGTH = 200
EMPTY_VALUE = "–"
_LABELS: Mapping[str, str] = {
    "expires_at": "Expires",
    "owner_id": "Owner",
    "requires_two_step": "Two-step verification required",
    "title_overlap_percent": "Share of titles for double labeling, %",
}
_CODE_KEYS = {"intent", "status"}
"""Values that are codes."""

_OWNER_KEYS = {"owner", "owner_id"}
"""Values that are keys of users."""

_CAUSES: Mapping[str, str] = {
    "reply": "after a reply",
    "bounce": "after an email bounced",
    "import": "by an import",
}
"""Causes of automatic changes, by kind of origin."""

_TIME_PATTERN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


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
        for key in _OWNER_KEYS
    }
    names = {
        str(one.pk): str(one) for one in User.objects.filter(pk__in=filter(str.isdecimal, owners))
    }
    return [
        AuditEntry(
            row, changes_of(row, names), links.get(row.subject) or page_of(row), _cause_of(row)
        )
        for row in rows
    ]


def _cause_of(row: AuditRow) -> str:
    """Return why LeadQual made a change automatically; "" if a person made it."""
    if row.actor is not None or row.api_key is not None:
        return ""
    origin = str(row.details.get("origin", "")).partition(":")[0]
    return _CAUSES.get(origin, "")


def changes_of(row: AuditRow, owners: Mapping[str, str]) -> tuple[ChangedValue, ...]:
    """Return the values of a row that changed, as text; owners by name."""
    before, after = (_with_labels(_values(values), owners) for values in (row.before, row.after))
    return tuple(
        ChangedValue(
            label=_LABELS.get(key) or key.replace("_", " ").capitalize(),
            before=_format_value(before[key]) if key in before else None,
            after=_format_value(after[key]) if key in after else None,
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    )


def _values(values: object) -> Mapping[str, object]:
    return values if isinstance(values, dict) else {}


def _with_labels(values: Mapping[str, object], owners: Mapping[str, str]) -> Mapping[str, object]:
    """Return values with owners by name, and statuses and intents without their underscores."""
    named = dict(values)
    for key in _CODE_KEYS & values.keys():
        named[key] = str(values[key] or "").replace("_", " ").capitalize()
    for key in _OWNER_KEYS & values.keys():
        named[key] = owners.get(str(values[key]), values[key])
    return named


def _format_value(value: object) -> str:
    if value is None or value in ("", []):
        return EMPTY_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if any(isinstance(each, list | dict) for each in value):
            return f"table of {len(value)} rows"
        return ", ".join(map(_format_value, value))[:_MAX_LENGTH]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_format_value(each)}" for key, each in value.items())[
            :_MAX_LENGTH
        ]
    return _format_text(str(value))


def _format_text(value: str) -> str:
    """Return a text shortened, or a time as pages write it."""
    return _format_time(value) if _TIME_PATTERN.match(value) else value[:_MAX_LENGTH]


def _format_time(value: str) -> str:
    """Format a time; return other text that starts like one unchanged."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:_MAX_LENGTH]
    if timezone.is_naive(moment):
        return dateformat.format(moment, "M j, Y, H:i")
    return dateformat.format(timezone.localtime(moment), "M j, Y, H:i T")
