"""Ways through the pages: the address to go back to, tabs, and the pages of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

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


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages or lists next to each other; `count` is None where none is shown.

    `icon_name` is empty where words stand alone.
    """

    url: str
    words: str
    count: int | None
    is_here: bool
    icon_name: str = ""


def own_address(request: HttpRequest, wanted: str, default: str) -> str:
    """Return the wanted address if it is one of ours, else the default."""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and is_ours else default


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the page to go back to that the form names, if it is one of ours."""
    return own_address(request, request.POST.get("next", ""), default)


def page_links(page: Page[Any], address: str | Callable[[int], str]) -> dict[str, object]:
    """Return which rows a page of a table shows, and the ways to the pages before and after.

    Args:
        page: what is shown.
        address: of the page of a number; or of the table, where it ends with `?` or `&`.
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
