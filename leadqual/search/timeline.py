"""The timeline of a person or company: events of all sources, newest first, in pages."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import AuditRow, Workspace
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


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that are events of a record.

    Args:
        rows: all of them.
        column: when they happened.
        related: rows of other tables that the words need.
        event: makes the event of a row.
    """

    rows: "QuerySet[Any]"
    column: str
    related: tuple[str, ...]
    event: Callable[[Any], TimelineEvent]

    def newest(self, until: datetime, most: int, **own: object) -> "QuerySet[Any, dict[str, Any]]":
        """Return time and key of its newest rows, beside further values."""
        until_then = self.rows.filter(**{f"{self.column}__lte": until})
        named = {name: Value(value) for name, value in own.items()}
        newest: QuerySet[Any] = until_then.order_by(f"-{self.column}", "-pk")
        newest = newest.annotate(moment=F(self.column), **named)
        return newest.values(*own, "moment", "pk")[:most]

    def events(self, keys: Collection[int]) -> Iterator[TimelineEvent]:
        """Yield the events of its rows with these keys."""
        rows = self.rows.model._default_manager.filter(pk__in=keys)
        return map(self.event, rows.select_related(*self.related))


def _of(record: Record) -> dict[str, Record]:
    return {"contact" if isinstance(record, Contact) else "company": record}


def _workspace(record: Record) -> Workspace:
    """Return the workspace for its relations alone: nothing is read."""
    return Workspace(pk=record.workspace_id)


def _kind(record: Record) -> str:
    return "contact" if isinstance(record, Contact) else "company"


def imports(record: Record) -> Iterator[Source]:
    """Yield the imports with a row for the record."""
    kind = "contacts" if isinstance(record, Contact) else "companies"
    batches = _workspace(record).import_batches.filter(
        kind=kind, rows__record_id=record.pk, rows__outcome__in=STORED
    )

    def event(batch: Any) -> TimelineEvent:
        words = f"Imported from {batch.file_name}"
        return TimelineEvent(batch.created_at, "imported", batch.pk, words, str(batch.author or ""))

    yield Source(batches.distinct(), "created_at", ("author",), event)


def changes(record: Record) -> Iterator[Source]:
    """Yield changes by people, and their undos."""
    rows = RecordChange.objects.filter(**_of(record))

    def done(row: RecordChange) -> TimelineEvent:
        return TimelineEvent(row.created_at, "edited", row.pk, _changed(row), str(row.author or ""))

    def undone(row: RecordChange) -> TimelineEvent:
        who, words = str(row.undone_by or ""), f"Undone: {_changed(row)}"
        return TimelineEvent(cast("datetime", row.undone_at), "undone", row.pk, words, who)

    yield Source(rows, "created_at", ("author",), done)
    undos = rows.filter(undone_at__isnull=False)
    yield Source(undos, "undone_at", ("undone_by",), undone)


def notes(record: Record) -> Iterator[Source]:
    """Yield notes with their text."""
    rows = Note.objects.filter(**_of(record), deleted_at=None)

    def event(row: Note) -> TimelineEvent:
        return TimelineEvent(
            *(row.created_at, "note", row.pk, row.text, str(row.author)),
            note_id=row.pk,
            author_id=row.author_id,
        )

    yield Source(rows, "created_at", ("author",), event)


def lists(record: Record) -> Iterator[Source]:
    """Yield additions to shared lists that the record is still in."""
    entries: QuerySet[Any] = (
        record.list_entries if isinstance(record, Contact) else record.company_list_entries
    ).filter(contact_list__deleted_at=None, contact_list__is_private=False)

    def event(row: Any) -> TimelineEvent:
        words = f"Added to list {row.contact_list.name}"
        return TimelineEvent(row.created_at, "list", row.pk, words, str(row.added_by))

    yield Source(entries, "created_at", ("contact_list", "added_by"), event)


def replies(record: Record) -> Iterator[Source]:
    """Yield replies of a person, or of the people of a company."""
    own = Q(contact=record) if isinstance(record, Contact) else Q(contact__company=record)
    rows = _workspace(record).replies.filter(own)

    def event(row: Any) -> TimelineEvent:
        words = f"Replied: {row.subject or 'no subject'}"
        who = "" if isinstance(record, Contact) else str(row.contact)
        return TimelineEvent(row.received_at, "reply", row.pk, words, who)

    yield Source(rows, "received_at", ("contact",), event)


def do_not_contact(record: Record) -> Iterator[Source]:
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

    def marked(row: DoNotContact) -> TimelineEvent:
        words = f"Marked Do not contact ({row.reason})" if row.reason else "Marked Do not contact"
        who = str(row.author or "")
        return TimelineEvent(row.created_at, "do_not_contact", row.pk, words, who)

    def lifted(row: DoNotContact) -> TimelineEvent:
        at = cast("datetime", row.lifted_at)
        return TimelineEvent(at, "do_not_contact", row.pk, "Do not contact removed")

    yield Source(rows, "created_at", ("author",), marked)
    yield Source(rows.filter(lifted_at__isnull=False), "lifted_at", (), lifted)


def title_corrections(record: Record) -> Iterator[Source]:
    """Yield corrections of a person's current title."""
    if not isinstance(record, Contact) or record.job_title is None:
        return
    words = f"Title “{record.job_title.title}” corrected"

    def event(row: Any) -> TimelineEvent:
        return TimelineEvent(row.created_at, "title_corrected", row.pk, words, str(row.author))

    yield Source(record.job_title.corrections.all(), "created_at", ("author",), event)


def verdicts(record: Record) -> Iterator[Source]:
    """Yield verdicts on a company, or on the company of a person."""
    company = record.company if isinstance(record, Contact) else record
    if company is None:
        return
    rows = company.verdicts.filter(undone_at=None)

    def event(row: Any) -> TimelineEvent:
        words = f"{company} in campaign {row.campaign.name}: {row.named}"
        return TimelineEvent(row.created_at, "verdict", row.pk, words, str(row.author))

    yield Source(rows, "created_at", ("campaign", "author"), event)


def merges(record: Record) -> Iterator[Source]:
    """Yield records that were merged into this one."""
    rows = MergedRecord.objects.filter(**{f"kept_{_kind(record)}": record})

    def event(row: MergedRecord) -> TimelineEvent:
        name = row.deletion.name if row.deletion else f"ID {row.record_id}"
        words, who = f"Merged with {name}", str(row.merged_by)
        return TimelineEvent(row.merged_at, "merged", row.pk, words, who)

    yield Source(rows, "merged_at", ("merged_by", "deletion"), event)


def audit(record: Record) -> Iterator[Source]:
    """Yield audit log rows on the record that no other source covers."""
    kind = _kind(record)
    rows = AuditRow.objects.filter(
        workspace=record.workspace_id, subject=f"{kind}:{record.pk}"
    ).exclude(action__in=[*_IN_TABLES, f"{kind}.created"])

    def event(row: AuditRow) -> TimelineEvent:
        words = sentence(row.action, name=row.name, details=row.details)
        return TimelineEvent(row.created_at, "audit", row.pk, words, str(row.actor or ""))

    yield Source(rows, "created_at", ("actor",), event)


def _creation(record: Record) -> TimelineEvent:
    """Return the creation of the record."""
    kind = _kind(record)
    row = AuditRow.objects.filter(
        workspace=record.workspace_id, subject=f"{kind}:{record.pk}", action=f"{kind}.created"
    ).select_related("actor")
    found = row.first()
    who = str(found.actor) if found and found.actor else ""
    return TimelineEvent(record.created_at, "created", record.pk, "Created", who)


def _exports(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield exports that include the record; which do is in bits that only Python reads."""
    for row in islice(exports_with(record, until=until), most):
        listed = row.contact_list
        of_list = f" with list {listed.name}" if listed and not listed.is_private else ""
        words = f"Exported{of_list} as {row.format.upper()} {row.get_way_display()}"
        yield TimelineEvent(row.created_at, "exported", row.pk, words, str(row.author))


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


_SOURCES: tuple[Callable[[Record], Iterator[Source]], ...] = (
    *(imports, changes, notes, lists, replies),
    *(do_not_contact, title_corrections, verdicts, merges, audit),
)


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
    """Return the events of a record; one query finds the newest, one for each kind reads them.

    Args:
        record: of the workspace of the reader.
        after: cursor of the previous page; an invalid one starts at the newest event.
        size: events per page.
    """
    place = _read(after)
    until = place[0] if place else _END
    most = size + 1 + _SAME_MOMENT
    found = [*_exports(record, until, most), *_newest(record, until, most)]
    if record.created_at <= until:
        found.append(_creation(record))
    older = (
        event
        for event in sorted(found, key=lambda one: one.place, reverse=True)
        if place is None or event.place < place
    )
    events = list(islice(older, size + 1))
    has_more = len(events) > size
    return TimelinePage(events[:size], _written(events[size - 1]) if has_more else "")


def _newest(record: Record, until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield the newest events of all tables, in no order."""
    sources = [source for make in _SOURCES for source in make(record)]
    first, *others = (
        source.newest(until, most, number=number) for number, source in enumerate(sources)
    )
    keys: dict[int, list[int]] = {}
    for row in first.union(*others, all=True).order_by("-moment")[:most]:
        keys.setdefault(row["number"], []).append(row["pk"])
    for number, own in keys.items():
        yield from sources[number].events(own)


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
