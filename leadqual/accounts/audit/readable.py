"""Rows of the audit log as people read them: what changed from what to what, with a link."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import dateformat, timezone

from leadqual.accounts.audit.records import links_of, page_of
from leadqual.accounts.models import AuditRow, Workspace

_LONGEST = 200
NOTHING = "–"
_LABELS: Mapping[str, str] = {
    "expires_at": "Expires",
    "requires_two_step": "Two-step verification required",
    "title_overlap_percent": "Share of titles for double labeling, %",
}
_CAUSES: Mapping[str, str] = {
    "reply": "after a reply",
    "bounce": "after an email bounced",
    "import": "by an import",
}
"""Of what LeadQual does by itself, by the kind of its origin."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
"""How a time begins in JSON."""


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value before and after.

    Args:
        before: in words; None where there was none.
        after: in words; None where there is none.
    """

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row with what its line shows.

    Args:
        changes: values that are not what they were.
        url: page of the record; where it is gone or has none, of records of its kind.
        cause: in words, why LeadQual did it by itself.
    """

    row: AuditRow
    changes: tuple[ChangedValue, ...]
    url: str
    cause: str = ""


def entries_of(rows: Sequence[AuditRow], workspace: Workspace | None) -> list[AuditEntry]:
    """Return rows as the page shows them; one query for each kind of record."""
    links = links_of(rows, workspace)
    return [
        AuditEntry(row, changes_of(row), links.get(row.subject) or page_of(row), _cause(row))
        for row in rows
    ]


def _cause(row: AuditRow) -> str:
    """Return in words why LeadQual did something by itself; "" where a person did it."""
    if row.actor is not None or row.api_key is not None:
        return ""
    origin = str(row.details.get("origin", "")).partition(":")[0]
    return _CAUSES.get(origin, "")


def changes_of(row: AuditRow) -> tuple[ChangedValue, ...]:
    """Return the values of a row that are not what they were, in words."""
    before, after = _values(row.before), _values(row.after)
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
    """Return a text, and a time as pages write it."""
    return _moment_in_words(value) if _MOMENT.match(value) else value[:_LONGEST]


def _moment_in_words(value: str) -> str:
    """Return a time in words; what only begins like one stays as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:_LONGEST]
    if timezone.is_naive(moment):
        return dateformat.format(moment, "M j, Y, H:i")
    return dateformat.format(timezone.localtime(moment), "M j, Y, H:i T")
