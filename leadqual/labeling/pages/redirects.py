"""The address of a learned function that was replaced leads to what replaced it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from leadqual.accounts.routing import WorkspaceRequest
from leadqual.core.pages.panels import address_of
from leadqual.labeling.learned_functions.decision import ReplacedFitError

View = Callable[..., HttpResponseBase]


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
                return redirect(address_of("labeling:learned-functions"))
            return redirect("labeling:learned-function", error.newer.pk)

    return answer
