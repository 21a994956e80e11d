"""The timeline of a person or company: events of all sources, newest first, in pages."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from leadqual.accounts.audit.audit_log import changes_of
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.accounts.models.audit_actions import sentence
from leadqual.leads.do_not_contact.entries import record_entry
from leadqual.leads.exported_keys import exports_with
from leadqual.leads.models import (
    Company,
    Contact,
    DoNotContact,
    MergedRecord,
    Note,
    RecordChange,
)
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.field_values import FIELDS
from leadqual.leads.records.record_values import CUSTOM, Record
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.index.list_members import STORED_OUTCOMES

_LABELS = {"owner_id": "Owner", "company_id": "Company", "status": "Status", "tags": "Tags"}
"""Fields that the field tables do not name."""
_NONE = "none"
_COVERED_ACTIONS = (
    *("contact.edited", "contact.edit_undone", "company.edited", "company.edit_undone"),
    "record.merged",
)
"""Audit log actions that other sources cover."""

PAGE_SIZE = 30
_END = datetime(9999, 12, 31, tzinfo=UTC)
_SEPARATOR = "~"
_N_PARTS = 3
_MAX_SIMULTANEOUS = 20  # Maximum rows of one source at the same time: a step writes a record once.


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A field with its values before and after, in words; empty where there was none."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before or _NONE} → {self.after or _NONE}"


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event.

    Args:
        kind: `created`, `imported`, `edited`, `undone`, `note`, `list`, `exported`,
            `reply`, `task`, `do_not_contact`, `title_corrected`, `verdict`, `merged` or `audit`.
        key: of its row; distinguishes events of the same time and kind.
        who: who did it; empty if unknown.
        author_id: of a note: who may edit it.
        changes: of an edit or its undo.
    """

    at: datetime
    kind: str
    key: int
    words: str
    who: str = ""
    note_id: int | None = None
    author_id: int | None = None
    changes: Sequence[ValueChange] = ()

    @property
    def sort_key(self) -> tuple[datetime, str, int]:
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
        load: reads what the events of some rows need, once for all of them.
    """

    rows: "QuerySet[Any]"
    column: str
    related: tuple[str, ...]
    event: Callable[[Any], TimelineEvent]
    load: Callable[[Sequence[Any]], None] = lambda _rows: None

    def newest(
        self, until: datetime, most: int, **extra: object
    ) -> "QuerySet[Any, dict[str, Any]]":
        """Return time and key of its newest rows, beside further values."""
        rows_until = self.rows.filter(**{f"{self.column}__lte": until})
        constants = {name: Value(value) for name, value in extra.items()}
        newest: QuerySet[Any] = rows_until.order_by(f"-{self.column}", "-pk")
        newest = newest.annotate(moment=F(self.column), **constants)
        return newest.values(*extra, "moment", "pk")[:most]

    def events(self, keys: Collection[int]) -> Iterator[TimelineEvent]:
        """Yield the events of its rows with these keys."""
        rows = self.rows.model._default_manager.filter(pk__in=keys)
        found = list(rows.select_related(*self.related))
        self.load(found)
        return map(self.event, found)


def _record_filter(record: Record) -> dict[str, Record]:
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
        kind=kind, rows__record_id=record.pk, rows__outcome__in=STORED_OUTCOMES
    )

    def event(batch: Any) -> TimelineEvent:
        words = f"Imported from {batch.file_name}"
        return TimelineEvent(batch.created_at, "imported", batch.pk, words, str(batch.author or ""))

    yield Source(batches.distinct(), "created_at", ("author",), event)


def changes(record: Record) -> Iterator[Source]:
    """Yield changes by people, and their undos."""
    rows = RecordChange.objects.filter(**_record_filter(record))
    names = ValueNames(record)

    def event(row: RecordChange, at: datetime, kind: str, who: User | None) -> TimelineEvent:
        changed = names.changes(row)
        words = "; ".join(map(str, changed))
        words += f", from {row.get_source_display()}" if row.source else ""
        words = words if kind == "edited" else f"Undone: {words}"
        return TimelineEvent(at, kind, row.pk, words, str(who or ""), changes=changed)

    def done(row: RecordChange) -> TimelineEvent:
        return event(row, row.created_at, "edited", row.author)

    def undone(row: RecordChange) -> TimelineEvent:
        return event(row, cast("datetime", row.undone_at), "undone", row.undone_by)

    yield Source(rows, "created_at", ("author",), done, names.load)
    undos = rows.filter(undone_at__isnull=False)
    yield Source(undos, "undone_at", ("undone_by",), undone, names.load)


def notes(record: Record) -> Iterator[Source]:
    """Yield notes with their text."""
    rows = Note.objects.filter(**_record_filter(record), deleted_at=None)

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
    extra = Q(contact=record) if isinstance(record, Contact) else Q(contact__company=record)
    rows = _workspace(record).replies.filter(extra)

    def event(row: Any) -> TimelineEvent:
        words = f"Replied: {row.subject or 'no subject'}"
        who = "" if isinstance(record, Contact) else str(row.contact)
        return TimelineEvent(row.received_at, "reply", row.pk, words, who)

    yield Source(rows, "received_at", ("contact",), event)


def tasks(record: Record) -> Iterator[Source]:
    """Yield tasks that are done."""
    rows: QuerySet[Any] = _workspace(record).tasks.filter(**_record_filter(record))

    def event(row: Any) -> TimelineEvent:
        words = f"Task done: {row.words}"
        return TimelineEvent(row.done_at, "task", row.pk, words, str(row.done_by or ""))

    yield Source(rows.filter(done_at__isnull=False), "done_at", ("done_by",), event)


def do_not_contact(record: Record) -> Iterator[Source]:
    """Yield entries that match a person's keys, and when they were lifted."""
    if not isinstance(record, Contact):
        return
    former = record.former_keys.exclude(kind="last_name").values_list("value", flat=True)
    known = (*former, record.email, record.linkedin_url, record.phone, record.external_id)
    known_values = [item.lower() for item in known if item]
    entries = DoNotContact.objects.filter(workspace=record.workspace_id)
    constants = entries.filter(value__in=[*known_values, record_entry("contact", record.pk).value])
    original_id = Coalesce("derived_from", "pk", output_field=BigIntegerField())
    rows = entries.filter(pk__in=constants.values_list(original_id))

    def marks_by_code(row: DoNotContact) -> TimelineEvent:
        words = f"Marked Do not contact ({row.reason})" if row.reason else "Marked Do not contact"
        who = str(row.author or "")
        return TimelineEvent(row.created_at, "do_not_contact", row.pk, words, who)

    def lifted_event(row: DoNotContact) -> TimelineEvent:
        at = cast("datetime", row.lifted_at)
        return TimelineEvent(at, "do_not_contact", row.pk, "Do not contact removed")

    yield Source(rows, "created_at", ("author",), marks_by_code)
    yield Source(rows.filter(lifted_at__isnull=False), "lifted_at", (), lifted_event)


def title_corrections(record: Record) -> Iterator[Source]:
    """Yield corrections of a person's current title, and their undos."""
    if not isinstance(record, Contact) or record.job_title is None:
        return
    title = f"title “{record.job_title.title}”"
    log = AuditRow.objects.filter(
        workspace=record.workspace_id, subject=f"job_title:{record.job_title.pk}"
    )
    changes: dict[object, str] = {}

    def load(rows: Sequence[Any]) -> None:
        keys = [row.pk for row in rows]
        for row in log.filter(action="title.corrected", details__correction__in=keys):
            changed = [
                f"{item.label}: {item.before} → {item.after}" for item in changes_of(row, {})
            ]
            changes[row.details["correction"]] = "; ".join(changed)

    def event(row: Any, at: datetime, what: str, who: User | None) -> TimelineEvent:
        words = f"{what} {title}" + (f". {changes[row.pk]}" if changes.get(row.pk) else "")
        return TimelineEvent(at, "title_corrected", row.pk, words, str(who or ""))

    def done(row: Any) -> TimelineEvent:
        return event(row, row.created_at, "Corrected", row.author)

    def undone(row: Any) -> TimelineEvent:
        return event(row, row.undone_at, "Undid the correction of", row.undone_by)

    rows = record.job_title.corrections.all()
    yield Source(rows, "created_at", ("author",), done, load)
    yield Source(rows.filter(undone_at__isnull=False), "undone_at", ("undone_by",), undone)


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
    ).exclude(action__in=[*_COVERED_ACTIONS, f"{kind}.created"])

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
        contact_list = row.contact_list
        list_text = (
            f" with list {contact_list.name}"
            if contact_list and not contact_list.is_private
            else ""
        )
        words = f"Exported{list_text} as {row.format.upper()} {row.get_way_display()}"
        yield TimelineEvent(row.created_at, "exported", row.pk, words, str(row.author))


class ValueNames:
    """Values of changes in words: owners and companies by name, fields by label."""

    def __init__(self, record: Record) -> None:
        self.workspace, self.kind = _workspace(record), _kind(record)
        self.labels = {**_LABELS, **{item.code: item.label for item in FIELDS[self.kind].values()}}
        self.names: dict[str, dict[object, str]] = defaultdict(dict)

    def load(self, rows: Sequence[RecordChange]) -> None:
        """Read the names that some changes need; at most four queries."""
        known_values: dict[str, set[Any]] = defaultdict(set)
        for row in rows:
            for stored in (row.before, row.after):
                for field, value in stored.items():
                    known_values[field].add(str(value) if isinstance(value, list) else value)
        if keys := known_values["owner_id"] - {None}:
            users = User.objects.filter(pk__in=keys)
            self.names["owner_id"] |= {user.pk: str(user) for user in users}
        if keys := known_values["company_id"] - {None}:
            companies = Company.objects.filter(workspace=self.workspace, pk__in=keys)
            self.names["company_id"] |= {item.pk: item.name for item in companies.only("name")}
        if known_values["status"]:
            self.names["status"].update(statuses_of(self.workspace).names().items())
        if any(field.startswith(CUSTOM) for field in known_values):
            custom = fields_of(self.workspace, self.kind)
            self.labels |= {f"{CUSTOM}{item.code}": item.label for item in custom}

    def changes(self, row: RecordChange) -> Sequence[ValueChange]:
        """Return what a change did, field by field."""
        return [
            ValueChange(
                field.removesuffix("_id") if field in _LABELS else field,
                self.labels.get(field) or field.removeprefix(CUSTOM).replace("_", " ").capitalize(),
                self._words(field, row.before.get(field)),
                self._words(field, value),
            )
            for field, value in row.after.items()
        ]

    def _words(self, field: str, value: object) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, list):
            return _shorten(", ".join(map(str, value)))
        is_key = field in ("owner_id", "company_id")
        return _shorten(self.names[field].get(value, "deleted" if is_key else str(value)))


def _shorten(text: str) -> str:
    longest = 80
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


_SOURCES: tuple[Callable[[Record], Iterator[Source]], ...] = (
    *(imports, changes, notes, lists, replies, tasks),
    *(do_not_contact, title_corrections, verdicts, merges, audit),
)


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of events.

    Args:
        events: newest first.
        after: cursor of the last event; empty if nothing is older.
    """

    events: list[TimelineEvent]
    after: str


def timeline_of(
    record: Record, *, after: str = "", size: int = PAGE_SIZE, has_notes: bool = True
) -> TimelinePage:
    """Return the events of a record; one query finds the newest, one for each kind reads them.

    Args:
        record: of the workspace of the reader.
        after: cursor of the previous page; an invalid one starts at the newest event.
        size: events per page.
        has_notes: whether notes are among them.
    """
    sort_key = _decode_cursor(after)
    until = sort_key[0] if sort_key else _END
    most = size + 1 + _MAX_SIMULTANEOUS
    source_functions = [
        source_function for source_function in _SOURCES if has_notes or source_function is not notes
    ]
    sources = [source for source_function in source_functions for source in source_function(record)]
    found = [*_exports(record, until, most), *_read_newest(sources, until, most)]
    if record.created_at <= until:
        found.append(_creation(record))
    older_events = (
        event
        for event in sorted(found, key=lambda item: item.sort_key, reverse=True)
        if sort_key is None or event.sort_key < sort_key
    )
    events = list(islice(older_events, size + 1))
    has_more = len(events) > size
    return TimelinePage(events[:size], _encode_cursor(events[size - 1]) if has_more else "")


def _read_newest(sources: Sequence[Source], until: datetime, most: int) -> Iterator[TimelineEvent]:
    """Yield the newest events of all tables, in no order."""
    first, *others = (
        source.newest(until, most, number=number) for number, source in enumerate(sources)
    )
    keys: dict[int, list[int]] = {}
    for row in first.union(*others, all=True).order_by("-moment")[:most]:
        keys.setdefault(row["number"], []).append(row["pk"])
    for number, extra in keys.items():
        yield from sources[number].events(extra)


def is_valid_cursor(cursor: str) -> bool:
    """Return whether a timeline cursor is valid."""
    return _decode_cursor(cursor) is not None


def _encode_cursor(event: TimelineEvent) -> str:
    return _SEPARATOR.join([event.at.isoformat(), event.kind, str(event.key)])


def _decode_cursor(cursor: str) -> tuple[datetime, str, int] | None:
    parts = cursor.split(_SEPARATOR)
    if len(parts) != _N_PARTS or not parts[2].isdecimal():
        return None
    try:
        at = parse_datetime(parts[0].replace(" ", "+"))
    except ValueError:
        return None
    return (at, parts[1], int(parts[2])) if at and at.tzinfo else None
