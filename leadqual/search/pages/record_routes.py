"""Routes shared by people and companies, and notices about selected records that are gone."""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper, wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import V, WorkspaceRequest, route
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.search.query.query import keys_of
from leadqual.search.results.kinds import COMPANIES, PEOPLE, Kind, kind_of_record

_View = Callable[..., Any]


def record_panels(address: str, people: str, companies: str, **options: Any) -> Callable[[V], V]:
    """Route a panel of the page of people and the same of companies; the view gets `kind`.

    Args:
        address: URL without its first part.
        people: URL name of the panel of people, as the page of panels has it.
        companies: of that of companies.
        options: those of `route`.
    """

    def decorate(view: V) -> V:
        for kind, name in ((PEOPLE, people), (COMPANIES, companies)):
            wrapped = update_wrapper(partial(cast("_View", view), kind=kind), view)
            route(f"{kind.records}/{address}", name=name, **options)(wrapped)
        return view

    return decorate


def record_or_404(request: WorkspaceRequest, kind: Kind, record_id: int) -> Any:
    """Return a person or company of the member's workspace, or raise a 404."""
    return get_object_or_404(kind.rows(request.workspace), pk=record_id)


def address_of(record: Contact | Company) -> str:
    """Return the URL of a contact or company."""
    return kind_of_record(record).address(record.pk)


def report_missing_records(
    *kinds: str, methods: Sequence[str] = ("GET", "POST")
) -> Callable[[_View], _View]:
    """Show a message on how many records selected in a URL or form are gone.

    IDs of merged records are replaced by those of the kept ones. IDs of gone records stay: without
    any, a search would find everybody.

    Args:
        kinds: `contact`, `company`: parameter names; by default that of the view's kind.
        methods: where to read IDs; "GET" for a form that redirects to a URL with the same IDs.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def wrapped(request: WorkspaceRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
            for kind in kinds or (kwargs["kind"].code,):
                for method in methods:
                    params = getattr(request, method)
                    if ids := keys_of(params.getlist(kind)):
                        resolved = resolve_ids(request.workspace, kind, ids)
                        params = params.copy()
                        keys = map(str, (*resolved.ids, *resolved.deleted, *resolved.unknown))
                        params.setlist(kind, list(keys))
                        setattr(request, method, params)
                        _report_missing(request, kind, resolved)
            found: HttpResponseBase = view(request, *args, **kwargs)
            return found

        return wrapped

    return decorate


def _report_missing(request: WorkspaceRequest, kind: str, resolved: ResolvedIds) -> None:
    """Report gone records, except those that the same form has just deleted."""
    rows = DeletedRecord.objects.filter(
        workspace=request.workspace, kind=kind, record_id__in=resolved.deleted
    )
    deleting_steps = (
        [str(step) for step in rows.values_list("step", flat=True)] if resolved.deleted else []
    )
    n_missing = len(resolved.deleted) + len(resolved.unknown)
    if step := request.POST.get("request_id"):
        n_missing -= deleting_steps.count(step)
    show_missing_message(
        request, n_missing, COMPANIES.records if kind == COMPANIES.code else PEOPLE.records
    )


def show_missing_message(request: WorkspaceRequest, n_missing: int, noun: str) -> None:
    """Show a message on how many selected records are gone, if any."""
    if n_missing:
        verb = "no longer exists" if n_missing == 1 else "no longer exist"
        messages.warning(request, f"{n_missing:,} of the selected {noun} {verb}.")


def may_change(request: WorkspaceRequest) -> bool:
    """Return whether pages show the member actions that write and export."""
    return Role(request.member.role).includes(Role.QUALIFIER)
