"""Selected people or companies that are not there any more are named, on every page for many."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase

from leadqual.accounts.routing import WorkspaceRequest
from leadqual.leads.models import DeletedRecord
from leadqual.leads.record_ids import ResolvedIds, resolve_ids
from leadqual.search.query.query import keys_of

_NOUNS = {"contact": "people", "company": "companies"}
_View = Callable[..., Any]


def names_gone(*kinds: str, methods: Sequence[str] = ("GET", "POST")) -> Callable[[_View], _View]:
    """Say how many of the records that an address or a form selects are gone.

    IDs of merged records are those of the kept ones from here on. Those of gone ones stay: without
    any, a search would find everybody.

    Args:
        kinds: `contact`, `company`: names of the parameters; by default that of the view's kind.
        methods: where they are read; a form that leads to an address with the same IDs has "GET".
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def shown(request: WorkspaceRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
            for kind in kinds or (kwargs["kind"].code,):
                for method in methods:
                    sent = getattr(request, method)
                    if given := keys_of(sent.getlist(kind)):
                        meant = resolve_ids(request.workspace, kind, given)
                        sent = sent.copy()
                        keys = map(str, (*meant.ids, *meant.deleted, *meant.unknown))
                        sent.setlist(kind, list(keys))
                        setattr(request, method, sent)
                        _say(request, kind, meant)
            found: HttpResponseBase = view(request, *args, **kwargs)
            return found

        return shown

    return decorate


def _say(request: WorkspaceRequest, kind: str, meant: ResolvedIds) -> None:
    """Name what is gone, but for what the same form has just deleted."""
    rows = DeletedRecord.objects.filter(
        workspace=request.workspace, kind=kind, record_id__in=meant.deleted
    )
    own = [str(step) for step in rows.values_list("step", flat=True)] if meant.deleted else []
    n_gone = len(meant.deleted) + len(meant.unknown)
    if step := request.POST.get("request_id"):
        n_gone -= own.count(step)
    say_gone(request, n_gone, _NOUNS[kind])


def say_gone(request: WorkspaceRequest, n_gone: int, noun: str) -> None:
    """Say how many of the selected records are gone; nothing for none."""
    if n_gone:
        verb = "no longer exists" if n_gone == 1 else "no longer exist"
        messages.warning(request, f"{n_gone:,} of the selected {noun} {verb}.")
