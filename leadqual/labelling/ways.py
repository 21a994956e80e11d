"""Ways out of addresses that hold no page: forms opened by hand, and fits that were replaced."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.labelling.deciding import ReplacedFitError

View = Callable[..., HttpResponseBase]


def only_sent(page: str, of: type[Model]) -> Callable[[View], View]:
    """Let a view take what a form sends; an address opened by hand leads to the page of the form.

    After a refused form the address of the browser is that of the form.

    Args:
        page: name of the address of that page; it has the key that the view has.
        of: whose key it is; one of another workspace is not found.
    """

    def decorate(view: View) -> View:
        sent = require_POST(view)

        @wraps(view)
        def answer(request: WorkspaceRequest, **key: int) -> HttpResponseBase:
            if request.method in {"GET", "HEAD"}:
                (number,) = key.values()
                get_object_or_404(of, workspace=request.workspace, pk=number)
                return redirect(page, number)
            return sent(request, **key)

        return answer

    return decorate


def to_newer_fit(view: View) -> View:
    """Lead from a learned function that was replaced to what took its place, and say so."""

    @wraps(view)
    def answer(request: WorkspaceRequest, learned_id: int) -> HttpResponseBase:
        try:
            return view(request, learned_id)
        except ReplacedFitError as error:
            if request.method == "POST":
                messages.error(request, error.on_deciding())
            else:
                messages.info(request, error.on_looking())
            if error.newer is None:
                return redirect("labelling:learned")
            return redirect("labelling:learned-function", error.newer.pk)

    return answer
