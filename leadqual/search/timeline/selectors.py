"""The timeline of a person or company: what all sources tell, newest first, in pages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.utils.dateparse import parse_datetime

from leadqual.leads.records.record_values import Record
from leadqual.search.timeline.event_sources import SOURCES, TimelineEvent

PAGE_SIZE = 30
_END = datetime(9999, 12, 31, tzinfo=UTC)
_SEPARATOR = "~"
_N_PARTS = 3
_SAME_MOMENT = 20  # Rows of one source at one time, at most: a step writes a record once.


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some events and the way on.

    Args:
        events: newest first.
        after: cursor of the last event; empty where nothing is older.
    """

    events: list[TimelineEvent]
    after: str


def timeline_of(record: Record, *, after: str = "", size: int = PAGE_SIZE) -> TimelinePage:
    """Return what happened to a record; one or two queries for each source.

    Args:
        record: of the workspace of the reader.
        after: cursor of the page before; what cannot be read starts at the newest.
        size: events of a page.
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
    """Say whether a cursor names a place of a timeline."""
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
