"""The timeline of a person or company: events of all sources, newest first, in pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import AuditRow
from leadqual.accounts.models.audit import sentence
from leadqual.leads.do_not_contact.entries import record_entry
from leadqual.leads.exported_keys import exports_with
from leadqual.leads.models import (
    Contact,
    DoNotContact,
    MergedRecord,
    Note,
    RecordChange,
    RecordStatus,
)
from leadqual.leads.records.record_values import Record
from leadqual.search.index.list_members import STORED

_FIELD_NAMES = {
    "owner_id": "owner",
    "company_id": "company",
    "linkedin_url": "LinkedIn URL",
    "external_id": "external ID",
}
_IN_TABLES = ("contact.edited", "contact.edit_undone", "company.edited", "company.edit_undone")
"""Audit log actions that other sources cover."""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event.

    Args:
        kind: `created`, `imported`, `edited`, `undone`, `note`, `list`, `exported`,
            `reply`, `do_not_contact`, `title_corrected`, `verdict`, `merged` or `audit`.
        key: of its row; distinguishes events of the same time and kind.
        who: who did it; empty if unknown.
        author_id: of a note: who may edit it.
    """

    at: datetime
    kind: str
    key: int
    words: str
    who: str = ""
    note_id: int | None = None
    author_id: int | None = None

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Sort key of the event."""
        return self.at, self.kind, self.key


Source = Callable[[Record, datetime, int], Iterator[TimelineEvent]]
"""Reads the newest events of a record up to a time, with a limit."""


def _newest(rows: "QuerySet[Any]", column: str, until: datetime, most: int) -> Sequence[Any]:
    return list(rows.filter(**{f"{column}__lte": until}).order_by(f"-{column}", "-pk")[:most])


def _of(record: Record) -> dict[str, Record]:
    return {"contact" if isinstance(record, Contact) else "company": record}


def creation(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield the creation of the record, unless a change or import has it."""
    kind = "contact" if isinstance(record, Contact) else "company"
    row = AuditRow.objects.filter(
        workspace=record.workspace_id, subject=f"{kind}:{record.pk}", action=f"{kind}.created"
    ).select_related("actor")
    found = row.first()
    if record.created_at <= until and most:
        who = str(found.actor) if found and found.actor else ""
        yield TimelineEvent(record.created_at, "created", record.pk, "Created", who)


def imports(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield the imports with a row for the record."""
    kind = "contacts" if isinstance(record, Contact) else "companies"
    batches = record.workspace.import_batches.filter(
        kind=kind, rows__record_id=record.pk, rows__outcome__in=STORED
    ).distinct()
    for batch in _newest(batches.select_related("author"), "created_at", until, most):
        words = f"Imported from {batch.file_name}"
        yield TimelineEvent(batch.created_at, "imported", batch.pk, words, str(batch.author or ""))


def changes(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield changes by people, and their undos."""
    rows = RecordChange.objects.filter(**_of(record)).select_related("author", "undone_by")
    for row in _newest(rows, "created_at", until, most):
        who = str(row.author or "")
        yield TimelineEvent(row.created_at, "edited", row.pk, _changed(row), who)
    for row in _newest(rows.filter(undone_at__isnull=False), "undone_at", until, most):
        who = str(row.undone_by or "")
        yield TimelineEvent(row.undone_at, "undone", row.pk, f"Undone: {_changed(row)}", who)


def notes(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield notes with their text."""
    rows = Note.objects.filter(**_of(record), deleted_at=None).select_related("author")
    for row in _newest(rows, "created_at", until, most):
        yield TimelineEvent(
            *(row.created_at, "note", row.pk, row.text, str(row.author)),
            note_id=row.pk,
            author_id=row.author_id,
        )


def lists(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield additions to lists that the record is still in."""
    entries: QuerySet[Any] = (
        record.list_entries if isinstance(record, Contact) else record.company_list_entries
    ).filter(contact_list__deleted_at=None)
    related = entries.select_related("contact_list", "added_by")
    for row in _newest(related, "created_at", until, most):
        words = f"Added to list {row.contact_list.name}"
        yield TimelineEvent(row.created_at, "list", row.pk, words, str(row.added_by))


def exports(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield exports that include the record."""
    for row in islice(exports_with(record, until=until), most):
        of_list = f" with list {row.contact_list.name}" if row.contact_list else ""
        words = f"Exported{of_list} as {row.format.upper()} {row.get_way_display()}"
        yield TimelineEvent(row.created_at, "exported", row.pk, words, str(row.author))


def replies(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield replies of a person, or of the people of a company."""
    rows = record.workspace.replies.select_related("contact")
    own = Q(contact=record) if isinstance(record, Contact) else Q(contact__company=record)
    for row in _newest(rows.filter(own), "received_at", until, most):
        words = f"Replied: {row.subject or 'no subject'}"
        who = "" if isinstance(record, Contact) else str(row.contact)
        yield TimelineEvent(row.received_at, "reply", row.pk, words, who)


def do_not_contact(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield entries that match a person's keys, and when they were lifted."""
    if not isinstance(record, Contact):
        return
    former = record.former_keys.exclude(kind="last_name").values_list("value", flat=True)
    known = (*former, record.email, record.linkedin_url, record.phone, record.external_id)
    values = [one.lower() for one in known if one]
    entries = DoNotContact.objects.filter(workspace=record.workspace_id)
    named = entries.filter(value__in=[*values, record_entry("contact", record.pk).value])
    asked = Coalesce("derived_from", "pk", output_field=BigIntegerField())
    rows = entries.filter(pk__in=named.values_list(asked))
    for row in _newest(rows.select_related("author"), "created_at", until, most):
        words = f"Marked Do not contact ({row.reason})" if row.reason else "Marked Do not contact"
        who = str(row.author or "")
        yield TimelineEvent(row.created_at, "do_not_contact", row.pk, words, who)
    for row in _newest(rows.filter(lifted_at__isnull=False), "lifted_at", until, most):
        words = "Do not contact removed"
        yield TimelineEvent(row.lifted_at, "do_not_contact", row.pk, words)


def title_corrections(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield corrections of a person's current title."""
    if isinstance(record, Contact) and record.job_title:
        rows = record.job_title.corrections.select_related("author")
        for row in _newest(rows, "created_at", until, most):
            words = f"Title “{record.job_title.title}” corrected"
            yield TimelineEvent(row.created_at, "title_corrected", row.pk, words, str(row.author))


def verdicts(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield verdicts on a company, or on the company of a person."""
    company = record.company if isinstance(record, Contact) else record
    if company is None:
        return
    rows = company.verdicts.filter(undone_at=None).select_related("campaign", "author")
    for row in _newest(rows, "created_at", until, most):
        words = f"{company} in campaign {row.campaign.name}: {row.named}"
        yield TimelineEvent(row.created_at, "verdict", row.pk, words, str(row.author))


def merges(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield records that were merged into this one."""
    column = "kept_contact" if isinstance(record, Contact) else "kept_company"
    rows = MergedRecord.objects.filter(**{column: record}).select_related("merged_by", "deletion")
    for row in _newest(rows, "merged_at", until, most):
        name = row.deletion.name if row.deletion else f"ID {row.record_id}"
        yield TimelineEvent(
            row.merged_at, "merged", row.pk, f"Merged with {name}", str(row.merged_by)
        )


def audit(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield audit log rows on the record that no other source covers."""
    kind = "contact" if isinstance(record, Contact) else "company"
    rows = AuditRow.objects.filter(
        workspace=record.workspace_id, subject=f"{kind}:{record.pk}"
    ).exclude(action__in=[*_IN_TABLES, f"{kind}.created"])
    for row in _newest(rows.select_related("actor"), "created_at", until, most):
        words = sentence(row.action, name=row.name, details=row.details)
        yield TimelineEvent(row.created_at, "audit", row.pk, words, str(row.actor or ""))


def _changed(row: RecordChange) -> str:
    before, after = row.before, row.after
    parts = [_part(name, before, after) for name in after if name != "tags"]
    if "tags" in after:
        was, now = set(before.get("tags", [])), set(after["tags"])
        parts += [f"tag {tag} added" for tag in sorted(now - was)]
        parts += [f"tag {tag} removed" for tag in sorted(was - now)]
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}"


def _part(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    words = _FIELD_NAMES.get(name, name.removeprefix("custom.").replace("_", " "))
    if name == "status":
        labels = {status.value: str(status.label) for status in RecordStatus}
        return f"status changed from {labels[before[name]]} to {labels[after[name]]}"
    if name.endswith("_id") or isinstance(after[name], list):
        return f"{words} changed"
    was, now = (str(one.get(name) or "") for one in (before, after))
    if not now:
        return f"{words} “{_short(was)}” removed"
    return f"{words} changed from “{_short(was)}” to “{_short(now)}”" if was else _set(words, now)


def _set(words: str, now: str) -> str:
    return f"{words} set to “{_short(now)}”"


def _short(text: str) -> str:
    longest = 80
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


SOURCES: tuple[Source, ...] = (
    *(creation, imports, changes, notes, lists, exports, replies),
    *(do_not_contact, title_corrections, verdicts, merges, audit),
)
"""All sources of a timeline."""


PAGE_SIZE = 30
_END = datetime(9999, 12, 31, tzinfo=UTC)
_SEPARATOR = "~"
_N_PARTS = 3
_SAME_MOMENT = 20  # Maximum rows of one source at the same time: a step writes a record once.


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of events.

    Args:
        events: newest first.
        after: cursor of the last event; empty if nothing is older.
    """

    events: list[TimelineEvent]
    after: str


def timeline_of(record: Record, *, after: str = "", size: int = PAGE_SIZE) -> TimelinePage:
    """Return the events of a record; one or two queries for each source.

    Args:
        record: of the workspace of the reader.
        after: cursor of the previous page; an invalid one starts at the newest event.
        size: events per page.
    """
    place = _read(after)
    until = place[0] if place else _END
    most = size + 1 + _SAME_MOMENT
    found = [event for source in SOURCES for event in source(record, until, most)]
    older = (
        event
        for event in sorted(found, key=lambda one: one.place, reverse=True)
        if place is None or event.place < place
    )
    events = list(islice(older, size + 1))
    has_more = len(events) > size
    return TimelinePage(events[:size], _written(events[size - 1]) if has_more else "")


def is_place(cursor: str) -> bool:
    """Return whether a timeline cursor is valid."""
    return _read(cursor) is not None


def _written(event: TimelineEvent) -> str:
    return _SEPARATOR.join([event.at.isoformat(), event.kind, str(event.key)])


def _read(cursor: str) -> tuple[datetime, str, int] | None:
    parts = cursor.split(_SEPARATOR)
    if len(parts) != _N_PARTS or not parts[2].isdecimal():
        return None
    try:
        at = parse_datetime(parts[0].replace(" ", "+"))
    except ValueError:
        return None
    return (at, parts[1], int(parts[2])) if at and at.tzinfo else None
