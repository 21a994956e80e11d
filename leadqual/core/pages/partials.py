"""Parts of pages: htmx gets them alone, who opens their address is led to the whole page."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

_ASKED = "HX-Request"
P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


def partial_of(page: str) -> Callable[[View[R, P]], View[R, P]]:
    """Lead whoever opens a part of a page by hand, or from a bookmark, to the page itself.

    Args:
        page: name of its address; it takes what the view takes.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def shown(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)  # What is not theirs is refused here as there.
            is_opened = request.method in {"GET", "HEAD"} and _ASKED not in request.headers
            if is_opened and answer.status_code == HTTPStatus.OK:
                return HttpResponseRedirect(reverse(page, args=args, kwargs=kwargs))
            return answer

        return cast("View[R, P]", shown)

    return decorate
