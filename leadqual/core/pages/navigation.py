"""Ways through the pages: the address to go back to, tabs, and the pages of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages or lists beside each other; `count` is None where none is shown.

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
