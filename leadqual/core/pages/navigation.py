"""Ways through the pages: the address to go back to, and tabs."""

from dataclasses import dataclass

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
