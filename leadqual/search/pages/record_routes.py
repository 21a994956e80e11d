"""Addresses that people and companies have alike: one view answers both, with the kind it is of."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from leadqual.accounts.routing import V, WorkspaceRequest, route
from leadqual.search.results.selectors import KINDS, RecordKind

Kind = RecordKind[Any, Any]


def record_routes(address: str, *, name: str, **options: Any) -> Callable[[V], V]:
    """Answer an address below `people/` and the same below `companies/`; the view gets `kind`.

    Args:
        address: without its first part.
        name: URL name, with `{code}`, `{noun}` and `{records}` of the kind, or one for each kind.
        options: those of `route`.
    """

    def decorate(view: V) -> V:
        names = name.split() * 2
        for kind, short in zip(KINDS.values(), names, strict=False):
            named = short.format(code=kind.code, noun=kind.noun, records=kind.records)
            there = f"{kind.records}/{address}"
            route(there, name=named, **options)(_of_kind(view, kind))
        return view

    return decorate


def _of_kind(view: V, kind: Kind) -> V:
    """Return a view with its kind, which is no part of the address: panels have no such parts."""

    @wraps(view)
    def shown(request: WorkspaceRequest, **parts: Any) -> HttpResponseBase:
        return view(request, kind=kind, **parts)

    return cast("V", shown)


def record_or_404(request: WorkspaceRequest, kind: Kind, record_id: int) -> Any:
    """Return a person or company of the member's workspace; those of others do not exist."""
    return get_object_or_404(kind.rows(request.workspace), pk=record_id)
