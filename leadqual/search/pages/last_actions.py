"""The last action on selected records, which a button repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.leads.models import ContactList

_SESSION_KEY = "repeat"


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
    _remember(request, row.records, _addition_label(row.name), {"list": row.pk})


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
    stored = request.session.get(_SESSION_KEY, {}).get(f"{request.workspace.pk} {records}")
    if stored is not None:
        return LastAction(stored["words"], stored.get("fields", {}), stored.get("list", 0))
    newest = next(iter(lists.items()), None)
    return LastAction(_addition_label(newest[1]), {}, int(newest[0])) if newest else None


def _addition_label(name: str) -> str:
    return f"Add to “{name}”"


def _remember(
    request: WorkspaceRequest, records: str, words: str, action: Mapping[str, object]
) -> None:
    stored = request.session.get(_SESSION_KEY, {})
    name = f"{request.workspace.pk} {records}"
    request.session[_SESSION_KEY] = {**stored, name: {"words": words, **action}}
