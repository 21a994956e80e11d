"""The outbox: events are stored in the transaction of the change, if an endpoint subscribes.

Subscriptions are cached in the workspace row, which is already loaded: a workspace without webhooks
costs no query. A job numbers the events and sends them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leadqual.accounts.models import Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.models import WebhookEvent

ROWS, SUMMARY = ":rows", ":summary"
"""Suffixes of types in `Workspace.webhook_events`: an endpoint wants rows, or summaries."""
MAX_IDS = 1_000
"""Keys in a summary; its count is of all."""
_CHUNK = 2_000
Kind = WebhookEvent.Kind


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened to one record.

    Args:
        facts: filter → values that it has.
    """

    data: Mapping[str, object]
    facts: Mapping[str, Sequence[object]] = field(default_factory=dict)
    contact_id: int | None = None


def is_wanted(workspace: Workspace, event_type: str) -> bool:
    """Return whether an endpoint of the workspace listens to a type; no query."""
    return event_type in workspace.webhook_events


def emit(workspace: Workspace, event_type: str, occurred: Callable[[], Occurrence]) -> None:
    """Store an event about one record; at most one query in addition to those of `occurred`.

    Call it in the transaction of the change: both are stored, or neither is.

    Args:
        workspace: where it happened.
        event_type: one of `EVENT_TYPES`.
        occurred: called only if an endpoint subscribes.
    """
    if is_wanted(workspace, event_type):
        _write(workspace, event_type, Kind.SINGLE, [occurred()])


def emit_all(
    workspace: Workspace, event_type: str, occurred: Callable[[], Iterable[Occurrence]]
) -> None:
    """Write an event about each of a few records that are not one bulk action."""
    if is_wanted(workspace, event_type):
        _write(workspace, event_type, Kind.SINGLE, occurred())


def emit_bulk(
    workspace: Workspace,
    event_type: str,
    keys: Sequence[int],
    rows: Callable[[], Iterable[Occurrence]],
    more: Callable[[], Mapping[str, object]] = dict,
) -> None:
    """Store one summary of a bulk action, and one event per record for endpoints that want them.

    Args:
        workspace: where it happened.
        event_type: one of `EVENT_TYPES`.
        keys: of all the records; none writes nothing.
        rows: one for each record; asked only where an endpoint wants rows.
        more: further values of the summary; called only if it is wanted.
    """
    if keys:
        summary = {"n_records": len(keys), "ids": list(keys[:MAX_IDS])}
        emit_summary(workspace, event_type, lambda: {**summary, **more()})
        emit_rows(workspace, event_type, rows)


def emit_summary(
    workspace: Workspace, event_type: str, data: Callable[[], Mapping[str, object]]
) -> None:
    """Store one summary of a bulk action, for endpoints that do not want rows."""
    if wants_summary(workspace, event_type):
        _write(workspace, event_type, Kind.SUMMARY, [Occurrence(data())])


def wants_summary(workspace: Workspace, event_type: str) -> bool:
    """Return whether an endpoint wants one event for a bulk action; no query."""
    return f"{event_type}{SUMMARY}" in workspace.webhook_events


def wants_rows(workspace: Workspace, event_type: str) -> bool:
    """Return whether an endpoint wants an event for each record of a bulk action; no query."""
    return f"{event_type}{ROWS}" in workspace.webhook_events


def emit_rows(
    workspace: Workspace, event_type: str, rows: Callable[[], Iterable[Occurrence]]
) -> None:
    """Write an event for each record of an import, for endpoints that want rows."""
    if wants_rows(workspace, event_type):
        _write(workspace, event_type, Kind.ROW, rows())


def emit_everywhere(event_type: str, data: Mapping[str, object]) -> None:
    """Write an event of the whole installation for each workspace that listens."""
    listening = Workspace.objects.filter(webhook_events__contains=[event_type], deleted_at=None)
    for workspace in listening.order_by("pk"):
        _write(workspace, event_type, Kind.SINGLE, [Occurrence(data)])


def _write(
    workspace: Workspace, event_type: str, kind: str, occurred: Iterable[Occurrence]
) -> None:
    assert event_type in EVENT_TYPES  # noqa: S101  # a type that nobody can subscribe to
    events = [
        WebhookEvent(
            workspace=workspace,
            type=event_type,
            kind=kind,
            data=dict(one.data),
            facts={code: [str(value) for value in values] for code, values in one.facts.items()},
            contact_id=one.contact_id,
        )
        for one in occurred
    ]
    if events:
        WebhookEvent.objects.bulk_create(events, batch_size=_CHUNK)
        enqueue(Job.SEND_WEBHOOKS)
