"""The last action on selected people or companies, kept in the session of who did it."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadqual.accounts.routing import WorkspaceRequest
from leadqual.leads.models import ContactList

_SESSION = "repeat"


@dataclass(frozen=True, slots=True)
class LastAction:
    """What a person did last with selected records of one kind.

    Args:
        words: on the button that repeats it.
        fields: of the form of a change; empty for an addition to a list.
        list_id: of an addition; 0 for none.
    """

    words: str
    fields: Mapping[str, str]
    list_id: int = 0


def remember_addition(request: WorkspaceRequest, row: ContactList) -> None:
    _remember(request, row.records, f"Add to “{row.name}”", {"list": row.pk})


def remember_change(
    request: WorkspaceRequest, records: str, words: str, fields: Mapping[str, str]
) -> None:
    """Remember what a form changed in people or companies."""
    _remember(request, records, f"Set {words}", {"fields": dict(fields)})


def last_action(request: WorkspaceRequest, records: str) -> LastAction | None:
    """Return the last action on records of a kind in this workspace and session, if any."""
    kept = request.session.get(_SESSION, {}).get(f"{request.workspace.pk} {records}")
    if kept is None:
        return None
    return LastAction(kept["words"], kept.get("fields", {}), kept.get("list", 0))


def _remember(
    request: WorkspaceRequest, records: str, words: str, action: Mapping[str, object]
) -> None:
    kept = request.session.get(_SESSION, {})
    name = f"{request.workspace.pk} {records}"
    request.session[_SESSION] = {**kept, name: {"words": words, **action}}
