"""The last action on selected records, which a button repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.leads.models import ContactList

_SESSION = "repeat"


@dataclass(frozen=True, slots=True)
class LastAction:
    """A person's last action on selected records of one kind.

    Args:
        words: label of the button that repeats it.
        fields: form data of a change; empty for an addition to a list.
        list_id: list of an addition; 0 for none.
    """

    words: str
    fields: Mapping[str, str]
    list_id: int = 0


def remember_addition(request: WorkspaceRequest, row: ContactList) -> None:
    _remember(request, row.records, _adds_to(row.name), {"list": row.pk})


def remember_change(
    request: WorkspaceRequest, records: str, words: str, fields: Mapping[str, str]
) -> None:
    """Remember a form's change of people or companies."""
    _remember(request, records, f"Set {words}", {"fields": dict(fields)})


def last_action(
    request: WorkspaceRequest, records: str, lists: Mapping[str, str] = MappingProxyType({})
) -> LastAction | None:
    """Return the last action on a kind of record in this workspace and session.

    Args:
        request: whose.
        records: `people` or `companies`.
        lists: key → name of the lists that may be added to, newest first. The newest one stands in
            for the last action until there is one.
    """
    kept = request.session.get(_SESSION, {}).get(f"{request.workspace.pk} {records}")
    if kept is not None:
        return LastAction(kept["words"], kept.get("fields", {}), kept.get("list", 0))
    newest = next(iter(lists.items()), None)
    return LastAction(_adds_to(newest[1]), {}, int(newest[0])) if newest else None


def _adds_to(name: str) -> str:
    return f"Add to “{name}”"


def _remember(
    request: WorkspaceRequest, records: str, words: str, action: Mapping[str, object]
) -> None:
    kept = request.session.get(_SESSION, {})
    name = f"{request.workspace.pk} {records}"
    request.session[_SESSION] = {**kept, name: {"words": words, **action}}
