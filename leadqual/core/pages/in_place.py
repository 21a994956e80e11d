"""Answers to forms in a popover: the page stays as it is, with messages as toasts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadqual.core.pages.page_links import local_address

CHANGE_EVENT = "leadqual:changed"
"""Event on which the page reads its results again."""


def answered_in_place(request: HttpRequest) -> HttpResponse:
    """Return the messages as toasts, and have the page read its results again."""
    response = render(request, "partials/toasts.html", {"oob": True})
    response.headers["HX-Reswap"] = "none"
    response.headers["HX-Trigger"] = CHANGE_EVENT
    return response


def address_here(request: HttpRequest, default: str) -> str:
    """Return the URL of the page that a popover is on, else the default."""
    current = request.headers.get("HX-Current-URL", "")
    path = current.partition("://")[2].partition("/")[2].partition("#")[0]
    return local_address(request, f"/{path}", default) if path else default
