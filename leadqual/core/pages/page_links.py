"""Links between pages: within this site, between pages of a table, from a partial to its page."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from leadqual.core.pages.panels import P, R, View
from leadqual.core.requests.readable_values import problem_of

_ASKED = "HX-Request"


def partial_of(page: str) -> Callable[[View[R, P]], View[R, P]]:
    """Redirect browsers that open a partial directly to the full page.

    Args:
        page: URL name of the page, with the same arguments as the view.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def shown(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)  # Also checks access.
            is_opened = request.method in {"GET", "HEAD"} and _ASKED not in request.headers
            if is_opened and answer.status_code == HTTPStatus.OK:
                return HttpResponseRedirect(reverse(page, args=args, kwargs=kwargs))
            return answer

        return cast("View[R, P]", shown)

    return decorate


def local_address(request: HttpRequest, wanted: str, default: str) -> str:
    """Return the wanted URL if it can be one and is on this site, else the default."""
    if "/" not in wanted or problem_of(wanted):  # Django would look for a page of that name.
        return default
    is_local = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_local else default


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the `next` URL of the form if it is on this site, else the default."""
    return local_address(request, request.POST.get("next", ""), default)


def page_links(page: Page[Any], address: str | Callable[[int], str]) -> dict[str, object]:
    """Return the row range of a page of a table, and the URLs of the previous and next page.

    Args:
        page: the current page.
        address: takes a page number and returns a URL; or a URL that ends with `?` or `&`.
    """

    def of(number: int) -> str:
        return f"{address}page={number}" if isinstance(address, str) else address(number)

    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "back_url": of(page.previous_page_number()) if page.has_previous() else "",
        "next_url": of(page.next_page_number()) if page.has_next() else "",
    }
